"""Departments with the faults library preloaded: what a test can do to one of them while it runs."""
import mmap
import os
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "journeys"))

from payvand import DEPARTMENTS, Installation, check, environment, wait_for  # noqa: E402

WRITE, FLUSH, NAME, SOCKET, WAKE, ALLOCATE, SYNCED = 1, 2, 4, 8, 16, 32, 64
NOTHING, KILL_BEFORE, KILL_AFTER, FAIL, HOLD, POWER_CUT = range(6)
FOREVER = 0

# struct ShimControl of shim.h
FIELDS = [("kinds", "I"), ("action", "I"), ("error", "i"), ("times", "i"), ("at", "Q"), ("counted", "Q"), ("done", "Q"),
          ("clock_ms", "q"), ("steady_ms", "q"), ("map_bytes", "Q"), ("seed", "Q"), ("remember", "I"), ("unused", "I"),
          ("path", "184s")]
OFFSETS, SIZE = {}, 0
for _name, _kind in FIELDS:
    OFFSETS[_name] = (SIZE, struct.Struct("<" + _kind))
    SIZE += struct.calcsize("<" + _kind)


class Control:
    """What is done to one process: its fields can be set and read as attributes at any time."""

    def __init__(self, folder, program):
        path = os.path.join(folder, f"{program}.control")
        with open(path, "wb") as file:
            file.truncate(SIZE)
        with open(path, "r+b") as file:
            self.__dict__["page"] = mmap.mmap(file.fileno(), SIZE)

    def __getattr__(self, name):
        offset, form = OFFSETS[name]
        return form.unpack_from(self.page, offset)[0]

    def __setattr__(self, name, value):
        offset, form = OFFSETS[name]
        form.pack_into(self.page, offset, value.encode() if isinstance(value, str) else value)

    def arm(self, action, kinds, at=1, path="", error=0, times=FOREVER):
        """The at-th call of these kinds from now on; at is set last, for the process looks at it first."""
        self.at = 0
        self.action, self.kinds, self.error, self.times, self.path = action, kinds, error, times, path
        self.counted = self.done = 0
        self.at = at

    def disarm(self):
        self.at = 0
        self.action = NOTHING

    def count(self, kinds, path=""):
        """Only counts."""
        self.arm(NOTHING, kinds, 1 << 60, path)

    def struck(self, seconds=30):
        wait_for("the fault strikes", seconds, lambda: self.done > 0, pause=0.001)


class Faulty(Installation):
    """An installation whose departments carry the faults library; faults[name] steers each."""

    def __init__(self, test, departments=DEPARTMENTS, config=None, library="payvand_faults", **more):
        self.folder = os.path.join(test.folder, "faults")
        os.makedirs(self.folder, exist_ok=True)
        self.library = os.path.join(test.bin, f"{library}.so")
        check(os.path.exists(self.library), f"{self.library} is not built")
        self.faults = {name: Control(self.folder, f"payvand-{name}") for name in departments}
        super().__init__(test, departments, config, **more)

    def environment(self, department):
        return preloaded(self.library, self.folder)

    def wait_ended(self, department, seconds=30):
        """The exit code of a department that ends by itself."""
        process = self.processes[department]
        wait_for(f"{department} ends", seconds, lambda: process.poll() is not None, pause=0.001)
        self.processes.pop(department)
        return process.returncode


def preloaded(library, folder):
    made = environment()
    return {**made, "LD_PRELOAD": library, "PAYVAND_FAULTS": folder,
            "ASAN_OPTIONS": made["ASAN_OPTIONS"] + ":verify_asan_link_order=0"}


def departments_of(names, *lines):
    """Configuration of these departments alone, and further lines."""
    return "departments:\n" + "".join(f"  - name: {name}\n" for name in names) + "".join(f"{line}\n" for line in lines)
