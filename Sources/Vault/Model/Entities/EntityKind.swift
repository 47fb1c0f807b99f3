package import Base

/// The kinds of things that people name.
package enum EntityKind: Int64, Sendable, CaseIterable, Hashable {
  /// A person of the organization.
  case person = 1
  /// A group of people.
  case group = 2
  /// A machine account.
  case account = 3
  /// A project, which holds secrets.
  case project = 4
  /// A secret: key, value and note.
  case secret = 5
  /// An access token of a machine account.
  case token = 6
  /// A grant of a resource to a principal.
  case grant = 7
  /// An entry of the event log.
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
  /// What the entity is.
  package let kind: EntityKind
  /// The id of 16 bytes, which never changes.
  package let id: UUID128
  /// The name, for people: the id decides.
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
  /// May do everything.
  case owner = 0
  /// May do what owners may, except for what the rules leave to owners.
  case admin = 1
  /// May do what grants allow.
  case user = 2
  /// A user with single permissions of an administrator.
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
  /// Suspended: keeps role and grants, and cannot sign in.
  case revoked = -1
  /// Invited, and not yet signed in.
  case invited = 0
  /// Accepted the invitation, and not yet confirmed.
  case accepted = 1
  /// A full member.
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
  /// A passphrase that the person chose.
  case passphrase = 1
  /// A key in a file, for scripts that run without a person.
  case cronKey = 2
  /// The code of an invitation, which is used once.
  case invite = 3
  /// A key in a file for the day when the passphrase is forgotten.
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
