#!/usr/bin/python3
"""What the portal promises over HTTP: one answer for a repeated request, conflicts told, own changes seen everywhere, pages,
compression, departments that are away, what was done and read in the audit list."""
import gzip
import json
import time

from payvand import check, equal, new_id, story, wait_for
from portal_http import PASSWORD, Caller, Portal, Stream


def introduce(caller, name="Reza", **headers):
    return caller.post("/sales/customers", {"name": name, "kind": "PERSON"}, **headers)


def open_deal(portal, title="A deal"):
    portal.admin.ask("PUT", "/api/v1/sales/pipelines/main", {"name": "Main", "stages": [
        {"stageId": "new", "name": "New"}, {"stageId": "talk", "name": "Talk"}]})
    customer = introduce(portal.admin).json()["customerId"]
    answer = portal.admin.post("/sales/deals", {"customer": {"customerId": customer}, "title": title,
                                                "value": {"amountMinor": "1000", "currency": "EUR"}})
    equal(answer.status, 200, f"status of opening a deal ({answer})")
    return answer


def repeats(test, portal):
    """A command under the same Idempotency-Key is done once; another one under it is refused; keys are a person's own."""
    sara = portal.person("sara", ("seller", "ALL"))
    for key in ("one and the same", new_id()):
        first, second = introduce(sara, Idempotency_Key=key), introduce(sara, Idempotency_Key=key)
        equal(first.status, 200, "status of the first")
        equal(second.json(), first.json(), "answer to the repeat")
        equal(introduce(sara, "Another", Idempotency_Key=key).type, "request-id-reused", "type for another command")
        other = introduce(portal.admin, Idempotency_Key=key)
        check(other.status == 200 and other.json()["customerId"] != first.json()["customerId"], "another person got the answer")
    equal(introduce(sara, Idempotency_Key="x" * 129).status, 400, "status with a long key")
    check(introduce(sara).json()["customerId"] != introduce(sara).json()["customerId"], "without a key a repeat is a new one")


def versions(test, portal):
    """Two people edit one deal: the second one is told of the conflict with 412, and loses nothing."""
    made = open_deal(portal)
    deal, tag = made.json()["dealId"], made.headers["ETag"]
    read = portal.admin.get(f"/sales/deals/{deal}")
    equal(read.headers["ETag"], tag, "ETag when read")
    equal(portal.admin.get(f"/sales/deals/{deal}", If_None_Match=tag).status, 304, "status for a version that is known")
    first = portal.admin.post(f"/sales/deals/{deal}/change", {"title": "First"}, If_Match=tag)
    equal(first.status, 200, f"status of the first ({first})")
    second = portal.admin.post(f"/sales/deals/{deal}/change", {"title": "Second"}, If_Match=tag)
    equal((second.status, second.type), (412, "version-conflict"), "answer to the second")
    equal(portal.admin.get(f"/sales/deals/{deal}").json()["title"], "First", "title afterwards")
    for wrong in ("12", 'W/"1"', '"x"', '"1", "2"'):
        equal(portal.admin.post(f"/sales/deals/{deal}/change", {"title": "X"}, If_Match=wrong).status, 400, f"status for {wrong}")
    problem = portal.admin.post("/sales/deals", {"title": "X"})
    check(problem.status in (400, 404) and problem.json()["title"], lambda: f"{problem}")
    wrong = portal.admin.post(f"/sales/deals/{deal}/change", {"dealId": new_id(), "title": "X"})
    equal((wrong.status, wrong.json()["errors"][0]["pointer"]), (400, "#/dealId"), "another id in the body than in the path")


def own_changes(test, portal):
    """Whoever names the token of a change sees it in the portal's views, or is told to ask again."""
    late = 0
    for number in range(40):
        made = introduce(portal.admin, f"Person {number}")
        token, customer = made.headers["Payvand-Token"], made.json()["customerId"]
        answer = portal.admin.get(f"/portal/customers/{customer}/overview", Payvand_After=token)
        late += answer.status == 503
        equal(answer.status, 200, f"status of the overview right after the change ({answer})")
        equal(answer.json()["card"]["displayName"], f"Person {number}", "name right after the change")
    began = time.monotonic()
    away = portal.admin.get("/portal/departments", Payvand_After=token.rsplit(".", 1)[0] + ".999999999")
    equal((away.status, away.type), (503, "not-yet"), "answer to a token of the future")
    check("Retry-After" in away.headers and 1 < time.monotonic() - began < 4, "a token of the future was not waited for")
    equal(portal.admin.get("/portal/departments", Payvand_After=" , ".join(["sales.1.1"] * 9)).status, 400, "nine tokens")


def pages(test, portal):
    """Pages follow each other by their links; large answers come compressed to those who take it; HEAD has no body."""
    for number in range(30):
        introduce(portal.admin, f"Person with a rather long name number {number}")
    path, seen = "/api/v1/sales/customers?limit=7", []
    while path:
        answer = portal.admin.ask("GET", path)
        equal(answer.status, 200, f"status of {path}")
        seen += [row["customerId"] for row in answer.json()["rows"]]
        link = answer.headers.get("Link")
        check(bool(link) == ("next" in answer.json()), "Link and next differ")
        path = link[1:link.index(">")] if link else None
    equal(len(set(seen)), 30, "customers on all pages")
    packed = portal.admin.ask("GET", "/api/v1/sales/customers?limit=30", headers={"Accept-Encoding": "gzip, deflate"})
    equal(packed.headers["Content-Encoding"], "gzip", "Content-Encoding")
    plain = portal.admin.ask("GET", "/api/v1/sales/customers?limit=30", headers={"Accept-Encoding": "gzip;q=0"})
    check("Content-Encoding" not in plain.headers, "gzip was refused")
    equal(json.loads(gzip.decompress(packed.body)), plain.json(), "the same answer compressed")
    check(len(packed.body) < len(plain.body) / 3, "compression does not pay")
    head = portal.admin.ask("HEAD", "/api/v1/sales/customers?limit=30")
    equal((head.status, head.body, head.headers["Content-Length"]), (200, b"", str(len(plain.body))), "answer to HEAD")
    equal(portal.admin.ask("OPTIONS", "/api/v1/sales/customers").headers["Allow"], "GET, HEAD, POST, OPTIONS", "Allow")
    check(Caller(portal).ask("GET", "/api/openapi.json").json()["openapi"].startswith("3.1"), "no description")
    figures = Caller(portal).ask("GET", "/metrics").body.decode()
    for name in ("payvand_http_requests_total{status=\"2xx\"}", "payvand_http_request_seconds_bucket", "payvand_up"):
        check(name in figures, f"{name} is missing in /metrics")
    equal(Caller(portal).ask("GET", "/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status, 401, "figures for a stranger")


def away(test, portal):
    """A department that is away is said to be, at once and on the live stream; what the portal holds can be read; it returns."""
    made = introduce(portal.admin, "Still here")
    customer, token = made.json()["customerId"], made.headers["Payvand-Token"]
    equal(portal.admin.get(f"/portal/customers/{customer}/overview", Payvand_After=token).status, 200, "status before")
    stream = Stream(portal.admin)
    wait_for("the stream is open", 10, lambda: stream.read(0.2) or stream.head)
    portal.installation.kill("sales")
    event = stream.wait("sales is silent", lambda kind, data, _: kind == "health" and data["department"] == "sales" and data["silent"])
    check("sinceMs" in event[1], "health says since when")
    began = time.monotonic()
    answer = portal.admin.get("/sales/deals")
    took = time.monotonic() - began
    equal((answer.status, answer.type), (503, "department-unreachable"), "answer while sales is away")
    check("Retry-After" in answer.headers and took < 1, f"the answer took {took:.1f} s")
    overview = portal.admin.get(f"/portal/customers/{customer}/overview")
    equal(overview.status, 200, "status of the overview while sales is away")
    equal(overview.json()["card"]["displayName"], "Still here", "name while sales is away")
    source = next(row for row in overview.json()["sources"] if row["source"] == "sales")
    check(source["silent"] and "silentSinceMs" in source, lambda: f"the overview does not say that sales is away: {source}")
    row = next(row for row in portal.admin.get("/portal/departments").json()["rows"] if row["source"] == "sales")
    check(row["silent"], lambda: f"{row}")
    portal.installation.start("sales")
    stream.wait("sales is back", lambda kind, data, _: kind == "health" and data["department"] == "sales" and not data["silent"])
    wait_for("sales answers again", 20, lambda: portal.admin.get("/sales/deals").status == 200)
    stream.close()


def stopped(test, portal):
    """A department that hangs without a word: requests end in time, and a command under way is done once."""
    import os
    import signal
    made = introduce(portal.admin)
    pid = portal.installation.pid("sales")
    os.kill(pid, signal.SIGSTOP)
    try:
        began = time.monotonic()
        answer = introduce(portal.admin, "During the pause", Idempotency_Key="paused")
        took = time.monotonic() - began
        equal((answer.status, answer.type), (503, "department-unreachable"), "answer while sales hangs")
        check(took < 7, f"the answer took {took:.1f} s")
    finally:
        os.kill(pid, signal.SIGCONT)
    done = wait_for("the repeat is answered", 20, lambda: (lambda a: a if a.status == 200 else None)(
        introduce(portal.admin, "During the pause", Idempotency_Key="paused")))
    again = introduce(portal.admin, "During the pause", Idempotency_Key="paused")
    equal(again.json(), done.json(), "answer to the repeat")
    found = [row for row in portal.admin.get("/sales/customers?limit=100").json()["rows"] if row.get("displayName") == "During the pause"]
    equal(len(found), 1, "customers made by one command")
    check(made.status == 200, "the one before")


def audit(test, portal):
    """Every change and every read of personal data is in the audit list, with who, by what, from where; also over a restart."""
    sara = portal.person("sara", ("seller", "ALL"))
    customer = introduce(sara, "Watched").json()["customerId"]
    sara.get(f"/sales/customers/{customer}")
    sara.post("/portal/users", {"userId": "eve"})

    def entries(**filters):
        query = "&".join(f"{name}={value}" for name, value in filters.items())
        return (portal.admin.get(f"/portal/audit?limit=200&{query}").json() or {}).get("rows", [])
    seen = wait_for("all is in the audit list", 10, lambda: (lambda rows: rows if len(rows) >= 3 else None)(
        [row for row in entries(userId="sara") if row["row"] in ("introduce_customer", "get_customer", "invite_user")]))
    by_row = {row["row"]: row for row in seen}
    check(by_row["introduce_customer"]["changes"] and by_row["get_customer"]["readsPersonal"], f"{by_row}")
    equal((by_row["invite_user"]["status"], by_row["get_customer"]["address"]), (403, "127.0.0.1"), "a refusal, and the address")
    check(all(row["via"] for row in seen), "an entry does not say by which session")
    wait_for("entries about the customer", 10, lambda: len(entries(customerId=customer)) >= 2)
    sara.get(f"/sales/customers/{customer}")
    portal.restart()
    last = [row for row in entries(userId="sara") if row["row"] == "get_customer"]
    equal(len(last), 2, "reads in the list after a restart right after the last one")
    equal(sara.get("/session").status, 200, "status of a session after a restart")
    check("payvand_http_audit_lost_total 0" in Caller(portal).ask("GET", "/metrics").body.decode(), "entries were lost")


def second_factor(test, portal):
    """With a second factor a password alone opens nothing; a code works once; recovery codes work once."""
    import base64
    import hashlib
    import hmac
    import struct
    sara = portal.person("sara", ("seller", "ALL"))
    begun = sara.done("/portal/me/second-factor", {"currentPassword": PASSWORD})
    secret = base64.b32decode(begun["secret"] + "=" * (-len(begun["secret"]) % 8))

    def code(step):
        digest = hmac.new(secret, struct.pack(">Q", step), hashlib.sha1).digest()
        at = digest[-1] & 15
        return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7fffffff) % 10 ** 6:06}"
    step = int(time.time()) // 30
    equal(sara.post("/portal/me/second-factor/confirm", {"code": "000000"}).status, 403, "status for a wrong code")
    confirmed = sara.done("/portal/me/second-factor/confirm", {"code": code(step)})
    check(len(confirmed["recoveryCodes"]) == 10, "recovery codes are shown once")
    other = Caller(portal)
    equal(other.sign_in("sara").type, "second-factor-needed", "type without a code")
    equal(other.sign_in("sara", code=code(step)).type, "second-factor-wrong", "type for a code that was used")
    recovery = confirmed["recoveryCodes"][0]
    wait_for("signing in with a recovery code", 30, lambda: other.sign_in("sara", code=recovery).status == 200, pause=0.5)
    check(other.get("/session").json()["secondFactor"], "the session does not say that a second factor is in use")
    equal(wait_for("an answer", 60, lambda: (lambda a: a.type if a.status != 429 else None)(
        Caller(portal).sign_in("sara", code=recovery)), pause=0.5), "second-factor-wrong", "type for a recovery code that was used")


def origins(test, portal):
    """Pages of the sites that the configuration names may ask, with a token; no other site may."""
    token = portal.admin.done("/portal/me/tokens", {"name": "site", "scopes": [{"department": "sales", "mayWrite": True}]})["token"]
    site = Caller(portal, token)
    answer = site.ask("POST", "/api/v1/sales/customers", {"name": "From a site"}, {"Origin": "https://shop.example"})
    equal((answer.status, answer.headers.get("Access-Control-Allow-Origin")), (200, "https://shop.example"), "a site that is named")
    asked = site.ask("OPTIONS", "/api/v1/sales/customers", headers={"Origin": "https://shop.example", "Access-Control-Request-Method": "POST"})
    check("POST" in asked.headers["Access-Control-Allow-Methods"] and "Idempotency-Key" in asked.headers["Access-Control-Allow-Headers"],
          "what the site may ask")
    check("Access-Control-Allow-Credentials" not in asked.headers, "a site may use cookies")
    for origin in ("https://other.example", "http://shop.example", "https://shop.example.evil.example", "null"):
        answer = site.ask("GET", "/api/v1/sales/deals", headers={"Origin": origin})
        check("Access-Control-Allow-Origin" not in answer.headers, f"{origin} may read")
    cookie = portal.admin.ask("POST", "/api/v1/sales/customers", {"name": "X"}, {"Origin": "https://shop.example", "X-CSRF-Token": None})
    equal(cookie.status, 403, "a named site with a cookie, without the CSRF token")


def port_taken(test, portal):
    """A second portal on the same port says so and goes on as a department; it serves people when the port is free."""
    import os
    import shutil
    from payvand import Installation
    os.environ["PAYVAND_LISTEN"] = portal.address
    second = Installation(test, ["portal"], data=os.path.join(test.folder, "second"))
    second.start()
    wait_for("the second one says that the port is taken", 20, lambda: "people cannot be served" in second.tail("portal"))
    equal(second.client.status("portal").state, 3, "state of the second one")
    portal.check_alive()
    portal.admin.close()
    portal.installation.stop("portal")
    wait_for("the second one serves", 30, lambda: os.path.exists(os.path.join(second.data, "run", "portal.http")))
    portal.check_alive = lambda: None
    second.stop()
    shutil.rmtree(second.data, ignore_errors=True)


STORIES = {made.__name__: made for made in (repeats, versions, own_changes, pages, away, stopped, audit, second_factor, origins,
                                            port_taken)}
CONFIGS = {"origins": "portal:\n  origins:\n    - https://shop.example\n"}


def run(test, name):
    portal = Portal(test, config=CONFIGS.get(name))
    STORIES[name](test, portal)
    portal.check_alive()
    portal.stop()


if __name__ == "__main__":
    story(run)
