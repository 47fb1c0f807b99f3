#!/usr/bin/env python3
"""duckdb on its own file of events: duck.py load CSV DB | top DB FROM TO | export DB FROM TO."""
import os
import sys

import duckdb

what = sys.argv[1]
if what == "load":
    source, path = sys.argv[2:4]
    if os.path.exists(path):
        os.remove(path)
    duckdb.connect(path).execute(
        "CREATE TABLE event AS SELECT * FROM read_csv('%s', header=true, types={'date': 'VARCHAR'})" % source
    )
    sys.exit()
path, first, end = sys.argv[2:5]
connection = duckdb.connect(path, read_only=True)
where = "WHERE type = 2100 AND date >= '%s' AND date < '%s'" % (first, end)
if what == "top":
    sys.stdout.write("account,count\r\n")
    top = "SELECT machine_account, count(*) n FROM event %s GROUP BY 1 ORDER BY n DESC, max(date) DESC LIMIT 10" % where
    for account, count in connection.execute(top).fetchall():
        sys.stdout.write("%s,%d\r\n" % (account, count))
else:
    connection.execute(
        "COPY (SELECT date,type,actor,machine_account,secret,project,ip,device FROM event %s ORDER BY date DESC)"
        " TO '/dev/stdout' (HEADER, FORMAT csv)" % where
    )
