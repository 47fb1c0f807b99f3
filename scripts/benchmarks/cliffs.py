#!/usr/bin/env python3
"""Asks the questions of cliffs_questions.py in all their forms: cliffs.py FOLDER [QUESTION...]

FOLDER holds the vaults of accounts and secrets; CLIFFS_EVENTS, CLIFFS_EVENTS_KEY and CLIFFS_EVENTS_ROWS name the vault
of events, its key and the same events for SQLite. Times are user and system time of whole processes, medians of ROUNDS
rounds; ratios are taken round by round. A form over the limit is asked once.
"""
import os
import sqlite3
import statistics
import sys

from cliffs_questions import KEPT, QUESTIONS, SQL_READS
from processor import Run, record

ROUNDS = int(os.environ.get("ROUNDS", 5))
LIMIT = float(os.environ.get("LIMIT", 20))
FORMS = ("flags", "where", "closure", "for", "each", "bound")
# form -> (peer, bar); the first two are the vault's own query, or computed over columns.
BARS = {form: ("sqlite3", 1.5) if form in ("flags", "where") else ("python3", 1.0) for form in FORMS}
SPREAD_BAR = 4.0
KEPT_BAR = 100


class Vault:
    """What opens a vault, and the file of SQLite that has the same rows."""

    def __init__(self, name, folder):
        if name == "events":
            path, key = os.environ["CLIFFS_EVENTS"], os.environ["CLIFFS_EVENTS_KEY"]
            self.rows = os.environ["CLIFFS_EVENTS_ROWS"]
        else:
            path, key, self.rows = (os.path.join(folder, name + end) for end in (".db", ".key", ".rows.db"))
        self.environment = {"SMS_VAULT": path, "SMS_KEY_FILE": key}

    def ask(self, code):
        return Run([os.environ["SMS"], "-c", code], LIMIT, self.environment)


def runners(question, vault):
    """Returns {form or peer: what runs it once}."""
    found = {form: lambda code=code: vault.ask(code) for form, code in question.forms.items()}
    found["sqlite3"] = lambda: Run(["sqlite3", "-readonly", "-separator", " ", vault.rows, question.sql], LIMIT)
    peer = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cliffs_peer.py")
    found["python3"] = lambda: Run([sys.executable, peer, question.name, vault.rows], LIMIT)
    return found


def timed(question, vault):
    """Returns {form or peer: [seconds or None]}; ends the run where one prints something else."""
    found = runners(question, vault)
    times = {name: [] for name in found}
    wanted = found["sqlite3"]().digest
    for _ in range(ROUNDS):
        for name, run in found.items():
            if None in times[name]:
                continue
            taken = run()
            times[name].append(taken.seconds)
            if taken.seconds is not None and taken.digest != wanted:
                sys.exit("%s: `%s` does not print what sqlite3 prints" % (question.name, name))
    return times


def ratio(times, peer):
    """Returns (the median of the ratios, whether it is only the least that it may be)."""
    if None in times:
        return LIMIT / statistics.median(peer), True
    return statistics.median(a / b for a, b in zip(times, peer)), False


def shown(value, least):
    return "%s%.2f" % (">=" if least else "", value)


def verdict(met):
    return "met" if met else "not met"


def keeps(value, least, bar):
    """What is only known to be more than something keeps no bar."""
    return value <= bar and not least


def report(question, times):
    print("%s: %s" % (question.name, question.asks))
    for name, taken in times.items():
        time = "over the limit" if None in taken else "%.1f ms" % (statistics.median(taken) * 1000)
        line = "  %-8s %15s" % (name, time)
        if name in FORMS:
            for peer in ("sqlite3", "python3"):
                line += " %9s x %s" % (shown(*ratio(taken, times[peer])), peer)
            peer, bar = BARS[name]
            found = ratio(taken, times[peer])
            line += "   bar %g x %s: %s" % (bar, peer, verdict(keeps(*found, bar)))
            record("%s, %s" % (question.name, name), peer, shown(*found) + " x", bar, keeps(*found, bar))
        print(line, flush=True)
    forms = {name: taken for name, taken in times.items() if name in FORMS}
    middle = {name: LIMIT if None in taken else statistics.median(taken) for name, taken in forms.items()}
    fast, slow = min(middle, key=middle.get), max(middle, key=middle.get)
    spread = middle[slow] / middle[fast], None in forms[slow]
    met = keeps(*spread, SPREAD_BAR)
    print("  `%s` takes %s x `%s`, bar %g: %s" % (slow, shown(*spread), fast, SPREAD_BAR, verdict(met)))
    record("%s, %s" % (question.name, slow), fast, shown(*spread) + " x", SPREAD_BAR, met)
    return spread


def kept(vault):
    """Prints how many bytes a row takes that a name keeps: the peak with a bound list over that without."""
    count = sqlite3.connect(vault.rows).execute("SELECT count(*) " + SQL_READS).fetchone()[0]
    peaks = {}
    for name, code in KEPT.items():
        peaks[name] = statistics.median(vault.ask(code).memory for _ in range(min(ROUNDS, 3)))
    size = (peaks["bound"] - peaks["passed"]) * 1024 / count
    what = "a bound list of %d events, three columns read" % count
    print("%s: %.0f bytes a row, bar %d: %s" % (what, size, KEPT_BAR, verdict(size <= KEPT_BAR)))
    record(what, "", "%.0f bytes a row" % size, KEPT_BAR, size <= KEPT_BAR)


def main():
    folder, names = sys.argv[1], sys.argv[2:]
    unknown = set(names) - {question.name for question in QUESTIONS} - {"kept"}
    if unknown:
        there = " ".join([question.name for question in QUESTIONS] + ["kept"])
        sys.exit("no such question: %s\nthere are: %s" % (", ".join(sorted(unknown)), there))
    vaults = {name: Vault(name, folder) for name in ("events", "accounts", "secrets")}
    spreads = {}
    for question in QUESTIONS:
        if not names or question.name in names:
            vault = vaults[question.vault]
            spreads[question.name] = report(question, timed(question, vault))
    if spreads:
        worst = max(spreads, key=lambda name: spreads[name][0])
        print("the widest: %s, %s x between its forms" % (worst, shown(*spreads[worst])))
    if not names or "kept" in names:
        kept(vaults["events"])


if __name__ == "__main__":
    main()
