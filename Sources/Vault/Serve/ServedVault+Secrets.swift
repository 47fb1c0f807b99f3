package import Crypto

/// A secret as a machine account sees it, sealed.
package struct ServedSecret {
  /// The row.
  package let row: SecretRow
  /// The project that it lies in.
  package let project: ServedHome?
  /// Whether the machine account may write.
  package let isWritable: Bool
}

/// The project of a secret: without its name where the machine account may not read it.
package struct ServedHome {
  /// The id.
  package let id: UUID128
  /// The sealed name.
  package let name: String?
}

/// The texts that a client sends for a secret, all sealed.
package struct SealedSecret {
  /// The key.
  package var key: String
  /// The value.
  package var value: String
  /// The note.
  package var note: String

  /// The parts.
  package init(key: String, value: String, note: String) {
    self.key = key
    self.value = value
    self.note = note
  }
}

extension ServedVault {
  /// The live secrets that the caller may read, of one project or all, without values; nothing is recorded.
  package func secrets(
    of project: UUID128? = nil, _ caller: ServedCaller
  ) throws(VaultError) -> [ServedSecret] {
    var query = SecretQuery([.isNull(.deleted)], order: [SortKey(.revised)])
    if let project {
      let row = try store.first(ProjectQuery([.equal(.id, .id(project))]))
      guard let row else { throw Self.missing(.project, project) }
      query.conditions.append(.equal(.project, .int(row.number)))
    }
    return try served(store.rows(VaultSession.light(limited(query, caller))), caller)
  }

  /// One secret with its value: its event is written first.
  package func reveal(_ id: UUID128, _ caller: ServedCaller) throws(VaultError) -> ServedSecret {
    try reveal([id], caller)[0]
  }

  /// Secrets with their values, all or nothing, with an event for each.
  package func reveal(_ ids: [UUID128], _ caller: ServedCaller) throws(VaultError) -> [ServedSecret] {
    var rows: [SecretRow] = []
    for id in ids { rows.append(try secretRow(id, .secretReveal, caller)) }
    return try reveal(rows, caller)
  }

  /// Everything that the caller may read, if it changed since a moment; nil: it did not.
  package func changes(
    since date: Int64?, _ caller: ServedCaller
  ) throws(VaultError) -> [ServedSecret]? {
    if let date, date > caller.account.stamp.revised { return nil }
    let query = SecretQuery([.isNull(.deleted)], order: [SortKey(.revised)])
    return try reveal(store.rows(limited(query, caller)), caller)
  }

  private func limited(_ query: SecretQuery, _ caller: ServedCaller) throws(VaultError) -> SecretQuery {
    query.limited(to: try view(caller).listed(.secretList, .secret))
  }

  private func reveal(_ rows: [SecretRow], _ caller: ServedCaller) throws(VaultError) -> [ServedSecret] {
    // As they are before the events: these change no right.
    let found = try served(rows, caller)
    for secret in found { try recordReveal(of: secret.row, secret.project?.id, caller) }
    return found
  }

  func recordReveal(
    of row: SecretRow, _ home: UUID128?, version: UUID128? = nil, _ caller: ServedCaller
  ) throws(VaultError) {
    try record(.secretRetrieved, caller) {
      $0.secret = row.id
      $0.project = home
      $0.detail = version.map(EventDetail.version)
    }
  }

  /// The row of a live secret, if the caller may do this to it.
  func secretRow(
    _ id: UUID128, _ operation: VaultOperation, _ caller: ServedCaller
  ) throws(VaultError) -> SecretRow {
    let row = try store.first(SecretQuery([.equal(.id, .id(id))]))
    guard let row, row.deleted == nil else { throw Self.missing(.secret, id) }
    try require(operation, on: row, caller)
    return row
  }

  func served(_ row: SecretRow, _ caller: ServedCaller) throws(VaultError) -> ServedSecret {
    try served([row], caller)[0]
  }

  private func served(_ rows: [SecretRow], _ caller: ServedCaller) throws(VaultError) -> [ServedSecret] {
    var homes: [Int64: ServedHome] = [:]
    var found: [ServedSecret] = []
    found.reserveCapacity(rows.count)
    for row in rows {
      if let number = row.project, homes[number] == nil { homes[number] = try home(number, caller) }
      found.append(
        ServedSecret(
          row: row, project: row.project.flatMap { homes[$0] },
          isWritable: try isAllowed(.secretEdit, on: row.thing, caller)))
    }
    return found
  }

  private func home(_ number: Int64, _ caller: ServedCaller) throws(VaultError) -> ServedHome? {
    var found = seen.homes[number]
    if found == nil { found = try store.row(ProjectRow.self, number: number) }
    guard let row = found else { return nil }
    seen.homes[number] = row
    let mayRead = try isAllowed(.projectList, on: row.thing, caller)
    return ServedHome(id: row.id, name: mayRead ? row.name.text : nil)
  }
}
