package import Base

/// The ids of rows by their numbers, looked up once.
///
/// A number may be given again after a rollback: the ids are forgotten then.
package final class RowIDs {
  private let store: any VaultStore
  private var known: [EntityKind: [Int64: UUID128]] = [:]

  /// The ids of the rows of a store.
  package init(_ store: any VaultStore) { self.store = store }

  /// Forgets all ids.
  package func forget() { known = [:] }

  /// Takes an id that is known already.
  package func know(_ kind: EntityKind, _ number: Int64, _ id: UUID128) {
    known[kind, default: [:]][number] = id
  }

  /// The id of the row with a number; nil: there is none.
  package func id(_ kind: EntityKind, _ number: Int64) throws(VaultError) -> UUID128? {
    if let id = known[kind]?[number] { return id }
    let id: UUID128? =
      switch kind {
      case .person: try find(PersonRow.self, .id, number)
      case .group: try find(GroupRow.self, .id, number)
      case .account: try find(AccountRow.self, .id, number)
      case .project: try find(ProjectRow.self, .id, number)
      case .secret: try find(SecretRow.self, .id, number)
      case .token: try find(TokenRow.self, .id, number)
      case .grant, .event: nil
      }
    if let id { know(kind, number, id) }
    return id
  }

  private func find<Row: StoredRow>(
    _ type: Row.Type, _ column: Row.Column, _ number: Int64
  ) throws(VaultError) -> UUID128? {
    var id: UUID128?
    try store.scan(Query<Row>([.equal(.number, .int(number))]), [column]) { (row) throws(VaultError) in
      id = try row.id(0)
      return false
    }
    return id
  }
}
