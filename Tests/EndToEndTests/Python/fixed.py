"""A server of a vault on a read-only disk: a sign-in is an event, so none succeeds, and it says why. URL TOKEN-FILE"""
import json
import sys

from wire import Connection, login, token_of

url, token_file = sys.argv[1:3]
assert Connection(url).ask("GET", "/alive")[0] == 200
status, body = login(url, token_of(token_file))[1:]
assert status == 503 and json.loads(body)["message"] == "The vault is on a read-only disk.", (status, body)
