#!/usr/bin/env python3
"""Runs whole commands in turn and prints medians, ratios to the first, and whether each ratio keeps its bar.

usage: compare.py [-n ROUNDS] [-w WARMUPS] [-s] [-r REPEATS] WORK NAME=COMMAND [NAME[<=BAR]=COMMAND ...]

The first command is `sms`; for each other one the ratio sms / other is taken round by round and its median printed,
so a machine that slows down for a while slows both sides. `NAME<=0.5=COMMAND` gives the ratio's bar. Commands are
split as a shell splits words and no shell is started. -s: all must print the same, or the run ends with 1. -r: each
measure is the sum of so many runs in a row, for commands of a few milliseconds. Memory is the largest process's, in
MiB. With BENCH_TABLE in the environment, the rows are also appended to that file as a Markdown table's rows.
"""
import getopt
import hashlib
import os
import re
import shlex
import statistics
import subprocess
import sys
import time


def run(argv, keep):
    """Returns (seconds, MiB, exit code, digest of what was printed)."""
    start = time.perf_counter()
    child = subprocess.Popen(
        argv,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if keep else subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    digest = hashlib.sha256()
    if keep:
        for block in iter(lambda: child.stdout.read(1 << 16), b""):
            digest.update(block)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    return seconds, usage.ru_maxrss / 1024, child.returncode, digest.hexdigest()


def commands(words):
    """Returns [(name, bar or None, argv)] of NAME[<=BAR]=COMMAND words."""
    found = []
    for word in words:
        match = re.match(r"([^=<]+)(?:<=([0-9.]+))?=(.*)", word, re.S)
        if not match:
            sys.exit("not NAME=COMMAND: " + word)
        found.append((match[1], float(match[2]) if match[2] else None, shlex.split(match[3])))
    return found


def measure(listed, rounds, warmups, repeats):
    """Returns {name: [(seconds, MiB)]}, every command once a round."""
    results = {name: [] for name, _, _ in listed}
    for index in range(-warmups, rounds):
        for name, _, argv in listed:
            seconds, memory = 0.0, 0.0
            for _ in range(repeats):
                took, size, code, _ = run(argv, False)
                if code != 0:
                    sys.exit("%s ended with %d: %s" % (name, code, shlex.join(argv)))
                seconds, memory = seconds + took, max(memory, size)
            if index >= 0:
                results[name].append((seconds / repeats, memory))
    return results


def main():
    options, words = getopt.getopt(sys.argv[1:], "n:w:r:sh")
    options = dict(options)
    if "-h" in options or len(words) < 2:
        sys.exit(__doc__)
    work, listed = words[0], commands(words[1:])
    if "-s" in options:
        digests = {name: run(argv, True)[3] for name, _, argv in listed}
        odd = [name for name in digests if digests[name] != digests[listed[0][0]]]
        if odd:
            sys.exit("%s: %s print something else than %s" % (work, ", ".join(odd), listed[0][0]))
    results = measure(
        listed, int(options.get("-n", 5)), int(options.get("-w", 1)), int(options.get("-r", 1))
    )
    first = results[listed[0][0]]
    print(work)
    lines = []
    for name, bar, _ in listed:
        seconds = statistics.median(took for took, _ in results[name])
        memory = max(size for _, size in results[name])
        line = "  %-22s %10.2f ms %8.1f MiB" % (name, seconds * 1000, memory)
        if name != listed[0][0]:
            ratio = statistics.median(a[0] / b[0] for a, b in zip(first, results[name]))
            met = "" if bar is None else ("met" if ratio <= bar else "not met")
            line += "   sms takes %.3g x%s" % (ratio, "" if bar is None else ", bar %g: %s" % (bar, met))
            lines.append(
                "| %s | %s | %.3g x | %s | %s |\n"
                % (work, name, ratio, "" if bar is None else "<= %g x" % bar, met)
            )
        print(line, flush=True)
    if os.environ.get("BENCH_TABLE"):
        with open(os.environ["BENCH_TABLE"], "a") as table:
            table.writelines(lines)


if __name__ == "__main__":
    main()
