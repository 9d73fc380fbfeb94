#!/usr/bin/python3
"""Workers and analytics are killed with kill -9 under load, one loses its store, one is frozen while another takes its
partitions: what analytics knows of every customer equals what sales told."""
import os
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "journeys"))

import shop as shops
from load import Loader
from payvand import Installation, environment, equal, story, wait_for

KILLS = 8
PARTITIONS = {"w1": "0-31", "w2": "32-63"}


class Workers:
    def __init__(self, test, installation):
        self.test, self.installation, self.processes = test, installation, {}
        test.cleanups.append(self.end)

    def start(self, name, partitions=None, folder=None):
        words = [os.path.join(self.test.bin, "payvand-worker"), "--data", self.installation.data, "--name", name,
                 "--partitions", partitions or PARTITIONS[name]]
        with open(os.path.join(self.test.folder, f"{name}.log"), "ab") as log:
            self.processes[name] = subprocess.Popen(words, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                                                    env=environment())

    def kill(self, name):
        process = self.processes.pop(name)
        process.kill()
        process.wait()

    def stop(self):
        """As an operator does; 0 also says under sanitizers that nothing leaked."""
        for name, process in self.processes.items():
            process.send_signal(signal.SIGTERM)
            equal(process.wait(60), 0, f"exit code of {name}")
        self.processes.clear()

    def end(self):
        for process in self.processes.values():
            process.kill()
            process.wait()
        self.processes.clear()


def expected(events):
    """Purchases and amount of each customer, from what sales told."""
    figures = {}
    for paid in shops.of_type(events, "sales.InvoicePaid"):
        figure = figures.setdefault(paid.customer_id, [0, 0])
        figure[0] += 1
        figure[1] += paid.total.amount_minor
    return figures


def agree(client, events):
    """Does analytics know of every customer what sales told? Else what differs first."""
    resolved = {}
    for customer_id, (purchases, spent) in expected(events).items():
        value = client.ask("analytics.GetRfm", {"customerId": customer_id})
        figure = resolved.setdefault(value.customer_id, [0, 0, value])
        figure[0] += purchases
        figure[1] += spent
    for customer_id, (purchases, spent, value) in resolved.items():
        if (value.purchases, value.spent_minor) != (purchases, spent):
            return f"{customer_id}: {value.purchases} for {value.spent_minor}, not {purchases} for {spent}"
    return ""


def reached(client, events):
    """Is every partition worked in up to its last event?"""
    last = {}
    for event in events:
        if event.flags & 1:
            last[event.partition] = event.sequence
    report = client.ask("analytics.GetPositions")
    places = {state.partition: max([position.sequence for position in state.positions], default=0)
              for state in report.partitions}
    return all(places.get(partition, 0) >= sequence for partition, sequence in last.items())


def settle(installation, what):
    events = installation.client.events("sales")
    wait_for(f"analytics has worked in all, {what}", 60, lambda: reached(installation.client, events), pause=0.05)
    equal(agree(installation.client, events), "", f"figures, {what}")
    return len(events)


def load(installation, shop, sales):
    loaders = [Loader(installation, "sales", shops.limited(shop.sale, sales // 2), in_flight=8) for _ in range(2)]
    for loader in loaders:
        loader.start()
    return loaders


def run(test):
    installation = Installation(test, departments=["sales", "analytics"])
    installation.start()
    workers = Workers(test, installation)
    for name in PARTITIONS:
        workers.start(name)
    shop = shops.Shop(test.random, customers=300)
    loaders = load(installation, shop, 4000)
    acknowledged = lambda: sum(len(loader.answers) for loader in loaders)
    for kill in range(KILLS):
        goal = min(acknowledged() + test.random.randrange(50, 300), 3900)
        wait_for(f"{goal} sales", 120, lambda: acknowledged() >= goal, pause=0.001)
        victim = test.random.choice(["w1", "w2", "analytics"])
        if victim == "analytics":
            installation.kill(victim)
            installation.start(victim)
        else:
            workers.kill(victim)
            workers.start(victim)
        test.say(f"kill {kill + 1}: {victim} after {acknowledged()} sales")
    for loader in loaders:
        loader.finish()
    settle(installation, "after the kills")

    workers.kill("w1")
    subprocess.run(["rm", "-r", os.path.join(installation.data, "w1")], check=True)
    workers.start("w1")
    for loader in load(installation, shop, 400):
        loader.finish()
    settle(installation, "after a worker lost its store")

    # A frozen worker is replaced; when it thaws, what it says is refused and it ends.
    workers.processes["w2"].send_signal(signal.SIGSTOP)
    workers.start("w3", PARTITIONS["w2"])
    for loader in load(installation, shop, 400):
        loader.finish()
    settle(installation, "while a worker is frozen")
    workers.processes["w2"].send_signal(signal.SIGCONT)
    for loader in load(installation, shop, 400):
        loader.finish()
    wait_for("the worker that was replaced ends", 30, lambda: workers.processes["w2"].poll() is not None)
    equal(workers.processes.pop("w2").returncode, 1, "exit code of the worker that was replaced")
    settle(installation, "after it thawed")
    workers.stop()
    installation.stop()
    installation.rebuild_checks()


if __name__ == "__main__":
    story(run)
