#!/usr/bin/env python3
"""Measures dialogues through a pseudo-terminal: from the key to the last byte of what it makes the program draw.

usage: dialogue.py ROUNDS FOLDER

FOLDER has the vaults of vault_data.sh. The programs take turns. Percentiles are of all rounds; each measure that has
a bar is held against it, whatever a peer needs. Behind the time by the clock stands what the program itself had of a
CPU: where others use the machine, the first grows and the second does not. With BENCH_TABLE in the environment, the rows are also appended to
that file as a Markdown table's rows.
"""
import fcntl
import os
import resource
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

# What comes after so many seconds without a byte belongs to nothing that was typed.
QUIET = 0.04
PATIENCE = 20
NAMES = 10000


class Dialogue:
    """A program on a pseudo-terminal of 40 rows and 120 columns."""

    def __init__(self, argv, environment, prompt):
        self.prompt = prompt
        begun = time.perf_counter()
        self.process, self.terminal = os.forkpty()
        if self.process == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
            os.execve(argv[0], argv, environment)
        shown, end = self.read(prompt)
        if prompt not in shown:
            sys.exit("%s shows no prompt: %r" % (argv[0], shown))
        self.start = ((end - begun) * 1000, self.cpu())

    def cpu(self):
        """Milliseconds that the program has run."""
        with open("/proc/%d/schedstat" % self.process) as file:
            return int(file.read().split()[0]) / 1e6

    def read(self, wanted=b""):
        """Reads until nothing comes any more after `wanted`; returns it and when its last byte came."""
        shown, end = b"", time.perf_counter()
        limit = end + PATIENCE
        while True:
            waits = QUIET if shown and wanted in shown else limit - time.perf_counter()
            if waits <= 0 or not select.select([self.terminal], [], [], waits)[0]:
                return shown, end
            try:
                block = os.read(self.terminal, 65536)
            except OSError:
                return shown, end
            if not block:
                return shown, end
            shown, end = shown + block, time.perf_counter()

    def type(self, keys, wanted=b""):
        """Types keys at once; returns what is drawn, and milliseconds to its last byte by the clock and of CPU."""
        ran = self.cpu()
        begun = time.perf_counter()
        os.write(self.terminal, keys)
        shown, end = self.read(wanted)
        if not shown or wanted not in shown:
            sys.exit("%r is not shown after %r: %r" % (wanted, keys, shown))
        return shown, ((end - begun) * 1000, self.cpu() - ran)

    def close(self):
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.terminal)


class Program:
    """What is measured of a program: how it starts, a line of 200 characters, Tab over many names, a short line."""

    def __init__(self, name, argv, environment, prompt, line, tab, short, leaving=(b"\x03",)):
        self.name, self.argv, self.environment, self.prompt = name, argv, environment, prompt
        self.line, self.tab, self.short, self.leaving = line, tab, short, leaving
        self.times = {"start": [], "key": [], "first": [], "tab": [], "prompt": []}

    def leave(self, dialogue):
        """Closes a list, then drops the line."""
        for key in self.leaving[:-1]:
            dialogue.type(key)
        dialogue.type(self.leaving[-1], self.prompt)

    def round(self):
        dialogue = Dialogue(self.argv, self.environment, self.prompt)
        self.times["start"].append(dialogue.start)
        # The first Tab of all, while names are still to be read.
        typed, answer = self.tab
        for key in typed:
            dialogue.type(bytes([key]))
        self.times["first"].append(dialogue.type(b"\t", answer)[1])
        self.leave(dialogue)
        # What is read once, and names that are read while nobody types.
        typed, answer = self.short
        dialogue.type(typed + b"\r", answer)
        time.sleep(1)
        for key in self.line:
            self.times["key"].append(dialogue.type(bytes([key]))[1])
        dialogue.type(b"\x03", self.prompt)
        for _ in range(20):
            self.times["prompt"].append(dialogue.type(typed + b"\r", self.prompt)[1])
        typed, answer = self.tab
        for _ in range(5):
            for key in typed:
                dialogue.type(bytes([key]))
            self.times["tab"].append(dialogue.type(b"\t", answer)[1])
            self.leave(dialogue)
        dialogue.close()


def percentile(times, part):
    """A percentile of times by the clock, and that of CPU."""
    return [sorted(column)[min(len(times) - 1, int(len(times) * part))] for column in zip(*times)]


def shown(time):
    return "%.2f ms (%.2f)" % tuple(time)


def bench_row(work, beside, value, bar, is_met):
    met = ("met" if is_met else "not met") if bar else ""
    print("  %-44s %-10s %s%s" % (work, beside, value, "   bar %s: %s" % (bar, met) if bar else ""), flush=True)
    if os.environ.get("BENCH_TABLE"):
        with open(os.environ["BENCH_TABLE"], "a") as table:
            table.write("| %s | %s | %s | %s | %s |\n" % (work, beside, value, bar, met))


MEASURES = [
    ("a key on a line of 200 characters, p50", "key", 0.5, None),
    ("a key on a line of 200 characters, p99", "key", 0.99, 5),
    ("Tab among %s names, p99" % format(NAMES, ","), "tab", 0.99, 50),
    ("the first Tab behind the first prompt, p99", "first", 0.99, 50),
    ("a short line to the next prompt, p50", "prompt", 0.5, None),
    ("start to the first prompt, p50", "start", 0.5, 150),
]


def report(programs):
    others = [program for program in programs[1:] if program.name != "sms"]
    for work, what, part, bar in MEASURES:
        ours = percentile(programs[0].times[what], part)
        beside = ", ".join(other.name + " " + shown(percentile(other.times[what], part)) for other in others)
        bench_row(work, beside, shown(ours), "<= %d ms" % bar if bar else "", bar and ours[0] <= bar)
    # A vault of 100,000 secrets.
    for work, what in [("Tab among 100,000 secrets, p99", "tab"), ("the first Tab among them, p99", "first")]:
        ours = percentile(programs[1].times[what], 0.99)
        bench_row(work, "", shown(ours), "<= 50 ms", ours[0] <= 50)


def programs(folder, home):
    environment = {"HOME": home, "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TERM": "xterm-256color"}
    vault = dict(environment, SMS_VAULT=folder + "/accounts.db", SMS_KEY_FILE=folder + "/accounts.key")
    vault["SMS_USER"] = os.environ["SMS_USER"]
    line = b"accounts | where .name =~ \"payments\" and .projects > 3 | select name projects tokens | sort-by name -r"
    line += b" | first 20 | each {|row| $\"($row.name) has ($row.projects)\" } | str join \", \" | print"
    line = line[:200].ljust(200, b"x")
    secrets = dict(vault, SMS_VAULT=folder + "/secrets.db", SMS_KEY_FILE=folder + "/secrets.key")
    found = [
        Program("sms", [os.environ["SMS"]], vault, b"\x1b[1m>\x1b[0m ", line, (b"account show ci-", b"ci-"), (b"40 + 2", b"42")),
        Program("sms", [os.environ["SMS"]], secrets, b"\x1b[1m>\x1b[0m ", line, (b"secret show TLS_KEY", b"/TLS_KEY"), (b"40 + 2", b"42")),
    ]
    fish = shutil.which("fish")
    if fish:
        files = home + "/files"
        os.mkdir(files)
        for number in range(NAMES):
            open("%s/ci-payments-%d" % (files, number), "w").close()
        script = b"for name in (ls files | string match '*payments*'); set count (math $count + 1); echo $name has $count; end"
        script += b" | sort -r | head -n 20 | string replace payments web | string join ', ' | string upper # and so on to the end"
        found.append(
            Program("fish", [fish, "--private", "--init-command", "function fish_prompt; echo -n 'fish> '; end"],
                    environment, b"fish> ", script[:200].ljust(200, b"x"),
                    (b"cat files/ci-", b"ci-payments-"), (b"math 40 + 2", b"42"), (b"\x1b", b"\x03")))
    return found


def signed_in(folder, home, rounds):
    """Prints what a command takes of somebody who is signed in for a while."""
    key = folder + "/accounts.key"
    environment = {"HOME": home, "XDG_RUNTIME_DIR": home, "PATH": os.environ["PATH"]}
    environment.update(SMS_VAULT=folder + "/accounts.db", SMS_USER=os.environ["SMS_USER"])
    passphrase = dict(environment, SMS_PASSPHRASE_FILE=folder + "/passphrase")

    def run(words, variables):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begun = time.perf_counter()
        subprocess.run([os.environ["SMS"]] + words, env=variables, check=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL)
        took = (time.perf_counter() - begun) * 1000
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return took, (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000

    run(["unlock", "--for", "10m"], passphrase)
    try:
        times = {"keeper": [], "key": []}
        for _ in range(rounds * 10):
            times["keeper"].append(run(["--agent", "-c", "accounts | length"], environment))
            times["key"].append(run(["-c", "accounts | length"], dict(environment, SMS_KEY_FILE=key)))
    finally:
        run(["lock"], environment)
    ours = percentile(times["keeper"], 0.5)
    bench_row("a command of who is signed in, p50", "a key file " + shown(percentile(times["key"], 0.5)), shown(ours),
              "<= 15 ms", ours[0] <= 15)


def main():
    rounds, folder = int(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        os.chdir(home)
        listed = programs(folder, home)
        for _ in range(rounds):
            for program in listed:
                program.round()
        report(listed)
        signed_in(folder, home, rounds)


main()
