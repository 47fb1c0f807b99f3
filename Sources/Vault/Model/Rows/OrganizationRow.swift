package import Base

/// The one organization of a vault; its name is not encrypted.
package struct OrganizationRow: StampedRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, ProvenColumn {
    package typealias Row = OrganizationRow
    case number, id
    case organization = "organization_id"
    case created, revised
    case version = "row_version"
    case createdBy = "created_by"
    case seal, event
    case name
    case tier
    case enabled
    case usesSecretsManager = "use_sm"
    case seats = "sm_seats"
    case machineAccounts = "sm_accounts"
    case maxSeats = "max_seats"
    case maxMachineAccounts = "max_accounts"
    case identityURL = "identity_url"
    case apiURL = "api_url"
    case machineProjects = "machine_projects"
    case vaultID = "vault_id"
    case generation
    case keyVersion = "key_version"
    case eventSink = "event_sink"
    case eventSinkMode = "event_sink_mode"
    case eventSinkFormat = "event_sink_format"
    case tokenRate = "token_rate"
  }

  package static let table = "organization"
  /// The columns that may be empty.
  package static let nullable = nullableColumns()
  /// The part that each column has in the proof of a row.
  package static let decided = decidedFields(
    [
      .organization, .createdBy, .name, .tier, .enabled, .usesSecretsManager, .seats, .machineAccounts,
      .maxSeats, .maxMachineAccounts, .identityURL, .apiURL, .machineProjects, .vaultID, .generation,
      .keyVersion, .eventSink, .eventSinkMode, .eventSinkFormat, .tokenRate,
    ])
  /// The table, as proofs name it.
  package static let proven = ProvenTable.organization

  /// The columns that every row has.
  package var stamp = Stamp()
  /// The name in plain text.
  package var name = ""
  /// The plan.
  package var tier = ""
  /// False: suspended.
  package var enabled = false
  /// Whether the product's part for secrets is on.
  package var usesSecretsManager = false
  /// Seats included; nil: no limit.
  package var seats: Int64?
  /// Machine accounts included; nil: no limit.
  package var machineAccounts: Int64?
  /// The most seats; nil: no limit.
  package var maxSeats: Int64?
  /// The most machine accounts; nil: no limit.
  package var maxMachineAccounts: Int64?
  /// The address that clients sign in at.
  package var identityURL: String?
  /// The address of the interface.
  package var apiURL: String?
  /// Which machine accounts may make projects.
  package var machineProjects = ""
  /// The id of the vault, kept by its copies.
  package var vaultID = UUID128(high: 0, low: 0)
  /// Counts restores and rekeys.
  package var generation: Int64 = 0
  /// The version of the organization key.
  package var keyVersion: Int64 = 0
  /// Where events go as soon as they are committed; nil: nowhere.
  package var eventSink: String?
  /// What happens where the sink takes nothing; nil: operations go on.
  package var eventSinkMode: String?
  /// The form of a line of the sink; nil: JSON.
  package var eventSinkFormat: String?
  /// How many events each token may cause in a second at a server; 0: as many as it likes; nil: the standard.
  package var tokenRate: Int64?

  /// A blank row.
  package init() {}

  /// A row.
  package init(
    stamp: Stamp, name: String, tier: String, enabled: Bool, usesSecretsManager: Bool, seats: Int64? = nil,
    machineAccounts: Int64? = nil, maxSeats: Int64? = nil, maxMachineAccounts: Int64? = nil,
    identityURL: String? = nil, apiURL: String? = nil, machineProjects: String, vaultID: UUID128,
    generation: Int64, keyVersion: Int64
  ) {
    self.stamp = stamp
    self.name = name
    self.tier = tier
    self.enabled = enabled
    self.usesSecretsManager = usesSecretsManager
    self.seats = seats
    self.machineAccounts = machineAccounts
    self.maxSeats = maxSeats
    self.maxMachineAccounts = maxMachineAccounts
    self.identityURL = identityURL
    self.apiURL = apiURL
    self.machineProjects = machineProjects
    self.vaultID = vaultID
    self.generation = generation
    self.keyVersion = keyVersion
  }

  /// Goes through the fields in the order of the columns.
  package mutating func visit(_ visitor: inout some FieldVisitor) throws(VaultError) {
    try stamp.visit(&visitor)
    try visitor.visit(&name)
    try visitor.visit(&tier)
    try visitor.visit(&enabled)
    try visitor.visit(&usesSecretsManager)
    try visitor.visit(&seats)
    try visitor.visit(&machineAccounts)
    try visitor.visit(&maxSeats)
    try visitor.visit(&maxMachineAccounts)
    try visitor.visit(&identityURL)
    try visitor.visit(&apiURL)
    try visitor.visit(&machineProjects)
    try visitor.visit(&vaultID)
    try visitor.visit(&generation)
    try visitor.visit(&keyVersion)
    try visitor.visit(&eventSink)
    try visitor.visit(&eventSinkMode)
    try visitor.visit(&eventSinkFormat)
    try visitor.visit(&tokenRate)
  }
}
