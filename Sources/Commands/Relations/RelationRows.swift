internal import Interpreter
internal import Vault

/// The rows of a relation, page by page: those that existed when it was opened.
final class RelationRows<R: Relation>: RowSource {
  typealias Row = R.Row

  let columns: [Column]?
  private let asked: RelationQuery<R>
  private let rowContext: RowContext
  /// The highest number when the relation was opened.
  private let highest: Int64
  private let shape: Shape
  /// Which column of the relation each column of the rows is.
  private let places: [Int]
  private lazy var reader = RelationReader<R>(wanted, rowContext)
  private var hasBegun = false
  /// What the last row has in the columns of the relation's mark.
  private var last: [Int64]?
  private var left: Int?
  private var isAtEnd = false
  /// The pages of an ordered query, which is read in one go, the last one first.
  private var ordered: [RowPage] = []
  /// How many rows are read next: ever more, because who reads many will read all.
  private var step = 256

  /// The number of rows that the longest page has.
  private static var longestPage: Int { 4096 }

  /// Opens a relation.
  convenience init(
    _ relation: R.Type, _ conditions: [Condition<Row>] = [], limit: Int? = nil, _ session: VaultSession,
    _ context: Context
  ) throws(Fault) {
    let highest = try Fault.wrapping(session.highestNumber(Row.self))
    var query = RelationQuery<R>()
    query.conditions = conditions
    query.limit = limit
    self.init(query, RowContext(session: session, context: context), highest)
  }

  private init(_ query: RelationQuery<R>, _ rowContext: RowContext, _ highest: Int64) {
    asked = query
    self.rowContext = rowContext
    self.highest = highest
    left = query.limit
    let all = R.columns.map(\.column)
    guard let selected = query.selected else {
      columns = all
      shape = Shape(all.map(\.name), shown: all.prefix { $0.isShown }.count)
      places = Array(all.indices)
      return
    }
    places = selected.compactMap(R.index)
    columns = places.map { Column(all[$0].name, all[$0].type) }
    shape = Shape(places.map { all[$0].name })
  }

  /// The columns that are surely looked at.
  private var wanted: Set<Int> {
    Set((asked.selected ?? []).compactMap(R.index)).union(asked.needed.compactMap(R.index))
  }

  // MARK: pages

  func nextItem() throws(Fault) -> StreamItem {
    guard let page = try nextPage() else { return .end }
    return .rows(page, 0..<page.count)
  }

  private func nextPage() throws(Fault) -> RowPage? {
    try Fault.wrapping { () throws(VaultError) in
      if !asked.order.isEmpty {
        if !hasBegun { ordered = try orderedPages().reversed() }
        hasBegun = true
        return ordered.popLast()
      }
      return try sequentialPage()
    }
  }

  private func sequentialPage() throws(VaultError) -> RowPage? {
    let size = min(step, left ?? step)
    guard size > 0, !isAtEnd else { return nil }
    var query = Query<Row>(asked.conditions).and(Condition(.number, .lessOrEqual, .int(highest)))
    if !hasBegun { query.offset = asked.offset }
    hasBegun = true
    reader.forgetOldNames()
    var scan = try ColumnScan(RelationReader<R>.scanned(reader.wanted), capacity: size, reader)
    let isRead = try R.scan(query, after: last, limit: size, scan.columns, rowContext.session) {
      (row) throws(VaultError) in try scan.add(row)
    }
    var items: [R.Item]?
    if isRead {
      try scan.noteMark()
      last = scan.mark
    } else {
      query.conditions.append(Condition(.number, .greater, .int(last?.last ?? 0)))
      query.limit = size
      let found = try R.items(query, rowContext.session)
      last = found.last.map { [R.number($0)] }
      items = found
    }
    let count = items?.count ?? scan.numbers.count
    if let left { self.left = left - count }
    if count < size { isAtEnd = true }
    step = min(Self.longestPage, step * 2)
    if count == 0 { return nil }
    let read = isRead ? try scan.finish(rowContext) : []
    return page(items?.map(R.number) ?? scan.numbers, items, read)
  }

  private func orderedPages() throws(VaultError) -> [RowPage] {
    let query = asked.whole(through: highest)
    // What is looked at is not known yet, and row by row it would cost more later.
    let columns = wanted.isEmpty ? RelationReader<R>.allScanned : RelationReader<R>.scanned(wanted)
    let capacity = min(Self.longestPage, query.limit ?? Self.longestPage)
    var scan = try ColumnScan(columns, capacity: capacity, reader)
    var pages: [RowPage] = []
    let isRead = try R.scan(query, scan.columns, rowContext.session) { (row) throws(VaultError) in
      try scan.add(row)
      if scan.isFull {
        let read = try scan.finish(rowContext)
        pages.append(page(scan.numbers, nil, read))
        scan = try ColumnScan(columns, capacity: capacity, reader)
      }
    }
    if isRead {
      let read = try scan.finish(rowContext)
      if !scan.numbers.isEmpty { pages.append(page(scan.numbers, nil, read)) }
      return pages
    }
    let items = try R.items(query, rowContext.session)
    return stride(from: 0, to: items.count, by: Self.longestPage).map { start in
      let part = Array(items[start..<min(items.count, start + Self.longestPage)])
      return page(part.map(R.number), part, [])
    }
  }

  private func page(
    _ numbers: [Int64], _ items: [R.Item]?, _ read: [(index: Int, column: RowColumn)]
  ) -> RowPage {
    let own = RelationPage<R>(places, numbers, items: items, reader)
    let page = own.makePage(shape, kind: asked.selected == nil ? R.kind.word : nil)
    for (index, column) in read { own.give(index, column, to: page) }
    return page
  }

  /// All rows as values.
  func values() throws(Fault) -> [Value] {
    var values: [Value] = []
    while let page = try nextPage() {
      for row in 0..<page.count { values.append(page.row(row)) }
    }
    return values
  }

  // MARK: absorbing

  func absorbing(_ step: RowStep) throws(Fault) -> StreamObject? {
    if hasBegun { return nil }
    switch step {
    case .group(let grouping): return try grouped(grouping)
    case .uniq(let names): return try unique(names)
    case .columns: return PageStream(self)
    default:
      guard let next = try asked.adding(step, rowContext) else { return nil }
      return PageStream(RelationRows(next, rowContext, highest))
    }
  }

  func absorbedCount() throws(Fault) -> Int? {
    if hasBegun { return nil }
    let count = try Fault.wrapping { () throws(VaultError) in
      var all = asked.whole(through: highest)
      all.order = []
      all.limit = nil
      all.offset = 0
      return try R.count(all, rowContext.session)
    }
    return asked.part(of: count)
  }

  var query: String? { ([R.noun] + asked.steps).joined(separator: " | ") }

  // MARK: groups

  private func grouped(_ grouping: RowGrouping) throws(Fault) -> StreamObject? {
    var totals: [RelationTotal<Row>] = []
    for total in grouping.totals {
      guard let known = stored(total.total, total.column) else { return nil }
      totals.append(known)
    }
    guard let groups = try groups(by: grouping.column, totals) else { return nil }
    return PageStream(
      GroupRows(R.self, groups[...], grouping, rowContext, steps: asked.steps + [grouping.text]))
  }

  /// The groups by a column, in the order of their first rows; nil where rows are grouped one by one.
  private func groups(by name: String, _ totals: [RelationTotal<Row>]) throws(Fault) -> [RelationGroup]? {
    guard !asked.isPart, asked.order.isEmpty, asked.has(name), let columns = R.column(name)?.form.keys else {
      return nil
    }
    return try Fault.wrapping { () throws(VaultError) in
      var all = asked.whole(through: highest)
      all.order = []
      return try R.groups(all, by: columns, totals, rowContext)
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
      return PageStream(GroupRows(R.self, groups[...], grouping, rowContext, steps: asked.steps + [text]))
    }
    var next = RelationQuery<R>()
    next.conditions = [.oneOf(.number, groups.map { .int($0.first) })]
    next.selected = asked.selected
    next.steps = asked.steps + [text]
    return PageStream(RelationRows(next, rowContext, highest))
  }
}
