/// The end of the chain of events: one row, number 1.
package struct HeadRow: StoredRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, StoredColumn {
    case number
    case event = "event_number"
    case hash
    case date

    /// Nothing may be absent.
    package var isNullable: Bool { false }
  }

  /// The table.
  package static var table: String { "head" }

  /// Always 1.
  package var number: Int64 = 1
  /// The number of the last event, 0 when there is none.
  package var event: Int64
  /// The hash of the last event.
  package var hash: [UInt8]
  /// The date of the last event: time never runs backwards in a vault.
  package var date: Int64

  /// A head.
  package init(event: Int64, hash: [UInt8], date: Int64) {
    self.event = event
    self.hash = hash
    self.date = date
  }

  /// Reads the row.
  package init(from reader: inout FieldReader) throws(VaultError) {
    number = try reader.int()
    event = try reader.int()
    hash = try reader.bytes()
    date = try reader.int()
  }

  /// The fields of the row.
  package var fields: [Field] { [.int(number), .int(event), .bytes(hash), .int(date)] }
}
