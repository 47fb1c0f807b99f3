import Base
import Commands
import Crypto
import Glibc
import Interpreter
import StoreSQLite
import Support
import Testing
import Vault

/// The program itself, fed with the examples of every command of the domain: nothing that it writes holds a
/// value, a note or the text of a token.
@Suite struct CanaryExamplesTests {
  private static let mark = "kanarienvogel"
  private static let historyFile = ".local/state/sms/history"

  /// A home whose vault holds an Acme with the mark in all values and notes, and what must not appear.
  private static func home() throws -> (home: E2EHome, canaries: [Canary]) {
    let home = try E2EHome()
    try home.write(VaultFixture.passphrase + "\n", to: "passphrase")
    var texts = [mark]
    let fixture = try VaultFixture(SQLiteStores(), path: home.vault)
    for token in try CommandsFixture.fill(fixture.session, mark: mark) {
      let parsed = try AccessToken(parsing: token)
      texts += [try parsed.clientSecret.text(), try base64Encode(parsed.seed).text()]
    }
    return (home, texts.map { Canary($0) })
  }

  /// Examples that open nothing and name no file, each also with names that are not there; an error goes to
  /// both streams, and the next one runs.
  private static let lines: [String] = DomainCommands.all.flatMap { command in
    command.signature.examples.filter { $0.result != nil && !$0.code.contains("reveal") }.flatMap {
      [$0.code, $0.code.replacing("web", with: "wxb").replacing("deploy", with: "dxploy")]
    }
  }.map(caught)

  private static func caught(_ code: String) -> String {
    "try { \(code) } catch e { log $e.msg; $e }; log done"
  }

  /// Formats that take any value but a sealed one.
  private static let takesEverything = ["table", "json", "yaml", "none"]

  private static let sealed = [
    "secret show web/DB_URL", "(secret show web/DB_URL).value", "throw (secret show web/DB_URL).value",
    "print (secret show web/DB_URL).note", "log (secret show web/DB_URL).value",
    "(secret show web/DB_URL).value + 1", "\"x\\((secret show web/DB_URL).value)\" | to-int",
    "[(secret show web/DB_URL)] | to json", "(secret show web/DB_URL).value == \"x\"",
  ]

  @Test(arguments: ["table", "json", "jsonl", "yaml", "csv", "tsv", "md", "none"])
  func whatTheProgramWritesHoldsNothing(_ format: String) throws {
    let (home, canaries) = try Self.home()
    // In a closure the type is not known before the run, so that the run itself has to refuse.
    let sealed = Self.sealed.map { code in
      let inner = code.replacing("(secret show web/DB_URL)", with: "$r")
      return Self.caught("do {|r| \(inner) } (secret show web/DB_URL)")
    }
    // A value that the format refuses ends the run: such lines are runs of their own, in a usual run of the
    // tests every eighth (CanaryTests of Commands has all).
    var text: [UInt8] = []
    var alone = sealed
    if Self.takesEverything.contains(format) {
      let result = try home.run(
        "--format", format, "--yes", input: Self.lines.joined(separator: "\n") + "\n", seconds: 240)
      text += result.outputBytes + result.errorBytes
      let ends = result.errors.split(separator: "\n").count { $0 == "info: done" }
      #expect(ends == Self.lines.count, "\(result)")
    } else {
      let step = getenv("SMS_TEST_LONG") != nil ? 1 : 8
      alone += stride(from: 0, to: Self.lines.count, by: step).map { Self.lines[$0] }
    }
    for code in alone {
      let result = try home.run("--format", format, "--yes", "-c", code)
      text += result.outputBytes + result.errorBytes
    }
    for canary in canaries { #expect(!canary.stands(in: text), "\(format)") }
    #expect(!Canary.holdsCredential(String(decoding: text, as: UTF8.self)), "\(format)")
    #expect(try home.run("vault", "verify").status == 0)
  }

  @Test func theSearchFindsWhatIsRevealed() throws {
    let (home, canaries) = try Self.home()
    for code in ["reveal web/DB_URL", "(secret show web/DB_URL).note | reveal"] {
      #expect(canaries[0].stands(in: try home.run("-c", code).outputBytes))
    }
    let made = try home.run("-c", "token create deploy --name x | get value | reveal")
    #expect(Canary.holdsCredential(made.output), "\(made)")
  }

  @Test func theDialogueAndItsHistoryHoldNothing() throws {
    let (home, canaries) = try Self.home()
    let session = try home.terminal()
    let prompt = "Acme ada@acme.example> "
    try session.waitFor(prompt)
    for line in Self.sealed {
      session.send(line + "\n")
      try session.waitFor("\n")
      let shown = try session.waitFor(prompt)
      #expect(!canaries[0].stands(in: shown), "\(line): \(shown)")
    }
    session.send("\"\(Self.mark)-typed\" | secret create NEW --project web\n")
    try session.waitFor("created")
    try session.waitFor(prompt)
    session.send("\u{4}")
    #expect(try session.waitForExit() == .exit(0))
    let history = try #require(home.read(Self.historyFile))
    #expect(contains(history, "secret create NEW"))
    for canary in canaries { #expect(!canary.stands(in: history)) }
  }
}
