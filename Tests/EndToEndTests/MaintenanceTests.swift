import Crypto
import Glibc
import StoreSQLite
import Support
import Testing
import Vault

/// The jobs of scripts/maintenance, run as cron would run them.
@Suite struct MaintenanceTests {
  private static func script(_ name: String) -> String { repositoryRoot() + "/scripts/maintenance/" + name }

  @Test(arguments: [
    "provision.sms", "bulk-grant.sms", "event-report.sms", "idle-accounts.sms", "trash-purge.sms",
  ])
  func eachChecksAndHasItsHelp(_ name: String) throws {
    let home = try E2EHome()
    let checked = try home.run("check", Self.script(name))
    #expect(checked.status == 0 && checked.errors == "", "\(checked)")
    let help = try home.run(Self.script(name), "--help")
    #expect(help.status == 0)
    #expect(help.output.contains("usage: "))
    let text = try #require(readText(Self.script(name)))
    #expect(text.hasPrefix("#!/usr/bin/env sms\n"))
    #expect(text.contains("# When: "))
  }

  @Test func aBulkGrantOfSeveralProjects() throws {
    let home = try E2EAcme.home(.provisioned)
    let first = try home.run(
      "--format", "jsonl", Self.script("bulk-grant.sms"), "payments-prod", "billing-prod", "--match", "^ci-",
      "--access", "read")
    #expect(first.status == 0, "\(first)")
    #expect(first.lines.count == 18)
    let granted = try home.run(
      "-c", "grants --project payments-prod | where .subject.name =~ \"^ci-\" | length")
    #expect(granted.output == "9\n", "\(granted)")
    let second = try home.run(
      "--format", "jsonl", Self.script("bulk-grant.sms"), "payments-prod", "billing-prod", "--match", "^ci-")
    #expect(second.lines.count == 18)
    #expect(second.lines.allSatisfy { $0.contains("\"unchanged\"") || $0.contains("\"kept\"") }, "\(second)")
    let lower = try home.run(
      "--format", "jsonl", Self.script("bulk-grant.sms"), "catalog-prod", "--match", "^ci-payments$",
      "--access", "read")
    #expect(lower.output.contains("\"kept\"") && lower.output.contains("read-write"), "\(lower)")
    let none = try home.run(Self.script("bulk-grant.sms"))
    #expect(none.status == 1)
    #expect(none.errors.contains("no project is named"))
    let unknown = try home.run(Self.script("bulk-grant.sms"), "nosuch", "--match", "^ci-")
    #expect(unknown.status == 1)
    #expect(unknown.errors.contains("nosuch"))
    #expect(try home.run(Self.script("bulk-grant.sms"), "payments-prod", "--access", "all").status == 2)
    #expect(try home.run(Self.script("bulk-grant.sms"), "payments-prod", "--match", "(").status == 1)
    #expect(try home.run("vault", "verify").status == 0)
  }

  @Test func aReportOfEvents() throws {
    let home = try E2EAcme.home(.provisioned)
    let csv = home.path("report.csv")
    let report = try home.run(
      "--format", "jsonl", Self.script("event-report.sms"), "--since", "1d", "--type", "9020", "--csv", csv)
    #expect(report.status == 0, "\(report)")
    struct Row: Decodable {
      struct Name: Decodable { var name: String }
      var account: Name
      var count: Int
    }
    let counts = try AcmeData.accounts().map { ($0.account, $0.grants.count) }.filter { $0.1 > 0 }
    let rows = try report.decodedLines(Row.self)
    #expect(
      Dictionary(uniqueKeysWithValues: rows.map { ($0.account.name, $0.count) })
        == Dictionary(uniqueKeysWithValues: counts))
    #expect(rows.map(\.count) == rows.map(\.count).sorted(by: >))
    // The file: a line of names and one for each account, as RFC 4180 wants it; written again without asking.
    let text = String(decoding: try #require(home.read("report.csv")), as: UTF8.self)
    let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
    #expect(lines.first == "account,count" && lines.last == "")
    #expect(lines.dropFirst().dropLast().map(String.init) == rows.map { "\($0.account.name),\($0.count)" })
    #expect(home.mode("report.csv") != nil)
    #expect(
      try home.run(Self.script("event-report.sms"), "--type", "account.created", "--csv", csv).lines.count
        == 61)
    #expect(String(decoding: try #require(home.read("report.csv")), as: UTF8.self).hasSuffix(",1\r\n"))
    let all = try home.run("--format", "none", Self.script("event-report.sms"))
    #expect(all.status == 0 && all.output == "", "\(all)")
    #expect(try home.run(Self.script("event-report.sms"), "--type", "nonsense").status == 2)
    #expect(try home.run(Self.script("event-report.sms"), "--csv", "/nosuch/dir/r.csv").status == 1)
  }

  /// K01: the jobs on a vault whose history machine accounts made by reading; what they say is counted apart.
  @Test func jobsSayWhatIsTrueWhereMachineAccountsRead() throws {
    let home = try ReadHome.make()
    // The owner reads as well: that is no event of a machine account.
    #expect(try home.run("-c", "secrets | first 2 | reveal | length").output == "2\n")
    struct Row: Decodable {
      struct Name: Decodable { var name: String }
      var account: Name
      var count: Int
    }
    for type in ["2100", "secret.retrieved"] {
      let report = try home.run(
        "--format", "jsonl", Self.script("event-report.sms"), "--since", "30d", "--type", type)
      let rows = try report.decodedLines(Row.self)
      #expect(report.status == 0 && rows.map(\.count) == ReadHome.reads.values.sorted(by: >), "\(report)")
      #expect(Dictionary(uniqueKeysWithValues: rows.map { ($0.account.name, $0.count) }) == ReadHome.reads)
    }
    for (account, count) in ReadHome.reads {
      let read = try home.run(
        "-c",
        "events --all --account \(account) --type 2100 | length; events --all | where .account == \"\(account)\" and .type == 2100 | length"
      )
      #expect(read.output == "\(count)\n\(count)\n", "\(read)")
    }
    let all = try AcmeData.accounts().map(\.account)
    struct Idle: Decodable { var name: String }
    let idle = try home.run("--format", "jsonl", Self.script("idle-accounts.sms"), "--since", "90d")
    #expect(
      try idle.decodedLines(Idle.self).map(\.name).sorted()
        == all.filter { ReadHome.reads[$0] == nil }.sorted(), "\(idle)")
    // Later all are idle: the reads lie before the time that is asked about.
    let later = try home.run(
      "--now", "2100-01-01T00:00:00Z", "--format", "jsonl", Self.script("idle-accounts.sms"))
    #expect(later.lines.count == all.count, "\(later)")
    // What was provisioned is there still, and a grant names who lacked it.
    #expect(try home.run(E2EAcme.provision, E2EAcme.accounts).output == "no change\n")
    let grants = Set(try AcmeData.grants().map { $0.split(separator: " ").prefix(2).joined(separator: " ") })
    let bulk = try home.run(
      "--format", "jsonl", Self.script("bulk-grant.sms"), "payments-prod", "--match", "^ci-")
    let wanted = all.filter { $0.hasPrefix("ci-") && !grants.contains("\($0) payments-prod") }
    #expect(bulk.lines.count { $0.contains("\"granted\"") } == wanted.count, "\(bulk)")
    #expect(try home.run("-c", "events --all --type 2100 | length").output == "19\n")
  }

  /// Two secrets in the trash, of which one lies there for months: the vault was made when its clock stood in March.
  @Test func thePurgeTakesWhatIsOldEnough() throws {
    let home = try E2EHome()
    try home.write(VaultFixture.passphrase + "\n", to: "passphrase")
    try makeOldVault(home)
    let deleted = try home.run("-c", "secrets | first 1 | secret delete --yes | length")
    #expect(deleted.output == "1\n", "\(deleted)")
    let purged = try home.run(Self.script("trash-purge.sms"))
    #expect(purged.status == 0 && purged.output.hasPrefix("1 purged\n"), "\(purged)")
    #expect(try home.run("-c", "trash | length").output == "1\n")
    #expect(try home.run(Self.script("trash-purge.sms")).output.hasPrefix("0 purged\n"))
  }

  private func makeOldVault(_ home: E2EHome) throws {
    let session = try VaultFixture(SQLiteStores(), path: home.vault).session
    let old = try session.createSecret(key: "OLD", value: Secret(utf8: "v"), project: nil)
    _ = try session.createSecret(key: "NEW", value: Secret(utf8: "v"), project: nil)
    _ = try session.deleteSecrets([old.id])
  }

  /// A vault with one secret that may be purged for good and a key as the timer has it.
  private func homeOfATimer() throws -> E2EHome {
    let home = try E2EHome()
    #expect(try home.run("vault", "create", "--organization", "Acme", "--email", E2EHome.email).status == 0)
    let made = try home.run(
      "-c", "person key create --only destroy --expires 2d | get value | save \"\(home.path("sms.key"))\"")
    #expect(made.status == 0, "\(made)")
    return home
  }

  @Test func theTrashIsPurgedFromTheTimersUnit() throws {
    let home = try homeOfATimer()
    let unit = try #require(readText(Self.script("systemd/sms-trash-purge.service")))
    let lines = unit.split(separator: "\n").map(String.init)
    let start = try #require(lines.first { $0.hasPrefix("ExecStart=") }).dropFirst("ExecStart=".count)
    var words = start.split(separator: " ").map(String.init)
    #expect(words.removeFirst() == "/usr/local/bin/sms")
    // The one thing that is another one here is the place of the vault.
    let place = try #require(words.firstIndex(of: "--vault")) + 1
    #expect(unit.contains("ConditionPathExists=\(words[place])"))
    words[place] = home.vault
    #expect(lines.contains { $0.hasPrefix("LoadCredential=sms.key:") })
    let environment = ["CREDENTIALS_DIRECTORY": home.folder, "HOME": home.folder, "PATH": "/usr/bin:/bin"]
    let run = try E2EProgram(E2EHome.binary, words, environment: environment, input: []).wait()
    #expect(run.status == 0 && run.output == "" && run.errors == "", "\(run)")
    let other = try E2EProgram(
      E2EHome.binary, words.map { $0 == "purge" ? "purgee" : $0 }, environment: environment, input: []
    ).wait()
    #expect(other.status == 2)
    // The key may do just this.
    let variables: [String: String?] = ["SMS_PASSPHRASE_FILE": nil, "SMS_KEY_FILE": home.path("sms.key")]
    #expect(try home.run("account", "create", "x", variables: variables).errors.contains("V0106"))
    let timer = try #require(readText(Self.script("systemd/sms-trash-purge.timer")))
    #expect(timer.contains("\nOnCalendar=") && timer.contains("\nWantedBy=timers.target\n"))
  }

  @Test func theTrashIsPurgedFromCronAndByTheScript() throws {
    let home = try homeOfATimer()
    let table = try #require(readText(Self.script("crontab.example"))).split(separator: "\n").map(String.init)
    let line = try #require(table.first { $0.hasPrefix("40 3 * * * sms ") })
    let command = line.split(separator: " ").dropFirst(6).joined(separator: " ")
    #expect(table.contains { $0.hasPrefix("SMS_VAULT=") } && table.contains { $0.hasPrefix("SMS_KEY_FILE=") })
    let run = try home.shell(
      "unset SMS_USER SMS_PASSPHRASE_FILE; SMS_KEY_FILE=\(home.path("sms.key")) \"$SMS\" \(command)")
    #expect(run.status == 0 && run.output == "" && run.errors == "", "\(run)")
    let script = try home.run(
      Self.script("trash-purge.sms"),
      variables: ["SMS_PASSPHRASE_FILE": nil, "SMS_KEY_FILE": home.path("sms.key")])
    #expect(script.status == 0 && script.output == "0 purged\n", "\(script)")
  }

  // MARK: K27: what the files say is to be done

  /// The commands of a file's comments, in order.
  private static func commands(_ name: String) throws -> [String] {
    let text = try #require(readText(script(name)))
    return text.split(separator: "\n").filter { $0.hasPrefix("#   ") }.map { String($0.dropFirst(4)) }
  }

  /// Another user than root, who can run the program; nil where this is not root or the program is out of reach.
  private static let other: String? = {
    guard getuid() == 0, access("/usr/bin/setpriv", X_OK) == 0 else { return nil }
    let user = "setpriv --reuid=65534 --regid=65534 --clear-groups --"
    let probe = try? E2EProgram(
      "/bin/sh", ["-c", "\(user) \(E2EHome.binary) --version"], environment: ["PATH": "/usr/bin:/bin"])
    return (try? probe?.wait())?.status == 0 ? user : nil
  }()

  /// A command as it is run here: in a folder of the test's, and as another user instead of sms.
  private func here(_ command: String, _ home: E2EHome) -> String {
    command.replacing("/var/lib/sms", with: home.path("state")).replacing("/etc/sms", with: home.path("etc"))
      .replacing("runuser -u sms -- ", with: Self.other.map { $0 + " " } ?? "")
      .replacing("-o sms -g sms", with: Self.other == nil ? "" : "-o 65534 -g 65534")
      .replacing(" sms ", with: " \"$SMS\" ").replacing("you@acme.example", with: E2EHome.email)
  }

  /// Does what the comments of a file say, but for making a user, which is there.
  private func follow(_ name: String, _ home: E2EHome) throws {
    let commands = try Self.commands(name).filter { !$0.hasPrefix("useradd ") }
    #expect(!commands.isEmpty)
    for command in commands {
      let command = " " + command
      let done = try home.shell(here(command.replacing("(umask 077; ", with: "(umask 077;  "), home))
      #expect(done.status == 0, "\(command): \(done)")
    }
  }

  /// A home that the other user may look into, with their passphrase.
  private func sharedHome() throws -> E2EHome {
    let home = try E2EHome()
    if Self.other != nil {
      chmod(home.folder, 0o711)
      chown(home.path("passphrase"), 65534, 65534)
    }
    return home
  }

  @Test func theKeysOfJobsAreMadeAsTheFilesSay() throws {
    let home = try sharedHome()
    try follow("systemd/sms-serve.service", home)
    #expect(home.mode("state/vault.db") == 0o600 && home.mode("state/tls/key.pem") == 0o600)
    try follow("crontab.example", home)
    try follow("systemd/sms-trash-purge.service", home)
    #expect(home.mode("state/trash-purge.key") == 0o600 && home.mode("etc/trash-purge.key") == 0o600)
    let user = Self.other ?? ""
    // The line of cron, with what it names.
    let table = try #require(readText(Self.script("crontab.example"))).split(separator: "\n").map(String.init)
    let line = try #require(table.first { $0.hasPrefix("40 3 * * * ") })
    let set = table.filter { $0.hasPrefix("SMS_") }.map { here($0, home) }.joined(separator: " ")
    let job = here(" " + line.split(separator: " ").dropFirst(5).joined(separator: " "), home)
    let run = try home.shell("unset SMS_USER SMS_PASSPHRASE_FILE; \(set) \(user) \(job)")
    #expect(run.status == 0 && run.output == "" && run.errors == "", "\(run)")
    // The unit, with the key as systemd hands it on.
    let unit = try #require(readText(Self.script("systemd/sms-trash-purge.service")))
    let start = try #require(unit.split(separator: "\n").first { $0.hasPrefix("ExecStart=") })
    let words = here(" " + start.dropFirst("ExecStart=/usr/local/bin/".count).description, home)
    let hand =
      "install -d -m 0700 \(Self.other == nil ? "" : "-o 65534") \(home.path("credentials")) && "
      + "install -m 0400 \(Self.other == nil ? "" : "-o 65534") \(home.path("etc/trash-purge.key")) "
      + home.path("credentials/sms.key")
    #expect(try home.shell(hand).status == 0)
    let purge = try home.shell(
      "unset SMS_USER SMS_PASSPHRASE_FILE SMS_VAULT; CREDENTIALS_DIRECTORY=\(home.path("credentials")) "
        + "\(user) \(words)")
    #expect(purge.status == 0 && purge.errors == "", "\(purge)")
  }

  @Test func systemdTakesTheUnits() throws {
    guard access("/usr/bin/systemd-analyze", X_OK) == 0 else { return }
    let home = try E2EHome()
    for name in ["sms-serve.service", "sms-serve.socket", "sms-trash-purge.service", "sms-trash-purge.timer"]
    {
      let text = try #require(readText(Self.script("systemd/" + name)))
      // The programs may not be installed here.
      try home.write(text.replacing("/usr/local/bin/sms", with: "/bin/true"), to: name, mode: 0o644)
    }
    let units = ["sms-serve.socket", "sms-trash-purge.timer"].map(home.path).joined(separator: " ")
    let found = try home.shell(
      "SYSTEMD_UNIT_PATH=\(home.folder): systemd-analyze verify --man=no \(units) "
        + "\(home.path("sms-serve.service")) \(home.path("sms-trash-purge.service")) 2>&1 | grep -F sms- || true"
    )
    #expect(found.output == "", "\(found)")
  }

  @Test func aProvisioningThatFailsLeavesNothing() throws {
    let home = try E2EAcme.home(.imported)
    try home.write(
      #"{"account": "ci-new", "grants": [{"project": "payments-prod", "access": "read"}, {"project": "nosuch", "access": "read"}]}"#
        + "\n",
      to: "a.jsonl")
    let result = try home.run(E2EAcme.provision, home.path("a.jsonl"))
    #expect(result.status == 1, "\(result)")
    #expect(result.errors.contains("nosuch") && !result.errors.contains("committed before"), "\(result)")
    try home.write("{\"account\": \"x\"\n", to: "bad.jsonl")
    let bad = try home.run(E2EAcme.provision, home.path("bad.jsonl"))
    #expect(bad.status == 1, "\(bad)")
    #expect(bad.errors.contains("line 1"))
    #expect(try home.run(E2EAcme.provision, home.path("nosuch.jsonl")).status == 1)
    #expect(try home.run(E2EAcme.provision).status == 2)
    #expect(try home.run("-c", "accounts | get name").output == "")
  }
}
