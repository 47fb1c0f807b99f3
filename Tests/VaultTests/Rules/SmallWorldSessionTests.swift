import Base
import Glibc
import Support
import Testing
import Vault

/// The operations themselves, run by the people and machine accounts of small worlds, against the oracle.
@Suite struct SmallWorldSessionTests {
  private typealias Verdict = RulesOracle.Verdict
  private typealias Side = SmallWorld.Side

  /// One person or machine account of one world, and what was asked on their behalf.
  private final class Asker {
    let sessions: SmallWorldSessions
    let world: SmallWorld
    let oracle: RulesOracle
    let store: StoreInMemory
    let session: VaultSession
    let caller: Side
    var asked = 0
    var operations: Set<VaultOperation> = []
    var differences: [String] = []

    init(
      _ sessions: SmallWorldSessions, _ world: SmallWorld, _ store: StoreInMemory, _ session: VaultSession,
      _ caller: Side
    ) {
      self.sessions = sessions
      self.world = world
      self.store = store
      self.session = session
      oracle = RulesOracle(world: world)
      self.caller = caller
    }

    /// Runs something on a copy of the world.
    func verdict(_ body: (VaultSession) throws(VaultError) -> Void) throws -> Verdict? {
      let session = try session.copy(on: store.copy(), isReadOnly: false)
      let verdict = verdict(on: session, body)
      try checkActor(session)
      return verdict
    }

    private func verdict(
      on session: VaultSession, _ body: (VaultSession) throws(VaultError) -> Void
    ) -> Verdict? {
      do throws(VaultError) { try body(session) } catch {
        switch error {
        case .notAllowed, .noAccess, .aboveOwnRole: return .refused
        case .notFound: return .unseen
        case .grantMissing: return .needsWrite
        case .disabled: return .disabled
        default:
          differences.append("an error of another kind: \(error)")
          return nil
        }
      }
      return .allowed
    }

    /// Every event of a copy names who acted, and with what.
    private func checkActor(_ copy: VaultSession) throws(VaultError) {
      let before = try store.highest(EventRow.self)
      let events = try copy.service.store.rows(EventQuery([Condition(.number, .greater, .int(before))]))
      for event in events {
        let actor = caller.kind == .account ? event.actorAccount : event.actorPerson
        let other = caller.kind == .account ? event.actorPerson : event.actorAccount
        if actor != sessions.id(caller) || other != nil || event.credential == nil {
          differences.append("\(caller): an event \(event.type) of somebody else")
        }
      }
    }

    func expect(_ what: @autoclosure () -> String, _ given: Verdict?, _ wanted: Verdict) {
      asked += 1
      if given != wanted {
        differences.append("\(caller) \(what()): \(String(describing: given)), not \(wanted)")
      }
    }

    func askActions() throws {
      for action in SmallWorldSessions.actions {
        operations.insert(action.operation)
        for thing in SmallWorld.objects where action.operation.subjects.contains(thing.kind) {
          let id = sessions.id(thing)
          let given = try verdict { (session) throws(VaultError) in try action.run(session, id) }
          expect("\(action.operation) \(thing)", given, oracle.verdict(caller, action.operation, thing))
        }
      }
      for action in SmallWorldSessions.others + (caller.kind == .account ? SmallWorldSessions.forPeople : [])
      {
        operations.insert(action.operation)
        let id = sessions.people[0]
        let given = try verdict { (session) throws(VaultError) in try action.run(session, id) }
        expect("\(action.operation)", given, oracle.verdict(caller, action.operation, nil))
      }
    }

    func askGrants() throws {
      operations.formUnion([.grantChange, .grantRevoke, .grantToAccount])
      for subject in SmallWorld.subjects {
        for object in SmallWorld.objects where subject.kind != .account || object.kind != .account {
          let from = GrantSide(subject.kind, sessions.id(subject))
          let on = GrantSide(object.kind, sessions.id(object))
          let wanted = oracle.grant(caller, subject, object)
          let given = try verdict { (session) throws(VaultError) in
            _ = try session.grant([GrantRequest(from, on: on, level: .readWrite)])
          }
          expect("grants \(subject) \(object)", given, wanted)
          let isThere = world.grants.contains { $0.subject == subject && $0.object == object }
          if subject.kind == .account, !isThere { continue }
          let revoked = try verdict { (session) throws(VaultError) in
            _ = try session.revoke([RevokeRequest(from, on: on)])
          }
          expect("revokes \(subject) \(object)", revoked, oracle.grant(caller, subject, object, .grantRevoke))
        }
      }
    }

    func askMoves() throws {
      operations.insert(.secretMove)
      for secret in 0..<3 {
        for project in 0..<3 {
          let steps = [
            oracle.verdict(caller, .secretMove, nil),
            oracle.verdict(caller, .secretCreate, Side(.project, project)),
            oracle.verdict(caller, .secretMove, Side(.secret, secret)),
          ]
          let (from, to) = (sessions.secrets[secret], sessions.projects[project])
          let given = try verdict { (session) throws(VaultError) in
            _ = try session.moveSecrets([from], to: to)
          }
          expect("moves \(secret) to \(project)", given, steps.first { $0 != .allowed } ?? .allowed)
        }
      }
    }

    func askLists() throws {
      func compare(_ operation: VaultOperation, _ kind: EntityKind, _ list: () throws -> Set<UUID128>) throws
      {
        operations.insert(operation)
        guard oracle.verdict(caller, operation, nil) == .allowed else { return }
        let all = SmallWorld.objects.filter { $0.kind == kind }
        let wanted = all.filter { oracle.verdict(caller, operation, $0) == .allowed }
        asked += 1
        if try list() != Set(wanted.map(sessions.id)) { differences.append("\(caller) lists \(kind)") }
      }
      try compare(.projectList, .project) { Set(try session.projects().map(\.id)) }
      try compare(.accountList, .account) { Set(try session.accounts().map(\.id)) }
      try compare(.secretList, .secret) { Set(try session.secrets().map(\.id)) }
      try compare(.eventList, .account) {
        Set(try session.events(EventQuery([.equal(.type, .int(2304))])).compactMap(\.account))
      }
      guard oracle.verdict(caller, .grantList, nil) == .allowed else { return }
      let wanted = world.grants.filter {
        oracle.verdict(caller, .grantList, $0.object) == .allowed
          || $0.subject.kind == .account && oracle.verdict(caller, .grantList, $0.subject) == .allowed
      }
      let outside = session.service.organization.created
      let given = try session.grants().filter { $0.created < outside }
      let pairs = Set(given.map { [$0.subject.id, $0.object.id] })
      asked += 1
      if pairs != Set(wanted.map { [sessions.id($0.subject), sessions.id($0.object)] }) {
        differences.append("\(caller) lists grants")
      }
    }

    func askPeople() throws {
      operations.insert(.personSet)
      for place in 0..<3 {
        let target = world.people[place]
        for role in Role.allCases where role != target.role {
          let isAllowed =
            caller.kind == .person && oracle.verdict(caller, .personSet, nil) == .allowed
            && oracle.mayReach(caller.place, target.role, target.bits)
            && oracle.mayReach(caller.place, role, [])
          var change = PersonChange()
          change.role = role
          let id = sessions.people[place]
          let given = try verdict { (session) throws(VaultError) in _ = try session.setPerson(id, change) }
          let isDisabled = oracle.verdict(caller, .personSet, nil) == .disabled
          expect("makes \(place) \(role)", given, isDisabled ? .disabled : isAllowed ? .allowed : .refused)
        }
      }
    }
  }

  @Test func operationsDoWhatTheOracleSays() throws {
    let count = getenv("SMS_TEST_LONG") != nil ? 1000 : 8
    let sessions = try SmallWorldSessions()
    var random = SeededNumbers(seed: 11)
    var asked = 0
    for number in 0..<count {
      let world = SmallWorld(&random)
      let store = try sessions.store(world)
      for caller in SmallWorld.callers {
        let session = try sessions.session(caller, on: store)
        #expect(
          (session != nil) == (caller.kind == .account || world.people[caller.place].status == .confirmed))
        guard let session else { continue }
        let asker = Asker(sessions, world, store, session, caller)
        try asker.askActions()
        try asker.askGrants()
        try asker.askMoves()
        try asker.askLists()
        try asker.askPeople()
        asked += asker.asked
        #expect(asker.differences == [], "world \(number)")
        if caller.kind == .account { #expect(asker.operations == Set(VaultOperation.allCases)) }
      }
    }
    print("small worlds: \(count) made real, \(asked) operations")
    #expect(asked > count * 300)
  }
}
