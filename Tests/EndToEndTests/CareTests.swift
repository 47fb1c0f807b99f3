import Base
import Crypto
import Glibc
import StoreSQLite
import Support
import Testing
import Vault

/// Several people, keys of timers, a removal and a rekey in one vault, by the program itself.
@Suite struct CareTests {
  private let home: E2EHome

  init() throws {
    home = try E2EHome()
    // Made here, where passphrases may cost the least that the program accepts: it derives them dozens of times.
    let people = try PeopleFixture(
      [("bob", .admin), ("eve", .user), ("dan", .user)], stores: SQLiteStores(), path: home.vault)
    let session = people["ada"]
    for (project, value) in [("web", "of the web"), ("payments", "of payments")] {
      let made = try session.createProject(name: project)
      _ = try session.createSecret(key: "KEY", value: Secret(utf8: value), project: made.id)
    }
    _ = try session.createAccount(name: "ci")
    try home.write(VaultFixture.passphrase + "\n", to: "passphrase")
    for person in ["bob", "eve", "dan"] {
      try home.write(PeopleFixture.passphrase + "\n", to: person + ".passphrase")
    }
    try ok("grant", "ci", "project:web", "--access", "read")
  }

  @discardableResult private func ok(_ arguments: String..., person: String? = nil) throws -> String {
    let result = try home.start(arguments, variables: variables(person)).wait()
    #expect(result.status == 0, "\(arguments): \(result)")
    return result.output.trimmingNewline
  }

  private func variables(_ person: String?) -> [String: String?] {
    guard let person else { return [:] }
    return [
      "SMS_USER": person + "@acme.example", "SMS_PASSPHRASE_FILE": home.path(person + ".passphrase"),
    ]
  }

  /// Runs with a key as the only credential.
  private func timed(_ key: String, _ code: String) throws -> E2EResult {
    try home.run(
      "-c", code,
      variables: ["SMS_USER": nil, "SMS_PASSPHRASE_FILE": nil, "SMS_KEY_FILE": home.path(key)])
  }

  /// Writes the code of an invite or a reset to a file.
  private func code(_ command: String, to name: String) throws {
    try home.write(try ok("-c", "\(command) | get value | reveal") + "\n", to: name)
  }

  private func join(_ person: String, _ role: String) throws {
    try code("person invite \(person)@acme.example --role \(role)", to: person + ".code")
    try home.write("the passphrase of \(person)\n", to: person + ".passphrase")
    try ok("person", "join", "--code-file", home.path(person + ".code"), person: person)
  }

  private func key(_ flags: String, of person: String, to name: String) throws {
    let text = try ok("-c", "person key create \(flags) | get value | reveal", person: person)
    try home.write(text + "\n", to: name)
  }

  private func expectRights() throws {
    for (person, seen) in [
      (nil, ["web", "payments"]), ("bob", ["web", "payments"]), ("eve", ["web"]), ("dan", ["payments"]),
    ] as [(String?, [String])] {
      let count = try ok("-c", "projects | length", person: person)
      #expect(count == String(seen.count), "\(person ?? "ada")")
      for project in ["web", "payments"] {
        let result = try home.run("reveal", project + "/KEY", variables: variables(person))
        #expect((result.status == 0) == seen.contains(project), "\(person ?? "ada"): \(result)")
        if result.status == 0 {
          #expect(result.output == (project == "web" ? "of the web\n" : "of payments\n"))
        }
      }
    }
    #expect(try home.run("project", "create", "x", "--read-only").status != 0)
    #expect(try home.run("project", "rename", "web", "x", variables: variables("eve")).status == 1)
    // The keys sign in without a prompt; what they may do is what their people may, within their ceiling.
    let reads = try timed("bob.key", "projects | length")
    #expect(reads.status == 0 && reads.output == "2\n", "\(reads)")
    #expect(try timed("bob.key", "project create x").status == 1)
    #expect(try timed("bob.key", "reveal web/KEY").status == 1)
    let reveals = try timed("eve.key", "reveal web/KEY")
    #expect(reveals.status == 0 && reveals.output == "of the web\n", "\(reveals)")
    #expect(try timed("eve.key", "reveal payments/KEY").status == 1)
  }

  private func rows(of email: String) throws -> [CredentialRow] {
    let store = try SQLiteStores().open(at: home.vault)
    let person = try #require(try store.first(Query<PersonRow>([.equal(.email, .text(email))])))
    return try store.rows(Query<CredentialRow>([.equal(.person, .int(person.number))]))
  }

  private func stands(_ wanted: [UInt8]) -> Bool {
    ["v.db", "v.db-wal"].contains { file in
      let bytes = home.read(file) ?? []
      guard let first = wanted.first, bytes.count >= wanted.count else { return false }
      return bytes.withUnsafeBufferPointer { bytes in
        (0...(bytes.count - wanted.count)).contains { start in
          bytes[start] == first && bytes[start..<start + wanted.count].elementsEqual(wanted)
        }
      }
    }
  }

  @Test func fourPeopleAndTwoTimersSeeWhatTheRulesSayAndAFifthNothing() throws {
    try join("zoe", "user")
    try ok("grant", "person:eve@acme.example", "project:web", "--access", "read")
    try ok("group", "create", "ops")
    try ok("group", "add", "ops", "dan@acme.example")
    try ok("grant", "group:ops", "project:payments", "--access", "read")
    try key("--expires 30d --only read", of: "bob", to: "bob.key")
    try key("--expires 30d", of: "eve", to: "eve.key")
    let token = try ok("-c", "token create ci --name t --expires 30d | get value | reveal")
    try expectRights()

    // The fifth has a passphrase and a key; later a code that was never used.
    try key("--expires 30d", of: "zoe", to: "zoe.key")
    #expect(try timed("zoe.key", "whoami | get email").status == 0)
    var sealed = try rows(of: "zoe@acme.example")
    #expect(Set(sealed.map(\.kind)) == [.passphrase, .cronKey])
    try code("person reset zoe@acme.example --yes", to: "zoe.code")
    sealed += try rows(of: "zoe@acme.example").filter { $0.kind == .invite }
    #expect(sealed.count == 3)
    // Another process goes on reading, so that the log cannot be emptied.
    let reader = try home.start(["-c", "let a = (accounts | first); log ready; sleep 1h"])
    try reader.waitFor("info: ready")
    let removed = try home.run("person", "remove", "zoe@acme.example", "--yes")
    #expect(removed.status == 0 && removed.errors.contains("vault rekey"), "\(removed)")
    #expect(home.read("v.db-wal") != nil)
    for row in sealed { #expect(!stands(row.sealedKey), "\(row.kind)") }

    #expect(try home.run("whoami", variables: variables("zoe")).status == 4)
    #expect(try timed("zoe.key", "whoami").status == 4)
    let late = try home.run(
      "person", "join", "--code-file", home.path("zoe.code"), variables: variables("zoe"))
    #expect(late.status != 0 && late.errors.contains("V0109"), "\(late)")

    let others = try SQLiteStores().open(at: home.vault).rows(Query<CredentialRow>())
    for row in others { #expect(stands(row.sealedKey)) }
    let rekeyed = try home.run("vault", "rekey", "--yes")
    #expect(rekeyed.status == 0, "\(rekeyed)")
    for row in sealed + others { #expect(!stands(row.sealedKey), "\(row.kind)") }
    #expect(home.read("v.db-wal") != nil)
    // The others do nothing for it.
    try expectRights()
    #expect(try ok("vault", "verify", "--format", "json") == "[]")
    #expect(try ok("-c", "tokens | length") == "1")
    let parsed = try AccessToken(parsing: Secret(utf8: token))
    let row = try #require(try SQLiteStores().open(at: home.vault).first(TokenQuery()))
    _ = try AccessToken.organizationKey(fromPayload: row.payload ?? "", key: parsed.key())
    #expect(try home.run("whoami", variables: variables("zoe")).status == 4)
    #expect(try timed("zoe.key", "whoami").status == 4)
    reader.signal(SIGTERM)
    #expect(try reader.wait().status == 143)
  }

  @Test func aDialogueThatWasOpenAtARekeyIsToldSo() throws {
    let wait = "exec [sh -c 'until test -e \(home.path("done")); do sleep 0.05; done']"
    let open = try home.start([
      "--allow-exec", "-c",
      "let a = (projects | length); log ready; let done = (\(wait)); "
        + "try { project create x } catch e { print $e.code }; projects",
    ])
    try open.waitFor("info: ready")
    try ok("vault", "rekey", "--yes")
    try home.write("", to: "done")
    let ended = try open.wait()
    #expect(ended.status == 4 && ended.output == "V0110\n", "\(ended)")
    #expect(ended.errors.contains("sign in again"), "\(ended)")
    #expect(try ok("-c", "projects | length") == "2")
  }

  @Test func aBackupIsPutBack() throws {
    let backup = home.path("b.db")
    try ok("vault", "backup", backup)
    #expect(home.mode("b.db") == 0o600)
    #expect(try home.run("vault", "backup", backup).status == 1)
    try ok("project", "delete", "web", "--yes")
    try ok("account", "create", "later")
    #expect(try home.run("vault", "restore", backup).status == 5)
    let restored = try home.run("vault", "restore", backup, "--yes")
    #expect(restored.status == 0, "\(restored)")
    #expect(try ok("reveal", "web/KEY") == "of the web")
    #expect(try ok("-c", "accounts | length") == "1")
    #expect(try ok("vault", "verify", "--format", "json") == "[]")
    // The folder that remembers what was seen of each vault is not beside them.
    #expect(
      Set(home.files.filter { !$0.hasPrefix(".local/") }).isSubset(
        of: ["b.db", "passphrase", "bob.passphrase", "dan.passphrase", "eve.passphrase", "v.db"]),
      "\(home.files)")
    // Where there is no vault any more, and where the backup is none.
    unlink(home.vault)
    try home.write("nothing", to: "none.db")
    #expect(try home.run("vault", "restore", home.path("none.db"), "--yes").status == 1)
    try ok("vault", "restore", backup, "--yes")
    #expect(try ok("-c", "(vault status).generation") == "2")
    #expect(home.mode("v.db") == 0o600)
    #expect(try ok("vault", "verify", "--format", "json") == "[]")
  }

  @Test func whoForgotThePassphraseHasTheRecoveryKey() throws {
    let fresh = try E2EHome()
    let file = fresh.path("recovery.key")
    let made = try fresh.run(
      "vault", "create", "--organization", "Acme", "--email", E2EHome.email, "--recovery-key", file)
    #expect(made.status == 0, "\(made)")
    #expect(fresh.mode("recovery.key") == 0o600)
    let text = String(decoding: try #require(fresh.read("recovery.key")), as: UTF8.self)
    #expect(text.hasPrefix("sms-recovery.1.") && text.hasSuffix("\n"))
    #expect(!made.output.contains("sms-recovery") && !made.errors.contains("sms-recovery"))
    #expect(try fresh.run("vault", "rekey", "--yes").status == 0)
    try fresh.write("a passphrase to remember\n", to: "new")
    let changed = try fresh.run(
      "vault", "passphrase", "--new-file", fresh.path("new"), "--key-file", file,
      variables: ["SMS_PASSPHRASE_FILE": nil, "SMS_USER": nil])
    #expect(changed.status == 0, "\(changed)")
    #expect(try fresh.run("whoami").status == 4)
    let variables: [String: String?] = ["SMS_PASSPHRASE_FILE": fresh.path("new")]
    #expect(try fresh.run("vault", "verify", variables: variables).status == 0)
  }
}

/// A kill at any moment leaves the vault before or the vault after, never one between.
@Suite struct KilledCareTests {
  private static let rounds = getenv("SMS_TEST_LONG") != nil ? 300 : 12

  @Test(arguments: ["rekey", "restore"]) func aKillLeavesTheOldOrTheNew(_ name: String) throws {
    let home = try E2EAcme.home(.provisioned)
    let made = try home.run("-c", "person key create --expires 30d | get value | reveal")
    try home.write(made.output, to: "key")
    #expect(try home.run("vault", "backup", home.path("b.db")).status == 0)
    #expect(try home.run("project", "create", "since").status == 0)
    let start = try #require(home.read("v.db"))
    let arguments =
      name == "rekey"
      ? ["vault", "rekey", "--yes", "--key-file", home.path("key")]
      : ["vault", "restore", home.path("b.db"), "--yes", "--key-file", home.path("key")]
    let variables: [String: String?] = ["SMS_PASSPHRASE_FILE": nil, "SMS_USER": nil]
    let clock = ContinuousClock()
    let whole = try clock.measure {
      let result = try home.start(arguments, variables: variables).wait()
      #expect(result.status == 0, "\(result)")
    }
    let limit =
      UInt32(clamping: whole.components.attoseconds / 1_000_000_000_000)
      + UInt32(clamping: whole.components.seconds) * 1_000_000
    var outcomes: [Int64: Int] = [:]
    for round in 0..<Self.rounds {
      for file in home.files where file.hasPrefix("v.db") { unlink(home.path(file)) }
      try home.write(start, to: "v.db")
      let process = try home.start(arguments, variables: variables)
      usleep(UInt32.random(in: 0...limit))
      process.signal(SIGKILL)
      _ = try process.wait()
      let generation = try check(home, name, round)
      outcomes[generation, default: 0] += 1
    }
    print("\(name): \(Self.rounds) kills within \(limit) us, by generation: \(outcomes)")
    #expect(Set(outcomes.keys).isSubset(of: [1, 2]))
  }

  private func check(_ home: E2EHome, _ name: String, _ round: Int) throws -> Int64 {
    let service = try VaultService(store: try SQLiteStores().open(at: home.vault))
    let key = try #require(home.read("key"))
    let text = String(decoding: key, as: UTF8.self).trimmingNewline
    let session = try service.unlock(key: Secret(utf8: text))
    #expect(try session.verify().findings == [], "round \(round)")
    let isNew = session.organization.generation == 2
    if name == "restore" {
      #expect(try session.matches("since", among: [.project]).isEmpty == isNew, "round \(round)")
    } else {
      #expect(session.organization.keyVersion == (isNew ? 2 : 1))
      #expect(try session.matches("since", among: [.project]).count == 1)
    }
    // The passphrase works, too; it is slow on purpose.
    if round % 4 == 0 {
      let owner = try service.unlock(email: E2EHome.email, passphrase: Secret(utf8: E2EHome.passphrase))
      #expect(owner.keys.organizationKey.secret.isEqual(to: session.keys.organizationKey.secret))
    }
    return session.organization.generation
  }
}
