#!/usr/bin/python3
"""Attacks on the portal by bytes: requests with two readings, tricks with paths, too large, too deep, too slow, too many."""
import json
import resource
import socket
import time

from payvand import check, equal, story, wait_for
from portal_attacks import run_attack
from portal_http import Caller, Stream, read_all, statuses


def refused(answer, status, kind=None):
    equal(answer.status, status, f"status of {answer}")
    if kind:
        equal(answer.type, kind, f"type of {answer}")


def smuggling(test, portal):
    """Whatever two parsers could read in two ways is refused, and the connection closed: no second request gets through."""
    hidden = f"GET /healthz HTTP/1.1\r\nHost: {portal.address}\r\n\r\n"
    host = f"Host: {portal.address}\r\nContent-Type: application/json\r\n"
    cases = {
        "two lengths": f"POST /api/v1/session HTTP/1.1\r\n{host}Content-Length: 0\r\nContent-Length: {len(hidden)}\r\n\r\n{hidden}",
        "two equal lengths": f"POST /api/v1/session HTTP/1.1\r\n{host}Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd{hidden}",
        "a list of lengths": f"POST /api/v1/session HTTP/1.1\r\n{host}Content-Length: 4, 4\r\n\r\nabcd{hidden}",
        "length with a sign": f"POST /api/v1/session HTTP/1.1\r\n{host}Content-Length: +4\r\n\r\nabcd{hidden}",
        "length in hex": f"POST /api/v1/session HTTP/1.1\r\n{host}Content-Length: 0x4\r\n\r\nabcd{hidden}",
        "negative length": f"POST /api/v1/session HTTP/1.1\r\n{host}Content-Length: -1\r\n\r\n{hidden}",
        "huge length": f"POST /api/v1/session HTTP/1.1\r\n{host}Content-Length: 99999999999999999999\r\n\r\n{hidden}",
        "length and chunks": f"POST /api/v1/session HTTP/1.1\r\n{host}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{hidden}",
        "chunks and length": f"POST /api/v1/session HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n{hidden}",
        "unknown encoding": f"POST /api/v1/session HTTP/1.1\r\n{host}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{hidden}",
        "two encodings": f"POST /api/v1/session HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n{hidden}",
        "encoding list": f"POST /api/v1/session HTTP/1.1\r\n{host}Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n{hidden}",
        "two hosts": f"GET /api/v1/session HTTP/1.1\r\n{host}Host: other\r\n\r\n{hidden}",
        "space before the colon": f"POST /api/v1/session HTTP/1.1\r\n{host}Content-Length : 4\r\n\r\nabcd{hidden}",
        "no host": f"GET /healthz HTTP/1.1\r\n\r\n{hidden}",
        "control character": f"GET /healthz HTTP/1.1\r\n{host}X-A: a\x01b\r\n\r\n{hidden}",
        "absolute address": f"GET http://evil.example/healthz HTTP/1.1\r\n{host}\r\n{hidden}",
    }
    for what, data in cases.items():
        back = portal.raw(data.encode("latin-1"), 3)
        codes = statuses(back)
        check(b"ready" not in back and 200 not in codes, lambda: f"{what}: {codes}")
        check(all(400 <= code < 600 for code in codes), lambda: f"{what}: {codes}")
    folded = f"POST /api/v1/session HTTP/1.1\r\n{host}X-Long: a\r\n Content-Length: {len(hidden)}\r\nContent-Length: 2\r\n\r\n{{}}{hidden}"
    back = portal.raw(folded.encode(), 3)
    codes = statuses(back)
    check(codes in ([400], [401, 200]), lambda: f"a folded header: {codes}: it must be refused, or part of the header before")
    planted = portal.admin.ask("GET", "/api/v1/sales/deals?limit=1%0d%0aSet-Cookie:%20payvand_session=x")
    check("Set-Cookie" not in planted.headers, "an address plants a header")
    planted = portal.admin.ask("GET", "/api/v1/sales/deals?owner=a%0d%0aX-Planted:%20y&limit=1")
    check("X-Planted" not in planted.headers, "an address plants a header")
    portal.check_alive()


def path_tricks(test, portal):
    """No path leaves the table of files or reaches what is not for people; a path has one reading."""
    tricks = ["/../etc/passwd", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/assets/../../../../etc/passwd",
              "/assets/%2e%2e/%2e%2e/etc/passwd", "/....//etc/passwd", "/%00", "/index.html%00.js", "/assets/app.js%00.png",
              "//etc/passwd", "/etc//passwd", "/api//v1/session", "/api/v1//session", "/api/v1/sales%2fdeals", "/api%2fv1/session",
              "/%5c..%5cetc", "/..\\..\\etc", "/api/v1/../v1/session", "/api/./v1/session", "/api/v1/session/..", "/%zz", "/%",
              "/%c0%ae%c0%ae/etc/passwd", "/%ff", "/api/v1/sales/deals/%2e%2e", "/a#b", "/" + "a/" * 40, "/" + "x" * 9000]
    for path in tricks:
        back = portal.raw(f"GET {path} HTTP/1.1\r\nHost: {portal.address}\r\nConnection: close\r\n\r\n".encode("latin-1"), 5)
        codes = statuses(back)
        check(b"root:" not in back, f"{path} reads a file of the system")
        check(codes and codes[0] in (400, 404, 413, 414, 431), lambda: f"{path}: {codes}")
    for path in ("/api/v1/portal/internal/sessions", "/api/v1/portal/internal/session", "/api/v1/portal/internal/credential",
                 "/api/v1/portal/internal/accesses", "/api/v1/portal/internal/secrets/redeem", "/api/v2/session", "/api/"):
        for method in ("GET", "POST"):
            refused(portal.admin.ask(method, path, {} if method == "POST" else None), 404)
    refused(portal.admin.ask("PUT", "/api/v1/sales/deals", {}), 405)
    equal(portal.admin.ask("PUT", "/api/v1/sales/deals", {}).headers["Allow"], "GET, HEAD, POST, OPTIONS", "Allow")
    for method in ("TRACE", "CONNECT", "PATCH", "BREW"):
        back = portal.raw(f"{method} / HTTP/1.1\r\nHost: {portal.address}\r\nConnection: close\r\n\r\n".encode(), 5)
        check(statuses(back) and statuses(back)[0] >= 400, lambda: f"{method}: {back[:100]}")
    portal.check_alive()


def oversize(test, portal):
    """Too large an address, header, number of headers, body, or number of parameters is refused early."""
    large = "x" * (1 << 20)
    refused(portal.admin.ask("POST", "/api/v1/sales/customers", {"name": large + large}), 413, "body-too-large")
    answer = portal.admin.ask("POST", "/api/v1/sales/customers", {"name": large[:900000]})
    check(answer.status in (400, 413), lambda: f"a name of 900 KB: {answer}")
    refused(Caller(portal).ask("POST", "/api/v1/session", {"user": "a", "password": "x" * 5000}), 413)
    back = portal.raw(f"POST /api/v1/session HTTP/1.1\r\nHost: {portal.address}\r\nContent-Type: application/json\r\n"
                      f"Transfer-Encoding: chunked\r\n\r\n".encode() + b"1000\r\n" + b"x" * 4096 + b"\r\n" + b"1000\r\n" + b"x" * 4096, 5)
    check(200 not in statuses(back), "a chunked body without end is taken")
    for head in (f"X-Long: {'x' * 20000}\r\n", f"X-Long: {'x' * 200000}\r\n", "".join(f"X-{number}: y\r\n" for number in range(150)),
                 f"Cookie: {'a=b; ' * 8000}\r\n"):
        back = portal.raw(f"GET /healthz HTTP/1.1\r\nHost: {portal.address}\r\n{head}\r\n".encode(), 5)
        check(all(code in (400, 413, 431) for code in statuses(back)), lambda: f"large headers: {statuses(back)}")
    back = portal.raw(f"GET /{'a' * 100000} HTTP/1.1\r\nHost: {portal.address}\r\n\r\n".encode(), 5)
    check(all(code in (400, 413, 414, 431) for code in statuses(back)), lambda: f"a long address: {statuses(back)}")
    portal.check_alive()


def query_flood(test, portal):
    """Thousands of parameters, or parameters that nobody asked for, are refused."""
    flood = "&".join(f"a{n}=b" for n in range(110))
    refused(portal.admin.ask("GET", "/api/v1/sales/deals?" + flood), 400)
    back = portal.raw(f"GET /healthz?{'&'.join(f'a{n}=b' for n in range(900))} HTTP/1.1\r\nHost: x\r\n\r\n".encode(), 3)
    check(all(code >= 400 for code in statuses(back)), lambda: f"900 parameters: {statuses(back)}")
    refused(portal.admin.ask("GET", "/api/v1/sales/deals?" + "&".join("owner=b" for n in range(90))), 400, "invalid-input")
    refused(portal.admin.ask("GET", "/api/v1/sales/deals?owner=a&owner=b"), 400, "invalid-input")
    refused(portal.admin.ask("GET", "/api/v1/sales/deals?limit=-1"), 400, "invalid-input")
    refused(portal.admin.ask("GET", "/api/v1/sales/deals?limit=99999999999999999999"), 400, "invalid-input")
    refused(portal.admin.ask("GET", "/api/v1/sales/deals?limit=1e3"), 400, "invalid-input")
    refused(portal.admin.ask("GET", "/api/v1/sales/deals?nothing=1"), 400, "invalid-input")
    refused(portal.admin.ask("GET", "/api/v1/sales/deals?a.b.c.d.e.f.g.h.i.j=1"), 400, "invalid-input")
    refused(portal.admin.ask("POST", "/api/v1/sales/customers?name=x", {}), 400, "invalid-input")
    refused(portal.admin.ask("GET", "/api/v1/sales/deals?owner=%ff"), 400)
    refused(portal.admin.ask("GET", "/api/v1/sales/deals?owner=%00"), 400)
    refused(portal.admin.ask("GET", "/api/v1/sales/deals?owner=%4"), 400)
    problem = portal.admin.ask("GET", "/api/v1/sales/deals?limit=x").json()
    equal(problem["errors"][0]["pointer"], "#/limit", "pointer of the problem")
    portal.check_alive()


def deep_json(test, portal):
    """JSON that is nested a hundred thousand deep, repeats its keys, or is none at all is refused."""
    send = lambda raw: portal.admin.ask("POST", "/api/v1/sales/customers", raw=raw)
    for raw in (b"[" * 100000, b'{"facts":' * 50000, b'{"a":' * 100000 + b"1" + b"}" * 100000, b'{"facts":[' + b"[" * 5000,
                b"", b"null", b"[]", b"1", b'"x"', b"{", b'{"name":"a","name":"b"}', b'{"name":"a"}{"name":"b"}', b"{'name':1}",
                b'{"name":NaN}', b'{"kind":"NO_SUCH"}', b'{"name":1e999}', b'{"name":{"a":1}}', b'{"constructor":1}', b'{"__proto__":{}}'):
        answer = send(raw)
        check(answer.status in (400, 413) or (raw == b"" and answer.status == 400), lambda: f"{raw[:40]}: {answer}")
    lines = b'{"facts":[' + b",".join(b'{"name":"a%d","text":"b"}' % n for n in range(30000)) + b"]}"
    check(send(lines).status in (400, 413), "thirty thousand facts are taken")
    portal.check_alive()


def invalid_utf8(test, portal):
    """Bytes that are no UTF-8, NUL, lone surrogates: refused, never stored."""
    before = portal.installation.client.status("sales").head
    for raw in (b'{"name":"\xff"}', b'{"name":"\xc0\xae"}', b'{"name":"\xed\xa0\x80"}', b'{"name":"\\u0000"}', b'{"name":"a\\u0000b"}',
                b'{"name":"\\ud800"}', b'{"name":"\xf4\x90\x80\x80"}', b'{"name\xff":"a"}', b"\xff\xfe{\x00}\x00", b'\xef\xbb\xbf{"name":"a"}'):
        answer = portal.admin.ask("POST", "/api/v1/sales/customers", raw=raw)
        check(answer.status == 400, lambda: f"{raw}: {answer}")
        answer.body.decode()
    equal(portal.installation.client.status("sales").head, before, "events of sales")
    portal.check_alive()


def random_bytes(test, portal):
    """Random bytes, requests cut anywhere, and requests with bytes changed: the portal answers the next one."""
    good = (f"POST /api/v1/sales/customers HTTP/1.1\r\nHost: {portal.address}\r\nCookie: payvand_session={portal.admin.cookie}\r\n"
            f"X-CSRF-Token: {portal.admin.csrf}\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n"
            '{"name":"abc"}').encode()
    for number in range(400):
        data = bytearray(good)
        if number % 4 == 0:
            data = bytearray(test.random.randbytes(test.random.randrange(1, 3000)))
        elif number % 4 == 1:
            data = data[:test.random.randrange(len(data))]
        else:
            for _ in range(test.random.randrange(1, 12)):
                data[test.random.randrange(len(data))] = test.random.randrange(256)
        with portal.connect() as line:
            try:
                line.sendall(data)
                if number % 8 == 0:
                    line.settimeout(0.05)
                    line.recv(4096)
            except OSError:
                pass
        if number % 50 == 0:
            portal.check_alive()
    portal.check_alive()


# --- slow and many ----------------------------------------------------------------------------------------------------

def slow_clients(test, portal):
    """Headers and bodies that come byte by byte are cut after a while, whatever trickles; others are served meanwhile."""
    began = time.monotonic()
    slow = []
    for number in range(40):
        line = portal.connect()
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: " if number % 2 else
                     (f"POST /api/v1/session HTTP/1.1\r\nHost: {portal.address}\r\nContent-Type: application/json\r\n"
                      "Content-Length: 4000\r\n\r\n").encode())
        line.setblocking(False)
        slow.append([line, number % 2, None])

    def trickle():
        for entry in slow:
            if entry[2] is not None:
                continue
            try:
                entry[0].send(b"a")
                if entry[0].recv(4096) == b"":
                    entry[2] = time.monotonic() - began
            except BlockingIOError:
                pass
            except OSError:
                entry[2] = time.monotonic() - began
        equal(portal.admin.get("/session").status, 200, "status for others meanwhile")
        return all(entry[2] is not None for entry in slow)
    wait_for("slow clients are cut", 75, trickle, pause=0.5)
    test.figure("slow headers were cut after at most", max(entry[2] for entry in slow if entry[1]), "s")
    test.figure("slow bodies were cut after at most", max(entry[2] for entry in slow if not entry[1]), "s")
    for line, _, _ in slow:
        line.close()


def slow_stream(test, portal):
    """A live stream whose reader does not read is ended once it lags too far; one that reads sees the last change."""
    slow, good = Stream(portal.admin, room=4096), Stream(portal.admin)
    sale = {"customer": {"identifier": {"kind": "EMAIL_ADDRESS", "value": "slow@example.com"}}, "currency": "EUR",
            "lines": [{"product_name": "Tea", "quantity": 1, "unit_price_minor": 900}]}

    def dropped():
        good.read(0.05)
        figures = portal.admin.ask("GET", "/metrics").body.decode()
        return next(int(line.split()[1]) for line in figures.splitlines() if line.startswith("payvand_http_streams_dropped_total "))
    for number in range(4000):
        portal.installation.client.call("sales.RecordSale", sale)
        if number % 50 == 0 and dropped():
            break
    test.figure("sales until it was dropped", number)
    equal(dropped(), 1, "streams dropped")
    made = portal.admin.post("/portal/customers", {"kind": "PERSON", "name": "Last", "identifiers": []})
    equal(made.status, 200, f"status of one more customer ({made})")
    good.wait("the last change", lambda kind, data, _: data.get("customerId") == made.json()["customerId"], 60)
    for stream in (slow, good):
        stream.close()
    portal.check_alive()


def idle_connections(test, portal):
    """Ten thousand connections that say nothing: the portal serves others, and memory stays bounded."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 12000), hard))
    wanted = min(10000, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 500)
    before = portal.installation.client.status("portal").rss_bytes
    idle = []
    try:
        for number in range(wanted):
            line = socket.socket()
            line.connect((portal.host, portal.port))
            idle.append(line)
            if number % 3 == 0:
                line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        began = time.monotonic()
        for _ in range(50):
            equal(portal.admin.get("/session").status, 200, "status for others meanwhile")
        test.figure("an answer meanwhile took", (time.monotonic() - began) / 50 * 1000, "ms")
        equal(Caller(portal).ask("GET", "/healthz").status, 200, "status on a new connection")
        used = portal.installation.client.status("portal").rss_bytes - before
        test.figure("connections", len(idle))
        test.figure("memory for them", used / (1 << 20), "MiB")
        check(used < 1 << 30, f"{used} bytes for {len(idle)} connections")
    finally:
        for line in idle:
            line.close()
    portal.check_alive()


ATTACKS = {attack.__name__: attack for attack in (
    smuggling, path_tricks, oversize, query_flood, deep_json, invalid_utf8, random_bytes, slow_clients, slow_stream, idle_connections)}


if __name__ == "__main__":
    story(lambda test, name: run_attack(test, ATTACKS[name]))
