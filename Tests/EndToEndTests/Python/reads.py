"""Reads the first secrets that a machine account reaches, as its program would. URL TOKEN-FILE COUNT"""
import json
import sys

from wire import auth, bearer_of, login, organization_of, token_of

url, token_file, count = sys.argv[1:3] + [int(sys.argv[3])]
connection, status, body = login(url, token_of(token_file))
assert status == 200, status
bearer = bearer_of(body)
status, _, body = connection.ask("GET", f"/api/organizations/{organization_of(bearer)}/secrets", auth(bearer))
assert status == 200, status
secrets = json.loads(body)["secrets"][:count]
assert len(secrets) == count, len(secrets)
for secret in secrets:
    status, _, _ = connection.ask("GET", "/api/secrets/" + secret["id"], auth(bearer))
    assert status == 200, status
