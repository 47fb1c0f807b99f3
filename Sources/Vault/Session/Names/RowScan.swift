extension VaultSession {
  /// Goes through the machine accounts of a query that the person may list, in its order, else by number.
  package func scanAccounts(
    _ query: AccountQuery, _ columns: [AccountRow.Column],
    _ body: (any RowCursor) throws(VaultError) -> Void
  ) throws(VaultError) {
    try require(.accountList)
    try scan(limited(query), columns, body)
  }

  /// Goes through the projects of a query that the person may list, in its order, else by number.
  package func scanProjects(
    _ query: ProjectQuery, _ columns: [ProjectRow.Column],
    _ body: (any RowCursor) throws(VaultError) -> Void
  ) throws(VaultError) {
    try require(.projectList)
    try scan(limited(query), columns, body)
  }

  /// Goes through the live secrets of a query that the person may list, in its order, else by number.
  package func scanSecrets(
    _ query: SecretQuery, _ columns: [SecretRow.Column],
    _ body: (any RowCursor) throws(VaultError) -> Void
  ) throws(VaultError) {
    try require(.secretList)
    try scan(limited(query.and(.isNull(.deleted))), columns, body)
  }

  private func scan<Row: NamedRow>(
    _ query: Query<Row>, _ columns: [Row.Column], _ body: (any RowCursor) throws(VaultError) -> Void
  ) throws(VaultError) {
    var inOrder = query
    if inOrder.order.isEmpty { inOrder.order = [SortKey(.number)] }
    try store.scan(inOrder, columns) { (row) throws(VaultError) in
      try body(row)
      return true
    }
  }

  /// The project of a number as the person may name it; nil when it is gone.
  package func project(numbered number: Int64) throws(VaultError) -> EntityRef? {
    try project(number, accessView())
  }

  /// Opens sealed names under the keys of this session.
  package func nameOpener() throws(VaultError) -> NameOpener { try NameOpener(keys) }

  /// The names that an opener was given, in order; what does not open has a placeholder.
  ///
  /// Throws where they do not open because the vault was rekeyed since the person signed in.
  package func names(of opener: inout NameOpener) throws(VaultError) -> OpenedNames {
    let names = try opener.finish()
    if !names.areReadable { try checkGeneration() }
    return names
  }
}
