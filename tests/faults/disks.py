#!/usr/bin/python3
"""Disks that fail, fill up and lie: flushes that fail, the tables' first page that cannot be written, no room for tables,
segments, followers and backups, a map that is full, flipped bits."""
import errno
import os
import re
import shutil
import signal
import subprocess
import time

import faulty  # first: it finds the others
import messages
import restore
import shop as shops
from crashes import answer_or_death, begin, end
from faulty import Faulty, departments_of, preloaded
from payvand import Unanswered, check, equal, story, wait_for

FULL, READY = 4, 3


# --- flushes -------------------------------------------------------------------------------------------------------


class Supervised(Faulty):
    """The same under payvand up, which starts again what ends."""

    def up(self):
        words = [os.path.join(self.test.bin, "payvand"), "up", "--data", self.data, "--config", self.config]
        self.said = os.path.join(self.test.folder, "up.log")
        with open(self.said, "ab") as log:
            self.supervisor = subprocess.Popen(words, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                                               env=preloaded(self.library, self.folder))
        self.test.cleanups.append(self.down)

    def down(self):
        if self.supervisor.poll() is None:
            self.supervisor.send_signal(signal.SIGTERM)
            self.supervisor.wait(60)

    def deaths(self):
        with open(self.said) as file:
            return sum("ended with code" in line or "ended by signal" in line for line in file)

    def state(self, department):
        try:
            return self.client.status(department, patience=0.3).state
        except Unanswered:
            return None


def flush_fails(test):
    """F07. fdatasync fails once, then for as long as the disk is broken: no answer without durability, the process ends, the
    supervisor starts it again at growing distances, and it takes no command until what it finds is on the disk."""
    installation = Supervised(test, ["sales"], departments_of(["sales"]))
    installation.up()
    control, client, shop = installation.faults["sales"], installation.client, shops.Shop(test.random, customers=30)
    wait_for("all are ready", 60, lambda: "ready after" in open(installation.said).read())
    pid, request = client.status("sales").pid, messages.request(messages.COMMAND, *shop.sale())
    control.arm(faulty.FAIL, faulty.FLUSH, 1, "/sales/log/", errno.EIO, times=1)
    reply = client.exchange("sales", request)
    check(not reply.HasField("problem"), "the command is accepted in the end")
    check(control.done == 1 and client.status("sales").pid != pid, "the process that could not flush answered nothing and ended")
    broken_for_long(test, installation, shop)
    client.call(*shop.sale())
    told = client.events("sales")
    shops.check_log("sales", told)
    shops.check_shop(shop, {"sales": told})
    installation.down()


def broken_for_long(test, installation, shop):
    control, client = installation.faults["sales"], installation.client
    control.arm(faulty.FAIL, faulty.FLUSH, 1, "/sales/log/", errno.EIO)
    deaths, began = installation.deaths(), time.monotonic()
    request = messages.request(messages.COMMAND, *shop.sale())
    try:
        reply = client.exchange("sales", request, patience=3)
        check(False, lambda: f"answered without a flush: {reply}")
    except Unanswered:
        pass
    died, took = installation.deaths() - deaths, time.monotonic() - began
    test.figure("restarts while no flush succeeds", f"{died} in {took:.1f} s")
    check(1 <= died <= 6, f"{died} restarts in {took:.1f} s: 0.1 s, 0.2 s, 0.4 s, … lie between them")
    check(installation.state("sales") != READY or control.done > 0, "it takes commands only once a flush succeeded")
    control.disarm()
    reply = client.exchange("sales", request, patience=40)
    check(not reply.HasField("problem"), lambda: f"after the disk is well again: {reply.problem}")


def meta_page_fails(test):
    """F08. LMDB cannot write the page that makes a transaction true: the process ends within a second; nothing is lost."""
    installation, shop = begin(test, ["sales", "loyalty"])
    for department in ("sales", "loyalty"):
        control = installation.faults[department]
        control.arm(faulty.FAIL, faulty.SYNCED, 1, "/store/data.mdb", errno.EIO)
        for _ in range(10):
            installation.client.call(*shop.sale())
        control.steady_ms += 3100  # the tables are written down now
        control.struck(30)
        began = time.monotonic()
        equal(installation.wait_ended(department), 1, f"exit code of {department}")
        took = time.monotonic() - began
        test.figure(f"{department} ended after", took, "s")
        check(took < 3.0, f"{department} took {took:.1f} s to end")  # a second on a quiet machine without sanitizers
        control.disarm()
        installation.start(department)
    end(installation, shop)


# --- no room -------------------------------------------------------------------------------------------------------


def large(shop, number=[0]):
    """A command of some 8 KB, so that segments fill up soon."""
    number[0] += 1
    value = f"n{number[0]:07}"
    shop.introduced.add(value)
    return "IntroduceCustomer", {
        "name": f"Large {value}", "identifiers": [{"kind": "EXTERNAL_ID", "namespace": "shop", "value": value}],
        "facts": [{"name": f"custom.note{part}", "text": f"{value} " * 90} for part in range(10)]}


def refused_until_room(test, installation, shop, what, room):
    """Commands are refused before anything is decided, until room() makes some; queries go on; no restart."""
    client, pending = installation.client, []
    pid = client.status("sales").pid

    def refused():
        installation.faults["sales"].steady_ms += 200  # so that tables are written down often
        name, fields = large(shop)
        request = messages.request(messages.COMMAND, name, fields)
        reply = client.exchange("sales", request, retry=True) if not pending else None
        if reply.HasField("problem"):
            equal(reply.problem.type, "store-full", f"why a command is refused, {what}")
            pending.append((name, request))
        return pending
    wait_for(f"a command is refused, {what}", 90, refused, pause=0)
    name, request = pending[0]
    head = client.status("sales").head
    equal(client.status("sales").state, FULL, f"state, {what}")
    for _ in range(10):
        equal(client.exchange("sales", request).problem.type, "store-full", f"the same command again, {what}")
    equal(len(client.events("sales")), head, f"events that can be read, {what}")
    check(len(client.ask("ListCustomers", {"limit": 50}, "sales").rows) > 0, f"a query is answered, {what}")
    equal(client.status("sales").head, head, f"head after refusals, {what}")
    room()
    wait_for(f"the command is accepted, {what}", 60,
             lambda: not client.exchange("sales", request).HasField("problem"), pause=0.05)
    wait_for(f"sales is ready, {what}", 30, lambda: client.status("sales").state == READY)
    equal(client.status("sales").pid, pid, f"process, {what}")
    test.say(f"refused and accepted again, {what}, at event {head}")


def no_segment(test):
    """F10. No room for the next segment, then for the tables' write-down, then on the disk of a follower and of a backup."""
    installation, shop = begin(test, ["sales"], "segment_mb: 1")
    control = installation.faults["sales"]
    for _ in range(10):
        installation.client.call(*shop.sale())
    control.arm(faulty.FAIL, faulty.WRITE, 3, ".preparing", errno.ENOSPC)
    refused_until_room(test, installation, shop, "without room for a segment", control.disarm)
    control.arm(faulty.FAIL, faulty.FLUSH, 1, ".preparing", errno.ENOSPC)
    refused_until_room(test, installation, shop, "when the segment's flush finds none", control.disarm)
    control.arm(faulty.FAIL, faulty.WRITE, 2, "/store/", errno.ENOSPC)
    refused_until_room(test, installation, shop, "without room for the tables", control.disarm)
    told = installation.client.events("sales")
    shops.check_log("sales", told)
    shops.check_shop(shop, {"sales": told})
    installation.stop()
    installation.rebuild_checks()
    restore.no_room(test)


def map_is_full(test):
    """F11. The tables reach four fifths of LMDB's map: commands are refused, what was accepted is still written down, an
    erasure still commits, and a larger map goes on from there."""
    installation = Faulty(test, ["sales"], departments_of(["sales"]))
    control, client, shop = installation.faults["sales"], installation.client, shops.Shop(test.random, customers=30)
    control.map_bytes = 16 << 20
    installation.start()
    made = client.record("IntroduceCustomer", {"name": "Forgettable"}, department="sales")

    def larger():
        control.map_bytes = 0
        installation.stop("sales")
        installation.start("sales")
    refused = fill_map(installation, shop)
    control.steady_ms += 3100
    generations = client.status("sales").store.generations
    wait_for("what was accepted is written down", 30,
             lambda: client.status("sales").store.generations > generations or not waits(client), pause=0.005)
    test.figure("bytes of the tables when commands are refused", client.status("sales").store.file_bytes)
    check(client.status("sales").store.file_bytes <= 16 << 20, "the map holds what is in it")
    check(len(client.ask("ListCustomers", {"limit": 50}, "sales").rows) > 0, "a query is answered")
    client.call("EraseCustomer", {"customerId": made.customer_id}, department="sales")
    larger()
    reply = client.exchange("sales", refused)
    check(not reply.HasField("problem"), lambda: f"in a larger map: {reply.problem}")
    told = client.events("sales")
    shops.check_log("sales", told)
    shops.check_shop(shop, {"sales": told})
    installation.stop()
    installation.rebuild_checks()


def waits(client):
    """Is anything of weight waiting to be written down?"""
    return client.status("sales").store.overlay_bytes > 16384


def fill_map(installation, shop):
    """The first request that was refused for want of room. The department's clock runs ahead, so that it writes down often."""
    control, client = installation.faults["sales"], installation.client
    deadline, number = time.monotonic() + 120, 0
    while time.monotonic() < deadline:
        request = messages.request(messages.COMMAND, *large(shop))
        reply = client.exchange("sales", request)
        if reply.HasField("problem"):
            equal(reply.problem.type, "store-full", "why a command is refused")
            return request
        number += 1
        if number % 20 == 0:
            written_down(control, client)
    raise AssertionError("the map does not fill up")


def written_down(control, client):
    """Its clock goes on until what came is written down, or until there is no room."""
    before = client.status("sales").store.generations
    client.call("IntroduceCustomer", {"name": "Somebody", "allowDuplicate": True}, department="sales")
    control.steady_ms += 3100
    wait_for("what was accepted is written down", 30, lambda: client.status("sales").store.generations > before, pause=0.005)


# --- flipped bits --------------------------------------------------------------------------------------------------


def flipped_bits(test):
    """F13. One bit in the log, in a page of the tables, in a backup: found before it is used."""
    installation, shop = begin(test, ["sales"], "segment_mb: 1")
    for _ in range(40):
        installation.client.call(*large(shop), department="sales")
    name = "Findable Customer"
    installation.client.call("IntroduceCustomer", {"name": name}, department="sales")
    written_down(installation.faults["sales"], installation.client)
    installation.stop()
    log = os.path.join(installation.data, "sales", "log", "log-00000001.segment")
    for _ in range(6):
        at, bit = test.random.randrange(4096, 400 << 10), 1 << test.random.randrange(8)
        restore.flip(log, at, bit)
        installation.spawn("sales")
        equal(installation.wait_ended("sales"), 1, "exit code of sales on a damaged log")
        check("log-00000001.segment" in installation.tail("sales", 3), lambda: f"it says where: {installation.tail('sales', 3)}")
        restore.flip(log, at, bit)
    in_a_page(test, installation, name)
    restore.flipped(test)


def in_a_page(test, installation, name):
    """The comparison of all tables with the log finds it and says which; made anew from the log they are right."""
    path = os.path.join(installation.data, "sales", "store", "data.mdb")
    with open(path, "rb") as file:
        places = [found.start() for found in re.finditer(name.encode(), file.read())]
    check(places, "the name is in the tables")
    for at in places:  # pages that are free by now hold it too
        restore.flip(path, at, 4)
    done = subprocess.run(installation.words("sales", "--rebuild-check"), capture_output=True, text=True, timeout=120)
    check(done.returncode != 0 and "customers" in done.stdout + done.stderr,
          lambda: f"a flipped bit in a row gives {done.returncode}: {done.stdout}{done.stderr}")
    shutil.rmtree(os.path.dirname(path))
    installation.start()
    installation.stop()
    installation.rebuild_checks()


def run(test, which):
    {"flush_fails": flush_fails, "meta_page_fails": meta_page_fails, "no_segment": no_segment, "map_is_full": map_is_full,
     "flipped_bits": flipped_bits}[which](test)


if __name__ == "__main__":
    story(run)
