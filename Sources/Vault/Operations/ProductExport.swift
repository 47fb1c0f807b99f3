package import Crypto

/// One secret as it leaves in an export.
package struct ExportedSecret {
  /// The id.
  package let id: UUID128
  /// The key.
  package let key: String
  /// The value.
  package let value: Secret
  /// The note.
  package let note: Secret
  /// Its project.
  package let project: UUID128?
}

/// All projects and live secrets as they were at one moment; each secret is opened when it is asked for.
package final class ProductExport {
  /// The projects.
  package let projects: [EntityRef]
  private let keys: VaultKeys
  private var rows: [(row: SecretRow, key: String, project: UUID128?)]

  init(
    projects: [EntityRef], keys: VaultKeys, rows: [(row: SecretRow, key: String, project: UUID128?)]
  ) {
    self.projects = projects
    self.keys = keys
    self.rows = rows.reversed()
    count = rows.count
  }

  /// How many secrets there are.
  package let count: Int

  /// The next secret in the order of creation; nil at the end.
  package func next() throws(VaultError) -> ExportedSecret? {
    guard let (row, key, project) = rows.popLast() else { return nil }
    do {
      return ExportedSecret(
        id: row.id, key: key, value: try keys.open(row.value), note: try keys.open(row.note),
        project: project)
    } catch { throw VaultError.unreadable(kind: .secret, id: row.id) }
  }
}

extension VaultSession {
  /// Opens the vault's projects and secrets for an export.
  ///
  /// As for every door, one event 2100 a secret is committed before anything is opened, and one that says
  /// that it was an export.
  package func exportProduct() throws(VaultError) -> ProductExport {
    try refuseTransaction()
    return try write(.exportData) { (writer) throws(VaultError) in
      var projects: [Int64: EntityRef] = [:]
      var list: [EntityRef] = []
      for row in try store.rows(ProjectQuery()) {
        let ref = EntityRef(kind: .project, id: row.id, name: try readable(row))
        projects[row.number] = ref
        list.append(ref)
      }
      let secrets = try store.rows(SecretQuery([.isNull(.deleted)]))
      try writer.record(.exported, counts: false) {
        $0.detail = EventDetail.exported(projects: list.count, secrets: secrets.count)
      }
      var rows: [(row: SecretRow, key: String, project: UUID128?)] = []
      rows.reserveCapacity(secrets.count)
      for row in secrets {
        let home = row.project.flatMap { projects[$0]?.id }
        rows.append((row, try readable(row), home))
        try writer.record(.secretRetrieved, counts: false) {
          $0.secret = row.id
          $0.project = home
        }
      }
      return ProductExport(projects: list, keys: keys, rows: rows)
    }
  }

  /// The name of a row, or the error that it does not decrypt: a placeholder must not leave as a name.
  private func readable<Row: NamedRow>(_ row: Row) throws(VaultError) -> String {
    let name = keys.name(row.name.text)
    guard name.isReadable else { throw .unreadable(kind: Row.kind, id: row.id) }
    return name.text
  }
}
