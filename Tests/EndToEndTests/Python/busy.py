"""Reads while a batch of grants and a plan run: all are answered, within `--max-lock`. TOKEN-FILE GRANTS LOCK

Prints how many reads there were, the longest wait, and how long the batch took.
"""
import json
import os
import subprocess
import sys
import threading
import time

from wire import auth, bearer_of, first_secret, login, organization_of, token_of

token_file, grants, lock = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
sms, token = os.environ["SMS"], token_of(token_file)
server = subprocess.Popen(
    [sms, "--max-lock", f"{lock}s", "serve", "--listen", "127.0.0.1:0"], stderr=subprocess.PIPE, text=True
)
url = server.stderr.readline().split()[-1]
stop = threading.Event()
waits, problems = [], []


def read():
    connection, status, body = login(url, token)
    connection.socket.settimeout(lock + 30)
    bearer = bearer_of(body)
    secret = first_secret(connection, bearer)
    paths = ["/api/secrets/" + secret, f"/api/organizations/{organization_of(bearer)}/secrets"]
    while not stop.is_set():
        for path in paths:
            begun = time.monotonic()
            try:
                status, _, body = connection.ask("GET", path, auth(bearer))
            except Exception as error:
                problems.append(repr(error))
                return
            waits.append(time.monotonic() - begun)
            if status != 200 or (path == paths[0]) != ("value" in json.loads(body)):
                problems.append(status)


def run(code, *options):
    return subprocess.run([sms, *options, "-c", code], capture_output=True, text=True)


clients = [threading.Thread(target=read) for _ in range(16)]
for client in clients:
    client.start()
time.sleep(0.5)
planned = {}
code = 'accounts | where .name =~ "^bulk-" | grant ...(projects | where .name =~ "^bulk-") --access '
plan = threading.Thread(target=lambda: planned.update(run=run("plan { " + code + "read-write } | length")))
plan.start()
begun = time.monotonic()
done = run("batch { " + code + "read }; null", "--max-lock", f"{lock}s")
taken = time.monotonic() - begun
plan.join()
held = run("batch { for n in 1..100000000 { project create \"x-\\($n)\" } }", "--max-lock", "1s")
stop.set()
for client in clients:
    client.join()
server.terminate()
assert server.wait() == 0
assert done.returncode == 0, done.stderr
plan_done = planned["run"]
assert plan_done.returncode == 0 and int(plan_done.stdout) == grants, plan_done
assert not problems, problems[:5]
# A batch without an end does not make others wait for longer either, and leaves nothing.
assert held.returncode == 1 and "E0506" in held.stderr, held
longest = max(waits)
assert longest <= lock, longest
print(f"{len(waits)} reads, longest wait {longest:.3f} s; batch of {grants} in {taken:.1f} s")
count = run('grants | where .access == "read" and .kind == "account-project" | length')
assert int(count.stdout) == grants, count
