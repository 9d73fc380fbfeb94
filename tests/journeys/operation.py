#!/usr/bin/python3
"""What an operator gets wrong, and what is said of it: the organisation's key left out of a move."""
import os
import shutil
import subprocess

from payvand import Installation, check, environment, story

NAMES = ["sales", "analytics"]


def program(test, name, *words, code=0):
    done = subprocess.run([os.path.join(test.bin, name), *words], capture_output=True, text=True, timeout=60, env=environment())
    check(done.returncode == code, lambda: f"{name} {words} gives {done.returncode}:\n{done.stdout}{done.stderr}")
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


def run(test, which):
    {"missing_key": missing_key}[which](test)


if __name__ == "__main__":
    story(run)
