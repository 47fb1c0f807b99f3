"""Ends the server while requests wait for a writer's lock: all are answered. TOKEN-FILE VAULT SIGNAL"""
import os
import sqlite3
import subprocess
import sys
import time

from wire import Connection, auth, bearer_of, connect, first_secret, login, request, token_of

token_file, vault, number = sys.argv[1:4]
server = subprocess.Popen(
    [os.environ["SMS"], "serve", "--listen", "127.0.0.1:0"], stderr=subprocess.PIPE, text=True
)
url = server.stderr.readline().split()[-1]
connection, status, body = login(url, token_of(token_file))
assert status == 200, status
bearer = bearer_of(body)
secret = first_secret(connection, bearer)

# Another program holds the vault: requests wait, and none is dropped.
other = sqlite3.connect(vault, isolation_level=None)
other.execute("BEGIN IMMEDIATE")
waiting = [Connection(url) for _ in range(20)]
for one in waiting:
    one.send(request("GET", "/api/secrets/" + secret, auth(bearer)))
# A head that is never finished is no request: the stop does not wait for it.
half = connect(url)
half.sendall(b"GET /alive HTTP/1.1\r\nHost: half")
time.sleep(0.5)
server.send_signal(int(number))
for _ in range(500):
    try:
        connect(url).close()
    except ConnectionRefusedError:
        break
    except ConnectionResetError:
        pass
    time.sleep(0.01)
else:
    raise SystemExit("connections were still taken")
other.execute("ROLLBACK")
for one in waiting:
    status, _, answer = one.answer()
    assert status == 200 and secret.encode() in answer, status
assert server.wait() == 0
