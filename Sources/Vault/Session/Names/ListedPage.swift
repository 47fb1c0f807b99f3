package import Base

/// The parts of a list's rows that are needed beside their numbers and names.
package struct ListedParts: OptionSet, Sendable {
  /// The bits.
  package let rawValue: Int

  /// Parts by their bits.
  package init(rawValue: Int) { self.rawValue = rawValue }

  /// The id of each row.
  package static let id = ListedParts(rawValue: 1)
  /// When each row was created.
  package static let created = ListedParts(rawValue: 2)
  /// When each row was last changed.
  package static let revised = ListedParts(rawValue: 4)
  /// The project of each secret.
  package static let project = ListedParts(rawValue: 8)
}

/// A row of a list beside its name; a part that was not asked for is 0.
package struct ListedRow: Sendable {
  /// The creation number, by which other tables refer to the row.
  package let number: Int64
  /// The id of 16 bytes, which never changes.
  package internal(set) var id = UUID128(high: 0, low: 0)
  /// When it was made.
  package internal(set) var created: Int64 = 0
  /// When it was changed.
  package internal(set) var revised: Int64 = 0
  /// The number of its project, where there is one.
  package internal(set) var project: Int64?
}

/// Rows of a list with their names.
package struct ListedPage {
  /// The rows in the order of the list.
  package let rows: [ListedRow]
  /// The names of the rows.
  package let names: OpenedNames
  private let view: AccessView

  init(rows: [ListedRow], names: OpenedNames, view: AccessView) {
    self.rows = rows
    self.names = names
    self.view = view
  }

  /// What stays the same object as long as names and rights are the same.
  package var moment: AnyObject { view }

  /// The project of a number as the caller may name it; nil when it is gone.
  package func project(_ number: Int64, _ session: VaultSession) throws(VaultError) -> EntityRef? {
    try session.project(number, view)
  }
}

extension VaultSession {
  /// The live secrets of a query, with the requested parts alone.
  package func listSecrets(_ query: SecretQuery, _ parts: ListedParts) throws(VaultError) -> ListedPage {
    try require(.secretList)
    return try page(
      limited(query.and(.isNull(.deleted))), parts,
      [(.id, .id), (.created, .created), (.revised, .revised), (.project, .project)])
  }

  /// The machine accounts of a query, with the requested parts alone.
  package func listAccounts(_ query: AccountQuery, _ parts: ListedParts) throws(VaultError) -> ListedPage {
    try require(.accountList)
    return try page(limited(query), parts, [(.id, .id), (.created, .created), (.revised, .revised)])
  }

  /// The projects of a query, with the requested parts alone.
  package func listProjects(_ query: ProjectQuery, _ parts: ListedParts) throws(VaultError) -> ListedPage {
    try require(.projectList)
    return try page(limited(query), parts, [(.id, .id), (.created, .created), (.revised, .revised)])
  }

  private func page<Row: NamedRow>(
    _ query: Query<Row>, _ parts: ListedParts, _ known: [(part: ListedParts, column: Row.Column)]
  ) throws(VaultError) -> ListedPage {
    let wanted = known.filter { parts.contains($0.part) }
    var inOrder = query
    if inOrder.order.isEmpty { inOrder.order = [SortKey(.number)] }
    var opener = try NameOpener(keys)
    var rows: [ListedRow] = []
    func place(_ part: ListedParts) -> Int? { wanted.firstIndex { $0.part == part }.map { $0 + 2 } }
    let places = (place(.id), place(.created), place(.revised), place(.project))
    let fields = BorrowedFields(count: wanted.count + 2, of: Row.table)
    try store.scan(inOrder, [.number, Row.Column.name] + wanted.map(\.column)) { (row) throws(VaultError) in
      try row.lend(to: fields.all)
      var found = ListedRow(number: try fields.int(0))
      try opener.add(try fields.text(1))
      if let place = places.0 { found.id = try fields.id(place) }
      if let place = places.1 { found.created = try fields.int(place) }
      if let place = places.2 { found.revised = try fields.int(place) }
      if let place = places.3 { found.project = try fields.intOrNil(place) }
      rows.append(found)
      return true
    }
    let names = try opener.finish()
    // A rekey between the check of the rights and the reading, or a damaged row.
    if !names.areReadable { try checkGeneration() }
    return ListedPage(rows: rows, names: names, view: try accessView())
  }
}
