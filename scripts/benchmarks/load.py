#!/usr/bin/env python3
"""Loads events from CSV into a file of SQLite: load.py CSV DB [index]; `index`: one on (type, date)."""
import csv
import os
import sqlite3
import sys

source, path = sys.argv[1:3]
if os.path.exists(path):
    os.remove(path)
database = sqlite3.connect(path)
database.execute(
    "CREATE TABLE event(id INTEGER PRIMARY KEY, date TEXT NOT NULL, type INTEGER NOT NULL, actor TEXT NOT NULL,"
    " machine_account TEXT, secret TEXT, project TEXT, ip TEXT NOT NULL, device INTEGER NOT NULL)"
)
with open(source, newline="") as file:
    rows = csv.reader(file)
    next(rows)
    database.executemany(
        "INSERT INTO event(date,type,actor,machine_account,secret,project,ip,device) VALUES(?,?,?,?,?,?,?,?)",
        ([r[0], int(r[1]), r[2], r[3] or None, r[4] or None, r[5] or None, r[6], int(r[7])] for r in rows),
    )
if len(sys.argv) > 3:
    database.execute("CREATE INDEX event_td ON event(type, date)")
database.commit()
database.execute("ANALYZE")
database.commit()
