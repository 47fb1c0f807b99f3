"""Reads a secret as if a proxy had passed the request on. URL TOKEN-FILE"""
import sys

from wire import auth, bearer_of, first_secret, login, token_of

connection, status, body = login(sys.argv[1], token_of(sys.argv[2]))
assert status == 200, status
bearer = bearer_of(body)
secret = first_secret(connection, bearer)
headers = auth(bearer) + [("X-Forwarded-For", "203.0.113.9, 198.51.100.7")]
assert connection.ask("GET", "/api/secrets/" + secret, headers)[0] == 200
