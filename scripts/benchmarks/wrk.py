#!/usr/bin/env python3
"""Loads `sms serve` and nginx in turn with wrk; prints requests/s, p50, p99, the ratio to nginx, and bars.

usage: wrk.py [-r ROUNDS=5] [-d SECONDS=3] [-m]

A vault is made by the product itself in $BENCH_DATA, served on loopback with its default settings, and read by the
bearer of a real login: one secret by its id, and 100 by get-by-ids; nginx (two workers) serves files of the same sizes
as those answers. wrk runs one thread beside them. Before the load each answer is compared with what it has to be; after
it `sms events` has to hold one 2100 for each secret in each answer of status 200 that the server counted, and nothing
else may have been answered. -m: only with the vault in memory (/dev/shm).

All is measured twice: with the vault on the disk, where a commit waits for the disk, and with it on a file system in
memory, which shows what the program needs. The disk's own time for a sync is printed beside it. With BENCH_TABLE in
the environment, the rows are also appended to that file as a Markdown table's rows.
"""
import getopt
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from served import Served

MANY = 100
NGINX_PORT = 18080


class Nginx:
    """nginx with a file for each size."""

    def __init__(self, files):
        self.folder = tempfile.mkdtemp(prefix="nginx")
        os.chmod(self.folder, 0o755)
        os.mkdir(self.folder + "/html")
        for name, body in files.items():
            with open("%s/html/%s.json" % (self.folder, name), "wb") as file:
                file.write(body)
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        temporary = "".join("%s_temp_path %s/t; " % (kind, self.folder) for kind in kinds)
        with open(self.folder + "/nginx.conf", "w") as file:
            file.write(
                "worker_processes 2; daemon off; pid %s/pid; error_log %s/err;\n"
                "events { worker_connections 2048; }\n"
                "http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000;\n"
                " open_file_cache max=100; default_type application/json; %s\n"
                " server { listen 127.0.0.1:%d; root %s/html; } }\n"
                % (self.folder, self.folder, temporary, NGINX_PORT, self.folder)
            )
        self.process = subprocess.Popen(["nginx", "-c", self.folder + "/nginx.conf"], stderr=subprocess.DEVNULL)
        time.sleep(0.5)
        if self.process.poll() is not None:
            sys.exit("nginx does not start on port %d" % NGINX_PORT)

    def url(self, name):
        return "http://127.0.0.1:%d/%s.json" % (NGINX_PORT, name)

    def stop(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder)


def milliseconds(text):
    found = re.match(r"([\d.]+)(us|ms|s)", text)
    return float(found[1]) * {"us": 1e-3, "ms": 1, "s": 1e3}[found[2]]


def wrk(url, connections, seconds, headers=(), script=None):
    """Returns (requests/s, p50, p99); ends the run where an answer was not 2xx or a connection broke."""
    words = ["wrk", "-t1", "-c%d" % connections, "-d%ds" % seconds, "--latency"]
    for header in headers:
        words += ["-H", header]
    out = subprocess.run(words + (["-s", script] if script else []) + [url], capture_output=True, text=True).stdout
    bad = re.findall(r"Non-2xx.*|Socket errors.*", out)
    if bad or "Requests/sec" not in out:
        sys.exit("%s: %s" % (url, " ".join(bad) or out))
    return (
        float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]),
        milliseconds(re.search(r"\n +50% +(\S+)", out)[1]),
        milliseconds(re.search(r"\n +99% +(\S+)", out)[1]),
    )


def lua(served, name, method, body, content_type):
    """The script that lets wrk send a body."""
    return served.write(
        name + ".lua",
        "wrk.method = '%s'\nwrk.body = [[%s]]\nwrk.headers['Content-Type'] = '%s'\n" % (method, body, content_type),
    )


def syncs(folder):
    """Milliseconds of writing 48 KiB over what is there and having it on the disk: p50, p99."""
    path = folder + "/sync"
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    os.write(file, b"x" * (4 << 20))
    os.fsync(file)
    taken = []
    for number in range(300):
        os.pwrite(file, b"y" * 49152, number % 80 * 49152)
        begun = time.perf_counter()
        os.fdatasync(file)
        taken.append((time.perf_counter() - begun) * 1000)
    os.close(file)
    os.unlink(path)
    return statistics.median(taken), sorted(taken)[296]


class Load:
    """One vault under load, beside nginx."""

    def __init__(self, folder, place):
        self.place, self.served = place, Served(folder, MANY + 20)
        served = self.served
        served.start()
        served.login()
        ids = served.ids()[:MANY]
        self.one = "/api/secrets/" + ids[0]
        body = served.ask(self.one)
        row = json.loads(body)
        if row["id"] != ids[0] or not row["value"].startswith("2."):
            sys.exit("the answer is another one: %s" % row)
        many = served.ask("/api/secrets/get-by-ids", {"ids": ids})
        if [row["id"] for row in json.loads(many)["data"]] != ids:
            sys.exit("get-by-ids answers with other secrets")
        self.files = {"one": body, "many": many}
        json_type = "application/json"
        self.scripts = {
            "many": lua(served, "many", "POST", json.dumps({"ids": ids}), json_type),
            "login": lua(served, "login", "POST", served.login_form(), "application/x-www-form-urlencoded"),
        }
        # What the set-up itself has read and answered.
        self.reads, self.logins = served.events(2100), 1
        self.gets, self.posts = served.answered("GET"), served.answered("POST")

    def run(self, work, connections, seconds):
        url, served = self.served.url, self.served
        bearer = ["Authorization: Bearer " + served.bearer]
        if work == "one":
            found = wrk(url + self.one, connections, seconds, bearer)
        elif work == "many":
            found = wrk(url + "/api/secrets/get-by-ids", connections, seconds, bearer, self.scripts["many"])
        else:
            found = wrk(url + "/identity/connect/token", connections, seconds, (), self.scripts["login"])
        posts = served.answered("POST")
        if work == "login":
            self.logins += posts - self.posts
        else:
            self.reads += (posts - self.posts) * MANY
        self.posts = posts
        return found

    def check(self):
        """One event for each secret that was answered with, one for each login; the chain of events holds."""
        served = self.served
        gets = served.answered("GET")
        self.reads += gets - self.gets
        self.gets = gets
        found = served.events(2100)
        if found != self.reads:
            sys.exit("%d events for %d secrets read" % (found, self.reads))
        served.run("vault", "verify")
        print("%s: one event for each of %d secrets read, and vault verify finds nothing" % (self.place, found))


def main():
    options = dict(getopt.getopt(sys.argv[1:], "r:d:mh")[0])
    if "-h" in options:
        sys.exit(__doc__)
    rounds, seconds = int(options.get("-r", 5)), int(options.get("-d", 3))
    places = [] if "-m" in options else [("disk", os.environ["BENCH_DATA"] + "/server")]
    if os.access("/dev/shm", os.W_OK):
        places.append(("memory", "/dev/shm/sms-bench-%d" % os.getpid()))
    loads = [Load(folder, place) for place, folder in places]
    nginx = Nginx(loads[0].files)
    results, disk = {}, []
    works = [("one", 32), ("one", 64), ("many", 32), ("many", 64), ("login", 32), ("login", 64)]
    try:
        for _ in range(rounds):
            disk.append(syncs(places[0][1]))
            for work, connections in works:
                if work != "login":
                    found = wrk(nginx.url(work), connections, seconds)
                    results.setdefault(("nginx", work, connections), []).append(found)
                for load in loads:
                    found = load.run(work, connections, seconds)
                    results.setdefault((load.place, work, connections), []).append(found)
        for load in loads:
            load.check()
    finally:
        nginx.stop()
        for load in loads:
            load.served.stop()
            shutil.rmtree(load.served.folder)
    report(results, works, [load.place for load in loads], disk, {k: len(v) for k, v in loads[0].files.items()})


def report(results, works, places, disk, sizes):
    names = {
        "one": "GET /secrets/{id} (%d bytes)" % sizes["one"],
        "many": "get-by-ids of %d (%d bytes)" % (MANY, sizes["many"]),
        "login": "login",
    }
    lines = []
    sync = statistics.median(p50 for p50, _ in disk), statistics.median(p99 for _, p99 in disk)
    print("a sync of 48 KiB on the %s: p50 %.2f ms, p99 %.2f ms" % (places[0], *sync))
    print("  so at most %.0f answers/s at 64 connections that each wait for one" % (64000 / sync[0]))
    for work, connections in works:
        print("%s, %d connections" % (names[work], connections))
        peers = results.get(("nginx", work, connections))
        for place in ["nginx"] * bool(peers) + places:
            found = results[place, work, connections]
            rate, p50, p99 = (statistics.median(row[column] for row in found) for column in range(3))
            line = "  %-8s %9.0f/s (%.0f..%.0f)  p50 %6.2f ms  p99 %6.2f ms" % (
                place, rate, min(row[0] for row in found), max(row[0] for row in found), p50, p99,
            )  # fmt: skip
            if place == "nginx":
                print(line)
                continue
            title = "%s, %d connections, vault in %s" % (names[work], connections, place)
            if peers:
                ratio = statistics.median(a[0] / b[0] for a, b in zip(found, peers))
                bar = 0.5 if work == "one" else None
                met = "" if bar is None else "met" if ratio >= bar else "not met"
                line += "   %.3f x nginx%s" % (ratio, "" if bar is None else ", bar %g: %s" % (bar, met))
                lines.append((title, "nginx, requests/s", "%.3g x" % ratio, ">= %g x" % bar if bar else "", met))
            else:
                lines.append((title, "", "%.0f/s" % rate, "", ""))
            if connections == 64 and work != "login":
                met = "met" if p99 < 10 else "not met"
                line += "   p99 under 10 ms: %s" % met
                lines.append((title, "p99", "%.3g ms" % p99, "< 10 ms", met))
            print(line)
    if os.environ.get("BENCH_TABLE"):
        lines.append(("a sync of 48 KiB", "the disk, p50 and p99", "%.3g ms, %.3g ms" % sync, "", ""))
        with open(os.environ["BENCH_TABLE"], "a") as table:
            table.writelines("| %s |\n" % " | ".join(line) for line in lines)


if __name__ == "__main__":
    main()
