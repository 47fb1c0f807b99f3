/// A secret; its name is the key.
package struct SecretRow: NamedRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, NamedColumn {
    package typealias Row = SecretRow
    case number, id
    case organization = "organization_id"
    case created, revised
    case version = "row_version"
    case createdBy = "created_by"
    case seal, event
    case keyVersion = "key_version"
    case name
    case nameDigest = "name_digest"
    case project
    case deleted
    case value
    case note

    /// Value and note may be long.
    package var isContent: Bool { self == .value || self == .note }
  }

  package static let table = "secret"
  /// The columns that may be empty.
  package static let nullable = nullableColumns()
  /// The part that each column has in the proof of a row.
  package static let decided = decidedFields(
    [.organization, .createdBy, .keyVersion, .name, .value, .note],
    references: [.project: .project])
  /// The table, as proofs name it.
  package static let proven = ProvenTable.secret
  /// The kind of entity.
  package static let kind = EntityKind.secret

  /// The columns that every row has.
  package var stamp = Stamp()
  /// The sealed name with its digest.
  package var name = SealedName()
  /// The number of its project; nil: it is in none.
  package var project: Int64?
  /// When it went to the trash; nil: it is live.
  package var deleted: Int64?
  /// The sealed value.
  package var value = ""
  /// The sealed note, of the empty text if there is none.
  package var note = ""

  /// A blank row.
  package init() {}

  /// A row.
  package init(
    stamp: Stamp, name: SealedName, project: Int64? = nil, deleted: Int64? = nil, value: String, note: String
  ) {
    self.stamp = stamp
    self.name = name
    self.project = project
    self.deleted = deleted
    self.value = value
    self.note = note
  }

  /// Goes through the fields in the order of the columns.
  package mutating func visit(_ visitor: inout some FieldVisitor) throws(VaultError) {
    try stamp.visit(&visitor)
    try name.visit(&visitor)
    try visitor.visit(&project)
    try visitor.visit(&deleted)
    try visitor.visit(&value)
    try visitor.visit(&note)
  }
}
