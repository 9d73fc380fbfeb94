#!/usr/bin/python3
"""Those who come late, twice or instead of others: a new subscriber of an old log, a second process on one store, a copied store,
customers joined and parted in several places, workers that come and go."""
import os
import shutil
import subprocess
import sys
import time
from collections import Counter

import faulty  # first: it finds the others
import messages
import shop as shops
from crashes import begin, end
from faulty import Faulty, departments_of
from load import Loader
from payvand import DEPARTMENTS, Installation, Refused, check, equal, story, wait_for

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "analytics"))

import workers as workers_story  # noqa: E402


def new_subscriber(test):
    """F29. A department is new while another tells without pause; it is killed at random points and ends as one that was there
    from the start."""
    names = ["sales", "loyalty", "marketing"]
    installation = Faulty(test, names, departments_of(names))
    installation.start("sales", "marketing")
    shop = shops.Shop(test.random, customers=60)
    first = Loader(installation, "sales", shops.limited(shop.sale, 800), in_flight=32)
    first.start()
    first.finish()
    loader = Loader(installation, "sales", shop.sale, in_flight=32)
    loader.start()
    installation.start("loyalty")
    for _ in range(5):
        goal = place(installation) + test.random.randrange(20, 400)
        wait_for("the new subscriber goes on", 60, lambda: place(installation) >= goal, pause=0.001)
        installation.kill("loyalty")
        installation.start("loyalty")
    loader.make = lambda: None
    loader.finish()
    test.figure("sales before it and meanwhile", f"800 and {len(loader.answers)}")
    installation.wait_until_converged()
    shops.check_cards(installation)
    for name in names:
        equal(installation.client.status(name).parked, 0, f"parked events of {name}")
    paid = {paid.invoice_id for paid in shops.of_type(installation.client.events("sales"), "sales.InvoicePaid")}
    equal(len(paid), len(shop.sales), "invoices")
    equal(place(installation), installation.client.status("sales").head_shared, "last event heard")
    installation.stop()
    installation.rebuild_checks()


def place(installation):
    return next(one.position for one in installation.client.status("loyalty").peers if one.name == "sales")


def two_of_one(test):
    """F32. A second process on a store refuses; a copy goes on in an epoch of its own; one that was put back in place, with the
    same identity and another past, is found out by those who heard it."""
    installation, shop = begin(test, ["sales", "loyalty"])
    client = installation.client
    for _ in range(10):
        client.call(*shop.sale())
    second = subprocess.run(installation.words("sales"), capture_output=True, text=True, timeout=60)
    check(second.returncode == 1 and "another" in second.stderr, lambda: f"a second sales: {second.returncode} {second.stderr}")
    client.call(*shop.sale())
    installation.wait_until_converged()
    installation.stop("sales")
    home, epoch = os.path.join(installation.data, "sales"), client.events  # the folder, and how it is read
    clone = os.path.join(test.folder, "clone")
    os.makedirs(clone, mode=0o700)
    shutil.copytree(home, os.path.join(clone, "sales"))
    shutil.copy(os.path.join(installation.data, "organisation.key"), clone)
    kept = {name: open(os.path.join(path, name), "rb").read() for path, _, names in os.walk(home) for name in names
            if name.endswith((".segment", ".mdb"))}
    installation.start("sales")
    was = client.status("sales")
    other = Installation(test, ["sales"], departments_of(["sales"]), clone)
    other.start()
    check(other.client.status("sales").epoch != was.epoch, "the copy goes on in the same epoch")
    equal(len(other.client.events("sales")), was.head, "events of the copy up to where it was taken")
    other.stop()
    for _ in range(5):
        client.call(*shop.sale())
    installation.wait_until_converged()
    installation.stop("sales")
    put_back(home, kept)
    installation.start("sales")
    equal(client.status("sales").epoch, was.epoch, "epoch of the store that was put back in place")
    for _ in range(8):  # another past under the numbers that loyalty has heard
        client.call("sales.RecordSale", {**shop.sale()[1], "businessKey": "other"[:5] + str(_)})
    wait_for("loyalty finds out", 20, lambda: diverged(installation))
    check("another" in installation.tail("loyalty") or "diverg" in installation.tail("loyalty"),
          lambda: f"loyalty says what is wrong: {installation.tail('loyalty', 5)}")
    installation.stop()


def put_back(home, kept):
    """The old content into the same files, so that device and inode say nothing."""
    for path, _, names in os.walk(home):
        for name in names:
            if name in kept:
                with open(os.path.join(path, name), "r+b") as file:
                    file.write(kept[name])
                    file.truncate(len(kept[name]))
            elif name.endswith((".segment", ".mdb")):
                os.unlink(os.path.join(path, name))


def diverged(installation):
    return any(peer.name == "sales" and peer.diverged for peer in installation.client.status("loyalty").peers)


# --- joined customers ----------------------------------------------------------------------------------------------


def merges(test):
    """F40. The same customers are joined, parted and joined again in three departments in any order, and buy meanwhile: one card
    everywhere, and each account is what its postings say."""
    names = ["sales", "loyalty", "marketing", "support"]
    installation, shop = begin(test, names)
    client, customers = installation.client, 12
    shop.customers = customers
    ids = [client.record("IntroduceCustomer", {"name": shops.customer(number)["name"], "allowDuplicate": True,
                                               "identifiers": [shops.customer(number)["identifier"]]},
                         department="sales").customer_id for number in range(customers)]
    installation.wait_until_converged()
    loader = Loader(installation, "sales", shop.sale, in_flight=4)
    loader.start()
    done = {"MergeCustomers": 0, "UnmergeCustomers": 0, "refused": 0}
    for _ in range(60):
        one, other = test.random.sample(ids, 2)
        name = test.random.choice(["MergeCustomers", "MergeCustomers", "UnmergeCustomers"])
        fields = {"customerId": one, "otherIds": [other]} if name == "MergeCustomers" else {"customerId": one, "partIds": [other]}
        try:
            client.call(name, fields, department=test.random.choice(names))
            done[name] += 1
        except Refused as refused:
            check(refused.problem.type in ("not-joined", "customer-not-found"), f"{name} is refused: {refused}")
            done["refused"] += 1
    loader.make = lambda: None
    loader.finish()
    test.figure("joined, parted, refused", f"{done['MergeCustomers']}, {done['UnmergeCustomers']}, {done['refused']}")
    check(done["UnmergeCustomers"] > 3, "too few were parted")
    installation.wait_until_converged()
    shops.check_cards(installation)
    paid = Counter()  # by the id on the invoice, where the points stay
    for one in shops.of_type(client.events("sales"), "sales.InvoicePaid"):
        paid[one.customer_id] += one.total.amount_minor // shops.POINTS_PER_MINOR
    for number, customer_id in enumerate(ids):
        joined = set(client.ask("GetCustomer", {"customerId": customer_id}, "loyalty").ids)
        expected = sum(paid[one] for one in joined)
        if expected:
            view = client.ask("loyalty.GetMember", {"customerId": customer_id})
            equal(view.joined_points, expected, f"points of customer {number}, joined with {len(joined) - 1} others")
    logs = shops.all_events(installation)
    shops.check_shop(shop, logs)
    totals = sum(page.member_points for page in client.pages("loyalty.GetLedgerCheck", {"limit": 500}))
    equal(totals, sum(shop.points.values()), "points of all members")
    installation.stop()
    installation.rebuild_checks()


# --- workers -------------------------------------------------------------------------------------------------------


def workers_come_and_go(test):
    """F42. Workers come, take partitions from others and leave, under load: figures equal the events, and no partition stands for
    long. A worker that is new folds its partitions from the first event."""
    names = ["sales", "analytics"]
    installation = Installation(test, names, departments_of(names))
    installation.start()
    workers = workers_story.Workers(test, installation)
    holders = {"0-31": "w1", "32-63": "w2"}
    for partitions, name in holders.items():
        workers.start(name, partitions)
    shop = shops.Shop(test.random, customers=200)
    loader = Loader(installation, "sales", shop.sale, in_flight=4)
    loader.start()
    for partitions, name in holders.items():  # before any is replaced: who starts last holds them
        wait_for(f"{name} has begun", 30, lambda: worked_in(installation, partitions, name, 1), pause=0.02)
    slowest = 0.0
    for number in range(6):
        partitions = test.random.choice(list(holders))
        old, new = holders[partitions], test.random.choice(["w1", "w2"]) if number % 3 == 2 else f"n{number}"
        if new in holders.values():
            new = f"n{number}"
        if number % 2:  # it leaves in order, or is replaced while it works
            process = workers.processes.pop(old)
            process.terminate()
            equal(process.wait(30), 0, f"exit code of {old}, which left")
        began = time.monotonic()
        workers.start(new, partitions)
        head = installation.client.status("sales").head_shared
        wait_for(f"{new} has worked in what was told", 30, lambda: worked_in(installation, partitions, new, head), pause=0.02)
        slowest = max(slowest, time.monotonic() - began)
        if not number % 2:
            wait_for(f"{old}, which was replaced, ends", 30, lambda: workers.processes[old].poll() is not None)
            equal(workers.processes.pop(old).returncode, 1, f"exit code of {old}, which was replaced")
        holders[partitions] = new
    loader.make = lambda: None
    loader.finish()
    test.figure("longest that partitions stood", slowest, "s")
    check(slowest < 15.0, f"partitions stood for {slowest:.1f} s")
    workers_story.settle(installation, "after workers came and went")
    workers.stop()
    installation.stop()
    installation.rebuild_checks()


def worked_in(installation, partitions, worker, head):
    """Does the worker hold them all, and has it worked in each up to its last event before head?"""
    first, last = map(int, partitions.split("-"))
    report = installation.client.ask("analytics.GetPositions")
    places = {state.partition: max([one.sequence for one in state.positions], default=0) for state in report.partitions
              if state.worker == worker}
    if len([one for one in places if first <= one <= last]) < last - first + 1:
        return False
    return max(places.values()) >= head - 300 or max(places.values()) >= head


def run(test, which):
    {"new_subscriber": new_subscriber, "two_of_one": two_of_one, "merges": merges,
     "workers_come_and_go": workers_come_and_go}[which](test)


if __name__ == "__main__":
    story(run)
