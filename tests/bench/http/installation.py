"""Departments and the portal as processes with a data folder of their own, and a person signed in over HTTP."""
import http.client
import json
import os
import signal
import subprocess
import time

FIRST = {"user": "bench", "name": "Bench", "password": "a long enough pass phrase", "language": "en"}


class Installation:
    def __init__(self, programs, data, departments):
        self.programs, self.data, self.departments = programs, data, departments
        self.processes, self.cookie, self.csrf = {}, None, None
        os.makedirs(data, exist_ok=True)
        self.config = os.path.join(data, "bench.yaml")
        with open(self.config, "w") as file:
            file.write("departments:\n" + "".join(f"  - name: {name}\n" for name in departments))

    def start(self):
        for name in self.departments:
            with open(os.path.join(self.data, f"{name}.out"), "ab") as out:
                words = [os.path.join(self.programs, f"payvand-{name}"), "--data", self.data, "--config", self.config]
                self.processes[name] = subprocess.Popen(words, stdout=out, stderr=out, stdin=subprocess.DEVNULL,
                                                        env={**os.environ, "PAYVAND_LISTEN": "127.0.0.1:0"})
        self.wait(lambda: self.is_healthy(), 600, "the portal does not answer")

    def stop(self):
        for process in self.processes.values():
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes.clear()

    def wait(self, condition, seconds, what):
        deadline = time.monotonic() + seconds
        while not condition():
            for name, process in self.processes.items():
                if process.poll() is not None:
                    raise SystemExit(f"{name} ended with {process.returncode}; see {self.data}/{name}.out")
            if time.monotonic() > deadline:
                raise SystemExit(f"{what} in {seconds} s")
            time.sleep(0.05)

    def path(self, name):
        return os.path.join(self.data, "run", name)

    @property
    def address(self):
        with open(self.path("portal.http")) as file:
            return file.read().strip().removeprefix("http://").rstrip("/")

    def is_healthy(self):
        try:
            return self.exchange("GET", "/healthz")[0] == 200
        except OSError:
            return False

    def exchange(self, method, path, body=None, headers=None):
        """Status, headers (a list of pairs) and bytes of one request."""
        connection = http.client.HTTPConnection(self.address, timeout=30)
        sent = dict(headers or {})
        if self.cookie:
            sent["Cookie"] = self.cookie
        if self.csrf and method != "GET":
            sent["X-CSRF-Token"] = self.csrf
        if body is not None:
            body = json.dumps(body)
            sent["Content-Type"] = "application/json"
        try:
            connection.request(method, path, body, sent)
            reply = connection.getresponse()
            return reply.status, reply.getheaders(), reply.read()
        except http.client.HTTPException as error:
            raise OSError(f"{method} {path}: {error}") from error
        finally:
            connection.close()

    def sign_in(self):
        """By the one-time link at first; later with the password."""
        known = os.path.join(self.data, "signed-in")
        if not os.path.exists(known):
            self.wait(lambda: os.path.exists(self.path("portal.link")), 60, "the portal prints no link")
            with open(self.path("portal.link")) as file:
                secret = file.read().strip().split("#", 1)[1]
            status, headers, content = self.exchange("POST", "/api/v1/session/first", {**FIRST, "secret": secret})
        else:
            status, headers, content = self.exchange("POST", "/api/v1/session",
                                                     {"user": FIRST["user"], "password": FIRST["password"]})
        if status != 200:
            raise SystemExit(f"signing in gives {status}: {content.decode()}")
        self.cookie = next(value for name, value in headers if name.lower() == "set-cookie").split(";")[0]
        self.csrf = json.loads(content)["csrf"]
        open(known, "w").close()
        self.take_every_role()

    def take_every_role(self):
        """The first administrator has the role that lets it give itself the others."""
        session = json.loads(self.exchange("GET", "/api/v1/session")[2])
        held = {grant["role"] for grant in session["roles"]}
        wanted = ["administrator", "manager", "seller", "marketer", "agent", "clerk", "analyst"]
        if held.issuperset(wanted):
            return
        grants = [{"role": role, "scope": "ALL"} for role in wanted]
        status, _, content = self.exchange("PUT", f"/api/v1/portal/users/{session['user']}/grants", {"grants": grants})
        if status != 200:
            raise SystemExit(f"giving roles gives {status}: {content.decode()}")

    def get(self, path):
        status, _, content = self.exchange("GET", path)
        if status != 200:
            raise SystemExit(f"GET {path} gives {status}: {content.decode()[:400]}")
        return json.loads(content)

    def cpu_s(self, name):
        with open(f"/proc/{self.processes[name].pid}/stat") as file:
            fields = file.read().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
