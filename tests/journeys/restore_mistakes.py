#!/usr/bin/python3
"""What goes wrong around a restore beside the loss itself: another log in the department's place, another organisation's
backup, two restores at once, damage at the end of a copy. Nothing acknowledged goes without a word."""
import os
import shutil

import shop as shops
from payvand import Installation, check, equal, story
from restore import SEGMENT_MB, backup, finish, load, payvand, restore, told

ALONE = f"departments:\n  - name: sales\nsegment_mb: {SEGMENT_MB}\n"


def sales_alone(test, name="data", key_of=None):
    """Sales of its own, without others: in the organisation of another installation or in a new one."""
    data = os.path.join(test.folder, name)
    os.makedirs(data, mode=0o700)
    if key_of:
        shutil.copy(os.path.join(key_of.data, "organisation.key"), data)
    installation = Installation(test, ["sales"], ALONE, data)
    installation.shop = shops.Shop(test.random, customers=20)
    return installation


def sell(installation, sales):
    finish(load(installation, installation.shop, sales))
    return installation.client.status("sales").head


def folder(test, name):
    return os.path.join(test.folder, name)


def come_back_empty(test, installation, sales):
    """Another log in the place of the one that was lost, with work of its own; returns its last event."""
    other = sales_alone(test, "other", installation)
    other.start()
    head = sell(other, sales)
    other.stop()
    shutil.move(os.path.join(other.data, "sales"), os.path.join(installation.data, "sales"))
    return head


# --- stories ---------------------------------------------------------------------------------------------------------


def only_aside(test):
    """What was acknowledged in a log that is put aside is told: all of another log, the end of the same one, nothing."""
    installation = sales_alone(test)
    installation.start()
    sell(installation, 100)
    made = backup(test, installation, folder(test, "backups"))
    head, kept = sell(installation, 60), told(made, "sales")
    installation.stop()
    done = restore(test, installation, "sales", made["backup"])
    equal([(int(run["from"]), int(run["to"])) for run in done["onlyKept"]], [(kept + 1, head)], "events that are only aside")
    equal(int(done["onlyKeptEvents"]), head - kept, "number of events that are only aside")
    done = restore(test, installation, "sales", made["backup"])
    equal((done["onlyKept"], done["onlyKeptEvents"], done["keptDamage"]), ([], "0", ""), "what is only aside of the same log")
    shutil.rmtree(os.path.join(installation.data, "sales"))
    head = come_back_empty(test, installation, 40)
    said = payvand(test, installation, "restore", "sales", made["backup"]).stdout
    check(f"{head} events of epoch" in said and f"(events 1 to {head})" in said and "are only in" in said,
          lambda: f"it says that {head} events are only aside:\n{said}")
    installation.start()
    sell(installation, 10)
    installation.stop()


def run(test, which):
    {"only_aside": only_aside}[which](test)


if __name__ == "__main__":
    story(run)
