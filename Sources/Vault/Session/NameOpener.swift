import Crypto

/// Opens the sealed names of many rows, some thousands at a time.
struct NameOpener {
  /// So many lie opened in secret memory at one time.
  private static let most = 4096

  private let batch: EncStringBatch
  private var names: [DecryptedName] = []

  /// Names under the keys of a session.
  init(_ keys: VaultKeys) throws(VaultError) {
    batch = try keys.batch()
    batch.empty()
  }

  /// Adds the next name.
  mutating func add(_ sealed: UnsafeBufferPointer<UInt8>) throws(VaultError) {
    batch.add(utf8: sealed)
    if batch.count == Self.most { try open() }
  }

  /// All names in the order in which they were added; what does not open has a placeholder.
  mutating func finish() throws(VaultError) -> [DecryptedName] {
    try open()
    return names
  }

  private mutating func open() throws(VaultError) {
    defer { batch.empty() }
    do { try batch.open() } catch { throw VaultError(error) }
    names.reserveCapacity(names.count + batch.count)
    for index in 0..<batch.count {
      names.append(batch.text(index).map { DecryptedName(text: $0, isReadable: true) } ?? .unreadable)
    }
  }
}

/// What lists show of a row beside its name.
struct ListedFacts {
  let number: Int64
  let id: UUID128
  let created: Int64
  let revised: Int64
  let createdBy: UUID128?
  /// The number of its project, where there is one.
  var project: Int64?

  /// Reads them from the first columns of a scan.
  init(_ row: any RowCursor) throws(VaultError) {
    number = try row.int(0)
    id = try row.id(1)
    created = try row.int(2)
    revised = try row.int(3)
    createdBy = try row.idOrNil(4)
  }
}

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
    return Array(zip(facts, try opener.finish()))
  }

  /// The names that the rows of a query have, of those that open.
  func openNames<Row: NamedRow>(_ query: Query<Row>) throws(VaultError) -> [String] {
    var opener = try NameOpener(keys)
    try store.scan(query, [Row.nameColumn]) { (row) throws(VaultError) in
      try row.text(0) { (sealed) throws(VaultError) in try opener.add(sealed) }
      return true
    }
    return try opener.finish().filter(\.isReadable).map(\.text)
  }
}
