package import Base
package import Crypto

/// A secret's plaintext, handed out after its event was committed.
package struct RevealedSecret {
  /// Which one.
  package let item: SecretItem
  /// The value in plain text, wiped with its last reference.
  package let value: Secret
  /// The note in plain text, wiped with its last reference.
  package let note: Secret
}

extension VaultSession {
  /// Makes a secret in a project (nil: in none); another one of its key there is refused, unless it is to be a `twin`.
  package func createSecret(
    key: String, value: Secret, note: Secret? = nil, project: UUID128?, twin: Bool = false
  ) throws(VaultError) -> SecretItem {
    let key = Texts.trimmed(key)
    try TextLimit.name.check(key, "the secret's key")
    try SecretTexts.check(value: value)
    let note = try SecretTexts.trimmed(note: note)
    let made = try perform { () throws(VaultError) in
      if !twin { try fillDigests(SecretRow.self) }
      return CreateSecret(
        name: try seal(name: key, .secret), value: try seal(value), note: try seal(note), project: project,
        digests: SecretDigests(
          name: keys.digest(.name, key), note: keys.digest(.note, note), value: keys.valueDigest(value)),
        twin: twin)
    }
    return secret(made.row, project: made.project.map(keys.open))
  }

  /// Refuses what `createSecret` would refuse for any value; writes nothing.
  package func checkNewSecret(key: String, project: UUID128?, twin: Bool = false) throws(VaultError) {
    let key = Texts.trimmed(key)
    try TextLimit.name.check(key, "the secret's key")
    try require(.secretCreate)
    if project == nil { try require(.secretCreateAlone) }
    let home = try project.map { (id) throws(VaultError) in try existing(ProjectRow.self, id) }
    if let home { try require(.secretCreate, on: home) }
    guard !twin else { return }
    let isHome: Condition<SecretRow> =
      home.map { .equal(.project, .int($0.number)) } ?? .isNull(.project)
    if try !rows(SecretRow.self, named: key, [isHome, .isNull(.deleted)]).isEmpty {
      throw .exists(kind: .secret, text: key)
    }
  }

  /// One secret, without value and note; this is not recorded.
  package func secret(_ id: UUID128) throws(VaultError) -> SecretItem {
    try require(.secretShow)
    return try items([try existingSecret(id)])[0]
  }

  /// The live secrets of a query, without values and notes; listing is never recorded.
  package func secrets(_ query: SecretQuery = SecretQuery()) throws(VaultError) -> [SecretItem] {
    try require(.secretList)
    let rows = try listed(
      limited(query.and(.isNull(.deleted))),
      [.number, .id, .created, .revised, .createdBy, .name, .project], project: true)
    let view = try accessView()
    var items: [SecretItem] = []
    items.reserveCapacity(rows.count)
    for row in rows {
      let home = try row.facts.project.flatMap { (number) throws(VaultError) in
        try project(number, view)
      }
      items.append(SecretItem(row.facts, key: row.name, project: home))
    }
    return try current(items, \.isReadable)
  }

  /// How many live secrets fulfil a query.
  package func countSecrets(_ query: SecretQuery = SecretQuery()) throws(VaultError) -> Int {
    try require(.secretList)
    return try store.count(limited(query.and(.isNull(.deleted))))
  }

  /// The numbers of the live secrets that a machine account can read.
  package func secretNumbers(readableBy account: UUID128) throws(VaultError) -> [Int64] {
    try read(.secretList) { () throws(VaultError) in
      let row = try existing(AccountRow.self, account)
      let policies = try store.rows(
        Query<PolicyRow>([
          .equal(.subjectKind, .int(EntityKind.account.rawValue)),
          .equal(.subject, .int(row.number)),
        ]))
      var numbers: Set<Int64> = []
      for policy in policies {
        let column: SecretRow.Column = policy.objectKind == .project ? .project : .number
        numbers.formUnion(
          try store.rows(
            SecretQuery([.isNull(.deleted), .equal(column, .int(policy.object))]).light
          ).map(\.number))
      }
      return numbers.sorted()
    }
  }

  /// Hands out the plaintext of secrets: first one event for each is committed, then they are opened.
  package func reveal(_ ids: [UUID128]) throws(VaultError) -> [RevealedSecret] {
    try refuseTransaction()
    guard !ids.isEmpty else { return [] }
    return try open(perform(RevealSecrets(secrets: ids)))
  }

  /// Opens secrets whose events are committed.
  func open(_ found: [RevealSecrets.Revealed]) throws(VaultError) -> [RevealedSecret] {
    try found.map { (found) throws(VaultError) in
      let (row, item) = (found.row, secret(found.row, project: found.project.map(keys.open)))
      do {
        return RevealedSecret(item: item, value: try keys.open(row.value), note: try keys.open(row.note))
      } catch { throw .unreadable(kind: .secret, id: row.id) }
    }
  }

  private func secret(_ row: SecretRow, project: EntityRef?) -> SecretItem {
    SecretItem(row, key: keys.name(row.name.text), project: project)
  }

  /// Rows with their keys and projects opened, each project once.
  func items(_ rows: [SecretRow]) throws(VaultError) -> [SecretItem] {
    let view = try accessView()
    var items: [SecretItem] = []
    items.reserveCapacity(rows.count)
    for row in rows {
      let home = try row.project.flatMap { (number) throws(VaultError) in try project(number, view) }
      items.append(secret(row, project: home))
    }
    return items
  }
}
