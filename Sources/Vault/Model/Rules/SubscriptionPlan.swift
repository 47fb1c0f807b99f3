/// The plans of the product.
package enum Plan: String, Sendable, CaseIterable {
  /// No limits.
  case unlimited = "none"
  /// The plans with limits, from the smallest to the largest.
  case free, teams, enterprise

  /// The machine accounts that are always included; nil: no limit.
  var accounts: Int64? {
    switch self {
    case .unlimited: nil
    case .free: 3
    case .teams: 20
    case .enterprise: 50
    }
  }

  /// The seats to begin with; nil: no limit.
  var seats: Int64? {
    switch self {
    case .unlimited: nil
    case .free: 2
    case .teams, .enterprise: 1
    }
  }

  /// The most projects; nil: no limit.
  var projects: Int64? { self == .free ? 3 : nil }

  /// Whether more can be bought than the plan includes.
  var canGrow: Bool { self == .teams || self == .enterprise }
}

/// Something that a plan counts.
package enum Counted: Sendable, CaseIterable {
  /// People with access to secrets, machine accounts, and projects.
  case seats, machineAccounts, projects

  /// The word for several.
  package var word: String {
    switch self {
    case .seats: "seats"
    case .machineAccounts: "machine accounts"
    case .projects: "projects"
    }
  }
}

/// The numbers of a subscription, as they are stored.
package struct SubscriptionNumbers: Sendable, Equatable {
  /// The plan that the numbers belong to.
  package var plan: Plan
  /// Seats included; nil: no limit.
  package var seats: Int64?
  /// Machine accounts included; nil: no limit.
  package var machineAccounts: Int64?
  /// The most seats; nil: they grow without end.
  package var maxSeats: Int64?
  /// The most machine accounts; nil: they grow without end.
  package var maxMachineAccounts: Int64?

  /// The numbers of a new vault.
  static let none = SubscriptionNumbers(.unlimited)

  private init(_ plan: Plan) { self.plan = plan }

  /// A plan for an organization with this use: limits are raised to the use where the plan can grow.
  init(_ plan: Plan, used: (seats: Int64, accounts: Int64)) {
    self.plan = plan
    seats = plan.seats.map { plan.canGrow ? max($0, used.seats) : $0 }
    machineAccounts = plan.accounts.map { plan.canGrow ? max($0, used.accounts) : $0 }
  }

  init(_ row: OrganizationRow) throws(VaultError) {
    guard let plan = Plan(rawValue: row.tier) else { throw .damaged("the plan is unknown") }
    self.plan = plan
    seats = row.seats
    machineAccounts = row.machineAccounts
    maxSeats = row.maxSeats
    maxMachineAccounts = row.maxMachineAccounts
  }

  /// How many of something are included; nil: no limit.
  package func included(_ what: Counted) -> Int64? {
    switch what {
    case .seats: seats
    case .machineAccounts: machineAccounts
    case .projects: plan.projects
    }
  }

  /// How many of something there may ever be; nil: no limit.
  package func limit(_ what: Counted) -> Int64? {
    guard plan.canGrow else { return included(what) }
    return switch what {
    case .seats: maxSeats
    case .machineAccounts: maxMachineAccounts
    case .projects: nil
    }
  }

  var columns: [(column: OrganizationRow.Column, value: Field)] {
    [
      (.tier, .text(plan.rawValue)), (.seats, .int(or: seats)), (.machineAccounts, .int(or: machineAccounts)),
      (.maxSeats, .int(or: maxSeats)), (.maxMachineAccounts, .int(or: maxMachineAccounts)),
    ]
  }
}
