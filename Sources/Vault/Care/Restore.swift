import Base
import Crypto

/// What a restore brought back, and what it ended again.
package struct RestoreReport: Sendable, Equatable {
  /// What had ended since the backup: `ended` again, or `kept`.
  package var changes: [Change] = []
  /// The generation of the vault now.
  package var generation: Int64 = 0
  /// Whether the vault was rekeyed since the backup: a kept copy of the old key reads the restored vault.
  package var wasRekeyedSince = false

  /// Nothing yet.
  package init() {}
}

extension VaultSession {
  /// Whether a copy is one of the same vault.
  package func isSameVault(as other: VaultSession) throws(VaultError) -> Bool {
    try organizationRow().vaultID == other.organizationRow().vaultID
  }

  /// Makes this copy of a vault the one that replaces a live vault, in one transaction.
  ///
  /// `live` is the session of the vault that is replaced; nil: there is none to compare with. The chain of events
  /// goes on from the backup with an event that names the end of the chain that it replaces. What gave access at
  /// the time of the backup, and had ended since, ends again unless `keeping`.
  package func restore(
    replacing live: VaultSession?, keeping: Bool = false
  ) throws(VaultError) -> RestoreReport {
    if isInTransaction { throw .transaction(problem: .careInside(what: "restored")) }
    try require(.vaultRestore)
    var report = RestoreReport()
    let before = generation
    let row = try organizationRow()
    let other = try live.map { (live) throws(VaultError) in try live.organizationRow() }
    report.generation = max(row.generation, other?.generation ?? 0).incremented
    report.wasRekeyedSince = (other?.keyVersion ?? 0) > row.keyVersion
    try begin()
    do throws(VaultError) {
      let head = try live.flatMap { (live) throws(VaultError) in
        try live.head()
      }
      let detail = EventDetail.restored(head, generation: report.generation, keeps: keeping)
      try write(.vaultRestore) { (scope) throws(VaultError) in
        try scope.update(
          OrganizationRow.self, number: row.number,
          set: [
            (.generation, .int(report.generation)), (.revised, .int(scope.now)),
            (.version, .int(row.stamp.nextVersion)),
          ])
        try scope.record(.vaultRestored) { $0.detail = detail }
        // The keys of this session are those of the backup, whatever its generation.
        generation = report.generation
      }
      if let live {
        var ending = try Ending(self, live, keeping: keeping)
        report.changes = try ending.run()
      }
      try commit()
    } catch {
      rollback()
      generation = before
      throw error
    }
    service.organization.generation = generation
    return report
  }
}

/// Ends again what had ended between a backup and now.
///
/// Things are compared by id: numbers may have been given twice since.
private struct Ending {
  private let session: VaultSession
  private let live: VaultSession
  private let keeping: Bool
  private let people: [UUID128: PersonRow]
  private let groups: Set<UUID128>
  private let accounts: Set<UUID128>
  private let things: Set<UUID128>
  private var changes: [Change] = []

  init(_ session: VaultSession, _ live: VaultSession, keeping: Bool) throws(VaultError) {
    self.session = session
    self.live = live
    self.keeping = keeping
    let store = live.store
    people = Dictionary(
      try store.rows(Query<PersonRow>()).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    groups = Set(try store.rows(Query<GroupRow>()).map(\.id))
    accounts = Set(try store.rows(Query<AccountRow>()).map(\.id))
    var things = accounts
    things.formUnion(try store.rows(Query<ProjectRow>()).map(\.id))
    things.formUnion(try store.rows(SecretQuery().light).map(\.id))
    self.things = things
  }

  private var store: any VaultStore { session.store }

  mutating func run() throws(VaultError) -> [Change] {
    try endPeople()
    try endGroups()
    for row in try store.rows(Query<AccountRow>()) where !accounts.contains(row.id) {
      add(session.ref(row), before: "machine account")
      if !keeping { _ = try session.deleteAccounts([row.id]) }
    }
    try endTokens()
    try endGrants()
    try endCredentials()
    return changes
  }

  private mutating func add(
    _ subject: EntityRef, object: EntityRef? = nil, before: String, after: String? = nil
  ) {
    changes.append(
      Change(keeping ? .kept : .ended, subject, object: object, before: before, after: after))
  }

  private mutating func endPeople() throws(VaultError) {
    for row in try store.rows(Query<PersonRow>()) {
      guard let now = people[row.id] else {
        add(Person(row).ref, before: row.role.word)
        if !keeping { _ = try session.removePerson(row.id) }
        continue
      }
      let change = less(row, now)
      guard change != PersonChange() else { continue }
      add(Person(row).ref, before: EventDetail.words(row), after: EventDetail.words(now))
      if !keeping { _ = try session.setPerson(row.id, change) }
    }
  }

  /// The change that takes from a person the rights that they lost since the backup.
  private func less(_ row: PersonRow, _ now: PersonRow) -> PersonChange {
    var change = PersonChange()
    let bits = Permissions(rawValue: row.permissions).intersection(Permissions(rawValue: now.permissions))
    if now.role.rank < row.role.rank {
      change.role = now.role
      if now.role == .custom { change.permissions = Permissions(rawValue: now.permissions) }
    } else if row.role == .custom, now.role == .custom, bits.rawValue != row.permissions {
      change.permissions = bits
    }
    if row.hasAccess, !now.hasAccess { change.hasAccess = false }
    if row.status != .revoked, now.status == .revoked { change.isSuspended = true }
    return change
  }

  private mutating func endGroups() throws(VaultError) {
    for row in try store.rows(Query<GroupRow>()) where !groups.contains(row.id) {
      add(EntityRef(kind: .group, id: row.id, name: row.name), before: "group")
      if !keeping { _ = try session.deleteGroup(row.id) }
    }
    let members = try Self.members(live.store)
    let before = try Self.members(store)
    for pair in before.keys.sorted(by: { ($0[0], $0[1]) < ($1[0], $1[1]) }) where members[pair] == nil {
      guard groups.contains(pair[0]), people[pair[1]] != nil, let sides = before[pair] else { continue }
      add(sides.person, object: sides.group, before: "member")
      if !keeping { _ = try session.removeFromGroup(pair[0], [pair[1]]) }
    }
  }

  private static func members(
    _ store: any VaultStore
  ) throws(VaultError) -> [[UUID128]: (group: EntityRef, person: EntityRef)] {
    var found: [[UUID128]: (group: EntityRef, person: EntityRef)] = [:]
    for row in try store.rows(Query<GroupMemberRow>()) {
      guard let group = try store.row(GroupRow.self, number: row.group),
        let person = try store.row(PersonRow.self, number: row.person)
      else { continue }
      found[[group.id, person.id]] = (
        EntityRef(kind: .group, id: group.id, name: group.name), Person(person).ref
      )
    }
    return found
  }

  private mutating func endTokens() throws(VaultError) {
    let alive = Set(try live.store.rows(TokenQuery([.isNull(.revoked)])).map(\.id))
    for row in try store.rows(TokenQuery([.isNull(.revoked)])) where !alive.contains(row.id) {
      guard let account = try store.row(AccountRow.self, number: row.account) else { continue }
      add(session.ref(row), object: session.ref(account), before: "access token")
      if !keeping { _ = try session.revokeTokens([row.id]) }
    }
  }

  private mutating func endGrants() throws(VaultError) {
    let before = try Self.grants(session)
    let now = try Self.grants(live)
    for grant in before.values.sorted(by: { ($0.subject.id, $0.object.id) < ($1.subject.id, $1.object.id) }) {
      let after = now[[grant.subject.id, grant.object.id]]?.level
      // A grant that went with its thing comes back with it.
      guard isThere(grant.subject), things.contains(grant.object.id) else { continue }
      if let after, after >= grant.level { continue }
      add(grant.subject, object: grant.object, before: grant.level.word, after: after?.word)
      if keeping { continue }
      let subject = GrantSide(grant.subject.kind, grant.subject.id)
      let object = GrantSide(grant.object.kind, grant.object.id)
      if let after {
        _ = try session.grant([GrantRequest(subject, on: object, level: after)], exact: true)
      } else {
        _ = try session.revoke([RevokeRequest(subject, on: object)])
      }
    }
  }

  private func isThere(_ subject: EntityRef) -> Bool {
    switch subject.kind {
    case .person: people[subject.id] != nil
    case .group: groups.contains(subject.id)
    default: accounts.contains(subject.id)
    }
  }

  private struct FoundGrant {
    let subject: EntityRef
    let object: EntityRef
    let level: AccessLevel
  }

  private static func grants(_ session: VaultSession) throws(VaultError) -> [[UUID128]: FoundGrant] {
    let sides = NumberedNames(session)
    var found: [[UUID128]: FoundGrant] = [:]
    for row in try session.store.rows(GrantQuery()) {
      if let end = row.expires, end <= session.service.now() { continue }
      guard let subject = try sides.ref(row.subjectKind, number: row.subject),
        let object = try sides.ref(row.objectKind, number: row.object)
      else { continue }
      found[[subject.id, object.id]] = FoundGrant(subject: subject, object: object, level: row.level)
    }
    return found
  }
}

extension Ending {
  /// Ends the credentials that opened the vault at the time of the backup and were ended since.
  ///
  /// A passphrase that was changed since the backup keeps its newer value: the old one may be compromised.
  fileprivate mutating func endCredentials() throws(VaultError) {
    let now = Dictionary(
      try live.store.rows(Query<CredentialRow>()).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }
    )
    for row in try store.rows(Query<CredentialRow>()) {
      guard let person = try store.row(PersonRow.self, number: row.person), people[person.id] != nil else {
        continue
      }
      let subject = Person(person).ref
      if let newer = now[row.id] {
        if newer.publicKey == row.publicKey { continue }
        add(subject, before: "\(row.kind.word) of then", after: "\(row.kind.word) of now")
        if !keeping { try replace(row, with: newer, of: person) }
        continue
      }
      if let end = row.expires, end <= session.service.now() { continue }
      add(subject, before: "\(row.kind.word) \(row.id.text)")
      if keeping { continue }
      if row.kind == .cronKey || row.kind == .recovery {
        _ = try session.revokeKey(row.id)
      } else {
        try end(row, of: person)
      }
    }
  }

  private func end(_ row: CredentialRow, of person: PersonRow) throws(VaultError) {
    try session.write(.vaultRestore) { (scope) throws(VaultError) in
      scope.eraseAfterwards()
      try scope.delete(row)
      try scope.record(.keyRevoked) {
        $0.person = person.id
        $0.detail = EventDetail.key(nil, credential: row.id, expires: row.expires)
      }
    }
  }

  /// Seals the key of the backup to what the person has now, if that is genuine.
  private func replace(
    _ row: CredentialRow, with newer: CredentialRow, of person: PersonRow
  ) throws(VaultError) {
    let owner = try live.store.row(PersonRow.self, number: newer.person)
    guard owner?.id == person.id,
      Credentials.isGenuine(newer, owner, live.keys.organizationKey)
    else {
      throw .forgedCredential(id: newer.id, kind: newer.kind.word, person: owner?.email)
    }
    let sealed = try wrapping { () throws(CryptoError) in
      try SealingKeyPair.seal(session.keys.organizationKey.secret, to: newer.publicKey)
    }
    var changed = row
    (changed.publicKey, changed.sealedKey) = (newer.publicKey, sealed)
    (changed.memoryKiB, changed.passes, changed.salt) = (newer.memoryKiB, newer.passes, newer.salt)
    let mac = Credentials.mac(of: changed, person, session.keys.organizationKey)
    try session.write(.vaultRestore) { (scope) throws(VaultError) in
      if row.id == session.actor.credential?.id { try session.signer?.holdKey(in: scope.store) }
      scope.eraseAfterwards()
      try scope.update(
        CredentialRow.self, number: row.number,
        set: [
          (.publicKey, .bytes(changed.publicKey)), (.sealedKey, .bytes(sealed)), (.mac, .bytes(mac)),
          (.signKey, .bytes(or: newer.signKey)),
          (.memoryKiB, .int(or: changed.memoryKiB)), (.passes, .int(or: changed.passes)),
          (.salt, .bytes(or: changed.salt)), (.revised, .int(scope.now)),
          (.version, .int(row.stamp.nextVersion)),
        ])
      try scope.record(.passphraseChanged) { $0.person = person.id }
    }
  }
}
