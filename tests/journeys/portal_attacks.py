#!/usr/bin/python3
"""Attacks on the portal over HTTP, each by its name: what a stranger, a page of another site, a slow or lying client and a
user without the right try, and what they get."""
import json
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
    turned_away = [other for other in others if b" 429 " in other.head]

    def open_now():
        for each in (stream, *others):
            if not each.ended and each not in turned_away:
                each.read(0.05)
        return sum(not each.ended and each not in turned_away for each in (stream, *others))
    wait_for(lambda: f"at most 8 streams of one person stay open, there are {open_now()}", 20, lambda: open_now() <= 8)
    check(stream.ended, "the oldest stream did not make room")
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
    session_fixation, stolen_cookie, stolen_token, brute_force, many_sign_ins, csrf, injection, role_escalation, first_link, streams)}


def run_attack(test, attack):
    portal = Portal(test)
    attack(test, portal)
    portal.check_alive()
    portal.stop()


if __name__ == "__main__":
    story(lambda test, name: run_attack(test, ATTACKS[name]))
