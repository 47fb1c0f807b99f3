/// A number of the subscription that grew because more was needed than it included.
package struct Growth: Sendable, Equatable {
  /// What grew.
  package let what: Counted
  /// How many were used before.
  package let usedBefore: Int64
  /// How many were included before.
  package let includedBefore: Int64
  /// How many are used and included now.
  package let included: Int64
  /// How many there may ever be; nil: no limit.
  package let limit: Int64?

  /// A growth.
  package init(
    what: Counted, usedBefore: Int64, includedBefore: Int64, included: Int64, limit: Int64?
  ) {
    self.what = what
    self.usedBefore = usedBefore
    self.includedBefore = includedBefore
    self.included = included
    self.limit = limit
  }
}

/// A shortage: more of something than the subscription has room for.
package struct Shortage: Sendable, Equatable {
  /// The plan that the vault has.
  package let plan: Plan
  /// The counted resource.
  package let what: Counted
  /// How many there are.
  package let used: Int64
  /// How many more were wanted.
  package let wanted: Int64
  /// How many are included.
  package let included: Int64
  /// How many there may ever be.
  package let limit: Int64

  /// A shortage.
  package init(plan: Plan, what: Counted, used: Int64, wanted: Int64, included: Int64, limit: Int64) {
    self.plan = plan
    self.what = what
    self.used = used
    self.wanted = wanted
    self.included = included
    self.limit = limit
  }
}

extension VaultStore {
  /// How many of a resource are in use.
  ///
  /// Each person with access to secrets who is not suspended takes a seat, from the invite on.
  func used(_ what: Counted) throws(VaultError) -> Int64 {
    switch what {
    case .machineAccounts: Int64(try count(Query<AccountRow>()))
    case .projects: Int64(try count(Query<ProjectRow>()))
    case .seats:
      Int64(
        try count(
          Query<PersonRow>([
            .equal(.hasAccess, .bool(true)),
            Condition(.status, .notEqual, .int(PersonStatus.revoked.rawValue)),
          ])))
    }
  }
}

extension SubscriptionNumbers {
  /// What must be included for more of something; nil: it fits.
  ///
  /// Past the limit it is refused.
  func growth(_ wanted: Int, _ what: Counted, used: Int64) throws(VaultError) -> Int64? {
    guard let included = included(what) else { return nil }
    let total = used + Int64(wanted)
    if total <= included { return nil }
    if let limit = limit(what), total > limit {
      throw .limitReached(
        Shortage(
          plan: plan, what: what, used: used, wanted: Int64(wanted), included: included, limit: limit))
    }
    return total
  }
}

extension PersonRow {
  /// Whether the person takes a seat.
  var takesSeat: Bool { hasAccess && status != .revoked }
}
