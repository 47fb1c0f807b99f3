/// What groups of events are asked for beside their counts.
package struct EventTotals: Sendable {
  /// Columns of numbers that are never null, with the aggregates wanted: sum, least or greatest.
  package let aggregates: [Aggregate<EventRow>]

  /// Totals of these.
  package init(_ aggregates: [Aggregate<EventRow>] = []) { self.aggregates = aggregates }
}

/// The events that share one value of a column.
package struct EventGroup: Sendable {
  /// The value that they share.
  package let key: Field
  /// How many they are.
  package fileprivate(set) var count = 0
  /// The totals in the order in which they were asked for.
  package fileprivate(set) var totals: [Int64]
  /// The number of the newest of them.
  package fileprivate(set) var newest: Int64 = 0
  fileprivate var date: Int64 = .min
}

extension VaultSession {
  /// Groups the events of a query by the first of some columns that holds an id or a number.
  ///
  /// Groups come in the order of their newest events. It is one scan, whose order does not matter; nil where a sum
  /// is greater than numbers go.
  package func eventGroups(
    _ query: EventQuery, by keys: [EventRow.Column], _ totals: EventTotals = EventTotals()
  ) throws(VaultError) -> [EventGroup]? {
    try require(.eventList)
    var limited = try limitedEvents(query)
    limited.order = []
    var collector = GroupCollector(keys: keys.count, totals.aggregates)
    // Columns that an index holds: then the rows themselves are not read.
    let columns = [EventRow.Column.date, .number] + keys + totals.aggregates.map(\.column)
    try store.scan(limited, columns) { (row) throws(VaultError) in
      try collector.add(row)
      return !collector.hasOverflown
    }
    return collector.hasOverflown ? nil : collector.newestFirst
  }
}

/// Collects groups from scanned rows: date, number, keys, then what totals are of.
private struct GroupCollector {
  /// How many columns may hold the key.
  private let keys: Int
  private let aggregates: [Aggregate<EventRow>]
  private var table = KeyTable()
  private var groups: [EventGroup] = []
  private(set) var hasOverflown = false

  init(keys: Int, _ aggregates: [Aggregate<EventRow>]) { (self.keys, self.aggregates) = (keys, aggregates) }

  mutating func add(_ row: any RowCursor) throws(VaultError) {
    let date = try row.int(0)
    let number = try row.int(1)
    let group = try self.group(row)
    groups[group].count += 1
    if date > groups[group].date || date == groups[group].date && number > groups[group].newest {
      groups[group].date = date
      groups[group].newest = number
    }
    for index in aggregates.indices { add(try row.int(2 + keys + index), to: group, index) }
  }

  /// The group of a row.
  private mutating func group(_ row: any RowCursor) throws(VaultError) -> Int {
    var place = 2
    while place < 1 + keys, row.isNull(place) { place += 1 }
    let number: Int
    if row.isNull(place) {
      number = table.numberOfNull()
    } else if row.isID(place) {
      number = table.number(of: try row.id(place))
    } else {
      number = table.number(of: try row.int(place))
    }
    if number == groups.count {
      groups.append(
        EventGroup(key: try row.field(place), totals: Array(repeating: 0, count: aggregates.count)))
    }
    return number
  }

  private mutating func add(_ value: Int64, to group: Int, _ index: Int) {
    if groups[group].count == 1 {
      groups[group].totals[index] = value
      return
    }
    let old = groups[group].totals[index]
    switch aggregates[index].function {
    case .min: groups[group].totals[index] = min(old, value)
    case .max: groups[group].totals[index] = max(old, value)
    case .sum:
      let (sum, overflow) = old.addingReportingOverflow(value)
      groups[group].totals[index] = sum
      if overflow { hasOverflown = true }
    }
  }

  var newestFirst: [EventGroup] {
    groups.sorted { ($0.date, $0.newest) > ($1.date, $1.newest) }
  }
}
