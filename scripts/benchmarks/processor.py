"""Runs programs and takes their processor time: what benchmarks share that measure by it."""
import hashlib
import math
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading


class Run:
    """What one run took: `seconds` of user and system time, `memory` in KiB, `digest` of what it printed.

    `seconds` is None where the limit was reached.
    """

    def __init__(self, argv, limit, environment=None):
        def bound():
            resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(limit), math.ceil(limit) + 1))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

        errors = tempfile.TemporaryFile()
        child = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            preexec_fn=bound,
            env=dict(os.environ, **(environment or {})),
        )
        # For what waits and takes no processor time.
        ended = threading.Event()
        waits = threading.Timer(limit * 6, lambda: (ended.set(), child.kill()))
        waits.start()
        printed = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        waits.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        self.seconds = usage.ru_utime + usage.ru_stime
        self.memory = usage.ru_maxrss
        self.digest = hashlib.sha256(printed.replace(b"\r", b"").rstrip()).hexdigest()
        if child.returncode == -signal.SIGXCPU or ended.is_set():
            self.seconds, self.digest = None, ""
        elif child.returncode != 0:
            errors.seek(0)
            sys.exit("%s ended with %d: %s" % (" ".join(argv), child.returncode, errors.read().decode()[-500:]))


def record(work, beside, value, bar, met):
    """Appends a row to the Markdown table that BENCH_TABLE names."""
    if os.environ.get("BENCH_TABLE"):
        with open(os.environ["BENCH_TABLE"], "a") as table:
            table.write("| %s | %s | %s | <= %g | %s |\n" % (work, beside, value, bar, "met" if met else "not met"))
