import Builtins
import Commands
import Interpreter
import Support
import Syntax
import Testing
import Vault

/// What each command may do in each mode: the table is the registry itself.
@Suite struct ModeTests {
  private static var all: [any Command.Type] { BuiltinCommands.all + IOCommands.all + DomainCommands.all }

  /// How a run is done, and with which code it refuses an effect; nil: it does not.
  enum Mode: CaseIterable {
    case readOnly, plan, batch, planInBatch, batchInPlan

    func refusal(_ effect: Effect) -> String? {
      switch self {
      case .readOnly:
        return effect.isDisjoint(with: [.write, .destroy, .reveal, .outside]) ? nil : "E0501"
      case .plan:
        if effect.contains(.reveal) { return "E0503" }
        return effect.contains(.alone) && !effect.contains(.outside) ? "E0504" : nil
      case .batch, .planInBatch, .batchInPlan:
        if effect.contains(.reveal) { return "E0503" }
        if effect.contains(.alone) { return "E0504" }
        return effect.contains(.waits) ? "E0505" : nil
      }
    }

    func enter(_ context: Context) throws(Fault) {
      switch self {
      case .readOnly: context.readOnly = true
      case .plan: try context.enter(.plan)
      case .batch: try context.enter(.batch)
      case .planInBatch:
        try context.enter(.batch)
        try context.enter(.plan)
      case .batchInPlan:
        try context.enter(.plan)
        try context.enter(.batch)
      }
    }
  }

  @Test(arguments: Mode.allCases) func refusesByEffectWhateverTheArguments(_ mode: Mode) throws {
    var refused = 0
    let base = try Copies()
    for command in Self.all {
      let fixture = try base.fixture()
      let before = try StoreDump(try fixture.access.open().service.store)
      try mode.enter(fixture.run.context)
      let wanted = mode.refusal(command.signature.effect)
      let code = Self.code(command, fixture.run.context)
      if let wanted {
        refused += 1
        #expect(code == wanted, "\(command.name)")
      } else {
        #expect(code.map { !["E0501", "E0503", "E0504", "E0505"].contains($0) } ?? true, "\(command.name)")
      }
      fixture.run.context.abandon()
      fixture.run.context.abandon()
      let after = try StoreDump(try fixture.access.open().service.store)
      #expect(before == after, "\(command.name)")
    }
    #expect(refused >= 2)
  }

  /// Calls a command without arguments; the code of its fault.
  private static func code(_ command: any Command.Type, _ context: Context) -> String? {
    let signature = command.signature
    let call = Call(
      name: command.name, signature: signature,
      positional: [Value?](repeating: nil, count: signature.positional.count), rest: [],
      flags: [Value?](repeating: nil, count: signature.flags.count), input: nil, source: nil,
      span: Span(0, 0), context: context)
    do throws(Fault) {
      _ = try context.machine.invoke(command, call)
      return nil
    } catch {
      return error.code
    }
  }

  @Test(arguments: [Mode.readOnly, .plan, .batch]) func changesNothingWhateverTheExamples(_ mode: Mode) throws
  {
    let base = try Copies()
    let files = try ExampleFiles()
    for command in DomainCommands.all {
      for example in command.signature.examples {
        let code = try #require(files.code(example.code, hasResult: true))
        let fixture = try base.fixture(isReadOnly: mode == .readOnly)
        let before = try StoreDump(try fixture.access.open().service.store)
        try mode.enter(fixture.run.context)
        _ = fixture.run.output(code)
        if mode != .readOnly { fixture.run.context.abandon() }
        let after = try StoreDump(try fixture.access.open().service.store)
        #expect(before == after, "\(example.code)")
      }
    }
  }

  @Test func everyCommandThatDestroysAsks() throws {
    var asked = 0
    let base = try Copies()
    for command in DomainCommands.all where command.signature.effect.contains(.destroy) {
      #expect(command.signature.flags.contains { $0.name == "yes" }, "\(command.name) has no --yes")
      for example in command.signature.examples where example.code.contains("--yes") {
        let fixture = try base.fixture()
        let code = example.code.replacing(" --yes", with: "")
        let before = try StoreDump(try fixture.access.open().service.store)
        let fault = fixture.run.output(code)
        // What has nothing to destroy has nothing to ask.
        guard fault.contains("E0840") else { continue }
        asked += 1
        if !example.code.contains(";") {
          let after = try StoreDump(try fixture.access.open().service.store)
          #expect(before == after, "\(code)")
        }
      }
    }
    #expect(asked > 8, "\(asked)")
  }

  @Test func thatAnEffectIsSaidWhereOneIsNeeded() throws {
    let base = try Copies()
    let files = try ExampleFiles()
    // A command that writes events but says it only reads would pass through a read-only run and a plan.
    for command in DomainCommands.all {
      for example in command.signature.examples where !example.code.contains(";") {
        let code = try #require(files.code(example.code, hasResult: true))
        let fixture = try base.fixture()
        let program = fixture.run.check(code)
        let before = try StoreDump(try fixture.access.open().service.store)
        _ = fixture.run.output(code)
        let after = try StoreDump(try fixture.access.open().service.store)
        if before.tables[PolicyRow.table] == after.tables[PolicyRow.table],
          before.tables[SecretRow.table] == after.tables[SecretRow.table],
          before.tables[AccountRow.table] == after.tables[AccountRow.table],
          before.tables[PersonRow.table]?.count == after.tables[PersonRow.table]?.count,
          before.tables[ProjectRow.table] == after.tables[ProjectRow.table]
        {
          continue
        }
        #expect(!program.effect.isDisjoint(with: [.write, .destroy, .reveal]), "\(example.code)")
      }
    }
  }
}

/// Copies of Acme that sign in at no cost.
private struct Copies {
  private let acme: StoreInMemory
  private let seeds = SeedCache()

  init() throws { acme = try CommandsFixture.acme() }

  func fixture(isReadOnly: Bool = false) throws -> CommandsFixture {
    try CommandsFixture(StoreGiven(acme.copy()), isReadOnly: isReadOnly, seeds: seeds)
  }
}
