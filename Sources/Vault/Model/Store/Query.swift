/// How a condition compares a column with its values.
package enum FieldComparison: Sendable, Hashable {
  /// Equal to the one value; a null column never is.
  case equal
  /// Not equal to the one value; a null column always is.
  case notEqual
  /// Orders; a null column never fulfils one.
  case less, lessOrEqual, greater, greaterOrEqual
  /// Without and with a value.
  case isNull, isNotNull
  /// Equal to one of the values (none: never).
  case oneOf
}

/// One comparison on stored columns.
///
/// With several columns either one of them must fulfil it, or the first of them that holds a value. A value has the
/// column's type, or is null: stores need not agree on anything else.
package struct Condition<Row: StoredRow>: Sendable {
  /// The columns whose values are compared.
  package let columns: [Row.Column]
  /// Whether the first of the columns that holds a value must fulfil it (null, if none does), not any of them.
  package let isOfFirst: Bool
  /// How they are compared.
  package let comparison: FieldComparison
  /// The values compared with or computed.
  package let values: [Field]

  /// The comparison of a column with a value.
  package init(_ column: Row.Column, _ comparison: FieldComparison, _ value: Field) {
    self.init(anyOf: [column], comparison, [value])
  }

  /// A comparison that holds if one of several columns fulfils it.
  package init(anyOf columns: [Row.Column], _ comparison: FieldComparison, _ values: [Field]) {
    self.init(columns, isOfFirst: false, comparison, values)
  }

  /// The comparison of the first of several columns that holds a value.
  package init(firstOf columns: [Row.Column], _ comparison: FieldComparison, _ values: [Field]) {
    self.init(columns, isOfFirst: columns.count > 1, comparison, values)
  }

  private init(_ columns: [Row.Column], isOfFirst: Bool, _ comparison: FieldComparison, _ values: [Field]) {
    self.columns = columns
    self.isOfFirst = isOfFirst
    self.comparison = comparison
    self.values = values
  }

  /// The conditions of one column each that together say the same of an equality.
  ///
  /// A row fulfils one of these lists or none. Each column has an index to walk along, all together have none.
  package var alternatives: [[Condition]] {
    columns.indices.map { place in
      let before = isOfFirst ? columns[..<place].map { Condition.isNull($0) } : []
      return before + [Condition([columns[place]], isOfFirst: false, comparison, values)]
    }
  }

  /// The column equals the value.
  package static func equal(_ column: Row.Column, _ value: Field) -> Self {
    Self(column, .equal, value)
  }

  /// The column is one of the values.
  package static func oneOf(_ column: Row.Column, _ values: [Field]) -> Self {
    Self(anyOf: [column], .oneOf, values)
  }

  /// The column has no value.
  package static func isNull(_ column: Row.Column) -> Self { Self(anyOf: [column], .isNull, []) }

  /// The column has a value.
  package static func isNotNull(_ column: Row.Column) -> Self {
    Self(anyOf: [column], .isNotNull, [])
  }
}

/// One key of an order; null comes last in either direction.
package struct SortKey<Row: StoredRow>: Sendable {
  /// The column that orders the rows.
  package let column: Row.Column
  /// Whether the highest comes first.
  package let descending: Bool

  /// Orders by a column.
  package init(_ column: Row.Column, descending: Bool = false) {
    self.column = column
    self.descending = descending
  }
}

/// A question to the store: a conjunction of comparisons, an order, a part of the result.
///
/// Without an order rows come by number; ties of an order are broken by number (descending if the
/// last key is). A page is `number > last` or `number < last` with a limit.
package struct Query<Row: StoredRow>: Sendable {
  /// The conditions; a row must fulfil them all.
  package var conditions: [Condition<Row>]
  /// The keys of the order.
  package var order: [SortKey<Row>]
  /// The most rows; nil: all.
  package var limit: Int?
  /// How many rows are left out first.
  package var offset: Int
  /// The only numbers that count (nil: all).
  ///
  /// Rights get in here: `RuleTable` computes them, no SQL does.
  package var visible: [Int64]?
  /// Whether the columns of long ciphertext come back empty: lists do not need them.
  package var leavesOutContent = false

  /// Asks for the rows that fulfil all conditions.
  package init(
    _ conditions: [Condition<Row>] = [], order: [SortKey<Row>] = [], limit: Int? = nil,
    offset: Int = 0, visible: [Int64]? = nil
  ) {
    self.conditions = conditions
    self.order = order
    self.limit = limit
    self.offset = offset
    self.visible = visible
  }

  /// The column whose index gives the order of the rows, descending; nil: the store chooses.
  package private(set) var walked: Row.Column?

  /// The same question with one more condition.
  package func and(_ condition: Condition<Row>) -> Self {
    var copy = self
    copy.conditions.append(condition)
    return copy
  }

  /// The page after a number, up to the highest number at opening.
  package func page(after number: Int64, through highest: Int64, limit: Int) -> Self {
    var copy = self
    copy.conditions.append(Condition(.number, .greater, .int(number)))
    copy.conditions.append(Condition(.number, .lessOrEqual, .int(highest)))
    copy.order = []
    copy.limit = limit
    return copy
  }

  /// The first rows in falling order of a column of numbers that is never null, and of their own numbers.
  ///
  /// The store walks along an index in that order and sorts nothing.
  package func walking(_ column: Row.Column, limit: Int) -> Self {
    var copy = self
    copy.walked = column
    copy.order = [SortKey(column, descending: true), SortKey(.number, descending: true)]
    copy.limit = limit
    return copy
  }

  /// Splits the rows after a given one, in falling order of a column and of numbers, into those with an equal
  /// value and those with a lower one.
  func parts(below row: (value: Int64, number: Int64), by column: Row.Column) -> (equal: Self, below: Self) {
    // The row fulfils the upper bounds, so the rows after it do, too.
    let rest = unbounded(column)
    let equal = rest.unbounded(.number).and(.equal(column, .int(row.value)))
      .and(Condition(.number, .less, .int(row.number)))
    return (equal, rest.and(Condition(column, .less, .int(row.value))))
  }

  /// The same question without upper bounds of a column.
  fileprivate func unbounded(_ column: Row.Column) -> Self {
    var copy = self
    copy.conditions.removeAll {
      $0.columns == [column] && ($0.comparison == .less || $0.comparison == .lessOrEqual)
    }
    return copy
  }
}

extension VaultStore {
  /// The page of a query after a row that fulfils it, in falling order of a column and of numbers.
  ///
  /// Rows with an equal value come first, then those with a lower one: each query begins at an index entry, so
  /// that all pages together cost one walk, even where very many rows are equal.
  package func page<Row: StoredRow>(
    _ query: Query<Row>, fallingBy column: Row.Column, after: (value: Int64, number: Int64)?, limit: Int
  ) throws(VaultError) -> [Row] {
    guard let after else { return try rows(query.walking(column, limit: limit)) }
    let parts = query.parts(below: after, by: column)
    var found = try rows(parts.equal.walking(column, limit: limit))
    if found.count < limit { found += try rows(parts.below.walking(column, limit: limit - found.count)) }
    return found
  }
}

/// An aggregate that is computed for each group beside its count.
package struct Aggregate<Row: StoredRow>: Sendable {
  /// The function; sums are of numbers, an absent value is left out, and of none the result is null.
  package enum Function: Sendable, Hashable { case sum, min, max }
  /// What is computed.
  package let function: Function
  /// The column whose values it is computed of.
  package let column: Row.Column

  /// The function over the column.
  package init(_ function: Function, _ column: Row.Column) {
    self.function = function
    self.column = column
  }
}

/// The rows that share one value of a column: how many, and the aggregates asked for, in order.
package struct RowGroup: Sendable, Equatable {
  /// The value that the rows share.
  package let key: Field
  /// How many rows.
  package let count: Int
  /// The values compared with or computed.
  package let values: [Field]

  /// A group.
  package init(key: Field, count: Int, values: [Field]) {
    self.key = key
    self.count = count
    self.values = values
  }
}
