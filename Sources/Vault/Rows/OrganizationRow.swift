package import Crypto

/// The one organization of a vault; its name is not encrypted.
package struct OrganizationRow: StampedRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, StoredColumn {
    case number, id
    case organization = "organization_id"
    case created, revised
    case version = "row_version"
    case createdBy = "created_by"
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

    /// Whether a row may lack a value here.
    package var isNullable: Bool {
      switch self {
      case .createdBy, .seats, .machineAccounts, .maxSeats, .maxMachineAccounts, .identityURL, .apiURL: true
      default: false
      }
    }
  }

  /// The table.
  package static var table: String { "organization" }

  /// What every row carries.
  package var stamp: Stamp
  /// The name.
  package var name: String
  /// The plan.
  package var tier: String
  /// False: suspended.
  package var enabled: Bool
  /// Whether the product's part for secrets is on.
  package var usesSecretsManager: Bool
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
  package var machineProjects: String
  /// The id of the vault, kept by its copies.
  package var vaultID: UUID128
  /// Counts restores and rekeys.
  package var generation: Int64
  /// The version of the organization key.
  package var keyVersion: Int64

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

  /// Reads the row.
  package init(from reader: inout FieldReader) throws(VaultError) {
    stamp = try Stamp(from: &reader)
    name = try reader.text()
    tier = try reader.text()
    enabled = try reader.bool()
    usesSecretsManager = try reader.bool()
    seats = try reader.intOrNil()
    machineAccounts = try reader.intOrNil()
    maxSeats = try reader.intOrNil()
    maxMachineAccounts = try reader.intOrNil()
    identityURL = try reader.textOrNil()
    apiURL = try reader.textOrNil()
    machineProjects = try reader.text()
    vaultID = try reader.id()
    generation = try reader.int()
    keyVersion = try reader.int()
  }

  /// The fields of the row.
  package var fields: [Field] {
    stamp.fields + [
      .text(name), .text(tier), .bool(enabled), .bool(usesSecretsManager), .int(or: seats),
      .int(or: machineAccounts), .int(or: maxSeats), .int(or: maxMachineAccounts), .text(or: identityURL),
      .text(or: apiURL), .text(machineProjects), .id(vaultID), .int(generation), .int(keyVersion),
    ]
  }
}
