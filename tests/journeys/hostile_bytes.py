#!/usr/bin/python3
"""Hostile bytes to every ROUTER: refused with a reason where one can be given, memory stays bounded, nothing crashes, and
what was accepted all the same is sound."""
import json
import os
import socket as sockets
import struct
import subprocess
import time

import zmq
from google.protobuf.descriptor import FieldDescriptor

import messages
import shop as shops
from payvand import DEPARTMENTS, Installation, check, equal, new_id, story, wait_for

GROWTH_LIMIT = 160 << 20  # of one department over the whole story
KINDS = (messages.COMMAND, messages.QUERY, messages.PULL, messages.STATUS)
RANDOM_MESSAGES = 400
ROUNDS_PER_TYPE = 10

BAD_TEXTS = [b"", b"\0", b"a\0b", b"\xff\xfe", b"\xc0\x80", b"\xed\xa0\x80", b"%s%n%x", b"../../etc/passwd", b"x" * 5000,
             b"' or 1=1 --", "ی‌ك\u202e".encode(), b"\x7f\x1b[2J", b"00000000-0000-0000-0000-000000000000"]
BAD_NUMBERS = [0, 1, -1, 2**31 - 1, -2**31, 2**63 - 1, -2**63, 10**12, 1700000000000]


# --- bytes by hand -------------------------------------------------------------------------------------------------


def varint(value):
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes(out + bytes([value]))


def field(number, value):
    """A length-delimited field from bytes, a varint field from a number."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def nested(number, depth):
    bytes_ = b""
    for _ in range(depth):
        bytes_ = field(number, bytes_)
    return bytes_


def raw_request(kind, name=b"", payload=b"", request_id=None, extra=b"", now_ms=None):
    """A Request from bytes that no library would pack."""
    request_id = new_id().encode() if request_id is None else request_id
    return (field(1, request_id) + field(2, kind) + field(3, name) + field(4, payload) +
            field(6, now_ms or int(time.time() * 1000)) + extra)


# --- a line to one department --------------------------------------------------------------------------------------


class Line:
    """A DEALER that shoots and gathers what comes back."""

    def __init__(self, installation, department):
        self.installation, self.department = installation, department
        self.context = zmq.Context()
        self.open()

    def open(self):
        self.socket = self.context.socket(zmq.DEALER)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.setsockopt(zmq.SNDHWM, 0)
        self.socket.setsockopt(zmq.RCVHWM, 0)
        self.socket.connect(self.installation.endpoint(self.department))

    def close(self):
        self.socket.close()
        self.context.term()

    def shoot(self, frames):
        self.socket.send_multipart(frames if isinstance(frames, list) else [frames])

    def receive(self, what="any more"):
        check(self.socket.poll(30000), lambda: f"{self.department} does not answer {what}")
        return messages.of("payvand.Reply").FromString(self.socket.recv_multipart()[-1])

    def replies(self):
        """Takes replies until that to a STATUS asked last: the connection has survived."""
        last = messages.request(messages.STATUS)
        self.shoot(last.SerializeToString())
        while self.receive().request_id != last.request_id:
            pass

    def refusal(self, bytes_, what, kinds=(1,)):
        """Sends one request that must be refused with a reason."""
        self.shoot(bytes_)
        reply = self.receive(what)
        check(reply.HasField("problem"), f"{self.department} accepts {what}")
        check(reply.problem.kind in kinds, f"{self.department} answers {what} with {reply.problem}")
        check(reply.problem.title and reply.problem.type, f"{self.department} gives no reason for {what}")
        return reply


# --- what is thrown ------------------------------------------------------------------------------------------------


def random_bytes(test, line):
    for _ in range(RANDOM_MESSAGES):
        line.shoot(test.random.randbytes(test.random.choice([0, 1, 7, 64, 500, 4000])))
        line.shoot(raw_request(test.random.choice(KINDS), b"payvand.IntroduceCustomer",
                               test.random.randbytes(test.random.randrange(200))))
        line.shoot([test.random.randbytes(20) for _ in range(test.random.randrange(1, 12))])
    line.replies()


def frames(line):
    """Wrong numbers of frames: none of content, many, one that is far too many."""
    good = messages.request(messages.STATUS).SerializeToString()
    for shot in ([b""], [b"", b""], [b"", good, good], [good] * 3, [b""] * 50, [b"x"] * 2000, [good, b""], [b"", b"", good]):
        line.shoot(shot)
    line.replies()


def refusals(line):
    """Those that deserve a reason, to each kind of request."""
    names = {messages.COMMAND: b"payvand.IntroduceCustomer", messages.QUERY: b"payvand.GetCustomer",
             messages.PULL: b"payvand.PullRequest"}
    for kind, name in names.items():
        bad = {"payload nested 20,000 deep": nested(1, 20000)[:200000], "groups nested 20,000 deep": b"\x0b" * 20000,
               "60 KB of empty fields": field(4, b"") * 30000, "a length of 4 GiB": b"\x0a\xff\xff\xff\xff\x0f",
               "a length of 2^63": b"\x0a" + varint(1 << 63), "an endless varint": b"\x08" + b"\xff" * 30,
               "half a field": b"\x0a\x05ab"}
        for what, payload in bad.items():
            line.refusal(raw_request(kind, name, payload), f"{what} in a request of kind {kind}")
    for text in BAD_TEXTS:
        if b"\0" in text or text.startswith((b"\xff", b"\xc0", b"\xed")):
            for number, what in ((2, "a name"), (1, "a fact")):
                payload = field(2, text) if number == 2 else field(4, field(1, b"name") + field(2, text))
                line.refusal(raw_request(messages.COMMAND, b"payvand.IntroduceCustomer", payload), f"{what} of {text!r}")
            line.refusal(raw_request(messages.QUERY, b"payvand.GetCustomer", field(1, text)), f"an id of {text!r}", (1, 2))
        line.refusal(raw_request(messages.COMMAND, b"payvand.IntroduceCustomer", b"", request_id=text[:500]),
                     f"a request id of {text[:20]!r}") if not text.startswith(b"0000") else None
        line.refusal(raw_request(messages.COMMAND, text, b""), f"a type of {text[:20]!r}", (1, 2))
        line.refusal(raw_request(messages.QUERY, text, b""), f"a query type of {text[:20]!r}", (1, 2))
    line.refusal(raw_request(9, b"payvand.IntroduceCustomer"), "an unknown kind")
    line.refusal(raw_request(messages.COMMAND, b"payvand.IntroduceCustomer", field(2, b"x" * 70000)), "70 KB of name")
    old = raw_request(messages.COMMAND, b"payvand.IntroduceCustomer", field(2, b"Old"), now_ms=1)
    equal(line.refusal(old, "a request of 1970").problem.type, "request-too-old", "why a request of 1970 is refused")


def pulls_and_tokens(test, line):
    """Numbers at the edge; each gets some answer."""
    asked = 0
    for epoch in (0, 1, 2**64 - 1):
        for after in (0, 1, 2**63, 2**64 - 1):
            for credit in (0, 1, 2**32 - 1):
                payload = field(1, epoch) + field(2, after) + field(3, credit) + field(4, varint(2**32 - 1) * 500)
                line.shoot(raw_request(messages.PULL, b"payvand.PullRequest", payload))
                asked += 1
    for _ in range(asked):
        line.receive("pulls at the edge")
    for text in BAD_TEXTS:
        line.shoot(raw_request(messages.QUERY, b"payvand.ListCustomers", b"",
                               extra=field(8, text) + field(8, b"sales." + text) * 20))
    check_tokens(line, len(BAD_TEXTS))
    future = f"{line.department}.{line.installation.client.status(line.department).epoch}.{2**63}".encode()
    lines = [Line(line.installation, line.department) for _ in range(3)]
    for _ in range(500):  # together more waiting queries than there is room for
        for one in lines:
            one.shoot(raw_request(messages.QUERY, b"payvand.ListCustomers", b"", extra=field(8, future)))
    for one in lines:
        check_tokens(one, 500)
        one.close()


def check_tokens(line, count):
    for _ in range(count):
        reply = line.receive("queries with tokens")
        check(reply.problem.kind in (1, 5, 6), f"{line.department} answers a token that is not reached: {reply}")


def too_large(test, line):
    """More than a socket takes ends that connection and no other."""
    for size in (1 << 20, 300 << 10):
        line.shoot(raw_request(messages.COMMAND, b"payvand.IntroduceCustomer", field(4, b"") * (size // 2)))
    line.socket.close()
    line.open()
    line.replies()


def zmtp_by_hand(line):
    """A peer that speaks ZMTP well enough to announce a frame of 4 GiB, and others that do not speak it."""
    path = line.installation.endpoint(line.department)[len("ipc://"):]
    greeting = b"\xff" + b"\0" * 8 + b"\x7f\x03\x00NULL" + b"\0" * 16 + b"\0" + b"\0" * 31
    body = b"\x05READY\x0bSocket-Type" + struct.pack(">I", 6) + b"DEALER"
    ready = b"\x04" + bytes([len(body)]) + body
    for last in (b"\x02" + struct.pack(">Q", 1 << 32) + b"x" * 1000, b"\x02" + struct.pack(">Q", (1 << 64) - 1),
                 b"\x06" + struct.pack(">Q", 1 << 40), b"\x00\xff" + b"\0" * 255, b"\xff" * 1000):
        for shot in (greeting + ready + last, greeting + last, last, b"GET / HTTP/1.1\r\n\r\n"):
            peer = sockets.socket(sockets.AF_UNIX)
            peer.connect(path)
            try:
                peer.sendall(shot)
            except OSError:
                pass  # it hung up already
            peer.close()
    line.replies()


# --- every command and query with hostile values ---------------------------------------------------------------------


def hostile_value(random, one, depth):
    kind = one.type
    if kind == FieldDescriptor.TYPE_MESSAGE:
        return hostile_message(random, one.message_type, depth + 1)
    if kind == FieldDescriptor.TYPE_STRING:
        texts = BAD_TEXTS + [new_id().encode(), b"USD", b"EUR", b"2024-02-30", b"a@b.example", b"+989121234567", b"c00001"]
        return field(one.number, random.choice(texts))
    if kind == FieldDescriptor.TYPE_BYTES:
        return field(one.number, random.randbytes(random.randrange(40)))
    if kind == FieldDescriptor.TYPE_DOUBLE:
        value = random.choice([0.0, -1.0, float("nan"), float("inf"), 1e308])
        return varint(one.number << 3 | 1) + struct.pack("<d", value)
    if kind in (FieldDescriptor.TYPE_FIXED64, FieldDescriptor.TYPE_SFIXED64):
        return varint(one.number << 3 | 1) + random.randbytes(8)
    if kind == FieldDescriptor.TYPE_ENUM:
        return field(one.number, random.choice([0, 1, 2, 3, 4, 99, -1]))
    return field(one.number, random.choice(BAD_NUMBERS + [random.randrange(1, 100)]))


def hostile_message(random, descriptor, depth=0):
    out = b""
    for one in descriptor.fields:
        if random.random() < 0.35 or depth > 5:
            continue
        times = random.choice([1, 1, 2, 5]) if one.label == FieldDescriptor.LABEL_REPEATED else random.choice([1, 1, 1, 2])
        for _ in range(times):
            value = hostile_value(random, one, depth)
            out += field(one.number, value) if one.type == FieldDescriptor.TYPE_MESSAGE else value
    return out


def every_type(test, installation, line):
    """Random fields in every command and query; each gets an answer, accepted or not."""
    described = subprocess.run(installation.words(line.department, "--describe"), capture_output=True, text=True, check=True)
    rows = [json.loads(text) for text in described.stdout.splitlines()]
    asked = 0
    for row in rows:
        if row["kind"] not in ("command", "query"):
            continue
        kind = messages.COMMAND if row["kind"] == "command" else messages.QUERY
        name = "payvand." + row["type"].removeprefix("payvand.")
        for _ in range(ROUNDS_PER_TYPE):
            payload = hostile_message(test.random, messages.of(name).DESCRIPTOR)
            if test.random.random() < 0.2 and payload:
                at = test.random.randrange(len(payload))
                payload = payload[:at] + test.random.randbytes(1) + payload[at + 1:]
            line.shoot(raw_request(kind, name.encode(), payload))
            asked += 1
    accepted = sum(not line.receive("hostile values").HasField("problem") for _ in range(asked))
    test.say(f"{line.department}: {asked} hostile commands and queries, {accepted} of them accepted")


def hostile_json(test, installation):
    """The command line refuses it and says why."""
    program = os.path.join(test.bin, "payvand")
    bad = ["{", "[]", "nul", '{"name": 5}', '{"name": "\\u0000"}', '{"nme": "x"}', '{"name": "x"} y', "[" * 20000,
           '{"identifiers": [' + '{"kind": "EMAIL_ADDRESS"},' * 2000, '{"kind": "NOBODY"}', '{"kind": 1e99}', '{"name": "\\ud800"}',
           '{"a":' * 20000]
    for text in [*bad, b'{"name": "\xff"}']:
        done = subprocess.run([program, "call", "sales.IntroduceCustomer", "-", "--data", installation.data],
                              input=text if isinstance(text, bytes) else text.encode(), capture_output=True)
        check(done.returncode == 2, f"payvand call with {text[:40]!r} gives {done.returncode}: {done.stderr[:500]!r}")
        check(b"Sanitizer" not in done.stderr and done.stderr.strip(), f"payvand call with {text[:40]!r}: {done.stderr[:500]!r}")


def run(test):
    installation = Installation(test)
    installation.start()
    pids = {name: installation.pid(name) for name in DEPARTMENTS}
    resident = {name: installation.client.status(name).rss_bytes for name in DEPARTMENTS}
    for name in DEPARTMENTS:
        line = Line(installation, name)
        random_bytes(test, line)
        frames(line)
        refusals(line)
        pulls_and_tokens(test, line)
        too_large(test, line)
        zmtp_by_hand(line)
        every_type(test, installation, line)
        line.close()
    hostile_json(test, installation)
    for name in DEPARTMENTS:
        installation.check_alive(name)
        status = installation.client.status(name)
        equal(status.pid, pids[name], f"process of {name}")
        test.figure(f"growth of {name}", (status.rss_bytes - resident[name]) / (1 << 20), "MiB")
        check(status.rss_bytes - resident[name] < GROWTH_LIMIT, f"{name} grew from {resident[name]} to {status.rss_bytes}")
        made = installation.client.record("IntroduceCustomer", {"name": "Honest Customer", "allowDuplicate": True}, department=name)
        check(made.customer_id, f"{name} takes an honest command")
    installation.wait_until_converged()
    shops.all_events(installation)
    wait_for("the cards agree", 20, lambda: len({shops.card_digest(installation.client, name) for name in DEPARTMENTS}) == 1)
    installation.stop()
    installation.rebuild_checks()


if __name__ == "__main__":
    story(run)
