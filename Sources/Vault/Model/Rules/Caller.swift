/// The caller of an operation: a person, or a machine account with one of its tokens.
package enum Caller: Sendable, Equatable {
  case person(Person)
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
  package let rawValue: Int64

  package init(rawValue: Int64) { self.rawValue = rawValue }

  package static let eventLogs = Permissions(rawValue: 1)
  package static let managePeople = Permissions(rawValue: 2)
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
