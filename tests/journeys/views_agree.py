#!/usr/bin/python3
"""payvand up brings all departments and the portal; what the portal shows agrees with what departments told, and goes on
being shown while they are down."""
import json
import os
import subprocess
from collections import Counter

import messages
import shop as shops
from load import Loader
from payvand import DEPARTMENTS, Installation, check, environment, equal, story, wait_for

SALES, CASES = 150, 40
NO_ROWS = {"payvand.FactsAnnounced"}


def payvand(test, data, *words, code=0):
    done = subprocess.run([os.path.join(test.bin, "payvand"), *words, "--data", data], capture_output=True, text=True,
                          timeout=180, env=environment())
    check(done.returncode == code, lambda: f"payvand {words} gives {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def load(installation, shop):
    loaders = [Loader(installation, "sales", shops.limited(shop.sale, SALES)),
               Loader(installation, "support", shops.limited(shop.case, CASES)),
               Loader(installation, "portal", shops.limited(shop.introduction, 20))]
    for loader in loaders:
        loader.start()
    for loader in loaders:
        loader.finish(120)


def timeline(client, customer_id):
    return [row for page in client.pages("portal.ListTimeline", {"customerId": customer_id, "limit": 40})
            for row in page.rows]


def expected_rows(logs):
    """How many rows each customer id has: one for each event about it that is not said elsewhere."""
    rows = Counter()
    for events in logs.values():
        for event in events:
            if not event.subject or not event.flags & messages.SHARED or event.type in NO_ROWS:
                continue
            if event.type == "payvand.sales.InvoiceIssued" and \
                    messages.of("sales.InvoiceIssued").FromString(event.payload).at_once:
                continue
            rows[event.subject] += 1
    return rows


def profiles(client):
    return {row.customer_id: row for page in client.pages("portal.ListProfiles", {"limit": 50}) for row in page.rows}


def check_views(installation, shop):
    client = installation.client
    logs = {name: client.events(name) for name in DEPARTMENTS}
    rows, shown, invoices = expected_rows(logs), profiles(client), 0
    cards = {card.customer_id: card for page in client.pages("ListCustomers", {"limit": 100}, "sales")
             for card in page.rows}
    equal(set(shown), {card.canonical_id for card in cards.values() if card.introduced_at_ms}, "profiles")
    equal(client.ask("portal.ListProfiles", {}).total, len(shown), "total of profiles")
    for customer_id, profile in shown.items():
        overview = client.ask("portal.GetOverview", {"customerId": customer_id})
        equal(overview.card, client.ask("GetCustomer", {"customerId": customer_id}, "sales"), "card in the overview")
        entries = timeline(client, customer_id)
        joined_twice = sum(1 for event in logs.values() for one in event
                           if one.subject in overview.card.ids and one.type == "payvand.CustomersLinked")
        expected = sum(rows[one] for one in overview.card.ids)
        check(expected - joined_twice <= len(entries) <= expected,
              lambda: f"{len(entries)} rows in the timeline of {customer_id}, {expected} events")
        equal([entry.at_ms for entry in entries], sorted((entry.at_ms for entry in entries), reverse=True), "order")
        equal(profile.name, overview.card.display_name, "name in the profile")
        equal(profile.points, overview.card.loyalty.points, "points in the profile")
        items = [item for page in client.pages("portal.ListItems", {"customerId": customer_id}) for item in page.rows]
        invoices += sum(item.kind == 6 for item in items)
    equal(invoices, len(shop.sales), "invoices among the items")
    figures = sums(client, logs)
    equal(figures["invoices_paid"], (len(shop.sales), sum(shop.sales.values())), "figure of invoices paid")
    equal(figures["cases_opened"][0], len(shop.cases), "figure of cases opened")
    counters = {row.value: row.count for row in client.ask("portal.ListCounters", {"groups": ["item"]}).rows}
    equal(counters.get("ITEM_INVOICE/INVOICE_PAID"), len(shop.sales), "counter of paid invoices")
    equal(counters.get("ITEM_CASE/NEW"), len(shop.cases), "counter of new cases")


def sums(client, logs):
    times = [event.happened_at_ms for events in logs.values() for event in events]
    found = {}
    asked = {"names": ["invoices_paid", "cases_opened"], "fromMs": str(min(times)), "toMs": str(max(times) + 1)}
    for row in client.ask("portal.ListFigures", asked).rows:
        before = found.get(row.name, (0, 0))
        found[row.name] = before[0] + row.count, before[1] + sum(amount.amount_minor for amount in row.amounts)
    return found


def up(test):
    """The supervisor's way."""
    data = os.path.join(test.folder, "up")
    payvand(test, data, "up", "--detach")
    test.cleanups.append(lambda: subprocess.run([os.path.join(test.bin, "payvand"), "down", "--data", data],
                                                capture_output=True, timeout=60))
    running = [row["department"] for row in json.loads(payvand(test, data, "status", "--json")) if "department" in row]
    equal(running, DEPARTMENTS, "departments that are up")
    installation = Installation(test, data=data)
    shops.set_programme(installation.client)
    shop = shops.Shop(test.random, customers=25)
    load(installation, shop)
    report = json.loads(payvand(test, data, "verify", "--json", "--timeout", "120"))
    check(report["ok"], lambda: f"verify is not clean: {report['faults']}")
    equal([row["department"] for row in report["departments"]], DEPARTMENTS, "departments that were verified")
    check_views(installation, shop)
    check("payvand.portal.GetOverview" in payvand(test, data, "types", "portal", "--json"), "types of the portal")
    payvand(test, data, "rebuild", "portal", "--check")
    payvand(test, data, "down")


def run(test):
    up(test)
    installation = Installation(test)
    installation.start()
    shops.set_programme(installation.client)
    shop = shops.Shop(test.random, customers=25)
    load(installation, shop)
    installation.wait_until_converged()
    check_views(installation, shop)
    before = {one: len(timeline(installation.client, one)) for one in profiles(installation.client)}
    down = [name for name in DEPARTMENTS if name != "portal"]
    installation.stop(*down)
    wait_for("the portal knows that all are silent", 20, lambda: sum(
        peer.silent for peer in installation.client.status("portal").peers) == len(down))
    for customer_id, count in before.items():
        equal(len(timeline(installation.client, customer_id)), count, "rows of the timeline")
        overview = installation.client.ask("portal.GetOverview", {"customerId": customer_id})
        check(overview.card.display_name, "the overview has a name")
        check({one.source for one in overview.sources} >= {"sales", "support", "loyalty"}, "sources of the overview")
    installation.start()
    load(installation, shop)
    installation.wait_until_converged()
    check_views(installation, shop)
    installation.stop()
    installation.rebuild_checks("portal")


if __name__ == "__main__":
    story(run)
