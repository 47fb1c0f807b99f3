import Crypto

extension VaultSession {
  /// The facts and opened names of the rows of a query, without the columns that lists do not show.
  func listed<Row: NamedRow>(
    _ query: Query<Row>, _ columns: [Row.Column], project: Bool = false
  ) throws(VaultError) -> [(facts: ListedFacts, name: DecryptedName)] {
    var opener = try NameOpener(keys)
    var facts: [ListedFacts] = []
    var inOrder = query
    if inOrder.order.isEmpty { inOrder.order = [SortKey(.number)] }
    try store.scan(inOrder, columns) { (row) throws(VaultError) in
      var found = try ListedFacts(row)
      try row.text(5) { (sealed) throws(VaultError) in try opener.add(sealed) }
      if project { found.project = try row.intOrNil(6) }
      facts.append(found)
      return true
    }
    let names = try opener.finish()
    return facts.enumerated().map { ($1, names.name($0)) }
  }

  /// The names that the rows of a query have, of those that open.
  func openNames<Row: NamedRow>(_ query: Query<Row>) throws(VaultError) -> [String] {
    var opener = try NameOpener(keys)
    try store.scan(query, [Row.Column.name]) { (row) throws(VaultError) in
      try row.text(0) { (sealed) throws(VaultError) in try opener.add(sealed) }
      return true
    }
    let names = try opener.finish()
    return (0..<names.count).map(names.name).filter(\.isReadable).map(\.text)
  }
}
