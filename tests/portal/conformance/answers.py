#!/usr/bin/python3
"""What a real portal says over HTTP, against what it says of itself: every GET of its description answers JSON that Google's
json_format reads as the message named there, and for departments the very message that they answer over the bus; figures of
all departments; the pages of the interface."""
import gzip
import http.client
import json
import os
import re
import subprocess
import sys
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "journeys"))
import messages  # noqa: E402
from google.protobuf import json_format  # noqa: E402
from payvand import DEPARTMENTS, Installation, check, equal, story, wait_for  # noqa: E402

ROLES = ["administrator", "manager", "seller", "marketer", "agent", "clerk", "analyst"]
VERSIONED = {"get_deal", "get_lead", "get_order", "get_case", "get_user", "get_account"}  # records that people change
NAME = "نام ‌«آزمون» \"q\" \\ </script> 😀 \u2028"


class Browser:
    """A person signed in over HTTP."""

    def __init__(self, installation):
        run = os.path.join(installation.data, "run")
        link, bound = os.path.join(run, "portal.link"), os.path.join(run, "portal.http")
        wait_for("the portal prints a link", 60, lambda: os.path.exists(link) and os.path.exists(bound))
        self.address = open(bound).read().strip()
        self.cookie = self.csrf = None
        first = {"secret": open(link).read().strip().split("#")[1], "user": "mina", "name": NAME,
                 "password": "correct horse battery", "language": "fa"}
        status, headers, content = self.ask("POST", "/api/v1/session/first", first)
        equal(status, 200, f"first sign-in ({content})")
        self.cookie = headers["Set-Cookie"].split(";")[0]
        session = json.loads(content)
        self.csrf = session["csrf"]
        equal(session["name"], NAME, "name of who signed in")
        grants = {"grants": [{"role": role, "scope": "ALL"} for role in ROLES]}
        status, _, content = self.ask("PUT", "/api/v1/portal/users/mina/grants", grants)
        equal(status, 200, f"giving oneself roles ({content})")

    def ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection(self.address.removeprefix("http://"), timeout=30)
        sent = {"Origin": f"http://{self.address}", **(headers or {})}
        if self.cookie:
            sent["Cookie"] = self.cookie
        if self.csrf and method != "GET":
            sent["X-CSRF-Token"] = self.csrf
        if body is not None:
            body, sent["Content-Type"] = json.dumps(body, ensure_ascii=False).encode(), "application/json"
        try:
            connection.request(method, path, body, sent)
            reply = connection.getresponse()
            return reply.status, reply.headers, reply.read()
        finally:
            connection.close()

    def tell(self, path, body):
        status, headers, content = self.ask("POST", path, body)
        equal(status, 200, f"POST {path}: {content.decode()}")
        check(headers["Payvand-Token"] and headers["ETag"], f"POST {path} gives no token or no version")
        return json.loads(content)


def tell_some(browser):
    """A customer whom every department has met; ids by the names that paths use."""
    known = browser.tell("/api/v1/sales/customers", {"name": NAME, "identifiers": [
        {"kind": "EMAIL_ADDRESS", "value": "mina@example.org"}, {"kind": "EXTERNAL_ID", "namespace": "shop", "value": "1"}]})
    customer = {"customerId": known["customerId"]}
    deal = browser.tell("/api/v1/sales/deals", {"customer": customer, "title": NAME,
                                                "value": {"amountMinor": "999999999999999", "currency": "EUR"}})
    lead = browser.tell("/api/v1/sales/leads", {"customer": customer, "subject": NAME, "request": NAME, "source": "FORM"})
    order = browser.tell("/api/v1/sales/sales", {
        "customer": customer, "businessKey": "one", "channel": "web", "currency": "EUR", "paymentMethod": "card",
        "lines": [{"productName": NAME, "quantity": "1", "amountMinor": "1999"}]})
    case = browser.tell("/api/v1/support/cases", {"customer": customer, "channel": "EMAIL", "subject": NAME, "body": NAME})
    return {"customerId": known["customerId"], "dealId": deal["dealId"], "leadId": lead["leadId"], "orderId": order["orderId"],
            "caseId": case["caseId"], "itemId": deal["dealId"], "userId": "mina"}


def fill_path(path, known):
    """The path with ids in it; unknown ones are well formed but of nobody."""
    def part(match):
        return urllib.parse.quote(known.get(match[1], "01920000-0000-7000-8000-000000000000"), safe="")
    return re.sub(r"\{(\w+)\}", part, path)


def query_of(operation, known):
    """Parameters that a row cannot do without, where we know them."""
    given = {"limit": "5", "q": "نام", "customerId": known["customerId"]}
    names = {one.get("name") for one in operation["parameters"] if one.get("in") == "query"}
    wanted = {name: value for name, value in given.items() if name in names}
    if "identifier.value" in names:
        wanted |= {"identifier.kind": "EXTERNAL_ID", "identifier.namespace": "shop", "identifier.value": "1"}
    return wanted


def answer_name(operation):
    content = operation["responses"]["200"].get("content", {}).get("application/json")
    return content and "payvand." + content["schema"]["$ref"].split("/")[-1]


def read(name, content):
    """The message that the JSON is; nothing in it may be unknown."""
    return json_format.Parse(content.decode(), messages.of(name)())


def same_over_the_bus(installation, department, operation, path, asked, message):
    """The department's own answer to the same question, in protobuf."""
    row = operation["x-row"]
    question = "".join(word.capitalize() for word in row.split("_"))
    fields = dict(zip(re.findall(r"\{(\w+)\}", path[0]), [urllib.parse.unquote(part) for part in path[1]]))
    for name, value in asked.items():
        at, names = fields, name.split(".")
        for one in names[:-1]:
            at = at.setdefault(one, {})
        at[names[-1]] = value
    package = f"{department}." if not is_of_the_card(department, question) else ""
    answer = installation.client.ask(package + question, fields, department=department)
    equal(json_format.MessageToDict(message), json_format.MessageToDict(answer), f"{department}.{row} over HTTP and over the bus")


def is_of_the_card(department, question):
    try:
        messages.of(f"payvand.{department}.{question}")
        return False
    except KeyError:
        return True


def check_answers(test, installation, browser, api, known):
    counts = {}
    for path, methods in api["paths"].items():
        operation = methods.get("get")
        if not operation or "x-row" not in operation:
            continue
        department = operation["tags"][0]
        asked = query_of(operation, known)
        target = fill_path(path, known) + ("?" + urllib.parse.urlencode(asked) if asked else "")
        status, headers, content = browser.ask("GET", target)
        counts[status] = counts.get(status, 0) + 1
        check(status in (200, 400, 404), f"GET {target} gives {status}: {content.decode()}")
        if status != 200:
            problem = json.loads(content)
            equal(headers["Content-Type"].split(";")[0], "application/problem+json", f"type of the problem of {target}")
            check({"type", "title", "status"} <= problem.keys() and problem["status"] == status, f"GET {target}: {problem}")
            continue
        check(headers["Payvand-Token"], f"GET {target} has no token")
        if operation["x-row"] in VERSIONED:
            check(headers["ETag"] and "ETag" in operation["responses"]["200"]["headers"], f"GET {target} has no version")
        message = read(answer_name(operation), content)
        parts = [part for part, name in zip(fill_path(path, known).split("/"), path.split("/")) if name.startswith("{")]
        if department != "portal" and not operation["x-row"].endswith("parked"):
            same_over_the_bus(installation, department, operation, (path, parts), asked, message)
    test.say(f"GET rows by status: {counts}")
    check(counts[200] > 40, f"only {counts} answers to look at")


def check_members(given, schema, what):
    """Only members that the schema has, all it needs, each of its type."""
    kinds = {"string": str, "boolean": bool, "array": list, "object": dict, "integer": int}
    check(given.keys() <= schema["properties"].keys(), f"{what}: {given} has more than {list(schema['properties'])}")
    check(set(schema.get("required", [])) <= given.keys(), f"{what}: {given} lacks one of {schema.get('required')}")
    for name, value in given.items():
        kind = schema["properties"][name]["type"]
        check(isinstance(value, kinds[kind]), f"{what}: {name} is no {kind}: {value!r}")


def check_session(browser, api):
    schemas = api["components"]["schemas"]
    session = json.loads(browser.ask("GET", "/api/v1/session")[2])
    check_members(session, schemas["http.Session"], "the session")
    for grant in session["roles"]:
        check_members(grant, schemas["http.Grant"], "a role")
    status, _, problem = browser.ask("POST", "/api/v1/sales/deals", {"title": 7})
    equal(status, 400, "status of a wrong body")
    problem = json.loads(problem)
    check_members(problem, schemas["http.Problem"], "a problem")
    check_members(problem["errors"][0], schemas["http.FieldProblem"], "a field that is wrong")


def check_stream(browser, events, known):
    """One change, as the live stream tells it."""
    connection = http.client.HTTPConnection(browser.address.removeprefix("http://"), timeout=30)
    connection.request("GET", "/api/v1/events", headers={"Cookie": browser.cookie, "Accept": "text/event-stream"})
    reply = connection.getresponse()
    equal((reply.status, reply.headers["Content-Type"].split(";")[0]), (200, "text/event-stream"), "the live stream")
    browser.tell(f"/api/v1/sales/deals/{known['dealId']}/change", {"nextStep": "Call again"})
    kind = None
    while True:
        line = reply.readline().decode().rstrip("\n")
        if line.startswith("event: "):
            kind = line[7:]
        if line.startswith("data: ") and kind:
            data = json.loads(line[6:])
            if kind == "change" and data["type"] == "payvand.sales.DealChanged":
                break
    connection.close()
    check_members(data, events["components"]["schemas"]["http.Change"], "a change")
    equal(data["ids"]["dealId"], known["dealId"], "id in the change")


def check_documents(browser, portal):
    for name in ("openapi", "asyncapi"):
        printed = subprocess.run([portal, f"--{name}"], capture_output=True, check=True).stdout.strip()
        status, headers, content = browser.ask("GET", f"/api/{name}.json")
        equal((status, content), (200, printed), f"/api/{name}.json and what the program prints")
        _, headers, packed = browser.ask("GET", f"/api/{name}.json", headers={"Accept-Encoding": "gzip"})
        equal(headers["Content-Encoding"], "gzip", f"encoding of /api/{name}.json")
        check(len(packed) < len(content) / 5 and gzip.decompress(packed) == content, f"/api/{name}.json compressed")
    status, headers, page = browser.ask("GET", "/api/docs")
    equal(status, 200, "status of /api/docs")
    check("unsafe" not in headers["Content-Security-Policy"], f"policy {headers['Content-Security-Policy']}")
    for part in re.findall(r'(?:href|src)="(/api/docs/[^"]+)"', page.decode()):
        status, headers, _ = browser.ask("GET", part)
        equal(status, 200, f"status of {part}")
        equal(headers["X-Content-Type-Options"], "nosniff", f"header of {part}")


def figures(browser):
    status, headers, content = browser.ask("GET", "/metrics")
    equal(status, 200, "status of /metrics")
    check(headers["Content-Type"].startswith("text/plain; version=0.0.4"), headers["Content-Type"])
    found, typed = {}, set()
    for line in content.decode().splitlines():
        if line.startswith("# TYPE "):
            name = line.split()[2]
            check(name not in typed, f"{name} is there twice")
            typed.add(name)
        elif not line.startswith("#"):
            match = re.fullmatch(r'([a-z_0-9]+)(\{(?:[a-z_]+="[^"]*",?)*\})? (\S+)', line)
            check(match, f"no line of figures: {line}")
            check(any(match[1] == name or match[1] in (f"{name}_bucket", f"{name}_sum", f"{name}_count") for name in typed), line)
            check((match[1], match[2]) not in found, f"given twice: {line}")
            found[match[1], match[2]] = float(match[3])
    return found


def check_figures(browser, installation):
    found = figures(browser)
    for name in DEPARTMENTS:
        equal(found["payvand_up", f'{{department="{name}"}}'], 1, f"{name} is up")
    check(found["payvand_http_requests_total", '{status="2xx"}'] > 10, "requests are counted")
    again = figures(browser)
    check(again["payvand_http_requests_total", '{status="2xx"}'] > found["payvand_http_requests_total", '{status="2xx"}'],
          "requests are not counted on")
    installation.stop("loyalty")
    wait_for("the figures say that loyalty is down", 30,
             lambda: figures(browser)["payvand_up", '{department="loyalty"}'] == 0, 0.2)


def run(test):
    installation = Installation(test)
    installation.start(seconds=120)
    browser = Browser(installation)
    portal = os.path.join(test.bin, "payvand-portal")
    known = tell_some(browser)
    installation.wait_until_converged(60)
    check_documents(browser, portal)
    api = json.loads(browser.ask("GET", "/api/openapi.json")[2])
    check_answers(test, installation, browser, api, known)
    check_session(browser, api)
    check_stream(browser, json.loads(browser.ask("GET", "/api/asyncapi.json")[2]), known)
    check_figures(browser, installation)
    installation.start("loyalty")
    installation.wait_until_converged(60)
    installation.stop()


if __name__ == "__main__":
    story(run)
