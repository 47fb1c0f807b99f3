import Base
import Commands
import Interpreter
import Support
import Testing
import Vault

/// No change without its event, no event without its change: every command that changes or reveals
/// something, with a store that fails at each of its writes in turn.
@Suite struct FailingCommandTests {
  private static let effects: Effect = [.write, .destroy, .reveal]

  private static var commands: [any Command.Type] {
    DomainCommands.all.filter { !$0.signature.effect.isDisjoint(with: effects) }
  }

  /// Commands whose examples write nothing here, and where they are tried instead.
  private static let exceptions = [
    "vault create": "it makes its store itself: VaultStoreTests and FileTests let that fail",
    "vault backup": "the store in memory has no copies: CareTests and KillTests have it",
    "vault repair": "the example has nothing to mend: RepairTests has it",
    "vault restore": "the store in memory has no copies: CareTests has it",
    "trash purge": "nothing of the example has been in the trash for 30 days: FailingStoreTests has it",
  ]

  /// Events that tell of no change.
  private static let plain: Set<Int64> = [2100, 2200, 9001, 9041, 9042]

  /// What was committed last, and whether each commit fitted together.
  private final class Committed {
    private let store: StoreInMemory
    private(set) var dump: StoreDump
    private(set) var problems: [String] = []

    init(_ store: StoreInMemory) throws {
      self.store = store
      dump = try StoreDump(store)
    }

    func take() throws {
      let after = try StoreDump(store)
      func rows(_ dump: StoreDump) -> StoreDump {
        var rows = dump
        rows.tables[EventRow.table] = nil
        rows.tables[HeadRow.table] = nil
        // Each event is signed: that is no change.
        rows.tables[CheckpointRow.table] = nil
        return rows
      }
      let events = try store.rows(EventQuery()).dropFirst(dump.tables[EventRow.table]?.count ?? 0)
      let isChanged = rows(dump) != rows(after)
      if isChanged, events.isEmpty { problems.append("a change without an event") }
      if !isChanged, events.contains(where: { !FailingCommandTests.plain.contains($0.type) }) {
        problems.append("an event without a change: \(events.map(\.type))")
      }
      dump = after
    }
  }

  /// Runs a program on a copy whose n-th write fails; false: it made fewer writes.
  private func run(
    _ code: String, on original: StoreInMemory, _ session: VaultSession, failingAt number: Int,
    mayRefuse: Bool
  ) throws -> Bool {
    let store = original.copy()
    let failing = StoreFailing(store)
    let committed = try Committed(store)
    failing.committed = { try committed.take() }
    let fixture = try CommandsFixture(StoreGiven(failing))
    fixture.run.context.allowExec = true
    failing.fail(atWrite: number)
    var fault: Fault?
    do throws(Fault) { _ = try fixture.run.evaluate(code) } catch { fault = error }
    #expect(
      (fault != nil) == failing.hasFailed || mayRefuse && fault != nil,
      "\(code) at write \(number): \(fault?.message ?? "no fault")")
    #expect(committed.problems == [], "\(code) at write \(number)")
    #expect(try StoreDump(store) == committed.dump, "\(code) at write \(number)")
    #expect(fixture.access.session?.isInTransaction != true, "\(code) at write \(number)")
    #expect(try Self.findings(store, session) == [], "\(code) at write \(number)")
    return failing.hasFailed
  }

  /// What `verify` finds; signs in anew where the session's keys are no longer the vault's.
  private static func findings(_ store: StoreInMemory, _ session: VaultSession) throws -> [Finding] {
    do throws(VaultError) {
      return try session.copy(on: store, isReadOnly: true).verify().findings
    } catch {
      let fixture = try CommandsFixture(StoreGiven(store))
      return try fixture.session().verify().findings
    }
  }

  @Test(arguments: commands.indices) func everyWriteOfACommandFailsInTurn(_ index: Int) throws {
    let command = Self.commands[index]
    let files = try ExampleFiles()
    let isException = Self.exceptions[command.name] != nil
    var writes = 0
    for example in command.signature.examples {
      guard files.code(example.code, hasResult: example.result != nil) != nil else { continue }
      let original = try CommandsFixture.acme()
      let base = try CommandsFixture(StoreGiven(original))
      let session = try base.session()
      try files.prepare(example.code, session)
      var number = 1
      while let code = files.code(example.code, hasResult: example.result != nil),
        try run(code, on: original, session, failingAt: number, mayRefuse: isException)
      { number += 1 }
      writes += number - 1
    }
    #expect(
      (writes == 0) == isException,
      """
      \(command.name): \(writes) writes; a command that writes needs an example that does (ExampleFiles makes \
      its files), or a reason in `exceptions`; a reason that no longer holds must go
      """)
    print("writes that failed: \(command.name) \(writes)")
  }

  @Test func everyExceptionIsACommand() {
    let names = Set(Self.commands.map { $0.name })
    for name in Self.exceptions.keys { #expect(names.contains(name), "\(name) changes nothing") }
  }
}
