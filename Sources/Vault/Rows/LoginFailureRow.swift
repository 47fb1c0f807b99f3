package import Crypto

/// Sign-ins with one access token that failed, from one place.
package struct LoginFailureRow: StoredRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, StoredColumn {
    case number
    case date
    case subject = "subject_id"
    case ip
    case count

    /// Whether a row may lack a value here.
    package var isNullable: Bool { self == .subject || self == .ip }
  }

  /// The table.
  package static var table: String { "login_failure" }

  /// The creation number; 0 until the store has given one.
  package var number: Int64 = 0
  /// When the last one failed, in µs.
  package var date: Int64
  /// The id of the access token.
  package var subject: UUID128?
  /// The address, of IPv6 the network.
  package var ip: String?
  /// How many failed in a row.
  package var count: Int64

  /// A row.
  package init(date: Int64, subject: UUID128?, ip: String?, count: Int64) {
    self.date = date
    self.subject = subject
    self.ip = ip
    self.count = count
  }

  /// Reads the row.
  package init(from reader: inout FieldReader) throws(VaultError) {
    number = try reader.int()
    date = try reader.int()
    subject = try reader.idOrNil()
    ip = try reader.textOrNil()
    count = try reader.int()
  }

  /// The fields of the row.
  package var fields: [Field] {
    [.int(number), .int(date), .id(or: subject), .text(or: ip), .int(count)]
  }
}
