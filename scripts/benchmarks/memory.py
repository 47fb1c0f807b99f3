#!/usr/bin/env python3
"""Runs a command and prints how large its process grew, in MiB, and whether that keeps its bar.

usage: memory.py WORK BAR COMMAND

With BENCH_TABLE in the environment, the row is also appended to that file as a Markdown table's row.
"""
import os
import shlex
import subprocess
import sys

work, bar, command = sys.argv[1], float(sys.argv[2]), shlex.split(sys.argv[3])
child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(child.pid, 0)
if status != 0:
    sys.exit("%s ended with %d" % (shlex.join(command), os.waitstatus_to_exitcode(status)))
size = usage.ru_maxrss / 1024
met = "met" if size < bar else "not met"
print("%s\n  %-22s %13s %8.1f MiB   bar %g MiB: %s" % (work, "sms", "", size, bar, met))
if os.environ.get("BENCH_TABLE"):
    with open(os.environ["BENCH_TABLE"], "a") as table:
        table.write("| %s | - | %.1f MiB | < %g MiB | %s |\n" % (work, size, bar, met))
