/// Where rows come from that a family of commands brings: read one by one, or asked to do a step itself.
package protocol RowOrigin: AnyObject {
  /// The columns of the rows; nil where unknown.
  var columns: [Column]? { get }
  /// The next row, or nil at the end.
  func next() throws(Fault) -> Value?
  /// The same rows with one more step done; nil where it must be done row by row. It stays as it was.
  func absorbing(_ step: RowStep) throws(Fault) -> StreamObject?
  /// The number of rows, where it can be counted without reading them; nil otherwise.
  func absorbedCount() throws(Fault) -> Int?
  /// What has been absorbed, in words.
  var query: String? { get }
  /// Rows that surely fulfil one of these comparisons not may be left out; see `StreamObject`.
  func leaveOut(unless comparisons: [RowComparison]) -> Bool
  /// How many rows were left out before the one that was given last.
  var leftOut: Int { get }
  /// The reader looks at these columns only; see `StreamObject`.
  func needOnly(_ columns: [String])
  /// The rows as fields of these columns; nil where there are only records.
  func fieldRows(_ columns: [String]) -> (any FieldRows)?
  /// The keys that every row has; see `StreamObject`.
  func keysOfAll() throws(Fault) -> [String]?
}

extension RowOrigin {
  /// By default no step is pushed down.
  package func absorbing(_ step: RowStep) throws(Fault) -> StreamObject? { nil }

  /// By default rows are counted by reading them.
  package func absorbedCount() throws(Fault) -> Int? { nil }

  /// By default there is no query to tell of.
  package var query: String? { nil }

  /// By default no row is left out.
  package func leaveOut(unless comparisons: [RowComparison]) -> Bool { false }

  /// By default no row is left out.
  package var leftOut: Int { 0 }

  /// By default all columns are read.
  package func needOnly(_ columns: [String]) {}

  /// By default there are only records.
  package func fieldRows(_ columns: [String]) -> (any FieldRows)? { nil }

  /// By default keys are not known beforehand.
  package func keysOfAll() throws(Fault) -> [String]? { nil }
}

/// A stream over the rows of an origin.
package final class OriginStream: StreamObject {
  private let origin: any RowOrigin

  /// A stream over the rows of an origin, with the origin's columns.
  package init(_ origin: any RowOrigin) {
    self.origin = origin
    super.init(columns: origin.columns)
  }

  package override func next() throws(Fault) -> Value? { try origin.next() }

  package override func absorbing(_ step: RowStep) throws(Fault) -> StreamObject? {
    try origin.absorbing(step)
  }

  package override func absorbedCount() throws(Fault) -> Int? { try origin.absorbedCount() }

  package override func leaveOut(unless comparisons: [RowComparison]) -> Bool {
    origin.leaveOut(unless: comparisons)
  }

  package override var leftOut: Int { origin.leftOut }

  package override func needOnly(_ columns: [String]) { origin.needOnly(columns) }

  package override func fieldRows(_ columns: [String]) -> (any FieldRows)? { origin.fieldRows(columns) }

  package override func keysOfAll() throws(Fault) -> [String]? { try origin.keysOfAll() }

  package override var query: String? { origin.query }
}
