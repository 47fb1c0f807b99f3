"""Clients behind a proxy that passes paths on as they are, or without the base. URL TOKEN-FILE IDENTITY-URL"""
import base64
import json
import sys

from bws_sdk import BWSecretClient, Region
from wire import Connection, auth, bearer_of, first_secret, login_request, token_of

url, token_file, identity = sys.argv[1:4]
token = token_of(token_file)
statuses = {}
for path in ("/sm/identity", "/identity", "", "/SM/Identity", "//sm//identity/"):
    connection = Connection(url)
    connection.send(login_request(token).replace(b"/identity/connect", path.encode() + b"/connect"))
    status, _, body = connection.answer()
    assert status == 200, (path, status)
    bearer = bearer_of(body)
    part = bearer.split(".")[1]
    assert json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))["iss"] == identity
secret = first_secret(connection, bearer)
for path, wanted in (
    ("/sm/api", 200), ("/api", 200), ("", 200), ("/SM/API", 200), ("/sm//api/", 200),
    ("/sm", 404), ("/sm/api/sm/api", 404), ("/sm/api/api", 404), ("/other/api", 404),
):
    status, _, _ = connection.ask("GET", f"{path}/secrets/{secret}", auth(bearer))
    assert status == wanted, (path, status)
# The published client with the two base URLs.
client = BWSecretClient(Region(api_url=url + "/sm/api", identity_url=url + "/sm/identity"), token)
assert client.get_by_id(secret).value == "canary-value-7f3a"
