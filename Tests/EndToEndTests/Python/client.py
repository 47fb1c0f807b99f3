"""The published client `bws-sdk` against the server; prints how many values it got. URL FOLDER [--short]"""
import sys
import time
from datetime import datetime, timedelta, timezone

from bws_sdk import BWSecretClient, Region
from bws_sdk.errors import ApiError, SecretNotFoundError, UnauthorisedTokenError

url, folder = sys.argv[1:3]
region = Region(api_url=url + "/api", identity_url=url + "/identity")
values = 0


def token(name):
    with open(f"{folder}/token-{name}") as file:
        return file.read().strip()


def fails(kinds, body):
    try:
        body()
    except kinds:
        return
    raise SystemExit(f"no {kinds} came")


client = BWSecretClient(region, token("main"))
synced = client.sync(datetime(2020, 1, 1, tzinfo=timezone.utc))
values += len(synced.secrets)
assert [(one.key, one.value) for one in synced.secrets] == [("API_KEY", "canary-value-7f3a")], synced
first = synced.secrets[0]
project = first.projects[0].id
got = client.get_by_id(first.id)
values += 1
assert (got.key, got.value) == ("API_KEY", "canary-value-7f3a")
if "--short" in sys.argv:
    print(values)
    raise SystemExit(0)

for value, note in (("x" * 25000, ""), ("🔑 Schlüssel\n\0\u202e", "🗒"), (" ", "")):
    made = client.create("NEW", value, note, project)
    assert made.value == value
    got = client.get_by_id(made.id)
    values += 1
    assert (got.key, got.value, got.project.id) == ("NEW", value, project)
    changed = client.update(made.id, "NEWER", value[::-1], note, project)
    assert (changed.key, changed.value) == ("NEWER", value[::-1])
    got = client.get_by_id(made.id)
    values += 1
    assert got.value == value[::-1]
    client.delete([made.id])
    assert client.get_by_id(made.id) is None
fails((ApiError,), lambda: client.create("BIG", "x" * 40000, "", project))

later = datetime.now(timezone.utc) - timedelta(milliseconds=1)
assert client.sync(later).secrets is None
made = client.create("LATER", "v", "", project)
synced = client.sync(later)
values += len(synced.secrets)
assert {one.key for one in synced.secrets} == {"API_KEY", "LATER"}
client.delete([made.id])

# What the client has no call for: the list, and several at once.
listed = client.session.get(f"{region.api_url}/organizations/{client.auth.org_id}/secrets").json()
assert [one["id"] for one in listed["secrets"]] == [first.id]
several = client.session.post(region.api_url + "/secrets/get-by-ids", json={"ids": [first.id]})
values += 1
assert several.status_code == 200 and [one["id"] for one in several.json()["data"]] == [first.id]
# A secret that is there, and that the account has no grant for.
assert client.get_by_id(token("hidden")) is None
several = client.session.post(region.api_url + "/secrets/get-by-ids", json={"ids": [first.id, token("hidden")]})
assert several.status_code == 404

assert client.get_by_id("00000000-0000-0000-0000-000000000000") is None
fails((SecretNotFoundError,), lambda: client.delete(["00000000-0000-0000-0000-000000000000"]))
good = token("main")
wrong = good.split(".")
wrong[2] = ("A" if wrong[2][0] != "A" else "B") + wrong[2][1:]
refusals = (UnauthorisedTokenError, ApiError)
fails(refusals, lambda: BWSecretClient(region, ".".join(wrong)))
fails(refusals, lambda: BWSecretClient(region, token("revoked")))
time.sleep(1.1)
fails(refusals, lambda: BWSecretClient(region, token("expired")))
forged = {"Authorization": "Bearer " + client.auth.bearer_token[:-6] + "AAAAAA"}
assert client.session.get(f"{region.api_url}/secrets/{first.id}", headers=forged).status_code == 401
print(values)
