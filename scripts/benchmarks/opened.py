#!/usr/bin/env python3
"""Prints what sms takes for each name that it opens beside what python's library `cryptography` takes in a loop.

usage: opened.py ROUNDS FOLDER PEER.py

Of sms it is the whole process less one that only opens the vault, of python the loop alone. Python is the one that has
the library. With BENCH_TABLE in the environment, the rows are also appended to that file as a Markdown table's rows.
"""
import os
import shutil
import statistics
import subprocess
import sys
import time

BAR = 10


def run(argv):
    """Returns seconds."""
    start = time.perf_counter()
    subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def python():
    """The first python that has the library; nil where none has."""
    for name in ("/usr/bin/python3", shutil.which("python3"), sys.executable):
        if name and subprocess.run([name, "-c", "import cryptography"], stderr=subprocess.DEVNULL).returncode == 0:
            return name
    return None


def measure(rounds, program, code, count, peer):
    """Returns the medians of µs for a name and for an EncString of python, and of their ratio round by round."""
    mine, theirs = [], []
    for index in range(-1, rounds):
        took = run([program, "-c", code]) - run([program, "-c", "whoami"])
        # Keys and names here have about 20 bytes.
        loop = float(subprocess.run([*peer, str(count), "20"], stdout=subprocess.PIPE, check=True).stdout)
        if index >= 0:
            mine.append(took / count * 1e6)
            theirs.append(loop / count * 1e6)
    ratio = statistics.median(b / a for a, b in zip(mine, theirs))
    return statistics.median(mine), statistics.median(theirs), ratio


def main():
    rounds, folder, peer = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    found = python()
    if found is None:
        print("no python has the library cryptography: names opened were not compared")
        return
    print("names opened, for each EncString")
    for name, vault, code, count in (
        ("accounts, 10,000: get name", "accounts", "accounts | get name | length", 10_000),
        ("accounts, 10,000, as CSV", "accounts", "accounts | to csv", 10_000),
        ("secrets, 100,000: get key", "secrets", "secrets | get key | length", 100_000),
        ("secrets, 100,000, by a pattern", "secrets", 'secrets | where .key =~ "^TLS" | length', 100_000),
        ("secrets, 100,000, as CSV", "secrets", "secrets | to csv", 100_000),
    ):
        mine, theirs, ratio = measure(rounds, os.path.join(folder, "on-" + vault), code, count, [found, peer])
        met = "met" if ratio >= BAR else "not met"
        print("  %-32s %6.2f µs, python %6.2f µs: %5.1f x faster, bar %d: %s" % (name, mine, theirs, ratio, BAR, met),
              flush=True)
        if os.environ.get("BENCH_TABLE"):
            with open(os.environ["BENCH_TABLE"], "a") as table:
                table.write("| names opened: %s | python cryptography | %.1f x faster | >= %d x | %s |\n"
                            % (name, ratio, BAR, met))


main()
