#!/usr/bin/env python3
"""Sends mixed requests to `sms serve` over 64 connections and compares its memory and open files early and late.

usage: soak.py [COUNT=500000 [FIRST=0.1 [FACTOR=1.05]]]

The requests: logins, lists, reads, get-by-ids, syncs, new, changed and deleted secrets, wrong bearers, unknown ids,
bodies that are too large, on connections that stay and on some that end. Both measures are taken with no client
connected. Ends with 1 where an answer has another status than it must, the resident memory after COUNT is more than
FACTOR times that after COUNT * FIRST, or the number of open files differs.
"""
import json
import os
import random
import selectors
import shutil
import socket
import sys
import time

from served import Served

CLIENTS = 64


class Mix:
    """Makes requests and knows the status that each has to get."""

    def __init__(self, served):
        self.served, self.random = served, random.Random(4)
        self.ids = served.ids()
        row = json.loads(served.ask("/api/secrets/" + self.ids[0]))
        project = row["projects"][0]["id"]
        sealed = {"key": row["key"], "value": row["value"], "note": row["note"]}
        self.edit, self.new = json.dumps(sealed), json.dumps({**sealed, "projectIds": [project]})
        self.bearer = served.bearer
        self.mortal = []
        self.kinds = [
            (30, self.get), (20, self.many), (8, self.list), (8, self.sync), (10, self.login), (6, self.change),
            (1, self.create), (1, self.delete), (8, self.wrong), (6, self.unknown), (2, self.large),
        ]  # fmt: skip
        self.weights = [weight for weight, _ in self.kinds]

    def next(self):
        """Returns (bytes, status, what to do with the answer's body, whether the connection ends)."""
        kind = self.random.choices(self.kinds, self.weights)[0][1]
        method, path, body, status, then, headers = kind()
        closes = kind == self.large or self.random.random() < 0.05
        lines = ["%s %s HTTP/1.1" % (method, path), "Host: soak"] + headers
        if closes:
            lines.append("Connection: close")
        if body is not None and kind != self.large:
            lines.append("Content-Length: %d" % len(body))
        return ("\r\n".join(lines) + "\r\n\r\n" + (body or "")).encode(), status, then, closes

    def call(self, method, path, body=None, status=200, then=None, bearer=None):
        return method, "/api" + path, body, status, then, ["Authorization: Bearer " + (bearer or self.bearer)]

    def get(self):
        return self.call("GET", "/secrets/" + self.random.choice(self.ids))

    def many(self):
        return self.call("POST", "/secrets/get-by-ids", json.dumps({"ids": self.random.sample(self.ids, 5)}))

    def list(self):
        return self.call("GET", "/organizations/%s/%s" % (
            self.served.organization, self.random.choice(["secrets", "projects"])))  # fmt: skip

    def sync(self):
        # Now and then nothing has changed since, and now and then something has.
        now = time.time() - self.random.choice([0, 0, 0, 1])
        date = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + ".%06dZ" % (now % 1 * 1_000_000)
        return self.call(
            "GET", "/organizations/%s/secrets/sync?lastSyncedDate=%s" % (self.served.organization, date)
        )

    def login(self):
        def then(body):
            self.bearer = json.loads(body)["access_token"]

        kind = ["Content-Type: application/x-www-form-urlencoded"]
        return "POST", "/identity/connect/token", self.served.login_form(), 200, then, kind

    def change(self):
        return self.call("PUT", "/secrets/" + self.random.choice(self.ids), self.edit)

    def create(self):
        def then(body):
            self.mortal.append(json.loads(body)["id"])

        return self.call("POST", "/organizations/%s/secrets" % self.served.organization, self.new, 200, then)

    def delete(self):
        if not self.mortal:
            return self.create()
        return self.call("POST", "/secrets/delete", json.dumps([self.mortal.pop()]))

    def wrong(self):
        place = self.random.randrange(len(self.bearer) // 2)
        bearer = self.bearer[:place] + ("B" if self.bearer[place] == "A" else "A") + self.bearer[place + 1 :]
        return self.call("GET", "/secrets/" + self.ids[0], None, 401, None, bearer)

    def unknown(self):
        return self.call("GET", "/secrets/%032x" % self.random.getrandbits(128), None, 404)

    def large(self):
        method, path, _, _, _, headers = self.call("POST", "/secrets/get-by-ids")
        return method, path, "", 413, None, headers + ["Content-Length: 2000000", "Expect: 100-continue"]


class Client:
    """One connection: a request, its answer, the next request."""

    def __init__(self, address, selector):
        self.address, self.selector, self.socket, self.rest = address, selector, None, b""

    def ask(self, mix):
        if self.socket is None:
            self.socket = socket.create_connection(self.address)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.selector.register(self.socket, selectors.EVENT_READ, self)
        text, self.status, self.then, self.closes = mix.next()
        self.rest = b""
        self.socket.sendall(text)

    def came(self):
        """Takes what came; whether the answer is whole."""
        data = self.socket.recv(1 << 18)
        self.rest += data
        end = self.rest.find(b"\r\n\r\n")
        if end < 0 or not data:
            if not data:
                sys.exit("the server ended a connection before its answer")
            return False
        head = self.rest[:end].lower()
        place = head.find(b"\r\ncontent-length:")
        size = int(head[place + 17 :].split(b"\r\n")[0]) if place >= 0 else 0
        if len(self.rest) < end + 4 + size:
            return False
        status = int(head[9:12])
        if status != self.status:
            sys.exit("an answer has status %d, not %d: %r" % (status, self.status, self.rest[:300]))
        if self.then:
            self.then(self.rest[end + 4 :])
        if self.closes:
            self.close()
        return True

    def close(self):
        if self.socket:
            self.selector.unregister(self.socket)
            self.socket.close()
            self.socket = None


def send(mix, count):
    host, port = mix.served.url.split("//")[1].split(":")
    selector = selectors.DefaultSelector()
    clients = [Client((host, int(port)), selector) for _ in range(CLIENTS)]
    begun = ended = 0
    for client in clients[:count]:
        client.ask(mix)
        begun += 1
    while ended < count:
        for key, _ in selector.select():
            client = key.data
            if not client.came():
                continue
            ended += 1
            if begun < count:
                begun += 1
                client.ask(mix)
    for client in clients:
        client.close()


def measure(served):
    """Resident KiB and open files, with no client connected."""
    served.answered("GET")
    folder = "/proc/%d" % served.server.pid
    pages = int(open(folder + "/statm").read().split()[1])
    # Once more: the connection of the numbers themselves may still be ending.
    time.sleep(0.5)
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024, len(os.listdir(folder + "/fd"))


def main():
    words = sys.argv[1:]
    count = int(words[0]) if words else 500_000
    first, factor = [float(word) for word in (words[1:] + ["0.1", "1.05"][max(0, len(words) - 1) :])]
    served = Served(os.environ["BENCH_DATA"] + "/soak", 50)
    try:
        served.start()
        served.login()
        mix = Mix(served)
        begun, early = time.monotonic(), int(count * first)
        send(mix, early)
        before = measure(served)
        send(mix, count - early)
        after = measure(served)
        taken = time.monotonic() - begun
    finally:
        served.stop()
    print("after %7d requests: %6d KiB, %d open files" % (early, *before))
    print("after %7d requests: %6d KiB, %d open files" % (count, *after))
    print("memory %.3f x, at most %g x; %.0f requests/s" % (after[0] / before[0], factor, count / taken))
    served.run("vault", "verify")
    shutil.rmtree(served.folder)
    if after[0] > before[0] * factor or after[1] != before[1]:
        sys.exit(1)


if __name__ == "__main__":
    main()
