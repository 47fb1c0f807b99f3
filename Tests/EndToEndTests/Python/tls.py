"""The handshake with a certificate of our own, checked by name and address. URL CERTIFICATE"""
import socket
import ssl
import sys
import urllib.parse
import warnings

url, certificate = sys.argv[1:3]
parts = urllib.parse.urlsplit(url)


def ask(name, context):
    with socket.create_connection((parts.hostname, parts.port), timeout=20) as plain:
        with context.wrap_socket(plain, server_hostname=name) as secure:
            secure.sendall(b"GET /alive HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert secure.recv(100).startswith(b"HTTP/1.1 200")
            return secure.version()


for name in ("127.0.0.1", "localhost"):
    assert ask(name, ssl.create_default_context(cafile=certificate)) in ("TLSv1.2", "TLSv1.3")
for name, context in (
    ("example.org", ssl.create_default_context(cafile=certificate)),
    ("127.0.0.1", ssl.create_default_context()),
):
    try:
        ask(name, context)
    except ssl.SSLCertVerificationError:
        continue
    raise SystemExit(f"{name} was trusted")

# An answer in the middle of a body goes through TLS as well.
with socket.create_connection((parts.hostname, parts.port), timeout=20) as plain:
    context = ssl.create_default_context(cafile=certificate)
    with context.wrap_socket(plain, server_hostname="127.0.0.1") as secure:
        secure.sendall(b"POST /api/secrets/delete HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(20):
            secure.sendall(b"100000\r\n" + b"x" * 0x100000 + b"\r\n")
        assert secure.recv(4096).startswith(b"HTTP/1.1 413 ")

# Plain text on the port of TLS does no harm.
with socket.create_connection((parts.hostname, parts.port), timeout=20) as plain:
    plain.sendall(b"GET /alive HTTP/1.1\r\n\r\n")
    try:
        assert not plain.recv(100).startswith(b"HTTP/1.1 200")
    except ConnectionError:
        pass
# Only ciphers that authenticate what they encrypt, with keys of each connection.
for suites in ("ECDHE+AES+SHA1", "ECDHE-RSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA", "ECDHE+AES+SHA256:!AESGCM", "AES128-GCM-SHA256"):
    weak = ssl.create_default_context(cafile=certificate)
    weak.maximum_version = ssl.TLSVersion.TLSv1_2
    try:
        weak.set_ciphers(suites + ":@SECLEVEL=0")
        ask("127.0.0.1", weak)
    except (ssl.SSLError, ConnectionError):
        continue
    raise SystemExit(f"{suites} was spoken")
strong = ssl.create_default_context(cafile=certificate)
strong.maximum_version = ssl.TLSVersion.TLSv1_2
assert ask("127.0.0.1", strong) == "TLSv1.2"
warnings.simplefilter("ignore", DeprecationWarning)
old = ssl.create_default_context(cafile=certificate)
old.minimum_version = ssl.TLSVersion.TLSv1
old.maximum_version = ssl.TLSVersion.TLSv1_1
try:
    ask("127.0.0.1", old)
    raise SystemExit("TLS 1.1 was spoken")
except (ssl.SSLError, ConnectionError):
    pass
assert ask("127.0.0.1", ssl.create_default_context(cafile=certificate))
