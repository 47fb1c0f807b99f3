#!/usr/bin/env python3
"""The questions of the benchmark `cliffs` as loops over the rows of SQLite: cliffs_peer.py QUESTION DB"""
import re
import sqlite3
import sys

MONTH = "FROM event WHERE date >= '2025-02-01' AND date < '2025-03-01'"
READS = MONTH + " AND type = 2100"


def top(rows):
    counts = {}
    for (account,) in rows("SELECT machine_account " + READS):
        counts[account] = counts.get(account, 0) + 1
    return sorted(counts.items(), key=lambda pair: -pair[1])[:10]


def hours(rows):
    counts = {}
    for (date,) in rows("SELECT date " + READS):
        hour = int(date[11:13])
        counts[hour] = counts.get(hour, 0) + 1
    return sorted(counts.items())


def days(rows):
    counts = {}
    for (date,) in rows("SELECT date FROM event"):
        day = date[:10]
        counts[day] = counts.get(day, 0) + 1
    return sorted(counts.items())


def addresses(rows):
    seen = set()
    for (ip,) in rows("SELECT ip " + READS):
        seen.add(ip)
    return [(len(seen),)]


def pattern(rows):
    counts = {}
    wanted = re.compile(r"^10\.3\.")
    for ip, device in rows("SELECT ip, device " + MONTH):
        if wanted.search(ip):
            counts[device] = counts.get(device, 0) + 1
    return sorted(counts.items())


def latest(rows):
    last = {}
    for account, date in rows("SELECT machine_account, date " + READS):
        if account not in last or date > last[account]:
            last[account] = date
    newest = sorted(last.items(), key=lambda pair: pair[1], reverse=True)[:10]
    return [(account, date[:19]) for account, date in newest]


def teams(rows):
    counts = {}
    wanted = re.compile("^ci-")
    for (name,) in rows("SELECT name FROM row"):
        if wanted.search(name):
            team = name.split("-")[1]
            counts[team] = counts.get(team, 0) + 1
    return sorted(counts.items())


def projects(rows):
    counts = {}
    for (number,) in rows("SELECT projects FROM row"):
        if number < 100:
            counts[number] = counts.get(number, 0) + 1
    return sorted(counts.items())


def owners(rows):
    counts = {}
    wanted = re.compile("^TLS_KEY")
    for key, project in rows("SELECT key, project FROM row"):
        if wanted.search(key):
            counts[project] = counts.get(project, 0) + 1
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:10]


def kinds(rows):
    counts = {}
    number = re.compile("_[0-9]+$")
    for (key,) in rows("SELECT key FROM row"):
        kind = number.sub("", key)
        counts[kind] = counts.get(kind, 0) + 1
    return sorted(counts.items())


question, path = sys.argv[1:3]
database = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
print("\n".join(" ".join(map(str, row)) for row in globals()[question](database.execute)))
