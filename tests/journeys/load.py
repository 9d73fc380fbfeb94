"""Load on one department: many commands under way, each repeated under its request id until it is answered."""
import threading
import time
import traceback

import zmq

import messages
from payvand import REPEAT_AFTER_S, Failed, check, equal, is_to_be_repeated, open_dealer


class Loader(threading.Thread):
    """Sends commands to one department, many under way at once, each repeated under its request id until answered.

    make() gives the next (name, fields) or None at the end. answers: request id to (packed Request, packed Reply).
    """

    def __init__(self, installation, department, make, in_flight=8):
        super().__init__(daemon=True)
        self.endpoint, self.department = installation.endpoint(department), department
        self.make, self.limit = make, in_flight
        self.answers, self.refused = {}, {}
        self.repeats = self.differing = 0
        self.quit = threading.Event()
        self.failure = None

    def run(self):
        context = zmq.Context()
        socket = open_dealer(context, self.endpoint)
        try:
            self.work(socket)
        except Exception:
            self.failure = traceback.format_exc()
        socket.close()
        context.term()

    def work(self, socket):
        waiting, more = {}, True  # request id to [packed, when it was sent]
        while not self.quit.is_set() and (more or waiting):
            while more and len(waiting) < self.limit:
                made = self.make()
                if made is None:
                    more = False
                    break
                request = messages.request(messages.COMMAND, *made)
                waiting[request.request_id] = [request.SerializeToString(), 0.0]
            self.send(socket, waiting)
            if socket.poll(20):
                self.take(socket, waiting)

    def send(self, socket, waiting):
        now = time.monotonic()
        for entry in waiting.values():
            if now - entry[1] > REPEAT_AFTER_S:
                try:
                    socket.send(entry[0], zmq.NOBLOCK)
                    self.repeats += entry[1] > 0
                    entry[1] = now
                except zmq.Again:
                    return

    def take(self, socket, waiting):
        while True:
            try:
                packed = socket.recv_multipart(zmq.NOBLOCK)[-1]
            except zmq.Again:
                return
            reply = messages.of("payvand.Reply").FromString(packed)
            if is_to_be_repeated(reply):
                continue
            if reply.request_id in self.answers:  # a repeat was answered too: with the same bytes
                self.differing += self.answers[reply.request_id][1] != packed
            elif reply.request_id in waiting:
                entry = waiting.pop(reply.request_id)
                kept = self.refused if reply.HasField("problem") else self.answers
                kept[reply.request_id] = (entry[0], packed)

    def finish(self, seconds=120):
        """Waits for the last answer; Failed if one is missing, differs from its first, or was refused."""
        self.join(seconds)
        check(not self.is_alive(), f"{self.department} leaves commands unanswered after {seconds} s")
        check(not self.failure, self.failure)
        equal(self.differing, 0, f"answers of {self.department} that differ from the first")
        for _, packed in self.refused.values():
            raise Failed(f"{self.department} refused: {messages.of('payvand.Reply').FromString(packed).problem}")
