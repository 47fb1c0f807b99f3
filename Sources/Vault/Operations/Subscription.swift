/// How much of something is used, included and possible.
package struct Allowance: Sendable, Equatable {
  /// How many there are.
  package let used: Int64
  /// How many are included; nil: no limit.
  package let included: Int64?
  /// How many there may ever be; nil: no limit.
  package let limit: Int64?

  /// Numbers.
  package init(used: Int64, included: Int64?, limit: Int64?) {
    self.used = used
    self.included = included
    self.limit = limit
  }
}

/// The subscription of the organization.
package struct Subscription: Sendable, Equatable {
  /// Its stored numbers.
  package let numbers: SubscriptionNumbers
  /// The switches of the organization.
  package let organization: OrganizationState
  private let allowances: [Counted: Allowance]

  init(_ numbers: SubscriptionNumbers, _ organization: OrganizationState, _ used: [Counted: Int64]) {
    self.numbers = numbers
    self.organization = organization
    allowances = used.reduce(into: [:]) { all, entry in
      all[entry.key] = Allowance(
        used: entry.value, included: numbers.included(entry.key), limit: numbers.limit(entry.key))
    }
  }

  /// How much of something is used, included and possible.
  package subscript(what: Counted) -> Allowance {
    allowances[what] ?? Allowance(used: 0, included: numbers.included(what), limit: numbers.limit(what))
  }
}

/// The most of something.
package enum Ceiling: Sendable, Equatable {
  /// No ceiling.
  case open
  case at(Int64)

  fileprivate var number: Int64? {
    guard case .at(let number) = self else { return nil }
    return number
  }
}

/// Changes of the subscription; nil keeps a field.
package struct SubscriptionChange: Sendable, Equatable {
  /// The plan.
  package var plan: Plan?
  /// Seats included.
  package var seats: Int64?
  /// Machine accounts included.
  package var machineAccounts: Int64?
  /// The most seats.
  package var maxSeats: Ceiling?
  /// The most machine accounts.
  package var maxMachineAccounts: Ceiling?

  /// No change.
  package init() {}
}

extension VaultSession {
  /// The subscription, with the numbers in use.
  package func subscription() throws(VaultError) -> Subscription {
    try read(.subscriptionShow) { () throws(VaultError) in
      let row = try organizationRow()
      var used: [Counted: Int64] = [:]
      for what in Counted.allCases { used[what] = try self.used(what) }
      return Subscription(try SubscriptionNumbers(row), OrganizationState(row), used)
    }
  }

  /// Changes the subscription; values that are the same already change nothing.
  package func setSubscription(
    _ change: SubscriptionChange
  ) throws(VaultError) -> (before: SubscriptionNumbers, after: SubscriptionNumbers) {
    try write(.subscriptionSet) { (writer) throws(VaultError) in
      let row = try organizationRow()
      let before = try SubscriptionNumbers(row)
      var after = before
      if let plan = change.plan, plan != before.plan { after = try changed(before, to: plan) }
      if after.plan.canGrow {
        try setNumbers(change, &after)
      } else {
        try refuseNumbers(change, after.plan)
      }
      if before == after { return (before, after) }
      try write(after, row, writer)
      try writer.record(.subscriptionChanged) {
        $0.detail = EventDetail.subscription(before: before, after: after)
      }
      return (before, after)
    }
  }

  /// The numbers of another plan; what does not fit in it is refused.
  private func changed(
    _ before: SubscriptionNumbers, to plan: Plan
  ) throws(VaultError) -> SubscriptionNumbers {
    var after = SubscriptionNumbers(
      plan, used: (seats: try used(.seats), accounts: try used(.machineAccounts)))
    guard plan.canGrow else {
      for what in Counted.allCases {
        guard let most = after.included(what) else { continue }
        let used = try self.used(what)
        if used > most { throw .subscription(problem: .planTooSmall(plan, what, most: most, used: used)) }
      }
      return after
    }
    after.maxSeats = before.maxSeats
    after.maxMachineAccounts = before.maxMachineAccounts
    return after
  }

  /// Sets the numbers of a plan that can grow.
  private func setNumbers(
    _ change: SubscriptionChange, _ after: inout SubscriptionNumbers
  ) throws(VaultError) {
    if let seats = change.seats {
      try check(seats, .seats, base: nil, after.plan)
      after.seats = seats
    }
    if let accounts = change.machineAccounts {
      try check(accounts, .machineAccounts, base: after.plan.accounts, after.plan)
      after.machineAccounts = accounts
    }
    if let ceiling = change.maxSeats { after.maxSeats = ceiling.number }
    if let ceiling = change.maxMachineAccounts { after.maxMachineAccounts = ceiling.number }
    for what in [Counted.machineAccounts, .seats] {
      guard let limit = after.limit(what), let included = after.included(what), limit < included
      else { continue }
      throw .subscription(problem: .limitBelowIncluded(what, limit: limit, included: included))
    }
  }

  private func check(
    _ number: Int64, _ what: Counted, base: Int64?, _ plan: Plan
  ) throws(VaultError) {
    if number < 1 { throw .subscription(problem: .belowOne(what)) }
    if let base, number < base { throw .subscription(problem: .belowPlan(plan, what, base: base)) }
    let used = try self.used(what)
    if number < used { throw .subscription(problem: .belowUse(what, used: used)) }
  }

  /// Refuses numbers for a plan that has none to set; those that it has anyway are no change.
  private func refuseNumbers(_ change: SubscriptionChange, _ plan: Plan) throws(VaultError) {
    for (what, number, base, ceiling) in [
      (Counted.machineAccounts, change.machineAccounts, plan.accounts, change.maxMachineAccounts),
      (.seats, change.seats, plan.seats, change.maxSeats),
    ] {
      if number == nil, ceiling?.number == nil { continue }
      guard let base else { throw .subscription(problem: .noLimits(plan)) }
      if let number, number < base {
        throw .subscription(problem: .belowPlan(plan, what, base: base))
      }
      if number != base || ceiling?.number != nil {
        throw .subscription(problem: .cannotGrow(plan, what, base: base))
      }
    }
  }

  /// Writes the numbers of a subscription into the organization's row.
  func write(
    _ numbers: SubscriptionNumbers, _ row: OrganizationRow, _ writer: Writer
  ) throws(VaultError) {
    try store.update(
      OrganizationRow.self, number: row.number,
      set: numbers.columns + [(.revised, .int(writer.now)), (.version, .int(row.stamp.version + 1))])
  }
}
