/// A member of the organization.
package struct PersonRow: StampedRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, ProvenColumn {
    package typealias Row = PersonRow
    case number, id
    case organization = "organization_id"
    case created, revised
    case version = "row_version"
    case createdBy = "created_by"
    case seal, event
    case email
    case name
    case role
    case permissions
    case status
    case hasAccess = "sm_access"
    case lastSeen = "last_seen"
  }

  package static let table = "person"
  /// The columns that may be empty.
  package static let nullable = nullableColumns()
  /// The part that each column has in the proof of a row.
  package static let decided = decidedFields(
    [.organization, .createdBy, .email, .name, .role, .permissions, .status, .hasAccess])
  /// The table, as proofs name it.
  package static let proven = ProvenTable.person

  /// The columns that every row has.
  package var stamp = Stamp()
  /// The e-mail address.
  package var email = ""
  /// The name in plain text; nil: none was given.
  package var name: String?
  /// What the person may do in the organization.
  package var role: Role = .user
  /// The bits of a custom role.
  package var permissions: Int64 = 0
  /// Whether the person is invited, a member or suspended.
  package var status: PersonStatus = .invited
  /// Whether the person may use secrets at all.
  package var hasAccess = false
  /// The day the person was last seen, in µs.
  package var lastSeen: Int64?

  /// A blank row.
  package init() {}

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

  /// Goes through the fields in the order of the columns.
  package mutating func visit(_ visitor: inout some FieldVisitor) throws(VaultError) {
    try stamp.visit(&visitor)
    try visitor.visit(&email)
    try visitor.visit(&name)
    try visitor.visit(&role)
    try visitor.visit(&permissions)
    try visitor.visit(&status)
    try visitor.visit(&hasAccess)
    try visitor.visit(&lastSeen)
  }
}
