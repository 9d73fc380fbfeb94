"""What stands between two processes: a relay of bytes that counts, drops, delays and falls silent; two hosts that speak over
TCP with CURVE through such relays; and a relay of whole messages."""
import os
import selectors
import socket
import threading
import time
from collections import deque

import zmq

import messages
from payvand import Installation
from two_hosts import Keys

PIECE_BYTES = 65536


class Wire(threading.Thread):
    """Listens at one place and passes every connection on to another. delay_s: how long each piece is under way."""

    def __init__(self, test, target, listen=None):
        super().__init__(daemon=True)
        self.target, self.delay_s, self.passed = target, 0.0, 0
        self.dark, self.closed, self.quit = set(), False, threading.Event()
        self.pairs, self.late = {}, deque()
        self.listener = socket.socket(socket.AF_UNIX if listen else socket.AF_INET)
        if not listen:
            self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(listen or ("127.0.0.1", 0))
        self.listener.listen(100)
        self.lock = threading.Lock()
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.listener, selectors.EVENT_READ)
        test.cleanups.append(self.end)
        self.start()

    @property
    def port(self):
        return self.listener.getsockname()[1]

    def end(self):
        self.quit.set()
        self.join()

    # --- what a test does to it --------------------------------------------------------------------------------

    def cut(self):
        """Ends all connections and takes no new ones."""
        with self.lock:
            self.closed = True
            for one in list(self.pairs):
                self.drop(one)

    def mend(self):
        self.closed = False

    def fall_silent(self):
        """Nothing more passes over the connections there are, and nobody is told; new ones work."""
        with self.lock:
            self.dark.update(self.pairs)

    # --- its thread --------------------------------------------------------------------------------------------

    def run(self):
        while not self.quit.is_set():
            for key, _ in self.selector.select(0.002 if self.late else 0.02):
                with self.lock:
                    self.accept() if key.fileobj is self.listener else self.take(key.fileobj)
            with self.lock:
                self.deliver()
        for one in [self.listener, *self.pairs]:
            one.close()

    def accept(self):
        near, _ = self.listener.accept()
        far = socket.socket(socket.AF_UNIX if isinstance(self.target, str) else socket.AF_INET)
        try:
            if self.closed:
                raise OSError("closed")
            far.connect(self.target)
        except OSError:
            near.close()
            far.close()
            return
        self.pairs[near], self.pairs[far] = far, near
        for one in (near, far):
            self.selector.register(one, selectors.EVENT_READ)

    def drop(self, one):
        other = self.pairs.pop(one, None)
        if other is None:
            return
        self.pairs.pop(other, None)
        for end in (one, other):
            self.dark.discard(end)
            if end in self.selector.get_map():
                self.selector.unregister(end)
            end.close()

    def take(self, one):
        if one not in self.pairs:
            return
        try:
            piece = one.recv(PIECE_BYTES)
        except OSError:
            piece = b""
        if one in self.dark:
            if not piece:
                self.selector.unregister(one)  # the other end is not told
            return
        if not piece:
            self.drop(one)
            return
        self.late.append((time.monotonic() + self.delay_s, one, piece))

    def deliver(self):
        while self.late and self.late[0][0] <= time.monotonic():
            _, one, piece = self.late.popleft()
            if one in self.pairs and one not in self.dark:
                try:
                    self.pairs[one].sendall(piece)
                    self.passed += len(piece)
                except OSError:
                    self.drop(one)


def ipc_wire(test, installation, department, name="router"):
    """A wire before a department's socket of this host; callers must come after it, and the department must not start anew."""
    path = installation.endpoint(department, name)[len("ipc://"):]
    os.rename(path, path + ".real")
    return Wire(test, path + ".real", path)


# --- two hosts -----------------------------------------------------------------------------------------------------


def free_ports(count):
    taken = [socket.socket() for _ in range(count)]
    for one in taken:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in taken]
    for one in taken:
        one.close()
    return ports


class TwoHosts:
    """Sales and loyalty, each an installation of its own; all they say to each other passes over wires. wires: by the name of
    the department that listens behind it."""

    def __init__(self, test, make=Installation):
        keys = Keys(test.folder)
        names = ["sales", "loyalty"]
        for name in names:
            keys.make(name)
        organisation_key = os.path.join(test.folder, "organisation.key")
        with open(os.open(organisation_key, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(f"{test.random.getrandbits(256):064x}\n")
        ports = dict(zip([(name, end) for name in names for end in ("router", "pub")], free_ports(4)))
        self.wires = {place: Wire(test, ("127.0.0.1", port)) for place, port in ports.items()}
        self.hosts = {}
        for name, other in (names, reversed(names)):
            lines = [f"organisation_key: {organisation_key}", "departments:", f"  - name: {name}",
                     f"    router: tcp://127.0.0.1:{ports[name, 'router']}", f"    pub: tcp://127.0.0.1:{ports[name, 'pub']}",
                     f"    keys: {keys.path(name)}", "peers:", f"  - name: {other}",
                     f"    router: tcp://127.0.0.1:{self.wires[other, 'router'].port}",
                     f"    pub: tcp://127.0.0.1:{self.wires[other, 'pub'].port}", f"    server_key: '{keys.public[other]}'",
                     "allowed:", f"  - name: {other}", f"    public_key: '{keys.public[other]}'", "    class: department"]
            self.hosts[name] = make(test, [name], "\n".join(lines) + "\n", data=os.path.join(test.folder, name[0]))
        self.sales, self.loyalty = self.hosts["sales"], self.hosts["loyalty"]
        for host in self.hosts.values():
            host.start()

    def wait_until_converged(self, seconds=60):
        return self.sales.wait_until_converged(seconds, others=[self.loyalty])

    def peer(self, department, of):
        return next(one for one in self.hosts[department].client.status(department).peers if one.name == of)

    def all_wires(self):
        return self.wires.values()

    def stop(self):
        for host in self.hosts.values():
            host.stop()
            host.rebuild_checks()


# --- whole messages ------------------------------------------------------------------------------------------------


class Letters(threading.Thread):
    """Stands before the ROUTER of one department and passes requests on; some replies come late, after the next ones, and some
    come twice."""

    def __init__(self, test, installation, department, random):
        super().__init__(daemon=True)
        path = installation.endpoint(department)[len("ipc://"):]
        os.rename(path, path + ".real")
        self.context, self.random, self.quit = zmq.Context(), random, threading.Event()
        self.front, self.back = self.context.socket(zmq.ROUTER), self.context.socket(zmq.DEALER)
        for one in (self.front, self.back):
            one.setsockopt(zmq.LINGER, 0)
        self.front.bind(f"ipc://{path}")
        self.back.connect(f"ipc://{path}.real")
        self.callers, self.held, self.late, self.doubled = {}, [], 0, 0
        test.cleanups.append(self.end)
        self.start()

    def end(self):
        self.quit.set()
        self.join()

    def run(self):
        poller = zmq.Poller()
        for one in (self.front, self.back):
            poller.register(one, zmq.POLLIN)
        while not self.quit.is_set():
            ready = dict(poller.poll(20))
            if self.front in ready:
                caller, *_, packed = self.front.recv_multipart()
                self.callers[messages.of("payvand.Request").FromString(packed).request_id] = caller
                self.back.send(packed)
            if self.back in ready:
                self.answer(self.back.recv_multipart()[-1])
        self.front.close()
        self.back.close()
        self.context.term()

    def answer(self, packed):
        reply = messages.of("payvand.Reply").FromString(packed)
        caller = self.callers.get(reply.request_id)
        if caller is None:
            return
        fate = self.random.random() if reply.type.endswith("PullReply") else 1.0
        if fate < 0.2:
            self.held.append((caller, packed))
            self.late += 1
            return
        self.front.send_multipart([caller, packed])
        if fate < 0.5:
            self.front.send_multipart([caller, packed])
            self.doubled += 1
        if self.held and self.random.random() < 0.5:
            self.front.send_multipart(list(self.held.pop(0)))
