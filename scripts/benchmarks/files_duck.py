#!/usr/bin/env python3
"""DuckDB over a file of events: files_duck.py FILE(.jsonl|.csv) FROM TO.

Prints the ten machine accounts that retrieved most between two dates. It runs with two threads, as there are cores
where this was first measured.
"""
import sys

import duckdb

path, lo, hi = sys.argv[1:4]
if path.endswith(".csv"):
    source = "read_csv('%s', header=true, types={'date':'VARCHAR','type':'INTEGER'})" % path
else:
    columns = ",".join(
        "%s:'%s'" % (name, "INTEGER" if name == "type" else "VARCHAR")
        for name in "date type actor machine_account secret project ip device".split()
    )
    source = "read_json('%s', format='newline_delimited', columns={%s})" % (path, columns)
connection = duckdb.connect()
connection.execute("SET threads=2")
query = (
    "SELECT machine_account, count(*) n FROM %s WHERE type=2100 AND date>='%s' AND date<'%s' "
    "GROUP BY 1 ORDER BY n DESC, 1 LIMIT 10" % (source, lo, hi)
)
for account, count in connection.execute(query).fetchall():
    print("%s,%d" % (account, count))
