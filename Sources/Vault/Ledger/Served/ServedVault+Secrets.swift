package import Base
internal import Crypto

/// A secret as a machine account sees it, sealed.
package struct ServedSecret {
  /// The stored row with the sealed texts.
  package let row: SecretRow
  /// The project that holds it; nil: none.
  package let project: ServedProjectRef?
  /// Whether the machine account may write.
  package let isWritable: Bool
}

/// The project of a secret: without its name where the machine account may not read it.
package struct ServedProjectRef {
  /// The id of 16 bytes, which never changes.
  package let id: UUID128
  /// The sealed name.
  package let name: String?
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
    return try store.rows(limited(query, caller).light).map { (row) throws(VaultError) in
      try served(row, caller)
    }
  }

  /// One secret with its value: its event is written first.
  package func reveal(_ id: UUID128, _ caller: ServedCaller) throws(VaultError) -> ServedSecret {
    try reveal([id], caller)[0]
  }

  /// Secrets with their values, all or nothing, with an event for each.
  package func reveal(_ ids: [UUID128], _ caller: ServedCaller) throws(VaultError) -> [ServedSecret] {
    try perform(RevealSecrets(secrets: ids), caller).map { (found) throws(VaultError) in
      try served(found.row, caller)
    }
  }

  /// Everything that the caller may read, if it changed since a moment; nil: it did not.
  package func changes(
    since date: Int64?, _ caller: ServedCaller
  ) throws(VaultError) -> [ServedSecret]? {
    if let date, date > caller.account.stamp.revised { return nil }
    let query = SecretQuery([.isNull(.deleted)], order: [SortKey(.revised)])
    let scope = try scope(of: .secretReveal, caller)
    var found: [ServedSecret] = []
    for row in try store.rows(limited(query, caller)) {
      _ = try scope.reveal(row)
      found.append(try served(row, caller))
    }
    return found
  }

  private func limited(_ query: SecretQuery, _ caller: ServedCaller) throws(VaultError) -> SecretQuery {
    query.limited(to: try view(caller).listed(.secretList, .secret))
  }

  /// A secret as the caller sees it.
  func served(_ row: SecretRow, _ caller: ServedCaller) throws(VaultError) -> ServedSecret {
    let view = try view(caller)
    let home = try view.home(of: row).map { (ref) in
      if case .sealed(let name) = ref.name { return ServedProjectRef(id: ref.id, name: name) }
      return ServedProjectRef(id: ref.id, name: nil)
    }
    return ServedSecret(row: row, project: home, isWritable: view.allows(.secretEdit, on: row.resource))
  }
}
