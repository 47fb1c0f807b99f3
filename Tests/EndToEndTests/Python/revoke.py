"""Revokes a token while 32 clients read: no request that starts afterwards is answered. TOKEN-FILE URL..."""
import os
import subprocess
import sys
import threading
import time

from wire import Connection, auth, bearer_of, first_secret, login, token_of

token_file, urls = sys.argv[1], sys.argv[2:]
token = token_of(token_file)
sessions = []
for number in range(32):
    connection, status, body = login(urls[number % len(urls)], token)
    assert status == 200, status
    sessions.append((connection, bearer_of(body)))
secret = first_secret(*sessions[0])
revoked = threading.Event()
good, late, wrong = [0] * 32, [0] * 32, []


def read(number):
    connection, bearer = sessions[number]
    while late[number] < 20:
        was_revoked = revoked.is_set()
        status = connection.ask("GET", "/api/secrets/" + secret, auth(bearer))[0]
        if was_revoked:
            late[number] += 1
            if status != 401:
                wrong.append(status)
        elif status == 200:
            good[number] += 1
        elif status != 401:
            wrong.append(status)


threads = [threading.Thread(target=read, args=(number,)) for number in range(32)]
for thread in threads:
    thread.start()
time.sleep(1)
done = subprocess.run([os.environ["SMS"], "token", "revoke", "doomed", "--yes"], capture_output=True)
revoked.set()
for thread in threads:
    thread.join()
assert done.returncode == 0, done.stderr
assert not wrong, wrong
assert all(good), good
for url in urls:
    assert login(url, token)[1] == 400
