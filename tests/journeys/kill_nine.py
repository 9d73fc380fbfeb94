#!/usr/bin/python3
"""Departments are killed with kill -9 again and again under load: nothing acknowledged is lost, nothing happens twice."""
import messages
import shop as shops
from load import Loader
from payvand import Installation, check, equal, story, wait_for

KILLS = 12
ANSWER_LIMIT_S = 5.0  # 2 s without sanitizers; this one is for any build on a busy machine
REPEATS = 120


def loaders(installation, shop):
    introduce = [Loader(installation, name, shop.introduction, in_flight=2)
                 for name in ("loyalty", "marketing", "analytics")]
    sell = [Loader(installation, "sales", shop.sale, in_flight=8) for _ in range(3)]
    return sell + introduce + [Loader(installation, "support", shop.case, in_flight=6)]


def kill_again_and_again(test, installation, running):
    """Kills one department, sometimes several, whenever some more commands were acknowledged."""
    acknowledged = lambda: sum(len(loader.answers) for loader in running)
    slowest = 0.0
    for kill in range(KILLS):
        goal = acknowledged() + test.random.randrange(5, 80)
        wait_for(f"{goal} commands are acknowledged", 60, lambda: acknowledged() >= goal, pause=0.0005)
        count = 1 if test.random.random() < 0.7 else test.random.randrange(2, 6)
        victims = test.random.sample(installation.names, count)
        for victim in victims:
            installation.kill(victim)
        took = installation.start(*victims)
        test.say(f"kill {kill + 1}: {' '.join(victims)} after {acknowledged()} answers, back in {took:.2f} s")
        if len(victims) == 1:
            slowest = max(slowest, took)
    test.figure("slowest restart to ready", slowest, "s")
    check(slowest < ANSWER_LIMIT_S, f"a department took {slowest:.2f} s to answer again")


def repeat_some(test, installation, running):
    """A repeated request id gets the first answer, byte for byte; with another command it is refused."""
    for loader in running:
        known = sorted(loader.answers)
        for request_id in test.random.sample(known, min(len(known), REPEATS // len(running))):
            request, first = loader.answers[request_id]
            again = messages.of("payvand.Request").FromString(request)
            reply = installation.client.exchange(loader.department, again)
            equal(reply.SerializeToString(), messages.of("payvand.Reply").FromString(first).SerializeToString(),
                  f"answer to the repeated {request_id} of {loader.department}")
            again.payload += b"\xf8\x7f\x01"  # an unknown field more
            reply = installation.client.exchange(loader.department, again)
            equal(reply.problem.type, "request-id-reused", f"another command under the id {request_id}")


def check_acknowledged(running, logs):
    """What was answered is what is there."""
    orders = {order.business_key: order.order_id for order in shops.of_type(logs["sales"], "sales.OrderPlaced")}
    for loader in running:
        if loader.department != "sales":
            continue
        for request, packed in loader.answers.values():
            asked = messages.of("sales.RecordSale").FromString(
                messages.of("payvand.Request").FromString(request).payload)
            order = messages.of("sales.Order").FromString(messages.of("payvand.Reply").FromString(packed).payload)
            equal(order.order_id, orders.get(asked.business_key), f"order of the acknowledged {asked.business_key}")


def run(test):
    installation = Installation(test)
    installation.start()
    shops.set_programme(installation.client)
    shop = shops.Shop(test.random, customers=60)
    running = loaders(installation, shop)
    for loader in running:
        loader.start()
    kill_again_and_again(test, installation, running)
    for loader in running:
        loader.make = lambda: None
    for loader in running:
        loader.finish()
    test.figure("commands acknowledged", sum(len(loader.answers) for loader in running))
    test.figure("requests sent again", sum(loader.repeats for loader in running))
    test.figure("converged after", installation.wait_until_converged(), "s")
    repeat_some(test, installation, running)
    check_acknowledged(running, shops.check_everything(installation, shop))
    installation.verify()
    installation.stop()
    installation.rebuild_checks()


if __name__ == "__main__":
    story(run)
