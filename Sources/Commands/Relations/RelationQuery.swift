internal import Base
internal import Interpreter
internal import Vault

/// A stream's query to its relation: conditions, then an order, then a part, then some columns.
struct RelationQuery<R: Relation> {
  typealias Row = R.Row

  /// Without the condition on the highest number.
  var conditions: [Condition<Row>] = []
  var order: [SortKey<Row>] = []
  var offset = 0
  var limit: Int?
  /// The columns that were selected; nil: whole rows.
  var selected: [String]?
  /// Columns that are surely looked at.
  var needed: [String] = []
  /// The columns that hold no null here: only these are ordered where null would be an error.
  var filled: Set<Row.Column> = []
  /// The steps that were pushed down, as code of the language.
  var steps: [String] = []

  /// True once a part was taken: what follows must not be done before it.
  var isPart: Bool { offset > 0 || limit != nil }

  /// Whether rows have a column.
  func has(_ column: String) -> Bool {
    selected?.contains { sameBytes($0, column) } ?? true
  }

  /// The query on the store for rows up to a number.
  func whole(through highest: Int64) -> Query<Row> {
    var query = Query<Row>(conditions, order: order)
    query.conditions.append(Condition(.number, .lessOrEqual, .int(highest)))
    if !order.isEmpty {
      // Equal rows keep the order that they had before.
      let sorted = Set(order.map(\.column))
      query.order += R.order.filter { !sorted.contains($0.column) }
    }
    query.limit = limit
    query.offset = offset
    return query
  }

  /// How many rows there are of so many that fulfil the conditions.
  func part(of count: Int) -> Int {
    let rest = max(0, count - offset)
    return limit.map { min($0, rest) } ?? rest
  }
}

// MARK: steps

extension RelationQuery {
  /// The query with one more step; nil where it must be done row by row.
  func adding(_ step: RowStep, _ rowContext: RowContext) throws(Fault) -> RelationQuery? {
    switch step {
    case .filter(let comparisons): return try filtered(comparisons, rowContext)
    case .sort(let keys): return sorted(keys)
    case .select(let names): return selecting(names)
    case .first(let count): return first(count)
    case .skip(let count): return skipping(count)
    case .only(let names): return needing(names)
    case .candidates, .columns, .group, .uniq: return nil
    }
  }

  private func filtered(_ comparisons: [RowComparison], _ rowContext: RowContext) throws(Fault)
    -> RelationQuery?
  {
    guard !isPart else { return nil }
    var copy = self
    for comparison in comparisons {
      guard let column = R.column(comparison.column), has(comparison.column) else { return nil }
      var absorber = PredicateTranslator<Row>(rowContext: rowContext, filled: copy.filled)
      let made = try Fault.wrapping(absorber.conditions(comparison, column.form))
      guard let made else { return nil }
      copy.conditions += made
      copy.filled = absorber.filled
    }
    copy.steps.append("where " + comparisons.map { $0.text(rowContext) }.joined(separator: " and "))
    return copy
  }

  private func sorted(_ keys: [(column: String, descending: Bool)]) -> RelationQuery? {
    guard !isPart, order.isEmpty, !keys.isEmpty else { return nil }
    var copy = self
    for key in keys {
      guard let form = R.column(key.column)?.form, has(key.column) else { return nil }
      switch form {
      case .date(let column), .number(let column):
        copy.order.append(SortKey(column, descending: key.descending))
      default: return nil
      }
    }
    let names = keys.map { ".\($0.column)" }.joined(separator: " ")
    copy.steps.append("sort-by \(names)\(keys[0].descending ? " --desc" : "")")
    return copy
  }

  private func selecting(_ names: [String]) -> RelationQuery? {
    guard selected == nil, names.allSatisfy({ R.column($0) != nil }) else { return nil }
    var copy = self
    copy.selected = names
    copy.steps.append("select \(names.joined(separator: " "))")
    return copy
  }

  /// The same rows, with the columns that a later stage surely looks at.
  private func needing(_ names: [String]) -> RelationQuery? {
    guard names.allSatisfy({ R.index($0) != nil && has($0) }) else { return nil }
    var copy = self
    copy.needed += names
    return copy
  }

  private func first(_ count: Int) -> RelationQuery? {
    guard count >= 0 else { return nil }
    var copy = self
    copy.limit = limit.map { min($0, count) } ?? count
    copy.steps.append("first \(count)")
    return copy
  }

  private func skipping(_ count: Int) -> RelationQuery? {
    guard count >= 0 else { return nil }
    var copy = self
    let (sum, overflow) = offset.addingReportingOverflow(count)
    if overflow { return nil }
    copy.offset = sum
    copy.limit = limit.map { max(0, $0 - count) }
    copy.steps.append("skip \(count)")
    return copy
  }
}

extension RowComparison {
  /// As the language writes it.
  fileprivate func text(_ rowContext: RowContext) -> String {
    let sign =
      switch comparison {
      case .equal: "=="
      case .notEqual: "!="
      case .less: "<"
      case .lessEqual: "<="
      case .greater: ">"
      case .greaterEqual: ">="
      case .within: "in"
      case .notWithin: "not-in"
      case .isNull: "== null"
      case .isNotNull: "!= null"
      }
    if comparison == .isNull || comparison == .isNotNull { return ".\(column) \(sign)" }
    return ".\(column) \(sign) \(Display(rowContext.context).literal(value))"
  }
}
