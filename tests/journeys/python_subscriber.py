#!/usr/bin/python3
"""A subscriber of another system, proto/examples/python/follow.py, follows sales live and through kill -9 of sales and a
restart of its own: no hole, no repeat."""
import json
import os
import signal
import subprocess

import messages
import shop as shops
from load import Loader
from payvand import Installation, check, equal, story, wait_for


class Follower:
    """The example as a process; its lines go to a file."""

    def __init__(self, test, installation):
        self.test, self.path = test, os.path.join(test.folder, "followed.jsonl")
        self.words = ["/usr/bin/python3", os.path.join(test.source, "proto/examples/python/follow.py"), "--department",
                      "sales", "--folder", os.path.join(installation.data, "run"), "--position",
                      os.path.join(test.folder, "sales.position"), "--cache", os.path.join(test.folder, "cache")]
        self.process = None
        test.cleanups.append(self.end)

    def start(self, *more):
        with open(self.path, "ab") as out:
            self.process = subprocess.Popen(self.words + list(more), stdout=out)

    def end(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def numbers(self):
        """Sequences as printed; a line still being written is left out."""
        if not os.path.exists(self.path):
            return []
        with open(self.path) as file:
            return [int(json.loads(line)["sequence"]) for line in file if line.endswith("\n")]

    def wait_for(self, count, seconds=30):
        def enough():
            check(self.process.poll() is None, "the subscriber ended")
            return len(self.numbers()) >= count
        wait_for(lambda: f"the subscriber has {count} events (it has {len(self.numbers())})", seconds, enough, 0.05)


def run(test):
    installation = Installation(test, ["sales", "loyalty"])
    installation.start()
    follower = Follower(test, installation)
    follower.start()
    shop = shops.Shop(test.random, customers=30)
    loader = Loader(installation, "sales", shop.sale)
    loader.start()
    follower.wait_for(100)
    for kill in range(3):
        have = len(follower.numbers())
        installation.kill("sales")
        installation.start("sales")
        follower.wait_for(have + 100)
        test.say(f"kill {kill + 1} of sales at event {have}")
    follower.process.send_signal(signal.SIGTERM)
    equal(follower.process.wait(20), 0, "exit code of the subscriber when it is told to stop")
    acknowledged = len(loader.answers)
    wait_for("sales goes on without the subscriber", 30, lambda: len(loader.answers) > acknowledged + 50)
    loader.make = lambda: None
    loader.finish()
    head = installation.client.status("sales").head_shared
    follower.start("--until", str(head))
    equal(follower.process.wait(60), 0, "exit code of the subscriber at the end")
    told = installation.client.events("sales")
    shops.check_log("sales", told)
    expected = [event.sequence for event in told if event.flags & messages.SHARED]
    equal(follower.numbers(), expected, "shared events that the subscriber printed")
    check(follower.numbers() == expected, "the subscriber printed them in order")
    test.figure("events followed", len(expected))
    installation.stop()


if __name__ == "__main__":
    story(run)
