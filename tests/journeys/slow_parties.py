#!/usr/bin/python3
"""A publisher that stands still, a consumer that stands still, and a fast lane that loses, repeats and delays messages:
the others are not hurt, and in the end everybody agrees."""
import os
import signal
import threading
import time

import zmq

import shop as shops
from load import Loader
from payvand import DEPARTMENTS, Installation, check, story, wait_for

CONSUMER_STANDS_S = 5
GROWTH_LIMIT = 96 << 20  # of the publisher's memory while a consumer stands; sanitizers quarantine what is freed


class BadLane(threading.Thread):
    """Stands between the PUB of one department and its subscribers; drops, repeats, holds back and reorders messages."""

    def __init__(self, installation, department, random):
        super().__init__(daemon=True)
        path = installation.endpoint(department, "pub")[len("ipc://"):]
        os.rename(path, path + ".real")
        self.random, self.quit = random, threading.Event()
        self.context = zmq.Context()
        self.sub, self.pub = self.context.socket(zmq.SUB), self.context.socket(zmq.PUB)
        for socket in (self.sub, self.pub):
            socket.setsockopt(zmq.LINGER, 0)
        self.sub.setsockopt(zmq.SUBSCRIBE, b"")
        self.sub.connect(f"ipc://{path}.real")
        self.pub.bind(f"ipc://{path}")
        self.held, self.spoilt = [], 0

    def run(self):
        while not self.quit.is_set():
            if self.sub.poll(20):
                self.pass_on(self.sub.recv_multipart())
        self.sub.close()
        self.pub.close()
        self.context.term()

    def pass_on(self, frames):
        fate = self.random.random()
        if frames[0].endswith(b".beacon"):
            fate = 1.0 if fate > 0.3 else 0.0
        self.spoilt += fate < 0.6
        if fate < 0.2:
            return
        if fate < 0.4:
            self.held.append(frames)  # comes later, after others
        else:
            self.pub.send_multipart(frames)
            if fate < 0.6:
                self.pub.send_multipart(frames)
        if self.held and self.random.random() < 0.1:
            self.pub.send_multipart(self.held.pop(self.random.randrange(len(self.held))))


def peer(installation, department, of):
    return next(one for one in installation.client.status(department).peers if one.name == of)


def acknowledged(running):
    return sum(len(loader.answers) for loader in running)


def publisher_stands(test, installation, running):
    """Others notice that sales is silent, and go on."""
    others = [name for name in DEPARTMENTS if name != "sales"]
    pid = installation.pid("sales")
    os.kill(pid, signal.SIGSTOP)
    try:
        for name in others:
            wait_for(f"{name} notices that sales is silent", 20, lambda: peer(installation, name, "sales").silent)
        before = acknowledged(running[1:])
        wait_for("the others go on", 30, lambda: acknowledged(running[1:]) > before + 100)
    finally:
        os.kill(pid, signal.SIGCONT)
    before = acknowledged(running[:1])
    wait_for("sales answers again", 30, lambda: acknowledged(running[:1]) > before)
    for name in others:
        wait_for(f"{name} hears sales again", 30, lambda: not peer(installation, name, "sales").silent)


def consumer_stands(test, installation, running):
    """Sales answers, and marketing keeps up with it, while loyalty reads nothing."""
    pid = installation.pid("loyalty")
    grown_from = installation.client.status("sales").rss_bytes
    before, began = acknowledged(running[:1]), time.monotonic()
    os.kill(pid, signal.SIGSTOP)
    try:
        wait_for("sales was under load for a while", 60, lambda: time.monotonic() - began > CONSUMER_STANDS_S)
        took = time.monotonic() - began
        done = acknowledged(running[:1]) - before
        head = installation.client.status("sales").head_shared
        wait_for("marketing has what sales told meanwhile", 10,
                 lambda: peer(installation, "marketing", "sales").position >= head)
        grown = installation.client.status("sales").rss_bytes - grown_from
    finally:
        os.kill(pid, signal.SIGCONT)
    test.figure("sales a second while a consumer stands", done / took)
    test.figure("growth of the publisher", grown / (1 << 20), "MiB")
    check(done > 100, f"only {done} sales in {took:.1f} s")
    check(grown < GROWTH_LIMIT, f"sales grew by {grown} bytes while loyalty stood still")


def run(test):
    installation = Installation(test)
    installation.start()
    lanes = [BadLane(installation, name, test.random) for name in DEPARTMENTS]
    for lane in lanes:
        lane.start()
        test.cleanups.append(lane.quit.set)
    shops.set_programme(installation.client)
    shop = shops.Shop(test.random, customers=50)
    running = [Loader(installation, "sales", shop.sale, in_flight=16), Loader(installation, "support", shop.case, in_flight=1),
               Loader(installation, "analytics", shop.introduction, in_flight=1)]
    for loader in running:
        loader.start()
    publisher_stands(test, installation, running)
    consumer_stands(test, installation, running)
    for loader in running:
        loader.make = lambda: None
    for loader in running:
        loader.finish()
    test.figure("converged after", installation.wait_until_converged(), "s")
    test.figure("messages spoilt", sum(lane.spoilt for lane in lanes))
    statuses = [installation.client.status(name) for name in DEPARTMENTS]
    test.figure("gaps found", sum(one.gaps for status in statuses for one in status.peers))
    check(sum(lane.spoilt for lane in lanes) > 100, "the lane spoilt too little to show anything")
    shops.check_everything(installation, shop)
    installation.stop()
    installation.rebuild_checks()


if __name__ == "__main__":
    story(run)
