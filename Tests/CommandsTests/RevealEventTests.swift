import Base
import Builtins
import Commands
import Interpreter
import Support
import Testing
import Vault

/// Whenever plaintext reached the script, its event is there, whatever happened before or afterwards.
@Suite struct RevealEventTests {
  private static var commands: [any Command.Type] {
    DomainCommands.all.filter { $0.signature.effect.contains(.reveal) }
  }

  /// Ways of plaintext that are no commands of the domain.
  private static let doors = [
    "(secret show web/DB_URL).value | save ~/export.json",
    "\"x=\\((secret show web/DB_URL).value)\" | save ~/export.json",
    "(secret show web/DB_URL).value | exec [cat] | get out",
    "\"new\" | secret edit web/DB_URL; secret versions web/DB_URL | get value | each {|v| reveal $v }",
  ]

  /// The keys of the secrets whose plaintext stands in a text.
  private func keys(in text: String) -> Set<String> {
    Set(CommandsFixture.secrets.filter { text.contains($0.1) }.map(\.0))
  }

  /// The keys of the secrets of which an event 2100 is stored.
  private func told(_ store: StoreInMemory, _ session: VaultSession) throws -> Set<String> {
    let ids = try store.rows(EventQuery([.equal(.type, .int(2100))])).compactMap(\.secret)
    let secrets = try session.copy(on: store, isReadOnly: true).secrets()
    return Set(secrets.filter { ids.contains($0.id) }.map(\.key))
  }

  /// Runs a program whose n-th write fails, and gives what it saw, what is told and whether it failed.
  private func run(
    _ example: String, _ files: ExampleFiles, _ original: StoreInMemory, failingAt number: Int
  ) throws -> (seen: Set<String>, told: Set<String>, hasFailed: Bool) {
    let store = original.copy()
    let failing = StoreFailing(store)
    let fixture = try CommandsFixture(StoreGiven(failing))
    fixture.run.context.allowExec = true
    failing.fail(atWrite: number)
    files.clear()
    let code = try #require(files.code(example, hasResult: true))
    var text = ""
    do throws(Fault) {
      text += Display(fixture.run.context).literal(try fixture.run.evaluate(code))
    } catch { text += error.message }
    text += fixture.run.host.output + files.written
    let session = try fixture.access.open()
    return (keys(in: text), try told(store, session), failing.hasFailed)
  }

  private func expectEvents(_ example: String, _ files: ExampleFiles) throws -> Int {
    let original = try CommandsFixture.acme()
    var number = 1
    while true {
      let (seen, told, hasFailed) = try run(example, files, original, failingAt: number)
      #expect(told.isSuperset(of: seen), "\(example) at write \(number): saw \(seen), told \(told)")
      if !hasFailed {
        #expect(!seen.isEmpty && number > 1, "\(example) opens nothing")
        return number - 1
      }
      number += 1
    }
  }

  @Test func everyCommandThatRevealsHasCommittedItsEvents() throws {
    let files = try ExampleFiles()
    #expect(Self.commands.map { $0.name }.contains("reveal"))
    for command in Self.commands {
      for example in command.signature.examples { _ = try expectEvents(example.code, files) }
    }
  }

  @Test(arguments: doors) func everyOtherDoorHasCommittedItsEvents(_ code: String) throws {
    #expect(try expectEvents(code, ExampleFiles()) > 0)
  }

  @Test func whatIsTakenBackLaterTakesNoEventBack() throws {
    let fixture = try CommandsFixture()
    #expect(fixture.text("reveal web/DB_URL") == "\"postgres://web:pw@db/web\"")
    try fixture.access.begin()
    #expect(fixture.text("account create x | get action") == "[\"created\"]")
    try fixture.access.rollback()
    #expect(fixture.text("[(accounts | length) (events --type 2100 | length)]") == "[3, 1]")
    #expect(fixture.text("vault verify") == "[]")
  }

  @Test func nothingIsOpenedInsideATransaction() throws {
    let files = try ExampleFiles()
    for opening in [
      "reveal web/DB_URL", "(secret show web/DB_URL).value | save ~/export.json",
      "(secret show web/DB_URL).value | exec [cat] | get out", "vault export ~/export.json --yes",
    ] {
      let fixture = try CommandsFixture()
      fixture.run.context.allowExec = true
      try fixture.access.begin()
      let code = try #require(files.code(opening, hasResult: true))
      let text = fixture.text(code) + fixture.run.host.output + files.written
      #expect(keys(in: text) == [] && text.hasPrefix("V"), "\(opening): \(text)")
      try fixture.access.rollback()
      #expect(fixture.text("events --type 2100 | length") == "0")
      files.clear()
    }
  }

  /// The run ends when its time is over, however much of it that is: what it printed until then is told.
  @Test func aRunThatIsStoppedHasToldWhatItSaw() throws {
    let original = try CommandsFixture.acme()
    var counts: Set<Int> = []
    for seconds in 0...40 {
      let store = original.copy()
      var limits = Limits()
      limits.time = seconds * 1_000_000
      let fixture = try CommandsFixture(StoreGiven(store), limits: limits)
      let session = try fixture.access.open()
      fixture.run.context.started = fixture.run.host.time
      fixture.run.host.step = 1_000_000
      let output = fixture.run.output("for s in (secrets) { print (reveal $s) }")
      let seen = keys(in: output)
      #expect(try told(store, session).isSuperset(of: seen), "after \(seconds) s")
      #expect(output.contains("error E0404") == (seen.count < 3), "\(output)")
      counts.insert(seen.count)
    }
    #expect(counts.isSuperset(of: [1, 2, 3]))
  }

  /// A command that changes something does not begin after the time is over, though few steps were taken.
  @Test func noChangeBeginsAfterTheTimeIsOver() throws {
    var limits = Limits()
    limits.time = 30_000_000
    let fixture = try CommandsFixture(StoreGiven(try CommandsFixture.acme()), limits: limits)
    _ = fixture.text("accounts | length")
    fixture.run.context.started = fixture.run.host.time
    fixture.run.host.step = 1_000_000
    let output = fixture.run.output("for n in 1..100 { account create \"a\\($n)\" }")
    #expect(output.contains("error E0404"), "\(output)")
    fixture.run.host.step = 0
    fixture.run.host.time = Int(fixture.clock.time)
    let count = try fixture.access.open().countAccounts()
    // Each looks at the clock at least once.
    #expect((4...33).contains(count), "\(count)")
  }
}
