import Support
import Testing
import Vault

/// K02: who reaches a secret without a grant on it, counted by the vault and by the oracle.
@Suite struct ReachTests {
  private typealias Side = SmallWorld.Side

  /// Whether a caller may open a secret in a world with these grants alone.
  private static func opens(
    _ caller: Side, _ secret: Side, _ world: SmallWorld, _ keeps: (SmallWorld.Grant) -> Bool
  ) -> Bool {
    var part = world
    part.grants = world.grants.filter(keeps)
    return RulesOracle(world: part).verdict(caller, .secretReveal, secret) == .allowed
  }

  private static func expected(_ secret: Side, _ world: SmallWorld) -> [Int] {
    let home = world.homes[secret.place].map { Side(.project, $0) }
    // Accounts by the project, people by it, people by groups with it, people by role: the owner outside, too.
    var counts = [0, 0, 0, 1]
    for caller in SmallWorld.callers {
      if !opens(caller, secret, world, { _ in true }) { continue }
      if opens(caller, secret, world, { _ in false }) {
        counts[3] += 1
      } else if opens(caller, secret, world, { $0.object == secret }) {
        continue
      } else if caller.kind == .account {
        counts[0] += 1
      } else {
        let isOwn = opens(caller, secret, world) { $0.object == home && $0.subject == caller }
        counts[isOwn ? 1 : 2] += 1
      }
    }
    return counts
  }

  @Test func countsAreThoseOfTheOracle() throws {
    let sessions = try SmallWorldSessions()
    var random = SeededNumbers(seed: 72)
    var told = 0
    var kept = 0
    for _ in 0..<300 {
      var world = SmallWorld(&random)
      (world.isEnabled, world.usesSecretsManager) = (true, true)
      let oracle = RulesOracle(world: world)
      let store = try sessions.store(world)
      for caller in SmallWorld.callers where caller.kind == .person {
        guard let session = try sessions.session(caller, on: store) else { continue }
        for place in 0..<3 {
          let secret = Side(.secret, place)
          let home = world.homes[place].map { Side(.project, $0) }
          let mayKnow = [secret, home].allSatisfy {
            $0.map { oracle.verdict(caller, .grantList, $0) == .allowed } ?? true
          }
          let reach = try? session.reach(of: sessions.id(secret))
          let counts = reach.map { [$0.accounts, $0.byGrant, $0.byGroup, $0.byRole] }
          #expect(counts == (mayKnow ? Self.expected(secret, world) : nil), "\(caller) \(secret) \(world)")
          if mayKnow { told += 1 } else { kept += 1 }
        }
      }
    }
    #expect(told > 300 && kept > 300, "\(told) told, \(kept) kept")
  }
}
