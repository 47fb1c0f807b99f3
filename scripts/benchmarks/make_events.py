#!/usr/bin/env python3
"""A log of events for benchmarks, and the organization that it is about: the same arguments give the same bytes.

usage: make_events.py COUNT jsonl|csv > FILE      the events, as `sms events import` and as peers take them
       make_events.py org DIR                     DIR/export.json (projects, secrets) and DIR/accounts.txt

One event = date, type, actor, machine_account, secret, project, ip, device
  date             ISO 8601, UTC, milliseconds, ascending over 90 days from 2025-01-01: text order is time order
  type             2100 secret retrieved (82 %); 2101 2102 2103 secret created, edited, deleted; 2200..2203 the same
                   for projects; 2300..2305 access and life cycle of machine accounts
  actor            a machine account (all of 2100, most of 210x) or a person's id
  machine_account  the account acting or acted on; empty or null for what people do
  secret, project  set where the type concerns one; else empty or null
Machine accounts, secrets and projects are drawn with a skew (a few are hot). Their names have the 36 characters of an
id, with underscores: peers keep texts of that length, and `sms` looks names up.
"""
import json
import os
import random
import sys

BASE_MS = 1735689600000  # 2025-01-01T00:00:00Z
SPAN_MS = 90 * 86400 * 1000
ACCOUNTS, PEOPLE, SECRETS, PROJECTS = 400, 60, 5000, 120
FIELDS = ("date", "type", "actor", "machine_account", "secret", "project", "ip", "device")
# type -> share in per mille
SHARES = (
    (2100, 820), (2101, 25), (2102, 35), (2103, 10), (2200, 50), (2201, 8), (2202, 12),
    (2203, 2), (2300, 10), (2301, 6), (2302, 8), (2303, 4), (2304, 6), (2305, 4),
)  # fmt: skip
# Not 21: an actor with that device whom nobody knows is taken for a machine account.
DEVICES = (6, 8, 9, 14, 22, 23, 24)
# Only random() is used: its sequence is the same in every Python 3.
rnd = random.Random(1).random


def identifier(separator="-"):
    v = tuple(int(rnd() * (1 << 32)) for _ in range(4))
    h = "%08x%08x%08x%08x" % v
    variant = "89ab"[int(h[16], 16) & 3]
    return separator.join((h[:8], h[8:12], "4" + h[13:16], variant + h[17:20], h[20:]))


accounts = [identifier("_") for _ in range(ACCOUNTS)]
people = [identifier() for _ in range(PEOPLE)]
secrets = [identifier("_") for _ in range(SECRETS)]
projects = [identifier("_") for _ in range(PROJECTS)]
home = [int(rnd() * PROJECTS) for _ in secrets]  # a secret's project


def day_of(days):
    """Days since 1970-01-01 as YYYY-MM-DD."""
    z = days + 719468
    era = z // 146097
    doe = z - era * 146097
    yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
    doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
    mp = (5 * doy + 2) // 153
    month = mp + 3 if mp < 10 else mp - 9
    return "%04d-%02d-%02d" % (yoe + era * 400 + (1 if month <= 2 else 0), month, doy - (153 * mp + 2) // 5 + 1)


def event(ms, types):
    """The cells of one event; an empty text is no value."""
    typ = types[int(rnd() * 1000)]
    r = rnd()
    account = accounts[int(r * r * ACCOUNTS)]
    r = rnd()
    k = int(r * r * r * SECRETS)
    secret = project = ""
    by_person = False
    if typ == 2100:
        secret, project = secrets[k], projects[home[k]]
    elif typ < 2200:
        secret, project, by_person = secrets[k], projects[home[k]], rnd() < 0.4
    elif typ < 2300:
        project, by_person = projects[home[k]], rnd() < 0.6
    actor = account
    if by_person:
        actor, account = people[int(rnd() * PEOPLE)], ""
    elif typ >= 2300:
        actor = people[int(rnd() * PEOPLE)]
    n = int(rnd() * 65536)
    ip = "10.%d.%d.%d" % (int(rnd() * 8), n >> 8, n & 255)
    return typ, actor, account, secret, project, ip, DEVICES[int(rnd() * len(DEVICES))]


def events(count, form):
    types = [t for t, share in SHARES for _ in range(share)]
    days = [day_of(BASE_MS // 86400000 + d) for d in range(91)]
    step = SPAN_MS / max(count, 1)
    out = []
    if form == "csv":
        out.append(",".join(FIELDS) + "\n")
    for i in range(count):
        ms = int((i + rnd()) * step)
        day, ms = divmod(ms, 86400000)
        hour, ms = divmod(ms, 3600000)
        minute, ms = divmod(ms, 60000)
        date = "%sT%02d:%02d:%02d.%03dZ" % (days[day], hour, minute, ms // 1000, ms % 1000)
        typ, actor, account, secret, project, ip, device = event(ms, types)
        if form == "csv":
            out.append("%s,%d,%s,%s,%s,%s,%s,%d\n" % (date, typ, actor, account, secret, project, ip, device))
        else:
            account, secret, project = ('"%s"' % x if x else "null" for x in (account, secret, project))
            out.append(
                '{"date":"%s","type":%d,"actor":"%s","machine_account":%s,"secret":%s,"project":%s,"ip":"%s","device":%d}\n'
                % (date, typ, actor, account, secret, project, ip, device)
            )
        if len(out) >= 4096:
            sys.stdout.write("".join(out))
            out.clear()
    sys.stdout.write("".join(out))


def organization(folder):
    os.makedirs(folder, exist_ok=True)
    ids = [identifier() for _ in projects]
    export = {
        "projects": [{"id": i, "name": name} for i, name in zip(ids, projects)],
        "secrets": [
            {"id": identifier(), "key": key, "value": "v", "note": "", "projectIds": [ids[home[n]]]}
            for n, key in enumerate(secrets)
        ],
    }
    with open(os.path.join(folder, "export.json"), "w") as file:
        json.dump(export, file)
    with open(os.path.join(folder, "accounts.txt"), "w") as file:
        file.write("".join(name + "\n" for name in accounts))


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "org":
        organization(sys.argv[2])
    elif len(sys.argv) == 3 and sys.argv[2] in ("jsonl", "csv"):
        events(int(sys.argv[1]), sys.argv[2])
    else:
        sys.exit(__doc__)
