#!/usr/bin/python3
"""An event that ended the process twice while it was handled is parked: the rest flows, people release it, and then its
effect is there as if nothing had been. The two crashes are told by the crash guard's file, as a crash leaves it."""
import os
import struct

import shop as shops
from payvand import Installation, check, equal, story

CUSTOMERS = 8
VICTIM = 3
GUARD = struct.Struct("<II64sQQ64sQQ")  # handling, times, then (source, epoch, sequence) of the current and of the suspect


def sell(installation, shop, number):
    """One sale to a customer; counted in shop.points."""
    name, fields = shop.sale()
    given = next(value for value in range(CUSTOMERS) if shops.customer(value) == fields["customer"])
    worth = shop.sales[fields["businessKey"]] // shops.POINTS_PER_MINOR
    shop.points[given] -= worth
    shop.points[number] += worth
    fields["customer"] = shops.customer(number)
    installation.client.call(name, fields)


def points(installation, number):
    card = installation.client.ask("FindCustomer", {"identifier": shops.customer(number)["identifier"]}, "loyalty")
    return installation.client.ask("loyalty.GetMember", {"customerId": card.customer_id}).joined_points


def note_two_crashes(installation, event):
    path = os.path.join(installation.data, "loyalty", "guard")
    equal(os.path.getsize(path), GUARD.size, "size of the crash guard's file")
    identity = (event.source.encode(), event.epoch, event.sequence)
    with open(path, "wb") as file:
        file.write(GUARD.pack(1, 1, *identity, *identity))


def parked(installation):
    return [row for page in installation.client.pages("ListParked", {"limit": 100}, "loyalty") for row in page.rows]


def check_flow(installation, shop, before):
    """The victim's points wait, all others' are there."""
    equal(points(installation, VICTIM), before, "points of the customer whose event is parked")
    for number in set(range(CUSTOMERS)) - {VICTIM}:
        equal(points(installation, number), shop.points[number], f"points of customer {number} while an event is parked")
    rows = parked(installation)
    equal(installation.client.status("loyalty").parked, len(rows), "parked events in the status")
    return rows


def run(test):
    installation = Installation(test, ["sales", "loyalty"])
    installation.start()
    shops.set_programme(installation.client)
    shop = shops.Shop(test.random, CUSTOMERS)
    for number in range(CUSTOMERS):
        sell(installation, shop, number)
    installation.wait_until_converged()
    before = shop.points[VICTIM]
    installation.stop("loyalty")
    after = installation.client.status("sales").head
    sell(installation, shop, VICTIM)
    poison = next(event for event in installation.client.events("sales", after) if event.type.endswith(".InvoicePaid"))
    for number in [*range(CUSTOMERS), *range(CUSTOMERS)]:
        sell(installation, shop, number)
    note_two_crashes(installation, poison)
    installation.start("loyalty")
    installation.wait_until_converged()
    rows = check_flow(installation, shop, before)
    first = rows[0]
    equal((first.source, first.epoch, first.sequence), (poison.source, poison.epoch, poison.sequence), "the parked event")
    check(len(rows) > 1, "later events of the customer wait behind it")
    installation.kill("loyalty")
    installation.start("loyalty")
    equal(len(check_flow(installation, shop, before)), len(rows), "parked events after a restart")
    installation.client.call("ReleaseParked", {"number": str(first.number)}, department="loyalty")
    installation.wait_until_converged()
    equal(parked(installation), [], "parked events after the release")
    shops.check_everything(installation, shop)
    installation.stop()
    installation.rebuild_checks()


if __name__ == "__main__":
    story(run)
