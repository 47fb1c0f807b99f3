package import Base

/// Sign-ins with one access token that failed, from one place.
package struct LoginFailureRow: StoredRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, StoredColumn {
    package typealias Row = LoginFailureRow
    case number
    case date
    case subject = "subject_id"
    case ip
    case count

    /// Whether a row may lack a value here.
    package var isNullable: Bool { self == .subject || self == .ip }
  }

  package static let table = "login_failure"
  /// The columns that may be empty.
  package static let nullable = nullableColumns()

  /// The creation number; 0 until the store has given one.
  package var number: Int64 = 0
  /// When the last one failed, in µs.
  package var date: Int64 = 0
  /// The id of the access token.
  package var subject: UUID128?
  /// The address, of IPv6 the network.
  package var ip: String?
  /// How many failed in a row.
  package var count: Int64 = 0

  /// A blank row.
  package init() {}

  /// A row.
  package init(date: Int64, subject: UUID128?, ip: String?, count: Int64) {
    self.date = date
    self.subject = subject
    self.ip = ip
    self.count = count
  }

  /// Goes through the fields in the order of the columns.
  package mutating func visit(_ visitor: inout some FieldVisitor) throws(VaultError) {
    try visitor.visit(&number)
    try visitor.visit(&date)
    try visitor.visit(&subject)
    try visitor.visit(&ip)
    try visitor.visit(&count)
  }
}
