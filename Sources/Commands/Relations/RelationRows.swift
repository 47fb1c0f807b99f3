internal import Interpreter
internal import Vault

/// The rows of a relation, page by page: those that existed when it was opened.
final class RelationRows<R: Relation>: RowOrigin {
  typealias Row = R.Row

  let columns: [Column]?
  private let asked: RelationQuery<R>
  private let maker: RowMaker
  /// The highest number when the relation was opened.
  private let highest: Int64
  private let shape: Shape
  private let wanted: Set<String>
  private var page: [Value] = []
  private var position = 0
  private var hasBegun = false
  /// The last item that was read, for the next page.
  private var last: R.Item?
  private var left: Int?
  private var isAtEnd = false
  /// Items of an ordered query, which is read in one go, in the order in which they come, reversed.
  private var ordered: [R.Item] = []

  /// How many rows are read and made at a time: ever more, because who reads many will read all.
  private var pageSize = 256
  private static var largestPage: Int { 4096 }

  /// Opens a relation.
  convenience init(
    _ relation: R.Type, _ conditions: [Condition<Row>] = [], _ session: VaultSession, _ context: Context
  ) throws(Fault) {
    let highest = try Fault.wrapping { () throws(VaultError) in try session.highestNumber(Row.self) }
    var query = RelationQuery<R>()
    query.conditions = conditions
    self.init(query, RowMaker(session: session, context: context), highest)
  }

  private init(_ query: RelationQuery<R>, _ maker: RowMaker, _ highest: Int64) {
    asked = query
    self.maker = maker
    self.highest = highest
    left = query.limit
    let all = R.columns.map(\.column)
    var shown = all
    if let selected = query.selected {
      shown = selected.compactMap { R.column($0)?.column }
      shown = shown.map { Column($0.name, $0.type) }
    }
    shape = Shape(all.map(\.name), shown: all.prefix { $0.isShown }.count)
    wanted = Set(shown.map(\.name))
    columns = shown
  }

  func next() throws(Fault) -> Value? {
    if position == page.count {
      if isAtEnd { return nil }
      try Fault.wrapping { () throws(VaultError) in try readPage() }
      if page.isEmpty { return nil }
    }
    position += 1
    return page[position - 1]
  }

  private func readPage() throws(VaultError) {
    page = []
    position = 0
    defer { pageSize = min(2 * pageSize, Self.largestPage) }
    let items = asked.order.isEmpty ? try nextPage() : try nextOrdered()
    hasBegun = true
    if items.isEmpty { isAtEnd = true }
    let rows = try R.rows(items, wanted: wanted, shape: shape, maker)
    page = rows.map { value($0) }
  }

  private func nextPage() throws(VaultError) -> [R.Item] {
    let size = min(pageSize, left ?? pageSize)
    guard size > 0 else { return [] }
    var query = Query<Row>(asked.conditions)
    if !hasBegun { query.offset = asked.offset }
    let items = try R.page(query, after: last, through: highest, limit: size, maker.session)
    last = items.last ?? last
    if let left { self.left = left - items.count }
    return items
  }

  private func nextOrdered() throws(VaultError) -> [R.Item] {
    if !hasBegun { ordered = try R.items(asked.whole(through: highest), maker.session).reversed() }
    let items = Array(ordered.suffix(pageSize).reversed())
    ordered.removeLast(items.count)
    return items
  }

  /// A row, or of selected columns a record.
  private func value(_ row: EntityObject) -> Value {
    guard let selected = asked.selected, let record = row.row else { return .entity(row) }
    return .record(
      RecordObject(shape: selectedShape(selected), values: selected.map { record[$0] ?? .null }))
  }

  private func selectedShape(_ names: [String]) -> Shape {
    if let made = madeShape { return made }
    let made = Shape(names)
    madeShape = made
    return made
  }

  private var madeShape: Shape?

  // MARK: absorbing

  func absorbing(_ step: RowStep) throws(Fault) -> StreamObject? {
    if hasBegun { return nil }
    if case .countBy(let column) = step { return try counted(by: column) }
    guard let next = try asked.adding(step, maker) else { return nil }
    return OriginStream(RelationRows(next, maker, highest))
  }

  func absorbedCount() throws(Fault) -> Int? {
    if hasBegun { return nil }
    let count = try Fault.wrapping { () throws(VaultError) in
      var all = asked.whole(through: highest)
      all.order = []
      all.limit = nil
      all.offset = 0
      return try R.count(all, maker.session)
    }
    return asked.part(of: count)
  }

  var query: String? { ([R.noun] + asked.steps).joined(separator: " | ") }

  /// Rows `{COLUMN count}` in the order in which the values first come.
  private func counted(by name: String) throws(Fault) -> StreamObject? {
    guard !asked.isPart, asked.order.isEmpty, asked.selected == nil, let column = R.column(name),
      let stored = column.form.single
    else { return nil }
    let groups = try Fault.wrapping { () throws(VaultError) in
      var all = asked.whole(through: highest)
      all.order = []
      return try R.groups(all, by: stored, maker.session)
    }
    guard let groups else { return nil }
    let shape = Shape([name, "count"])
    var rows: [Value] = []
    for group in groups {
      let key = try Fault.wrapping { () throws(VaultError) in try R.value(of: group.key, name, maker) }
      guard let key else { return nil }
      rows.append(.record(RecordObject(shape: shape, values: [key, .int(group.count)])))
    }
    return ListStream(rows, columns: [Column(name, column.column.type), Column("count", .int)])
  }
}

extension StoredForm {
  /// The one column whose stored values are as many as those of the language.
  var single: Row.Column? {
    switch self {
    case .date(let column), .number(let column), .id(let column), .word(let column, _): return column
    case .mention(_, let columns): return columns.count == 1 ? columns[0] : nil
    default: return nil
    }
  }
}
