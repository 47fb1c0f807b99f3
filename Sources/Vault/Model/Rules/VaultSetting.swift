import Base

/// What an owner may set of a vault.
package enum VaultSetting: String, Sendable, CaseIterable {
  case identityURL = "identity-url"
  case apiURL = "api-url"
  case machineProjects = "machine-projects"
  case secretsManager = "secrets-manager"
  /// Whether the organization is enabled; while it is off, the vault is disabled.
  case enabled
  /// Where events go as soon as they are committed.
  case eventSink = "event-sink"
  /// What happens where the sink takes no events.
  case eventSinkMode = "event-sink-mode"
  /// The form of a line of the sink.
  case eventSinkFormat = "event-sink-format"
  /// How many events each token may cause in a second at a server.
  case tokenRate = "token-rate"

  /// The default value.
  package var standard: String {
    switch self {
    case .identityURL: Organization.defaultIdentityURL
    case .apiURL: Organization.defaultAPIURL
    case .machineProjects: MachineProjects.writers.rawValue
    case .secretsManager, .enabled: Self.on
    case .eventSink: Self.off
    case .eventSinkMode: SinkMode.bestEffort.rawValue
    case .eventSinkFormat: SinkFormat.json.rawValue
    case .tokenRate: "\(Self.rate)"
    }
  }

  var column: OrganizationRow.Column {
    switch self {
    case .identityURL: .identityURL
    case .apiURL: .apiURL
    case .machineProjects: .machineProjects
    case .secretsManager: .usesSecretsManager
    case .enabled: .enabled
    case .eventSink: .eventSink
    case .eventSinkMode: .eventSinkMode
    case .eventSinkFormat: .eventSinkFormat
    case .tokenRate: .tokenRate
    }
  }

  private static let on = "on"
  private static let off = "off"
  /// The standard number of events a second.
  fileprivate static let rate: Int64 = 1000

  /// The words that it may be; nil: any text that `checked` takes.
  var words: [String]? {
    switch self {
    case .identityURL, .apiURL, .eventSink, .tokenRate: nil
    case .machineProjects: MachineProjects.allCases.map(\.rawValue)
    case .secretsManager, .enabled: [Self.on, Self.off]
    case .eventSinkMode: SinkMode.allCases.map(\.rawValue)
    case .eventSinkFormat: SinkFormat.allCases.map(\.rawValue)
    }
  }

  /// How a value is stored.
  func field(_ value: String) -> Field {
    switch self {
    case .identityURL, .apiURL, .eventSink, .eventSinkMode, .eventSinkFormat:
      Texts.areSame(value, standard) ? .null : .text(value)
    case .tokenRate:
      Texts.areSame(value, standard) ? .null : .int(Int64(value) ?? 0)
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
    case .eventSink: row.eventSink ?? standard
    case .eventSinkMode: row.eventSinkMode ?? standard
    case .eventSinkFormat: row.eventSinkFormat ?? standard
    case .tokenRate: row.tokenRate == 0 ? Self.off : "\(row.tokenRate ?? Self.rate)"
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
    switch self {
    case .eventSink: try checkSink(value)
    case .tokenRate: try checkRate(value)
    default: try checkAddress(value, what)
    }
    return value
  }

  private func checkSink(_ value: String) throws(VaultError) {
    if Texts.areSame(value, Self.off) || SinkPlace(value) != nil { return }
    throw .invalid(
      what: "the \(rawValue)", why: "is no place such as file:/var/log/sms/events.jsonl, syslog or off")
  }

  private func checkRate(_ value: String) throws(VaultError) {
    if Texts.areSame(value, Self.off) { return }
    guard let rate = Int64(value), (1...1_000_000).contains(rate), Texts.areSame(value, "\(rate)") else {
      throw .invalid(
        what: "the \(rawValue)", why: "is no number of events a second from 1 to 1000000, or off")
    }
  }

  private func checkAddress(_ value: String, _ what: String) throws(VaultError) {
    let limit = 2000
    if value.utf8.count > limit { throw .tooLong(what: what, limit: limit, unit: .bytes) }
    let scheme = ["https://", "http://"].first { value.hasPrefix($0) }
    guard let scheme, let host = value.utf8.dropFirst(scheme.utf8.count).first,
      host != UInt8(ascii: "/"), value.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else {
      throw .invalid(what: what, why: "is no address such as https://secrets.acme.example/api")
    }
  }
}

extension OrganizationRow {
  /// How many events a second each token may cause at a server; nil: as many as it likes.
  package var tokenLimit: Int? {
    let rate = tokenRate ?? VaultSetting.rate
    return rate == 0 ? nil : Int(clamping: rate)
  }
}
