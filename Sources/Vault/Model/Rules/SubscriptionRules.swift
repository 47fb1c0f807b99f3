extension SubscriptionNumbers {
  /// The numbers after a change; one that the plan or the use does not allow is refused.
  func changed(
    by change: SubscriptionChange, use store: any VaultStore
  ) throws(VaultError) -> SubscriptionNumbers {
    var after = self
    if let plan = change.plan, plan != self.plan { after = try changed(to: plan, store) }
    if after.plan.canGrow { try after.set(change, store) } else { try after.refuse(change) }
    return after
  }

  /// The numbers of another plan; what does not fit in it is refused.
  private func changed(
    to plan: Plan, _ store: any VaultStore
  ) throws(VaultError) -> SubscriptionNumbers {
    var after = SubscriptionNumbers(
      plan, used: (seats: try store.used(.seats), accounts: try store.used(.machineAccounts)))
    guard plan.canGrow else {
      for what in Counted.allCases {
        guard let most = after.included(what) else { continue }
        let used = try store.used(what)
        if used > most { throw .subscription(problem: .planTooSmall(plan, what, most: most, used: used)) }
      }
      return after
    }
    after.maxSeats = maxSeats
    after.maxMachineAccounts = maxMachineAccounts
    return after
  }

  /// Sets the numbers of a plan that can grow.
  private mutating func set(
    _ change: SubscriptionChange, _ store: any VaultStore
  ) throws(VaultError) {
    if let seats = change.seats {
      try check(seats, .seats, base: nil, store)
      self.seats = seats
    }
    if let accounts = change.machineAccounts {
      try check(accounts, .machineAccounts, base: plan.accounts, store)
      machineAccounts = accounts
    }
    if let ceiling = change.maxSeats { maxSeats = ceiling.number }
    if let ceiling = change.maxMachineAccounts { maxMachineAccounts = ceiling.number }
    for what in [Counted.machineAccounts, .seats] {
      guard let limit = limit(what), let included = included(what), limit < included
      else { continue }
      throw .subscription(problem: .limitBelowIncluded(what, limit: limit, included: included))
    }
  }

  private func check(
    _ number: Int64, _ what: Counted, base: Int64?, _ store: any VaultStore
  ) throws(VaultError) {
    if number < 1 { throw .subscription(problem: .belowOne(what)) }
    if let base, number < base { throw .subscription(problem: .belowPlan(plan, what, base: base)) }
    let used = try store.used(what)
    if number < used { throw .subscription(problem: .belowUse(what, used: used)) }
  }

  /// Refuses numbers for a plan that has none to set; those that it has anyway are no change.
  private func refuse(_ change: SubscriptionChange) throws(VaultError) {
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
}
