/// The caller of an operation: a person, or a machine account with one of its tokens.
package enum Caller: Sendable, Equatable {
  /// A person who signed in.
  case person(Person)
  /// The creation number of a machine account.
  case account(Int64)

  /// The column of the table of rules.
  package var kind: CallerKind {
    guard case .person(let person) = self else { return .account }
    return switch person.role {
    case .owner: .owner
    case .admin: .admin
    case .user, .custom: .user
    }
  }
}

/// The columns of the table of rules; a custom person is a user with bits.
package enum CallerKind: Sendable, Hashable, CaseIterable { case owner, admin, user, account }

/// The bits of a custom role: each gives what an administrator may do there.
package struct Permissions: OptionSet, Sendable, Hashable {
  /// The bits as they are stored.
  package let rawValue: Int64

  /// The permissions of some bits.
  package init(rawValue: Int64) { self.rawValue = rawValue }

  /// May read and export all events.
  package static let eventLogs = Permissions(rawValue: 1)
  /// May invite, change and remove people.
  package static let managePeople = Permissions(rawValue: 2)
  /// May create, change and delete groups.
  package static let manageGroups = Permissions(rawValue: 4)

  /// All of them, with their words.
  package static let words: [(word: String, permission: Permissions)] = [
    ("event-logs", .eventLogs), ("manage-people", .managePeople), ("manage-groups", .manageGroups),
  ]

  /// The words of the set.
  package var words: [String] { Self.words.filter { contains($0.permission) }.map(\.word) }

  /// Every bit that there is.
  package static let all: Permissions = [.eventLogs, .managePeople, .manageGroups]
}
