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
  /// Reads records where only some columns are wanted, without items.
  private lazy var reader = asked.selected.flatMap { R.reader($0, asked.conditions, maker) }
  /// How many rows are read and made next: ever more, because who reads many will read all.
  private var step = 256

  /// The number of rows that the longest page has.
  private static var longestPage: Int { 4096 }

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
    columns = query.isBare ? nil : shown
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
    if let reader {
      page.reserveCapacity(step)
      if asked.isBare {
        try read(reader) { () throws(VaultError) in page.append(try reader.value()) }
        return
      }
      let shape = selectedShape(asked.selected ?? [])
      try read(reader) { () throws(VaultError) in
        page.append(.record(RecordObject(shape: shape, values: try reader.values())))
      }
      return
    }
    defer { step = min(2 * step, Self.longestPage) }
    let items = asked.order.isEmpty ? try nextPage() : try nextOrdered()
    hasBegun = true
    if items.isEmpty { isAtEnd = true }
    let rows = try R.rows(items, wanted: wanted, shape: shape, maker)
    page = rows.map { value($0) }
  }

  /// Calls the body for the next records; of an ordered query for all.
  private func read(
    _ reader: any RecordReader<Row>, _ body: () throws(VaultError) -> Void
  ) throws(VaultError) {
    defer { hasBegun = true }
    if !asked.order.isEmpty {
      if !hasBegun { try reader.all(asked.whole(through: highest), body) }
      isAtEnd = true
      return
    }
    try readNext { (query, size) throws(VaultError) in try reader.page(query, limit: size, body) }
  }

  /// Reads the next page: the function gets the query and the most rows, and says how many there were.
  private func readNext(
    _ read: (Query<Row>, _ size: Int) throws(VaultError) -> Int
  ) throws(VaultError) {
    defer { hasBegun = true }
    let size = min(step, left ?? step)
    guard size > 0 else {
      isAtEnd = true
      return
    }
    var query = Query<Row>(asked.conditions).and(Condition(.number, .lessOrEqual, .int(highest)))
    if !hasBegun { query.offset = asked.offset }
    let count = try read(query, size)
    if let left { self.left = left - count }
    if count < size { isAtEnd = true }
    step = min(Self.longestPage, step * 2)
  }

  private func nextPage() throws(VaultError) -> [R.Item] {
    let size = min(step, left ?? step)
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
    let items = Array(ordered.suffix(step).reversed())
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
    switch step {
    case .group where asked.isBare, .uniq where asked.isBare: return nil
    case .group(let grouping): return try grouped(grouping)
    case .uniq(let names): return try unique(names)
    default: break
    }
    guard let next = try asked.adding(step, maker) else { return nil }
    return OriginStream(RelationRows(next, maker, highest))
  }

  func absorbedCount() throws(Fault) -> Int? {
    // Whoever takes a column wants it read.
    if hasBegun || asked.isBare { return nil }
    let count = try Fault.wrapping { () throws(VaultError) in
      var all = asked.whole(through: highest)
      all.order = []
      all.limit = nil
      all.offset = 0
      return try R.count(all, maker.session)
    }
    return asked.part(of: count)
  }

  var query: String? { asked.isBare ? nil : ([R.noun] + asked.steps).joined(separator: " | ") }

  // MARK: groups

  private func grouped(_ grouping: RowGrouping) throws(Fault) -> StreamObject? {
    var totals: [RelationTotal<Row>] = []
    for total in grouping.totals {
      guard let known = stored(total.total, total.column) else { return nil }
      totals.append(known)
    }
    guard let groups = try groups(by: grouping.column, totals) else { return nil }
    return OriginStream(
      GroupRows(R.self, groups[...], grouping, maker, steps: asked.steps + [grouping.text]))
  }

  /// The groups by a column, in the order of their first rows; nil where rows are grouped one by one.
  private func groups(by name: String, _ totals: [RelationTotal<Row>]) throws(Fault) -> [RelationGroup]? {
    guard !asked.isPart, asked.order.isEmpty, asked.has(name), let columns = R.column(name)?.form.keys else {
      return nil
    }
    return try Fault.wrapping { () throws(VaultError) in
      var all = asked.whole(through: highest)
      all.order = []
      return try R.groups(all, by: columns, totals, maker)
    }
  }

  /// A total in the store's terms: of numbers and dates that are not null, where null would be a fault.
  private func stored(_ total: RowGrouping.Total, _ name: String) -> RelationTotal<Row>? {
    if total == .count { return .count }
    guard asked.has(name), let form = R.column(name)?.form else { return nil }
    let function: Aggregate<Row>.Function = total == .sum ? .sum : total == .min ? .min : .max
    switch form {
    case .number(let column) where !column.isNullable || asked.filled.contains(column):
      return .aggregate(Aggregate(function, column), isDate: false)
    case .date(let column) where total != .sum && (!column.isNullable || asked.filled.contains(column)):
      return .aggregate(Aggregate(function, column), isDate: true)
    default: return nil
    }
  }

  /// The most groups whose first rows are read by their numbers.
  private static var mostUnique: Int { 10_000 }

  /// The first row of each value of a column; of one selected column its values.
  private func unique(_ names: [String]) throws(Fault) -> StreamObject? {
    let fields = names.isEmpty ? asked.selected ?? [] : names
    guard fields.count == 1, let groups = try groups(by: fields[0], []), groups.count <= Self.mostUnique
    else {
      return nil
    }
    let text = (["uniq"] + names.map { ".\($0)" }).joined(separator: " ")
    if let selected = asked.selected, selected.count == 1 {
      let grouping = RowGrouping(column: fields[0], key: fields[0], totals: [], text: text)
      return OriginStream(GroupRows(R.self, groups[...], grouping, maker, steps: asked.steps + [text]))
    }
    var next = RelationQuery<R>()
    next.conditions = [.oneOf(.number, groups.map { .int($0.first) })]
    next.selected = asked.selected
    next.steps = asked.steps + [text]
    return OriginStream(RelationRows(next, maker, highest))
  }

  // MARK: cells

  func lines(_ layout: CellLayout) throws(Fault) -> (() throws(Fault) -> [UInt8]?)? {
    guard !hasBegun, !asked.isBare else { return nil }
    // Whole rows become lines without being made, where all columns can be read.
    let whole = R.columns.map(\.column.name)
    guard let reader = reader ?? (asked.selected == nil ? R.reader(whole, asked.conditions, maker) : nil)
    else { return nil }
    if asked.order.isEmpty, let holder = reader.holder { return heldLines(holder, layout) }
    let bytes = CellBuffer()
    return { () throws(Fault) -> [UInt8]? in
      // What a fault left is not written the next time.
      bytes.clear()
      if self.isAtEnd { return nil }
      try Fault.wrapping { () throws(VaultError) in
        try self.read(reader) { () throws(VaultError) in try reader.line(layout, to: bytes) }
      }
      return bytes.take()
    }
  }

  /// Lines of pages that are held, while the next page is read.
  private func heldLines(
    _ holder: any PageHolder<Row>, _ layout: CellLayout
  ) -> () throws(Fault) -> [UInt8]? {
    let lines = HeldLines(layout)
    return { () throws(Fault) -> [UInt8]? in
      try Fault.wrapping { () throws(VaultError) in
        try lines.next { () throws(VaultError) in
          if self.isAtEnd { return nil }
          var page: (any HeldRows)?
          try self.readNext { (query, size) throws(VaultError) in
            let next = try holder.heldPage(query, limit: size)
            page = next
            return next.count
          }
          return page
        }
      }
    }
  }
}

extension StoredForm {
  /// The columns whose first stored values are as many as those of the language.
  var keys: [Row.Column]? {
    switch self {
    case .date(let column), .number(let column), .id(let column), .word(let column, _): return [column]
    // An id does not say which of several kinds it is of.
    case .mention(let kinds, let columns): return kinds.count == 1 ? columns : nil
    default: return nil
    }
  }
}
