#!/usr/bin/env python3
"""Prints how many milliseconds commands take over what opening the vault takes: the difference of two medians.

usage: over.py ROUNDS BAR PROGRAM FOLDER NAME=CODE...

PROGRAM lies in FOLDER and runs sms on one of the vaults there. With BENCH_TABLE in the environment, the rows are also
appended to that file as a Markdown table's rows.
"""
import os
import statistics
import subprocess
import sys
import time


def run(argv):
    """Returns milliseconds."""
    start = time.perf_counter()
    subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - start) * 1000


def main():
    rounds, bar, program = int(sys.argv[1]) * 3, float(sys.argv[2]), os.path.join(sys.argv[4], sys.argv[3])
    listed = [("", "whoami")] + [word.split("=", 1) for word in sys.argv[5:]]
    times = {name: [] for name, _ in listed}
    for index in range(-2, rounds):
        for name, code in listed:
            took = run([program, "-c", code])
            if index >= 0:
                times[name].append(took)
    start = statistics.median(times[""])
    print("over start and unlock (%.2f ms)" % start)
    for name, _ in listed[1:]:
        over = statistics.median(times[name]) - start
        met = "met" if over <= bar else "not met"
        print("  %-44s %8.2f ms over, bar %g: %s" % (name, over, bar, met), flush=True)
        if os.environ.get("BENCH_TABLE"):
            with open(os.environ["BENCH_TABLE"], "a") as table:
                table.write("| %s | start and unlock | %.2f ms over | <= %g ms | %s |\n" % (name, over, bar, met))


main()
