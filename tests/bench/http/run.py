#!/usr/bin/python3
"""The portal over HTTP at many customers, beside a bare libmicrohttpd program that returns the same bytes.

run.py PROGRAMS --folder FOLDER [--customers 1000000] [--seconds 10] [--json FILE] [--keep]
For each kind of request: how many a second (wrk, closed loop), the 99th percentile at 1,000 a second (bench_http_load, open
loop), CPU time a request; for the 360 also where that time goes. Exits 1 if a promise does not hold.
"""
import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import threading
import urllib.parse

import layers
from installation import Installation

HERE = os.path.dirname(os.path.abspath(__file__))
RATE = 1000
CONNECTIONS = 64
SHARE_PROMISED = 0.1      # of the bare program's requests a second, for a signed-in 360
P99_PROMISED_MS = 20.0
SAMPLE = 20000            # customers asked for
DEPARTMENTS = ["sales", "loyalty", "portal"]

TARGETS = {
    "360": ("GET /api/v1/portal/customers/{v}/overview", "customers"),
    "list": ("GET /api/v1/portal/profiles?limit=50", None),
    "search": ("GET /api/v1/portal/search?q={v}&limit=10", "words"),
    "open deal": ('POST /api/v1/sales/deals\t{"customer": {"customerId": "{v}"}, "title": "Renewal {n}", '
                  '"value": {"amountMinor": "125000", "currency": "EUR"}}', "customers"),
}
STEPS = {"routing (/healthz)": "GET /healthz", "routing and session (/api/v1/session)": "GET /api/v1/session"}


def note(text):
    print(text, file=sys.stderr, flush=True)


class Bench:
    def __init__(self, options):
        self.options = options
        self.work = os.path.join(options.folder, "work")
        os.makedirs(self.work, exist_ok=True)
        self.site = Installation(options.programs, os.path.join(options.folder, "data"), DEPARTMENTS)

    def file(self, name, text=None):
        path = os.path.join(self.work, name)
        if text is not None:
            with open(path, "w") as file:
                file.write(text)
        return path

    # --- what is in it ---------------------------------------------------------------------------------------------

    def fill(self):
        done = os.path.join(self.site.data, "filled")
        wanted = self.options.customers
        if os.path.exists(done) and open(done).read() == str(wanted):
            return
        words = [os.path.join(self.options.programs, "bench_http_fill"), "--data", self.site.data, "--customers", str(wanted),
                 "--sales", str(wanted // 4), "--deals", str(wanted // 10), "--hearers", "loyalty,portal"]
        subprocess.run(words, check=True)
        with open(done, "w") as file:
            file.write(str(wanted))

    def find(self, number):
        identifier = {"kind": "EXTERNAL_ID", "namespace": "bench", "value": f"C{number:08d}"}
        status, _, content = self.site.exchange("POST", "/api/v1/portal/customers/find", {"identifier": identifier})
        if status != 200:
            raise SystemExit(f"customer {number}: {status} {content.decode()[:300]}")
        card = json.loads(content)
        return card.get("customerId") or card["customer"]["customerId"]

    def sample(self):
        """Customers and words to ask for, the same in every run."""
        dice = random.Random(20261122)
        count = min(SAMPLE, self.options.customers)
        numbers = dice.sample(range(self.options.customers), count)
        path = self.file("customers.txt")
        if not os.path.exists(path) or sum(1 for _ in open(path)) != count:
            note(f"looking up {count} customers")
            ids = [self.find(number) for number in numbers]
            self.file("customers.txt", "\n".join(ids) + "\n")
        given = ["Sara", "Reza", "Maryam", "Ali", "Neda", "Omid", "Laleh", "Kian"]
        family = ["Karimi", "Moradi", "Rahimi", "Sadeghi", "Jalali", "Nouri", "Amini", "Rostami"]
        asked = []
        for _ in range(2000):
            name, other = dice.choice(given), dice.choice(family)
            number = str(dice.randrange(self.options.customers))
            typo = other[:2] + other[3] + other[2] + other[4:]
            asked.append(dice.choice([name[:3], f"{name} {other[:4]}", f"{other} {number}", f"C{int(number):08d}", f"{name} {typo}", number]))
        self.file("words.txt", "\n".join(urllib.parse.quote(one) for one in asked) + "\n")

    # --- measuring -------------------------------------------------------------------------------------------------

    def wrk(self, address, template, values, seconds=None):
        templates = self.file("templates.txt", template + "\n")
        words = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds or self.options.seconds}s", "-s", os.path.join(HERE, "send.lua"),
                 f"http://{address}/", "--", templates, self.file(f"{values}.txt") if values else "-",
                 self.site.cookie, self.site.csrf]
        out = subprocess.run(words, check=True, capture_output=True, text=True).stdout
        return json.loads(out.strip().splitlines()[-1])

    def at_rate(self, address, template, values):
        words = [os.path.join(self.options.programs, "bench_http_load"), "--connect", address, "--requests",
                 self.file("templates.txt", template + "\n"), "--rate", str(RATE), "--connections", str(CONNECTIONS),
                 "--seconds", str(self.options.seconds), "--header", f"Cookie: {self.site.cookie}",
                 "--header", f"X-CSRF-Token: {self.site.csrf}"]
        if values:
            words += ["--values", self.file(f"{values}.txt")]
        out = subprocess.run(words, capture_output=True, text=True)
        if not out.stdout:
            raise SystemExit(f"bench_http_load: {out.stderr}")
        if out.stderr:
            note(out.stderr.strip())
        return json.loads(out.stdout)

    def one_answer(self, template, values):
        """The answer of middle size among some of the portal: its headers and its bytes, for the bare program."""
        method, rest = template.split(" ", 1)
        path, _, body = rest.partition("\t")
        tried = [line.strip() for line in open(self.file(f"{values}.txt"))][:1 if body else 51] if values else [""]
        answers = []
        for number, value in enumerate(tried):
            sent = json.loads(body.replace("{v}", value).replace("{n}", f"once {number}")) if body else None
            status, headers, content = self.site.exchange(method, path.replace("{v}", value), sent)
            if status != 200:
                raise SystemExit(f"{method} {path} gives {status}: {content.decode()[:400]}")
            answers.append((headers, content))
        headers, content = sorted(answers, key=lambda answer: len(answer[1]))[len(answers) // 2]
        return [(name, text) for name, text in headers if name.lower() not in ("content-length", "date", "connection")], content

    def bare(self, template, values):
        """The same bytes from libmicrohttpd alone."""
        headers, content = self.one_answer(template, values)
        with open(self.file("body"), "wb") as file:
            file.write(content)
        names = self.file("headers", "".join(f"{name}: {text}\n" for name, text in headers))
        process = subprocess.Popen([os.path.join(self.options.programs, "bench_http_bare"), names, self.file("body")],
                                   stdout=subprocess.PIPE, text=True)
        try:
            address = process.stdout.readline().strip()
            self.wrk(address, template, values, 2)
            closed, open_loop = self.wrk(address, template, values), self.at_rate(address, template, values)
        finally:
            process.terminate()
            process.wait()
        return {"per_second": closed["per_second"], "p99_ms": open_loop["p99_ms"], "bytes": len(content)}

    def portal(self, template, values):
        self.wrk(self.site.address, template, values, 2)
        before = self.site.cpu_s("portal")
        closed = self.wrk(self.site.address, template, values)
        used = self.site.cpu_s("portal") - before
        open_loop = self.at_rate(self.site.address, template, values)
        answered = closed["per_second"] * self.options.seconds
        return {"per_second": closed["per_second"], "closed_p99_ms": closed["p99_ms"], "refused": closed["refused"] + open_loop["refused"],
                "failed": closed["failed"] + open_loop["failed"], "p50_ms": open_loop["p50_ms"], "p99_ms": open_loop["p99_ms"],
                "p999_ms": open_loop["p999_ms"], "cpu_us": used * 1e6 / max(answered, 1)}

    def where_time_goes(self, template, values, cpu_us):
        """perf on the portal while wrk asks; CPU microseconds a request for each layer."""
        seconds, found = 5, []
        pid = self.site.processes["portal"].pid
        watcher = threading.Thread(target=lambda: found.extend(layers.measure(pid, seconds, self.file("perf.data"))))
        loader = threading.Thread(target=lambda: self.wrk(self.site.address, template, values, seconds + 2))
        loader.start()
        watcher.start()
        watcher.join()
        loader.join()
        return [{"layer": name, "share": share, "cpu_us": share * cpu_us} for name, share in found]

    def run(self):
        site = self.site
        site.start()
        self.fill()
        site.sign_in()
        self.sample()
        report = {"customers": self.options.customers, "connections": CONNECTIONS, "rate": RATE, "targets": {}, "steps": {}}
        for name, (template, values) in TARGETS.items():
            note(f"{name} …")
            bare, portal = self.bare(template, values), self.portal(template, values)
            report["targets"][name] = {"bare": bare, "portal": portal, "ratio": portal["per_second"] / bare["per_second"]}
        for name, template in STEPS.items():
            report["steps"][name] = self.portal(template, None)
        template, values = TARGETS["360"]
        report["layers"] = self.where_time_goes(template, values, report["targets"]["360"]["portal"]["cpu_us"])
        return report


def show(report):
    print(f"{report['customers']:,} customers, {report['connections']} connections; p99 at {report['rate']:,} a second, open loop")
    print(f"{'':12} {'a second':>10} {'bare':>10} {'ratio':>7} {'p50 ms':>8} {'p99 ms':>8} {'bare p99':>9} {'CPU µs':>8} {'bytes':>8}")
    for name, one in report["targets"].items():
        portal, bare = one["portal"], one["bare"]
        print(f"{name:12} {portal['per_second']:10,.0f} {bare['per_second']:10,.0f} {one['ratio']:7.3f} {portal['p50_ms']:8.2f} "
              f"{portal['p99_ms']:8.2f} {bare['p99_ms']:9.2f} {portal['cpu_us']:8.1f} {bare['bytes']:8,}")
    print("\nStep by step, requests of the portal that end earlier:")
    for name, one in report["steps"].items():
        print(f"  {name:40} {one['per_second']:10,.0f} a second {one['cpu_us']:8.1f} CPU µs")
    print("\nWhere the CPU time of a 360 goes (perf):")
    for one in report["layers"]:
        print(f"  {one['layer']:40} {100 * one['share']:6.1f} % {one['cpu_us']:8.1f} µs")
    if not report["layers"]:
        print("  perf does not work here")


def broken_promises(report):
    first = report["targets"]["360"]
    if first["ratio"] < SHARE_PROMISED:
        yield f"a signed-in 360 is {first['ratio']:.3f} of the bare program, promised {SHARE_PROMISED}"
    for name, one in report["targets"].items():
        if one["portal"]["refused"] or one["portal"]["failed"]:
            yield f"{name}: {one['portal']['refused']} refused, {one['portal']['failed']} failed"
        if name != "open deal" and one["portal"]["p99_ms"] >= P99_PROMISED_MS:
            yield f"{name}: 99th percentile {one['portal']['p99_ms']:.1f} ms, promised {P99_PROMISED_MS}"


def main():
    reader = argparse.ArgumentParser()
    reader.add_argument("programs")
    reader.add_argument("--folder", default="/var/tmp/payvand-bench/http")
    reader.add_argument("--customers", type=int, default=1000000)
    reader.add_argument("--seconds", type=int, default=10)
    reader.add_argument("--json")
    reader.add_argument("--keep", action="store_true")
    options = reader.parse_args()
    bench = Bench(options)
    try:
        report = bench.run()
    finally:
        bench.site.stop()
        if not options.keep:
            shutil.rmtree(options.folder, ignore_errors=True)
    show(report)
    if options.json:
        with open(options.json, "w") as file:
            json.dump(report, file, indent=2)
    broken = list(broken_promises(report))
    for one in broken:
        print(f"Not reached: {one}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
