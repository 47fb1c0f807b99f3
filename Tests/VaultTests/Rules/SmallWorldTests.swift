import Glibc
import Support
import Testing
import Vault

/// The rules against an oracle that knows nothing of them.
@Suite struct SmallWorldTests {
  /// Whether the long run was asked for.
  private static let isLong = getenv("SMS_TEST_LONG") != nil

  private static func verdict(_ decision: Decision) -> RulesOracle.Verdict {
    switch decision {
    case .allowed: .allowed
    case .refused: .refused
    case .unseen: .unseen
    case .needsWrite: .needsWrite
    case .disabled: .disabled
    }
  }

  /// The first difference between rules and oracle in a world, in words; counts what was asked.
  private func difference(
    _ world: SmallWorld, _ rules: RuleTable, _ operations: [VaultOperation], _ asked: inout Int
  ) -> String? {
    let oracle = RulesOracle(world: world)
    for caller in SmallWorld.callers {
      let access = world.access(caller, rules)
      for operation in operations {
        var things: [SmallWorld.Side?] = SmallWorld.objects.filter { operation.subjects.contains($0.kind) }
        if things.isEmpty { things = [nil] }
        for thing in things {
          let given = Self.verdict(access.decide(operation, on: thing.map { world.resource($0) }))
          let wanted = oracle.verdict(caller, operation, thing)
          asked += 1
          if given != wanted {
            return "\(caller) \(operation.rawValue) \(String(describing: thing)): \(given), not \(wanted)"
          }
        }
      }
      if caller.kind == .person, let words = peopleDifference(world, access, caller.place, &asked) {
        return words
      }
    }
    return nil
  }

  private func peopleDifference(
    _ world: SmallWorld, _ access: Access, _ caller: Int, _ asked: inout Int
  ) -> String? {
    let oracle = RulesOracle(world: world)
    if !access.keepsAnOwner { return "nobody need be owner" }
    for place in 0..<3 {
      let target = world.people[place]
      let person = world.person(place)
      asked += 2
      let wanted = oracle.mayReach(caller, target.role, target.bits)
      if access.mayManage(person) != wanted { return "\(caller) changes \(target)" }
      if access.mayGive(person.role, person.permissions) != wanted { return "\(caller) gives \(target)" }
    }
    return nil
  }

  @Test func sampledWorldsAreAsTheOracleSays() {
    let count = Self.isLong ? 100_000 : 400
    var random = SeededNumbers(seed: 2026)
    var asked = 0
    for number in 0..<count {
      let world = SmallWorld(&random)
      let difference = difference(world, .standard, VaultOperation.allCases, &asked)
      #expect(difference == nil, "world \(number)")
      if difference != nil { break }
    }
    print("small worlds: \(count) sampled, \(asked) questions")
  }

  @Test func allWorldsOfOneOfEachAreAsTheOracleSays() {
    let step = Self.isLong ? 1 : 97
    var asked = 0
    var count = 0
    for number in stride(from: 0, to: SmallWorld.countOfAll, by: step) {
      count += 1
      let world = SmallWorld(number: number)
      let difference = difference(world, .standard, VaultOperation.allCases, &asked)
      #expect(difference == nil, "world \(number)")
      if difference != nil { break }
    }
    print("small worlds: \(count) of \(SmallWorld.countOfAll) enumerated, \(asked) questions")
  }

  /// Every entry of the table matters: changed alone, the oracle contradicts it.
  @Test func everyFlippedRuleIsCaught() {
    let flips = RuleTable.standard.flips
    var random = SeededNumbers(seed: 7)
    let worlds = (0..<300).map { _ in SmallWorld(&random) }
    var asked = 0
    var caught = 0
    for flip in flips {
      let rules = RuleTable.standard.flipping(flip)
      let operations: [VaultOperation] =
        switch flip {
        case .right(let operation, _, _), .bit(let operation, _), .gate(let operation),
          .open(let operation):
          [operation]
        case .access: VaultOperation.allCases
        case .people: []
        }
      let isCaught = worlds.contains { difference($0, rules, operations, &asked) != nil }
      #expect(isCaught, "\(flip)")
      if isCaught { caught += 1 }
    }
    print("rules: \(caught) of \(flips.count) flips caught, \(asked) questions")
    #expect(flips.count > 300)
  }

  /// The same machine accounts under each word of `machine-projects`.
  @Test func theSettingSaysWhichMachineAccountsMakeProjects() {
    var random = SeededNumbers(seed: 5)
    var counts: [MachineProjects: Int] = [:]
    for _ in 0..<100 {
      var world = SmallWorld(&random)
      (world.isEnabled, world.usesSecretsManager) = (true, true)
      for setting in MachineProjects.allCases {
        world.machineProjects = setting
        for caller in SmallWorld.callers where caller.kind == .account {
          let isAllowed = world.access(caller, .standard).decide(.projectCreate) == .allowed
          if isAllowed { counts[setting, default: 0] += 1 }
          // People are not asked by it.
          let person = world.access(SmallWorld.Side(.person, caller.place), .standard)
          let member = world.people[caller.place]
          #expect(
            (person.decide(.projectCreate) == .allowed) == (member.status == .confirmed && member.hasAccess))
        }
      }
    }
    #expect(counts[.any] == 300 && counts[MachineProjects.none] == nil)
    #expect((1..<300).contains(counts[.writers, default: 0]))
  }
}
