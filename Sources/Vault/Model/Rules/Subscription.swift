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
  /// At most this number.
  case at(Int64)

  var number: Int64? {
    guard case .at(let number) = self else { return nil }
    return number
  }
}

/// Changes of the subscription; nil keeps a field.
package struct SubscriptionChange: Sendable, Equatable, Codable {
  /// The plan to change to.
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
