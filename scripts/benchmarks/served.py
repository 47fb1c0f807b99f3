"""A vault made by the product itself, served on loopback: for the load and the long run."""
import base64
import json
import os
import re
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request


class Served:
    """The vault in a new folder, and the server of it while it runs."""

    def __init__(self, folder, secrets, extra=""):
        self.sms, self.folder, self.server = os.environ["SMS"], folder, None
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder, mode=0o700)
        self.environment = {
            "HOME": folder, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "SMS_USER": "bench@example.org",
            "SMS_VAULT": folder + "/v.db", "SMS_PASSPHRASE_FILE": folder + "/passphrase",
        }  # fmt: skip
        self.write("passphrase", "a passphrase of the bench\n")
        self.run("vault", "create", "--organization", "Bench", "--email", "bench@example.org")
        self.run(
            "-c",
            """
            project create web
            account create loader
            grant loader project:web --access read-write
            for n in 1..%d { "value-\\($n)" | secret create "KEY_\\($n)" --project web }
            """ % secrets + extra,
        )
        self.token = self.run("-c", "token create loader --name bench | get value | reveal").strip()

    def write(self, name, text):
        with open(os.open(self.folder + "/" + name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
        return self.folder + "/" + name

    def run(self, *words):
        done = subprocess.run(
            [self.sms, *words], env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        if done.returncode != 0:
            raise SystemExit("sms %s ended with %d: %s" % (words[0], done.returncode, done.stderr))
        return done.stdout

    def events(self, code):
        """How many events of a code there are."""
        return int(self.run("-c", "events --type %d --all | length" % code))

    # The server.

    def start(self, *options):
        self.server = subprocess.Popen(
            [self.sms, "serve", "--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0", "--token-rate", "off", *options],
            env=self.environment, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        found = {}
        while len(found) < 2:
            line = self.server.stderr.readline()
            if not line:
                raise SystemExit("sms serve ended with %s" % self.server.wait())
            found[line.split()[0]] = line.split()[-1]
        self.url, self.numbers = found["listening"], found["metrics"]

    def stop(self):
        self.server.send_signal(signal.SIGTERM)
        if self.server.wait() != 0:
            raise SystemExit("sms serve ended with %d" % self.server.returncode)

    def number(self, name):
        """What the server says of itself; 0 for what it has not counted."""
        with urllib.request.urlopen(self.numbers) as answer:
            found = re.search("^%s (\\d+)$" % re.escape(name), answer.read().decode(), re.M)
        return int(found[1]) if found else 0

    def answered(self, method, status=200):
        """How many requests it has answered so, once those of clients that are gone have ended."""
        while self.number("sms_http_connections") > 0:
            time.sleep(0.05)
        return self.number('sms_http_requests_total{method="%s",status="%d"}' % (method, status))

    def login_form(self):
        left = self.token.split(":")[0].split(".")
        return urllib.parse.urlencode(
            {"grant_type": "client_credentials", "scope": "api.secrets", "client_id": left[1],
             "client_secret": left[2]}
        )  # fmt: skip

    def login(self):
        form = self.login_form().encode()
        with urllib.request.urlopen(self.url + "/identity/connect/token", form) as answer:
            self.bearer = json.load(answer)["access_token"]
        claims = self.bearer.split(".")[1]
        self.organization = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["organization"]

    def ask(self, path, body=None):
        """The bytes that a call answers with."""
        headers = {"Authorization": "Bearer " + self.bearer, "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(self.url + path, data, headers)) as answer:
            return answer.read()

    def ids(self):
        listed = json.loads(self.ask("/api/organizations/%s/secrets" % self.organization))
        return [row["id"] for row in listed["secrets"]]
