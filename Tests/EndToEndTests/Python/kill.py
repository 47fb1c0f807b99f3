"""Kills the server under load: what a client got has its event. TOKEN-FILE ROUNDS"""
import json
import os
import subprocess
import sys
import threading
import time

from wire import Closed, Connection, auth, bearer_of, first_secret, login, token_of

token_file, rounds = sys.argv[1], int(sys.argv[2])
token = token_of(token_file)
sms = os.environ["SMS"]


def events():
    code = "events --type 2100 --all | length"
    done = subprocess.run([sms, "-c", code], capture_output=True, check=True)
    return int(done.stdout)


def serve():
    server = subprocess.Popen([sms, "serve", "--listen", "127.0.0.1:0"], stderr=subprocess.PIPE, text=True)
    line = server.stderr.readline()
    assert line.startswith("listening on "), line
    return server, line.split()[-1]


def read(connection, bearer, secret, count, lock):
    try:
        while True:
            status, _, body = connection.ask("GET", "/api/secrets/" + secret, auth(bearer))
            assert status == 200 and json.loads(body)["value"].startswith("2."), status
            with lock:
                count[0] += 1
    except (Closed, OSError):
        pass


for number in range(rounds):
    before = events()
    server, url = serve()
    sessions = []
    for _ in range(16):
        connection, status, body = login(url, token)
        assert status == 200, status
        sessions.append((connection, bearer_of(body)))
    secret = first_secret(*sessions[0])
    count, lock = [0], threading.Lock()
    threads = [threading.Thread(target=read, args=(*one, secret, count, lock)) for one in sessions]
    for thread in threads:
        thread.start()
    time.sleep(0.2 + 0.07 * (number % 7))
    server.kill()
    server.wait()
    for thread in threads:
        thread.join()
    written = events() - before
    # Each of the 16 clients may have had one read under way that was committed and not answered.
    assert count[0] > 0 and count[0] <= written <= count[0] + 16, (count[0], written)
subprocess.run([sms, "vault", "verify"], check=True, capture_output=True)
