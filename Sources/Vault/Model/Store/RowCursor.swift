package import Base

/// A borrowed column value, valid until the cursor moves.
package enum BorrowedField {
  /// No value.
  case null
  /// A number.
  case int(Int64)
  /// An id of 16 bytes.
  case id(UUID128)
  /// UTF-8, there until the scan goes on.
  case text(UnsafeBufferPointer<UInt8>)
  /// A value of an unexpected type.
  case other
}

/// A buffer for the borrowed columns of a row: one call for a row, and none for each of its columns.
package final class BorrowedFields {
  /// The buffer that a row fills.
  package let all: UnsafeMutableBufferPointer<BorrowedField>
  @usableFromInline
  let table: String

  /// Room for so many columns of a table.
  package init(count: Int, of table: String) {
    self.table = table
    all = .allocate(capacity: count)
    all.initialize(repeating: .null)
  }

  deinit { all.deallocate() }

  @usableFromInline
  func wrong(_ column: Int) -> VaultError {
    .damaged("column \(column) of \(table) holds another type")
  }

  /// The number in a column.
  @inlinable
  package func int(_ column: Int) throws(VaultError) -> Int64 {
    guard case .int(let value) = all[column] else { throw wrong(column) }
    return value
  }

  /// The number in a column, or nothing.
  @inlinable
  package func intOrNil(_ column: Int) throws(VaultError) -> Int64? {
    if case .null = all[column] { return nil }
    return try int(column)
  }

  /// The id in a column.
  @inlinable
  package func id(_ column: Int) throws(VaultError) -> UUID128 {
    guard case .id(let value) = all[column] else { throw wrong(column) }
    return value
  }

  /// The id in a column, or nothing.
  @inlinable
  package func idOrNil(_ column: Int) throws(VaultError) -> UUID128? {
    if case .null = all[column] { return nil }
    return try id(column)
  }

  /// The UTF-8 in a column, or nothing, there until the scan goes on.
  @inlinable
  package func textOrNil(_ column: Int) throws(VaultError) -> UnsafeBufferPointer<UInt8>? {
    if case .null = all[column] { return nil }
    return try text(column)
  }

  /// The UTF-8 in a column, there until the scan goes on.
  @inlinable
  package func text(_ column: Int) throws(VaultError) -> UnsafeBufferPointer<UInt8> {
    guard case .text(let value) = all[column] else { throw wrong(column) }
    return value
  }
}

/// The row that a scan stands on: the columns that were asked for, by their places.
package protocol RowCursor: AnyObject {
  /// Whether a column holds nothing.
  func isNull(_ column: Int) -> Bool
  /// Whether a column holds bytes.
  func isID(_ column: Int) -> Bool
  /// The number in a column.
  func int(_ column: Int) throws(VaultError) -> Int64
  /// The id in a column.
  func id(_ column: Int) throws(VaultError) -> UUID128
  /// Calls the body with the UTF-8 of the text in a column.
  func text(_ column: Int, _ body: (UnsafeBufferPointer<UInt8>) throws(VaultError) -> Void) throws(VaultError)
  /// The value of a column, of any type.
  func field(_ column: Int) throws(VaultError) -> Field
  /// Fills `fields` with borrowed values of the first columns, as many as there is room for.
  ///
  /// It is one call for a row that is read whole.
  func lend(to fields: UnsafeMutableBufferPointer<BorrowedField>) throws(VaultError)
}

extension RowCursor {
  /// The number in a column, or nothing.
  package func intOrNil(_ column: Int) throws(VaultError) -> Int64? { isNull(column) ? nil : try int(column) }

  /// The id in a column, or nothing.
  package func idOrNil(_ column: Int) throws(VaultError) -> UUID128? { isNull(column) ? nil : try id(column) }
}

extension VaultStore {
  /// Goes through the rows of a query in its order without making them; where it has no order, in any.
  ///
  /// The body gives false to end. It may ask the store other questions, but scan no more than one table at a time.
  package func scan<Row: StoredRow>(
    _ query: Query<Row>, _ columns: [Row.Column], _ body: (any RowCursor) throws(VaultError) -> Bool
  ) throws(VaultError) {
    let places = columns.map { Array(Row.Column.allCases).firstIndex(of: $0) ?? 0 }
    for row in try rows(query) {
      let fields = row.fields
      if try !body(FieldCursor(places.map { fields[$0] }, table: Row.table)) { return }
    }
  }

  /// Goes through a page as `page` gives it, and says how many rows there were.
  package func scanPage<Row: StoredRow>(
    _ query: Query<Row>, fallingBy column: Row.Column, after: (value: Int64, number: Int64)?, limit: Int,
    _ columns: [Row.Column], _ body: (any RowCursor) throws(VaultError) -> Void
  ) throws(VaultError) -> Int {
    var count = 0
    func run(_ part: Query<Row>) throws(VaultError) {
      try scan(part.walking(column, limit: limit - count), columns) { (row) throws(VaultError) in
        try body(row)
        count += 1
        return true
      }
    }
    guard let after else {
      try run(query)
      return count
    }
    let parts = query.parts(below: after, by: column)
    try run(parts.equal)
    if count < limit { try run(parts.below) }
    return count
  }
}

extension StoredRow {
  /// Some of its columns, as a scan would stand on them.
  package func cursor(_ columns: [Column]) -> any RowCursor {
    let fields = fields
    let places = columns.map { Array(Column.allCases).firstIndex(of: $0) ?? 0 }
    return FieldCursor(places.map { fields[$0] }, table: Self.table)
  }
}

/// A row of a store that makes all its rows.
private final class FieldCursor: RowCursor {
  private let fields: [Field]
  private let table: String
  /// The borrowed texts.
  private var lent: [UnsafeMutableBufferPointer<UInt8>] = []

  init(_ fields: [Field], table: String) {
    self.fields = fields
    self.table = table
  }

  deinit { for text in lent { text.deallocate() } }

  private func wrong(_ column: Int) -> VaultError {
    .damaged("column \(column) of \(table) holds another type")
  }

  func isNull(_ column: Int) -> Bool { fields[column].isNull }

  func isID(_ column: Int) -> Bool {
    if case .id = fields[column] { return true }
    return false
  }

  func int(_ column: Int) throws(VaultError) -> Int64 {
    guard case .int(let value) = fields[column] else { throw wrong(column) }
    return value
  }

  func id(_ column: Int) throws(VaultError) -> UUID128 {
    guard case .id(let value) = fields[column] else { throw wrong(column) }
    return value
  }

  func text(
    _ column: Int, _ body: (UnsafeBufferPointer<UInt8>) throws(VaultError) -> Void
  ) throws(VaultError) {
    guard case .text(var value) = fields[column] else { throw wrong(column) }
    var result = Result<Void, VaultError>.success(())
    value.withUTF8 { bytes in
      do throws(VaultError) { try body(bytes) } catch { result = .failure(error) }
    }
    try result.get()
  }

  func field(_ column: Int) -> Field { fields[column] }

  func lend(to fields: UnsafeMutableBufferPointer<BorrowedField>) {
    for column in fields.indices { fields[column] = lent(self.fields[column]) }
  }

  private func lent(_ field: Field) -> BorrowedField {
    switch field {
    case .null: return .null
    case .int(let value): return .int(value)
    case .id(let value): return .id(value)
    case .blob: return .other
    case .text(let value):
      let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: value.utf8.count)
      _ = copy.initialize(from: value.utf8)
      lent.append(copy)
      return .text(UnsafeBufferPointer(copy))
    }
  }
}
