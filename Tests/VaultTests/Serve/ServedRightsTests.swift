import Base
import Support
import Testing
import Vault

/// The machine accounts of small worlds at a server, against the oracle that judges their sessions, too.
@Suite struct ServedRightsTests {
  private typealias Side = SmallWorld.Side

  private struct Action: Sendable {
    let operation: VaultOperation
    let run: @Sendable (ServedVault, ServedCaller, UUID128, SealedSecret) throws(VaultError) -> Void
  }

  private static let actions: [Action] = [
    Action(operation: .projectShow) { (vault, caller, id, _) throws(VaultError) in
      _ = try vault.showProject(id, caller)
    },
    Action(operation: .projectRename) { (vault, caller, id, text) throws(VaultError) in
      _ = try vault.renameProject(id, to: text.key, caller)
    },
    Action(operation: .secretCreate) { (vault, caller, id, text) throws(VaultError) in
      _ = try vault.createSecret(text, in: id, caller)
    },
    Action(operation: .secretReveal) { (vault, caller, id, _) throws(VaultError) in
      _ = try vault.reveal(id, caller)
    },
    Action(operation: .secretVersions) { (vault, caller, id, _) throws(VaultError) in
      _ = try vault.versions(of: id, caller)
    },
    Action(operation: .secretEdit) { (vault, caller, id, text) throws(VaultError) in
      _ = try vault.editSecret(id, text, to: nil, keepsVersion: true, caller)
    },
  ]

  @Test func aServerDecidesAsTheOracleSays() throws {
    let sessions = try SmallWorldSessions()
    var random = SeededNumbers(seed: 77)
    var asked = 0
    var differences: [String] = []
    for number in 0..<40 {
      let world = SmallWorld(&random)
      let oracle = RulesOracle(world: world)
      let store = try sessions.store(world)
      for caller in SmallWorld.callers where caller.kind == .account {
        let isOpen = world.isEnabled && world.usesSecretsManager
        let answers = try Answers(sessions, store, caller)
        if answers.isIn != isOpen { differences.append("\(number) \(caller) is let in: \(answers.isIn)") }
        guard answers.isIn else { continue }
        for action in Self.actions {
          for thing in SmallWorld.objects where action.operation.subjects.contains(thing.kind) {
            asked += 1
            let given = try answers.isAllowed { (vault, caller) throws(VaultError) in
              try action.run(vault, caller, sessions.id(thing), answers.content)
            }
            if given != (oracle.verdict(caller, action.operation, thing) == .allowed) {
              differences.append("\(number) \(caller) \(action.operation) \(thing): \(given)")
            }
          }
        }
        differences += try answers.compareOthers(oracle, sessions, caller).map { "\(number) \($0)" }
      }
    }
    #expect(differences == [])
    #expect(asked > 1000)
  }

  /// A machine account at a server that holds a world.
  private struct Answers {
    let store: StoreInMemory
    let token: TokenRow
    let account: UUID128
    let environment: VaultEnvironment
    let content: SealedSecret
    let isIn: Bool

    init(_ sessions: SmallWorldSessions, _ store: StoreInMemory, _ caller: Side) throws {
      self.store = store
      account = sessions.id(caller)
      let row = try store.first(TokenQuery([.equal(.account, .int(Int64(caller.place + 1)))]))
      token = try #require(row)
      environment = sessions.environment
      content = SealedSecret(key: token.name.text, value: token.name.text, note: token.name.text)
      let served = try ServedVault(store: store.copy(), environment: environment)
      try served.begin(writing: false)
      do throws(VaultError) {
        _ = try served.caller(token: token.id, account: account, peer: "::1")
        isIn = true
      } catch {
        isIn = false
      }
    }

    func ask<T>(_ body: (ServedVault, ServedCaller) throws(VaultError) -> T) throws(VaultError) -> T {
      let served = try ServedVault(store: store.copy(), environment: environment)
      try served.begin(writing: true)
      let result = try body(served, served.caller(token: token.id, account: account, peer: "::1"))
      try served.commit()
      return result
    }

    func isAllowed(_ body: (ServedVault, ServedCaller) throws(VaultError) -> Void) throws -> Bool {
      do throws(VaultError) { try ask(body) } catch {
        switch error {
        case .notFound, .notAllowed: return false
        default: throw error
        }
      }
      return true
    }

    /// Lists, what they say of writing, deletions, moves and new projects.
    func compareOthers(
      _ oracle: RulesOracle, _ sessions: SmallWorldSessions, _ caller: Side
    ) throws -> [String] {
      var differences: [String] = []
      func expect<T: Equatable>(_ what: String, _ given: T, _ wanted: T) {
        if given != wanted { differences.append("\(caller) \(what): \(given), not \(wanted)") }
      }
      func sides(_ kind: EntityKind, _ level: Int) -> Set<UUID128> {
        Set(
          SmallWorld.objects.filter { $0.kind == kind && oracle.level(caller, $0) >= level }
            .map(sessions.id))
      }
      let projects = try ask { (vault, caller) throws(VaultError) in try vault.projects(caller) }
      expect("projects", Set(projects.map(\.row.id)), sides(.project, 1))
      expect("projects to write", Set(projects.filter(\.isWritable).map(\.row.id)), sides(.project, 2))
      let secrets = try ask { (vault, caller) throws(VaultError) in try vault.secrets(caller) }
      expect("secrets", Set(secrets.map(\.row.id)), sides(.secret, 1))
      expect("secrets to write", Set(secrets.filter(\.isWritable).map(\.row.id)), sides(.secret, 2))
      let synced = try ask { (vault, caller) throws(VaultError) in try vault.changes(since: nil, caller) }
      expect("sync", Set((synced ?? []).map(\.row.id)), sides(.secret, 1))
      for secret in secrets {
        let mayName = projects.contains { $0.row.id == secret.project?.id }
        expect("the name of a project", secret.project?.name != nil, mayName)
      }
      for place in 0..<3 {
        let project = Side(.project, place)
        let deleted = try isAllowed { (vault, caller) throws(VaultError) in
          let report = try vault.deleteProjects([sessions.id(project)], caller)
          if report.contains(where: { !$0.isDeleted }) { throw .notAllowed(operation: "") }
        }
        expect("deletes \(project)", deleted, oracle.level(caller, project) == 2)
        let secret = Side(.secret, place)
        let trashed = try isAllowed { (vault, caller) throws(VaultError) in
          let report = try vault.deleteSecrets([sessions.id(secret)], caller)
          if report.contains(where: { !$0.isDeleted }) { throw .notAllowed(operation: "") }
        }
        expect("deletes \(secret)", trashed, oracle.level(caller, secret) == 2)
        for target in 0..<3 where oracle.world.homes[place] != target {
          let moved = try isAllowed { (vault, caller) throws(VaultError) in
            _ = try vault.editSecret(
              sessions.id(secret), content, to: sessions.id(Side(.project, target)), keepsVersion: false,
              caller)
          }
          let mayMove = oracle.level(caller, secret) == 2 && oracle.level(caller, Side(.project, target)) == 2
          expect("moves \(secret) to \(target)", moved, mayMove)
        }
      }
      let made = try isAllowed { (vault, caller) throws(VaultError) in
        _ = try vault.createProject(name: content.key, caller)
      }
      expect("makes a project", made, oracle.verdict(caller, .projectCreate, nil) == .allowed)
      return differences
    }
  }
}
