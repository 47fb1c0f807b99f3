#!/usr/bin/env python3
"""Prints the SQL that makes of one vault another one with more grants: the same rows in one transaction.

usage: rows_between.py BEFORE.db AFTER.db
"""
import sqlite3
import sys


def literal(value):
    """A value as SQL writes it."""
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return "X'%s'" % value.hex()
    if isinstance(value, str):
        return "'%s'" % value.replace("'", "''")
    return str(value)


def main():
    before, after = (sqlite3.connect(path) for path in sys.argv[1:3])
    print("BEGIN IMMEDIATE;")
    for table in ("policy", "event"):
        (last,) = before.execute("SELECT coalesce(max(number), 0) FROM " + table).fetchone()
        for row in after.execute("SELECT * FROM %s WHERE number > ? ORDER BY number" % table, (last,)):
            print("INSERT INTO %s VALUES (%s);" % (table, ", ".join(map(literal, row))))
    for number, revised in after.execute("SELECT number, revised FROM account"):
        print("UPDATE account SET revised = %d WHERE number = %d;" % (revised, number))
    event, digest, date = after.execute("SELECT event_number, hash, date FROM head").fetchone()
    print("UPDATE head SET event_number = %d, hash = %s, date = %d;" % (event, literal(digest), date))
    print("COMMIT;")


main()
