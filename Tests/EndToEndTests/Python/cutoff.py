"""Ends the server while requests wait for a writer's lock that is never released. TOKEN-FILE VAULT"""
import os
import signal
import sqlite3
import subprocess
import sys
import time

from wire import Connection, auth, bearer_of, first_secret, login, request, token_of

token_file, vault = sys.argv[1:3]
server = subprocess.Popen(
    [os.environ["SMS"], "--max-lock", "60s", "serve", "--listen", "127.0.0.1:0"],
    stderr=subprocess.PIPE,
    text=True,
)
url = server.stderr.readline().split()[-1]
connection, status, body = login(url, token_of(token_file))
assert status == 200, status
bearer = bearer_of(body)
secret = first_secret(connection, bearer)
other = sqlite3.connect(vault, isolation_level=None)
other.execute("BEGIN IMMEDIATE")
waiting = [Connection(url) for _ in range(3)]
for one in waiting:
    one.send(request("GET", "/api/secrets/" + secret, auth(bearer)))
time.sleep(0.5)
server.send_signal(signal.SIGTERM)
told = server.stderr.read()
assert server.wait() == 1
assert "3 requests cut off after 10 s" in told, told
# No request got a value, and no event says so.
for one in waiting:
    assert one.is_closed()
other.execute("ROLLBACK")
count = subprocess.run([os.environ["SMS"], "-c", "events --all --type 2100 | length"], capture_output=True)
assert count.stdout.strip() == b"0", count
