/// What a caller needs on the thing that an operation is about.
package enum Right: Sendable, Hashable, CaseIterable {
  /// Never.
  case no
  /// Read on it: a list holds what can be read.
  case read
  /// Write on it.
  case write
  /// Write on something, whatever it is, unless the organization lets any or no machine account do it.
  case someWrite
  /// Nothing: always.
  case all
}

/// One line of the table.
package struct Rule: Sendable, Equatable {
  /// The operation that the line is about.
  package let operation: VaultOperation
  /// What each kind of caller needs for it; a kind that is missing may not do it.
  package fileprivate(set) var rights: [CallerKind: Right]
  /// The bit that lets a custom person do what an administrator may.
  package fileprivate(set) var bit: Permissions?
  /// Whether only people with access to secrets may: the product's gate before everything else.
  package fileprivate(set) var isGated: Bool
  /// Whether owners may while the vault is disabled.
  package fileprivate(set) var isOpenToOwners: Bool

  fileprivate init(
    _ operation: VaultOperation, _ owner: Right, _ admin: Right, _ user: Right, _ account: Right,
    bit: Permissions? = nil, gate: Bool = true, open: Bool = false
  ) {
    self.operation = operation
    rights = [.owner: owner, .admin: admin, .user: user, .account: account]
    self.bit = bit
    isGated = gate
    isOpenToOwners = open
  }
}

/// Which policies give what: read and write are each the or over all that apply, nothing denies.
package enum AccessRule: Sendable, Hashable, CaseIterable {
  /// A person's own policies apply to them.
  case ownGrants
  /// The policies of a person's groups apply to them.
  case groupGrants
  /// A machine account's policies apply to it.
  case accountGrants
  /// A policy on a project applies to its secrets.
  case projectOfSecret
  /// A policy ends at its expiry.
  case expiry
  /// Only people who have joined and are not suspended may anything.
  case confirmed
}

/// The rules that protect people from each other.
package enum PeopleRule: Sendable, Hashable, CaseIterable {
  /// A person cannot change another one of a higher role.
  case noHigherTarget
  /// A person cannot give a role above their own.
  case noHigherRole
  /// A custom person has every permission bit of the people whom they change, and every bit that they give.
  case bitsWithinOwn
  /// At least one person stays owner.
  case keepsAnOwner
}

/// The rules of access, as data: a test flips each entry.
package struct RuleTable: Sendable {
  private var rules: [VaultOperation: Rule]
  private var accessRules: Set<AccessRule>
  private var peopleRules: Set<PeopleRule>

  /// The rules of the house.
  ///
  /// An operation that is about a thing needs the right on that thing: of a new secret the project,
  /// of tokens and events the machine account, of a grant the object. A grant that is new to a
  /// machine account needs write on that account, too (`grantToAccount`).
  // swift-format-ignore
  package static let standard = RuleTable([
    //                          owner admin user   machine
    Rule(.projectList,         .all, .all, .read,  .read),
    Rule(.projectShow,         .all, .all, .read,  .read),
    Rule(.projectCreate,       .all, .all, .all,   .someWrite),
    Rule(.projectRename,       .all, .all, .write, .write),
    Rule(.projectDelete,       .all, .all, .write, .write),

    Rule(.accountList,         .all, .all, .read,  .no),
    Rule(.accountShow,         .all, .all, .read,  .no),
    Rule(.accountCreate,       .all, .all, .all,   .no),
    Rule(.accountRename,       .all, .all, .write, .no),
    Rule(.accountDescribe,     .all, .all, .write, .no),
    Rule(.accountDelete,       .all, .all, .write, .no),
    Rule(.accountActAs,        .all, .all, .write, .no),

    Rule(.secretList,          .all, .all, .read,  .read),
    Rule(.secretShow,          .all, .all, .read,  .read),
    Rule(.secretCreate,        .all, .all, .write, .write),
    Rule(.secretCreateAlone,   .all, .all, .no,    .no),
    Rule(.secretReveal,        .all, .all, .read,  .read),
    Rule(.secretEdit,          .all, .all, .write, .write),
    Rule(.secretMove,          .all, .all, .write, .write),
    Rule(.secretDelete,        .all, .all, .write, .write),
    Rule(.secretVersions,      .all, .all, .read,  .read),
    Rule(.versionDelete,       .all, .all, .write, .write),
    Rule(.trashList,           .all, .all, .no,    .no),
    Rule(.trashRestore,        .all, .all, .no,    .no),
    Rule(.trashPurge,          .all, .all, .no,    .no),

    Rule(.grantList,           .all, .all, .write, .no),
    Rule(.grantChange,         .all, .all, .write, .no),
    Rule(.grantRevoke,         .all, .all, .write, .no),
    Rule(.grantToAccount,      .all, .all, .write, .no),

    Rule(.tokenList,           .all, .all, .read,  .no),
    Rule(.tokenCreate,         .all, .all, .write, .no),
    Rule(.tokenRevoke,         .all, .all, .write, .no),
    Rule(.loginClear,          .all, .all, .write, .no),

    Rule(.personList,          .all, .all, .all,   .no, gate: false),
    Rule(.personInvite,        .all, .all, .no,    .no, bit: .managePeople, gate: false),
    Rule(.personSet,           .all, .all, .no,    .no, bit: .managePeople, gate: false),
    Rule(.personRemove,        .all, .all, .no,    .no, bit: .managePeople, gate: false),
    Rule(.personReset,         .all, .all, .no,    .no, bit: .managePeople, gate: false),
    Rule(.groupList,           .all, .all, .all,   .no, gate: false),
    Rule(.groupChange,         .all, .all, .no,    .no, bit: .manageGroups, gate: false),
    Rule(.groupShrink,         .all, .all, .no,    .no, bit: .manageGroups, gate: false),
    Rule(.keyCreate,           .all, .all, .all,   .no, gate: false),
    Rule(.keyRevoke,           .all, .all, .all,   .no, gate: false),
    Rule(.passphraseChange,    .all, .all, .all,   .no, gate: false),

    Rule(.eventList,           .all, .all, .read,  .no, bit: .eventLogs, gate: false),
    Rule(.eventExport,         .all, .all, .read,  .no, bit: .eventLogs, gate: false),
    Rule(.eventImport,         .all, .no,  .no,    .no, gate: false),
    Rule(.importData,          .all, .all, .no,    .no),
    Rule(.exportData,          .all, .all, .no,    .no),
    Rule(.vaultSet,            .all, .no,  .no,    .no, gate: false, open: true),
    Rule(.auditKeyRevoke,      .all, .no,  .no,    .no, gate: false, open: true),
    Rule(.vaultStatus,         .all, .all, .no,    .no, gate: false, open: true),
    Rule(.vaultVerify,         .all, .all, .no,    .no, gate: false, open: true),
    Rule(.subscriptionShow,    .all, .all, .no,    .no, gate: false, open: true),
    Rule(.subscriptionSet,     .all, .no,  .no,    .no, gate: false, open: true),
    Rule(.vaultBackup,         .all, .all, .no,    .no, gate: false),
    Rule(.vaultRestore,        .all, .no,  .no,    .no, gate: false),
    Rule(.vaultRekey,          .all, .no,  .no,    .no, gate: false),
    Rule(.recoveryCreate,      .all, .no,  .no,    .no, gate: false),
  ])

  private init(_ rules: [Rule]) {
    self.rules = Dictionary(uniqueKeysWithValues: rules.map { ($0.operation, $0) })
    accessRules = Set(AccessRule.allCases)
    peopleRules = Set(PeopleRule.allCases)
  }

  /// Whether a rule of policies holds.
  package func holds(_ rule: AccessRule) -> Bool { accessRules.contains(rule) }

  /// Whether a rule of people holds.
  package func holds(_ rule: PeopleRule) -> Bool { peopleRules.contains(rule) }

  /// What the caller needs for an operation: `no` also for who is not allowed anything at all.
  package func right(_ caller: Caller, _ operation: VaultOperation) -> Right {
    guard let rule = rules[operation] else { return .no }
    var column = caller.kind
    if case .person(let person) = caller {
      if holds(.confirmed), person.status != .confirmed { return .no }
      if rule.isGated, !person.hasAccess { return .no }
      if let bit = rule.bit, person.role == .custom, person.permissions.contains(bit) { column = .admin }
    }
    return rule.rights[column, default: .no]
  }

  /// Whether only people with access to secrets may.
  func isGated(_ operation: VaultOperation) -> Bool { rules[operation]?.isGated ?? true }

  /// Whether an operation is refused to the caller while the vault is disabled.
  func isDisabled(_ operation: VaultOperation, to caller: Caller) -> Bool {
    guard let rule = rules[operation], rule.isOpenToOwners else { return true }
    return caller.kind != .owner
  }

  /// Whether what the caller may do depends on policies.
  func dependsOnPolicies(_ caller: Caller) -> Bool {
    VaultOperation.allCases.contains {
      switch right(caller, $0) {
      case .read, .write, .someWrite: true
      case .no, .all: false
      }
    }
  }
}

/// One entry of the table changed, for tests.
package enum RuleFlip: Sendable, Hashable {
  /// Another right of a kind of caller.
  case right(VaultOperation, CallerKind, Right)
  /// Another bit that gives custom people the rights of administrators.
  case bit(VaultOperation, Permissions?)
  /// The gate of access to secrets, the other way round.
  case gate(VaultOperation)
  /// Whether owners may while the vault is disabled, the other way round.
  case open(VaultOperation)
  /// A rule of access, the other way round.
  case access(AccessRule)
  /// A rule of people, the other way round.
  case people(PeopleRule)
}

extension RuleTable {
  /// The same rules with one entry flipped.
  package func flipping(_ flip: RuleFlip) -> RuleTable {
    var copy = self
    switch flip {
    case .right(let operation, let kind, let right): copy.rules[operation]?.rights[kind] = right
    case .bit(let operation, let bit): copy.rules[operation]?.bit = bit
    case .gate(let operation): copy.rules[operation]?.isGated.toggle()
    case .open(let operation): copy.rules[operation]?.isOpenToOwners.toggle()
    case .access(let rule): copy.accessRules.formSymmetricDifference([rule])
    case .people(let rule): copy.peopleRules.formSymmetricDifference([rule])
    }
    return copy
  }

  /// Every change of one entry that means something else.
  package var flips: [RuleFlip] {
    var flips: [RuleFlip] = []
    for operation in VaultOperation.allCases {
      guard let rule = rules[operation] else { continue }
      let meanings: [Right] =
        operation.subjects.isEmpty ? [.no, .all, .someWrite] : [.no, .read, .write, .all]
      for kind in CallerKind.allCases {
        for right in meanings where right != rule.rights[kind] {
          flips.append(.right(operation, kind, right))
        }
      }
      if rule.rights[.admin] != rule.rights[.user] {
        let others: [Permissions?] = [nil, .eventLogs, .managePeople, .manageGroups]
        for bit in others where bit != rule.bit { flips.append(.bit(operation, bit)) }
      }
      flips.append(.gate(operation))
      flips.append(.open(operation))
    }
    return flips + AccessRule.allCases.map { .access($0) } + PeopleRule.allCases.map { .people($0) }
  }
}
