#!/usr/bin/python3
"""Attacks on the portal over HTTP, each by its name: what a stranger, a page of another site, a slow or lying client and a
user without the right try, and what they get."""
import json
import socket
import time

from payvand import check, equal, new_id, story, wait_for
from portal_http import PASSWORD, Caller, Portal, Stream, read_all, statuses

SCRIPT = "<script>alert('x')</script>\"'&\u2028"


def introduce(caller, name="Reza", **headers):
    return caller.done("/sales/customers", {"name": name, "kind": "PERSON"}, **headers)


def refused(answer, status, kind=None):
    equal(answer.status, status, f"status of {answer}")
    if kind:
        equal(answer.type, kind, f"type of {answer}")


# --- sessions ----------------------------------------------------------------------------------------------------------

def session_fixation(test, portal):
    """A cookie that was planted before the sign-in is worth nothing after it, nor is a second one beside the right one."""
    portal.person("sara", ("seller", "ALL"))
    victim = Caller(portal)
    victim.cookie = planted = "A" * 43
    refused(victim.get("/session"), 401)
    victim.sign_in("sara")
    check(victim.cookie != planted, "the portal takes over a cookie that it did not make")
    thief = Caller(portal)
    thief.cookie = planted
    refused(thief.get("/session"), 401)
    first = victim.cookie
    victim.sign_in("sara")
    check(victim.cookie != first, "the cookie stays the same over a sign-in")
    thief.cookie = first
    refused(thief.get("/session"), 401)
    both = Caller(portal)
    refused(both.ask("GET", "/api/v1/session", headers={
        "Cookie": f"payvand_session={victim.cookie}; payvand_session={planted}"}), 401)
    cookie = victim.sign_in("sara").headers["Set-Cookie"]
    for word in ("HttpOnly", "SameSite=Strict", "Path=/"):
        check(word in cookie, f"{word} is missing in {cookie}")
    refused(victim.ask("GET", f"/api/v1/session?payvand_session={first}", headers={"Cookie": None}), 401)


def stolen_cookie(test, portal):
    """A cookie is dead at once after signing out, a changed password, a disabled user, and all sessions ended."""
    sara = portal.person("sara", ("seller", "ALL"))
    thief = Caller(portal)
    thief.cookie, thief.csrf = sara.cookie, sara.csrf
    equal(thief.get("/session").status, 200, "status with the stolen cookie before")
    equal(sara.ask("DELETE", "/api/v1/session").status, 204, "status of signing out")
    refused(thief.get("/session"), 401, "not-signed-in")
    refused(thief.get("/sales/deals"), 401, "not-signed-in")
    refused(thief.post("/sales/customers", {"name": "X"}), 401, "not-signed-in")
    sara.sign_in("sara")
    other = Caller(portal)
    other.sign_in("sara")
    sara.done("/portal/me/password", {"currentPassword": PASSWORD, "password": "another good one 77"})
    refused(other.get("/session"), 401)
    equal(sara.get("/session").status, 200, "status of the session that changed the password")
    refused(other.sign_in("sara"), 401, "wrong-password")
    other.sign_in("sara", "another good one 77")
    sara.done("/portal/me/sign-out-everywhere", {})
    refused(other.get("/session"), 401)
    portal.admin.done("/portal/users/sara/disable", {"reason": "left"})
    refused(sara.get("/session"), 401)
    refused(sara.sign_in("sara", "another good one 77"), 401, "wrong-password")


def stolen_token(test, portal):
    """A token is dead at once after it was taken back, after its user was disabled; it does only what its scopes say."""
    sara = portal.person("sara", ("seller", "ALL"))
    made = sara.done("/portal/me/tokens", {"name": "till", "scopes": [{"department": "sales"}]})
    program = Caller(portal, made["token"])
    equal(program.get("/sales/deals").status, 200, "status of reading with the token")
    refused(program.post("/sales/customers", {"name": "X"}), 403, "token-scope")
    refused(program.get("/portal/me"), 403, "token-scope")
    refused(program.post("/portal/me/tokens", {"name": "more"}), 403, "token-scope")
    refused(program.ask("GET", "/metrics"), 403)
    check("token" not in sara.get("/portal/me/tokens").json()["rows"][0], "the list of tokens shows a token")
    sara.done(f"/portal/me/tokens/{made['tokenId']}/revoke", {})
    refused(program.get("/sales/deals"), 401, "not-signed-in")
    made = sara.done("/portal/me/tokens", {"name": "till", "scopes": [{"department": "sales", "mayWrite": True}]})
    program = Caller(portal, made["token"])
    introduce(program)
    portal.admin.done("/portal/users/sara/disable", {})
    refused(program.get("/sales/deals"), 401)
    for wrong in ("", "pv_", "pv_" + "A" * 43, made["token"][:-1], made["token"] + "x", "x" * 400):
        refused(Caller(portal, wrong).get("/sales/deals"), 401)


def brute_force(test, portal):
    """Wrong passwords soon have to wait, also for users who do not exist; the answer is the same for both."""
    portal.person("sara", ("seller", "ALL"))
    answers = {}
    for number, user in enumerate(("sara", "nobody")):
        address = {"X-Forwarded-For": f"10.1.2.{number}"}
        seen = []
        for attempt in range(8):
            answer = Caller(portal).ask("POST", "/api/v1/session", {"user": user, "password": f"wrong number {attempt}"}, address)
            seen.append((answer.status, answer.type))
            if answer.status == 429:
                check(int(answer.headers["Retry-After"]) > 0, "429 says when to ask again")
                right = Caller(portal).ask("POST", "/api/v1/session", {"user": user, "password": PASSWORD}, address)
                refused(right, 429, "too-many-attempts")
                break
        answers[user] = seen
        equal(seen[0], (401, "wrong-password"), f"first answer for {user}")
        equal(seen[-1], (429, "too-many-attempts"), f"last answer for {user}")
    equal(answers["nobody"], answers["sara"], "answers for a user who does not exist")
    test.figure("attempts before sara has to wait", len(answers["sara"]) - 1)
    equal(portal.admin.get("/session").status, 200, "status of someone who is signed in meanwhile")
    times = {}
    portal.person("zoe", ("seller", "ALL"))
    for number, user in enumerate(("zoe", "zed")):
        began = time.monotonic()
        Caller(portal).ask("POST", "/api/v1/session", {"user": user, "password": "x" * 12}, {"X-Forwarded-For": f"10.1.3.{number}"})
        times[user] = time.monotonic() - began
    check(times["zed"] > times["zoe"] / 5, f"an unknown user is answered sooner: {times}")


def many_sign_ins(test, portal):
    """A crowd that signs in at once is turned away in part, and nobody who is signed in waits for it."""
    portal.person("sara", ("seller", "ALL"))
    body = json.dumps({"user": "sara", "password": "not the right one"}).encode()
    lines = []
    for number in range(120):
        line = portal.connect()
        line.sendall((f"POST /api/v1/session HTTP/1.1\r\nHost: {portal.address}\r\nX-Forwarded-For: 10.9.{number // 250}.{number % 250}\r\n"
                      f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n").encode() + body)
        lines.append(line)
    began = time.monotonic()
    equal(portal.admin.get("/portal/me").status, 200, "status of someone who is signed in meanwhile")
    test.figure("an answer meanwhile took", (time.monotonic() - began) * 1000, "ms")
    codes = [code for line in lines for code in statuses(read_all(line, 60))]
    for line in lines:
        line.close()
    equal(len(codes), 120, "answers to the crowd")
    check(set(codes) <= {401, 429}, lambda: f"the crowd got {sorted(set(codes))}")
    check(codes.count(429) > 40, lambda: f"only {codes.count(429)} of 120 were turned away")


# --- other sites --------------------------------------------------------------------------------------------------------

def csrf(test, portal):
    """Pages of other sites change nothing with the cookie of a person who looks at them."""
    sara = portal.person("sara", ("seller", "ALL"))
    body = {"name": "Made by another site", "kind": "PERSON"}
    before = portal.installation.client.status("sales").head
    for wrong in ({"X-CSRF-Token": None}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": "0" * 64}, {"X-CSRF-Token": portal.admin.csrf},
                  {"X-CSRF-Token": sara.csrf[:-1]}):
        refused(sara.ask("POST", "/api/v1/sales/customers", body, wrong), 403, "csrf")
    for wrong in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": f"http://{portal.address}.evil.example"},
                  {"Origin": f"ftp://{portal.address}"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
        refused(sara.ask("POST", "/api/v1/sales/customers", body, wrong), 403, "foreign-origin")
        refused(sara.ask("DELETE", "/api/v1/session", headers=wrong), 403, "foreign-origin")
        refused(Caller(portal).ask("POST", "/api/v1/session", {"user": "sara", "password": PASSWORD}, wrong), 403, "foreign-origin")
    form = json.dumps(body).encode()
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json",
                 "application/json; charset=utf-16", ""):
        refused(sara.ask("POST", "/api/v1/sales/customers", raw=form, headers={"Content-Type": kind}), 415)
    answer = sara.ask("GET", "/api/v1/sales/deals", headers={"Origin": "http://evil.example"})
    check("Access-Control-Allow-Origin" not in answer.headers, "another site may read an answer")
    answer = sara.ask("OPTIONS", "/api/v1/sales/customers", headers={
        "Origin": "http://evil.example", "Access-Control-Request-Method": "POST"})
    equal(answer.status, 204, "status of OPTIONS")
    check(not [name for name in answer.headers if name.lower().startswith("access-control")], "another site may ask")
    equal(portal.installation.client.status("sales").head, before, "events of sales")
    equal(sara.ask("POST", "/api/v1/sales/customers", body, {"Origin": f"http://{portal.address}", "Sec-Fetch-Site": "same-origin"}).status,
          200, "status from our own page")


def injection(test, portal):
    """A name that is a script comes back as data: as JSON that no browser takes for a page."""
    made = introduce(portal.admin, SCRIPT)
    answer = portal.admin.get(f"/sales/customers/{made['customerId']}")
    check(answer.headers["Content-Type"].startswith("application/json"), "the answer is not JSON")
    equal(answer.headers["X-Content-Type-Options"], "nosniff", "X-Content-Type-Options")
    check("default-src 'none'" in answer.headers["Content-Security-Policy"], "a page made of an answer could load something")
    check("<script>" in str(answer.json()), "the name came back changed")
    for path in (f"/api/v1/{SCRIPT[:8]}".replace("<", "%3C").replace(">", "%3E"), "/api/v1/sales/deals?%3Cscript%3E=1",
                 "/api/v1/sales/deals/%22%7D%3Cscript%3E"):
        answer = portal.admin.ask("GET", path)
        check(answer.status in (400, 404), lambda: f"{path}: {answer}")
        check(b"<script" not in answer.body, lambda: f"{path} comes back in {answer}")
        json.loads(answer.body)
    body = '{"name":"x","kind":"PERSON","facts":[{"name":"n\\",\\"owner\\":\\"admin","text":"t"}]}'
    answer = portal.admin.ask("POST", "/api/v1/sales/customers", raw=body.encode())
    json.loads(answer.body)
    page = portal.admin.ask("GET", "/customers/%3Cscript%3E")
    check(b"<script>alert" not in page.body and b"customers" not in page.body, "the page holds its own address")
    policy = page.headers["Content-Security-Policy"]
    for word in ("script-src 'self';", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        check(word in policy, f"{word} is missing in {policy}")
    check("unsafe" not in policy, f"unsafe sources in {policy}")
    other = portal.admin.ask("GET", "/").headers["Content-Security-Policy"]
    check(policy != other, "two pages have the same nonce")


# --- bytes on the line ------------------------------------------------------------------------------------------------

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


def idle_connections(test, portal):
    """Ten thousand connections that say nothing: the portal serves others, and memory stays bounded."""
    import resource
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


# --- rights -----------------------------------------------------------------------------------------------------------

def role_escalation(test, portal):
    """A seller has no manager's rows, no administrator's, nothing of the portal's own, and cannot name another actor."""
    sara = portal.person("sara", ("seller", "OWN"))
    omid = portal.person("omid", ("seller", "OWN"))
    for path in ("/portal/users", "/portal/audit", "/portal/sessions", "/portal/tokens", "/sales/parked"):
        refused(sara.get(path), 403, "not-allowed")
    for path, body in (("/portal/users", {"userId": "eve", "grants": [{"role": "administrator", "scope": "ALL"}]}),
                       ("/portal/users/sara", {"name": "Boss"}), ("/portal/users/omid/reset", {}), ("/portal/users/omid/disable", {}),
                       ("/sales/products", {"name": "Tea", "sku": "T"}), ("/sales/parked/1/release", {})):
        refused(sara.post(path, body), 403, "not-allowed")
    refused(sara.ask("PUT", "/api/v1/portal/users/sara/grants", {"grants": [{"role": "manager", "scope": "ALL"}]}), 403, "not-allowed")
    refused(sara.post("/portal/internal/sessions", {"userId": "admin"}), 404)
    for forged in ({"actor": {"id": "admin", "roles": ["operator"]}}, {"owners": []}, {"requestId": new_id()}, {"role": "manager"}):
        refused(sara.post("/sales/customers", {"name": "X", **forged}), 400, "invalid-input")
    answer = sara.post("/sales/customers", {"name": "X"}, X_Actor="admin", X_Remote_User="admin", X_Forwarded_User="admin",
                       Payvand_Actor="admin", X_HTTP_Method_Override="DELETE")
    equal(answer.status, 200, "status with headers that name another")
    for forged in ({"passwordHash": "x"}, {"proof": "x"}, {"sessionId": "x"}):
        answer = sara.post("/portal/me/password", {"currentPassword": PASSWORD, "password": "another good one 77", **forged})
        refused(answer, 400, "invalid-input")
    refused(sara.post("/portal/me/password", {"currentPassword": "wrong wrong wrong", "password": "another good one 77"}), 403,
            "wrong-password")
    own_records(portal, sara, omid)
    check(sara.get("/session").json()["roles"] == [{"role": "seller", "scope": "OWN"}], "sara's roles changed")


def own_records(portal, sara, omid):
    """What belongs to another is neither shown nor changed for someone who reaches own records only."""
    customer = introduce(omid, "Of Omid")
    portal.admin.ask("PUT", "/api/v1/sales/pipelines/main", {"name": "Main", "stages": [
        {"stageId": "new", "name": "New"}, {"stageId": "won", "name": "Won"}]})
    opened = omid.post("/sales/deals", {"customer": {"customerId": customer["customerId"]}, "title": "Of Omid", "owner": "omid",
                                        "value": {"amountMinor": "1000", "currency": "EUR"}})
    equal(opened.status, 200, f"status of opening a deal ({opened})")
    deal = opened.json()["dealId"]
    equal(omid.get(f"/sales/deals/{deal}").status, 200, "status for the owner")
    refused(sara.get(f"/sales/deals/{deal}"), 403)
    refused(sara.post(f"/sales/deals/{deal}/win"), 403)
    rows = sara.get("/sales/deals?owner=omid")
    check(not (rows.json() or {}).get("rows"), lambda: f"sara sees the deals of omid: {rows}")


def first_link(test, portal):
    """The link for the first administrator works once, and never again once there is a user."""
    stranger = Caller(portal)
    body = {"secret": portal.secret, "user": "eve", "password": "some good password 1"}
    refused(stranger.ask("POST", "/api/v1/session/first", body), 401, "secret-not-found")
    wait_for("the file with the link is gone", 10, lambda: portal.read("portal.link") is None)
    portal.restart()
    check(portal.read("portal.link") is None, "a new link is made though there is a user")
    codes = [stranger.ask("POST", "/api/v1/session/first", {**body, "secret": "x" * 43}).status for _ in range(10)]
    check(set(codes) <= {401, 429} and 429 in codes, lambda: f"guessing links: {codes}")


def streams(test, portal):
    """A live stream needs a session, ends with it, and nobody can open hundreds."""
    refused(Caller(portal).get("/events"), 401)
    sara = portal.person("sara", ("seller", "ALL"))
    stream = Stream(sara)
    wait_for("the stream is open", 10, lambda: stream.read(0.2) or stream.head)
    made = introduce(portal.admin)
    event = stream.wait("the change", lambda kind, data, _: kind == "change" and data.get("customerId") == made["customerId"])
    equal(event[1]["source"], "sales", "source of the change")
    check("Reza" not in json.dumps(event[1]), "a change on the live stream names a person")
    others = [Stream(sara) for _ in range(12)]
    for other in others:
        wait_for("an answer", 10, lambda: other.read(0.2) or other.head)
    turned_away = sum(b" 429 " in other.head for other in others)
    check(turned_away >= 4, f"only {turned_away} of 12 further streams were refused")
    last = event[2]
    stream.close()
    for other in others:
        other.close()
    again = introduce(portal.admin, "Second")
    resumed = wait_for("a place for another stream", 60, lambda: open_stream(sara, last), pause=0.5)
    resumed.wait("what was missed", lambda kind, data, _: data.get("customerId") == again["customerId"])
    stranger = open_stream(sara, "0000000000000000-5")
    stranger.wait("reset after an unknown id", lambda kind, *_: kind == "reset")
    sara.ask("DELETE", "/api/v1/session")
    resumed.wait_end()
    stranger.wait_end()
    portal.check_alive()


def open_stream(caller, last=None):
    stream = Stream(caller, last)
    wait_for("an answer", 10, lambda: stream.read(0.2) or stream.head)
    if b" 200 " in stream.head.split(b"\r\n")[0]:
        return stream
    stream.close()
    return None


ATTACKS = {attack.__name__: attack for attack in (
    session_fixation, stolen_cookie, stolen_token, brute_force, many_sign_ins, csrf, injection, smuggling, path_tricks, oversize,
    query_flood, deep_json, invalid_utf8, random_bytes, slow_clients, idle_connections, role_escalation, first_link, streams)}


def run(test, name):
    portal = Portal(test)
    ATTACKS[name](test, portal)
    portal.check_alive()
    portal.stop()


if __name__ == "__main__":
    story(run)
