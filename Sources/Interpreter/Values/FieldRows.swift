/// A field of a row as its origin has it, before there is a value.
package enum RawField {
  /// The field is null or missing.
  case null
  /// The field is `true` or `false`.
  case bool(Bool)
  /// The field is a whole number.
  case int(Int)
  /// UTF-8, there until the next row.
  case text(UnsafeBufferPointer<UInt8>)

  /// The value of it.
  package var value: Value {
    switch self {
    case .null: .null
    case .bool(let value): .bool(value)
    case .int(let number): .int(number)
    case .text(let bytes): .string(String(decoding: bytes, as: UTF8.self))
    }
  }
}

/// What the next of `FieldRows` is.
package enum FieldRow {
  /// A row whose fields are asked for by `field`.
  case fields
  /// A record in which only the requested columns are sure to have their values.
  case row(Value)
  /// There are no more rows.
  case end
}

/// Reads some columns of rows without making a record for each.
///
/// Most rows give their fields as they are stored; a row that cannot is given as a record.
package protocol FieldRows: AnyObject {
  /// The next row.
  func next() throws(Fault) -> FieldRow
  /// A field of the row that was given last, by the number of its column among those asked for.
  func field(_ index: Int) -> RawField
  /// How many rows of the origin stand before the one that was given last.
  var number: Int { get }
}
