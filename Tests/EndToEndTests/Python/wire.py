"""A small HTTP/1.1 client over sockets, for tests that need to see bytes."""
import json
import re
import socket
import urllib.parse


def connect(url, timeout=20):
    parts = urllib.parse.urlsplit(url)
    return socket.create_connection((parts.hostname, parts.port), timeout=timeout)


class Closed(Exception):
    pass


class Connection:
    """A connection that keeps alive; `received` is what came behind the last answer."""

    def __init__(self, url):
        self.socket = connect(url)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def send(self, data):
        self.socket.sendall(data)

    def _more(self):
        data = self.socket.recv(65536)
        if not data:
            raise Closed()
        self.rest += data

    def answer(self, head=False):
        """The next answer: status, headers (lower case names), body."""
        while b"\r\n\r\n" not in self.rest:
            self._more()
        top, self.rest = self.rest.split(b"\r\n\r\n", 1)
        lines = top.decode("latin-1").split("\r\n")
        status = int(re.match(r"HTTP/1\.1 (\d+)", lines[0]).group(1))
        headers = {}
        for line in lines[1:]:
            name, value = line.split(":", 1)
            headers[name.lower()] = value.strip()
        if status == 100:
            return status, headers, b""
        size = 0 if head else int(headers.get("content-length", "0"))
        while len(self.rest) < size:
            self._more()
        body, self.rest = self.rest[:size], self.rest[size:]
        return status, headers, body

    def ask(self, method, path, headers=(), body=b""):
        self.send(request(method, path, headers, body))
        return self.answer(head=method == "HEAD")

    def is_closed(self):
        try:
            return self.socket.recv(1) == b""
        except ConnectionError:
            return True

    def close(self):
        self.socket.close()


def request(method, path, headers=(), body=b""):
    lines = [f"{method} {path} HTTP/1.1", "Host: test"]
    lines += [f"{name}: {value}" for name, value in headers]
    if body or method in ("POST", "PUT"):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def token_of(path):
    with open(path) as file:
        return file.read().strip()


def login_request(token):
    left = token.split(":")[0].split(".")
    body = urllib.parse.urlencode(
        {
            "scope": "api.secrets",
            "client_id": left[1],
            "client_secret": left[2],
            "grant_type": "client_credentials",
        }
    ).encode()
    return request(
        "POST", "/identity/connect/token", [("Content-Type", "application/x-www-form-urlencoded")], body
    )


def login(url, token):
    connection = Connection(url)
    connection.send(login_request(token))
    status, _, body = connection.answer()
    return connection, status, body


def bearer_of(body):
    return json.loads(body)["access_token"]


def organization_of(bearer):
    import base64

    part = bearer.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))["organization"]


def first_secret(connection, bearer):
    status, _, body = connection.ask(
        "GET", f"/api/organizations/{organization_of(bearer)}/secrets", auth(bearer)
    )
    assert status == 200, status
    return json.loads(body)["secrets"][0]["id"]


def auth(bearer):
    return [("Authorization", "Bearer " + bearer)]
