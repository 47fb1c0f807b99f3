import Base

/// What an owner may set of a vault.
package enum VaultSetting: String, Sendable, CaseIterable {
  case identityURL = "identity-url"
  case apiURL = "api-url"
  case machineProjects = "machine-projects"
  case secretsManager = "secrets-manager"
  /// Whether the organization is enabled; while it is off, the vault is disabled.
  case enabled

  /// The default value.
  package var standard: String {
    switch self {
    case .identityURL: Organization.defaultIdentityURL
    case .apiURL: Organization.defaultAPIURL
    case .machineProjects: MachineProjects.writers.rawValue
    case .secretsManager, .enabled: Self.on
    }
  }

  var column: OrganizationRow.Column {
    switch self {
    case .identityURL: .identityURL
    case .apiURL: .apiURL
    case .machineProjects: .machineProjects
    case .secretsManager: .usesSecretsManager
    case .enabled: .enabled
    }
  }

  private static let on = "on"
  private static let off = "off"

  /// The words that it may be; nil: an address.
  var words: [String]? {
    switch self {
    case .identityURL, .apiURL: nil
    case .machineProjects: MachineProjects.allCases.map(\.rawValue)
    case .secretsManager, .enabled: [Self.on, Self.off]
    }
  }

  /// How a value is stored.
  func field(_ value: String) -> Field {
    switch self {
    case .identityURL, .apiURL: Texts.areSame(value, standard) ? .null : .text(value)
    case .machineProjects: .text(value)
    case .secretsManager, .enabled: .bool(Texts.areSame(value, Self.on))
    }
  }

  /// The value in a vault's row.
  func value(_ row: OrganizationRow) -> String {
    switch self {
    case .identityURL: row.identityURL ?? standard
    case .apiURL: row.apiURL ?? standard
    case .machineProjects: row.machineProjects
    case .secretsManager: row.usesSecretsManager ? Self.on : Self.off
    case .enabled: row.enabled ? Self.on : Self.off
    }
  }
}

/// Which machine accounts may make projects.
package enum MachineProjects: String, Sendable, CaseIterable {
  /// Those that can write somewhere already.
  case writers
  /// Every machine account.
  case any
  /// No machine account.
  case none
}

/// A setting's value before and after a change.
package struct SettingChange: Sendable, Equatable {
  /// Which one.
  package let setting: VaultSetting
  /// The value before.
  package let before: String
  /// The value after.
  package let after: String
}

extension VaultSetting {
  /// Refuses a value that the setting cannot have.
  func checked(_ value: String) throws(VaultError) -> String {
    let what = "the \(rawValue)"
    if let words {
      guard words.contains(where: { Texts.areSame($0, value) }) else {
        throw .invalid(what: what, why: "is one of: \(words.joined(separator: ", "))")
      }
      return value
    }
    let limit = 2000
    if value.utf8.count > limit { throw .tooLong(what: what, limit: limit, unit: .bytes) }
    let scheme = ["https://", "http://"].first { value.hasPrefix($0) }
    guard let scheme, let host = value.utf8.dropFirst(scheme.utf8.count).first,
      host != UInt8(ascii: "/"), value.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else {
      throw .invalid(what: what, why: "is no address such as https://secrets.acme.example/api")
    }
    return value
  }
}
