internal import Interpreter
internal import Vault

/// The columns of a page of a relation: read when they are looked at, by the numbers of the rows.
final class RelationPage<R: Relation>: RowReader, PendingRead {
  /// Which column of the relation each column of the page is.
  private let columns: [Int]
  private let numbers: [Int64]
  private let reader: RelationReader<R>
  private var items: [R.Item?]?
  /// The page, until it says that it is gone: a weak reference would make each count of its rows slow.
  private unowned(unsafe) var page: RowPage?

  init(
    _ columns: [Int], _ numbers: [Int64], items: [R.Item?]? = nil, _ reader: RelationReader<R>
  ) {
    self.columns = columns
    self.numbers = numbers
    self.items = items
    self.reader = reader
  }

  /// Makes the page that this reads.
  func makePage(_ shape: Shape, kind: String?) -> RowPage {
    let page = RowPage(
      shape, kind: kind, count: numbers.count, depth: RelationReader<R>.depth, self, reader.rowContext.context
    )
    self.page = page
    let session = reader.rowContext.session
    // Events never change, but those of a batch that is taken back were not there.
    if !R.isImmutable || session.isInTransaction || session.isPlan { session.pendingReads.add(self) }
    return page
  }

  /// Some of the rows as a page of their own.
  func part(_ rows: [Int], of page: RowPage) -> RowPage {
    let all = items
    let part = RelationPage(
      columns, rows.map { numbers[$0] }, items: all.map { all in rows.map { all[$0] } }, reader)
    return part.makePage(page.shape, kind: page.kind)
  }

  func settle() { page?.settle() }

  func forget(_ page: RowPage) { self.page = nil }

  // MARK: reading

  func read(_ column: Int, of page: RowPage) throws(Fault) {
    reader.want(columns[column])
    try read(reader.wanted, of: page, sure: column)
  }

  func readAll(_ count: Int, of page: RowPage) throws(Fault) {
    try read(Set(columns.prefix(count)), of: page, sure: nil)
  }

  /// Reads all wanted columns that one scan can read, and the sure column (without one: every wanted column) in any way.
  private func read(_ wanted: Set<Int>, of page: RowPage, sure: Int?) throws(Fault) {
    try Fault.wrapping { () throws(VaultError) in
      let missing = columns.indices.filter { wanted.contains(columns[$0]) && !page.has($0) }
      let scanned = RelationReader<R>.scanned(Set(missing.map { columns[$0] }))
      if !scanned.isEmpty,
        missing.contains(where: { (sure == nil || sure == $0) && scanned.contains(columns[$0]) })
      {
        try scan(scanned, of: page)
      }
      for index in missing where !page.has(index) && (sure ?? index) == index {
        try readOther(index, of: page)
      }
    }
  }

  private func scan(_ wanted: [Int], of page: RowPage) throws(VaultError) {
    reader.forgetOldNames()
    var scan = try ColumnScan(wanted, capacity: numbers.count, reader)
    let near = NearNumbers(numbers)
    let isRead = try R.scan(query(near), scan.columns, reader.rowContext.session) {
      (row) throws(VaultError) in
      try scan.add(row, of: near)
    }
    guard isRead else { throw .damaged("the rows of \(R.noun) cannot be scanned") }
    let places = places(scan.numbers, near)
    for (index, column) in try scan.finish(reader.rowContext) {
      give(index, places.map { column.gathered($0) } ?? column, to: page)
    }
  }

  func give(_ index: Int, _ column: RowColumn, to page: RowPage) {
    for place in columns.indices where columns[place] == index { page.give(place, column) }
  }

  /// Asks for the rows of the page: by the range of the numbers where these are near each other.
  private func query(_ near: NearNumbers?) -> Query<R.Row> {
    guard let near else { return Query(visible: numbers.sorted()) }
    let range = [
      Condition<R.Row>(.number, .greaterOrEqual, .int(near.low)),
      Condition<R.Row>(.number, .lessOrEqual, .int(near.high)),
    ]
    return Query(range, order: [SortKey(.number, descending: near.isFalling)])
  }

  /// Where each row of the page is among those that were scanned, -1 for one that is gone; nil where all are where they
  /// should be.
  private func places(_ found: [Int64], _ near: NearNumbers?) -> [Int]? {
    if found == numbers { return nil }
    if let near { return near.places(among: found) }
    var places: [Int64: Int] = [:]
    for (place, number) in found.enumerated() { places[number] = place }
    return numbers.map { places[$0] ?? -1 }
  }

  private func readOther(_ index: Int, of page: RowPage) throws(VaultError) {
    let rowContext = reader.rowContext
    switch R.columns[columns[index]].reading {
    case .page(let read):
      let value = try read(numbers, rowContext)
      page.give(index, .made(numbers.count) { value($0) })
    case .item(let value):
      let items = try allItems()
      page.give(
        index,
        .made(numbers.count) { (row) throws(Fault) in
          guard let item = items[row] else { return .null }
          return try Fault.wrapping(value(item, rowContext))
        })
    case .stored: throw .damaged("the column \(R.columns[columns[index]].column.name) cannot be read")
    }
  }

  /// The items of the rows; nil for one that is gone.
  private func allItems() throws(VaultError) -> [R.Item?] {
    if let items { return items }
    let found = try R.items(query(nil), reader.rowContext.session)
    var places: [Int64: Int] = [:]
    for (place, item) in found.enumerated() { places[R.number(item)] = place }
    let items = numbers.map { number in places[number].map { found[$0] } }
    self.items = items
    return items
  }

  // MARK: things

  func number(_ row: Int, of page: RowPage) -> Int64 { numbers[row] }

  func id(_ row: Int, of page: RowPage) throws(Fault) -> String { try text("id", row, of: page) }

  func name(_ row: Int, of page: RowPage) throws(Fault) -> String {
    if R.index(R.name) != nil { return try text(R.name, row, of: page) }
    return try Fault.wrapping(allItems()[row].flatMap { R.name($0) } ?? "")
  }

  private func text(_ name: String, _ row: Int, of page: RowPage) throws(Fault) -> String {
    guard let index = page.shape.index(of: name) else { return "" }
    return try page.value(index, row).string ?? ""
  }
}
