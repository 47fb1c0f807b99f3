"""Wrong secrets of a token are looked at later and later, also by a server that starts anew. TOKEN-FILE VAULT"""
import json
import os
import sqlite3
import subprocess
import sys

from wire import Connection, login_request, token_of

token_file, vault = sys.argv[1:3]
sms, token = os.environ["SMS"], token_of(token_file)
left, seed = token.split(":")
version, token_id, secret = left.split(".")
wrong = f"{version}.{token_id}.{'A' * len(secret)}:{seed}"
unknown = f"{version}.00000000-0000-4000-8000-000000000000.{secret}:{seed}"


def serve():
    server = subprocess.Popen([sms, "serve", "--listen", "127.0.0.1:0"], stderr=subprocess.PIPE, text=True)
    return server, server.stderr.readline().split()[-1]


def sign_in(text):
    connection = Connection(url)
    connection.send(login_request(text))
    status, headers, body = connection.answer()
    connection.close()
    return status, headers, json.loads(body)


def run(code):
    return subprocess.run([sms, "-c", code], capture_output=True, text=True, check=True).stdout.split()


def refusals():
    return int(run("events --all --type 9003 | length")[0])


def rows():
    """Everything that the vault holds."""
    database = sqlite3.connect(f"file:{vault}?mode=ro", uri=True)
    text = list(database.iterdump())
    database.close()
    return text


server, url = serve()
# An id that no token has: told the same, and nothing of it is written.
before = rows()
answers = [sign_in(unknown) for _ in range(7)]
assert [answer[0] for answer in answers] == [400] * 5 + [429] * 2, answers
assert rows() == before

answers = [sign_in(wrong) for _ in range(5)]
for status, headers, body in answers:
    assert (status, body) == (400, {"error": "invalid_client"}), status
    assert "retry-after" not in headers
# One event for those that may fail, one for the delay that the fifth began; what comes within it leaves none.
assert refusals() == 2
before = rows()
for _ in range(3):
    status, headers, body = sign_in(wrong)
    assert (status, body) == (429, {"error": "invalid_client"}) and 1 <= int(headers["retry-after"]) <= 5
assert rows() == before and refusals() == 2

# A server that is killed and starts anew knows the delay.
server.kill()
server.wait()
server, url = serve()
assert sign_in(wrong)[0] == 429
listed = run("locked | select failures address | to json")
assert json.loads("".join(listed)) == [{"failures": 5, "address": "127.0.0.1/32"}], listed
assert run("(locked | first).until != null") == ["true"]

# The right secret is always taken, and ends the count.
assert sign_in(token)[0] == 200
assert run("locked | length") == ["0"]
for _ in range(4):
    assert sign_in(wrong)[0] == 400
assert run("locked | get failures") == ["4"]
# `locked clear` ends the count, too.
assert run("locked clear main | get action") == ["ended"]
assert run("locked | length") == ["0"]
assert sign_in(wrong)[0] == 400
server.terminate()
assert server.wait() == 0
