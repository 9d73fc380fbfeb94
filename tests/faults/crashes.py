#!/usr/bin/python3
"""Processes end at the worst moments: at every call of a commit, between flush and answer, between applying and committing, all
at once, with the power, while segments change. Nothing acknowledged is lost, nothing happens twice."""
import os
import signal
import time

import zmq

import faulty  # first: it finds the others
import messages
import shop as shops
from faulty import Faulty, departments_of
from load import Loader
from payvand import Unanswered, check, equal, story, wait_for
from restore import holds

ALL_CALLS = faulty.WRITE | faulty.SYNCED | faulty.FLUSH | faulty.NAME | faulty.SOCKET | faulty.WAKE
NOT_OURS = "AddressSanitizer: SEGV nss/"  # glibc looks up a protocol for libzmq and does not look whether it had memory
ROUNDS = int(os.environ.get("PAYVAND_FAULT_ROUNDS", "0"))  # more than continuous integration runs


def begin(test, names, *lines, **more):
    installation = Faulty(test, names, departments_of(names, *lines), **more)
    installation.start()
    if "loyalty" in names:
        shops.set_programme(installation.client)
    return installation, shops.Shop(test.random, customers=30)


def end(installation, shop):
    for control in installation.faults.values():
        control.disarm()
    installation.wait_until_converged()
    shops.check_everything(installation, shop)
    installation.stop()
    installation.rebuild_checks()


def answer_or_death(installation, department, request, seconds=30, again_s=1e9):
    """Sends it once, or again after so long. The Reply, or None if the department ended before it answered."""
    socket, process = installation.client.socket(department), installation.processes[department]
    deadline = time.monotonic() + seconds
    wait_for("the department is connected, or has ended", seconds,
             lambda: sent(socket, request.SerializeToString()) or process.poll() is not None, pause=0.001)
    sent_at = time.monotonic()
    while time.monotonic() < deadline:
        dead = process.poll() is not None
        if time.monotonic() - sent_at > again_s and sent(socket, request.SerializeToString()):
            sent_at = time.monotonic()
        while socket.poll(2):
            reply = messages.of("payvand.Reply").FromString(socket.recv_multipart()[-1])
            if reply.request_id == request.request_id:
                return reply
        if dead:
            return None
    raise AssertionError(f"{department} neither answers nor ends")


def sent(socket, packed):
    try:
        socket.send(packed, zmq.NOBLOCK)
        return True
    except zmq.Again:
        return False


def came_back(installation, department):
    """Starts it again if the fault ended it; True if it did."""
    process = installation.processes[department]
    if not installation.faults[department].done:
        return False
    process.wait(30)
    equal(process.returncode, -signal.SIGKILL, f"how {department} ended")
    installation.processes.pop(department)
    installation.faults[department].disarm()
    installation.start(department)
    return True


# --- one commit ----------------------------------------------------------------------------------------------------


def every_call(test):
    """F01. The process of one sale is killed at the first call, at the second, … until a whole sale comes through."""
    installation, shop = begin(test, ["sales", "loyalty"])
    control, client = installation.faults["sales"], installation.client
    control.count(ALL_CALLS)
    client.call(*shop.sale())
    installation.wait_until_converged()
    calls = control.counted
    killed = answered = 0
    for number in range(1, calls + 1):
        request = messages.request(messages.COMMAND, *shop.sale())
        control.arm(faulty.KILL_BEFORE, ALL_CALLS, number)
        reply = answer_or_death(installation, "sales", request)
        if reply:
            told = int(reply.token.rsplit(".", 1)[1])
            wait_for("the kill, or that loyalty hears", 20, lambda: control.done or heard(installation) >= told, pause=0.001)
        control.disarm()
        dead = came_back(installation, "sales")
        killed, answered = killed + dead, answered + (dead and reply is not None)
        again = client.exchange("sales", request)
        check(not again.HasField("problem"), lambda: f"the repeated sale is refused: {again.problem}")
        if reply:
            equal(again.SerializeToString(), reply.SerializeToString(), f"answer to the repeated sale, call {number}")
    test.figure("calls of a sale until it was heard", calls)
    test.figure("kills", killed)
    test.figure("kills after the answer", answered)
    check(killed > 5, "the process was hardly killed")
    end(installation, shop)


def heard(installation):
    return next(one.position for one in installation.client.status("loyalty").peers if one.name == "sales")


def before_publish(test):
    """F02. Killed right after the flush: the event reaches the others before the client asks again, and the answer is the
    stored one."""
    installation, shop = begin(test, ["sales", "loyalty"])
    control, client = installation.faults["sales"], installation.client
    for _ in range(6):
        request = messages.request(messages.COMMAND, *shop.sale())
        before = client.status("sales").head
        control.arm(faulty.KILL_AFTER, faulty.FLUSH, 1, "/sales/log/")
        equal(answer_or_death(installation, "sales", request), None, "answer before the kill")
        check(came_back(installation, "sales"), "sales was killed after the flush")
        head = client.status("sales").head
        check(head > before, "the sale is in the log though nobody was told")
        installation.wait_until_converged()
        reply = client.exchange("sales", request)
        equal(client.status("sales").head, head, "events after the repeated request")
        check(reply.token.endswith(f".{head}"), lambda: f"the stored answer {reply.token} is that of event {head}")
    end(installation, shop)


def consumer(test):
    """F03. The consumer is killed between applying what it heard and committing it, again and again."""
    installation, shop = begin(test, ["sales", "loyalty"])
    control, rounds = installation.faults["loyalty"], ROUNDS or 25
    loader = Loader(installation, "sales", shop.sale, in_flight=2)
    loader.start()
    last = 0
    for number in range(rounds):
        installation.kill("loyalty")
        control.arm(faulty.KILL_BEFORE, faulty.WRITE | faulty.FLUSH, test.random.randrange(1, 7), "/loyalty/log/")
        installation.spawn("loyalty")
        control.struck(60)
        installation.processes["loyalty"].wait(30)
        control.disarm()
        if number % 8 == 7 or number == rounds - 1:
            installation.processes.pop("loyalty")
            installation.start("loyalty")
            place = heard(installation)
            check(place >= last, f"the position went back from {last} to {place}")
            last = place
    loader.make = lambda: None
    loader.finish()
    test.figure("kills of the consumer", rounds)
    test.figure("sales", len(loader.answers))
    end(installation, shop)


def all_at_once(test):
    """F04. All processes are killed at the same moment under load and come back in any order."""
    installation, shop = begin(test, faulty.DEPARTMENTS)
    makers = {"sales": shop.sale, "support": shop.case}
    running = [Loader(installation, name, makers.get(name, shop.introduction)) for name in ("sales", "support", "marketing")]
    for loader in running:
        loader.start()
    slowest = 0.0
    for _ in range(3):
        goal = sum(len(loader.answers) for loader in running) + 150
        wait_for("some more commands are acknowledged", 60, lambda: sum(len(one.answers) for one in running) >= goal)
        for process in installation.processes.values():
            process.send_signal(signal.SIGKILL)
        for name in list(installation.processes):
            installation.kill(name)
        slowest = max(slowest, installation.start(*test.random.sample(faulty.DEPARTMENTS, len(faulty.DEPARTMENTS))))
    for loader in running:
        loader.make = lambda: None
    for loader in running:
        loader.finish()
    test.figure("slowest return of all", slowest, "s")
    check(slowest < 10.0, f"it took {slowest:.1f} s until all answered")  # 2 s without sanitizers on a quiet machine
    end(installation, shop)


def power_cut(test):
    """F06. What was written and not flushed is lost in part, in pieces of 512 bytes, in log and tables; then the process ends."""
    installation, shop = begin(test, ["sales", "loyalty"], "segment_mb: 1")
    installation.stop()
    for control in installation.faults.values():
        control.remember = 1
    installation.start()
    loader = Loader(installation, "sales", shop.sale, in_flight=1)
    loader.start()
    cuts = {"/log/": 0, "/store/": 0}
    for number in range(ROUNDS or 10):  # the tables are written down only every few seconds
        victim, place = test.random.choice(["sales", "loyalty"]), "/store/" if number % 5 == 2 else "/log/"
        control = installation.faults[victim]
        control.seed = test.random.getrandbits(64)
        control.arm(faulty.POWER_CUT, faulty.WRITE | faulty.SYNCED | faulty.FLUSH, test.random.randrange(1, 30 if place == "/log/" else 4), place)
        control.struck(60)
        cuts[place] += 1
        check(came_back(installation, victim), f"{victim} lost its power")
    loader.make = lambda: None
    loader.finish()
    test.figure("power cuts at the log and at the tables", f"{cuts['/log/']} and {cuts['/store/']}")
    test.figure("sales", len(loader.answers))
    end(installation, shop)


# --- segments ------------------------------------------------------------------------------------------------------


def erase(test, installation, number):
    """A person comes and is erased: a segment is sealed, the next one made and named, earlier ones are written anew and
    renamed over the old. Returns the text that must vanish from the log."""
    secret = f"Forgettable{test.random.getrandbits(60):x}"
    made = installation.client.record("IntroduceCustomer", {"name": secret, "identifiers": [
        {"kind": "EXTERNAL_ID", "namespace": "erased", "value": f"e{number}"}]}, department="sales")
    request = messages.request(messages.COMMAND, "EraseCustomer", {"customerId": made.customer_id})
    return secret, request


def segments(test):
    """F56. Killed at each call that seals, makes, renames or removes a segment or its index."""
    installation, shop = begin(test, ["sales"], "segment_mb: 1")
    control, client, kinds = installation.faults["sales"], installation.client, faulty.NAME | faulty.WRITE | faulty.FLUSH
    home = os.path.join(installation.data, "sales", "log")
    for _ in range(20):
        client.call(*shop.sale())
    secret, request = erase(test, installation, 0)
    control.count(kinds, "/sales/log/")
    client.exchange("sales", request)
    wait_for("the log is rewritten", 60, lambda: not holds(home, secret))
    calls = control.counted
    test.figure("calls of an erasure", calls)
    kills, numbers = 0, list(range(1, calls + 1))
    if len(numbers) > 24 and not ROUNDS:  # each in turn is for longer runs
        numbers = sorted(test.random.sample(numbers, 24))
    for number in numbers:
        client.call(*shop.sale())
        secret, request = erase(test, installation, number)
        control.arm(test.random.choice([faulty.KILL_BEFORE, faulty.KILL_AFTER]), kinds, number, "/sales/log/")
        answer_or_death(installation, "sales", request)
        wait_for("the kill, or the end of the erasure", 60, lambda: control.done or not holds(home, secret))
        kills += came_back(installation, "sales")
        control.disarm()
        client.exchange("sales", request)
        wait_for("the log is rewritten after all", 60, lambda: not holds(home, secret))
    test.figure("kills", kills)
    check(kills > len(numbers) // 2, "the process was hardly killed")
    told = client.events("sales")
    shops.check_log("sales", told)
    shops.check_shop(shop, {"sales": told})
    left = [name for name in os.listdir(home) if not name.endswith((".segment", ".index", ".segment.preparing"))]
    equal([name for name in left if "segment" in name or "index" in name], [], "files that belong to no segment")
    installation.stop()
    installation.rebuild_checks()


# --- memory --------------------------------------------------------------------------------------------------------


def allocations(test):
    """F12. The n-th allocation fails, while it starts or under a command: it goes on, or it ends saying why and with an exit
    code; never a crash, and what was acknowledged stays."""
    installation = Faulty(test, ["sales"], departments_of(["sales"]), library="payvand_faults_memory")
    control, client, shop = installation.faults["sales"], installation.client, shops.Shop(test.random, customers=30)
    installation.spawn("sales")
    installation.wait_ready("sales")
    client.call(*shop.sale())
    installation.stop("sales")
    control.count(faulty.ALLOCATE)
    installation.start("sales")
    starting = control.counted
    control.count(faulty.ALLOCATE)
    client.call(*shop.sale())
    working = control.counted
    test.figure("allocations of a start", starting)
    test.figure("allocations around a sale", working)
    installation.stop("sales")
    survived, ended = 0, {}
    working = max(working, 40)
    places = [(True, at) for at in range(1, starting + 1)] + [(False, at) for at in range(1, working + 1)]
    if not ROUNDS:  # each in turn is for longer runs
        places = test.random.sample(places[:starting], 7) + test.random.sample(places[starting:], 7)
    for early, at in places:
        code = one_allocation(test, installation, shop, early, at)
        survived, ended[code] = survived + (code == 0), ended.get(code, 0) + 1
    test.figure("survived", f"{survived} of {len(places)}; exit codes {ended}")
    installation.start("sales")
    told = client.events("sales")
    shops.check_log("sales", told)
    shops.check_shop(shop, {"sales": told})
    installation.stop()
    installation.rebuild_checks()


def one_allocation(test, installation, shop, early, at):
    """The exit code of a run in which the at-th allocation fails."""
    control, client = installation.faults["sales"], installation.client
    open(installation.log_path("sales"), "w").close()
    control.disarm()
    if early:
        control.arm(faulty.FAIL, faulty.ALLOCATE, at, error=12, times=1)
        installation.spawn("sales")
    else:
        installation.start("sales")
        control.arm(faulty.FAIL, faulty.ALLOCATE, at, error=12, times=1)
    request = messages.request(messages.COMMAND, *shop.sale())
    # Without memory a connection may end with what was under way; callers repeat.
    reply = answer_or_death(installation, "sales", request, again_s=0.4) if not early or lives(installation) else None
    control.disarm()
    process = installation.processes["sales"]
    if reply is not None and process.poll() is None:
        process.send_signal(signal.SIGTERM)
    process.wait(30)
    code = installation.processes.pop("sales").returncode
    said = installation.tail("sales")
    check(code in (0, 1, 64, 127, -signal.SIGABRT), f"allocation {at}: it ended with {code}:\n{said}")
    for fault in ("ERROR: AddressSanitizer", "LeakSanitizer", "runtime error"):  # not: it found no memory for itself
        check(fault not in said or NOT_OURS in said, f"allocation {at} is a fault:\n{said}")
    check(code == 0 or said.strip(), f"allocation {at}: it ended with {code} and says nothing")
    installation.start("sales")
    again = client.exchange("sales", request)
    check(not again.HasField("problem"), lambda: f"the repeated sale is refused: {again.problem}")
    if reply is not None and not reply.HasField("problem"):
        equal(again.SerializeToString(), reply.SerializeToString(), f"the answer before allocation {at} failed")
    installation.kill("sales")
    return code


def lives(installation):
    """Has it come to be ready, or has it ended?"""
    process = installation.processes["sales"]
    ended = []

    def settled():
        if process.poll() is not None:
            ended.append(True)
            return True
        try:
            return installation.client.status("sales", patience=0.2).state == 3
        except Unanswered:
            return False
    wait_for("sales is ready or has ended", 60, settled)
    return not ended


def run(test, which):
    {"every_call": every_call, "before_publish": before_publish, "consumer": consumer, "all_at_once": all_at_once,
     "power_cut": power_cut, "segments": segments, "allocations": allocations}[which](test)


if __name__ == "__main__":
    story(run)
