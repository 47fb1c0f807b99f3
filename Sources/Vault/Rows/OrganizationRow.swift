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

  package var stamp: Stamp
  package var name: String
  package var tier: String
  package var enabled: Bool
  package var usesSecretsManager: Bool
  package var seats: Int64?
  package var machineAccounts: Int64?
  package var maxSeats: Int64?
  package var maxMachineAccounts: Int64?
  package var identityURL: String?
  package var apiURL: String?
  package var machineProjects: String
  package var vaultID: UUID128
  package var generation: Int64
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
