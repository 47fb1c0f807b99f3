package import Base
package import Crypto

/// One project as it leaves in an export.
package struct ExportedProject {
  /// The id of 16 bytes, which never changes.
  package let id: UUID128
  /// The name; the id where the name does not open.
  package let name: String
  /// Whether the name is one that only a client of the server can have given.
  package let isExact: Bool
}

/// One secret as it leaves in an export.
package struct ExportedSecret {
  /// The id of 16 bytes, which never changes.
  package let id: UUID128
  /// The key; the id where the key does not open.
  package let key: Secret
  /// The value in plain text, wiped after use.
  package let value: Secret
  /// The note in plain text, wiped after use.
  package let note: Secret
  /// The id of its project; nil: it is in none.
  package let project: UUID128?
  /// Those of its texts that only a client of the server can have stored: see `SecretTexts`.
  package let exact: Set<SecretPart>
}

/// What an export could not open.
package struct Unopened: Sendable, Equatable {
  /// What becomes of it.
  package enum Outcome: Sendable { case leftOut, namedByID, withoutNote }

  /// The kind of the thing.
  package let kind: EntityKind
  /// The thing.
  package let id: UUID128
  /// What became of it.
  package let outcome: Outcome
}

/// All projects and live secrets as they were at one moment; each secret is opened when it is asked for.
package final class ProductExport {
  /// All projects, their names opened.
  package let projects: [ExportedProject]
  /// What did not open so far.
  package private(set) var unopened: [Unopened]
  /// How many secrets there are, without those that were left out so far.
  package private(set) var count: Int
  private let keys: VaultKeys
  private var rows: [(row: SecretRow, project: UUID128?)]

  init(
    projects: [ExportedProject], unopened: [Unopened], keys: VaultKeys,
    rows: [(row: SecretRow, project: UUID128?)]
  ) {
    self.projects = projects
    self.unopened = unopened
    self.keys = keys
    self.rows = rows.reversed()
    count = rows.count
  }

  /// The next secret in the order of creation; nil at the end.
  ///
  /// One whose value does not open is left out.
  package func next() throws(VaultError) -> ExportedSecret? {
    while let (row, project) = rows.popLast() {
      guard let value = try open(row.value) else {
        unopened.append(Unopened(kind: .secret, id: row.id, outcome: .leftOut))
        count -= 1
        continue
      }
      let name = keys.name(row.name.text)
      if !name.isReadable { unopened.append(Unopened(kind: .secret, id: row.id, outcome: .namedByID)) }
      let note = try open(row.note)
      if note == nil { unopened.append(Unopened(kind: .secret, id: row.id, outcome: .withoutNote)) }
      let texts: [SecretPart: Secret] = [
        .name: Secret(utf8: name.isReadable ? name.text : row.id.text), .value: value,
        .note: note ?? Secret(count: 0),
      ]
      return ExportedSecret(
        id: row.id, key: texts[.name] ?? value, value: value, note: texts[.note] ?? value, project: project,
        exact: Set(texts.filter { SecretTexts.problem($1, $0) != nil }.keys))
    }
    return nil
  }

  private func open(_ sealed: String) throws(VaultError) -> Secret? {
    do { return try keys.open(sealed) } catch .authentication, .malformed, .notText { return nil } catch {
      throw VaultError(error)
    }
  }
}

extension VaultSession {
  /// Opens the vault's projects and secrets for an export.
  ///
  /// As for every reveal, one event 2100 a secret is committed before anything is opened, and one that says
  /// that it was an export.
  package func exportProduct() throws(VaultError) -> ProductExport {
    try refuseTransaction()
    return try write(.exportData) { (scope) throws(VaultError) in
      var homes: [Int64: UUID128] = [:]
      var projects: [ExportedProject] = []
      var unopened: [Unopened] = []
      for row in try store.rows(ProjectQuery()) {
        homes[row.number] = row.id
        let name = keys.name(row.name.text)
        // A placeholder must not leave as a name.
        if !name.isReadable { unopened.append(Unopened(kind: .project, id: row.id, outcome: .namedByID)) }
        let text = name.isReadable ? name.text : row.id.text
        projects.append(
          ExportedProject(
            id: row.id, name: text, isExact: SecretTexts.problem(Secret(utf8: text), .name) != nil))
      }
      let secrets = try store.rows(SecretQuery([.isNull(.deleted)]))
      try scope.record(.exported, counts: false) {
        $0.detail = EventDetail.exported(projects: projects.count, secrets: secrets.count)
      }
      let rows = try scope.each(secrets, "secrets") { (row) throws(VaultError) in
        let home = row.project.flatMap { homes[$0] }
        try scope.record(.secretRetrieved, counts: false) {
          $0.secret = row.id
          $0.project = home
        }
        return (row: row, project: home)
      }
      return ProductExport(projects: projects, unopened: unopened, keys: keys, rows: rows)
    }
  }
}
