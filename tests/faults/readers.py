#!/usr/bin/python3
"""Other programs that read a department's tables beside it: one that never lets go of what it sees, one that is killed at it."""
import ctypes
import os
import struct
import subprocess
import sys

import faulty  # first: it finds the others
import shop as shops
from crashes import begin, end
from lanes import sell
from payvand import check, equal, story, wait_for

READ_ONLY, NO_TLS = 0x20000, 0x200000
SLOT_BYTES, FIRST_SLOT = 64, 128


class Reader:
    """A process with an open read transaction in the tables of a department."""

    def __init__(self, test, installation, department):
        self.folder = os.path.join(installation.data, department, "store")
        self.process = subprocess.Popen([sys.executable, "-B", os.path.abspath(__file__), "read", self.folder],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        test.cleanups.append(self.end)
        equal(self.process.stdout.readline().strip(), "reading", "what the reader says")

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()

    def has_slot(self):
        """Is there a slot of this process in the table of readers?"""
        with open(os.path.join(self.folder, "lock.mdb"), "rb") as file:
            table = file.read()
        return any(struct.unpack_from("<i", table, at + 8)[0] == self.process.pid
                   for at in range(FIRST_SLOT, len(table) - SLOT_BYTES + 1, SLOT_BYTES))


def read(folder):
    """The other program: opens the tables, begins to read and stands."""
    lmdb, environment, transaction = ctypes.CDLL("liblmdb.so.0"), ctypes.c_void_p(), ctypes.c_void_p()
    for code in (lmdb.mdb_env_create(ctypes.byref(environment)),
                 lmdb.mdb_env_set_maxdbs(environment, 2),
                 lmdb.mdb_env_open(environment, folder.encode(), READ_ONLY | NO_TLS, 0o600),
                 lmdb.mdb_txn_begin(environment, None, READ_ONLY, ctypes.byref(transaction))):
        if code:
            sys.exit(f"LMDB says {code}")
    print("reading", flush=True)
    sys.stdin.read()


def killed(test):
    """F15. It is killed: its slot is free again within a minute, which is here let pass by the department's clock."""
    installation, shop = begin(test, ["sales", "loyalty"])
    installation.client.call(*shop.sale())
    reader = Reader(test, installation, "sales")
    check(reader.has_slot(), "the reader has a slot")
    reader.process.kill()
    reader.process.wait()
    check(reader.has_slot(), "a killed reader leaves its slot behind")
    installation.faults["sales"].steady_ms = 60000
    installation.client.call(*shop.sale())
    wait_for("the slot is free", 10, lambda: not reader.has_slot())
    end(installation, shop)


def idle(test):
    """F14. It stands and reads nothing while the department works: what it holds back stays small, commands and queries go on, and
    the room is used again once it is gone."""
    installation, shop = begin(test, ["sales", "loyalty"])
    client = installation.client
    sell(installation, shop, 600, in_flight=32).finish()
    written_down(installation)
    reader, began = Reader(test, installation, "sales"), client.status("sales").store
    for _ in range(4):
        sell(installation, shop, 300, in_flight=32).finish()
        written_down(installation)
    now = client.status("sales").store
    grown, written = now.file_bytes - began.file_bytes, now.generations - began.generations
    test.figure("growth of the tables", f"{grown / (1 << 20):.1f} MiB in {written} write-downs")
    check(grown < 64 << 20, f"the tables grew by {grown} bytes")
    reader.end()
    installation.faults["sales"].steady_ms = 61000
    before = client.status("sales").store.file_bytes
    for _ in range(2):
        sell(installation, shop, 100, in_flight=32).finish()
        written_down(installation)
    after = client.status("sales").store.file_bytes
    test.figure("growth once it is gone", (after - before) / (1 << 20), "MiB")
    end(installation, shop)


def written_down(installation):
    """The department's clock goes on until its tables are written down."""
    generations = installation.client.status("sales").store.generations
    installation.faults["sales"].steady_ms += 3100
    wait_for("a write-down", 30, lambda: installation.client.status("sales").store.generations > generations)


def run(test, which):
    {"killed": killed, "idle": idle}[which](test)


if __name__ == "__main__":
    if "read" in sys.argv:
        read(sys.argv[2])
    else:
        story(run)
