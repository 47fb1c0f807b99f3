"""Holds many connections, of which some sent half a request: others are served as before. URL METRICS TOKEN-FILE COUNT"""
import re
import resource
import sys

from wire import Connection, auth, bearer_of, connect, first_secret, login, token_of

url, metrics, token_file, count = sys.argv[1:4] + [int(sys.argv[4])]
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def connections():
    text = Connection(metrics).ask("GET", "/metrics")[2].decode()
    return int(re.search("^sms_http_connections ([0-9]+)$", text, re.M).group(1))


held = [connect(url) for _ in range(count)]
for number, half in enumerate((b"GET /alive HT", b"GET /alive HTTP/1.1\r\nX: ", b"POST /api/secrets/delete HTTP/1.1\r\n")):
    for connection in held[number::8]:
        connection.sendall(half)
for _ in range(50):
    connection, status, body = login(url, token_of(token_file))
    assert status == 200, status
    bearer = bearer_of(body)
    secret = first_secret(connection, bearer)
    assert connection.ask("GET", "/api/secrets/" + secret, auth(bearer))[0] == 200
    connection.close()
# All of them are there still, and each is answered once it asks.
assert connections() >= count, connections()
for connection in held[7::800]:
    connection.sendall(b"GET /alive HTTP/1.1\r\nHost: x\r\n\r\n")
    assert connection.recv(100).startswith(b"HTTP/1.1 200 ")
# The server notices that they are gone.
for connection in held:
    connection.close()
while connections() > 10:
    pass
