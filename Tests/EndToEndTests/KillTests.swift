import Base
import Crypto
import Glibc
import StoreSQLite
import Support
import Testing
import Vault

/// `kill -9` at random moments: what was acknowledged is there, nothing is half done, and every plaintext that
/// got out has its event.
@Suite(.serialized) struct KillTests {
  /// Whether the long run was asked for.
  private static let isLong = getenv("SMS_TEST_LONG") != nil

  /// A home that signs in with a key file: a start costs no key derivation.
  private static func home(_ stage: E2EAcme.Stage) throws -> E2EHome {
    let home = try E2EAcme.home(stage)
    let made = try home.run("-c", "person key create --expires 90d | get value | save \(home.path("key"))")
    try #require(made.status == 0, "\(made)")
    home.environment["SMS_KEY_FILE"] = home.path("key")
    home.environment["SMS_PASSPHRASE_FILE"] = nil
    home.environment["SMS_USER"] = nil
    return home
  }

  /// The vault as it is, opened in this process.
  private static func open(_ home: E2EHome) throws -> VaultSession {
    let service = try VaultService(store: try SQLiteStores().open(at: home.vault))
    let key = String(decoding: try #require(home.read("key")), as: UTF8.self).trimmingNewline
    return try service.unlock(key: Secret(utf8: key))
  }

  /// T14: plaintext that is being written is nowhere to be found afterwards, at whichever moment the program ends.
  @Test func noFileIsLeftOfWhatWasBeingWritten() throws {
    let home = try Self.home(.imported)
    let killed = try home.shell(
      """
      mkdir $HOME/out
      for code in "vault export --force $HOME/out/x" "secrets | reveal | save --force $HOME/out/x" \
        "vault recovery-key --force $HOME/out/x"; do
        for time in 0.02 0.05 0.1 0.2 0.3; do
          $SMS -c "$code" > /dev/null 2>&1 & program=$!
          sleep $time; kill -9 $program; wait $program
        done
      done 2> /dev/null
      $SMS -c '"x" | save --force ~/out/x' && ls -A $HOME/out
      """)
    #expect(killed.status == 0 && killed.output == "x\n", "\(killed)")
  }

  // MARK: mixed changes

  /// What the changes of the loop have made, in words.
  private struct Things: Equatable {
    var things: Set<String> = []

    /// Does what a step says: words after `+` are there then, words after `-` are gone.
    mutating func apply(_ step: Step, _ mark: String) {
      for word in step.adds { things.insert(Self.named(word, mark)) }
      for word in step.removes { things.remove(Self.named(word, mark)) }
    }

    private static func named(_ word: String, _ mark: String) -> String {
      word.replacing("#", with: mark)
    }
  }

  /// One acknowledged change; `#` stands for the mark of the round in all names.
  private struct Step: Sendable {
    var code: String
    var adds: [String] = []
    var removes: [String] = []
  }

  private static let steps = [
    Step(code: "account create a#", adds: ["account a#"]),
    Step(
      code: "[b# c# d#] | account create", adds: ["account b#", "account c#", "account d#"]),
    Step(code: "project create p#", adds: ["project p#"]),
    Step(code: "grant a# project:p# --access read", adds: ["grant a# p# read"]),
    Step(code: "\"one\" | secret create S# --project p#", adds: ["secret S# p# one"]),
    Step(
      code: "\"two\" | secret edit p#/S#", adds: ["secret S# p# two"], removes: ["secret S# p# one"]),
    Step(code: "let t = (token create a# --name t#)", adds: ["token t# a#"]),
    Step(code: "group create g#", adds: ["group g#"]),
    Step(code: "group add g# ada@acme.example", adds: ["member g#"]),
    Step(code: "[q# r#] | project create", adds: ["project q#", "project r#"]),
    Step(
      code: "grant b# project:q# project:r# --access read-write",
      adds: ["grant b# q# read-write", "grant b# r# read-write"]),
    Step(
      code: "grant a# project:p# --access read-write", adds: ["grant a# p# read-write"],
      removes: ["grant a# p# read"]),
    Step(code: "revoke b# project:q# --yes", removes: ["grant b# q# read-write"]),
    Step(code: "token revoke t# --yes", removes: ["token t# a#"]),
    Step(code: "group remove g# ada@acme.example --yes", removes: ["member g#"]),
    Step(code: "account rename c# e#", adds: ["account e#"], removes: ["account c#"]),
    Step(code: "secret delete p#/S# --yes", removes: ["secret S# p# two"]),
    Step(
      code: "account delete a# b# --yes",
      removes: ["account a#", "account b#", "grant a# p# read-write", "grant b# r# read-write"]),
    Step(code: "project delete q# --yes", removes: ["project q#"]),
    Step(
      code: "batch { account create x# ; project create y# ; grant x# project:y# --access read }",
      adds: ["account x#", "project y#", "grant x# y# read"]),
  ]

  /// The loop as a script: each step acknowledged on standard error, which nothing holds back.
  private static var script: String {
    var lines = ["for n in 1..100000 {"]
    for (number, step) in steps.enumerated() {
      lines.append("  " + step.code.replacing("#", with: "\\($n)").quotedNames)
      lines.append("  log \"ack \\($n) \(number)\"")
    }
    return (lines + ["}"]).joined(separator: "\n") + "\n"
  }

  private static func things(_ session: VaultSession) throws -> Things {
    var things: Set<String> = []
    for account in try session.accounts() { things.insert("account \(account.name)") }
    for project in try session.projects() { things.insert("project \(project.name)") }
    let groups = try session.groups()
    for (group, people) in zip(groups, try session.members(ofGroups: groups.map(\.number))) {
      things.insert("group \(group.name)")
      if !people.isEmpty { things.insert("member \(group.name)") }
    }
    for grant in try session.grants() where grant.subject.kind == .account {
      things.insert("grant \(grant.subject.name) \(grant.object.name) \(grant.level.word)")
    }
    for token in try session.tokens() { things.insert("token \(token.name) \(token.account.name)") }
    let secrets = try session.secrets()
    for secret in try session.reveal(secrets.map(\.id)) {
      things.insert(
        "secret \(secret.item.key) \(secret.item.project?.name ?? "") \(try secret.value.text())")
    }
    return Things(things: things)
  }

  /// What must be there after these acknowledgements, and after one change more.
  private static func expected(_ count: Int) -> (told: Things, next: Things) {
    var told = Things()
    for index in 0..<count { told.apply(steps[index % steps.count], String(index / steps.count + 1)) }
    var next = told
    next.apply(steps[count % steps.count], String(count / steps.count + 1))
    return (told, next)
  }

  @Test func whatWasAcknowledgedSurvivesAKill() throws {
    let kills = Self.isLong ? 600 : 20
    let home = try Self.home(.created)
    let vault = try #require(home.read("v.db"))
    try home.write(Self.script, to: "loop.sms")
    var acknowledged = 0
    var between = 0
    for round in 0..<kills {
      for name in ["v.db-wal", "v.db-shm"] { unlink(home.path(name)) }
      try home.write(vault, to: "v.db")
      let program = try home.start([home.path("loop.sms")])
      // Every fourth dies while it starts or soon after, the others anywhere in the loop.
      if round % 4 > 0 { try program.waitFor("info: ack 1 0\n") }
      usleep(UInt32.random(in: 0...(round % 4 > 0 ? 900_000 : 400_000)))
      program.signal(SIGKILL)
      let result = try program.wait()
      try #require(result.status == 128 + SIGKILL, "\(result)")
      // A line that the kill cut in half says nothing.
      let lines = result.errors.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      let count = lines.count { $0.hasPrefix("info: ack ") }
      acknowledged += count
      let session = try Self.open(home)
      #expect(try session.verify().findings == [], "round \(round)")
      let found = try Self.things(session)
      let (told, next) = Self.expected(count)
      #expect(found == told || found == next, "round \(round) after \(count): \(found), not \(told)")
      if found != told { between += 1 }
      if round % 10 == 9 {
        #expect(try home.run("vault", "verify").status == 0, "round \(round)")
      }
    }
    print("kills: \(kills), \(acknowledged) acknowledged changes, \(between) kills before an acknowledgement")
    #expect(acknowledged > kills)
  }

  // MARK: plaintext

  /// The ids of the secrets of which an event says that they were opened.
  private static func opened(_ session: VaultSession) throws -> Set<String> {
    Set(try session.events(EventQuery([.equal(.type, .int(2100))])).compactMap { $0.secret?.text })
  }

  /// Runs a script that writes each plaintext with its secret's id to standard error, and ends it somehow.
  private func expectEvents(
    _ home: E2EHome, _ vault: [UInt8], _ options: [String] = [], _ code: String,
    _ end: (E2EProgram) throws -> Void
  ) throws -> Int {
    for name in ["v.db-wal", "v.db-shm"] { unlink(home.path(name)) }
    try home.write(vault, to: "v.db")
    let program = try home.start(options + ["-c", code])
    try end(program)
    let result = try program.wait()
    #expect(result.status != 0, "\(result)")
    let seen = result.errors.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .filter { $0.hasPrefix("info: saw ") }.map { String($0.split(separator: " ")[2]) }
    let session = try Self.open(home)
    let told = try Self.opened(session)
    #expect(told.isSuperset(of: seen), "\(seen.count) seen, \(told.count) told")
    #expect(try session.verify().findings == [])
    return seen.count
  }

  @Test func whatWasRevealedIsToldAfterAKillATimeoutAndAThrow() throws {
    let kills = Self.isLong ? 100 : 8
    let home = try Self.home(.imported)
    let vault = try #require(home.read("v.db"))
    let reveal = "for s in (secrets) { log \"saw \\($s.id) \\(reveal $s)\" }"
    let door =
      "for s in (secrets) { log \"saw \\($s.id) \\((secret show $s).value | exec [cat] | get out)\" }"
    var seen = 0
    for round in 0..<kills {
      let code = "while true { \(round % 2 == 0 ? reveal : door) }"
      seen += try expectEvents(home, vault, ["--allow-exec"], code) { program in
        try program.waitFor("saw ")
        usleep(UInt32.random(in: 0...500_000))
        program.signal(SIGKILL)
      }
    }
    for limit in ["--timeout=400ms", "--timeout=800ms"] {
      seen += try expectEvents(home, vault, [limit], "while true { \(reveal) }") { _ in }
    }
    seen += try expectEvents(home, vault, [], reveal + "; throw \"no\"") { _ in }
    seen += try expectEvents(home, vault, [], "while true { \(reveal) }") { program in
      try program.waitFor("saw ")
      program.signal(SIGINT)
    }
    print("reveals: \(kills) kills, \(seen) plaintexts seen, each told")
    #expect(seen > kills + 320)
  }
}

extension String {
  /// With quotes around the words that hold a number of the loop.
  fileprivate var quotedNames: String {
    split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.split(separator: " ", omittingEmptySubsequences: false).map(Self.quoted).joined(separator: " ")
    }.joined(separator: "\n")
  }

  private static func quoted(_ word: Substring) -> String {
    guard word.contains("\\($n)") else { return String(word) }
    var (start, end, middle) = ("", "", String(word))
    if middle.hasPrefix("[") { (start, middle) = ("[", String(middle.dropFirst())) }
    while let last = middle.last, last == "]" || last == ")" && !middle.hasSuffix("($n)") {
      end = String(last) + end
      middle.removeLast()
    }
    return "\(start)\"\(middle)\"\(end)"
  }
}
