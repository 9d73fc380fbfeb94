#!/usr/bin/python3
"""The disk of the departments is filled by another file: commands are refused with store-full, queries are answered,
nothing is half done, and when there is room again all goes on without a restart."""
import os
import subprocess

import shop as shops
from load import Loader
from payvand import Installation, Refused, Skip, check, equal, new_id, story, wait_for

DISK_MB = 48
DEPARTMENTS = ["sales", "loyalty"]
FULL, READY = 4, 3


def small_disk(test):
    path = os.path.join(test.folder, "disk")
    os.makedirs(path)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", path], capture_output=True, text=True)
    if done.returncode:
        raise Skip(f"no file system can be mounted here: {done.stderr.strip()}")
    test.cleanups.append(lambda: subprocess.run(["umount", path], check=True))
    return path


def fill(path, leave=0):
    """Another program's file takes all the room but leave bytes."""
    with open(path, "ab", buffering=0) as file:
        room = os.statvfs(path)
        size = room.f_bavail * room.f_frsize - leave
        try:
            while size > 0:
                size -= file.write(b"\1" * min(size, 1 << 20))
        except OSError:
            pass  # it is full


class Seller:
    """Records sales one after another and keeps what the answers said."""

    def __init__(self, installation, shop):
        self.installation, self.shop = installation, shop
        self.accepted, self.refused = 0, []

    def sell(self):
        """True if it was accepted; a sale that was refused is asked again, with its own id, at the next call."""
        fields, request_id = self.refused[0] if self.refused else (self.shop.sale()[1], new_id())
        try:
            self.installation.client.call("sales.RecordSale", fields, request_id=request_id)
        except Refused as refused:
            equal(refused.problem.type, "store-full", "why a sale is refused on a full disk")
            equal(refused.problem.kind, 7, "kind of store-full")  # UNAVAILABLE
            check(refused.problem.title, "store-full says what is wrong")
            if not self.refused:
                self.refused.append((fields, request_id))
            return False
        self.refused.clear()
        self.accepted += 1
        return True


def sell_until_full(installation, seller):
    """Sells until the disk is full; the processes live on."""
    def refused():
        for name in DEPARTMENTS:
            installation.check_alive(name)
        return not seller.sell()
    wait_for("a sale is refused", 60, refused, pause=0)


def queries_are_answered(installation, shop):
    page = installation.client.ask("ListCustomers", {"limit": 500}, "sales")
    check(len(page.rows) > 0, "customers are listed while the disk is full")
    before = installation.client.events("sales")
    shops.check_log("sales", before)
    return len(before)


def fill_and_free(test, installation, seller, disk, shop, leave):
    ballast = os.path.join(disk, "ballast")
    fill(ballast, leave)
    sell_until_full(installation, seller)
    head = installation.client.status("sales").head
    equal(queries_are_answered(installation, shop), head, "events of sales while its disk is full")
    for _ in range(20):
        check(not seller.sell(), "a sale is refused as long as the disk is full")
    equal(installation.client.status("sales").head, head, "head of sales after refusals")
    equal(installation.client.status("sales").state, FULL, "state of sales on a full disk")
    os.unlink(ballast)
    wait_for("sales are accepted again", 30, seller.sell)
    wait_for("sales is ready", 20, lambda: installation.client.status("sales").state == READY)
    test.say(f"filled to {leave} bytes: refused at event {head}, on again; {seller.accepted} sales so far")


def run(test):
    disk = small_disk(test)
    lines = "".join(f"  - name: {name}\n" for name in DEPARTMENTS)
    installation = Installation(test, DEPARTMENTS, f"departments:\n{lines}segment_mb: 1\n", os.path.join(disk, "data"))
    installation.start()
    shops.set_programme(installation.client)
    shop = shops.Shop(test.random, customers=40)
    seller = Seller(installation, shop)
    loader = Loader(installation, "sales", shops.limited(shop.sale, 800))
    loader.start()
    loader.finish()
    check(installation.client.status("sales").log.segments > 1, "the log went on in a second segment")
    for leave in (0, 1 << 20, test.random.randrange(3 << 20), 0):
        fill_and_free(test, installation, seller, disk, shop, leave)
    while seller.refused:
        seller.sell()
    installation.wait_until_converged()
    shops.check_everything(installation, shop)
    fill(os.path.join(disk, "ballast"))
    sell_until_full(installation, seller)
    installation.kill("sales")  # and a crash meanwhile loses nothing
    os.unlink(os.path.join(disk, "ballast"))
    installation.start("sales")
    wait_for("the refused sale is accepted", 30, seller.sell)
    installation.wait_until_converged()
    shops.check_everything(installation, shop)
    installation.stop()
    installation.rebuild_checks()


if __name__ == "__main__":
    story(run)
