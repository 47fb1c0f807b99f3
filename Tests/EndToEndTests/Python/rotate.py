"""A new signing key while two servers serve: old bearers stay good, new ones are signed anew, forged ones are not.

TOKEN-FILE VAULT FOLDER
"""
import base64
import hashlib
import hmac
import json
import os
import stat
import subprocess
import sys
import threading
import time

from wire import Connection, auth, bearer_of, first_secret, login, token_of

token_file, vault, folder = sys.argv[1:4]
sms, token, key_file = os.environ["SMS"], token_of(token_file), vault + ".keys"


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text):
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def keys():
    """Names, dates and bytes, the newest first."""
    with open(key_file) as file:
        lines = [line.split() for line in file.read().split("\n")[1:] if line and not line.startswith("audit ")]
    return [(name, int(date), base64.b64decode(text)) for name, date, text in lines]


def signed(key, header, claims, digest=hashlib.sha256):
    text = encoded(json.dumps(header).encode()) + "." + encoded(json.dumps(claims).encode())
    return text + "." + encoded(hmac.new(key, text.encode(), digest).digest())


def serve():
    server = subprocess.Popen([sms, "serve", "--listen", "127.0.0.1:0"], stderr=subprocess.PIPE, text=True)
    return server, server.stderr.readline().split()[-1]


def sign_in(url):
    connection, status, body = login(url, token)
    assert status == 200, status
    return connection, bearer_of(body)


def rotate():
    subprocess.run([sms, "serve", "keys", "rotate"], check=True, capture_output=True)
    mode = os.stat(key_file)
    assert stat.S_IMODE(mode.st_mode) == 0o600 and mode.st_uid == os.geteuid(), oct(mode.st_mode)


servers = [serve(), serve()]
urls = [url for _, url in servers]
connections = [Connection(url) for url in urls]


def statuses(bearer):
    path = "/api/secrets/" + secret
    return [connection.ask("GET", path, auth(bearer))[0] for connection in connections]


first, old = sign_in(urls[0])
secret = first_secret(first, old)
assert statuses(old) == [200, 200]

# Clients of both servers read on while the key changes.
stop, problems, reads = threading.Event(), [], []


def read(url):
    connection, bearer = sign_in(url)
    while not stop.is_set():
        status = connection.ask("GET", "/api/secrets/" + secret, auth(bearer))[0]
        reads.append(status)


clients = [threading.Thread(target=read, args=(urls[number % 2],)) for number in range(8)]
for client in clients:
    client.start()
time.sleep(0.3)
before = len(reads)
rotate()
time.sleep(0.5)
stop.set()
for client in clients:
    client.join()
assert set(reads) == {200} and len(reads) > before > 0

fresh = [sign_in(url)[1] for url in urls]
names = [decoded(bearer.split(".")[0])["kid"] for bearer in [old] + fresh]
assert names[0] != names[1] == names[2] == keys()[0][0] and names[0] == keys()[1][0], names
for bearer in [old] + fresh:
    assert statuses(bearer) == [200, 200]

# What is made here as the server makes it is taken; with one thing changed it is not.
now = int(time.time())
header, claims = (decoded(part) for part in fresh[0].split(".")[:2])
newest, older = keys()


def expect(wanted, bearer, what):
    assert statuses(bearer) == [wanted, wanted], (what, bearer)


expect(200, signed(newest[2], header, claims), "as it should be")
expect(200, signed(older[2], {**header, "kid": older[0]}, claims), "by the last key")
for what, key, changed, kept in (
    ("expired", newest[2], {}, {"exp": now - 1}),
    ("not yet", newest[2], {}, {"nbf": now + 3600}),
    ("another scope", newest[2], {}, {"scope": ["api"]}),
    ("a scope that is text", newest[2], {}, {"scope": "api.secrets"}),
    ("another organization", newest[2], {}, {"organization": claims["sub"]}),
    ("another account", newest[2], {}, {"sub": claims["organization"]}),
    ("another token", newest[2], {}, {"client_id": claims["sub"]}),
    ("another generation", newest[2], {}, {"generation": claims["generation"] + 1}),
    ("no end", newest[2], {}, {"exp": None}),
    ("an unknown key", newest[2], {"kid": "0" * 16}, {}),
    ("another's name", older[2], {}, {}),
    ("no name", newest[2], {"kid": None}, {}),
    ("a key of somebody else", os.urandom(32), {}, {}),
    ("an empty key", b"", {}, {}),
    ("another algorithm", newest[2], {"alg": "RS256"}, {}),
    ("no algorithm", newest[2], {"alg": "none"}, {}),
    ("NONE", newest[2], {"alg": "NONE"}, {}),
):
    expect(401, signed(key, {**header, **changed}, {**claims, **kept}), what)
unsigned = encoded(json.dumps({**header, "alg": "none"}).encode()) + "." + fresh[0].split(".")[1] + "."
expect(401, unsigned, "no signature")
expect(401, signed(newest[2], {**header, "alg": "HS512"}, claims, hashlib.sha512), "HS512")
for place in range(0, len(fresh[0]) - 1, 7):
    altered = fresh[0][:place] + ("A" if fresh[0][place] != "A" else "B") + fresh[0][place + 1 :]
    expect(401, altered, "altered")
expect(401, fresh[0][:-4], "cut off")

# An hour after a key was made what the last one signed is over, whatever it says itself.
with open(key_file) as file:
    text = file.read()
with open(key_file + ".aged", "w") as file:
    file.write(text.replace(str(newest[1]), str(newest[1] - 3_601_000_000)))
os.chmod(key_file + ".aged", 0o600)
os.rename(key_file + ".aged", key_file)
expect(401, old, "an old key after an hour")
expect(200, fresh[0], "the key that signs")

# Two changes later nothing of a key is left.
rotate()
rotate()
expect(401, old, "two keys ago")
expect(401, fresh[1], "two keys ago")
expect(200, sign_in(urls[1])[1], "the newest")

# The audit key stays the same, and signs what both servers write once an owner has added it.
def asked(*words):
    return subprocess.run([sms, *words], check=True, capture_output=True, text=True).stdout.strip()


audit = asked("serve", "keys", "audit")
assert audit.startswith("sms-audit.1."), audit
assert asked("audit", "key", "add", audit) != ""
assert "null" in asked("-c", "audit keys | get signed | to json")
fresh[1] = sign_in(urls[1])[1]
rotate()
for url in urls:
    expect(200, sign_in(url)[1], "a new key, and an audit key")
    assert asked("-c", "(audit keys | first | get signed) == (vault status).events") == "true"
assert asked("serve", "keys", "audit") == audit

# The keys are in no file but their own: not in the vault, its log, or a backup.
subprocess.run([sms, "vault", "backup", folder + "/backup.db"], check=True, capture_output=True)
needles = [part for name, _, data in keys() + [newest, older] for part in (data, base64.b64encode(data), name.encode())]
files = [vault, vault + "-wal", folder + "/backup.db"]
for path in files:
    with open(path, "rb") as file:
        data = file.read()
    assert not any(needle in data for needle in needles), path
with open(key_file, "rb") as file:
    assert any(needle in file.read() for needle in [keys()[0][0].encode()])
for server, _ in servers:
    server.terminate()
    assert server.wait() == 0
