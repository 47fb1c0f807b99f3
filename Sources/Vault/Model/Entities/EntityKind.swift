package import Base

/// The kinds of things that people name.
package enum EntityKind: Int64, Sendable, CaseIterable, Hashable {
  case person = 1
  case group = 2
  case account = 3
  case project = 4
  case secret = 5
  case token = 6
  case grant = 7
  case event = 8

  /// The word of the kind, as in `account:ci`.
  package var word: String {
    switch self {
    case .person: "person"
    case .group: "group"
    case .account: "account"
    case .project: "project"
    case .secret: "secret"
    case .token: "token"
    case .grant: "grant"
    case .event: "event"
    }
  }

  /// The words as people read them.
  package var phrase: String {
    switch self {
    case .account: "machine account"
    case .token: "access token"
    default: word
    }
  }

  /// The kind of a word.
  package init?(word: String) {
    guard let kind = Self.allCases.first(where: { sameBytes($0.word, word) }) else {
      return nil
    }
    self = kind
  }
}

/// A thing by kind and id, with the name it has now.
package struct EntityRef: Sendable, Hashable {
  /// The kind.
  package let kind: EntityKind
  /// The id.
  package let id: UUID128
  /// The name.
  package let name: String

  /// A reference.
  package init(kind: EntityKind, id: UUID128, name: String) {
    self.kind = kind
    self.id = id
    self.name = name
  }

  /// Equal iff kind and id are.
  package static func == (left: EntityRef, right: EntityRef) -> Bool {
    left.kind == right.kind && left.id == right.id
  }

  /// Hashes kind and id.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(kind)
    hasher.combine(id)
  }
}

/// The level of access that a grant gives.
package enum AccessLevel: Int64, Sendable, Comparable, CaseIterable {
  /// "Can read".
  case read = 1
  /// "Can read, write".
  case readWrite = 3

  /// The word of the language.
  package var word: String { self == .read ? "read" : "read-write" }

  /// The level of a word.
  package init?(word: String) {
    guard let level = Self.allCases.first(where: { sameBytes($0.word, word) }) else {
      return nil
    }
    self = level
  }

  /// The order of levels.
  package static func < (left: AccessLevel, right: AccessLevel) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// The role of a person; the numbers are the product's.
package enum Role: Int64, Sendable, CaseIterable {
  case owner = 0
  case admin = 1
  case user = 2
  case custom = 4

  /// The word of the language.
  package var word: String {
    switch self {
    case .owner: "owner"
    case .admin: "admin"
    case .user: "user"
    case .custom: "custom"
    }
  }
}

/// Whether a person belongs to the organization; the numbers are the product's.
package enum PersonStatus: Int64, Sendable, CaseIterable {
  case revoked = -1
  case invited = 0
  case accepted = 1
  case confirmed = 2

  /// The word of the language.
  package var word: String {
    switch self {
    case .revoked: "suspended"
    case .invited: "invited"
    case .accepted: "accepted"
    case .confirmed: "confirmed"
    }
  }
}

/// The kinds of credentials that open a vault.
package enum CredentialKind: Int64, Sendable, CaseIterable {
  case passphrase = 1
  case cronKey = 2
  case invite = 3
  case recovery = 4

  /// The word of the language.
  package var word: String {
    switch self {
    case .passphrase: "passphrase"
    case .cronKey: "key file"
    case .invite: "invite code"
    case .recovery: "recovery key"
    }
  }
}
