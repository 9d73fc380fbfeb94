#!/usr/bin/python3
"""A department is lost with its disk and comes back from a backup: with a follower nothing acknowledged is lost, without one
the lost range is told by number; killed and full-disk backups and restores leave nothing half; damage is refused."""
import json
import os
import shutil
import signal
import socket
import subprocess
import time

import messages
import shop as shops
from disk_full import fill, small_disk
from load import Loader
from two_hosts import Keys
from payvand import DEPARTMENTS, Installation, check, environment, equal, story, wait_for

SEGMENT_MB = 1


class Follower:
    """payvand follow, and the last line it printed."""

    def __init__(self, test, installation, department, folder):
        self.department, self.folder, self.last = department, folder, {}
        self.words = [program(test), "follow", department, folder, "--json", *options(installation)]
        self.process = None
        test.cleanups.append(self.kill)

    def start(self):
        self.process = subprocess.Popen(self.words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment())

    def kill(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def once(self):
        done = subprocess.run([*self.words, "--once"], capture_output=True, text=True, timeout=120, env=environment())
        check(done.returncode == 0, lambda: f"follow --once gives {done.returncode}:\n{done.stdout}{done.stderr}")
        return json.loads(done.stdout.splitlines()[-1])


def program(test):
    return os.path.join(test.bin, "payvand")


def options(installation):
    return ["--data", installation.data, *(["--config", installation.config] if installation.config else [])]


def payvand(test, installation, *words, code=0):
    done = subprocess.run([program(test), *words, *options(installation)], capture_output=True, text=True, timeout=180,
                          env=environment())
    check(done.returncode == code, lambda: f"payvand {words} gives {done.returncode}:\n{done.stdout}{done.stderr}")
    return done


def backup(test, installation, folder):
    return json.loads(payvand(test, installation, "backup", folder, "--json").stdout)


def restore(test, installation, department, folder, *more):
    return json.loads(payvand(test, installation, "restore", department, folder, "--json", *more).stdout)


def told(made, department):
    return int(next(one["sequence"] for one in made["departments"] if one["department"] == department))


def visible(folder):
    return sorted(name for name in os.listdir(folder) if not name.startswith("."))


def begin(test, data=None):
    lines = "".join(f"  - name: {name}\n" for name in DEPARTMENTS)
    installation = Installation(test, DEPARTMENTS, f"departments:\n{lines}segment_mb: {SEGMENT_MB}\n", data)
    installation.start()
    shops.set_programme(installation.client)
    return installation, shops.Shop(test.random, customers=60)


def load(installation, shop, sales, cases=0):
    running = [Loader(installation, "sales", shops.limited(shop.sale, sales), in_flight=16)]
    if cases:
        running.append(Loader(installation, "support", shops.limited(shop.case, cases)))
    for loader in running:
        loader.start()
    return running


def finish(running):
    for loader in running:
        loader.finish()


def lose(installation, department):
    """The process and its disk."""
    installation.kill(department)
    shutil.rmtree(os.path.join(installation.data, department))


def settle(test, installation):
    """Everything the checkers look at."""
    test.figure("converged after", installation.wait_until_converged(), "s")
    for name in installation.names:
        for peer in installation.client.status(name).peers:
            check(not peer.diverged, f"{name} has stopped hearing {peer.name}")
    installation.verify()
    for name in installation.names:
        payvand(test, installation, "rebuild", name, "--check")


# --- stories ---------------------------------------------------------------------------------------------------------


def follower(test):
    """Backup under load, a follower, the department lost: all that was acknowledged is there again."""
    installation, shop = begin(test)
    backups, copies = os.path.join(test.folder, "backups"), os.path.join(test.folder, "copies")
    follow = Follower(test, installation, "sales", copies)
    follow.start()
    running = load(installation, shop, 3000, 200)
    wait_for("some sales are acknowledged", 60, lambda: len(running[0].answers) > 1200)
    began = time.monotonic()
    first = backup(test, installation, backups)
    test.figure("backup under load", time.monotonic() - began, "s")
    for _ in range(4):  # the follower is killed and goes on
        goal = len(running[0].answers) + test.random.randrange(20, 200)
        wait_for("more sales", 60, lambda: len(running[0].answers) >= goal or not running[0].is_alive())
        follow.kill()
        follow.start()
    second = backup(test, installation, backups)
    check(sum(one["shared"] for one in second["departments"]) > 0, "the second backup shares segments with the first")
    check(told(second, "sales") > told(first, "sales"), "the second backup holds more")
    finish(running)
    installation.wait_until_converged()
    follow.kill()
    level = follow.once()
    equal(level["behind"], "0", "events that the follower is behind")
    head, before = installation.client.status("sales").head, installation.client.events("sales")
    lose(installation, "sales")
    done = restore(test, installation, "sales", os.path.join(backups, visible(backups)[0]), "--follower", copies)
    equal(int(done["sequence"]), head, "last event of the restored sales")
    equal(int(done["fromFollower"]), head - told(first, "sales"), "events that the follower gave")
    equal(done["lostTo"], "0", "events lost")
    test.figure("ready after the restore", installation.start("sales"), "s")
    equal([event.SerializeToString() for event in installation.client.events("sales")[:head]],
          [event.SerializeToString() for event in before], "events of sales")
    check(installation.client.status("sales").epoch != f"{before[-1].epoch:x}", "the epoch rose")
    finish(load(installation, shop, 200))
    installation.wait_until_converged()
    shops.check_everything(installation, shop)
    settle(test, installation)
    level = follow.once()  # the department is another file everywhere, its log the same one
    equal(level["behind"], "0", "events that the follower is behind after the restore")
    installation.stop()
    installation.rebuild_checks()


def alone(test):
    """No follower: the lost range is told by number, others keep what they heard, the department goes on."""
    installation, shop = begin(test)
    backups = os.path.join(test.folder, "backups")
    finish(load(installation, shop, 400, 50))
    installation.wait_until_converged()
    copies = os.path.join(test.folder, "copies")
    follow = Follower(test, installation, "sales", copies)
    follow.once()
    made = backup(test, installation, backups)
    kept = told(made, "sales")
    finish(load(installation, shop, 150))
    installation.wait_until_converged()
    follow.once()
    head, before = installation.client.status("sales").head_shared, installation.client.events("sales")
    points = len(shops.of_type(installation.client.events("loyalty"), "loyalty.PointsEarned"))
    lose(installation, "sales")
    done = restore(test, installation, "sales", backups)
    equal((int(done["sequence"]), int(done["lostFrom"])), (kept, kept + 1), "where the restored log ends")
    check(int(done["lostTo"]) >= head, lambda: f"lost up to {done['lostTo']}, yet {head} was heard")
    equal(int(done["lostTo"]), max(int(row["sequence"]) for row in done["heard"]), "what the others had heard")
    test.say(f"events {done['lostFrom']} to {done['lostTo']} are told to be lost")
    installation.start("sales")
    installation.wait_until_converged()
    after = installation.client.events("sales")
    equal([event.SerializeToString() for event in after[:kept]], [event.SerializeToString() for event in before[:kept]],
          "events of sales up to the backup")
    check(len(after) < len(before), "what came after is not there")
    equal(len(shops.of_type(installation.client.events("loyalty"), "loyalty.PointsEarned")), points,
          "points that loyalty keeps for what it had heard")
    orders = len(shops.of_type(after, "sales.OrderPlaced"))
    finish(load(installation, shop, 100))
    installation.wait_until_converged()
    equal(len(shops.of_type(installation.client.events("sales"), "sales.OrderPlaced")), orders + 100, "orders after new sales")
    check(len(shops.of_type(installation.client.events("loyalty"), "loyalty.PointsEarned")) == points + 100,
          "new sales earn points")
    for name in installation.names:
        for peer in installation.client.status(name).peers:
            check(not peer.diverged, f"{name} has stopped hearing {peer.name}")
    restored_twice(test, installation, shop, backups)
    forked = follow.once()
    equal(forked["behind"], "0", "events that the follower is behind in the new history")
    check(any(name.startswith("log-") for name in os.listdir(os.path.join(copies, "sales"))),
          "the follower keeps the history that the department lost")
    installation.stop()
    installation.rebuild_checks()


def restored_twice(test, installation, shop, backups):
    """From the same backup again: the others know an epoch that the backup cannot know."""
    lose(installation, "sales")
    restore(test, installation, "sales", backups)
    installation.start("sales")
    installation.wait_until_converged()
    finish(load(installation, shop, 50))
    installation.wait_until_converged()
    for name in installation.names:
        for peer in installation.client.status(name).peers:
            check(not peer.diverged, f"{name} has stopped hearing {peer.name} after a second restore")


def killed_at_random(test, words, seconds):
    """kill -9 somewhere in its work; True if it was still at it."""
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment())
    try:
        process.wait(test.random.random() * seconds)
        return False
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True


def check_whole(test, installation, folder, names):
    for name in names:
        check(os.path.exists(os.path.join(folder, name, "manifest.json")), f"{name} is visible and not whole")


def killed(test):
    """kill -9 of backups under load and of restores at random points: what is visible is whole."""
    installation, shop = begin(test, os.path.join(test.folder, "killed"))
    backups = os.path.join(test.folder, "killed_backups")
    os.makedirs(backups)
    finish(load(installation, shop, 800, 100))
    running = load(installation, shop, 1000)
    killed = sum(killed_at_random(test, [program(test), "backup", backups, *options(installation)], 0.5) for _ in range(12))
    check_whole(test, installation, backups, visible(backups))
    backup(test, installation, backups)
    check(not [name for name in os.listdir(backups) if name.startswith(".partial")], "nothing half is left")
    test.figure("backups killed", killed, "of 12")
    finish(running)
    installation.wait_until_converged()
    made = backup(test, installation, backups)
    installation.stop("sales")
    words = [program(test), "restore", "sales", made["backup"], *options(installation)]
    killed = sum(killed_at_random(test, words, 0.3) for _ in range(12))
    test.figure("restores killed", killed, "of 12")
    restore(test, installation, "sales", made["backup"])
    installation.start("sales")
    installation.wait_until_converged()
    shops.check_everything(installation, shop)
    settle(test, installation)
    installation.stop()


def no_room(test):
    """A full disk under backup and follower."""
    disk = small_disk(test)
    installation, shop = begin(test, os.path.join(test.folder, "roomy"))
    running = load(installation, shop, 1500, 50)
    wait_for("some sales", 60, lambda: len(running[0].answers) > 300)
    full_disk(test, installation, disk)
    finish(running)
    installation.wait_until_converged()
    installation.stop()


def flipped(test):
    """Flipped bits in a backup and in a log that is copied."""
    installation, shop = begin(test, os.path.join(test.folder, "flipped"))
    finish(load(installation, shop, 600))
    installation.wait_until_converged()
    made = backup(test, installation, os.path.join(test.folder, "backups"))
    installation.stop("sales")
    flipped_bits(test, installation, made["backup"])
    installation.start("sales")
    installation.wait_until_converged()
    installation.stop()


def full_disk(test, installation, disk):
    """A backup without room fails and leaves nothing; a follower waits until there is some."""
    target, copies = os.path.join(disk, "backups"), os.path.join(disk, "copies")
    os.makedirs(target)
    ballast = os.path.join(disk, "ballast")
    fill(ballast, leave=test.random.randrange(64 << 10, 1 << 20))
    payvand(test, installation, "backup", target, code=1)
    equal(os.listdir(target), [".lock"], "what a backup without room leaves")
    follow = Follower(test, installation, "sales", copies)
    follow.start()
    wait_for("the disk is full", 30, lambda: os.statvfs(disk).f_bavail < 64)
    os.unlink(ballast)
    wait_for("the follower goes on", 30, lambda: size_of(copies) > 1 << 20)
    follow.kill()
    equal(follow.once()["takenAgain"], 0, "segments taken again after a full disk")
    backup(test, installation, target)


def size_of(folder):
    return sum(os.path.getsize(os.path.join(path, name)) for path, _, names in os.walk(folder) for name in names)


def flipped_bits(test, installation, made):
    """Any bit of any segment of the backup: refused, and the department that is there stays as it is."""
    log = os.path.join(made, "sales", "log")
    segments = sorted(name for name in os.listdir(log) if name.endswith(".segment"))
    home = sorted(os.listdir(installation.data))
    for name in test.random.sample(segments, min(4, len(segments))) + [segments[-1]]:
        path = os.path.join(log, name)
        at, bit = test.random.randrange(os.path.getsize(path)), 1 << test.random.randrange(8)
        flip(path, at, bit)
        refused = payvand(test, installation, "restore", "sales", made, code=1)
        check("damaged" in refused.stderr and name in refused.stderr, lambda: f"it says what is damaged: {refused.stderr}")
        flip(path, at, bit)
    equal(sorted(os.listdir(installation.data)), home, "what is in the data folder after refused restores")
    damaged_source(test, installation)


def damaged_source(test, installation):
    """A bit flipped in the department's own log is found by the backup."""
    log = os.path.join(installation.data, "sales", "log")
    path = os.path.join(log, "log-00000001.segment")
    at = test.random.randrange(4096, 512 << 10)
    flip(path, at, 1)
    target = os.path.join(test.folder, "from_damage")
    refused = payvand(test, installation, "backup", target, "--department", "sales", code=1)
    check("log-00000001.segment" in refused.stderr, lambda: f"it says where: {refused.stderr}")
    equal(os.listdir(target), [".lock"], "what a backup of a damaged log leaves")
    flip(path, at, 1)


def flip(path, at, bit):
    with open(path, "r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ bit]))


def erased(test):
    """A person is erased: the follower takes the segments again, and nothing personal is left in its copy."""
    installation, shop = begin(test)
    copies = os.path.join(test.folder, "copies")
    secret = f"Unforgettable{test.random.getrandbits(60):x}"
    made = installation.client.record("IntroduceCustomer", {"name": secret, "identifiers": [
        {"kind": "EXTERNAL_ID", "namespace": "shop", "value": "secret"}]}, department="sales")
    finish(load(installation, shop, 800))
    follow = Follower(test, installation, "sales", copies)
    equal(follow.once()["behind"], "0", "events that the follower is behind")
    check(holds(copies, secret), "the copy holds what the log holds")
    follow.start()
    running = load(installation, shop, 800)
    installation.client.call("EraseCustomer", {"customerId": made.customer_id}, department="sales")
    finish(running)
    home = os.path.join(installation.data, "sales", "log")
    wait_for("the log of sales is rewritten", 60, lambda: not holds(home, secret))
    wait_for("the copy is rewritten", 60, lambda: not holds(copies, secret))
    follow.kill()
    level = follow.once()
    equal(level["behind"], "0", "events that the follower is behind after the erasure")
    backups, head = os.path.join(test.folder, "backups"), installation.client.status("sales").head
    backup(test, installation, backups)
    check(not holds(backups, secret), "the backup holds nothing of the person")
    installation.wait_until_converged()
    head = installation.client.status("sales").head
    follow.once()
    lose(installation, "sales")
    done = restore(test, installation, "sales", backups, "--follower", copies)
    equal(int(done["sequence"]), head, "last event of the restored sales")
    installation.start("sales")
    settle(test, installation)
    installation.stop()


def holds(folder, text):
    for path, _, names in os.walk(folder):
        for name in names:
            try:
                with open(os.path.join(path, name), "rb") as file:
                    if text.encode() in file.read():
                        return True
            except FileNotFoundError:
                return True  # it is being exchanged: look again
    return False


def remote(test):
    """From another host, over TCP: with the follower's key everything is copied, with a partner's nothing."""
    keys = Keys(test.folder)
    for name in ["sales", "follower", "partner"]:
        keys.make(name)
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        port, pub_port = one.getsockname()[1], other.getsockname()[1]
    endpoint = f"tcp://127.0.0.1:{port}"
    lines = ["departments:", "  - name: sales", f"    router: {endpoint}", f"    pub: tcp://127.0.0.1:{pub_port}",
             f"    keys: {keys.path('sales')}", "allowed:"]
    for name in ["follower", "partner"]:
        lines += [f"  - name: {name}", f"    public_key: '{keys.public[name]}'", f"    class: {name}", "    feeds: [sales]"]
    installation = Installation(test, ["sales"], "\n".join(lines) + "\n")
    installation.start()
    shop = shops.Shop(test.random, customers=60)
    running = load(installation, shop, 1500)
    for name, code in (("follower", 0), ("partner", 1)):
        config = os.path.join(test.folder, f"{name}.yaml")
        with open(config, "w") as file:
            file.write(f"data: {os.path.join(test.folder, name)}\noperator_keys: {keys.path(name)}\ndepartments: []\n"
                       f"peers:\n  - name: sales\n    router: {endpoint}\n    pub: tcp://127.0.0.1:{pub_port}\n"
                       f"    server_key: '{keys.public['sales']}'\n")
        copies = os.path.join(test.folder, f"{name}-copies")
        words = [program(test), "follow", "sales", copies, "--once", "--json", "--config", config]
        done = subprocess.run(words, capture_output=True, text=True, timeout=120, env=environment())
        equal(done.returncode, code, f"exit code of following with a key of the class {name}: {done.stderr}")
        check(code == 0 or "may not" in done.stderr, lambda: f"it says why: {done.stderr}")
    finish(running)
    done = subprocess.run([program(test), "follow", "sales", os.path.join(test.folder, "follower-copies"), "--once",
                           "--json", "--config", os.path.join(test.folder, "follower.yaml")],
                          capture_output=True, text=True, timeout=120, env=environment())
    equal(done.returncode, 0, f"exit code of following again: {done.stderr}")
    level = json.loads(done.stdout.splitlines()[-1])
    equal(int(level["sequence"]), installation.client.status("sales").head, "last event of the copy")
    installation.stop()


def clean_machine(test):
    """All departments of a backup taken under load, put back on a machine that has nothing but the organisation key."""
    installation, shop = begin(test)
    backups = os.path.join(test.folder, "backups")
    running = load(installation, shop, 1500, 400)
    wait_for("some sales are acknowledged", 60, lambda: len(running[0].answers) > 300)
    acknowledged = [messages.of("payvand.Reply").FromString(packed).payload
                    for _, packed in list(running[0].answers.values())]
    made = backup(test, installation, backups)
    finish(running)
    installation.stop()
    fresh = os.path.join(test.folder, "fresh")
    os.makedirs(fresh, mode=0o700)
    shutil.copy(os.path.join(installation.data, "organisation.key"), fresh)
    again = Installation(test, DEPARTMENTS, f"segment_mb: {SEGMENT_MB}\n", fresh)
    for name in DEPARTMENTS:
        done = restore(test, again, name, backups)
        equal(int(done["sequence"]), told(made, name), f"last event of the restored {name}")
        equal(done["lostTo"], "0", f"events of {name} that others in the backup had heard and it had not told")
    again.start()
    again.wait_until_converged()
    orders = {order.order_id for order in shops.of_type(again.client.events("sales"), "sales.OrderPlaced")}
    for packed in acknowledged:
        check(messages.of("sales.Order").FromString(packed).order_id in orders, "what was acknowledged before the backup")
    finish(load(again, shop, 100))
    settle(test, again)
    again.stop()
    again.rebuild_checks()


def hot_backup(test):
    killed(test)
    clean_machine(test)


def run(test, which):
    {"follower": follower, "alone": alone, "hot_backup": hot_backup, "no_room": no_room, "flipped": flipped, "erased": erased,
     "remote": remote, "clean_machine": clean_machine}[which](test)


if __name__ == "__main__":
    story(run)
