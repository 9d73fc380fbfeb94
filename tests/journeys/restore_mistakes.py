#!/usr/bin/python3
"""What goes wrong around a restore beside the loss itself: another log in the department's place, another organisation's
backup, two restores at once, damage at the end of a copy. Nothing acknowledged goes without a word."""
import json
import os
import shutil
import signal
import subprocess

import shop as shops
from payvand import Installation, check, environment, equal, story, wait_for
from restore import SEGMENT_MB, Follower, backup, finish, flip, load, lose, options, payvand, program, restore, told
from two_hosts import Keys

ALONE = f"departments:\n  - name: sales\nsegment_mb: {SEGMENT_MB}\n"


def sales_alone(test, name="data", key_of=None):
    """Sales of its own, without others: in the organisation of another installation or in a new one."""
    data = os.path.join(test.folder, name)
    os.makedirs(data, mode=0o700)
    if key_of:
        shutil.copy(os.path.join(key_of.data, "organisation.key"), data)
    installation = Installation(test, ["sales"], ALONE, data)
    installation.shop = shops.Shop(test.random, customers=20)
    return installation


def sell(installation, sales):
    finish(load(installation, installation.shop, sales))
    return installation.client.status("sales").head


def folder(test, name):
    return os.path.join(test.folder, name)


def come_back_empty(test, installation, sales):
    """Another log in the place of the one that was lost, with work of its own; returns its last event."""
    shutil.rmtree(os.path.join(installation.data, "sales"))
    other = sales_alone(test, f"other{sales}", installation)
    other.start()
    head = sell(other, sales)
    other.stop()
    shutil.move(os.path.join(other.data, "sales"), os.path.join(installation.data, "sales"))
    return head


# --- stories ---------------------------------------------------------------------------------------------------------


def only_aside(test):
    """What was acknowledged in a log that is put aside is told: all of another log, the end of the same one, nothing."""
    installation = sales_alone(test)
    installation.start()
    sell(installation, 100)
    made = backup(test, installation, folder(test, "backups"))
    head, kept = sell(installation, 60), told(made, "sales")
    installation.stop()
    done = restore(test, installation, "sales", made["backup"])
    equal([(int(run["from"]), int(run["to"])) for run in done["onlyKept"]], [(kept + 1, head)], "events that are only aside")
    equal(int(done["onlyKeptEvents"]), head - kept, "number of events that are only aside")
    done = restore(test, installation, "sales", made["backup"])
    equal((done["onlyKept"], done["onlyKeptEvents"], done["keptDamage"]), ([], "0", ""), "what is only aside of the same log")
    head = come_back_empty(test, installation, 40)
    said = payvand(test, installation, "restore", "sales", made["backup"]).stdout
    check(f"{head} events of epoch" in said and f"(events 1 to {head})" in said and "are only in" in said,
          lambda: f"it says that {head} events are only aside:\n{said}")
    installation.start()
    sell(installation, 10)
    installation.stop()


def copy_is_kept(test):
    """A follower keeps its copy when the department comes back with another log; what it was told to put aside is found."""
    installation, copies = sales_alone(test), folder(test, "copies")
    installation.start()
    sell(installation, 100)
    made = backup(test, installation, folder(test, "backups"))
    follow = Follower(test, installation, "sales", copies)
    head = sell(installation, 60)
    follow.once()
    installation.stop()
    come_back_empty(test, installation, 30)
    installation.start()
    refused = payvand(test, installation, "follow", "sales", copies, "--once", code=1)
    check("shares no event" in refused.stderr and "--put-aside" in refused.stderr, lambda: f"it says why: {refused.stderr}")
    equal(os.listdir(os.path.join(copies, "sales")).count("log"), 1, "copies that are there")
    waits(test, installation, copies)
    installation.stop()
    done = restore(test, installation, "sales", made["backup"], "--follower", copies)
    equal(int(done["sequence"]), head, "last event of the restored sales")
    installation.start()
    head = sell(installation, 10)
    equal(int(follow.once()["sequence"]), head, "last event of the copy of the restored department")
    installation.stop()
    put_aside_is_found(test, installation, made, copies, head)


def waits(test, installation, copies):
    """Without --once it says so once and stays; ended, it has failed."""
    said = os.path.join(test.folder, "waits.log")
    with open(said, "w") as file:
        process = subprocess.Popen([program(test), "follow", "sales", copies, *options(installation)], stderr=file,
                                   stdout=file, env=environment())
    test.cleanups.append(process.kill)
    wait_for("the follower says that it waits", 30, lambda: "; waiting" in open(said).read())
    process.terminate()
    equal(process.wait(30), 1, "exit code of a follower that ends while it waits")


def put_aside_is_found(test, installation, made, copies, head):
    """The operator has the copy put aside; the restore finds it, or names all that are there."""
    come_back_empty(test, installation, 20)
    installation.start()
    payvand(test, installation, "follow", "sales", copies, "--once", "--put-aside")
    installation.stop()
    done = restore(test, installation, "sales", made["backup"], "--follower", copies)
    equal(int(done["sequence"]), head, "last event of sales restored with the copy that was put aside")
    check("/copies/sales/log-" in done["follower"], lambda: f"it says which copy: {done['follower']}")
    name = os.path.basename(done["follower"])
    come_back_empty(test, installation, 10)
    strange = backup(test, installation, folder(test, "strange_backups"))
    refused = payvand(test, installation, "restore", "sales", strange["backup"], "--follower", copies, code=1)
    check("does not continue" in refused.stderr and name in refused.stderr, lambda: f"it names the copies: {refused.stderr}")


def other_organisation(test):
    """A backup is restored with its own key alone; without a key it says what is missing, an old manifest is taken."""
    installation, stranger = sales_alone(test), sales_alone(test, "stranger")
    for one in (installation, stranger):
        one.start()
        sell(one, 20)
    made = backup(test, installation, folder(test, "backups"))["backup"]
    with open(os.path.join(installation.data, "organisation.key")) as file:
        check(file.read().strip() not in open(os.path.join(made, "manifest.json")).read(), "the key is not in the manifest")
    stranger.stop()
    refused = payvand(test, stranger, "restore", "sales", made, code=1)
    check("another organisation" in refused.stderr, lambda: f"it says why: {refused.stderr}")
    check(not [name for name in os.listdir(stranger.data) if "before" in name], "what is there stays")
    forget_organisation(made)
    said = payvand(test, stranger, "restore", "sales", made)
    check("does not tell which organisation" in said.stderr, lambda: f"it says that it cannot tell: {said.stderr}")
    installation.stop()
    drill(test, installation, backup(test, installation, folder(test, "backups"))["backup"])


def forget_organisation(made):
    """As a manifest was before it told its organisation."""
    path = os.path.join(made, "manifest.json")
    with open(path) as file:
        manifest = json.load(file)
    del manifest["organisation"]
    with open(path, "w") as file:
        json.dump(manifest, file)


def drill(test, installation, made):
    """As the page for operators says, with the key and, at first, without."""
    data = folder(test, "drill")
    words = [program(test), "restore", "sales", made, "--data", data]
    check_key = [program(test), "rebuild", "sales", "--check", "--data", data]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, env=environment())
    equal(done.returncode, 0, f"exit code of a restore into an empty folder: {done.stderr}")
    check(f"key is not in {data}/organisation.key" in done.stdout, lambda: f"it says that the key is missing: {done.stdout}")
    shutil.copy(os.path.join(installation.data, "organisation.key"), data)
    for words in (words, check_key):
        done = subprocess.run(words, capture_output=True, text=True, timeout=60, env=environment())
        equal(done.returncode, 0, f"exit code of {words}: {done.stdout}{done.stderr}")
        check("key is not in" not in done.stdout, lambda: f"nothing is missing: {done.stdout}")


class SlowRestore:
    """A restore stopped when it has copied something; it goes on at its end. It asks another department, which does not
    answer, for two seconds, so that it is not done before it is stopped."""

    def __init__(self, test, installation, made):
        config, keys = folder(test, "slow.yaml"), Keys(test.folder)
        keys.make("operator")
        keys.make("loyalty")
        with open(config, "w") as file:
            file.write(f"{ALONE}operator_keys: {keys.path('operator')}\npeers:\n  - name: loyalty\n"
                       f"    router: tcp://127.0.0.1:1\n    pub: tcp://127.0.0.1:2\n"
                       f"    server_key: '{keys.public['loyalty']}'\n")
        self.process = subprocess.Popen([program(test), "restore", "sales", made, "--data", installation.data, "--config",
                                         config], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=environment())
        test.cleanups.append(self.process.kill)
        made = os.path.join(installation.data, ".restoring-sales", "sales", "log", "log-00000001.segment")
        wait_for("it has something in its hands", 30, lambda: os.path.exists(made) and os.path.getsize(made))
        self.process.send_signal(signal.SIGSTOP)

    def end(self, code):
        self.process.send_signal(signal.SIGCONT)
        said = "".join(self.process.communicate(timeout=60))
        equal(self.process.returncode, code, f"exit code of the restore: {said}")
        return said


def refused(test, installation, text, *words):
    done = payvand(test, installation, *words, code=1)
    check(text in done.stderr, lambda: f"payvand {words} says why: {done.stderr}")


def in_the_way(test):
    """One restore at a time, and none into a place that a department or a supervisor is in, also when its folder is gone."""
    installation = sales_alone(test)
    installation.start()
    head = sell(installation, 80)
    made = backup(test, installation, folder(test, "backups"))["backup"]
    words = ["restore", "sales", made]
    refused(test, installation, "runs: stop it first", *words)
    lose(installation, "sales")
    slow = SlowRestore(test, installation, made)
    refused(test, installation, "another restore of sales is under way", *words)
    refused(test, installation, "is a restore under way", "up", "--detach")
    slow.end(0)
    installation.start()
    equal(installation.client.status("sales").head, head, "last event of the restored sales")
    lose(installation, "sales")
    slow = SlowRestore(test, installation, made)
    os.unlink(os.path.join(installation.data, "sales.begun"))  # the operator means to begin with nothing
    installation.start()
    said = slow.end(1)
    check("runs: stop it first" in said, lambda: f"it says that the department was started: {said}")
    equal([name for name in os.listdir(installation.data) if "before" in name or "restoring" in name], [],
          "what the refused restore leaves")
    shutil.rmtree(os.path.join(installation.data, "sales"))
    refused(test, installation, "answers", *words)
    installation.kill("sales")
    supervised(test, installation, words)


def supervised(test, installation, words):
    """A supervisor would start the department in the middle of it."""
    restore(test, installation, *words[1:])
    payvand(test, installation, "up", "--detach")
    test.cleanups.append(lambda: payvand(test, installation, "down"))
    refused(test, installation, "payvand down first", *words)
    payvand(test, installation, "down")
    restore(test, installation, *words[1:])


def bad_end(test):
    """A bit flipped in the last frame of the follower's copy looks like a torn end: what is passed over is told."""
    installation, copies = sales_alone(test), folder(test, "copies")
    installation.start()
    sell(installation, 20)
    made = backup(test, installation, folder(test, "backups"))["backup"]
    head = sell(installation, 20)
    Follower(test, installation, "sales", copies).once()
    installation.stop()
    words = ["restore", "sales", made, "--follower", copies]
    done = restore(test, installation, *words[1:])
    equal((int(done["sequence"]), done["followerPassedOverBytes"]), (head, "0"), "a restore with a whole copy")
    path = os.path.join(copies, "sales", "log", "log-00000001.segment")
    flip(path, os.path.getsize(path) - 16, 4)
    done = restore(test, installation, *words[1:])
    check(int(done["followerPassedOverBytes"]) > 0, "it says how much it passed over")
    equal((int(done["followerPassedOverFrom"]), int(done["followerPassedOverTo"])), (int(done["sequence"]) + 1, head),
          "events that were passed over")
    said = payvand(test, peers_unknown(test, installation), *words).stdout
    check("no whole frame and were passed over: events" in said, lambda: f"it says so to people too:\n{said}")
    check("Nobody could be asked" in said and "5 departments could not be asked" in said and "Nobody else" not in said,
          lambda: f"it claims nothing of those that it could not ask:\n{said}")


def peers_unknown(test, installation):
    """The same place with all departments in its configuration, which have no logs there."""
    same = Installation(test, [], "", installation.data)
    same.config = folder(test, "all.yaml")
    with open(same.config, "w") as file:
        file.write(f"segment_mb: {SEGMENT_MB}\n")
    return same


def damaged_copy(test):
    """A bit that flips in the follower's copy is found, once and while it runs, and the segment is taken again."""
    installation, copies = sales_alone(test), folder(test, "copies")
    installation.start()
    sell(installation, 1200)
    follow = Follower(test, installation, "sales", copies)
    follow.once()
    home = os.path.join(installation.data, "sales", "log", "log-00000001.segment")
    path = os.path.join(copies, "sales", "log", "log-00000001.segment")
    size = os.path.getsize(path)
    check(os.path.exists(path.replace("1.segment", "2.segment")), "the copy has a sealed segment")

    def is_whole():
        with open(home, "rb") as one, open(path, "rb") as other:
            return one.read(size) == other.read()
    flip(path, test.random.randrange(size), 1 << test.random.randrange(8))
    level = follow.once()
    equal((level["behind"], level["takenAgain"]), ("0", 1), "events behind and segments taken again")
    check(is_whole(), "the copy is what the department has")
    flip(path, test.random.randrange(size), 1 << test.random.randrange(8))
    follow.start()
    wait_for("the running follower has taken the segment again", 30, is_whole)
    follow.kill()
    installation.stop()


def another_department(test):
    """The log of one department is not taken for another's, whatever the folder or the manifest says."""
    installation, copies = sales_alone(test), folder(test, "copies")
    installation.start()
    sell(installation, 20)
    made = backup(test, installation, folder(test, "backups"))["backup"]
    Follower(test, installation, "sales", copies).once()
    installation.stop()
    everybody = peers_unknown(test, installation)
    os.rename(os.path.join(copies, "sales"), os.path.join(copies, "loyalty"))
    refused(test, everybody, "is the log of sales, not of loyalty", "follow", "loyalty", copies)
    os.rename(os.path.join(made, "sales"), os.path.join(made, "loyalty"))
    path = os.path.join(made, "manifest.json")
    with open(path) as file:
        manifest = file.read()
    with open(path, "w") as file:
        file.write(manifest.replace('"sales"', '"loyalty"'))
    refused(test, everybody, "is the log of sales, not of loyalty", "restore", "loyalty", made)
    equal([name for name in os.listdir(installation.data) if "loyalty" in name], [], "what the refused restore leaves")


def run(test, which):
    {"damaged_copy": damaged_copy, "another_department": another_department, "bad_end": bad_end, "in_the_way": in_the_way,
     "other_organisation": other_organisation, "copy_is_kept": copy_is_kept, "only_aside": only_aside}[which](test)


if __name__ == "__main__":
    story(run)
