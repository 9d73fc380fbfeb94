#!/usr/bin/python3
"""Follows the events of one department of Payvand and prints each as one line of JSON.

    follow.py --department sales --folder /run/payvand --position sales.position [--until 1000]
    follow.py --department sales --router tcp://host:5601 --pub tcp://host:5602 \
              --keys partner.key --server-key sales.key.public --position sales.position

It needs pyzmq, protobuf and the program protoc (Debian: python3-zmq python3-protobuf protobuf-compiler), and
nothing of Payvand but the .proto files. It is written to be read: together with proto/README.md it shows all
that a subscriber has to do. The rule behind everything: the position (epoch, sequence) of the last event that
took effect is kept in a file, an event is taken only if it follows that position, and whatever does not follow
makes us pull.
"""
import argparse
import base64
import glob
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
import uuid

import zmq
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory
from google.protobuf.message import DecodeError

SHARED = 1                  # Envelope.flags: other departments may read the event
CREDIT_BYTES = 128 * 1024   # bytes of events we take in one reply
MESSAGE_LIMIT = 256 * 1024  # no honest message is larger
BEACONS_MISSED_S = 0.75     # three beacons: then the fast lane counts as dead and we pull regularly
PULL_TIMEOUT_S = 1.0
PULL_IDLE_S = (0.02, 0.1)   # how often to pull without the fast lane: at first, at last
PULL_REFUSED_S = 0.2


class Messages:
    """The message classes, made at run time from the .proto files."""

    def __init__(self, proto_folder, cache_folder):
        files = sorted(glob.glob(os.path.join(proto_folder, "payvand", "**", "*.proto"), recursive=True))
        if not files:
            sys.exit(f"follow.py: there are no .proto files in {proto_folder}/payvand")
        digest = hashlib.sha256(b"".join(open(file, "rb").read() for file in files)).hexdigest()[:16]
        cached = os.path.join(cache_folder, f"payvand-{digest}.descriptors")
        if not os.path.exists(cached):
            os.makedirs(cache_folder, exist_ok=True)
            subprocess.run(["protoc", "-I", proto_folder, "-I", "/usr/include", "--include_imports",
                            f"--descriptor_set_out={cached}.{os.getpid()}", *files], check=True)
            os.replace(f"{cached}.{os.getpid()}", cached)
        self.pool = descriptor_pool.DescriptorPool()
        for file in descriptor_pb2.FileDescriptorSet.FromString(open(cached, "rb").read()).file:
            self.pool.Add(file)

    def __getitem__(self, name):
        descriptor = self.pool.FindMessageTypeByName(name)
        if hasattr(message_factory, "GetMessageClass"):
            return message_factory.GetMessageClass(descriptor)
        return message_factory.MessageFactory(self.pool).GetPrototype(descriptor)


class Position:
    """The last event that took effect. A real consumer keeps it in the same transaction as the effect."""

    def __init__(self, path):
        self.path, self.epoch, self.sequence = path, 0, 0
        if os.path.exists(path):
            stored = json.load(open(path))
            self.epoch, self.sequence = int(stored["epoch"]), int(stored["sequence"])
        self.stored = (self.epoch, self.sequence)

    def store(self):
        """Old or new, never half: write beside, flush, rename, flush the folder."""
        if self.stored == (self.epoch, self.sequence):
            return
        with open(self.path + ".new", "w") as file:
            json.dump({"epoch": str(self.epoch), "sequence": str(self.sequence)}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(self.path + ".new", self.path)
        folder = os.open(os.path.dirname(os.path.abspath(self.path)), os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
        self.stored = (self.epoch, self.sequence)


class Follower:
    def __init__(self, options, messages):
        self.options = options
        self.name = options.department
        self.messages = messages
        self.Envelope = messages["payvand.Envelope"]
        self.Beacon = messages["payvand.Beacon"]
        self.Request = messages["payvand.Request"]
        self.Reply = messages["payvand.Reply"]
        self.PullRequest = messages["payvand.PullRequest"]
        self.PullReply = messages["payvand.PullReply"]
        kinds = self.Request.DESCRIPTOR.fields_by_name["kind"].enum_type
        self.pull_kind = kinds.values_by_name["PULL"].number
        self.position = Position(options.position)

        self.context = zmq.Context()
        self.poller = zmq.Poller()
        self.sub = None if options.no_fast_lane else self.open_sub()
        self.dealer = self.open_dealer()

        self.stopping = False
        self.behind = True             # something is missing, or we do not know yet
        self.lane_heard = 0.0          # when the fast lane was last heard
        self.lane_opened = time.monotonic()
        self.asked = None              # request id of the pull under way
        self.asked_epoch = self.asked_after = 0
        self.asked_at = self.pull_due = 0.0
        self.misses = 0
        self.idle = PULL_IDLE_S[0]

    # --- sockets --------------------------------------------------------------------------------------------

    def connect(self, socket, endpoint):
        """All options before connect. Heartbeats find half-open connections."""
        socket.setsockopt(zmq.LINGER, 0)
        socket.setsockopt(zmq.MAXMSGSIZE, MESSAGE_LIMIT)
        socket.setsockopt(zmq.RECONNECT_IVL, 20)
        socket.setsockopt(zmq.RECONNECT_IVL_MAX, 200)
        socket.setsockopt(zmq.HEARTBEAT_IVL, 250)
        socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, 1000)
        if self.options.server_key:
            keys = read_keys(self.options.keys)
            socket.curve_serverkey = read_keys(self.options.server_key)["public"]
            socket.curve_publickey, socket.curve_secretkey = keys["public"], keys["secret"]
        socket.connect(endpoint)
        self.poller.register(socket, zmq.POLLIN)
        return socket

    def open_sub(self):
        """Live events and beacons. All of the department: a gap could not be told from a type not wanted."""
        socket = self.context.socket(zmq.SUB)
        socket.setsockopt(zmq.SNDHWM, 0)  # a SUB sends its subscriptions through this limit
        socket.setsockopt(zmq.SUBSCRIBE, f"{self.name}.".encode())
        return self.connect(socket, self.options.pub)

    def open_dealer(self):
        """Pulls. IMMEDIATE: without a connection nothing is queued."""
        socket = self.context.socket(zmq.DEALER)
        socket.setsockopt(zmq.IMMEDIATE, 1)
        return self.connect(socket, self.options.router)

    def reopen(self, socket, again):
        self.poller.unregister(socket)
        socket.close()
        return again()

    # --- the loop -------------------------------------------------------------------------------------------

    def run(self):
        while not self.done():
            ready = dict(self.poller.poll(10 if self.asked else 20))
            if self.dealer in ready:
                self.hear_replies()
            if self.sub in ready:
                self.hear_lane()
            # Printed before the position says so: after a crash an event may come twice, never not at all.
            sys.stdout.flush()
            self.position.store()
            self.watch()

    def stop(self, *_):
        """A signal ends us between two events, with the position of the last one stored."""
        self.stopping = True

    def done(self):
        return self.stopping or self.options.until is not None and self.position.sequence >= self.options.until

    def watch(self):
        now = time.monotonic()
        lane_is_alive = self.sub is not None and now - self.lane_heard < BEACONS_MISSED_S
        if self.asked and not self.dealer.getsockopt(zmq.EVENTS) & zmq.POLLOUT:
            self.asked = None  # the connection broke under the pull: its reply will not come
        if self.asked and now - self.asked_at > PULL_TIMEOUT_S * 2 ** min(self.misses, 3):
            self.asked = None
            self.misses += 1
            if self.misses % 3 == 0:
                self.dealer = self.reopen(self.dealer, self.open_dealer)
        if self.sub and not lane_is_alive and now - max(self.lane_heard, self.lane_opened) > 5:
            self.sub = self.reopen(self.sub, self.open_sub)
            self.lane_opened = now
        if not self.asked and now >= self.pull_due and (self.behind or not lane_is_alive):
            self.pull()

    # --- the fast lane --------------------------------------------------------------------------------------

    def hear_lane(self):
        while not self.done():
            try:
                frames = self.sub.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return
            if len(frames) != 2:
                continue
            self.lane_heard = time.monotonic()
            try:
                if frames[0] == f"{self.name}.beacon".encode():
                    self.take_beacon(self.Beacon.FromString(frames[1]))
                else:
                    self.take_live(self.Envelope.FromString(frames[1]))
            except DecodeError:
                self.behind = True

    def take_live(self, event):
        """The accept rule: the same epoch, and nothing shared between our position and the event."""
        position = self.position
        if event.epoch == position.epoch and event.sequence <= position.sequence:
            return  # heard before
        if event.epoch == position.epoch and event.previous_shared <= position.sequence:
            self.effect(event)
            position.sequence = event.sequence
        else:
            self.behind = True

    def take_beacon(self, beacon):
        """Shows that the last event was lost, which no later event could."""
        if beacon.epoch != self.position.epoch or beacon.head_shared > self.position.sequence:
            self.behind = True
        elif not self.behind and beacon.head > self.position.sequence:
            self.position.sequence = beacon.head  # what lies between is private to the department

    # --- pull -----------------------------------------------------------------------------------------------

    def pull(self):
        pull = self.PullRequest(epoch=self.position.epoch, after_sequence=self.position.sequence,
                                credit_bytes=CREDIT_BYTES)
        request = self.Request(request_id=str(uuid.uuid4()), kind=self.pull_kind, type="payvand.PullRequest",
                               payload=pull.SerializeToString(), issued_at_ms=int(time.time() * 1000))
        self.pull_due = time.monotonic() + PULL_IDLE_S[0]
        try:
            self.dealer.send(request.SerializeToString(), zmq.NOBLOCK)
        except zmq.Again:
            return  # not connected
        self.asked, self.asked_at = request.request_id, time.monotonic()
        self.asked_epoch, self.asked_after = pull.epoch, pull.after_sequence

    def hear_replies(self):
        while True:
            try:
                frames = self.dealer.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return
            try:
                reply = self.Reply.FromString(frames[-1])
            except DecodeError:
                continue
            if reply.request_id != self.asked:
                continue  # the late answer to an earlier pull
            self.asked, self.misses = None, 0
            if reply.HasField("problem"):
                problem = reply.problem
                print(f"follow.py: {self.name} refuses: {problem.title}: {problem.detail}", file=sys.stderr)
                self.pull_due = time.monotonic() + max(reply.problem.retry_after_ms / 1000, PULL_REFUSED_S)
            else:
                self.take_pulled(self.PullReply.FromString(reply.payload))

    def take_pulled(self, reply):
        position = self.position
        self.pull_due = time.monotonic() + PULL_REFUSED_S
        if reply.source != self.name:
            return
        if self.asked_epoch and reply.epoch != self.asked_epoch:
            # The log goes on in a new epoch (a restore, say). What it shares with ours ends at fork_sequence.
            if reply.fork_epoch != self.asked_epoch:
                sys.exit(f"follow.py: {self.name} is in epoch {reply.epoch}, which does not continue "
                         f"{self.asked_epoch}")
            position.epoch, position.sequence = reply.epoch, min(position.sequence, reply.fork_sequence)
            self.pull_due = 0.0
            return
        if reply.head < self.asked_after:
            sys.exit(f"follow.py: the log of {self.name} ends at {reply.head}, before our {self.asked_after}")

        steps, end = [], self.asked_after  # look for holes before taking the first
        for item in reply.items:
            event = self.Envelope.FromString(item.event) if item.HasField("event") else None
            # "from" is a word of Python, so the field is read by name.
            first = event.sequence if event else getattr(item.range, "from")
            last = event.sequence if event else item.range.to
            if first != end + 1 or last < first:
                print(f"follow.py: a pull of {self.name} has a hole after {end}", file=sys.stderr)
                return
            steps.append((event, last))
            end = last
        position.epoch = reply.epoch
        moved = end > position.sequence
        for event, last in steps:
            if last <= position.sequence:
                continue
            if self.done():
                return
            if event:
                self.effect(event)
            position.sequence = last

        self.behind = end < reply.head
        self.idle = PULL_IDLE_S[0] if moved else min(self.idle * 1.5, PULL_IDLE_S[1])
        self.pull_due = 0.0 if self.behind and moved else time.monotonic() + self.idle

    # --- what we do with an event ---------------------------------------------------------------------------

    def effect(self, event):
        """Prints it: the envelope after the ProtoJSON rules, with its payload in place of the bytes."""
        printed = json_format.MessageToDict(event)
        try:
            payload = self.messages[event.type].FromString(event.payload)
            printed["payload"] = json_format.MessageToDict(payload)
        except (KeyError, DecodeError):
            # A type newer than our .proto files.
            printed["payload"] = base64.b64encode(event.payload).decode()
        print(json.dumps(printed, ensure_ascii=False))


def read_keys(path):
    """Key files have lines "public KEY" and "secret KEY"; # begins a comment."""
    lines = (line.split() for line in open(path) if line.strip() and not line.startswith("#"))
    return {word: key.encode() for word, key in lines}


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--department", required=True, help="such as sales")
    parser.add_argument("--folder", help="of the ipc sockets, when the department is on this host")
    parser.add_argument("--router", help="endpoint of its ROUTER; by default in the folder")
    parser.add_argument("--pub", help="endpoint of its PUB; by default in the folder")
    parser.add_argument("--keys", help="file with our own keys, over tcp")
    parser.add_argument("--server-key", help="file with the department's public key, over tcp")
    parser.add_argument("--position", required=True, help="file that keeps how far we are")
    parser.add_argument("--until", type=int, help="stop when this event is reached")
    parser.add_argument("--no-fast-lane", action="store_true", help="pull only")
    proto = os.path.join(here, "..", "..")
    parser.add_argument("--proto", default=proto, help="folder that holds payvand/*.proto")
    cache = os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache"))
    cache = os.path.join(cache, "payvand")
    parser.add_argument("--cache", default=cache, help="folder for what protoc makes")
    options = parser.parse_args()
    if not options.folder and not (options.router and (options.pub or options.no_fast_lane)):
        parser.error("either --folder or both --router and --pub are needed")
    if bool(options.keys) != bool(options.server_key):
        parser.error("--keys and --server-key go together")
    options.router = options.router or f"ipc://{options.folder}/{options.department}.router.ipc"
    options.pub = options.pub or f"ipc://{options.folder}/{options.department}.pub.ipc"
    follower = Follower(options, Messages(options.proto, options.cache))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, follower.stop)
    try:
        follower.run()
    except BrokenPipeError:
        pass


if __name__ == "__main__":
    main()
