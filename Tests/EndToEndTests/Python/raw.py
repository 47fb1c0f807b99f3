"""Raw requests: well formed, split, pipelined, malformed, too large, slow. URL METRICS TOKEN-FILE"""
import json
import socket
import sys
import time

from wire import Closed, Connection, auth, bearer_of, first_secret, login, request, token_of

url, metrics, token_file = sys.argv[1:4]
token = token_of(token_file)


def check(condition, *words):
    if not condition:
        raise SystemExit(f"failed: {words}")


def alive(connection=None):
    return (connection or Connection(url)).ask("GET", "/alive")


def common_headers():
    status, headers, body = alive()
    check(status == 200 and body, status, body)
    check(headers["content-type"] == "application/json; charset=utf-8", headers)
    check(headers["cache-control"] == "no-store" and "content-encoding" not in headers, headers)
    status, headers, body = Connection(url).ask("HEAD", "/alive")
    check(status == 200 and body == b"", status)
    status, headers, body = Connection(url).ask("GET", "/api/secrets/00000000-0000-0000-0000-000000000000")
    check(status == 401 and body == b"" and "bearer" in headers["www-authenticate"].lower(), status, headers)
    status, headers, _ = Connection(url).ask("GET", "/nothing")
    check(status == 404, status)
    for method in ("DELETE", "PATCH", "BREW"):
        status, headers, _ = Connection(url).ask(method, "/alive")
        check(status == 405 and "GET" in headers["allow"], method, status)


def connections_are_kept():
    connection = Connection(url)
    for _ in range(50):
        check(alive(connection)[0] == 200)
    connection.send(request("GET", "/alive") * 40)
    for _ in range(40):
        check(connection.answer()[0] == 200)
    # Bodies between them, in pieces that end anywhere: each answer belongs to its request.
    form = b"scope=api.secrets&client_id=x&client_secret=y&grant_type="
    wanted, whole = [], b""
    for number in range(4):
        kind = (b"client_credentials", b"password")[number % 2]
        whole += request("POST", "/identity/connect/token", (), form + kind) + request("GET", "/alive")
        wanted += [(b"invalid_client", b"unsupported_grant_type")[number % 2], b"alive"]
    for start in range(0, len(whole), 61):
        connection.send(whole[start : start + 61])
    for part in wanted:
        status, _, body = connection.answer()
        check(part in body and status == (200 if part == b"alive" else 400), part, body)
    connection.send(request("GET", "/alive", [("Connection", "close")]))
    check(connection.answer()[0] == 200 and connection.is_closed())


def bytes_come_one_by_one():
    connection = Connection(url)
    for byte in request("GET", "/alive"):
        connection.send(bytes([byte]))
    check(connection.answer()[0] == 200)
    body = b"grant_type=x"
    for byte in request("POST", "/identity/connect/token", [("Content-Type", "text/plain")], body):
        connection.send(bytes([byte]))
    check(connection.answer()[0] == 400)


def refused_or_closed(data, statuses):
    connection = Connection(url)
    try:
        connection.send(data)
        connection.socket.shutdown(socket.SHUT_WR)
        status, headers, body = connection.answer()
        check(status in statuses, data[:60], status)
        # The library's own answers are JSON, too; they repeat nothing of what came, and the connection ends.
        check(headers.get("content-type", "").startswith("application/json"), data[:60], headers)
        check(status not in {400, 413, 414, 431, 505} or not body or connection.is_closed(), data[:60], headers)
        check(b"GARBAGE" not in body and b"aaaa" not in body and b"alive" not in body, body)
        check(b"html" not in body and (not body or json.loads(body)["message"]), body)
    except (Closed, OSError):
        pass
    connection.close()
    check(alive()[0] == 200, "after", data[:60])


def heads_are_strict():
    """What another server or a proxy might read in another way gets 400, and the connection ends."""
    get, post = b"GET /alive HTTP/1.1\r\nHost: x\r\n", b"POST /identity/connect/token HTTP/1.1\r\nHost: x\r\n"
    hidden = b"POST /identity/connect/token HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
    for data in (
        get + b"Content-Length : 3\r\n\r\n", get + b"Content-Length\t: 3\r\n\r\n", get + b"X y: z\r\n\r\n",
        get + b": z\r\n\r\n", get + b"X\xe9: z\r\n\r\n", get + b"X(: z\r\n\r\n", get + b"X\x00: z\r\n\r\n",
        get + b"no colon\r\n\r\n", get + b"X: a\x00b\r\n\r\n", get + b"X: a\x00\r\n\r\n", get + b"X: a\x01b\r\n\r\n",
        get + b"X: a\x7fb\r\n\r\n", get + b"X: a\tb\r\n\r\n", get + b"X:\ta\r\n\r\n", get + b"X: a\r\n folded\r\n\r\n",
        get + b"X: a\r\n\tfolded\r\n\r\n", post + b"Content-Length:\r\n 3\r\n\r\nabc",
        post + b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", get + b"X: a\r\n \r\n\r\n",
        b"GET /alive HTTP/1.1\r\n Host: x\r\n\r\n", b"GET /alive HTTP/1.1\r\n X: y\r\nHost: x\r\n\r\n",
        b"GET /alive HTTP/1.1\r\n\tX: y\r\nHost: x\r\n\r\n", b"GET /alive HTTP/1.1\nHost: x\r\n\r\n",
        b"GET /alive HTTP/1.1\r\nHost: x\n\r\n", b"GET /alive HTTP/1.1\r\nHost: x\r\n\n", b"GET /alive HTTP/1.1\nHost: x\n\n",
        get + b"X: a\nY: b\r\n\r\n", get + b"X: a\rY: b\r\n\r\n", get + b"X: a\r\r\nY: b\r\n\r\n", get + b"\n" + hidden,
        b"GET  /alive HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /al ive HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /alive  HTTP/1.1\r\nHost: x\r\n\r\n", b"GET\t/alive HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /al\x01ive HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /al\xffive HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET alive HTTP/1.1\r\nHost: x\r\n\r\n", b"GET http://x/alive HTTP/1.1\r\nHost: x\r\n\r\n",
        b"G@T /alive HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /alive HTTP/1.2\r\nHost: x\r\n\r\n", b"GET /alive HTTP/1.1\r\n\r\n",
        get + b"Host: x\r\n\r\n", get + b"Authorization: a\r\nAuthorization: a\r\n\r\n",
        post + b"Content-Type: a\r\nContent-Type: b\r\nContent-Length: 0\r\n\r\n",
        post + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", post + b"Content-Length: +3\r\n\r\nabc",
        post + b"Content-Length: 3 \r\n\r\nabc", post + b"Content-Length: 3,3\r\n\r\nabc", post + b"Content-Length:\r\n\r\n",
        post + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        post + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        post + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", post + b"Transfer-Encoding: chunked \r\n\r\n0\r\n\r\n",
        post + b"Transfer-Encoding: identity\r\nContent-Length: 3\r\n\r\nabc",
        post.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ):
        connection = Connection(url)
        connection.send(data + request("GET", "/alive"))
        status, headers, body = connection.answer()
        check(status == 400 and headers["connection"] == "close", data, status, headers)
        # To a length that is none the library sends its head twice, so that answer has no body.
        is_told = not body and b"Length" in data or json.loads(body)["message"]
        check(is_told and (not body or connection.is_closed()), data, body)
    # Pieces are read leniently: nothing behind the last one is a request.
    for pieces in (b"0\r\n\r\n", b"3;x=y\r\nabc\r\n0\r\n\r\n", b"3\nabc\n0\n\n", b"0\r\nContent-Length : 9\r\n\r\n"):
        connection = Connection(url)
        connection.send(post + b"Transfer-Encoding: chunked\r\n\r\n" + pieces + request("GET", "/alive"))
        check(connection.answer()[0] == 400 and connection.is_closed(), pieces)
    # All of this is well formed.
    for data in (
        b"GET /alive HTTP/1.0\r\n\r\n", b"GET /alive?a=b&c=d%20e HTTP/1.1\r\nHost:x\r\nA:\r\nB:   c d\r\n\r\n",
        get + b"X: \xc3\xa9\r\n\r\n", get + b"!#$%&'*+-.^_`|~09azAZ: x\r\n\r\n", get + b"X: " + b"a" * 20000 + b"\r\n\r\n",
    ):
        connection = Connection(url)
        connection.send(data)
        check(connection.answer()[0] == 200, data[:80])


def what_drips_ends():
    """A byte now and then is no silence: a head and a body have their time (here 4 and 8 s) as a whole."""
    post = b"POST /identity/connect/token HTTP/1.1\r\nHost: x\r\n"
    begun = [
        (b"", b"G"), (b"GET /alive HTTP/1.1\r\nHost: x\r\nX: ", b"a"), (b"", b"\r\n"),
        (b"GET /alive HTTP/1.1\r\nHost: x\r\n", b"A: b\r\n"), (post + b"Content-Length: 1000\r\n\r\n", b"a"),
        (post + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"), (request("GET", "/alive"), b"G"),
    ]
    open = []
    for first, drip in begun:
        connection = Connection(url)
        connection.send(first)
        if first == request("GET", "/alive"):
            check(connection.answer()[0] == 200)
        open.append((connection, drip))
    while open:
        for item in list(open):
            connection, drip = item
            connection.socket.settimeout(0.1)
            try:
                connection.send(drip)
                status, _, body = connection.answer()
                check(status == 408 and json.loads(body)["message"], status, body)
                open.remove(item)
            except TimeoutError:
                continue
            except (Closed, OSError):
                open.remove(item)


def malformed():
    post = b"POST /identity/connect/token HTTP/1.1\r\nHost: x\r\n"
    for data in (
        b"\r\n\r\n\r\n",
        b"GARBAGE\r\n\r\n",
        b"GET\r\n\r\n",
        b"\x00\x01\x02\xff\xfe" * 100,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 300,
        b"GET /al\x00ive HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /alive HTTP/9.9\r\nHost: x\r\n\r\n",
        post + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        post + b"Content-Length: -1\r\n\r\n",
        post + b"Content-Length: 99999999999999999999999\r\n\r\n",
        post + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        post + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n",
        post + b"Transfer-Encoding: gzip\r\n\r\nabc",
        b"GET /alive HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        b"GET /alive HTTP/1.1\r\n\r\n",
        b"GET /nothing HTTP/1.1\nHost: x\n\n",
        b"GET /nothing HTTP/1.1\r\nHost : x\r\n\r\n",
        b"GET /nothing HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n",
        b"GET http://x/nothing HTTP/1.1\r\nHost: x\r\n\r\n",
        post + b"Content-Length: 5, 5\r\n\r\nabcde",
        post + b"Content-Length: 0x5\r\n\r\nabcde",
        post + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc\r\n",
        post + b"Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
    ):
        refused_or_closed(data, {400, 401, 404, 405, 411, 413, 431, 501, 505})
    refused_or_closed(b"GET /alive HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 200000 + b"\r\n\r\n", {400, 413, 431})
    refused_or_closed(b"GET /" + b"a" * 200000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", {400, 414, 431})
    flood = b"".join(b"X-%d: y\r\n" % number for number in range(20000))
    refused_or_closed(b"GET /alive HTTP/1.1\r\nHost: x\r\n" + flood + b"\r\n", {400, 413, 431})


def too_large():
    size = 1 << 20
    status, _, told = Connection(url).ask("POST", "/api/secrets/delete", (), b"x" * (size + 1))
    check(status == 413 and b"too large" in told, status)
    status, _, _ = Connection(url).ask("POST", "/api/secrets/delete", (), b"x" * size)
    check(status == 401, status)
    connection = Connection(url)
    connection.send(b"POST /api/secrets/delete HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(20):
        connection.send(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
    connection.send(b"0\r\n\r\n")
    check(connection.answer()[0] == 413)
    # Beyond 16 MiB the server does not wait for the end: the answer comes in the middle of the body.
    for first, piece in (
        (b"Transfer-Encoding: chunked\r\n\r\n", b"100000\r\n" + b"x" * 0x100000 + b"\r\n"),
        (b"Content-Length: 40000000\r\n\r\n", b"x" * 0x100000),
    ):
        for pieces in (20, 38):
            connection = Connection(url)
            connection.send(b"POST /api/secrets/delete HTTP/1.1\r\nHost: x\r\n" + first)
            for _ in range(pieces):
                connection.send(piece)
            status, headers, body = connection.answer()
            check(status == 413 and body == told, status, body)
            check(headers["content-type"] == "application/json; charset=utf-8", headers)
            check(headers["connection"].lower() == "close" and connection.is_closed(), headers)
    # The most that a client of the protocol sends is read, refused, and the connection goes on.
    connection = Connection(url)
    check(connection.ask("POST", "/api/secrets/delete", (), b"x" * 175_000)[0] == 401)
    check(alive(connection)[0] == 200)
    connection = Connection(url)
    head = b"POST /api/secrets/delete HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: "
    connection.send(head + b"9000000\r\n\r\n")
    check(connection.answer()[0] == 413)
    connection = Connection(url)
    connection.send(head + b"2\r\n\r\n")
    check(connection.answer()[0] == 100)
    connection.send(b"[]")
    check(connection.answer()[0] == 401)


def reads():
    connection, status, body = login(url, token)
    check(status == 200, status)
    bearer = bearer_of(body)
    secret = first_secret(connection, bearer)
    status, headers, body = connection.ask(
        "GET", "/api/secrets/" + secret, auth(bearer) + [("Accept-Encoding", "gzip, deflate")]
    )
    check(status == 200 and secret.encode() in body and "content-encoding" not in headers, status)
    check(connection.ask("GET", "//api//secrets/" + secret, auth(bearer))[0] == 200)


def silent_connections_end():
    slow = Connection(url)
    slow.send(b"POST /api/secrets/delete HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n123")
    nothing = Connection(url)
    check(nothing.is_closed())
    try:
        slow.answer()
    except (Closed, ConnectionError):
        pass


def guessing_is_slowed_down():
    """What fails counts for the address, whatever token it names."""
    statuses = []
    for _ in range(60):
        status, headers, _ = Connection(url).ask("POST", "/identity/connect/token", (), b"grant_type=x")
        statuses.append(status)
        if status == 429:
            check(1 <= int(headers["retry-after"]) <= 60, headers)
    check(429 in statuses and statuses.index(429) >= 20, statuses)
    check(set(statuses) == {400, 429}, statuses)
    # The right secret is taken from here all the same, and a wrong one is still told to wait.
    for _ in range(5):
        check(login(url, token)[1] == 200)
    check(Connection(url).ask("POST", "/identity/connect/token", (), b"grant_type=x")[0] == 429)
    check(alive()[0] == 200)


def successes_are_never_slowed_down():
    for _ in range(80):
        connection, status, _ = login(url, token)
        connection.close()
        check(status == 200, status)


def numbers_are_told():
    status, headers, body = Connection(metrics).ask("GET", "/metrics")
    check(status == 200 and headers["content-type"].startswith("text/plain"), status, headers)
    text = body.decode()
    for part in (
        'sms_http_requests_total{method="GET",status="200"}',
        'sms_http_requests_total{method="POST",status="413"}',
        "sms_http_request_duration_seconds_bucket",
        "sms_commit_requests_sum",
        "sms_http_connections ",
        'sms_http_requests_total{method="other",status="408"}',
        'sms_alarm{cause="disk-full"} 0',
    ):
        check(part in text, part, text)
    for part in ("secrets", "Bearer", "/api", "127.0.0.1", "alive"):
        check(part not in text, part)
    check(Connection(metrics).ask("GET", "/alive")[0] == 404)
    check(Connection(url).ask("GET", "/metrics")[0] == 404)


for step in (
    common_headers,
    connections_are_kept,
    bytes_come_one_by_one,
    heads_are_strict,
    what_drips_ends,
    malformed,
    too_large,
    reads,
    silent_connections_end,
    successes_are_never_slowed_down,
    guessing_is_slowed_down,
    numbers_are_told,
):
    try:
        step()
    except (Closed, ConnectionError, OSError) as error:
        raise SystemExit(f"failed: {step.__name__}: {error!r}")
    time.sleep(0)
