#!/usr/bin/python3
"""A command to one department, then a query to another with the token of the answer: it shows the change, or says
NOT_YET, and is never older."""
import messages
import shop as shops
from load import Loader
from payvand import Installation, check, equal, story

ROUNDS = 150
NOT_YET = 6


def ask_with_token(installation, name, fields, department, token):
    """The answer, or None for NOT_YET."""
    request = messages.request(messages.QUERY, name, fields, tokens=[token])
    reply = installation.client.exchange(department, request, retry=False)
    if reply.HasField("problem"):
        equal(reply.problem.kind, NOT_YET, f"kind of the problem {reply.problem.type}")
        check(reply.problem.retry_after_ms > 0, "NOT_YET says when to ask again")
        return None
    return messages.of(reply.type).FromString(reply.payload)


def round_trip(test, installation, number, points):
    """One sale seen in loyalty, one changed fact seen in marketing. Returns how often NOT_YET came."""
    amount = test.random.randrange(100, 9000)
    points[number] = points.get(number, 0) + amount // shops.POINTS_PER_MINOR
    reply = installation.client.call("sales.RecordSale", {
        "customer": shops.customer(1000 + number), "currency": shops.CURRENCY,
        "lines": [{"productName": "Tea", "amountMinor": str(amount)}]})
    order = messages.of(reply.type).FromString(reply.payload)
    late = 0
    while not (view := ask_with_token(installation, "loyalty.GetMember", {"customerId": order.customer_id}, "loyalty",
                                      reply.token)):
        late += 1
    equal(view.joined_points, points[number], "points right after the sale")
    language = test.random.choice(["fa", "en", "de", "fr", "ar"]) + f"-{test.random.randrange(1000)}"
    changed = installation.client.call("ChangeFacts", {"customerId": order.customer_id,
                                                       "facts": [{"name": "custom.code", "text": language}]}, "sales")
    while not (card := ask_with_token(installation, "GetCustomer", {"customerId": order.customer_id}, "marketing",
                                      changed.token)):
        late += 1
    facts = {one.fact.name: one.fact.text for one in card.facts}
    equal(facts.get("custom.code"), language, "the fact in marketing right after its change")
    return late


def says_not_yet(installation):
    """A department that cannot have heard of the change says so, and has it later."""
    installation.stop("loyalty")
    reply = installation.client.call("sales.RecordSale", {
        "customer": shops.customer(5000), "currency": shops.CURRENCY,
        "lines": [{"productName": "Tea", "amountMinor": "4200"}]})
    order = messages.of(reply.type).FromString(reply.payload)
    installation.kill("sales")
    installation.start("loyalty")
    fields = {"customerId": order.customer_id}
    equal(ask_with_token(installation, "loyalty.GetMember", fields, "loyalty", reply.token), None,
          "answer of loyalty before it could hear of the sale")
    installation.start("sales")
    view = installation.client.ask("loyalty.GetMember", fields, tokens=[reply.token])
    equal(view.joined_points, 42, "points once loyalty has heard of the sale")


def run(test):
    installation = Installation(test, ["sales", "loyalty", "marketing"])
    installation.start()
    shops.set_programme(installation.client)
    shop = shops.Shop(test.random, customers=40)
    loader = Loader(installation, "sales", shop.sale, in_flight=8)
    loader.start()
    points = {}
    late = sum(round_trip(test, installation, test.random.randrange(20), points) for _ in range(ROUNDS))
    test.figure("times NOT_YET", late)
    loader.make = lambda: None
    loader.finish()
    says_not_yet(installation)
    installation.stop()


if __name__ == "__main__":
    story(run)
