import Vault

/// Who may do what, written once more from the tables of the product's reference and the rights that
/// the house adds: it shares no rule with the vault.
struct RulesOracle {
  let world: SmallWorld

  enum Verdict: Hashable { case allowed, refused, unseen, needsWrite, disabled }

  /// 0: nothing, 1: "Can read", 2: "Can read, write".
  func level(_ caller: SmallWorld.Side, _ thing: SmallWorld.Side) -> Int {
    var subjects = [caller]
    if caller.kind == .person {
      if !world.people[caller.place].hasAccess { return 0 }
      subjects += world.groups.indices.filter { world.groups[$0].contains(caller.place) }
        .map { SmallWorld.Side(.group, $0) }
    }
    var objects = [thing]
    if thing.kind == .secret, let home = world.homes[thing.place] {
      objects.append(SmallWorld.Side(.project, home))
    }
    let grants = world.grants.filter { subjects.contains($0.subject) && objects.contains($0.object) }
    return grants.filter { !$0.isExpired }.map(\.level).max() ?? 0
  }

  func verdict(
    _ caller: SmallWorld.Side, _ operation: VaultOperation, _ thing: SmallWorld.Side?
  ) -> Verdict {
    let isDisabled = !world.isEnabled || !world.usesSecretsManager
    if caller.kind == .account { return isDisabled ? .disabled : machine(caller, operation, thing) }
    let person = world.people[caller.place]
    let isAdmin = person.role == .owner || person.role == .admin
    func may(_ bit: String) -> Bool { isAdmin || person.role == .custom && person.bits.contains(bit) }
    if person.status != .confirmed { return .refused }
    if isDisabled {
      switch (person.role, operation) {
      case (.owner, .vaultSet), (.owner, .vaultStatus), (.owner, .vaultVerify), (.owner, .subscriptionShow),
        (.owner, .subscriptionSet), (.owner, .auditKeyRevoke):
        return .allowed
      default: return .disabled
      }
    }
    switch operation {
    case .personList, .groupList, .keyCreate, .keyRevoke, .passphraseChange: return .allowed
    case .personInvite, .personSet, .personRemove, .personReset:
      return may("manage-people") ? .allowed : .refused
    case .groupChange, .groupShrink: return may("manage-groups") ? .allowed : .refused
    case .vaultStatus, .vaultVerify, .subscriptionShow, .vaultBackup: return isAdmin ? .allowed : .refused
    case .vaultSet, .auditKeyRevoke, .subscriptionSet, .eventImport, .vaultRestore, .vaultRekey,
      .recoveryCreate:
      return person.role == .owner ? .allowed : .refused
    case .eventList, .eventExport: return may("event-logs") ? .allowed : needs(1, caller, thing)
    default: if !person.hasAccess { return .refused }
    }
    if isAdmin { return .allowed }
    switch operation {
    case .projectCreate, .accountCreate: return .allowed
    case .secretCreateAlone, .importData, .exportData, .trashList, .trashRestore, .trashPurge: return .refused
    case .projectList, .projectShow, .accountList, .accountShow, .secretList, .secretShow, .secretReveal,
      .secretVersions, .tokenList:
      return needs(1, caller, thing)
    default: return needs(2, caller, thing)
    }
  }

  /// What a machine account may do: section 3.6.
  private func machine(
    _ caller: SmallWorld.Side, _ operation: VaultOperation, _ thing: SmallWorld.Side?
  ) -> Verdict {
    switch operation {
    case .projectList, .projectShow, .secretList, .secretShow, .secretReveal, .secretVersions:
      needs(1, caller, thing)
    case .projectRename, .projectDelete, .secretCreate, .secretEdit, .secretMove, .secretDelete,
      .versionDelete:
      needs(2, caller, thing)
    case .projectCreate:
      switch world.machineProjects {
      case .any: .allowed
      case .none: .refused
      case .writers:
        world.grants.contains { $0.subject == caller && $0.level == 2 && !$0.isExpired } ? .allowed : .refused
      }
    default: .refused
    }
  }

  private func needs(_ wanted: Int, _ caller: SmallWorld.Side, _ thing: SmallWorld.Side?) -> Verdict {
    guard let thing else { return .allowed }
    let level = level(caller, thing)
    return level == 0 ? .unseen : level < wanted ? .needsWrite : .allowed
  }

  /// Whether a person may change another one, or give a role with these bits.
  func mayReach(_ caller: Int, _ role: Role, _ bits: Set<String>) -> Bool {
    let person = world.people[caller]
    let order: [Role] = [.user, .custom, .admin, .owner]
    guard let own = order.firstIndex(of: person.role), let other = order.firstIndex(of: role),
      other <= own
    else { return false }
    return person.role != .custom || role != .custom || bits.isSubset(of: person.bits)
  }

  /// A grant or its end: write on the object; new to a machine account also write on that account.
  func grant(
    _ caller: SmallWorld.Side, _ subject: SmallWorld.Side, _ object: SmallWorld.Side,
    _ operation: VaultOperation = .grantChange
  ) -> Verdict {
    let first = verdict(caller, operation, object)
    if first != .allowed || subject.kind != .account { return first }
    if world.grants.contains(where: { $0.subject == subject && $0.object == object }) { return .allowed }
    return verdict(caller, .grantToAccount, subject)
  }
}
