"""64 clients sign in with a token of 100 uses: exactly 100 succeed. TOKEN-FILE URL"""
import sys
import threading

from wire import Connection, login_request, token_of

token_file, url = sys.argv[1:3]
token = token_of(token_file)
statuses = []
lock = threading.Lock()


def sign_in():
    for _ in range(3):
        connection = Connection(url)
        connection.send(login_request(token))
        status = connection.answer()[0]
        connection.close()
        with lock:
            statuses.append(status)


threads = [threading.Thread(target=sign_in) for _ in range(64)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(statuses) == 192
assert statuses.count(200) == 100, statuses.count(200)
assert set(statuses) <= {200, 400, 429}, set(statuses)
