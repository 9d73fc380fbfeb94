#!/usr/bin/python3
"""Between publisher and subscribers: live messages that are lost, doubled and late, links that flap and fall silent, publishers
that stand or come back, subscribers that are slow, many, or blocked by their disk."""
import os
import signal
import threading
import time

import zmq

import faulty  # first: it finds the others
import messages
import shop as shops
from crashes import begin, end
from load import Loader
from payvand import check, equal, open_dealer, story, wait_for
from slow_parties import BadLane, peer
from wires import Letters, TwoHosts

BEACON_S = 0.25
SLACK_S = 2.0  # for a busy machine and sanitizers


class Lane(BadLane):
    """Passes live messages on as fate(number) says: 0 lost, 1 once, 2 twice, "late"; beacons always."""

    def __init__(self, test, installation, fate, department="sales"):
        super().__init__(installation, department, test.random)
        self.fate, self.live = fate, 0
        test.cleanups.append(self.quit.set)
        self.start()

    def pass_on(self, frames):
        if frames[0].endswith(b".beacon"):
            self.pub.send_multipart(frames)
            return
        self.live += 1
        fate = self.fate(self.live)
        self.spoilt += fate != 1
        if fate == "late":
            self.held.append(frames)
            return
        for _ in range(fate):
            self.pub.send_multipart(frames)
        if self.held and self.random.random() < 0.3:
            self.pub.send_multipart(self.held.pop(self.random.randrange(len(self.held))))


def sell(installation, shop, count, in_flight=8):
    loader = Loader(installation, "sales", shops.limited(shop.sale, count), in_flight=in_flight)
    loader.start()
    return loader


def hears(installation, department="loyalty", of="sales", seconds=10):
    """Waits until the subscriber has all that the publisher told; the seconds it took."""
    head, began = installation.client.status(of).head_shared, time.monotonic()
    wait_for(f"{department} has event {head}", seconds, lambda: peer(installation, department, of).position >= head, pause=0.002)
    return time.monotonic() - began


def through_a_lane(test, fate, count=400):
    installation, shop = begin(test, ["sales", "loyalty"])
    lane = Lane(test, installation, lambda number: 1)
    installation.client.call(*shop.sale())
    wait_for("loyalty hears over the lane", 20, lambda: lane.live and hears(installation) is not None)
    lane.fate = fate
    sell(installation, shop, count).finish()
    lane.fate = lambda number: 1
    took = hears(installation)
    test.figure("messages spoilt", f"{lane.spoilt} of {lane.live}")
    test.figure("all heard after the weather turned", took, "s")
    check(took < 2 * BEACON_S + SLACK_S, f"it took {took:.2f} s")
    check(lane.spoilt > 20, "too little was spoilt")
    return installation, shop, lane


def third_lost(test):
    """F18. Three of ten live messages are lost, all beacons come."""
    installation, shop, _ = through_a_lane(test, lambda number: test.random.random() >= 0.3)
    end(installation, shop)


def all_lost(test):
    """F19. Every live message is lost: all comes by pull."""
    installation, shop, lane = through_a_lane(test, lambda number: 0)
    check(lane.spoilt > 400, "every live message was lost")
    end(installation, shop)


def last_lost(test):
    """F20. The last event before a silence is lost, nothing comes after it."""
    installation, shop = begin(test, ["sales", "loyalty"])
    lane = Lane(test, installation, lambda number: 1)
    installation.client.call(*shop.sale())
    wait_for("loyalty hears over the lane", 20, lambda: lane.live and hears(installation) is not None)
    lane.fate = lambda number: 0
    for _ in range(5):
        installation.client.call(*shop.sale())
        took = hears(installation)
        check(took < 2 * BEACON_S + SLACK_S, f"the lost last event came after {took:.2f} s")
    end(installation, shop)


def out_of_order(test):
    """F21. Live messages come twice, late and in another order; replies to pulls come twice, and after those to later pulls."""
    installation, shop = begin(test, ["sales", "loyalty"])
    installation.stop("loyalty")
    letters = Letters(test, installation, "sales", test.random)
    lane = Lane(test, installation, lambda number: test.random.choice([0, 1, 2, "late", "late"]))
    installation.start("loyalty")
    sell(installation, shop, 500).finish()
    took = installation.wait_until_converged()
    test.figure("converged after", took, "s")
    test.figure("replies late and doubled", f"{letters.late} and {letters.doubled}")
    check(letters.late > 1 and letters.doubled > 1 and lane.spoilt > 100, "too little was spoilt")
    end(installation, shop)


# --- publishers ----------------------------------------------------------------------------------------------------


def publisher_stands(test):
    """F05. SIGSTOP of a publisher: its subscribers say that it is silent, and take nothing twice when it goes on."""
    installation, shop = begin(test, ["sales", "loyalty", "support"])
    loader = Loader(installation, "sales", shop.sale)
    loader.start()
    wait_for("some sales", 30, lambda: len(loader.answers) > 50)
    pid = installation.pid("sales")
    os.kill(pid, signal.SIGSTOP)
    began, places = time.monotonic(), {}
    try:
        for name in ("loyalty", "support"):
            wait_for(f"{name} says that sales is silent", 10, lambda: peer(installation, name, "sales").silent, pause=0.002)
            took = time.monotonic() - began
            test.figure(f"{name} says so after", took, "s")
            check(took < 4 * BEACON_S + SLACK_S, f"{name} took {took:.2f} s")  # three missed, and the fourth is due
            places[name] = peer(installation, name, "sales").position
        stood = 60.0 if "PAYVAND_FAULT_ROUNDS" in os.environ else 4.0  # longer than heartbeats and rebuilt sockets take
        wait_for("it stood long enough", 70, lambda: time.monotonic() - began > stood, pause=0.1)
    finally:
        os.kill(pid, signal.SIGCONT)
    for name, place in places.items():
        wait_for(f"{name} hears sales again", 10, lambda: not peer(installation, name, "sales").silent)
        check(peer(installation, name, "sales").position >= place, "the position went back")
    loader.make = lambda: None
    loader.finish()
    end(installation, shop)


PREFIXES, SUBSCRIBERS = 64, 47  # 3,008 prefixes


def many_prefixes(test):
    """F16. A publisher comes back to 3,000 prefixes: all live within two beacons, and nothing is missed."""
    installation, shop = begin(test, ["sales", "loyalty"])
    shop.customers = 250
    context, sockets = zmq.Context(), []
    for _ in range(SUBSCRIBERS):
        socket = context.socket(zmq.SUB)
        for option, value in ((zmq.LINGER, 0), (zmq.SNDHWM, 0), (zmq.RCVHWM, 0), (zmq.RECONNECT_IVL, 20),
                              (zmq.RECONNECT_IVL_MAX, 200)):
            socket.setsockopt(option, value)
        for partition in range(PREFIXES):
            socket.setsockopt(zmq.SUBSCRIBE, b"sales.%02x." % partition)
        socket.connect(installation.endpoint("sales", "pub"))
        sockets.append(socket)
    customers = one_of_each_partition(installation, shop)
    check(len(customers) > 50, f"only {len(customers)} partitions have customers")
    took = 0.0
    for _ in range(2):
        installation.kill("sales")
        installation.start("sales")
        took = max(took, all_prefixes_live(installation, shop, sockets, customers))
    test.figure("all prefixes live after", took, "s")
    check(took < 2 * BEACON_S + 5 * SLACK_S, f"it took {took:.2f} s")
    for socket in sockets:
        socket.close()
    context.term()
    end(installation, shop)


def sell_to(installation, shop, number):
    """One sale to this customer; the order."""
    name, fields = shop.sale()
    worth = shop.sales[fields["businessKey"]]
    shop.points[next(other for other in range(shop.customers) if shops.customer(other) == fields["customer"])] -= \
        sum(int(line["amountMinor"]) for line in fields["lines"]) // shops.POINTS_PER_MINOR
    shop.points[number] += worth // shops.POINTS_PER_MINOR
    return installation.client.record(name, {**fields, "customer": shops.customer(number)})


def one_of_each_partition(installation, shop):
    """The number of a customer by the name of its partition in topics."""
    numbers = {sell_to(installation, shop, number).customer_id: number for number in range(shop.customers)}
    return {b"%02x" % event.partition: numbers[event.subject] for event in installation.client.events("sales")
            if event.subject in numbers}


def all_prefixes_live(installation, shop, sockets, customers):
    """Seconds until each subscriber is given events of every partition."""
    back, given = time.monotonic(), [set() for _ in sockets]
    for socket in sockets:
        while socket.poll(0):  # of before
            socket.recv_multipart()

    def all_given():
        for number in customers.values():
            sell_to(installation, shop, number)
        for socket, seen in zip(sockets, given):
            while socket.poll(0):
                seen.add(socket.recv_multipart()[0].split(b".")[1])
        return all(set(customers) <= seen for seen in given)
    wait_for("each subscriber has events of all its prefixes", 30, all_given)
    return time.monotonic() - back


def blocked_subscriber(test):
    """F17. The subscriber's disk hangs while the publisher restarts: its subscription is there again within a second, and what was
    told is heard when the disk goes on."""
    installation, shop = begin(test, ["sales", "loyalty"])
    control = installation.faults["loyalty"]
    installation.client.call(*shop.sale())
    hears(installation)
    control.arm(faulty.HOLD, faulty.FLUSH, 1, "/loyalty/")
    installation.client.call(*shop.sale())
    control.struck()
    stands_at = peer(installation, "loyalty", "sales").position
    installation.kill("sales")
    wait_for("loyalty misses sales", 10, lambda: peer(installation, "loyalty", "sales").silent)
    installation.start("sales")
    back = time.monotonic()
    wait_for("loyalty hears sales again", 10, lambda: not peer(installation, "loyalty", "sales").silent, pause=0.002)
    took = time.monotonic() - back
    test.figure("heard again after", took, "s")
    check(took < 1.0 + SLACK_S, f"it took {took:.2f} s")
    sell(installation, shop, 100).finish()
    head = installation.client.status("sales").head_shared
    wait_for("loyalty knows what was told", 10, lambda: peer(installation, "loyalty", "sales").head >= head)
    equal(peer(installation, "loyalty", "sales").position, stands_at, "position while the disk hangs")
    control.disarm()
    end(installation, shop)


# --- links ---------------------------------------------------------------------------------------------------------


def end_hosts(hosts, shop):
    logs = {**shops.all_events(hosts.sales), **shops.all_events(hosts.loyalty)}
    shops.check_shop(shop, logs)
    shops.check_points(hosts.loyalty.client, shop)
    equal(shops.check_cards(hosts.sales), shops.check_cards(hosts.loyalty), "digests of the customer cards")
    hosts.stop()


def flapping(test):
    """F24. The link comes and goes every 200 ms under load: memory stays bounded, pulls go on where they were, and what passes in
    all is less than three times what was told."""
    hosts = TwoHosts(test)
    shops.set_programme(hosts.loyalty.client)
    shop = shops.Shop(test.random, customers=30)
    loader = Loader(hosts.sales, "sales", shop.sale)
    hosts.wait_until_converged()
    memory = {name: host.client.status(name).rss_bytes for name, host in hosts.hosts.items()}
    passed = sum(wire.passed for wire in hosts.all_wires())
    loader.start()
    flaps = 3000 if "PAYVAND_FAULT_ROUNDS" in os.environ else 20
    began = time.monotonic()
    for flap in range(flaps):
        wait_for("the next turn of the link", 10, lambda: time.monotonic() - began > 0.2 * flap)
        for wire in hosts.all_wires():
            wire.mend() if flap % 2 else wire.cut()
    for wire in hosts.all_wires():
        wire.mend()
    loader.make = lambda: None
    loader.finish()
    test.figure("converged after", hosts.wait_until_converged(), "s")
    told = sum(len(event.SerializeToString()) for host, name in ((hosts.sales, "sales"), (hosts.loyalty, "loyalty"))
               for event in host.client.events(name) if event.flags & messages.SHARED)
    passed = sum(wire.passed for wire in hosts.all_wires()) - passed
    seconds = time.monotonic() - began
    test.figure("bytes that passed for each that was told", passed / told)
    idle = 8000 * seconds  # beacons, heartbeats and handshakes
    check(passed < 3 * told + idle, f"{passed} bytes passed for {told}")
    for name, host in hosts.hosts.items():
        grown = host.client.status(name).rss_bytes - memory[name]
        test.figure(f"growth of {name}", grown / (1 << 20), "MiB")
        check(grown < 96 << 20, f"{name} grew by {grown} bytes")
    end_hosts(hosts, shop)


def half_open(test):
    """F25. The connections there are go dark without a word, as behind a firewall that forgot them; new ones work."""
    hosts = TwoHosts(test)
    shops.set_programme(hosts.loyalty.client)
    shop = shops.Shop(test.random, customers=30)
    hosts.sales.client.call(*shop.sale())
    hosts.wait_until_converged()
    for number in range(2):
        for wire in hosts.all_wires():
            wire.fall_silent()
        began = time.monotonic()
        hosts.sales.client.call(*shop.sale())
        head = hosts.sales.client.status("sales").head_shared
        wait_for("loyalty hears over a new connection", 15, lambda: hosts.peer("loyalty", "sales").position >= head, pause=0.005)
        took = time.monotonic() - began
        test.figure("heard again after", took, "s")
        check(took < 2.0 + SLACK_S, f"it took {took:.2f} s")
        wait_for("neither side misses the other", 10, lambda: not hosts.peer("loyalty", "sales").silent and
                 not hosts.peer("sales", "loyalty").silent)
    hosts.wait_until_converged()
    end_hosts(hosts, shop)


# --- subscribers ---------------------------------------------------------------------------------------------------


def slow_subscriber(test):
    """F26. A subscriber reads one event a second from a publisher under full load: the publisher does not grow, others are as
    quick as before, and the slow one has all in the end by pull."""
    installation, shop = begin(test, ["sales", "loyalty"])
    client, delays = installation.client, {}
    context = zmq.Context()
    for what in ("before", "beside a slow subscriber"):
        if what != "before":
            slow = context.socket(zmq.SUB)
            for option, value in ((zmq.LINGER, 0), (zmq.RCVHWM, 1), (zmq.RCVBUF, 4096)):
                slow.setsockopt(option, value)
            slow.setsockopt(zmq.SUBSCRIBE, b"sales.")
            slow.connect(installation.endpoint("sales", "pub"))
            check(slow.poll(5000), "the slow subscriber is given something")
            grown_from = client.status("sales").rss_bytes
        loader = sell(installation, shop, 1200, in_flight=32)
        delays[what], read_at, read = [], time.monotonic(), 0
        while loader.is_alive():
            head, began = client.status("sales").head_shared, time.monotonic()
            wait_for("loyalty keeps up", 20, lambda: peer(installation, "loyalty", "sales").position >= head, pause=0.001)
            delays[what].append(time.monotonic() - began)
            if what != "before" and time.monotonic() - read_at > 1.0:
                read_at = time.monotonic()
                read += len(slow.recv_multipart()) > 0
        loader.finish()
    grown = client.status("sales").rss_bytes - grown_from
    slow.close()
    context.term()
    for what, found in delays.items():
        test.figure(f"loyalty has what sales told, slowest of 100, {what}", sorted(found)[int(len(found) * 0.99)] * 1000, "ms")
    test.figure("growth of the publisher", grown / (1 << 20), "MiB")
    check(grown < 64 << 20, f"sales grew by {grown} bytes")
    before, beside = (sorted(found)[len(found) // 2] for found in delays.values())
    check(beside < 1.5 * before + 0.1, f"loyalty takes {beside:.3f} s in the middle, {before:.3f} s without the slow one")
    pulled = [event.sequence for event in client.events("sales") if event.flags & messages.SHARED]
    equal(pulled[-1], client.status("sales").head_shared, "the last event that it pulls")
    end(installation, shop)


class Beginner(threading.Thread):
    """Pulls a log from its first event to its head."""

    def __init__(self, installation, credit=64 * 1024):
        super().__init__(daemon=True)
        self.endpoint, self.credit = installation.endpoint("sales"), credit
        self.numbers, self.largest, self.bad = [], 0, ""

    def run(self):
        context = zmq.Context()
        socket, after, epoch = open_dealer(context, self.endpoint), 0, 0
        while not self.bad:
            asked = messages.request(messages.PULL, "payvand.PullRequest", {
                "epoch": str(epoch), "afterSequence": str(after), "creditBytes": self.credit, "includePrivate": True})
            socket.send(asked.SerializeToString())
            if not socket.poll(20000):
                self.bad = "no answer"
                break
            packed = socket.recv_multipart()[-1]
            reply = messages.of("payvand.Reply").FromString(packed)
            if reply.HasField("problem"):
                if reply.problem.kind == 5:  # BUSY: asked again
                    continue
                self.bad = str(reply.problem)
                break
            pulled = messages.of("payvand.PullReply").FromString(reply.payload)
            self.largest, epoch = max(self.largest, len(reply.payload)), pulled.epoch
            for item in pulled.items:
                self.numbers.append(messages.of("payvand.Envelope").FromString(item.event).sequence)
                after = self.numbers[-1]
            if after >= pulled.head:
                break
        socket.close()
        context.term()


def crowd(test):
    """F27. Fifty subscribers begin at the first event at once: commits go on, nobody is given more than it asked for."""
    installation, shop = begin(test, ["sales", "loyalty"])
    client = installation.client
    sell(installation, shop, 600, in_flight=32).finish()
    resident = client.status("sales").rss_bytes
    took, commits = {}, {}
    for what in ("alone", "beside fifty beginners"):
        before = commit_figures(client)
        beginners = [Beginner(installation) for _ in range(50 if what != "alone" else 0)]
        for one in beginners:
            one.start()
        took[what] = []
        while len(took[what]) < 40 or any(one.is_alive() for one in beginners):
            began = time.monotonic()
            client.call(*shop.sale())
            took[what].append(time.monotonic() - began)
        after = commit_figures(client)
        commits[what] = (after["batch_us_total"] - before["batch_us_total"]) / (after["batches_total"] - before["batches_total"])
    for what, found in took.items():
        test.figure(f"a commit on average, {what}", commits[what], "us")
        test.figure(f"a sale, median, {what}", sorted(found)[len(found) // 2] * 1000, "ms")
        test.figure(f"a sale, slowest of 100, {what}", sorted(found)[int(len(found) * 0.99)] * 1000, "ms")
    for one in beginners:
        equal(one.bad, "", "what went wrong with a beginner")
        equal(one.numbers, list(range(1, len(one.numbers) + 1)), "numbers of its events")
        check(len(one.numbers) > 600 and one.largest <= one.credit + 65536, f"{one.largest} bytes in one reply")
    grown = client.status("sales").rss_bytes - resident
    test.figure("growth of the publisher", grown / (1 << 20), "MiB")
    check(grown < 96 << 20, f"sales grew by {grown} bytes")
    alone, beside = commits.values()  # fifty callers share the cores with the publisher here
    check(beside < 2 * alone + 100000, f"a commit takes {beside:.0f} us beside the beginners, {alone:.0f} alone")
    end(installation, shop)


def commit_figures(client):
    return {one.name: one.value for one in client.status("sales").counters if one.name in ("batch_us_total", "batches_total")}


def run(test, which):
    {"third_lost": third_lost, "all_lost": all_lost, "last_lost": last_lost, "out_of_order": out_of_order,
     "publisher_stands": publisher_stands, "many_prefixes": many_prefixes, "blocked_subscriber": blocked_subscriber,
     "flapping": flapping, "half_open": half_open, "slow_subscriber": slow_subscriber, "crowd": crowd}[which](test)


if __name__ == "__main__":
    story(run)
