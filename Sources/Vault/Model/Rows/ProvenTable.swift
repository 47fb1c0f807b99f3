/// The tables whose rows are proven; the numbers are a format.
package enum ProvenTable: UInt8, Sendable, CaseIterable {
  /// The one row of the organization.
  case organization = 1
  /// The people.
  case person = 2
  /// The groups of people.
  case group = 3
  /// Who is in which group.
  case member = 4
  /// The passphrases, keys and invites.
  case credential = 5
  /// The projects.
  case project = 6
  /// The machine accounts.
  case account = 7
  /// The secrets.
  case secret = 8
  /// The earlier values of secrets.
  case version = 9
  /// The access tokens.
  case token = 10
  /// The grants.
  case policy = 11
  /// The files that were imported.
  case importedFile = 12
  /// The names of what was deleted.
  case tombstone = 13
  /// The public keys of servers.
  case auditKey = 14
  /// No table: the public key that a credential, an access token or a server signs with from an event on.
  case signKey = 15

  /// The words as people read them.
  package var phrase: String {
    switch self {
    case .organization: "organization"
    case .person: "person"
    case .group: "group"
    case .member: "member of a group"
    case .credential: "credential"
    case .project: "project"
    case .account: "machine account"
    case .secret: "secret"
    case .version: "earlier value"
    case .token: "access token"
    case .policy: "grant"
    case .importedFile: "import"
    case .tombstone: "tombstone"
    case .auditKey: "audit key"
    case .signKey: "signing key"
    }
  }

  /// Whether a server writes such rows, for which it has no key to seal them.
  package var isServed: Bool {
    switch self {
    case .project, .secret, .version, .policy, .tombstone: true
    default: false
    }
  }
}

extension ProvenTable {
  /// The rows of all tables, those first that others refer to.
  package static let rows: [any ProvenRow.Type] = [
    OrganizationRow.self, PersonRow.self, GroupRow.self, GroupMemberRow.self, CredentialRow.self,
    ProjectRow.self, AccountRow.self, SecretRow.self, SecretVersionRow.self, TokenRow.self, PolicyRow.self,
    ImportRow.self, TombstoneRow.self, AuditKeyRow.self,
  ]
}
