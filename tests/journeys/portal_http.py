"""A portal for a test, and those who ask it over HTTP: browsers with a cookie, programs with a token, bare sockets."""
import http.client
import json
import os
import re
import socket
import time

from payvand import Failed, Installation, check, equal, wait_for

PASSWORD = "correct horse battery staple"


class Answer:
    def __init__(self, response, body):
        self.status, self.headers, self.body = response.status, response.headers, body

    def json(self):
        return json.loads(self.body) if self.body else None

    @property
    def type(self):
        """Of the problem."""
        return (self.json() or {}).get("type") if "problem" in self.headers.get("Content-Type", "") else None

    def __repr__(self):
        return f"{self.status} {self.body[:600]!r}"


class Caller:
    """Whoever asks: a browser keeps its cookie and sends the CSRF token, a program sends its token."""

    def __init__(self, portal, token=None):
        self.portal, self.token = portal, token
        self.cookie = self.csrf = None
        self.connection = None

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def headers(self, method):
        made = {}
        if self.token:
            made["Authorization"] = f"Bearer {self.token}"
        if self.cookie:
            made["Cookie"] = f"payvand_session={self.cookie}"
        if self.csrf and method not in ("GET", "HEAD", "OPTIONS"):
            made["X-CSRF-Token"] = self.csrf
        return made

    def ask(self, method, path, body=None, headers=None, raw=None):
        """One request on a connection that is kept; body is sent as JSON, raw as it is; headers of None are left out."""
        sent = self.headers(method)
        if body is not None:
            raw = json.dumps(body).encode()
        if raw is not None:
            sent["Content-Type"] = "application/json"
        sent.update(headers or {})
        sent = {name: value for name, value in sent.items() if value is not None}
        for attempt in (1, 2):
            if not self.connection:
                self.connection = http.client.HTTPConnection(self.portal.host, self.portal.port, timeout=30)
            try:
                self.connection.request(method, path, raw, sent)
                response = self.connection.getresponse()
                answer = Answer(response, response.read())
                if response.will_close:
                    self.close()
                return answer
            except (ConnectionError, http.client.BadStatusLine, BrokenPipeError):
                self.close()
                if attempt == 2:
                    raise

    def get(self, path, **headers):
        return self.ask("GET", "/api/v1" + path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def post(self, path, body=None, **headers):
        return self.ask("POST", "/api/v1" + path, body if body is not None else {},
                        {name.replace("_", "-"): value for name, value in headers.items()})

    def done(self, path, body=None, **headers):
        """The answer of a command that must be accepted."""
        answer = self.post(path, body, **headers)
        check(answer.status in (200, 204), lambda: f"POST {path}: {answer}")
        return answer.json()

    def take_session(self, answer):
        found = re.search(r"payvand_session=([^;]*)", answer.headers.get("Set-Cookie", ""))
        check(found, lambda: f"no cookie was set: {answer}")
        self.cookie, self.csrf = found.group(1), answer.json()["csrf"]
        return answer

    def sign_in(self, user, password=PASSWORD, **more):
        answer = self.ask("POST", "/api/v1/session", {"user": user, "password": password, **more})
        return self.take_session(answer) if answer.status == 200 else answer


class Portal:
    """A portal with some departments; the first administrator is admin."""

    def __init__(self, test, departments=("sales",), config=None):
        os.environ["PAYVAND_LISTEN"] = "127.0.0.1:0"
        self.test = test
        self.installation = Installation(test, ["portal", *departments], config=config)
        self.installation.start()
        self.find()
        link = wait_for("the link for the first administrator", 30, lambda: self.read("portal.link"))
        self.secret = link.strip().split("#")[1]
        self.admin = Caller(self)
        answer = self.admin.ask("POST", "/api/v1/session/first", {
            "secret": self.secret, "user": "admin", "name": "The Administrator", "password": PASSWORD, "language": "en"})
        equal(answer.status, 200, f"status of the first sign-in ({answer})")
        self.admin.take_session(answer)

    def read(self, name):
        path = os.path.join(self.installation.data, "run", name)
        if not os.path.exists(path):
            return None
        with open(path) as file:
            return file.read()

    def find(self):
        self.address = wait_for("the portal listens", 60, lambda: self.read("portal.http")).strip()
        self.host, port = self.address.rsplit(":", 1)
        self.port = int(port)

    def restart(self):
        self.installation.stop("portal")
        self.installation.start("portal")
        self.find()
        self.admin.close()

    def person(self, user, *grants, **sign_in):
        """A user with grants such as ("seller", "OWN"), signed in."""
        invited = self.admin.done("/portal/users", {"userId": user, "name": user.title(), "language": "en", "grants": [
            {"role": role, "scope": scope} for role, scope in grants]})
        caller = Caller(self)
        answer = caller.ask("POST", "/api/v1/session/first", {"secret": invited["oneTimeSecret"], "password": PASSWORD})
        equal(answer.status, 200, f"status of the first sign-in of {user} ({answer})")
        caller.take_session(answer)
        return caller

    def connect(self, room=None):
        """A bare connection, which takes in no more than about so many bytes unread."""
        line = socket.socket()
        if room:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        line.settimeout(30)
        line.connect((self.host, self.port))
        return line

    def raw(self, data, patience=5.0):
        """What comes back for bytes, until the portal closes the connection or is quiet."""
        with self.connect() as line:
            try:
                line.sendall(data)
            except (ConnectionError, BrokenPipeError):
                pass
            return read_all(line, patience)

    def check_alive(self):
        self.installation.check_alive("portal")
        answer = Caller(self).ask("GET", "/healthz")
        equal(answer.status, 200, "status of /healthz")

    def stop(self):
        """Ends in order, which under sanitizers says that nothing leaked."""
        self.admin.close()
        self.installation.stop()


def read_all(line, patience=5.0):
    found, until = b"", time.monotonic() + patience
    while (left := until - time.monotonic()) > 0:
        line.settimeout(left)
        try:
            more = line.recv(65536)
        except (socket.timeout, TimeoutError):
            break
        except ConnectionError:
            break
        if not more:
            break
        found += more
    return found


def statuses(data):
    """Of all answers in what came back."""
    return [int(code) for code in re.findall(rb"HTTP/1\.1 (\d{3})", data)]


class Stream:
    """A live stream."""

    def __init__(self, caller, last=None, room=None):
        self.line = caller.portal.connect(room)
        head = ["GET /api/v1/events HTTP/1.1", f"Host: {caller.portal.address}"]
        head += [f"{name}: {value}" for name, value in caller.headers("GET").items()]
        head += [f"Last-Event-ID: {last}"] if last else []
        self.line.sendall("\r\n".join(head + ["", ""]).encode())
        self.text, self.ended, self.events = b"", False, []
        self.head = None

    def read(self, seconds):
        self.line.settimeout(max(seconds, 0.01))
        try:
            more = self.line.recv(65536)
        except (socket.timeout, TimeoutError):
            return
        except ConnectionError:
            more = b""
        if not more:
            self.ended = True
        self.text += more
        if self.head is None and b"\r\n\r\n" in self.text:
            self.head, self.text = self.text.split(b"\r\n\r\n", 1)
        if self.head is not None:
            self.take_events()

    def take_events(self):
        plain = re.sub(rb"\r\n[0-9a-fA-F]+\r\n|^[0-9a-fA-F]+\r\n", b"", self.text)
        *whole, self.rest = plain.split(b"\n\n")
        self.events = []
        for event in whole:
            fields = dict(line.split(": ", 1) for line in event.decode().strip().split("\n") if ": " in line)
            if "event" in fields:
                self.events.append((fields["event"], json.loads(fields["data"]), fields.get("id")))

    def wait(self, what, condition, seconds=20):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for event in self.events:
                if condition(*event):
                    return event
            if self.ended:
                break
            self.read(0.5)
        raise Failed(f"not within {seconds} s on the live stream: {what}; seen: {self.events[-5:]} {self.head}")

    def wait_end(self, seconds=20):
        wait_for("the live stream ends", seconds, lambda: self.read(0.2) or self.ended)

    def close(self):
        self.line.close()
