"""An installation of Payvand for a test: real processes in a folder of their own, and callers of them.

Nothing here waits for a time to pass: wait_for looks at a condition until it holds or its deadline is over. Every process
that was started is stopped by its own id when the test ends, however it ends.
"""
import argparse
import collections
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import uuid

import zmq

import messages

DEPARTMENTS = ["sales", "marketing", "support", "loyalty", "analytics", "portal"]
MESSAGE_LIMIT = 256 * 1024
SKIPPED = 77  # exit code that CTest shows as skipped
REPEAT_AFTER_S = 0.4  # a request without an answer is sent again after this

_retry_kinds = {5, 6}  # BUSY, NOT_YET
_retry_types = {"starting", "busy"}


class Failed(AssertionError):
    pass


class Skip(Exception):
    """What the test needs is not to be had here."""


class Refused(Exception):
    def __init__(self, problem):
        super().__init__(f"{problem.type}: {problem.title} {problem.field} {problem.detail}")
        self.problem = problem


class Unanswered(Exception):
    pass


def check(holds, text):
    if not holds:
        raise Failed(text() if callable(text) else text)


def equal(got, expected, what):
    check(got == expected, lambda: f"{what}: {difference(got, expected)}")


def difference(got, expected):
    """What differs, short enough to be read."""
    if isinstance(got, list) and isinstance(expected, list):
        got, expected = collections.Counter(got), collections.Counter(expected)
    if isinstance(got, dict) and isinstance(expected, dict):
        wrong = [key for key in sorted(got.keys() | expected.keys(), key=str) if got.get(key) != expected.get(key)]
        rows = [f"{key}: expected {expected.get(key)!r}, got {got.get(key)!r}" for key in wrong[:10]]
        return f"{len(wrong)} of {len(expected)} differ: " + "; ".join(rows)
    return f"expected {expected!r:.2000}, got {got!r:.2000}"


def wait_for(what, seconds, condition, pause=0.01):
    """Waits until condition() is true and returns its value; pause is only how often it is looked at."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise Failed(f"not within {seconds} s: {what() if callable(what) else what}")
        time.sleep(pause)


class Client:
    """Calls departments, one request at a time, repeating each under its request id. For one thread."""

    def __init__(self, endpoint_of, patience=30.0):
        self.endpoint_of = endpoint_of
        self.context = zmq.Context()
        self.sockets = {}
        self.patience = patience

    def socket(self, department):
        if department not in self.sockets:
            self.sockets[department] = open_dealer(self.context, self.endpoint_of(department))
        return self.sockets[department]

    def close(self):
        for socket in self.sockets.values():
            socket.close()
        self.context.term()

    def exchange(self, department, request, patience=None, retry=True):
        """The Reply to a Request, refusals included. BUSY and starting are asked again."""
        socket, packed = self.socket(department), request.SerializeToString()
        deadline = time.monotonic() + (patience or self.patience)
        sent_at = pause_until = 0.0
        while time.monotonic() < deadline:
            now = time.monotonic()
            if now - sent_at > REPEAT_AFTER_S and now >= pause_until:
                try:
                    socket.send(packed, zmq.NOBLOCK)
                    sent_at = now
                except zmq.Again:
                    pass  # nobody is there
            if not socket.poll(20):
                continue
            reply = messages.of("payvand.Reply").FromString(socket.recv_multipart()[-1])
            if reply.request_id != request.request_id:
                continue  # the late answer to an earlier one
            if retry and is_to_be_repeated(reply):
                sent_at, pause_until = 0.0, time.monotonic() + 0.02
                continue
            return reply
        raise Unanswered(f"{department} did not answer {request.type or request.kind}")

    def call(self, name, fields, department=None, request_id=None, patience=None):
        """The Reply to a command such as sales.RecordSale; Refused if it is refused."""
        request = messages.request(messages.COMMAND, name, fields, request_id)
        reply = self.exchange(department or name.split(".")[0], request, patience)
        if reply.HasField("problem"):
            raise Refused(reply.problem)
        return reply

    def ask(self, name, fields=None, department=None, tokens=(), patience=None):
        """The answer of a query, unpacked; Refused if it is refused."""
        request = messages.request(messages.QUERY, name, fields, tokens=tokens)
        reply = self.exchange(department or name.split(".")[0], request, patience)
        if reply.HasField("problem"):
            raise Refused(reply.problem)
        return messages.of(reply.type).FromString(reply.payload)

    def record(self, name, fields, **more):
        """The record that a command answers, unpacked."""
        reply = self.call(name, fields, **more)
        return messages.of(reply.type).FromString(reply.payload)

    def status(self, department, patience=None):
        reply = self.exchange(department, messages.request(messages.STATUS), patience)
        return messages.of("payvand.StatusReport").FromString(reply.payload)

    def pages(self, name, fields=None, department=None):
        """All pages of a query."""
        fields = dict(fields or {})
        while True:
            page = self.ask(name, fields, department)
            yield page
            if not page.next:
                return
            fields["after"] = page.next

    def events(self, department, after=0):
        """All envelopes after a number, PRIVATE ones too, by pull; Failed at a hole or a repeat."""
        epoch, found = 0, []
        while True:
            fields = {"epoch": str(epoch), "afterSequence": str(after), "creditBytes": 128 * 1024,
                      "includePrivate": True}
            reply = self.exchange(department, messages.request(messages.PULL, "payvand.PullRequest", fields))
            check(not reply.HasField("problem"), lambda: f"{department} refuses a pull: {reply.problem}")
            pulled = messages.of("payvand.PullReply").FromString(reply.payload)
            epoch = pulled.epoch
            for item in pulled.items:
                check(item.HasField("event"), f"{department} leaves out events for its operator")
                envelope = messages.of("payvand.Envelope").FromString(item.event)
                equal(envelope.sequence, after + 1, f"number of the event of {department} after {after}")
                after = envelope.sequence
                found.append(envelope)
            if after >= pulled.head:
                return found
            check(len(pulled.items), f"a pull of {department} after {after} brings nothing, head {pulled.head}")


def is_to_be_repeated(reply):
    problem = reply.problem
    return reply.HasField("problem") and (problem.kind in _retry_kinds or problem.type in _retry_types)


def open_dealer(context, endpoint, keys=None, server_key=None):
    socket = context.socket(zmq.DEALER)
    socket.setsockopt(zmq.LINGER, 0)
    socket.setsockopt(zmq.IMMEDIATE, 1)
    socket.setsockopt(zmq.RECONNECT_IVL, 10)
    socket.setsockopt(zmq.RECONNECT_IVL_MAX, 100)
    if server_key:
        socket.curve_serverkey, socket.curve_publickey, socket.curve_secretkey = server_key, *keys
    socket.connect(endpoint)
    return socket


def environment():
    """AddressSanitizer keeps little of what was freed, so that memory measured is memory used. The portal takes any port."""
    options = os.environ.get("ASAN_OPTIONS", "")
    return {"PAYVAND_LISTEN": "127.0.0.1:0", **os.environ, "ASAN_OPTIONS": f"{options}:quarantine_size_mb=4:thread_local_quarantine_size_kb=64"}


class Installation:
    """Departments of one data folder. config: lines of YAML; prefix: words before each program (ip netns exec …)."""

    def __init__(self, test, departments=DEPARTMENTS, config=None, data=None, prefix=()):
        self.test, self.names, self.prefix = test, list(departments), list(prefix)
        self.data = data or os.path.join(test.folder, "data")
        os.makedirs(self.data, exist_ok=True)
        self.config = None
        if config is not None:
            self.config = os.path.join(os.path.dirname(self.data), os.path.basename(self.data) + ".yaml")
            with open(self.config, "w") as file:
                file.write(config)
        self.processes = {}
        self.logs = {}
        self.client = Client(self.endpoint)
        test.cleanups.append(self.end)

    def endpoint(self, department, socket="router"):
        return f"ipc://{self.data}/run/{department}.{socket}.ipc"

    def words(self, department, *more):
        program = os.path.join(self.test.bin, f"payvand-{department}")
        return [program, "--data", self.data, *(["--config", self.config] if self.config else []), *more]

    def log_path(self, department):
        return os.path.join(self.test.folder, f"{os.path.basename(self.data)}-{department}.log")

    # --- processes -------------------------------------------------------------------------------------------------

    def spawn(self, department):
        check(department not in self.processes, f"{department} runs already")
        with open(self.log_path(department), "ab") as log:
            self.processes[department] = subprocess.Popen(self.prefix + self.words(department), stdout=log, stderr=log,
                                                          stdin=subprocess.DEVNULL, env=self.environment(department))

    def environment(self, department):
        """Of a department's process."""
        return environment()

    def start(self, *departments, seconds=60):
        """Starts departments (all that do not run) and waits until each answers; returns the seconds it took."""
        began = time.monotonic()
        starting = departments or [name for name in self.names if name not in self.processes]
        for department in starting:
            self.spawn(department)
        for department in starting:
            self.wait_ready(department, seconds)
        return time.monotonic() - began

    def wait_ready(self, department, seconds=60):
        def ready():
            self.check_alive(department)
            try:
                return self.client.status(department, patience=0.5).state == 3
            except Unanswered:
                return False
        wait_for(f"{department} is ready", seconds, ready)

    def pid(self, department):
        """Of the department itself, which may run under the words of the prefix."""
        return self.client.status(department).pid

    def check_alive(self, department):
        code = self.processes[department].poll()
        check(code is None, lambda: f"{department} ended with {code}:\n{self.tail(department)}")

    def kill(self, department):
        """kill -9."""
        process = self.processes.pop(department)
        process.kill()
        process.wait()

    def stop(self, *departments, seconds=60):
        """As an operator does; it must end with 0, which under sanitizers also says that nothing leaked."""
        stopping = departments or list(self.processes)
        for department in stopping:
            self.processes[department].send_signal(signal.SIGTERM)
        for department in stopping:
            process = self.processes.pop(department)
            try:
                code = process.wait(seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                raise Failed(f"{department} does not stop in {seconds} s") from None
            check(code == 0, lambda: f"{department} stopped with {code}:\n{self.tail(department)}")

    def end(self):
        for process in self.processes.values():
            process.kill()
            process.wait()
        self.processes.clear()
        self.client.close()

    def tail(self, department, lines=60):
        if not os.path.exists(self.log_path(department)):
            return ""
        with open(self.log_path(department), errors="replace") as file:
            return "".join(f"    {line}" for line in file.readlines()[-lines:])

    def rebuild_checks(self, *departments):
        """Folds the logs anew and compares all tables; the departments must be stopped."""
        for department in departments or self.names:
            done = subprocess.run(self.words(department, "--rebuild-check"), capture_output=True, text=True, timeout=120)
            check(done.returncode == 0 and "all tables are equal" in done.stdout,
                  lambda: f"rebuild check of {department} gives {done.returncode}:\n{done.stdout}{done.stderr}")

    def verify(self):
        """payvand verify: what an operator would run."""
        done = subprocess.run([os.path.join(self.test.bin, "payvand"), "verify", "--data", self.data],
                              capture_output=True, text=True, timeout=120, env=environment())
        check(done.returncode == 0, lambda: f"payvand verify gives {done.returncode}:\n{done.stdout}{done.stderr}")

    # --- agreement -------------------------------------------------------------------------------------------------

    def wait_until_converged(self, seconds=60, others=()):
        """Waits until every position is at its head and nothing moves, across the other hosts too."""
        seen = [""]
        hosts = [self, *others]

        def converged():
            for host in hosts:
                for department in list(host.processes):
                    host.check_alive(department)
            seen[0] = behind(hosts)
            return not seen[0]
        began = time.monotonic()
        wait_for(lambda: f"all departments agree: {seen[0]}", seconds, converged)
        return time.monotonic() - began


def behind(hosts):
    """What still has to be heard, as a text; empty when all have heard all."""
    clients = {name: host.client for host in hosts for name in host.processes}
    before = {name: client.status(name) for name, client in clients.items()}
    late = []
    for name, status in before.items():
        for peer in status.peers:
            if peer.name in before and peer.position < before[peer.name].head_shared:
                late.append(f"{name} is at {peer.position} of {before[peer.name].head_shared} in {peer.name}"
                            f"{', silent' if peer.silent else ''}{', diverged' if peer.diverged else ''}")
    if not late:
        late = [f"{name} still tells events" for name, client in clients.items()
                if client.status(name).head != before[name].head]
    return "; ".join(late)


class Test:
    """One story: its folder, its seed, what is to be cleaned up."""

    def __init__(self, options):
        self.bin, self.build = os.path.abspath(options.bin), os.path.dirname(os.path.abspath(options.bin))
        self.source = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
        self.seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1 << 32)
        self.random = random.Random(self.seed)
        parent = os.environ.get("TMPDIR", "/tmp")
        if len(parent) > 40:
            parent = "/tmp"  # the path of a socket in it must stay below 100 bytes
        self.folder = tempfile.mkdtemp(prefix="payvand-", dir=parent)
        self.cleanups = []
        self.keep = options.keep

    def say(self, text):
        print(text, flush=True)

    def figure(self, name, value, unit=""):
        self.say(f"figure: {name} = {value:.3f} {unit}" if isinstance(value, float)
                 else f"figure: {name} = {value} {unit}")

    def clean(self, passed):
        for cleanup in reversed(self.cleanups):
            try:
                cleanup()
            except Exception:  # the others still have to be cleaned up
                traceback.print_exc()
        if passed and not self.keep:
            shutil.rmtree(self.folder, ignore_errors=True)
        else:
            self.say(f"kept: {self.folder}")


def story(run):
    """The main program of a story: options, seed, clean-up, exit code."""
    parser = argparse.ArgumentParser(description=(sys.modules["__main__"].__doc__ or "").strip())
    parser.add_argument("bin", help="folder with the built programs, such as build/debug/bin")
    parser.add_argument("--seed", type=int, help="of a run to be repeated")
    parser.add_argument("--keep", action="store_true", help="leave the data folder behind")
    parser.add_argument("words", nargs="*", help="of the story")
    options = parser.parse_args()
    test = Test(options)
    messages.load(test.build)
    began, code = time.monotonic(), 1
    test.say(f"seed: {test.seed}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # CTest's time limit: clean up all the same
    try:
        run(test, *options.words)
        code = 0
        test.say(f"passed in {time.monotonic() - began:.1f} s")
    except Skip as skip:
        code = SKIPPED
        test.say(f"skipped: {skip}")
    except Exception as failed:
        traceback.print_exc()
        test.say(f"FAILED after {time.monotonic() - began:.1f} s: {type(failed).__name__}: {failed}\n"
                 f"again with: {sys.argv[0]} {options.bin} --seed {test.seed}")
    finally:
        test.clean(code in (0, SKIPPED))
    sys.exit(code)


def new_id():
    return str(uuid.uuid4())
