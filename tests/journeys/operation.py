#!/usr/bin/python3
"""What an operator gets wrong, and what is said of it: the organisation's key left out of a move, a configuration that is broken
while all runs, partitions that no worker holds."""
import json
import os
import shutil
import signal
import subprocess

import shop as shops
from load import Loader
from payvand import Installation, check, environment, equal, story, wait_for
from two_hosts import Keys

NAMES = ["sales", "analytics"]


def program(test, name, *words, code=0):
    """What it said; code None: whatever it gives."""
    done = subprocess.run([os.path.join(test.bin, name), *words], capture_output=True, text=True, timeout=60, env=environment())
    check(code in (None, done.returncode), lambda: f"{name} {words} gives {done.returncode}:\n{done.stdout}{done.stderr}")
    return done


# --- the organisation's key ----------------------------------------------------------------------------------------


def missing_key(test):
    """Logs that were moved without the key they were made with: nothing starts, nothing makes another key."""
    installation = Installation(test, NAMES)
    installation.start()
    installation.stop()
    key, kept = os.path.join(installation.data, "organisation.key"), os.path.join(test.folder, "kept.key")
    shutil.move(key, kept)
    data = ["--data", installation.data]
    starts = [("payvand", "up", *data), ("payvand", "up", "--detach", *data), ("payvand-sales", *data),
              ("payvand-portal", *data), ("payvand-worker", *data, "--name", "w1", "--partitions", "0-63"),
              ("payvand-sales", *data, "--rebuild-check")]
    for words in starts:
        said = program(test, *words, code=1).stderr
        check(key in said, lambda: f"{words} does not name {key}: {said}")
        check(not os.path.exists(key), lambda: f"{words} made a key")
    for words in starts[:-1]:
        said = program(test, *words, code=1).stderr
        check("put the copy of it back" in said, lambda: f"{words} says {said}")
    shutil.move(kept, key)
    installation.start()
    installation.stop()


# --- the configuration ---------------------------------------------------------------------------------------------


class Supervised(Installation):
    """Sales and analytics under payvand up, with a configuration that is written anew while they run."""

    def __init__(self, test, workers, peer=None):
        super().__init__(test, NAMES, config="")
        self.peer = peer
        self.write(workers)
        self.output = os.path.join(test.folder, "up.log")
        with open(self.output, "ab") as log:
            self.up = subprocess.Popen([os.path.join(test.bin, "payvand"), "up", "--config", self.config], stdout=log, stderr=log,
                                       stdin=subprocess.DEVNULL, env=environment())
        test.cleanups.append(self.end_up)
        for name in NAMES:
            self.wait_ready(name)
        self.wait_said("ready after")

    def write(self, workers):
        """The paths in it are relative: they stay below the folder of the file, wherever a copy of it lies."""
        lines = [f"data: {os.path.basename(self.data)}", "organisation_key: the.key", "departments:",
                 *(f"  - name: {name}" for name in NAMES), "workers:" if workers else "workers: []"]
        for name, held in workers.items():
            lines += [f"  - name: {name}", f"    partitions: {held}"]
        if self.peer:
            keys = Keys(self.test.folder)
            for name in [self.peer, *NAMES]:
                keys.make(name)
            lines = [line + (f"\n    keys: {keys.path(line[10:])}" if line[10:] in NAMES else "") for line in lines]
            lines += ["peers:", f"  - name: {self.peer}", "    router: tcp://127.0.0.1:9",
                      f'    server_key: "{keys.public[self.peer]}"']
        self.write_text("\n".join(lines) + "\n")

    def write_text(self, text):
        with open(self.config, "w") as file:
            file.write(text)

    def said(self):
        with open(self.output) as file:
            return file.read()

    def wait_said(self, text, times=1):
        wait_for(lambda: f"{text!r} in:\n{self.said()}", 60, lambda: self.said().count(text) >= times)

    def command(self, *words, code=0):
        return program(self.test, "payvand", *words, "--data", self.data, code=code)

    def check_alive(self, department):
        equal(self.up.poll(), None, "payvand up")

    def end_up(self):
        if self.up.poll() is None:
            self.up.kill()
            self.up.wait()


def broken_configuration(test):
    """A file that cannot be read stops neither commands nor a department that has to be started again."""
    installation = Supervised(test, {"w1": "0-63"})
    kept = os.path.join(installation.data, "run", "payvand.yaml")
    for text in ("workers: what\n", None):
        installation.write_text(text) if text else os.unlink(installation.config)
        installation.command("status")
        installation.command("call", "sales.DefineProduct", '{"sku": "T1", "name": "Tea"}')
        installation.command("verify")
        installation.command("backup", os.path.join(test.folder, "backups"))
        installation.command("rebuild", "sales", "--check")
        installation.command("status", "--config", installation.config, code=64)
    installation.write_text("workers: what\n")
    installation.up.send_signal(signal.SIGHUP)
    installation.wait_said("all stays as it is")
    before = installation.pid("sales")
    os.kill(before, signal.SIGKILL)
    wait_for("sales is up again", 60, lambda: installation.pid("sales") != before)
    installation.wait_ready("sales")
    installation.write({"w1": "0-31", "w5": "32-63"})
    check("w5" not in installation.command("status").stdout, "what nobody has accepted is not shown")
    installation.up.send_signal(signal.SIGHUP)
    installation.wait_said("w5 holds the partitions 32-63")
    check("w5" in installation.command("status", code=None).stdout, "status shows the worker that was accepted")
    installation.up.send_signal(signal.SIGTERM)
    equal(installation.up.wait(60), 0, "exit code of payvand up")
    check(not os.path.exists(kept), "the copy goes with those whose it is")
    installation.write_text("workers: what\n")
    installation.command("status", code=64)


def unheld_partitions(test):
    """Workers that leave partitions out: the start, the change, status and verify name them."""
    installation = Supervised(test, {})
    installation.wait_said("warning: no worker holds partitions 0-63")
    check("no worker holds partitions 0-63" in installation.command("status").stdout, "status names all")
    check("no worker holds partitions 0-63" in installation.command("verify", code=1).stdout, "verify names all")
    installation.write({"w1": "0-31", "w2": "32-63"})
    installation.up.send_signal(signal.SIGHUP)
    wait_for("all partitions are held", 60, lambda: len(installation.client.ask("analytics.GetPositions").partitions) == 64)
    shop = shops.Shop(test.random, customers=60)
    sell = Loader(installation, "sales", shops.limited(shop.sale, 60))
    sell.start()
    sell.finish()
    installation.command("verify")
    check("no worker holds" not in installation.command("status").stdout, "nothing to be said when all are held")
    installation.write({"w1": "0-15", "w3": "20"})
    installation.up.send_signal(signal.SIGHUP)
    installation.wait_said("warning: no worker holds partitions 16-19,21-63")
    sell = Loader(installation, "sales", shops.limited(shop.sale, 60))
    sell.start()
    sell.finish()
    told = json.loads(installation.command("status", "--json", code=None).stdout)
    equal([one["unheldPartitions"] for one in told if "unheldPartitions" in one], ["16-19,21-63"], "unheld by status")
    told = json.loads(installation.command("verify", "--json", code=1).stdout)
    equal([fault.split(":")[0] for fault in told["faults"]], ["no worker holds partitions 16-19,21-63"], "faults of verify")
    installation.up.send_signal(signal.SIGTERM)
    equal(installation.up.wait(60), 0, "exit code of payvand up")
    installation.write({"w1": "0-15"})
    said = program(test, "payvand", "up", "--detach", "--config", installation.config).stderr
    installation.command("down")
    check("no worker holds partitions 16-63" in said, f"payvand up --detach says {said!r}")


def far_workers(test):
    """Where there are other hosts, a worker of theirs may hold what those here leave out."""
    installation = Supervised(test, {"w1": "0-31"}, peer="loyalty")
    installation.wait_said("no worker of this host holds partitions 32-63: one of another host has to")
    unheld = lambda: [line for line in installation.command("status").stdout.splitlines() if "no worker holds" in line]
    check("partitions 32-63" in unheld()[0], f"nobody holds them: {unheld()}")
    words = [os.path.join(test.bin, "payvand-worker"), "--config", installation.config, "--name", "far",
             "--partitions", "32-63"]
    with open(os.path.join(test.folder, "far.log"), "ab") as log:
        far = subprocess.Popen(words, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=environment())
    test.cleanups.append(far.kill)
    wait_for("the far worker has taken its partitions", 60,
             lambda: len(installation.client.ask("analytics.GetPositions").partitions) == 64)
    far.kill()
    far.wait()
    check("partitions 32-63" in unheld()[0], "its stores are here, so it is no worker of another host")
    shutil.rmtree(os.path.join(installation.data, "far"))
    equal(unheld(), [], "what another host's worker holds")


def run(test, which):
    {"missing_key": missing_key, "broken_configuration": broken_configuration,
     "unheld_partitions": unheld_partitions, "far_workers": far_workers}[which](test)


if __name__ == "__main__":
    story(run)
