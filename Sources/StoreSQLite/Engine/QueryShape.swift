import Vault

/// What two queries share when one prepared statement serves both: everything but the values.
struct QueryShape: Equatable {
  /// The kind of statement.
  enum Verb: Equatable {
    case rows, count, delete, highest
    case insert(rows: Int)
    case scan([String])
    case update([String])
    case groups(by: String, [AggregateShape])
  }

  private var isReading: Bool { verb.isReading }

  struct AggregateShape: Equatable {
    let function: Int
    let column: String
  }

  struct ConditionShape: Equatable {
    let columns: [String]
    let isOfFirst: Bool
    let comparison: FieldComparison
    let count: Int
  }

  struct KeyShape: Equatable {
    let column: String
    let descending: Bool
    let isNullable: Bool
  }

  let table: String
  let verb: Verb
  var conditions: [ConditionShape] = []
  var order: [KeyShape] = []
  var isLimited = false
  var isFiltered = false
  var leavesOutContent = false
  /// The column along whose index the rows are walked.
  var walked: String?
  /// Whether the table is read by row number without any index.
  var usesNoIndex = false

  init(table: String, verb: Verb) {
    self.table = table
    self.verb = verb
  }

  init<Row: StoredRow>(_ query: Query<Row>, verb: Verb) {
    table = Row.table
    self.verb = verb
    conditions = query.conditions.map {
      ConditionShape(
        columns: $0.columns.map { $0.rawValue }, isOfFirst: $0.isOfFirst, comparison: $0.comparison,
        count: $0.values.count)
    }
    if isReading {
      order = query.order.map {
        KeyShape(
          column: $0.column.rawValue, descending: $0.descending, isNullable: $0.column.isNullable)
      }
      isLimited = query.limit != nil || query.offset != 0
      leavesOutContent = query.leavesOutContent
    }
    isFiltered = query.visible != nil
    walked = query.walked?.rawValue
  }

  /// The values of a query in the order of the statement's parameters.
  static func values<Row: StoredRow>(_ query: Query<Row>, verb: Verb) -> [Field] {
    var values: [Field] = []
    for condition in query.conditions {
      for _ in condition.columns { values.append(contentsOf: condition.values) }
    }
    if let visible = query.visible {
      values.append(.text("[" + visible.map(String.init).joined(separator: ",") + "]"))
    }
    if query.limit != nil || query.offset != 0, verb.isReading {
      values.append(.int(Int64(query.limit ?? -1)))
      values.append(.int(Int64(query.offset)))
    }
    return values
  }
}

extension QueryShape.Verb {
  /// Whether rows are read, in an order and from a first to a last one.
  fileprivate var isReading: Bool {
    switch self {
    case .rows, .scan: true
    default: false
    }
  }
}
