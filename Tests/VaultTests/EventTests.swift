import Base
import Crypto
import Support
import Testing
import Vault

@Suite struct EventTests {
  @Test func numbersAndNamesAreUniqueAndEveryMarkIsKnown() {
    #expect(Set(EventCode.allCases.map(\.number)).count == EventCode.allCases.count)
    #expect(Set(EventCode.allCases.map(\.name)).count == EventCode.allCases.count)
    #expect(EventCode.allCases.map(\.number) == EventCode.allCases.map(\.number).sorted())
    for code in EventCode.allCases {
      #expect(EventCode(number: code.number) == code && EventCode(name: code.name) == code)
      let marks = code.template.split(separator: "%", omittingEmptySubsequences: false).dropFirst()
      #expect(marks.allSatisfy { "spaugt".contains($0.first ?? "!") })
    }
  }

  @Test func filtersNarrowNewestFirst() throws {
    let vault = try VaultFixture()
    let session = vault.session
    let project = try session.createProject(name: "web")
    let account = try session.createAccount(name: "ci").account
    let secret = try session.createSecret(key: "K", value: Secret(utf8: "v"), project: project.id)
    _ = try session.grant([GrantRequest(account: account.id, project: project.id, level: .read)])
    _ = try session.reveal([secret.id])
    func types(_ change: (inout EventFilter) -> Void) throws -> [Int64] {
      var filter = EventFilter()
      change(&filter)
      let found = try session.events(filter.query).map(\.type)
      #expect(try session.countEvents(filter.query) == found.count)
      return found
    }
    #expect(try types { _ in } == [2100, 9020, 2101, 2304, 2300, 9123, 2201, 9001, 9000])
    #expect(try types { $0.account = account.id } == [9020, 2304, 2300])
    #expect(try types { $0.project = project.id } == [2100, 9020, 2101, 9123, 2201])
    #expect(try types { $0.secret = secret.id } == [2100, 2101])
    #expect(try types { $0.types = [2304...2304] } == [2304])
    #expect(try types { $0.types = [2101...2201] } == [2101, 2201])
    #expect(try types { $0.types = [2100...2100, 2300...2304] } == [2100, 2304, 2300])
    let dates = try session.events(EventQuery(order: [SortKey(.number)])).map(\.date)
    #expect(try types { $0.from = dates[6] } == [2100, 9020, 2101])
    #expect(try types { $0.to = dates[1] } == [9000])
    let first = try session.events(EventFilter().query, after: nil, limit: 3)
    let second = try session.events(
      EventFilter().query, after: EventCursor(date: first[2].date, number: first[2].number), limit: 3)
    #expect(first.map(\.number) == [9, 8, 7] && second.map(\.number) == [6, 5, 4])
    let groups = try #require(try session.eventGroups(EventQuery(), by: [.project]))
    #expect(groups.map(\.count) == [5, 4])
  }

  @Test func everyEventSaysWhoInWhichRunAndHow() throws {
    let vault = try VaultFixture()
    _ = try vault.session.createAccount(name: "ci")
    for event in try vault.session.events(EventQuery([Condition(.number, .greater, .int(1))])) {
      #expect(event.actor?.id == vault.session.person.id)
      #expect(event.row.runID == vault.service.runID)
      #expect(event.row.credential == vault.session.actor.credential?.id)
    }
  }

  /// The documented encoding, written down once more with other means.
  @Test func theHashIsTheDocumentedOne() throws {
    var event = EventRow(
      number: 3, id: UUID128(high: 1, low: 2), organization: UUID128(high: 3, low: 4), date: -5, type: 2304)
    event.previous = [UInt8](repeating: 9, count: 32)
    event.detail = "{}"
    func number(_ value: Int64) -> [UInt8] {
      [1] + (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * $0)) }
    }
    func id(_ high: UInt8, _ low: UInt8) -> [UInt8] {
      [3, 0, 0, 0, 16] + [UInt8](repeating: 0, count: 7) + [high] + [UInt8](repeating: 0, count: 7) + [low]
    }
    func bytes(_ version: Int64) -> [UInt8] {
      event.previous + number(3) + id(1, 2) + id(3, 4) + number(-5) + number(2304) + number(version)
        + number(0)
        + [UInt8](repeating: 0, count: 13) + [2, 0, 0, 0, 2, 0x7B, 0x7D]
    }
    event.hashVersion = 1
    #expect(EventChain.hash(of: event) == sha256(bytes(1)))
    event.hashVersion = 2
    #expect(EventChain.hash(of: event) == sha256(bytes(2) + [0]))
    event.rows = [8, 9]
    #expect(EventChain.hash(of: event) == sha256(bytes(2) + [3, 0, 0, 0, 2, 8, 9]))
    // Events of earlier releases hold no digests: what stands there was put there.
    event.hashVersion = 1
    #expect(EventChain.hash(of: event) == nil)
  }

  private struct Tampering: Sendable {
    let name: String
    let area: Finding.Area
    let change: @Sendable (StoreTampered, VaultOperations) throws -> Void
  }

  private static let tamperings: [Tampering] = [
    Tampering(name: "a date", area: .events) { store, _ in store.events[2].date += 1 },
    Tampering(name: "an account", area: .events) { store, _ in
      store.events[4].account = UUID128(high: 9, low: 9)
    },
    Tampering(name: "a detail", area: .events) { store, _ in store.events[3].detail = "{\"x\":1}" },
    Tampering(name: "one gone", area: .events) { store, _ in store.events.remove(at: 3) },
    Tampering(name: "the last gone", area: .events) { store, _ in store.events.removeLast() },
    Tampering(name: "two swapped", area: .events) { store, _ in store.events.swapAt(2, 3) },
    Tampering(name: "hashed anew", area: .events) { store, _ in
      store.events[2].type = 2202
      store.events[2].hash = EventChain.hash(of: store.events[2]) ?? []
    },
    Tampering(name: "a grant without an event", area: .history) { store, _ in
      try store.update(PolicyRow.self, number: 2, set: [(.level, .int(AccessLevel.read.rawValue))])
    },
    Tampering(name: "a token gone", area: .history) { store, _ in _ = try store.delete(TokenQuery()) },
    Tampering(name: "a project gone", area: .history) { store, world in
      _ = try store.delete(ProjectQuery([.equal(.number, .int(world.other.number))]))
    },
    Tampering(name: "a value of another time", area: .history) { store, world in
      let sealed = try world.fixture.session.keys.seal(
        secret: Secret(utf8: "other"), random: &world.fixture.service.environment.random)
      try store.update(SecretRow.self, number: world.secret.number, set: [(.value, .text(sealed))])
    },
    Tampering(name: "a value that is not sealed", area: .encryption) { store, world in
      try store.update(SecretRow.self, number: world.secret.number, set: [(.value, .text("plain"))])
    },
    Tampering(name: "a digest", area: .digests) { store, world in
      try store.update(AccountRow.self, number: world.account.number, set: [(.nameDigest, .bytes([1]))])
    },
    Tampering(name: "a grant to nobody", area: .references) { store, _ in
      try store.update(PolicyRow.self, number: 2, set: [(.subject, .int(99))])
    },
    Tampering(name: "a role", area: .history) { store, world in
      try store.update(
        PersonRow.self, number: world.person.number, set: [(.role, .int(Role.owner.rawValue))])
    },
    Tampering(name: "access of a person", area: .history) { store, world in
      try store.update(PersonRow.self, number: world.person.number, set: [(.hasAccess, .bool(false))])
    },
    Tampering(name: "the role of an invite", area: .credentials) { store, world in
      try store.update(
        PersonRow.self, number: world.person.number, set: [(.role, .int(Role.admin.rawValue))])
    },
    Tampering(name: "a member of a group", area: .history) { store, world in
      _ = try store.insert(
        GroupMemberRow(group: world.group.number, person: world.fixture.session.person.number, created: 1))
    },
    Tampering(name: "a member gone", area: .history) { store, _ in
      _ = try store.delete(Query<GroupMemberRow>())
    },
    Tampering(name: "a group gone", area: .history) { store, world in
      _ = try store.delete(Query<GroupRow>([.equal(.number, .int(world.group.number))]))
    },
    Tampering(name: "the uses of a token", area: .history) { store, _ in
      try store.update(TokenRow.self, number: 1, set: [(.uses, .int(1))])
    },
    Tampering(name: "a credential", area: .credentials) { store, _ in
      try store.update(CredentialRow.self, number: 1, set: [(.ceiling, .int(1))])
    },
  ]

  @Test(arguments: tamperings.indices) func verifySeesWhatWasTamperedWith(_ index: Int) throws {
    let world = try VaultOperations(StoresInMemory())
    #expect(try world.fixture.session.verify().findings == [])
    let tampering = Self.tamperings[index]
    let store = try StoreTampered(world.fixture.service.store)
    try tampering.change(store, world)
    let findings = try world.fixture.session.copy(on: store, isReadOnly: true).verify().findings
    #expect(findings.map(\.area).contains(tampering.area), "\(tampering.name): \(findings)")
  }
}
