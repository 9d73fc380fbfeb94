"""What the stories sell, and what must be true of every department afterwards."""
import itertools
import threading
from collections import Counter

import messages
from payvand import check, equal

CURRENCY = "USD"
POINTS_PER_MINOR = 100  # one point for a dollar


def customer(number):
    """A customer as a caller names one that may be new: by a strong identifier."""
    return {"identifier": {"kind": "EXTERNAL_ID", "namespace": "shop", "value": f"c{number:05}"},
            "name": f"Customer {number}"}


def set_programme(client):
    """Points without tiers, so that their sum can be worked out without the order in which sales were heard."""
    client.call("loyalty.SetProgramme", {
        "name": "Test", "tiers": [{"tier": "member", "name": "Member", "minimum": "0", "multiplierPercent": 100}],
        "rates": [{"currency": CURRENCY, "points": "1", "perMinor": str(POINTS_PER_MINOR)}]})


class Shop:
    """Makes commands, and keeps what the departments must know of them in the end. For several threads."""

    def __init__(self, random, customers):
        self.random, self.customers = random, customers
        self.lock = threading.Lock()
        self.sales, self.cases, self.introduced = {}, {}, set()
        self.points = Counter()
        self.numbers = itertools.count(1)

    def sale(self):
        """Fields of a RecordSale with one to three lines, and what it is worth to the customer in points."""
        with self.lock:
            number = self.random.randrange(self.customers)
            key = f"sale-{next(self.numbers)}"
            amounts = [self.random.randrange(100, 9000) for _ in range(self.random.randrange(1, 4))]
            self.sales[key] = sum(amounts)
            self.points[number] += sum(amounts) // POINTS_PER_MINOR
        return "sales.RecordSale", {
            "customer": customer(number), "businessKey": key, "channel": "web", "currency": CURRENCY,
            "paymentMethod": "card",
            "lines": [{"productName": "Tea", "quantity": "1", "amountMinor": str(amount)} for amount in amounts]}

    def case(self):
        with self.lock:
            number = self.random.randrange(self.customers)
            key = f"case-{next(self.numbers)}"
            self.cases[key] = number
        return "support.OpenCase", {"customer": customer(number), "businessKey": key, "channel": "EMAIL",
                                    "subject": "Where is my tea?", "body": "It did not come."}

    def introduction(self):
        with self.lock:
            value = f"n{next(self.numbers):05}"
            self.introduced.add(value)
        return "IntroduceCustomer", {"name": f"Newcomer {value}", "identifiers": [
            {"kind": "EXTERNAL_ID", "namespace": "shop", "value": value}]}


def limited(make, count):
    """A source for Loader that ends after so many."""
    left = itertools.count()
    return lambda: make() if next(left) < count else None


# --- what must hold ------------------------------------------------------------------------------------------------


def check_log(department, events):
    """Numbers without holes, and the previous pointers right. Returns the SHARED numbers."""
    shared, in_partition, numbers = 0, {}, []
    for number, event in enumerate(events, 1):
        equal(event.sequence, number, f"number of an event of {department}")
        equal(event.source, department, f"source of event {number} of {department}")
        equal(event.previous_shared, shared, f"previous_shared of event {number} of {department}")
        equal(event.previous_in_partition, in_partition.get(event.partition, 0),
              f"previous_in_partition of event {number} of {department}")
        if event.flags & messages.SHARED:
            shared = in_partition[event.partition] = number
            numbers.append(number)
    return numbers


def check_effects(department, events):
    """No event caused the same effect twice: (cause, type, subject and content) occur once."""
    seen = Counter((event.cause.source, event.cause.epoch, event.cause.sequence, event.type, event.subject, event.payload)
                   for event in events if event.HasField("cause"))
    for key, times in seen.items():
        check(times == 1, f"{department} told {key[3]} {times} times for event {key[2]} of {key[0]}")


def all_events(installation):
    logs = {}
    for name in installation.names:
        logs[name] = installation.client.events(name)
        check_log(name, logs[name])
        check_effects(name, logs[name])
    return logs


def of_type(events, name):
    made = messages.of(name)
    return [made.FromString(event.payload) for event in events if event.type == messages.full_name(name)]


def check_shop(shop, logs):
    """Every sale, case and introduction there exactly once, with its amount."""
    orders = Counter(order.business_key for order in of_type(logs["sales"], "sales.OrderPlaced"))
    equal(orders, Counter(shop.sales.keys()), "sales by business key")
    totals = {order.business_key: order.total.amount_minor for order in of_type(logs["sales"], "sales.OrderPlaced")}
    equal(totals, shop.sales, "amounts by business key")
    cases = Counter(case.business_key for case in of_type(logs.get("support", []), "support.CaseOpened"))
    equal(cases, Counter(shop.cases.keys()), "cases by business key")
    values = Counter(identifier.value for events in logs.values()
                     for made in of_type(events, "payvand.CustomerIntroduced") for identifier in made.identifiers
                     if identifier.value.startswith("n"))
    equal(values, Counter(shop.introduced), "introductions by identifier")
    paid = sorted(invoice.invoice_id for invoice in of_type(logs["sales"], "sales.InvoicePaid"))
    if "loyalty" in logs:
        earned = sorted(event.invoice_id for event in of_type(logs["loyalty"], "loyalty.PointsEarned"))
        equal(earned, paid, "invoices that earned points")


def check_points(client, shop):
    """Points in loyalty equal the sum that the test worked out, customer by customer and as a whole."""
    for number, points in shop.points.items():
        card = client.ask("FindCustomer", {"identifier": customer(number)["identifier"]}, department="loyalty")
        view = client.ask("loyalty.GetMember", {"customerId": card.customer_id})
        equal(view.joined_points, points, f"points of customer {number}")
    totals = 0
    for page in client.pages("loyalty.GetLedgerCheck", {"limit": 500}):
        equal(list(page.faults), [], "faults of the ledger")
        equal(page.sum, 0, "sum of the ledger")
        totals += page.member_points
    equal(totals, sum(shop.points.values()), "points of all members")


def card_digest(client, department):
    """The digest of the whole card and its rows; None while a fact waits for its time."""
    total = rows = waiting = 0
    for page in client.pages("GetCardDigest", {"limit": 5000}, department):
        total = (total + int(page.digest, 16)) % (1 << 128)
        rows += page.row_count
        waiting += page.waiting_count
    return None if waiting else (f"{total:032x}", rows)


def check_cards(installation):
    digests = {name: card_digest(installation.client, name) for name in installation.names}
    check(None not in digests.values(), f"facts wait for their time: {digests}")
    check(len(set(digests.values())) == 1, f"customer cards differ: {digests}")
    return next(iter(digests.values()))


def check_everything(installation, shop):
    """After the storm, with all departments up and nothing under way."""
    logs = all_events(installation)
    check_shop(shop, logs)
    if set(installation.names) >= {"sales", "loyalty"}:
        check_points(installation.client, shop)
    check_cards(installation)
    for name in installation.names:
        equal(installation.client.status(name).parked, 0, f"parked events of {name}")
    return logs
