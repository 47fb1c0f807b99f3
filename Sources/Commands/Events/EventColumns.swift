internal import Vault

/// The columns of the product's files of events, in their order, by their names there.
enum ProductColumn: Int, CaseIterable {
  case message, appIcon, appName, userId, userName, userEmail, date, ip, type, installationId

  private static let names = [
    "message", "appIcon", "appName", "userId", "userName", "userEmail", "date", "ip", "type",
    "installationId",
  ]

  /// The line of the names.
  static let header = names.joined(separator: ",")

  var name: String { Self.names[rawValue] }
}

/// The members of a line of our own files of events.
enum LineMember: Int, CaseIterable {
  case date, type, ip, device, actor, account, secret, project, person, group, token

  /// What each is called, and the kinds of what it names: an actor may also be a machine account.
  private static let table: [(name: String, kinds: [EntityKind])] = [
    ("date", []), ("type", []), ("ip", []), ("device", []), ("actor", [.person, .account]),
    ("machine_account", [.account]), ("secret", [.secret]), ("project", [.project]), ("person", [.person]),
    ("group", [.group]), ("token", [.token]),
  ]
  private static let keys = table.map { Array($0.name.utf8) }

  /// The names of all, for help.
  static var names: String { table.map(\.name).joined(separator: ", ") }

  /// The member of a name.
  init?(_ name: UnsafeBufferPointer<UInt8>) {
    guard let index = Self.keys.firstIndex(where: { $0.elementsEqual(name) }) else { return nil }
    self.init(rawValue: index)
  }

  var name: String { Self.table[rawValue].name }

  /// The kinds of what it names; none where it names nothing.
  var kinds: [EntityKind] { Self.table[rawValue].kinds }

  /// The message that a value of another kind is refused with.
  var wanted: String {
    switch self {
    case .device: "a number is wanted here"
    case .type: "a type of event is wanted here"
    default: "a text is wanted here"
    }
  }

  /// Whether each event has it.
  var isRequired: Bool { self == .date || self == .type }
}
