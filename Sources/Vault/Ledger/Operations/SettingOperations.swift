import Base

/// Sets a setting of the vault; the value that it has already changes nothing.
struct SetSetting: Operation {
  static let name = "setting.set"
  static let rule = VaultOperation.vaultSet
  /// Which one.
  let setting: VaultSetting
  /// The value.
  let value: String
  /// The digest of the value, for the event.
  let digest: [UInt8]

  func perform(in scope: Scope) throws(VaultError) -> SettingChange {
    let value = try setting.checked(value)
    let row = try scope.ledger.organizationRow()
    let change = SettingChange(setting: setting, before: setting.value(row), after: value)
    if Texts.areSame(change.before, change.after) { return change }
    try scope.update(
      OrganizationRow.self, number: row.number,
      set: [
        (setting.column, setting.field(value)), (.revised, .int(scope.now)),
        (.version, .int(row.stamp.nextVersion)),
      ])
    // Its own event is the first of a sink where there was none.
    if setting == .eventSink { scope.transaction.beginDelivery(hasSink: setting.field(value) != .null) }
    try scope.record(.vaultSet) {
      $0.detail = EventDetail.setting(setting.rawValue, digest: digest)
    }
    return change
  }
}

/// Changes the subscription; values that are the same already change nothing.
struct SetSubscription: Operation {
  static let name = "subscription.set"
  static let rule = VaultOperation.subscriptionSet
  /// The changes; nil fields stay.
  let change: SubscriptionChange

  func perform(
    in scope: Scope
  ) throws(VaultError) -> (before: SubscriptionNumbers, after: SubscriptionNumbers) {
    let row = try scope.ledger.organizationRow()
    let before = try SubscriptionNumbers(row)
    let after = try before.changed(by: change, use: scope.store)
    if before == after { return (before, after) }
    try scope.write(after, row)
    try scope.record(.subscriptionChanged) {
      $0.detail = EventDetail.subscription(before: before, after: after)
    }
    return (before, after)
  }
}

extension Scope {
  /// Makes room in the subscription for more of something, in the transaction that is about to make it.
  ///
  /// Changes nothing while the plan includes enough. Above that it raises the number, up to the limit; above the
  /// limit it throws.
  func makeRoom(for wanted: Int = 1, _ what: Counted) throws(VaultError) -> Growth? {
    let row = try ledger.organizationRow()
    let before = try SubscriptionNumbers(row)
    guard let included = before.included(what) else { return nil }
    let used = try store.used(what)
    guard let total = try before.growth(wanted, what, used: used) else { return nil }
    var after = before
    switch what {
    case .seats: after.seats = total
    case .machineAccounts: after.machineAccounts = total
    case .projects: return nil
    }
    try write(after, row)
    try record(.subscriptionGrown) {
      $0.detail = EventDetail.subscription(before: before, after: after)
    }
    return Growth(
      what: what, usedBefore: used, includedBefore: included, included: total, limit: before.limit(what))
  }

  /// Writes the numbers of a subscription into the organization's row.
  fileprivate func write(_ numbers: SubscriptionNumbers, _ row: OrganizationRow) throws(VaultError) {
    try update(
      OrganizationRow.self, number: row.number,
      set: numbers.columns + [(.revised, .int(now)), (.version, .int(row.stamp.nextVersion))])
  }
}
