"""The ten questions of the benchmark `cliffs`: their forms in sms and their SQL. cliffs_peer.py has them in python."""

FROM, TO = "2025-02-01T00:00:00Z", "2025-03-01T00:00:00Z"
MONTH = "events --from %s --to %s" % (FROM, TO)
IN_MONTH = "events --all | where .date >= %s and .date < %s" % (FROM, TO)
READS, IN_READS = MONTH + " --type 2100", IN_MONTH + " and .type == 2100"
DAYS = "events --from 2025-01-01 --to 2025-04-30"
IN_DAYS = "events --all | where .date >= 2025-01-01 and .date < 2025-05-01"
SQL_MONTH = "FROM event WHERE date >= '2025-02-01' AND date < '2025-03-01'"
SQL_READS = SQL_MONTH + " AND type = 2100"


class Question:
    """One question: about which vault, what it asks, its SQL, and its forms."""

    def __init__(self, name, vault, asks, sql, **forms):
        self.name, self.vault, self.asks, self.sql = name, vault, asks, sql
        # `for` is no name of an argument.
        self.forms = {form.rstrip("_"): code for form, code in forms.items()}


def counted(key):
    """The end of a form that counts: the lines `KEY COUNT`, in the order of the keys."""
    return ' | sort-by .%s | each {|r| "\\($r.%s) \\($r.count)" } | join "\\n"' % (key, key)


def looped(rows, key):
    """A `for` that counts in a record by a text."""
    body = "let k = %s; $counts[$k] = ($counts[$k]? ?? 0) + 1" % key
    return "mut counts = {}; for e in (%s) { %s }; $counts | items" % (rows, body)


def placed(rows, size, step):
    """A `for` that counts in a list by a number; `step` is what it does with a row."""
    return "mut counts = (0..<%d | each {|i| 0 }); for e in (%s) { %s }; $counts | enumerate | where .item > 0" % (
        size,
        rows,
        step,
    )


PLACES = ' | each {|r| "\\($r.index) \\($r.item)" } | join "\\n"'
ENTRIES = ' | sort-by .key | each {|r| "\\($r.key) \\($r.value)" } | join "\\n"'

TOP = ' | sort-by .count --desc | first 10 | each {|r| "\\($r.account.name) \\($r.count)" } | join "\\n"'
TOP_NAMES = ' | sort-by .%s --desc | first 10 | each {|r| "\\($r.%s) \\($r.%s)" } | join "\\n"'
DAY = 'format-date "%Y-%m-%d"'
SECOND = 'format-date "%%Y-%%m-%%dT%%H:%%M:%%S"'
LATEST = ' | sort-by .max_date --desc | first 10 | each {|r| "\\($r.%s) \\($r.max_date | '
LATEST += SECOND + ')" } | join "\\n"'
PATTERN = r'"^10\\.3\\."'
TEAM = 'split "-" | get 1'
TLS = '"^TLS_KEY"'
OWNERS = ' | sort-by .count --desc .name | first 10 | each {|r| "\\($r.name) \\($r.count)" } | join "\\n"'
NAMED = " | each {|r| {name: $r.project.name, count: $r.count} }"
KIND = "replace '_[0-9]+$' \"\""

QUESTIONS = (
    Question(
        "top",
        "events",
        "the ten accounts that read most in a month",
        "SELECT machine_account, count(*) %s GROUP BY 1 ORDER BY 2 DESC LIMIT 10" % SQL_READS,
        flags=READS + " | count-by .account" + TOP,
        where=IN_READS + " | count-by .account" + TOP,
        closure=READS + " | count-by {|e| $e.account }" + TOP.replace("account", "key"),
        for_=looped(READS, "$e.account.name") + TOP_NAMES % ("value", "key", "value"),
        each=READS
        + " | each {|e| {account: $e.account.name} } | count-by .account"
        + TOP_NAMES % ("count", "account", "count"),
        bound="let rows = (%s); $rows | count-by .account" % READS + TOP,
    ),
    Question(
        "hours",
        "events",
        "reads of a month by the hour of the day",
        "SELECT CAST(substr(date, 12, 2) AS INTEGER), count(*) %s GROUP BY 1 ORDER BY 1" % SQL_READS,
        flags=READS + " | count-by .date.hour" + counted("key"),
        where=IN_READS + " | count-by .date.hour" + counted("key"),
        closure=READS + " | count-by {|e| $e.date.hour }" + counted("key"),
        for_=placed(READS, 24, "$counts[$e.date.hour] += 1") + PLACES,
        each=READS + " | each {|e| {hour: $e.date.hour} } | count-by .hour" + counted("hour"),
        bound="let rows = (%s); $rows | count-by .date.hour" % READS + counted("key"),
    ),
    Question(
        "days",
        "events",
        "all events by day",
        "SELECT substr(date, 1, 10), count(*) FROM event GROUP BY 1 ORDER BY 1",
        flags=DAYS + " | count-by (.date | %s)" % DAY + counted("key"),
        where=IN_DAYS + " | count-by (.date | %s)" % DAY + counted("key"),
        closure=DAYS + " | count-by {|e| $e.date | %s }" % DAY + counted("key"),
        for_=looped(DAYS, "($e.date | %s)" % DAY) + ENTRIES,
        each=DAYS + " | each {|e| {day: ($e.date | %s)} } | count-by .day" % DAY + counted("day"),
        bound="let rows = (%s); $rows | count-by (.date | %s)" % (DAYS, DAY) + counted("key"),
    ),
    Question(
        "addresses",
        "events",
        "how many addresses read in a month",
        "SELECT count(DISTINCT ip) %s" % SQL_READS,
        flags=READS + " | get ip | uniq | length",
        where=IN_READS + " | get ip | uniq | length",
        closure=READS + " | uniq {|e| $e.ip } | length",
        for_="mut seen = {}; for e in (%s) { $seen[$e.ip] = true }; $seen | length" % READS,
        each=READS + " | each {|e| {ip: $e.ip} } | uniq | length",
        bound="let rows = (%s); $rows | get ip | uniq | length" % READS,
    ),
    Question(
        "pattern",
        "events",
        "events of a month from the addresses that match a pattern, by device",
        "SELECT device, count(*) %s AND ip GLOB '10.3.*' GROUP BY 1 ORDER BY 1" % SQL_MONTH,
        flags=MONTH + " | where .ip =~ %s | count-by .device" % PATTERN + counted("device"),
        where=IN_MONTH + " and .ip =~ %s | count-by .device" % PATTERN + counted("device"),
        closure=MONTH + " | where {|e| $e.ip =~ %s } | count-by .device" % PATTERN + counted("device"),
        for_=placed(MONTH, 30, "if $e.ip =~ %s { $counts[$e.device] += 1 }" % PATTERN) + PLACES,
        each=MONTH + " | each {|e| {ip: $e.ip, device: $e.device} } | where .ip =~ %s | count-by .device" % PATTERN
        + counted("device"),
        bound="let rows = (%s); $rows | where .ip =~ %s | count-by .device" % (MONTH, PATTERN) + counted("device"),
    ),
    Question(
        "latest",
        "events",
        "the last read of each account in a month, the ten newest",
        "SELECT machine_account, substr(max(date), 1, 19) %s GROUP BY 1 ORDER BY max(date) DESC LIMIT 10" % SQL_READS,
        flags=READS + " | group-by .account --max date" + LATEST % "account.name",
        where=IN_READS + " | group-by .account --max date" + LATEST % "account.name",
        closure=READS + " | group-by {|e| $e.account.name } --max date" + LATEST % "key",
        for_="mut last = {}; for e in (%s) { let k = $e.account.name; let d = $last[$k]?; " % READS
        + "if $d == null { $last[$k] = $e.date } else if $e.date > $d { $last[$k] = $e.date } }; "
        + "$last | items | rename value max_date" + LATEST % "key",
        each=READS
        + " | each {|e| {account: $e.account.name, date: $e.date} } | group-by .account --max date"
        + LATEST % "account",
        bound="let rows = (%s); $rows | group-by .account --max date" % READS + LATEST % "account.name",
    ),
    Question(
        "teams",
        "accounts",
        "machine accounts whose names match a pattern, by the second word of their names",
        "SELECT substr(name, 4, instr(substr(name, 4), '-') - 1), count(*) FROM row WHERE name GLOB 'ci-*'"
        " GROUP BY 1 ORDER BY 1",
        where='accounts | where .name =~ "^ci-" | count-by (.name | %s)' % TEAM + counted("key"),
        closure='accounts | where {|a| $a.name =~ "^ci-" } | count-by {|a| $a.name | %s }' % TEAM + counted("key"),
        for_='mut counts = {}; for a in (accounts) { if $a.name =~ "^ci-" { let k = ($a.name | %s); ' % TEAM
        + "$counts[$k] = ($counts[$k]? ?? 0) + 1 } }; $counts | items" + ENTRIES,
        each='accounts | each {|a| {name: $a.name} } | where .name =~ "^ci-" | count-by (.name | %s)' % TEAM
        + counted("key"),
        bound='let rows = (accounts); $rows | where .name =~ "^ci-" | count-by (.name | %s)' % TEAM + counted("key"),
    ),
    Question(
        "projects",
        "accounts",
        "machine accounts by the number of their projects",
        "SELECT projects, count(*) FROM row WHERE projects < 100 GROUP BY 1 ORDER BY 1",
        where="accounts | where .projects < 100 | count-by .projects" + counted("projects"),
        closure="accounts | where {|a| $a.projects < 100 } | count-by {|a| $a.projects }" + counted("key"),
        for_=placed("accounts", 100, "if $e.projects < 100 { $counts[$e.projects] += 1 }") + PLACES,
        each="accounts | each {|a| {n: $a.projects} } | where .n < 100 | count-by .n" + counted("n"),
        bound="let rows = (accounts); $rows | where .projects < 100 | count-by .projects" + counted("projects"),
    ),
    Question(
        "owners",
        "secrets",
        "the projects with most secrets whose keys match a pattern",
        "SELECT project, count(*) FROM row WHERE key GLOB 'TLS_KEY*' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10",
        where="secrets | where .key =~ %s | count-by .project" % TLS + NAMED + OWNERS,
        closure="secrets | where {|s| $s.key =~ %s } | count-by {|s| $s.project.name } | rename key name" % TLS
        + OWNERS,
        for_="mut counts = {}; for s in (secrets) { if $s.key =~ %s { let k = $s.project.name; " % TLS
        + "$counts[$k] = ($counts[$k]? ?? 0) + 1 } }; $counts | items | rename key name value count" + OWNERS,
        each="secrets | each {|s| {key: $s.key, name: $s.project.name} } | where .key =~ %s | count-by .name" % TLS
        + OWNERS,
        bound="let rows = (secrets); $rows | where .key =~ %s | count-by .project" % TLS + NAMED + OWNERS,
    ),
    Question(
        "kinds",
        "secrets",
        "secrets by their keys without the number at the end",
        "SELECT rtrim(rtrim(key, '0123456789'), '_'), count(*) FROM row WHERE key <> '' GROUP BY 1 ORDER BY 1",
        where='secrets | where .key != "" | count-by (.key | %s)' % KIND + counted("key"),
        closure='secrets | where {|s| $s.key != "" } | count-by {|s| $s.key | %s }' % KIND + counted("key"),
        for_=looped("secrets", "($s.key | %s)" % KIND).replace("for e in", "for s in") + ENTRIES,
        each="secrets | each {|s| {kind: ($s.key | %s)} } | count-by .kind" % KIND + counted("kind"),
        bound="let rows = (secrets); $rows | count-by (.key | %s)" % KIND + counted("key"),
    ),
)

THREE = "mut n = 0; for e in %s { if $e.device == 6 and $e.ip != \"\" and $e.type == 2100 { $n += 1 } }; $n"
KEPT = {"passed": THREE % "(%s)" % READS, "bound": "let rows = (%s); " % READS + THREE % "$rows"}
