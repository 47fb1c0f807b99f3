"""A disk that is full: reads that need an event are refused by their cause, lists are given. URL TOKEN-FILE FOLDER"""
import json
import os
import sys

from wire import auth, bearer_of, first_secret, login, token_of

url, token_file, folder = sys.argv[1:4]
token = token_of(token_file)
connection, status, body = login(url, token)
assert status == 200, status
bearer = bearer_of(body)
secret = first_secret(connection, bearer)
with open(folder + "/fill", "wb", buffering=0) as fill:
    try:
        while True:
            fill.write(b"x" * 4096)
    except OSError:
        pass
statuses = []
for _ in range(200):
    status, headers, body = connection.ask("GET", "/api/secrets/" + secret, auth(bearer))
    statuses.append(status)
    if status == 507:
        assert json.loads(body)["message"] == "The disk of the vault is full.", body
        break
assert set(statuses) <= {200, 507} and 507 in statuses, statuses
assert first_secret(connection, bearer) == secret
assert login(url, token)[1] == 507
os.unlink(folder + "/fill")
assert connection.ask("GET", "/api/secrets/" + secret, auth(bearer))[0] == 200
