#!/usr/bin/python3
"""Callers: that time out and try again by two ways, that send one sale twice, that redeem more than there is, that ask right
after they told, that flood a department with commands and connections."""
import os
import resource
import socket as sockets
import subprocess
import threading
import time
from collections import Counter

import zmq

import faulty  # first: it finds the others
import messages
import shop as shops
from crashes import begin, end
from faulty import Faulty, departments_of
from lanes import end_hosts, hears
from load import Loader
from payvand import Client, Refused, check, equal, new_id, open_dealer, story, wait_for
from tokens import ask_with_token
from wires import TwoHosts

BUSY = 5


def points_of(client, number):
    card = client.ask("FindCustomer", {"identifier": shops.customer(number)["identifier"]}, "loyalty")
    return client.ask("loyalty.GetMember", {"customerId": card.customer_id}).joined_points


def five_tries(test):
    """F37. The department's disk hangs, the client times out and sends the same order five times by two connections, and then a
    sixth time after a crash: one order, one credit, and always the first answer."""
    installation, shop = begin(test, ["sales", "loyalty"])
    control, other = installation.faults["sales"], Client(installation.endpoint)
    test.cleanups.append(other.close)
    request = messages.request(messages.COMMAND, *shop.sale())
    control.arm(faulty.HOLD, faulty.FLUSH, 1, "/sales/log/")
    ways = [installation.client.socket("sales"), other.socket("sales")]
    for attempt in range(5):
        wait_for("it is sent", 10, lambda: ways[attempt % 2].send(request.SerializeToString()) is None)
        check(not ways[attempt % 2].poll(100), "an answer came before the flush")
    control.struck()
    control.disarm()
    answers = []
    for attempt in range(5):
        wait_for("an answer", 20, lambda: any(way.poll(10) for way in ways))
        way = next(way for way in ways if way.poll(0))
        answers.append(way.recv_multipart()[-1])
    equal(len(set(answers)), 1, "different answers to the same request")
    installation.kill("sales")
    installation.start("sales")
    equal(installation.client.exchange("sales", request).SerializeToString(), answers[0], "answer after a crash")
    end(installation, shop)


def two_sources(test):
    """F38. The till and the support desk record the same sale, as commands and events of their own: one credit."""
    installation, shop = begin(test, ["sales", "loyalty"])
    clients = [Client(installation.endpoint) for _ in range(2)]
    outcomes = Counter()

    def record(client, sales):
        for name, fields, channel in sales:
            try:
                client.call(name, {**fields, "channel": channel})
                outcomes["accepted"] += 1
            except Refused as refused:
                outcomes[refused.problem.type] += 1
    made = [shop.sale() for _ in range(60)]
    threads = [threading.Thread(target=record, args=(client, [(*sale, channel) for sale in made]))
               for client, channel in zip(clients, ("store", "phone"))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    for client in clients:
        client.close()
    equal(dict(outcomes), {"accepted": 60, "already-recorded": 60}, "outcomes")
    end(installation, shop)


def too_many_redemptions(test):
    """F39. More is redeemed at once than there is, while sales and loyalty are cut off from each other: never below zero, every
    refusal explicit, the sum conserved."""
    hosts = TwoHosts(test)
    shops.set_programme(hosts.loyalty.client)
    shop = shops.Shop(test.random, customers=3)
    for _ in range(12):
        hosts.sales.client.call(*shop.sale())
    hosts.wait_until_converged()
    client = hosts.loyalty.client
    before = {number: points_of(client, number) for number in shop.points}
    members = {number: client.ask("FindCustomer", {"identifier": shops.customer(number)["identifier"]}, "loyalty").customer_id
               for number in before}
    for wire in hosts.all_wires():
        wire.cut()
    for _ in range(6):
        hosts.sales.client.call(*shop.sale())  # points that loyalty cannot know of
    spent, refused = redeem_all(test, hosts.loyalty, members, before)
    for number, points in before.items():
        check(0 <= points - spent[number] == points_of(client, number), f"points of customer {number} after redemptions")
    test.figure("redemptions refused", refused)
    check(refused > 0, "nothing was refused")
    for wire in hosts.all_wires():
        wire.mend()
    hosts.wait_until_converged()
    for number in before:
        shop.points[number] -= spent[number]
    end_hosts(hosts, shop)


def redeem_all(test, installation, members, before):
    """Redeems twice the balance of each in pieces, by six callers at once. Points spent by customer, and refusals."""
    numbers = list(before)
    spent, tasks, loaders = Counter(), [], []
    for number in numbers:
        piece = max(before[number] // 10, 1)
        tasks += [(number, piece)] * 20
    test.random.shuffle(tasks)
    for part in range(6):
        made = iter([("loyalty.RedeemPoints", {"customerId": members[number], "points": str(piece), "reward": "Cup",
                                                 "businessKey": f"cup-{part}-{place}"})
                     for place, (number, piece) in enumerate(tasks[part::6])])
        loaders.append(Loader(installation, "loyalty", lambda made=made: next(made, None), in_flight=4))
    for loader in loaders:
        loader.start()
    refused = 0
    for loader in loaders:
        loader.join(60)
        check(not loader.is_alive() and not loader.failure, loader.failure or "redemptions are not answered")
        for _, packed in loader.refused.values():
            equal(messages.of("payvand.Reply").FromString(packed).problem.type, "not-enough-points", "why it is refused")
            refused += 1
        for request, _ in loader.answers.values():
            asked = messages.of("loyalty.RedeemPoints").FromString(messages.of("payvand.Request").FromString(request).payload)
            spent[next(number for number in numbers if members[number] == asked.customer_id)] += asked.points
    return spent, refused


def tokens_with_lag(test):
    """F53. Loyalty's disk takes two seconds and more: a query with the token of a sale says NOT_YET, then shows the sale."""
    installation, shop = begin(test, ["sales", "loyalty"])
    shop.customers, control, late = 1, installation.faults["loyalty"], 0
    installation.client.call(*shop.sale())
    hears(installation)
    control.arm(faulty.HOLD, faulty.FLUSH, 1, "/loyalty/log/")
    reply, began = installation.client.call(*shop.sale()), time.monotonic()
    order = messages.of(reply.type).FromString(reply.payload)
    view = None
    while not view:
        view = ask_with_token(installation, "loyalty.GetMember", {"customerId": order.customer_id}, "loyalty", reply.token)
        late += view is None
        if time.monotonic() - began > 2.0:
            control.disarm()
    equal(view.joined_points, shop.points[0], "points with the token of the sale")
    check(time.monotonic() - began > 2.0, "it was shown before it was on loyalty's disk")
    test.figure("answers NOT_YET", late)
    check(late > 0, "the lag was never noticed")
    end(installation, shop)


def rate(installation, shop, count):
    began = time.monotonic()
    loader = Loader(installation, "sales", shops.limited(shop.sale, count), in_flight=32)
    loader.start()
    loader.finish()
    return count / (time.monotonic() - began)


def take_answers(lines, answers):
    for line in lines:
        while line.poll(0):
            problem = messages.of("payvand.Reply").FromString(line.recv_multipart()[-1]).problem
            answers[problem.type or "accepted"] += 1


def flood(test):
    """F54. Far more commands than can be done, without waiting for answers; then it stops: BUSY, bounded queues, and full speed
    again within five seconds."""
    installation, shop = begin(test, ["sales", "loyalty"])
    client = installation.client
    made = client.record("IntroduceCustomer", {"name": "Flooded"}, department="sales")
    before = rate(installation, shop, 400)
    resident = client.status("sales").rss_bytes
    context, lines, packed = zmq.Context(), [], []
    one = messages.request(messages.COMMAND, "ChangeFacts", {"customerId": made.customer_id,
                                                             "facts": [{"name": "custom.code", "text": "flood"}]})
    for _ in range(30000):
        one.request_id = new_id()
        packed.append(one.SerializeToString())
    for _ in range(8):
        line = context.socket(zmq.DEALER)
        for option in (zmq.LINGER, zmq.SNDHWM, zmq.RCVHWM):
            line.setsockopt(option, 0)
        line.connect(installation.endpoint("sales"))
        lines.append(line)
    deepest, answers = 0, Counter()
    for number, bytes_ in enumerate(packed):
        lines[number % len(lines)].send(bytes_)
        if number % 100 == 0:
            take_answers(lines, answers)
        if number % 5000 == 2500:
            deepest = max(deepest, max(queue.depth / queue.room for queue in client.status("sales", 30).queues))
    grown, stopped = client.status("sales").rss_bytes - resident, time.monotonic()
    wait_for(lambda: f"all are answered, {sum(answers.values())} are", 60,
             lambda: take_answers(lines, answers) or sum(answers.values()) == len(packed), pause=0.001)
    for line in lines:
        line.close()
    context.term()
    test.figure("all answered after", time.monotonic() - stopped, "s")
    test.figure("answers", dict(answers))
    test.figure("growth of the department", grown / (1 << 20), "MiB")
    test.figure("fullest queue", deepest)
    check(answers["busy"] > 0 and set(answers) <= {"accepted", "busy"}, f"answers: {answers}")
    check(grown < 128 << 20, f"sales grew by {grown} bytes")
    after = 0.0
    while after < 0.6 * before and time.monotonic() - stopped < 5.0:
        after = rate(installation, shop, 400)
    test.figure("sales a second before and after", f"{before:.0f} and {after:.0f}")
    check(after > 0.6 * before, f"{after:.0f} sales a second five seconds after the flood, {before:.0f} before it")
    end(installation, shop)


def few_descriptors(test):
    """F55. Too few descriptors: it does not start and says why. Then five thousand connections: who is there is not hurt."""
    low = Faulty(test, ["sales"], departments_of(["sales"]), data=os.path.join(test.folder, "low"),
                 prefix=["prlimit", "--nofile=40:40"])
    low.spawn("sales")
    equal(low.wait_ended("sales"), 1, "exit code with 40 descriptors")
    check("RLIMIT_NOFILE" in low.tail("sales"), lambda: f"it says why: {low.tail('sales')}")
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    count = min(5000, limit[1] - 200)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit[1], limit[1]))
    hosts = TwoHosts(test)
    shops.set_programme(hosts.loyalty.client)
    shop = shops.Shop(test.random, customers=10)
    loader = Loader(hosts.sales, "sales", shop.sale, in_flight=2)
    loader.start()
    crowd, refused, silent = [], 0, 0
    for number in range(count):
        one = sockets.socket()
        one.settimeout(2)
        try:
            one.connect(hosts.wires["sales", "router"].target)
            one.send(b"\xff\0\0\0\0\0\0\0\1\x7f\3\0")
            crowd.append(one)
        except OSError:
            refused += 1
        if number % 250 == 0:
            silent += hosts.peer("loyalty", "sales").silent
    test.figure("connections held and refused", f"{len(crowd)} and {refused}")
    before = len(loader.answers)
    wait_for("sales answers its callers", 20, lambda: len(loader.answers) > before + 20)
    equal(silent, 0, "times loyalty missed sales meanwhile")
    for one in crowd:
        one.close()
    loader.make = lambda: None
    loader.finish()
    hosts.wait_until_converged()
    end_hosts(hosts, shop)


def run(test, which):
    {"five_tries": five_tries, "two_sources": two_sources, "too_many_redemptions": too_many_redemptions,
     "tokens_with_lag": tokens_with_lag, "flood": flood, "few_descriptors": few_descriptors}[which](test)


if __name__ == "__main__":
    story(run)
