package import Base

/// The organization of a vault.
package struct Organization: Sendable, Equatable {
  /// The id of 16 bytes, which never changes.
  package let id: UUID128
  /// The name, as people see it in prompts and exports.
  package let name: String
  /// When it was made, in µs.
  package let created: Int64
  /// The address that clients sign in at.
  package let identityURL: String
  /// The address of the interface.
  package let apiURL: String
  /// Counts restores and rekeys: keys opened in an earlier generation do not open the present rows.
  package internal(set) var generation: Int64
  /// The version of the organization key.
  package internal(set) var keyVersion: Int64

  /// The address that clients sign in at when none is set.
  package static let defaultIdentityURL = "http://127.0.0.1:8087/identity"
  /// The address of the interface when none is set.
  package static let defaultAPIURL = "http://127.0.0.1:8087/api"

  init(_ row: OrganizationRow) {
    id = row.id
    name = row.name
    created = row.stamp.created
    identityURL = row.identityURL ?? Self.defaultIdentityURL
    apiURL = row.apiURL ?? Self.defaultAPIURL
    generation = row.generation
    keyVersion = row.keyVersion
  }
}

/// A member of the organization.
package struct Person: Sendable, Equatable {
  /// The creation number, by which other tables refer to the row.
  package let number: Int64
  /// The id of 16 bytes, which never changes.
  package let id: UUID128
  /// The e-mail address.
  package let email: String
  /// The name, where the person or an inviter gave one.
  package let name: String?
  /// What the person may do in the organization.
  package let role: Role
  /// The bits of a custom role.
  package let permissions: Permissions
  /// Whether the person belongs to the organization, or is only invited or suspended.
  package let status: PersonStatus
  /// Whether the person may use secrets at all.
  package let hasAccess: Bool
  /// When it was made, in µs.
  package let created: Int64
  /// The day the person was last seen, in µs.
  package let lastSeen: Int64?

  init(_ row: PersonRow) {
    number = row.number
    id = row.id
    email = row.email
    name = row.name
    role = row.role
    permissions = Permissions(rawValue: row.permissions)
    status = row.status
    hasAccess = row.hasAccess
    created = row.stamp.created
    lastSeen = row.lastSeen
  }

  /// A person for tests of rules, who is in no store.
  package init(
    number: Int64, role: Role, permissions: Permissions = [], status: PersonStatus = .confirmed,
    hasAccess: Bool = true
  ) {
    self.number = number
    id = UUID128(high: 0, low: UInt64(bitPattern: number))
    email = ""
    name = nil
    self.role = role
    self.permissions = permissions
    self.status = status
    self.hasAccess = hasAccess
    created = 0
    lastSeen = nil
  }

  /// A copy without any rights, for a person who was removed.
  var suspended: Person {
    Person(number: number, role: .user, permissions: [], status: .revoked, hasAccess: false)
  }

  /// The person as a reference.
  package var ref: EntityRef { EntityRef(kind: .person, id: id, name: email) }
}

/// A group of people.
package struct Group: Sendable, Equatable {
  /// The creation number, by which other tables refer to the row.
  package let number: Int64
  /// The id of 16 bytes, which never changes.
  package let id: UUID128
  /// The name, which is stored in plain text.
  package let name: String
  /// When it was made, in µs.
  package let created: Int64

  init(_ row: GroupRow) {
    number = row.number
    id = row.id
    name = row.name
    created = row.stamp.created
  }

  /// The group as a reference.
  package var ref: EntityRef { EntityRef(kind: .group, id: id, name: name) }
}

/// A machine account: the principal that a program acts as.
package struct MachineAccount: Sendable, Equatable {
  /// The creation number, by which other tables refer to the row.
  package let number: Int64
  /// The id of 16 bytes, which never changes.
  package let id: UUID128
  /// The name in plain text.
  package let name: String
  /// False when the stored name does not decrypt; `name` is then a placeholder.
  package let isReadable: Bool
  /// When it was made, in µs.
  package let created: Int64
  /// When it was last changed, in µs.
  package let revised: Int64
  /// The id of its creator.
  package let createdBy: UUID128?

  init(_ row: AccountRow, name: DecryptedName) {
    number = row.number
    id = row.id
    self.name = name.text
    isReadable = name.isReadable
    created = row.stamp.created
    revised = row.stamp.revised
    createdBy = row.stamp.createdBy
  }

  init(_ facts: ListedFacts, name: DecryptedName) {
    number = facts.number
    id = facts.id
    self.name = name.text
    isReadable = name.isReadable
    created = facts.created
    revised = facts.revised
    createdBy = facts.createdBy
  }

  /// The machine account as a reference.
  package var ref: EntityRef { EntityRef(kind: .account, id: id, name: name) }
}

/// How much belongs to a machine account.
package struct AccountCounts: Sendable, Equatable {
  /// Distinct live secrets that it can read.
  package var secrets = 0
  /// Projects that it can read.
  package var projects = 0
  /// People and groups with a grant on it.
  package var people = 0
  /// Tokens that were not revoked, expired ones included.
  package var tokens = 0

  /// Counts.
  package init(secrets: Int = 0, projects: Int = 0, people: Int = 0, tokens: Int = 0) {
    self.secrets = secrets
    self.projects = projects
    self.people = people
    self.tokens = tokens
  }
}

/// A project: what holds secrets, and what grants are mostly about.
package struct Project: Sendable, Equatable {
  /// The creation number, by which other tables refer to the row.
  package let number: Int64
  /// The id of 16 bytes, which never changes.
  package let id: UUID128
  /// The name in plain text.
  package let name: String
  /// False when the stored name does not decrypt; `name` is then a placeholder.
  package let isReadable: Bool
  /// When it was made, in µs.
  package let created: Int64
  /// When it was last changed, in µs.
  package let revised: Int64
  /// The id of its creator.
  package let createdBy: UUID128?

  init(_ row: ProjectRow, name: DecryptedName) {
    number = row.number
    id = row.id
    self.name = name.text
    isReadable = name.isReadable
    created = row.stamp.created
    revised = row.stamp.revised
    createdBy = row.stamp.createdBy
  }

  init(_ facts: ListedFacts, name: DecryptedName) {
    number = facts.number
    id = facts.id
    self.name = name.text
    isReadable = name.isReadable
    created = facts.created
    revised = facts.revised
    createdBy = facts.createdBy
  }

  /// The project as a reference.
  package var ref: EntityRef { EntityRef(kind: .project, id: id, name: name) }
}

/// How much belongs to a project.
package struct ProjectCounts: Sendable, Equatable {
  /// Live secrets in it.
  package var secrets = 0
  /// Machine accounts with a grant on it.
  package var accounts = 0
  /// People and groups with a grant on it.
  package var people = 0

  /// Counts.
  package init(secrets: Int = 0, accounts: Int = 0, people: Int = 0) {
    self.secrets = secrets
    self.accounts = accounts
    self.people = people
  }
}

/// A secret, without its value and note: those leave only through `reveal`.
package struct SecretItem: Sendable, Equatable {
  /// The creation number, by which other tables refer to the row.
  package let number: Int64
  /// The id of 16 bytes, which never changes.
  package let id: UUID128
  /// The key; a placeholder when it does not decrypt.
  package let key: String
  /// False when the stored key does not decrypt; `key` is then a placeholder.
  package let isReadable: Bool
  /// The project that holds it; nil: none.
  package let project: EntityRef?
  /// When it was made, in µs.
  package let created: Int64
  /// When it was last changed, in µs.
  package let revised: Int64
  /// The id of its creator.
  package let createdBy: UUID128?

  init(_ row: SecretRow, key: DecryptedName, project: EntityRef?) {
    number = row.number
    id = row.id
    self.key = key.text
    isReadable = key.isReadable
    self.project = project
    created = row.stamp.created
    revised = row.stamp.revised
    createdBy = row.stamp.createdBy
  }

  init(_ facts: ListedFacts, key: DecryptedName, project: EntityRef?) {
    number = facts.number
    id = facts.id
    self.key = key.text
    isReadable = key.isReadable
    self.project = project
    created = facts.created
    revised = facts.revised
    createdBy = facts.createdBy
  }

  /// The secret as a reference.
  package var ref: EntityRef { EntityRef(kind: .secret, id: id, name: key) }
}

/// How an access token stands.
package enum TokenStatus: String, Sendable, CaseIterable {
  /// Usable, and not near its expiry.
  case active
  /// Within 7 days of its expiry.
  case expiring = "expiring soon"
  /// No longer usable.
  case expired
}

/// An access token of a machine account; its text was shown once.
package struct TokenItem: Sendable, Equatable {
  /// The creation number, by which other tables refer to the row.
  package let number: Int64
  /// The id of 16 bytes, which never changes.
  package let id: UUID128
  /// The name in plain text.
  package let name: String
  /// False when the stored name does not decrypt; `name` is then a placeholder.
  package let isReadable: Bool
  /// The machine account.
  package let account: EntityRef
  /// Whether it is active, near its expiry, or expired.
  package let status: TokenStatus
  /// When it ends, in µs; nil: never.
  package let expires: Int64?
  /// When it was made, in µs.
  package let created: Int64
  /// The id of its creator.
  package let createdBy: UUID128?
  /// When it was last used, in µs.
  package let lastUsed: Int64?
  /// How often it was used.
  package let uses: Int64
  /// How often it may be used; nil: always.
  package let maxUses: Int64?
  /// The network that it may be used from; nil: any.
  package let from: String?
  /// The address that it was last used from.
  package let lastIP: String?

  /// How long before its expiry a token counts as expiring soon, in µs.
  package static let soon: Int64 = 7 * 86_400_000_000

  init(_ row: TokenRow, name: DecryptedName, account: EntityRef, now: Int64) {
    number = row.number
    id = row.id
    self.name = name.text
    isReadable = name.isReadable
    self.account = account
    expires = row.expires
    created = row.stamp.created
    createdBy = row.stamp.createdBy
    lastUsed = row.lastUsed
    uses = row.uses
    maxUses = row.maxUses
    from = row.fromCIDR
    lastIP = row.lastIP
    status = Self.status(expires: row.expires, now: now)
  }

  static func status(expires: Int64?, now: Int64) -> TokenStatus {
    guard let expires else { return .active }
    if expires <= now { return .expired }
    return expires - now <= soon ? .expiring : .active
  }

  /// The token as a reference.
  package var ref: EntityRef { EntityRef(kind: .token, id: id, name: name) }
}

/// A grant: who may do what with which thing.
package struct Grant: Sendable, Equatable {
  /// The creation number, by which other tables refer to the row.
  package let number: Int64
  /// The id of 16 bytes, which never changes.
  package let id: UUID128
  /// The principal that it is granted to.
  package let subject: EntityRef
  /// The object that it grants access to.
  package let object: EntityRef
  /// The access level.
  package let level: AccessLevel
  /// When it was made, in µs.
  package let created: Int64
  /// When it was last changed, in µs.
  package let revised: Int64
  /// When it ends, in µs; nil: never.
  package let expires: Int64?

  init(_ row: PolicyRow, subject: EntityRef, object: EntityRef) {
    number = row.number
    id = row.id
    self.subject = subject
    self.object = object
    level = row.level
    created = row.stamp.created
    revised = row.stamp.revised
    expires = row.expires
  }

  /// The kinds of its sides, such as `account-project`.
  package var kind: String { subject.kind.word + "-" + object.kind.word }
}

/// A name after decryption.
package struct DecryptedName: Sendable, Equatable {
  /// The name in plain text, or a placeholder.
  package let text: String
  /// Whether the name did decrypt.
  package let isReadable: Bool

  /// Stands for a name that does not decrypt, so that one bad row does not break a list.
  package static let unreadable = DecryptedName(text: "(unreadable)", isReadable: false)
}
