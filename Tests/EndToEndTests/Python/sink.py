"""A server whose vault requires its sink: while that is away no value leaves and no write is told as done, and nothing is
done twice. URL METRICS TOKEN-FILE FOLDER"""
import json
import os
import sys
import threading

from wire import Connection, auth, bearer_of, first_secret, login, token_of

url, metrics, token_file, folder = sys.argv[1:5]
token = token_of(token_file)
connection, status, body = login(url, token)
assert status == 200, status
bearer = bearer_of(body)
secret = first_secret(connection, bearer)
assert connection.ask("GET", "/api/secrets/" + secret, auth(bearer))[0] == 200
os.rename(folder, folder + ".away")
answers = []


def read():
    client = Connection(url)
    for _ in range(5):
        answers.append(client.ask("GET", "/api/secrets/" + secret, auth(bearer)))
    client.close()


threads = [threading.Thread(target=read) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(answers) == 40 and {status for status, _, _ in answers} == {503}, answers[:2]
for _, _, body in answers:
    assert json.loads(body)["message"] == "The vault's events cannot be delivered.", body
# What writes no event needs no sink.
assert first_secret(connection, bearer) == secret
text = Connection(metrics).ask("GET", "/metrics")[2].decode()
assert 'sms_faults_total{cause="event-sink"} 40' in text and 'sms_alarm{cause="event-sink"} 1' in text, text
os.rename(folder + ".away", folder)
assert connection.ask("GET", "/api/secrets/" + secret, auth(bearer))[0] == 200
with open(folder + "/events") as file:
    reads = [line for line in map(json.loads, file) if line["type"] == 2100 and line.get("actor_account")]
assert len(reads) == 42, len(reads)
numbers = [line["number"] for line in reads]
assert numbers == sorted(set(numbers)), numbers
