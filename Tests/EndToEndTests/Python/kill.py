"""Kills the server under load: what a client got has its event, what it wrote is there. TOKEN-FILE ROUNDS"""
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


def secrets():
    done = subprocess.run([sms, "-c", "secrets | get id"], capture_output=True, check=True, text=True)
    return set(done.stdout.split())


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


def write(connection, bearer, url, body, made, lock):
    """Makes secrets of sealed texts that are there; what was answered is acknowledged."""
    try:
        while True:
            status, _, answer = connection.ask("POST", url, auth(bearer), body)
            assert status == 200, (status, answer)
            with lock:
                made.append(json.loads(answer)["id"])
    except (Closed, OSError):
        pass


killed = [0, 0]
for number in range(rounds):
    before = events()
    there = secrets()
    server, url = serve()
    sessions = []
    for _ in range(16):
        connection, status, body = login(url, token)
        assert status == 200, status
        sessions.append((connection, bearer_of(body)))
    secret = first_secret(*sessions[0])
    count, made, lock = [0], [], threading.Lock()
    status, _, text = sessions[0][0].ask("GET", "/api/secrets/" + secret, auth(sessions[0][1]))
    assert status == 200, (status, text)
    count[0] += 1
    known = json.loads(text)
    project = known["projects"][0]["id"]
    url = f"/api/organizations/{known['organizationId']}/secrets"
    body = json.dumps({
        "key": known["key"], "value": known["value"], "note": known["note"], "projectIds": [project]}).encode()
    threads = [threading.Thread(target=read, args=(*one, secret, count, lock)) for one in sessions[4:]]
    threads += [threading.Thread(target=write, args=(*one, url, body, made, lock)) for one in sessions[:4]]
    for thread in threads:
        thread.start()
    # Something is acknowledged before the kill, however slow the machine is.
    while not made and any(thread.is_alive() for thread in threads[12:]):
        time.sleep(0.01)
    time.sleep(0.2 + 0.07 * (number % 7))
    server.kill()
    server.wait()
    for thread in threads:
        thread.join()
    written = events() - before
    # Each of the 16 clients may have had one read under way that was committed and not answered.
    assert count[0] > 0 and count[0] <= written <= count[0] + 12, (count[0], written)
    new = secrets() - there
    assert made and set(made) <= new and len(new) <= len(made) + 4, (len(made), len(new))
    killed = [killed[0] + count[0], killed[1] + len(made)]
subprocess.run([sms, "vault", "verify"], check=True, capture_output=True)
print(f"server: {rounds} kills, {killed[0]} reads told, {killed[1]} acknowledged secrets there")
