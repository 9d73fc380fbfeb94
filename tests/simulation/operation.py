#!/usr/bin/python3
"""How the simulator is asked and ended: options that make no sense are refused, --json is one object, a signal leaves neither
processes nor folders."""
import glob
import json
import os
import re
import signal
import subprocess
import sys
import time

SIMULATE = os.path.join(sys.argv[1], "simulate")
LONG = ["--seed", "1", "--seeds", "4", "--minutes", "100", "--quiet"]


def check(holds, text):
    if not holds:
        raise AssertionError(text)


def wait_for(what, condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        check(time.monotonic() < deadline, f"not within {seconds} s: {what}")
        time.sleep(0.01)


def simulate(*words, before=""):
    done = subprocess.run(["sh", "-c", f'{before} exec "$@"', "sh", SIMULATE, *words], capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout, done.stderr


def refused_options():
    wrong = {"--seed": ["x", "", "-1", "1x", "99999999999999999999"], "--seeds": ["0", "-1", "x", "1.5"],
             "--hours": ["-1", "0", "x", "nan", "inf", "1e300"], "--minutes": ["-1", "0", "0.001", "many"],
             "--at-once": ["0", "65", "-2", "two"]}
    for option, values in wrong.items():
        for value in values:
            code, out, err = simulate(option, value)
            check(code == 64 and out == "" and f"{option} {value} is no" in err, f"{option} {value}: {code} {out} {err}")
    for words, says in ((["more"], "more is no option"), (["--colour"], "--colour"), (["--seed", "1", "--fresh"], "one of them"),
                        (["--twice", "--seeds", "3"], "leave out")):
        code, out, err = simulate(*words)
        check(code == 64 and out == "" and says in err, f"{words}: {code} {out} {err}")


def told_options():
    code, out, err = simulate("--help")
    check(code == 0 and err == "", f"--help: {code} {err}")
    source = open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "options.c")).read()
    for option in re.findall(r'\{"([a-z-]+)", (?:no|required)_argument', source):
        check(out.count(f"--{option}") > 1, f"--help says nothing of --{option}: {out}")


def one_object():
    code, out, err = simulate("--fresh", "--minutes", "0.1", "--json", "--verbose")
    told = json.loads(out)
    check(code == 0 and len(told["trace"]) == 16 and told["failedSeeds"] == [] and told["complete"], f"{code} {out}")
    check(f"the first seed is {told['firstSeed']}\n" in err, err)


def no_process():
    code, out, err = simulate("--seeds", "3", "--json", before="ulimit -n 4;")
    check(code == 1 and "seed 1 is not run" in err and not json.loads(out)["complete"], f"{code} {out} {err}")


def children_of(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(child) for child in file.read().split()]


def folders(pids):
    return [path for pid in pids for root in ("/dev/shm", "/tmp") for path in glob.glob(f"{root}/payvand-simulation-{pid}")]


def is_gone(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def ended(number, code, words=()):
    process = subprocess.Popen([SIMULATE, *LONG, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        wait_for("two seeds run", lambda: len(folders(children_of(process.pid))) == 2)
        children = children_of(process.pid)
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
        check(process.returncode == code, f"signal {number} gives {process.returncode}: {err}")
        wait_for(f"nobody is left after signal {number}", lambda: all(map(is_gone, children)))
        wait_for(f"no folder is left after signal {number}", lambda: not folders(children))
        return out
    finally:
        process.kill()
        process.wait()


def signals():
    check("0 seeds, 0 failed" in ended(signal.SIGTERM, 143), "no sum after SIGTERM")
    told = json.loads(ended(signal.SIGINT, 130, ["--json"]))
    check(told["seeds"] == 0 and told["complete"] is False, f"{told}")
    ended(signal.SIGKILL, -signal.SIGKILL)


for step in (refused_options, told_options, one_object, no_process, signals):
    step()
    print(f"{step.__name__}: passed", flush=True)
