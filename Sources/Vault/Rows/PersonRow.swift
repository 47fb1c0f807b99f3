/// A member of the organization.
package struct PersonRow: StampedRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, StoredColumn {
    case number, id
    case organization = "organization_id"
    case created, revised
    case version = "row_version"
    case createdBy = "created_by"
    case email
    case name
    case role
    case permissions
    case status
    case hasAccess = "sm_access"
    case lastSeen = "last_seen"

    /// Whether a row may lack a value here.
    package var isNullable: Bool {
      switch self {
      case .createdBy, .name, .lastSeen: true
      default: false
      }
    }
  }

  /// The table.
  package static var table: String { "person" }

  /// What every row carries.
  package var stamp: Stamp
  /// The e-mail address.
  package var email: String
  /// The name.
  package var name: String?
  /// The role.
  package var role: Role
  /// The bits of a custom role.
  package var permissions: Int64
  /// The status.
  package var status: PersonStatus
  /// Whether the person may use secrets at all.
  package var hasAccess: Bool
  /// The day the person was last seen, in µs.
  package var lastSeen: Int64?

  /// A row.
  package init(
    stamp: Stamp, email: String, name: String? = nil, role: Role, permissions: Int64, status: PersonStatus,
    hasAccess: Bool, lastSeen: Int64? = nil
  ) {
    self.stamp = stamp
    self.email = email
    self.name = name
    self.role = role
    self.permissions = permissions
    self.status = status
    self.hasAccess = hasAccess
    self.lastSeen = lastSeen
  }

  /// Reads the row.
  package init(from reader: inout FieldReader) throws(VaultError) {
    stamp = try Stamp(from: &reader)
    email = try reader.text()
    name = try reader.textOrNil()
    role = try reader.choice(Role.self)
    permissions = try reader.int()
    status = try reader.choice(PersonStatus.self)
    hasAccess = try reader.bool()
    lastSeen = try reader.intOrNil()
  }

  /// The fields of the row.
  package var fields: [Field] {
    stamp.fields + [
      .text(email), .text(or: name), .int(role.rawValue), .int(permissions), .int(status.rawValue),
      .bool(hasAccess), .int(or: lastSeen),
    ]
  }
}
