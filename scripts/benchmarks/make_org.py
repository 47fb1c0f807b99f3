#!/usr/bin/env python3
"""Writes an organization of any size: files in the product's own JSON format, and the names of machine accounts.

usage: make_org.py [--projects N] [--secrets N] [--accounts N] [--seed N] DIR

DIR/secrets-00.json ...   {"projects": [{id, name}], "secrets": [{id, key, value, note, projectIds}]}, each as large as
                          one import may be at most
DIR/accounts.txt          the names of machine accounts, one a line
The same arguments give the same bytes.
"""
import argparse
import json
import os
import random
import string
import uuid

MOST_SECRETS = 6000
TEAMS = "payments billing search checkout identity ledger catalog mobile data edge fraud growth".split()
KINDS = "ci deploy worker api cron backup agent".split()
KEYS = (
    "DATABASE_URL REDIS_URL STRIPE_KEY JWT_SIGNING_KEY SMTP_PASSWORD SENTRY_DSN S3_SECRET TLS_KEY WEBHOOK_SECRET "
    "OAUTH_CLIENT_SECRET KAFKA_SASL GRAFANA_TOKEN FEATURE_FLAGS GREETING"
).split()


def secret(index, project, source, identifier):
    """One secret: every third has a note."""
    letters = string.ascii_letters + string.digits + "!@#$%^&*()_+-={}'\"`~"
    value = "".join(source.choices(letters, k=source.randint(16, 64)))
    note = "rotated by the %s team" % source.choice(TEAMS) if index % 3 == 0 else ""
    key = "%s_%d" % (KEYS[index % len(KEYS)], index)
    return {"id": identifier(), "key": key, "value": value, "note": note, "projectIds": [project["id"]]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--projects", type=int, default=36)
    parser.add_argument("--secrets", type=int, default=320)
    parser.add_argument("--accounts", type=int, default=60)
    parser.add_argument("--seed", type=int, default=2100)
    parser.add_argument("folder")
    wanted = parser.parse_args()
    source = random.Random(wanted.seed)

    def identifier():
        return str(uuid.UUID(int=source.getrandbits(128), version=4))

    os.makedirs(wanted.folder, exist_ok=True)
    files = max(1, -(-wanted.secrets // MOST_SECRETS))
    for number in range(files):
        projects = [
            {"id": identifier(), "name": "%s-%d" % (TEAMS[index % len(TEAMS)], index)}
            for index in range(number * wanted.projects // files, (number + 1) * wanted.projects // files)
        ]
        secrets = [
            secret(index, projects[index % len(projects)], source, identifier)
            for index in range(number * wanted.secrets // files, (number + 1) * wanted.secrets // files)
        ]
        with open(os.path.join(wanted.folder, "secrets-%02d.json" % number), "w", encoding="utf-8") as out:
            json.dump({"projects": projects, "secrets": secrets}, out, ensure_ascii=False)
    with open(os.path.join(wanted.folder, "accounts.txt"), "w", encoding="utf-8") as out:
        for index in range(wanted.accounts):
            out.write("%s-%s-%d\n" % (KINDS[index % len(KINDS)], TEAMS[index % len(TEAMS)], index))


main()
