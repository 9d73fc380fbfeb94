#!/usr/bin/python3
"""Two hosts, each a network namespace, with departments that speak over TCP with CURVE: strangers are refused and counted;
the link is cut, both sides change the same fact, and when it is back both agree and keep the value that lost."""
import json
import os
import subprocess
import sys

import zmq

import messages
import shop as shops
from load import Loader
from payvand import Installation, Skip, check, equal, open_dealer, story, wait_for

ADDRESS = {"a": "10.99.7.1", "b": "10.99.7.2"}
PLACES = {"a": ["sales", "loyalty"], "b": ["support", "marketing"]}
PORTS = {"sales": 5601, "loyalty": 5603, "support": 5605, "marketing": 5607}


# --- the network ---------------------------------------------------------------------------------------------------


class Link:
    """Two namespaces and a cable between them."""

    def __init__(self, test):
        self.spaces = {side: f"pv{os.getpid()}{side}" for side in "ab"}
        for space in self.spaces.values():
            made = subprocess.run(["ip", "netns", "add", space], capture_output=True, text=True)
            if made.returncode:
                raise Skip(f"no network namespace can be made here: {made.stderr.strip()}")
            test.cleanups.append(lambda space=space: subprocess.run(["ip", "netns", "del", space], check=True))
        made = subprocess.run(["ip", "link", "add", "cable", "netns", self.spaces["a"], "type", "veth", "peer", "name",
                               "cable", "netns", self.spaces["b"]], capture_output=True, text=True)
        if made.returncode:
            raise Skip(f"no virtual cable can be made here: {made.stderr.strip()}")
        for side in "ab":
            self.ip(side, "addr", "add", f"{ADDRESS[side]}/24", "dev", "cable")
            self.ip(side, "link", "set", "lo", "up")
        self.set("up")

    def ip(self, side, *words):
        subprocess.run(["ip", "-n", self.spaces[side], *words], check=True)

    def set(self, state):
        for side in "ab":
            self.ip(side, "link", "set", "cable", state)

    def inside(self, side):
        return ["ip", "netns", "exec", self.spaces[side]]


# --- keys and configuration ----------------------------------------------------------------------------------------


class Keys:
    """Key pairs in files as departments read them."""

    def __init__(self, folder):
        self.folder, self.public = folder, {}

    def make(self, name):
        public, secret = zmq.curve_keypair()
        self.public[name] = public.decode()
        with open(os.open(self.path(name), os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(f"public {public.decode()}\nsecret {secret.decode()}\n")

    def path(self, name):
        return os.path.join(self.folder, f"{name}.key")


def read_pair(path):
    lines = dict(line.split() for line in open(path))
    return lines["public"].encode(), lines["secret"].encode()


def endpoints(department):
    side = "a" if department in PLACES["a"] else "b"
    return (f"tcp://{ADDRESS[side]}:{PORTS[department]}", f"tcp://{ADDRESS[side]}:{PORTS[department] + 1}")


def configuration(keys, side, organisation_key):
    """The file an operator writes: own departments, those of the other host, and the keys let in."""
    lines = [f"organisation_key: {organisation_key}", "departments:"]
    for name in PLACES[side]:
        router, pub = endpoints(name)
        lines += [f"  - name: {name}", f"    router: {router}", f"    pub: {pub}", f"    keys: {keys.path(name)}"]
    lines.append("peers:")
    others = PLACES["b" if side == "a" else "a"]
    for name in others:
        router, pub = endpoints(name)
        lines += [f"  - name: {name}", f"    router: {router}", f"    pub: {pub}",
                  f"    server_key: '{keys.public[name]}'"]
    lines.append("allowed:")
    for name in others:
        lines += [f"  - name: {name}", f"    public_key: '{keys.public[name]}'", "    class: department"]
    if side == "a":  # another company may read what sales tells, and nothing else
        lines += ["  - name: partner", f"    public_key: '{keys.public['partner']}'", "    class: partner",
                  "    feeds: [sales]"]
    return "\n".join(lines) + "\n"


def start_hosts(test, link):
    keys = Keys(test.folder)
    for name in [*PORTS, "partner", "stranger"]:
        keys.make(name)
    organisation_key = os.path.join(test.folder, "organisation.key")
    with open(os.open(organisation_key, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write(f"{test.random.getrandbits(256):064x}\n")
    hosts = {}
    for side in "ab":
        hosts[side] = Installation(test, PLACES[side], configuration(keys, side, organisation_key),
                                   os.path.join(test.folder, side), link.inside(side))
        hosts[side].start()
    return keys, hosts


# --- strangers -----------------------------------------------------------------------------------------------------


def visitor(how, endpoint, server_key, key_file):
    """Runs in a namespace of its own process: knocks, and prints what it is given, one line of JSON an answer."""
    context = zmq.Context()
    keys = read_pair(key_file) if how != "plain" else None
    if how == "subscribe":
        socket = context.socket(zmq.SUB)
        socket.curve_serverkey, socket.curve_publickey, socket.curve_secretkey = server_key.encode(), *keys
        socket.setsockopt(zmq.SUBSCRIBE, b"")
        socket.connect(endpoint)
    else:
        socket = open_dealer(context, endpoint, keys, server_key.encode() if keys else None)
    print("{}", flush=True)
    while True:
        for line in knocks(how):
            try:
                socket.send(line, zmq.NOBLOCK)
            except zmq.Again:
                pass
        while socket.poll(100):
            frame = socket.recv_multipart()[-1]
            if how == "subscribe":
                print(json.dumps({"event": len(frame)}), flush=True)
                continue
            reply = messages.of("payvand.Reply").FromString(frame)
            print(json.dumps({"type": reply.type, "problem": reply.problem.type, "bytes": len(reply.payload)}), flush=True)


def knocks(how):
    if how == "subscribe":
        return []
    made = {"pull": messages.request(messages.PULL, "payvand.PullRequest", {"creditBytes": 65536}),
            "command": messages.request(messages.COMMAND, "IntroduceCustomer", {"name": "Nobody"})}
    return [made.get(how, messages.request(messages.STATUS)).SerializeToString()]


class Visit:
    def __init__(self, test, link, side, how, endpoint, server_key, key_file):
        words = link.inside(side) + [sys.executable, "-B", os.path.abspath(__file__), test.bin, "visitor", how, endpoint,
                                     server_key, key_file]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        test.cleanups.append(self.end)
        check(self.process.stdout.readline().strip() == "{}", "the visitor starts")

    def answer(self):
        return json.loads(self.process.stdout.readline())

    def end(self):
        """All that it was given; stops it."""
        if self.process.poll() is None:
            self.process.kill()
        given = [json.loads(line) for line in self.process.stdout.read().splitlines() if line.endswith("}")] \
            if not self.process.stdout.closed else []
        self.process.wait()
        self.process.stdout.close()
        return given


def counter(host, department, name):
    found = {one.name: one.value for one in host.client.status(department).counters}
    return next(value for counted, value in found.items() if counted.endswith(name))


def strangers(test, link, keys, host):
    """Each is refused, gets nothing, and is counted."""
    sales, loyalty = endpoints("sales"), endpoints("loyalty")
    sales_key, loyalty_key = keys.public["sales"], keys.public["loyalty"]
    cases = [
        ("an unknown key", "sales", "refused_keys_total", "status", sales[0], sales_key, "stranger"),
        ("an unknown key at PUB", "sales", "refused_keys_total", "subscribe", sales[1], sales_key, "stranger"),
        ("a plain connection", "sales", "refused_mechanism_total", "plain", sales[0], sales_key, "stranger"),
        ("a key without the grant at PUB", "loyalty", "refused_grants_total", "subscribe", loyalty[1], loyalty_key,
         "partner"),
    ]
    for what, department, counted, how, endpoint, server_key, key in cases:
        before, refused = counter(host, department, counted), host.client.status(department).keys_refused
        visit = Visit(test, link, "b", how, endpoint, server_key, keys.path(key))
        wait_for(f"{what} is counted", 20, lambda: counter(host, department, counted) > before)
        equal(visit.end(), [], f"what {what} was given")
        check(host.client.status(department).keys_refused > refused, f"{what} is counted in keys_refused")
    answered = [
        ("a pull without the grant", "loyalty", "refused_grants_total", "pull", loyalty[0], loyalty_key),
        ("a command of a partner", "sales", "refused_classes_total", "command", sales[0], sales_key),
    ]
    for what, department, counted, how, endpoint, server_key in answered:
        before = counter(host, department, counted)
        visit = Visit(test, link, "b", how, endpoint, server_key, keys.path("partner"))
        answer = visit.answer()
        equal((answer["problem"], answer["bytes"]), ("not-allowed", 0), f"answer to {what}")
        wait_for(f"{what} is counted", 20, lambda: counter(host, department, counted) > before)
        visit.end()
    visit = Visit(test, link, "b", "pull", sales[0], sales_key, keys.path("partner"))
    check(visit.answer()["bytes"] > 100, "a pull with the grant brings events")
    visit.end()


# --- the cut -------------------------------------------------------------------------------------------------------


def fact(host, department, customer_id, name):
    card = host.client.ask("GetCustomer", {"customerId": customer_id}, department)
    now = {one.fact.name: one.fact.text for one in card.facts}
    return now.get(name), sorted(one.fact.text for one in card.history if one.fact.name == name)


def change(host, department, customer_id, name, text):
    host.client.call("ChangeFacts", {"customerId": customer_id, "facts": [{"name": name, "text": text}]}, department)


def knows_silent(host, department, of):
    return any(peer.name == of and peer.silent for peer in host.client.status(department).peers)


def cut_and_heal(test, link, hosts, customer_id):
    a, b = hosts["a"], hosts["b"]
    change(a, "sales", customer_id, "custom.colour", "white")
    a.wait_until_converged(others=[b])
    link.set("down")
    for host, department, of in ((a, "sales", "support"), (b, "support", "sales")):
        wait_for(f"{department} misses {of}", 30, lambda: knows_silent(host, department, of))
    change(a, "sales", customer_id, "custom.colour", "red")
    change(b, "support", customer_id, "custom.colour", "blue")
    shop = shops.Shop(test.random, customers=20)
    loaders = [Loader(a, "sales", shops.limited(shop.sale, 100)), Loader(b, "support", shops.limited(shop.case, 100))]
    for loader in loaders:  # both sides go on
        loader.start()
    for loader in loaders:
        loader.finish()
    equal(fact(a, "loyalty", customer_id, "custom.colour")[0], "red", "colour on the one side of the cut")
    equal(fact(b, "marketing", customer_id, "custom.colour")[0], "blue", "colour on the other side of the cut")
    link.set("up")
    test.figure("converged after the link was back", a.wait_until_converged(others=[b]), "s")
    seen = {name: fact(host, name, customer_id, "custom.colour") for host in (a, b) for name in host.names}
    won, lost = ("blue", "red") if seen["sales"][0] == "blue" else ("red", "blue")
    equal(seen, {name: (won, sorted([lost, "white"])) for name in seen}, "colour and its history")
    return shop


def run(test, which=""):
    """All of it, or the strangers or the cut alone."""
    link = Link(test)
    keys, hosts = start_hosts(test, link)
    a, b = hosts["a"], hosts["b"]
    shops.set_programme(a.client)
    made = a.client.record("IntroduceCustomer", {"name": "Sepideh Rad"}, department="sales")
    a.wait_until_converged(others=[b])
    if which != "cut":
        strangers(test, link, keys, a)
    if which == "strangers":
        return
    shop = cut_and_heal(test, link, hosts, made.customer_id)
    logs = {**shops.all_events(a), **shops.all_events(b)}
    shops.check_shop(shop, logs)
    shops.check_points(a.client, shop)
    equal(shops.check_cards(a), shops.check_cards(b), "digests of the customer cards")
    for host in hosts.values():
        host.stop()
        host.rebuild_checks()


if __name__ == "__main__":
    if "visitor" in sys.argv:
        messages.load(os.path.dirname(sys.argv[1]))
        visitor(*sys.argv[3:])
    else:
        story(run)
