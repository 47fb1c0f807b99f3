#!/usr/bin/env python3
"""Times the programs in Tests/Data/bench/kernels in sms, lua and python, and compares what they print.

usage: kernels.py [growth] [NAME...]     with SMS, and maybe ROUNDS, LIMIT and BENCH_TABLE, in the environment

Times are user and system time of whole processes. Ratios are taken round by round, and their medians are printed. A
run over the limit is ended: its ratio is then at least what is printed, and the kernel is not timed again. The run ends
with 1 where outputs differ or a program fails. The file `list` beside the programs says which there are.
"""
import math
import os
import shutil
import statistics
import sys

from processor import Run, record

FOLDER = "Tests/Data/bench/kernels"
ROUNDS = int(os.environ.get("ROUNDS", 5))
LIMIT = float(os.environ.get("LIMIT", 10))
PYTHON = "/usr/bin/python3" if os.access("/usr/bin/python3", os.X_OK) else sys.executable
# kind -> (peer, bar of the worst, bar of the geometric mean)
BARS = {"pure": ("lua5.4", 3.0, 1.2), "library": ("python3", 1.5, 0.6)}
GROWTH_BAR = 0.1


class Kernel:
    """A line of the list."""

    def __init__(self, line):
        self.name, self.kind, *numbers = line.split()
        self.small, self.size, self.start = map(int, numbers[:3])
        self.own = float(numbers[3])

    def command(self, language, size):
        words = {
            "sms": [os.environ["SMS"], self.name + ".sms"],
            "lua5.4": ["lua5.4", self.name + ".lua"],
            "python3": [PYTHON, self.name + ".py"],
        }[language]
        return [words[0], os.path.join(FOLDER, words[1]), str(size)]

    def languages(self):
        return ["sms"] + (["lua5.4"] if shutil.which("lua5.4") else []) + ["python3"]


def compare(kernel, size, digests):
    if len(set(digests.values())) > 1:
        odd = [language for language in digests if digests[language] != digests["python3"]]
        sys.exit("%s %d: %s and python3 do not print the same" % (kernel.name, size, ", ".join(odd)))


def timed(kernel):
    """Returns {language: [seconds or None]}, each once a round; a language that is over the limit once."""
    languages = kernel.languages()
    compare(kernel, kernel.small, {name: Run(kernel.command(name, kernel.small), LIMIT).digest for name in languages})
    times = {name: [] for name in languages}
    for _ in range(ROUNDS):
        digests = {}
        for name, taken in times.items():
            if None in taken:
                continue
            run = Run(kernel.command(name, kernel.size), LIMIT)
            taken.append(run.seconds)
            if run.seconds is not None:
                digests[name] = run.digest
        compare(kernel, kernel.size, digests)
    return times


def ratio(times, peer):
    """Returns (median of the ratios sms / peer, whether it is only the least that it may be); None without the peer."""
    if peer not in times or None in times[peer]:
        return None
    if None in times["sms"]:
        return LIMIT / statistics.median(times[peer]), True
    return statistics.median(a / b for a, b in zip(times["sms"], times[peer])), False


def shown(found):
    return "-" if found is None else "%s%.2f" % (">=" if found[1] else "", found[0])


def milliseconds(taken):
    if taken is None:
        return "-"
    return "over the limit" if None in taken else "%.1f ms" % (statistics.median(taken) * 1000)


def measure(kernels):
    form = "%-14s %-8s %8s %15s %11s %11s %9s %9s  %s"
    print(form % ("kernel", "kind", "n", "sms", "lua5.4", "python3", "/ lua", "/ python", ""))
    found = {kind: {} for kind in BARS}
    for kernel in kernels:
        times = timed(kernel)
        peer, worst, _ = BARS[kernel.kind]
        result = ratio(times, peer)
        met = ""
        if result is not None:
            found[kernel.kind][kernel.name] = result
            met = "met" if result[0] <= worst and not result[1] else "not met"
            record(kernel.name, peer, shown(result) + " x", worst, met == "met")
        columns = [milliseconds(times.get(name)) for name in ("sms", "lua5.4", "python3")]
        ratios = [shown(ratio(times, name)) for name in ("lua5.4", "python3")]
        print(form % (kernel.name, kernel.kind, kernel.size, *columns, *ratios, met), flush=True)
    for kind, (peer, worst, mean) in BARS.items():
        if not found[kind]:
            continue
        values = list(found[kind].values())
        least = any(bound for _, bound in values)
        middle = math.exp(statistics.fmean(math.log(value) for value, _ in values)), least
        most = max(found[kind], key=lambda name: found[kind][name][0])
        for what, value, bar in (
            ("geometric mean of %d" % len(values), middle, mean),
            ("worst (%s)" % most, found[kind][most], worst),
        ):
            met = value[0] <= bar and not value[1]
            print("%s, %s: %s x %s, bar %g: %s" % (kind, what, shown(value), peer, bar, "met" if met else "not met"))
            record("%s kernels, %s" % (kind, what), peer, shown(value) + " x", bar, met)


def grown(kernel, start):
    """Returns the times at both sizes, the exponent, and whether it keeps its bar."""
    times = []
    for size in (kernel.start, kernel.start * 10):
        taken = []
        for _ in range(min(ROUNDS, 3)):
            taken.append(Run(kernel.command("sms", size), LIMIT * 3).seconds)
            if taken[-1] is None:
                break
        times.append(taken)
        if None in times[0]:
            return [taken, None], "-", False
    over = [LIMIT * 3 if None in taken else statistics.median(taken) - start for taken in times]
    exponent = math.log10(max(over[1], 1e-4) / max(over[0], 1e-4))
    least = None in times[1]
    return times, "%s%.2f" % (">=" if least else "", exponent), exponent <= kernel.own + GROWTH_BAR and not least


def growth(kernels):
    start = statistics.median(Run([os.environ["SMS"], "-c", "null"], LIMIT).seconds for _ in range(9))
    print("beyond a start of %.1f ms" % (start * 1000))
    form = "%-14s %9s %15s %9s %15s %9s %5s  %s"
    print(form % ("kernel", "n", "time", "10 n", "time", "exponent", "own", ""))
    for kernel in kernels:
        times, exponent, met = grown(kernel, start)
        end = kernel.start * 10
        columns = kernel.start, milliseconds(times[0]), end, milliseconds(times[1]), exponent, "%g" % kernel.own
        print(form % (kernel.name, *columns, "met" if met else "not met"), flush=True)
        work = "%s, %d to %d" % (kernel.name, kernel.start, end)
        record(work, "itself", exponent, kernel.own + GROWTH_BAR, met)


def main():
    with open(os.path.join(FOLDER, "list")) as lines:
        kernels = [Kernel(line) for line in lines if line.strip() and not line.startswith("#")]
    words = sys.argv[1:]
    grows = words[:1] == ["growth"]
    names = words[1:] if grows else words
    unknown = set(names) - {kernel.name for kernel in kernels}
    if unknown:
        sys.exit("no such kernel: %s\nthere are: %s" % (", ".join(sorted(unknown)), " ".join(k.name for k in kernels)))
    (growth if grows else measure)([kernel for kernel in kernels if not names or kernel.name in names])


if __name__ == "__main__":
    main()
