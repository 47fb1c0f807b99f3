package import Crypto

/// One row of a scan while the store stands on it: columns by their places among those that were asked for.
///
/// What is lent ends with the row.
package protocol ScannedRow: AnyObject {
  /// The number in a column.
  func number(_ place: Int) throws(VaultError) -> Int64
  /// The number in a column, or nothing.
  func numberOrNil(_ place: Int) throws(VaultError) -> Int64?
  /// The id in a column.
  func id(_ place: Int) throws(VaultError) -> UUID128
  /// The id in a column, or nothing.
  func idOrNil(_ place: Int) throws(VaultError) -> UUID128?
  /// The bytes of the text in a column, lent.
  func utf8(_ place: Int) throws(VaultError) -> UnsafeBufferPointer<UInt8>
}

extension VaultStore {
  /// A store without anything better reads whole rows.
  package func scan<Row: StoredRow>(
    _ query: Query<Row>, _ columns: [Row.Column], _ body: (any ScannedRow) throws(VaultError) -> Void
  ) throws(VaultError) {
    let all = Array(Row.Column.allCases)
    let places = columns.compactMap { all.firstIndex(of: $0) }
    for row in try rows(query) {
      let fields = row.fields
      try body(FieldsOfRow(places.map { fields[$0] }, table: Row.table))
    }
  }
}

/// The fields of a row that was read whole.
private final class FieldsOfRow: ScannedRow {
  private let fields: [Field]
  private let table: String
  private var lent: UnsafeMutableBufferPointer<UInt8>?

  init(_ fields: [Field], table: String) {
    self.fields = fields
    self.table = table
  }

  deinit { lent?.deallocate() }

  private func reader(_ place: Int) -> FieldReader { FieldReader([fields[place]], table: table) }

  func number(_ place: Int) throws(VaultError) -> Int64 {
    var reader = reader(place)
    return try reader.int()
  }

  func numberOrNil(_ place: Int) throws(VaultError) -> Int64? {
    var reader = reader(place)
    return try reader.intOrNil()
  }

  func id(_ place: Int) throws(VaultError) -> UUID128 {
    var reader = reader(place)
    return try reader.id()
  }

  func idOrNil(_ place: Int) throws(VaultError) -> UUID128? {
    var reader = reader(place)
    return try reader.idOrNil()
  }

  func utf8(_ place: Int) throws(VaultError) -> UnsafeBufferPointer<UInt8> {
    var reader = reader(place)
    let text = try reader.text()
    lent?.deallocate()
    let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.utf8.count)
    _ = bytes.initialize(from: text.utf8)
    lent = bytes
    return UnsafeBufferPointer(bytes)
  }
}
