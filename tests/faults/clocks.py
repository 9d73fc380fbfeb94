#!/usr/bin/python3
"""The clock of one department is wrong: two hours ahead for a while, and an hour back over a crash."""
import faulty  # first: it finds the others
import shop as shops
from crashes import begin, end
from lanes import sell
from payvand import check, equal, story, wait_for
from two_hosts import change, fact

HOUR_MS = 3600 * 1000


def ahead(test):
    """F33. A department's clock runs two hours ahead and is put right: what it said waits elsewhere and wins nothing for good; when
    its time has come, all agree."""
    names = ["sales", "support", "marketing"]
    installation, shop = begin(test, names)
    client, wrong = installation.client, installation.faults["sales"]
    made = client.record("IntroduceCustomer", {"name": "Sara Ahmadi"}, department="sales")
    installation.wait_until_converged()
    change(installation, "support", made.customer_id, "custom.colour", "white")
    installation.wait_until_converged()
    wrong.clock_ms = 2 * HOUR_MS
    change(installation, "sales", made.customer_id, "custom.colour", "red")
    installation.wait_until_converged()
    equal(fact(installation, "sales", made.customer_id, "custom.colour")[0], "red", "colour where the clock is wrong")
    for name in names[1:]:
        equal(fact(installation, name, made.customer_id, "custom.colour")[0], "white", f"colour in {name}")
        waiting = sum(page.waiting_count for page in client.pages("GetCardDigest", {"limit": 5000}, name))
        equal(waiting, 1, f"facts that wait in {name}")
    change(installation, "support", made.customer_id, "custom.colour", "blue")
    installation.wait_until_converged()
    equal(fact(installation, "marketing", made.customer_id, "custom.colour")[0], "blue", "colour by a clock that is right")
    wrong.clock_ms = 0
    sell(installation, shop, 20).finish()  # and it works on with its clock put right
    for name in names:  # two hours pass for all
        installation.faults[name].clock_ms = 2 * HOUR_MS + 1000
    wait_for("nothing waits any more", 30, lambda: None not in [shops.card_digest(client, name) for name in names], pause=0.1)
    installation.wait_until_converged()
    change(installation, "marketing", made.customer_id, "custom.colour", "green")
    installation.wait_until_converged()
    for name in names:
        equal(fact(installation, name, made.customer_id, "custom.colour")[0], "green", f"colour in {name} in the end")
    end(installation, shop)


def back(test):
    """F34. The clock goes back an hour over kill -9: stamps rise all the same, and so they do for those who hear them."""
    installation, shop = begin(test, ["sales", "loyalty"])
    for hours in (-1, -2, 0):
        sell(installation, shop, 20).finish()
        installation.kill("sales")
        installation.faults["sales"].clock_ms = hours * HOUR_MS
        installation.start("sales")
    sell(installation, shop, 20).finish()
    installation.wait_until_converged()
    for name in installation.names:
        stamps = [event.hlc for event in installation.client.events(name)]
        check(all(one < two for one, two in zip(stamps, stamps[1:])), f"stamps of {name} do not rise")
    heard = {event.cause.sequence: event.hlc for event in installation.client.events("loyalty") if event.cause.source == "sales"}
    for event in installation.client.events("sales"):
        if event.sequence in heard:
            check(heard[event.sequence] > event.hlc, f"loyalty tells earlier than event {event.sequence} that it answers to")
    end(installation, shop)


def run(test, which):
    {"ahead": ahead, "back": back}[which](test)


if __name__ == "__main__":
    story(run)
