#!/usr/bin/python3
"""Partitions move between workers by changing the configuration of a running installation, again and again under load: what
analytics knows of every customer equals what sales told, and each partition is held by who was named last."""
import os
import signal
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "journeys"))

import shop as shops
from payvand import Installation, environment, equal, story, wait_for
from workers import load, settle

MOVES = [{"w1": "0-31", "w2": "32-63"},
         {"w1": "0-15", "w2": "32-63", "w3": "16-31"},
         {"w1": "0-15,48-63", "w2": "32-47", "w3": "16-31"},
         {"w4": "0-63"},
         {"w1": "32-63", "w2": "0-31"}]


def partitions_of(text):
    held = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        held |= set(range(int(first), int(last or first) + 1))
    return held


class Supervised(Installation):
    """The same processes, started and kept by payvand up."""

    def __init__(self, test, plan):
        super().__init__(test, departments=["sales", "analytics"], config="")
        self.write(plan)
        self.output = os.path.join(test.folder, "up.log")
        with open(self.output, "ab") as log:
            self.up = subprocess.Popen([os.path.join(test.bin, "payvand"), "up", "--data", self.data, "--config", self.config],
                                       stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=environment())
        test.cleanups.append(self.end_up)

    def write(self, plan):
        lines = [f"data: {self.data}", "departments:", "  - name: sales", "  - name: analytics", "workers:"]
        for name, held in plan.items():
            lines += [f"  - name: {name}", f"    partitions: {held}"]
        with open(self.config + ".new", "w") as file:
            file.write("\n".join(lines) + "\n")
        os.rename(self.config + ".new", self.config)

    def move(self, plan):
        self.write(plan)
        self.up.send_signal(signal.SIGHUP)

    def check_alive(self, department):
        equal(self.up.poll(), None, "payvand up")

    def end_up(self):
        if self.up.poll() is None:
            self.up.kill()
            self.up.wait()


def are_held(installation, plan):
    held = {state.partition: state.worker for state in installation.client.ask("analytics.GetPositions").partitions}
    return all(held.get(partition) == name for name, text in plan.items() for partition in partitions_of(text))


def run(test):
    installation = Supervised(test, MOVES[0])
    for department in installation.names:
        installation.wait_ready(department)
    wait_for("all partitions are held", 60, lambda: are_held(installation, MOVES[0]), pause=0.05)
    shop = shops.Shop(test.random, customers=300)
    for number, plan in enumerate(MOVES[1:] + MOVES[:2]):
        loaders = load(installation, shop, 600)
        acknowledged = lambda: sum(len(loader.answers) for loader in loaders)
        goal = test.random.randrange(20, 400)
        wait_for(f"{goal} sales", 120, lambda: acknowledged() >= goal, pause=0.001)
        installation.move(plan)
        for loader in loaders:
            loader.finish()
        wait_for(f"partitions are held after move {number + 1}", 60, lambda: are_held(installation, plan), pause=0.05)
        settle(installation, f"after move {number + 1}")

    # A configuration that cannot be read changes nothing.
    with open(installation.config, "w") as file:
        file.write("workers: what")
    installation.up.send_signal(signal.SIGHUP)
    said = lambda: "all stays as it is" in open(installation.output).read()
    wait_for("the configuration is refused", 30, said, pause=0.05)
    for loader in load(installation, shop, 200):
        loader.finish()
    settle(installation, "after a configuration that cannot be read")
    installation.up.send_signal(signal.SIGTERM)
    equal(installation.up.wait(60), 0, "exit code of payvand up")


if __name__ == "__main__":
    story(run)
