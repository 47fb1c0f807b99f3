import Base
import Crypto
import Support
import Testing
import Vault

/// Rows that an attacker with the file edited: `verify` names each.
@Suite struct TamperingTests {
  private struct Edit: Sendable {
    let name: String
    let area: Finding.Area
    /// Edits rows of the store, and gives the id that the finding must name.
    let change: @Sendable (any VaultStore, VaultOperations) throws -> UUID128?
  }

  private static func token(_ store: any VaultStore) throws -> TokenRow {
    try #require(try store.first(TokenQuery()))
  }

  private static func setToken(
    _ store: any VaultStore, _ column: TokenRow.Column, _ value: Field
  ) throws -> UUID128? {
    let row = try token(store)
    try store.update(TokenRow.self, number: row.number, set: [(column, value)])
    return row.id
  }

  private static func setKey(
    _ store: any VaultStore, _ world: VaultOperations, _ column: CredentialRow.Column, _ value: Field
  ) throws -> UUID128? {
    let row = try #require(try store.first(Query<CredentialRow>([.equal(.id, .id(world.key.id))])))
    try store.update(CredentialRow.self, number: row.number, set: [(column, value)])
    return row.id
  }

  private static func setOrganization(
    _ store: any VaultStore, _ column: OrganizationRow.Column, _ value: Field
  ) throws -> UUID128? {
    try store.update(OrganizationRow.self, number: 1, set: [(column, value)])
    return nil
  }

  private static func setPerson(
    _ store: any VaultStore, _ world: VaultOperations, _ column: PersonRow.Column, _ value: Field
  ) throws -> UUID128? {
    try store.update(PersonRow.self, number: world.person.number, set: [(column, value)])
    return world.person.id
  }

  private static let edits: [Edit] = tokenEdits + keyEdits + secretEdits + otherEdits

  private static let tokenEdits = [
    Edit(name: "a token's expiry", area: .history) { store, _ in
      try setToken(store, .expires, .int(9_000_000_000_000_000))
    },
    Edit(name: "a token's uses", area: .history) { store, _ in try setToken(store, .maxUses, .int(5)) },
    Edit(name: "a token's network", area: .history) { store, _ in
      try setToken(store, .fromCIDR, .text("10.0.0.0/8"))
    },
    Edit(name: "a token that a revocation ended", area: .history) { store, world in
      let row = try token(store)
      _ = try world.fixture.session.copy(on: store, isReadOnly: false).revokeTokens([row.id])
      _ = try store.delete(TokenQuery([.equal(.id, .id(row.id))]))
      _ = try store.insert(row)
      return row.id
    },
  ]

  private static let keyEdits = [
    Edit(name: "a key's effects", area: .credentials) { store, world in
      try setKey(store, world, .ceiling, .int(CredentialEffects.read.rawValue))
    },
    Edit(name: "a key's expiry", area: .credentials) { store, world in
      try setKey(store, world, .expires, .null)
    },
    Edit(name: "a key's name", area: .credentials) { store, world in
      try setKey(store, world, .name, .text("2.AAAA|AAAA|AAAA"))
    },
    Edit(name: "a key's owner", area: .credentials) { store, world in
      try setKey(store, world, .person, .int(world.person.number))
    },
    Edit(name: "a key that was revoked", area: .history) { store, world in
      let row = try #require(try store.first(Query<CredentialRow>([.equal(.id, .id(world.key.id))])))
      _ = try world.fixture.session.copy(on: store, isReadOnly: false).revokeKey(row.id)
      _ = try store.insert(row)
      return row.id
    },
    Edit(name: "a key gone", area: .history) { store, world in
      _ = try store.delete(Query<CredentialRow>([.equal(.id, .id(world.key.id))]))
      return world.key.id
    },
  ]

  private static let secretEdits = [
    Edit(name: "a value of another secret", area: .history) { store, world in
      let other = try #require(try store.row(SecretRow.self, number: world.spare.number))
      try store.update(SecretRow.self, number: world.secret.number, set: [(.value, .text(other.value))])
      return world.secret.id
    },
    Edit(name: "an earlier value of another secret", area: .history) { store, world in
      let other = try #require(try store.row(SecretRow.self, number: world.spare.number))
      let version = try #require(try store.first(Query<SecretVersionRow>()))
      try store.update(
        SecretVersionRow.self, number: version.number, set: [(.value, .text(other.value))])
      return world.secret.id
    },
    Edit(name: "a note of another secret", area: .history) { store, world in
      let other = try #require(try store.row(SecretRow.self, number: world.spare.number))
      try store.update(SecretRow.self, number: world.secret.number, set: [(.note, .text(other.note))])
      return world.secret.id
    },
    Edit(name: "the keys of two secrets, swapped", area: .history) { store, world in
      let one = try #require(try store.row(SecretRow.self, number: world.secret.number))
      let other = try #require(try store.row(SecretRow.self, number: world.spare.number))
      for (row, name) in [(one, other.name), (other, one.name)] {
        try store.update(
          SecretRow.self, number: row.number,
          set: [(.name, .text(name.text)), (.nameDigest, .bytes(or: name.digest))])
      }
      return world.spare.id
    },
    Edit(name: "a secret in another project", area: .history) { store, world in
      try store.update(
        SecretRow.self, number: world.secret.number, set: [(.project, .int(world.other.number))])
      return world.secret.id
    },
    Edit(name: "a secret out of the trash", area: .history) { store, world in
      try store.update(SecretRow.self, number: world.trashed[1].number, set: [(.deleted, .null)])
      return world.trashed[1].id
    },
    Edit(name: "a secret into the trash", area: .history) { store, world in
      try store.update(SecretRow.self, number: world.spare.number, set: [(.deleted, .int(1))])
      return world.spare.id
    },
  ]

  private static let otherEdits = [
    Edit(name: "a grant added", area: .history) { store, world in
      let organization = world.fixture.session.organization.id
      let id = world.fixture.service.randomID()
      _ = try store.insert(
        PolicyRow(
          stamp: Stamp(id: id, organization: organization, now: 1, createdBy: nil),
          subjectKind: .account, subject: world.account.number, objectKind: .project,
          object: world.other.number, level: .readWrite))
      return world.other.id
    },
    Edit(name: "a machine account's description", area: .encryption) { store, world in
      let text = Field.text("2.AAAA|AAAA|AAAA")
      try store.update(AccountRow.self, number: world.account.number, set: [(.description, text)])
      return world.account.id
    },
    Edit(name: "a role", area: .history) { store, world in
      try setPerson(store, world, .role, .int(Role.owner.rawValue))
    },
    Edit(name: "bits of a role", area: .history) { store, world in
      try setPerson(store, world, .permissions, .int(1))
    },
    Edit(name: "access to secrets", area: .history) { store, world in
      try setPerson(store, world, .hasAccess, .bool(false))
    },
    Edit(name: "a status", area: .history) { store, world in
      try setPerson(store, world, .status, .int(PersonStatus.confirmed.rawValue))
    },
    Edit(name: "a member of a group", area: .history) { store, world in
      let ada = world.fixture.session.person
      _ = try store.insert(GroupMemberRow(group: world.group.number, person: ada.number, created: 1))
      return ada.id
    },
    Edit(name: "the address of the interface", area: .history) { store, _ in
      try setOrganization(store, .apiURL, .text("https://evil.example"))
    },
    Edit(name: "the address of sign-in", area: .history) { store, _ in
      try setOrganization(store, .identityURL, .text("https://evil.example"))
    },
    Edit(name: "who may make projects", area: .history) { store, _ in
      try setOrganization(store, .machineProjects, .text("any"))
    },
    Edit(name: "the plan", area: .history) { store, _ in
      try setOrganization(store, .tier, .text("enterprise"))
    },
    Edit(name: "the limit of seats", area: .history) { store, _ in
      try setOrganization(store, .maxSeats, .int(1000))
    },
    Edit(name: "whether the organization is enabled", area: .history) { store, _ in
      try setOrganization(store, .enabled, .bool(false))
    },
    Edit(name: "whether secrets are managed at all", area: .history) { store, _ in
      try setOrganization(store, .usesSecretsManager, .bool(false))
    },
  ]

  @Test(arguments: edits.indices) func verifyNamesTheRow(_ index: Int) throws {
    let world = try VaultOperations(StoresInMemory())
    let session = world.fixture.session
    #expect(try session.verify().findings == [])
    let edit = Self.edits[index]
    let id = try edit.change(session.service.store, world)
    let findings = try session.verify().findings.filter { $0.area == edit.area }
    #expect(!findings.isEmpty, "\(edit.name)")
    if let id { #expect(findings.contains { $0.message.contains(id.text) }, "\(edit.name): \(findings)") }
  }

  /// Digests from before a rekey and from after it are compared under the keys of their times.
  @Test func keysAndNotesAreComparedAcrossARekey() throws {
    let world = try VaultOperations(StoresInMemory())
    let session = world.fixture.session
    let store = session.service.store
    _ = try session.rekey()
    _ = try session.editSecret(world.spare.id, SecretEdits(key: "T", note: Secret(utf8: "new")))
    #expect(try session.verify().findings == [])
    let old = try #require(try store.row(SecretRow.self, number: world.secret.number))
    let new = try #require(try store.row(SecretRow.self, number: world.spare.number))
    for (row, other) in [(old, new), (new, old)] {
      try store.update(
        SecretRow.self, number: row.number,
        set: [
          (.note, .text(other.note)), (.name, .text(other.name.text)),
          (.nameDigest, .bytes(or: other.name.digest)),
        ])
    }
    let findings = try session.verify().findings.filter { $0.area == .history }
    #expect(findings.count == 4, "\(findings)")
    for id in [old.id, new.id] {
      #expect(findings.filter { $0.message.contains(id.text) }.count == 2, "\(findings)")
    }
  }

  /// Events of before there were such digests say nothing of keys and notes.
  @Test func eventsWithoutTheseDigestsAreFine() throws {
    let world = try VaultOperations(StoresInMemory())
    let store = world.fixture.service.store
    let tampered = try StoreTampered(store)
    var stripped = 0
    for index in tampered.events.indices where tampered.events[index].type == 2101 {
      let detail = try #require(tampered.events[index].detail)
      let value = try #require(detail.ranges(of: "\"value_digest").first)
      tampered.events[index].detail = "{" + detail[value.lowerBound...]
      stripped += 1
    }
    #expect(stripped == 5)
    let other = try #require(try store.row(SecretRow.self, number: world.spare.number))
    try store.update(SecretRow.self, number: world.secret.number, set: [(.note, .text(other.note))])
    // The chain tells of the edited events; of the note nothing is known.
    let findings = try world.fixture.session.copy(on: tampered, isReadOnly: true).verify().findings
    #expect(!findings.isEmpty && !findings.contains { $0.area == .history }, "\(findings)")
  }

  @Test func limitsThatWereGivenAreFoundWhenTheyAreLifted() throws {
    let vault = try VaultFixture()
    let account = try vault.session.createAccount(name: "ci").account
    let limits = TokenLimits(uses: 3, from: "10.0.0.0/8")
    let end = vault.clock.time + 86_400_000_000
    for column in [TokenRow.Column.expires, .maxUses, .fromCIDR] {
      let id = try vault.session.createToken(
        account: account.id, name: column.rawValue, expires: end, limits: limits
      ).item.id
      #expect(try vault.session.verify().findings == [])
      let store = vault.service.store
      let row = try #require(try store.first(TokenQuery([.equal(.id, .id(id))])))
      try store.update(TokenRow.self, number: row.number, set: [(column, .null)])
      let findings = try vault.session.verify().findings
      #expect(
        !findings.isEmpty && findings.allSatisfy { $0.message.contains(id.text) }, "\(column): \(findings)")
      let index = try #require(TokenRow.Column.allCases.firstIndex(of: column))
      try store.update(TokenRow.self, number: row.number, set: [(column, row.fields[index])])
    }
    let event = try vault.session.events(EventQuery([.equal(.type, .int(2306))]))[0]
    #expect(event.row.detail == "{\"expires\":\(end),\"from\":\"10.0.0.0/8\",\"uses\":3}")
  }

  @Test func anEventOfAnEarlierReleaseWithoutLimitsIsNoFinding() throws {
    let vault = try VaultFixture()
    let store = vault.service.store
    let account = try vault.session.createAccount(name: "ci").account
    _ = try vault.session.createToken(account: account.id, name: "t", expires: nil)
    let last = try #require(try store.row(HeadRow.self, number: 1))
    let tampered = try StoreTampered(store)
    let place = try #require(tampered.events.firstIndex { $0.number == last.event })
    tampered.events[place].detail = nil
    tampered.events[place].hash = EventChain.hash(of: tampered.events[place]) ?? []
    try tampered.update(HeadRow.self, number: 1, set: [(.hash, .bytes(tampered.events[place].hash))])
    // Signed was the event as it was.
    let findings = try vault.session.copy(on: tampered, isReadOnly: true).verify().findings
    #expect(findings.filter { $0.area != .signatures } == [])
  }
}
