"""Looks through all memory of a server that answered 1,000 requests: no key, no secret of a token, no plain text.

TOKEN-FILE VAULT PLAINTEXT [CERTIFICATE KEY]
"""
import base64
import hmac
import json
import os
import signal
import ssl
import subprocess
import sys
import time

from wire import Connection, auth, bearer_of, first_secret, login_request, organization_of, token_of

# The server forbids others to read its memory; only root can, here or in a namespace of its own.
if os.geteuid() != 0 and "SMS_INNER" not in os.environ:
    os.environ["SMS_INNER"] = "1"
    os.execvp("unshare", ["unshare", "--user", "--map-root-user", sys.executable] + sys.argv)

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

token_file, vault, plaintext = sys.argv[1:4]
certificate = sys.argv[4:6]
token = token_of(token_file)
left, seed_text = token.split(":")
_, token_id, client_secret = left.split(".")
seed = base64.b64decode(seed_text)


def expand(key, info, count):
    block, text = b"", b""
    for number in range(1, count // 32 + 1):
        block = hmac.digest(key, block + info + bytes([number]), "sha256")
        text += block
    return text


token_key = expand(hmac.digest(b"bitwarden-accesstoken", seed, "sha256"), b"sm-access-token", 64)


def opened(text, key):
    iv, body, mac = (base64.b64decode(part) for part in text[2:].split("|"))
    assert hmac.digest(key[32:], iv + body, "sha256") == mac
    decryptor = Cipher(algorithms.AES(key[:32]), modes.CBC(iv)).decryptor()
    plain = decryptor.update(body) + decryptor.finalize()
    return plain[: -plain[-1]]


def sealed(plain, key):
    iv = os.urandom(16)
    rest = 16 - len(plain) % 16
    encryptor = Cipher(algorithms.AES(key[:32]), modes.CBC(iv)).encryptor()
    body = encryptor.update(plain + bytes([rest]) * rest) + encryptor.finalize()
    parts = (iv, body, hmac.digest(key[32:], iv + body, "sha256"))
    return "2." + "|".join(base64.b64encode(part).decode() for part in parts)


words = [os.environ["SMS"], "serve", "--listen", "127.0.0.1:0"]
if certificate:
    words += ["--tls-cert", certificate[0], "--tls-key", certificate[1]]
server = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
url = server.stderr.readline().split()[-1]


def open_connection():
    connection = Connection(url)
    if certificate:
        context = ssl.create_default_context(cafile=certificate[0])
        connection.socket = context.wrap_socket(connection.socket, server_hostname="127.0.0.1")
    return connection


def expect(answer, status=200):
    assert answer[0] == status, answer
    return answer[2]


count = 0
held = []
for session in range(20):
    connection = open_connection()
    held.append(connection)
    connection.send(login_request(token))
    body = expect(connection.answer())
    organization_key = base64.b64decode(
        json.loads(opened(json.loads(body)["encrypted_payload"], token_key))["encryptionKey"]
    )
    bearer = bearer_of(body)
    secret = first_secret(connection, bearer)
    organization = organization_of(bearer)
    value = json.loads(expect(connection.ask("GET", f"/api/secrets/{secret}", auth(bearer))))
    assert opened(value["value"], organization_key).decode() == plaintext
    text = sealed(b"another plaintext %d" % session, organization_key)
    home = value["projects"][0]["id"]
    made = json.dumps({"key": text, "value": text, "note": text, "projectIds": [home]}).encode()
    path = f"/api/organizations/{organization}/secrets"
    new = json.loads(expect(connection.ask("POST", path, auth(bearer), made)))["id"]
    expect(connection.ask("PUT", f"/api/secrets/{new}", auth(bearer), made))
    ids = json.dumps({"ids": [secret, new]}).encode()
    for _ in range(42):
        expect(connection.ask("POST", "/api/secrets/get-by-ids", auth(bearer), ids))
    expect(connection.ask("POST", "/api/secrets/delete", auth(bearer), json.dumps([new]).encode()))
    expect(connection.ask("GET", path + "/sync", auth(bearer)))
    expect(connection.ask("GET", "/api/secrets/" + new, auth(bearer)), 404)
    count += 50
assert count == 1000
# Connections that sent nothing behind the secret of their token: kept open, closed, and refused.
for number in range(9):
    connection = open_connection()
    wrong = login_request(token).replace(b"grant_type=client", b"grant_type=clienT")
    connection.send(wrong if number % 3 == 2 else login_request(token))
    expect(connection.answer(), 400 if number % 3 == 2 else 200)
    if number % 3 == 1:
        connection.close()
    held.append(connection)
expect(held[0].ask("GET", f"/api/secrets/{secret}", auth(bearer)))
assert len(organization_key) == 64

with open(vault + ".keys") as file:
    signing_key = base64.b64decode(file.read().split("\n")[1].split(" ")[2])


def memory():
    """All mapped bytes, map by map."""
    with open(f"/proc/{server.pid}/maps") as maps, open(f"/proc/{server.pid}/mem", "rb", 0) as memory:
        for line in maps:
            span, rights, *_ = line.split()
            start, end = (int(part, 16) for part in span.split("-"))
            data = bytearray()
            while start < end:
                try:
                    memory.seek(start)
                    got = memory.read(end - start)
                except (OSError, OverflowError):
                    got = b""
                # Pages that cannot be read (behind the end of a file, the kernel's own) count as zeros.
                data += got or bytes(min(4096, end - start))
                start += len(got) or 4096
            yield line.strip(), data


def quarters(data):
    size = len(data) // 4
    return [data[place * size : (place + 1) * size] for place in range(4)]


forbidden = {
    "organization key": quarters(organization_key),
    "organization key in base64": quarters(base64.b64encode(organization_key)),
    "organization key in hex": quarters(organization_key.hex().encode()),
    "key of the token": quarters(token_key),
    "seed of the token": [seed, seed_text.encode()],
    # Half of it would be too much already.
    "secret of the token": [client_secret[place : place + 8].encode() for place in range(0, 23, 4)],
    "plain text": [plaintext.encode(), b"another plaintext"],
}
if certificate:
    # The library of TLS frees what it no longer needs now and then only.
    del forbidden["secret of the token"]


def look():
    """What is found of that which is forbidden, whether the key that must be there is, and how many bytes there are."""
    found, is_there, size = [], False, 0
    for name, data in memory():
        size += len(data)
        is_there = is_there or signing_key in data
        for what, needles in forbidden.items():
            found += [(what, name, data.count(needle)) for needle in needles if needle in data]
    return found, is_there, size


# The threads of the other connections may still be at work on what was answered a moment ago.
for _ in range(20):
    found, is_signing_key_there, size = look()
    if not found:
        break
    time.sleep(0.5)
server.send_signal(signal.SIGTERM)
assert server.wait() == 0
# The scan sees what is there: the one key that the server must have, in the memory that is locked and guarded.
assert is_signing_key_there and size > 1 << 20, size
assert not found, found
print(f"{size} bytes")
