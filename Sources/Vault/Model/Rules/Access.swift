/// Something that policies are about, by kind and number.
package struct Resource: Sendable, Hashable {
  /// What the resource is.
  package let kind: EntityKind
  /// Its creation number.
  package let number: Int64
  /// The project of a secret.
  package let project: Int64?

  /// A resource.
  package init(_ kind: EntityKind, _ number: Int64, project: Int64? = nil) {
    self.kind = kind
    self.number = number
    self.project = project
  }
}

/// The decision of the rules on one operation.
package enum Decision: Sendable, Equatable {
  /// The caller may do it.
  case allowed
  /// Refused to this caller, regardless of the policies.
  case refused
  /// The caller may not know that the object exists.
  case unseen
  /// The caller may see the resource, but needs a grant to write.
  case needsWrite
  /// A setting suspends the vault for this caller.
  case disabled(VaultSetting)
}

/// What one caller may do: the rules applied to the policies as they are at one moment.
package struct Access: Sendable {
  /// The caller whose rights these are.
  package let caller: Caller
  private let rules: RuleTable
  private let organization: OrganizationState
  private var levels: [Resource: AccessLevel] = [:]
  private var hasSomeWrite = false

  /// The access of a caller; of the policies those count that are to the caller or one of these groups.
  package init(
    _ caller: Caller, _ rules: RuleTable, _ organization: OrganizationState,
    policies: some Sequence<PolicyRow>, groups: Set<Int64>, now: Int64
  ) {
    self.caller = caller
    self.rules = rules
    self.organization = organization
    if case .person(let person) = caller, !person.hasAccess { return }
    for policy in policies where applies(policy, groups, now) {
      let resource = Resource(policy.objectKind, policy.object)
      levels[resource] = max(levels[resource] ?? .read, policy.level)
      if policy.level == .readWrite { hasSomeWrite = true }
    }
  }

  private func applies(_ policy: PolicyRow, _ groups: Set<Int64>, _ now: Int64) -> Bool {
    if rules.holds(.expiry), let end = policy.expires, end <= now { return false }
    switch (policy.subjectKind, caller) {
    case (.person, .person(let person)):
      return rules.holds(.ownGrants) && policy.subject == person.number
    case (.group, .person): return rules.holds(.groupGrants) && groups.contains(policy.subject)
    case (.account, .account(let number)):
      return rules.holds(.accountGrants) && policy.subject == number
    default: return false
    }
  }

  /// The level that policies give on a resource.
  package func level(on resource: Resource) -> AccessLevel? {
    var level = levels[Resource(resource.kind, resource.number)]
    if let project = resource.project, rules.holds(.projectOfSecret),
      let shared = levels[Resource(.project, project)]
    {
      level = max(level ?? shared, shared)
    }
    return level
  }

  /// The numbers of the things of a kind that policies name and give this level on.
  func named(_ kind: EntityKind, _ level: AccessLevel) -> Set<Int64> {
    Set(levels.filter { $0.key.kind == kind && $0.value >= level }.map(\.key.number))
  }

  /// The projects whose secrets are within reach on this level.
  func projectsOfSecrets(_ level: AccessLevel) -> Set<Int64> {
    rules.holds(.projectOfSecret) ? named(.project, level) : []
  }

  /// The setting that refuses an operation to the caller, if there is one.
  ///
  /// Nil for a person who has not joined or is suspended: they are refused whatever the settings.
  package func disabled(_ operation: VaultOperation) -> VaultSetting? {
    guard let setting = organization.disabledBy else { return nil }
    if case .person(let person) = caller, person.status != .confirmed { return nil }
    return rules.isDisabled(operation, to: caller) ? setting : nil
  }

  /// Whether the caller is refused because they have no access to secrets at all.
  func lacksAccess(_ operation: VaultOperation) -> Bool {
    guard case .person(let person) = caller else { return false }
    return !person.hasAccess && rules.isGated(operation)
  }

  /// The right that an operation needs.
  package func right(_ operation: VaultOperation) -> Right { rules.right(caller, operation) }

  /// What the rules say to an operation on a resource; without one, whether it may be done at all.
  package func decide(_ operation: VaultOperation, on resource: Resource? = nil) -> Decision {
    if let setting = disabled(operation) { return .disabled(setting) }
    let right = right(operation)
    switch right {
    case .no: return .refused
    case .all: return .allowed
    case .someWrite: return mayWithSomeWrite ? .allowed : .refused
    case .read, .write:
      guard let resource else { return .allowed }
      guard let level = level(on: resource) else { return .unseen }
      return right == .read || level == .readWrite ? .allowed : .needsWrite
    }
  }

  /// Whether the organization lets the caller do what needs write on something.
  private var mayWithSomeWrite: Bool {
    switch organization.machineProjects {
    case .writers: hasSomeWrite
    case .any: true
    case .none: false
    }
  }

  /// Whether the caller may change a person at all.
  package func mayManage(_ target: Person) -> Bool {
    guard case .person(let person) = caller else { return false }
    if rules.holds(.noHigherTarget), target.role.rank > person.role.rank { return false }
    return hasBits(person, target.role, target.permissions)
  }

  /// Whether the caller may give a role with these bits.
  package func mayGive(_ role: Role, _ permissions: Permissions) -> Bool {
    guard case .person(let person) = caller else { return false }
    if rules.holds(.noHigherRole), role.rank > person.role.rank { return false }
    return hasBits(person, role, permissions)
  }

  private func hasBits(_ person: Person, _ role: Role, _ permissions: Permissions) -> Bool {
    guard rules.holds(.bitsWithinOwn), person.role == .custom, role == .custom else { return true }
    return person.permissions.isSuperset(of: permissions)
  }

  /// Whether some owner must stay.
  package var keepsAnOwner: Bool { rules.holds(.keepsAnOwner) }
}

extension Role {
  /// The order of roles.
  var rank: Int {
    switch self {
    case .owner: 3
    case .admin: 2
    case .custom: 1
    case .user: 0
    }
  }
}
