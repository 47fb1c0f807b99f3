import Base
import Support
import Testing
import Vault

/// Plans, what they include, how they grow and what they refuse.
@Suite struct SubscriptionTests {
  private func error<T>(_ body: () throws(VaultError) -> T) -> VaultError? {
    do throws(VaultError) {
      _ = try body()
      return nil
    } catch { return error }
  }

  private func change(
    _ plan: Plan? = nil, accounts: Int64? = nil, max: Ceiling? = nil, seats: Int64? = nil,
    maxSeats: Ceiling? = nil
  ) -> SubscriptionChange {
    var change = SubscriptionChange()
    change.plan = plan
    change.machineAccounts = accounts
    change.maxMachineAccounts = max
    change.seats = seats
    change.maxSeats = maxSeats
    return change
  }

  private func types(_ session: VaultSession) throws -> [Int64] {
    try session.events(EventQuery(order: [SortKey(.number)])).map(\.type)
  }

  /// What the first lines of the store's events say of the subscription.
  private func details(_ session: VaultSession) throws -> [String] {
    try session.events(EventQuery([.oneOf(.type, [.int(9044), .int(9045)])])).compactMap(\.detail)
  }

  @Test func aNewVaultHasNoLimits() throws {
    let session = try VaultFixture().session
    let subscription = try session.subscription()
    #expect(subscription.numbers.plan == .unlimited)
    #expect(subscription[.seats] == Allowance(used: 1, included: nil, limit: nil))
    #expect(subscription[.machineAccounts] == Allowance(used: 0, included: nil, limit: nil))
    #expect(subscription[.projects] == Allowance(used: 0, included: nil, limit: nil))
    for number in 0..<60 { #expect(try session.createAccount(name: "a\(number)").growth == nil) }
    for number in 0..<4 { _ = try session.createProject(name: "p\(number)") }
    #expect(try session.events(EventQuery([.equal(.type, .int(9045))])).isEmpty)
  }

  @Test(arguments: [
    (Plan.free, Int64?(2), Int64?(3), Int64?(3)), (.teams, 1, 20, nil), (.enterprise, 1, 50, nil),
    (.unlimited, nil, nil, nil),
  ]) func eachPlanHasItsNumbers(_ plan: Plan, _ seats: Int64?, _ accounts: Int64?, _ projects: Int64?) throws
  {
    let session = try VaultFixture().session
    _ = try session.setSubscription(change(plan))
    let subscription = try session.subscription()
    #expect(subscription.numbers.plan == plan)
    #expect(subscription[.seats].included == seats)
    #expect(subscription[.machineAccounts].included == accounts)
    #expect(subscription[.projects].included == projects)
    let isFree = plan == .free
    #expect(subscription[.machineAccounts].limit == (isFree ? 3 : nil))
    #expect(subscription[.seats].limit == (isFree ? 2 : nil))
    #expect(try session.verify().findings == [])
  }

  @Test func settingWritesOneEventAndTheSameNone() throws {
    let session = try VaultFixture().session
    let wanted = change(.teams, accounts: 25, max: .at(30), seats: 4, maxSeats: .at(9))
    let first = try session.setSubscription(wanted)
    #expect(first.before.plan == .unlimited && first.after.machineAccounts == 25)
    #expect(
      try details(session) == [
        "{\"after\":{\"machine_accounts\":25,\"max_machine_accounts\":30,\"max_seats\":9,"
          + "\"plan\":\"teams\",\"seats\":4},\"before\":{\"machine_accounts\":null,"
          + "\"max_machine_accounts\":null,\"max_seats\":null,\"plan\":\"none\",\"seats\":null}}"
      ])
    let second = try session.setSubscription(wanted)
    #expect(second.before == second.after)
    #expect(try details(session).count == 1)
    // Another plan begins with its own numbers, ceilings stay, and `open` takes one away.
    let third = try session.setSubscription(change(.enterprise, max: .open))
    #expect(third.after.machineAccounts == 50 && third.after.seats == 1)
    #expect(third.after.maxMachineAccounts == nil && third.after.maxSeats == 9)
    #expect(try session.verify().findings == [])
  }

  @Test func whatIsTooSmallIsRefusedAndNothingChanges() throws {
    let session = try VaultFixture().session
    for number in 0..<22 { _ = try session.createAccount(name: "a\(number)") }
    for number in 0..<4 { _ = try session.createProject(name: "p\(number)") }
    for number in 0..<2 {
      _ = try session.invitePerson(
        email: "p\(number)@acme.example", role: .user, expires: session.service.now() + 86_400_000_000)
    }
    // What is used already is included from the beginning.
    _ = try session.setSubscription(change(.teams, max: .at(30), maxSeats: .at(5)))
    let before = try session.subscription()
    #expect(before[.machineAccounts] == Allowance(used: 22, included: 22, limit: 30))
    #expect(before[.seats] == Allowance(used: 3, included: 3, limit: 5))
    let count = try types(session).count
    let cases: [(SubscriptionChange, SubscriptionProblem)] = [
      (change(accounts: 19), .belowPlan(.teams, .machineAccounts, base: 20)),
      (change(accounts: 0), .belowOne(.machineAccounts)), (change(accounts: -5), .belowOne(.machineAccounts)),
      (change(accounts: 21), .belowUse(.machineAccounts, used: 22)),
      (change(accounts: 31), .limitBelowIncluded(.machineAccounts, limit: 30, included: 31)),
      (change(max: .at(21)), .limitBelowIncluded(.machineAccounts, limit: 21, included: 22)),
      (change(seats: 0), .belowOne(.seats)), (change(seats: 2), .belowUse(.seats, used: 3)),
      (change(seats: 6), .limitBelowIncluded(.seats, limit: 5, included: 6)),
      (change(maxSeats: .at(2)), .limitBelowIncluded(.seats, limit: 2, included: 3)),
      (change(.enterprise), .limitBelowIncluded(.machineAccounts, limit: 30, included: 50)),
      (change(.enterprise, accounts: 40), .belowPlan(.enterprise, .machineAccounts, base: 50)),
      (change(.free), .planTooSmall(.free, .seats, most: 2, used: 3)),
      (change(.unlimited, accounts: 5), .noLimits(.unlimited)),
      (change(.unlimited, max: .at(5)), .noLimits(.unlimited)),
    ]
    for (wanted, problem) in cases {
      #expect(
        error { () throws(VaultError) in try session.setSubscription(wanted) }
          == .subscription(problem: problem))
      #expect(!problem.words.isEmpty && !problem.help.isEmpty)
    }
    #expect(try session.subscription() == before)
    #expect(try types(session).count == count)
    // Back to what is used and to the plan's own is allowed; open ceilings of a plan without limits are no change.
    _ = try session.setSubscription(change(accounts: 30))
    _ = try session.setSubscription(change(accounts: 22))
    _ = try session.setSubscription(change(.unlimited, max: .open))
    #expect(try session.subscription().numbers.maxSeats == nil)
    #expect(try session.verify().findings == [])
  }

  @Test func freeNeverGrows() throws {
    let session = try VaultFixture().session
    _ = try session.setSubscription(change(.free))
    for wanted in [
      change(accounts: 4), change(accounts: 3, max: .at(9)), change(max: .at(3)), change(seats: 3),
      change(maxSeats: .at(2)),
    ] {
      guard
        case .subscription(.cannotGrow(.free, _, _))? = error({ () throws(VaultError) in
          try session.setSubscription(wanted)
        })
      else {
        Issue.record("\(wanted) was taken")
        continue
      }
    }
    #expect(
      error { () throws(VaultError) in try session.setSubscription(change(accounts: 2)) }
        == .subscription(problem: .belowPlan(.free, .machineAccounts, base: 3)))
    // What the plan has anyway is no change.
    let same = try session.setSubscription(change(.free, accounts: 3, max: .open, seats: 2))
    #expect(same.before == same.after)

    for number in 0..<3 {
      #expect(try session.createAccount(name: "a\(number)").growth == nil)
      _ = try session.createProject(name: "p\(number)")
    }
    let end = session.service.now() + 86_400_000_000
    _ = try session.invitePerson(email: "b@acme.example", role: .user, expires: end)
    let count = try types(session).count
    #expect(
      error { () throws(VaultError) in try session.createAccount(name: "a3") }
        == .limitReached(
          Shortage(plan: .free, what: .machineAccounts, used: 3, wanted: 1, included: 3, limit: 3)))
    #expect(
      error { () throws(VaultError) in try session.createProject(name: "p3") }
        == .limitReached(Shortage(plan: .free, what: .projects, used: 3, wanted: 1, included: 3, limit: 3)))
    #expect(
      error { () throws(VaultError) in
        try session.invitePerson(email: "c@acme.example", role: .user, expires: end)
      }
        == .limitReached(Shortage(plan: .free, what: .seats, used: 2, wanted: 1, included: 2, limit: 2)))
    #expect(try types(session).count == count)
    // A person without access takes no seat; what exists already needs no room.
    _ = try session.invitePerson(email: "c@acme.example", role: .user, hasAccess: false, expires: end)
    #expect(try !session.createAccount(name: "a2", ifMissing: true).isNew)
    // A slot is free again when something is deleted.
    _ = try session.deleteAccounts([try session.accounts()[0].id])
    #expect(try session.createAccount(name: "a3").isNew)
    #expect(try session.verify().findings == [])
  }

  @Test func anImportCountsItsProjects() throws {
    let session = try VaultFixture().session
    _ = try session.setSubscription(change(.free))
    _ = try session.createProject(name: "p")
    func projects(_ count: Int) -> [ImportedProject] {
      (0..<count).map {
        ImportedProject(id: "6e259761-8d90-4832-8bd8-a207cbb2c07\($0)", name: "imported \($0)")
      }
    }
    let events = try types(session).count
    #expect(
      error { () throws(VaultError) in try session.importProduct(projects: projects(3), secrets: []) }
        == .limitReached(Shortage(plan: .free, what: .projects, used: 1, wanted: 3, included: 3, limit: 3)))
    #expect(try session.countProjects() == 1)
    #expect(try types(session).count == events)
    #expect(try session.importProduct(projects: projects(2), secrets: []).projects == 2)
    #expect(try session.countProjects() == 3)
  }

  @Test func machineAccountsGrowUpToTheLimit() throws {
    let session = try VaultFixture().session
    for number in 0..<20 { _ = try session.createAccount(name: "a\(number)") }
    _ = try session.setSubscription(change(.teams, max: .at(22)))
    let made = try session.createAccount(name: "one more")
    #expect(
      made.growth
        == Growth(what: .machineAccounts, usedBefore: 20, includedBefore: 20, included: 21, limit: 22))
    // The number grows before the account is there, in the same transaction.
    #expect(try types(session).suffix(3) == [9045, 2300, 2304])
    #expect(
      try details(session).last?.hasPrefix(
        "{\"after\":{\"machine_accounts\":21,\"max_machine_accounts\":22,") == true)
    try session.begin()
    #expect(try session.createAccount(name: "two more").growth?.included == 22)
    #expect(
      error { () throws(VaultError) in try session.createAccount(name: "three more") }
        == .limitReached(
          Shortage(plan: .teams, what: .machineAccounts, used: 22, wanted: 1, included: 22, limit: 22)))
    session.rollback()
    #expect(try session.subscription()[.machineAccounts] == Allowance(used: 21, included: 21, limit: 22))
    // Nothing shrinks by itself.
    _ = try session.deleteAccounts([made.account.id])
    #expect(try session.subscription()[.machineAccounts] == Allowance(used: 20, included: 21, limit: 22))
    #expect(try session.createAccount(name: "again").growth == nil)
    _ = try session.setSubscription(change(max: .open))
    #expect(try session.createAccount(name: "more").growth?.limit == nil)
    #expect(try session.verify().findings == [])
  }

  @Test func seatsAreTakenByAccessFromTheInviteOn() throws {
    let fixture = try PeopleFixture([("bob", .user), ("eve", .user)])
    let session = fixture.vault.session
    _ = try session.setSubscription(change(.teams, maxSeats: .at(4)))
    #expect(try session.subscription()[.seats] == Allowance(used: 3, included: 3, limit: 4))
    func set(_ name: String, access: Bool? = nil, suspended: Bool? = nil) throws(VaultError) -> Change {
      var change = PersonChange()
      change.hasAccess = access
      change.isSuspended = suspended
      return try session.setPerson(fixture[name].person.id, change)
    }
    let end = fixture.vault.clock.time + 86_400_000_000
    let invited = try session.invitePerson(email: "c@acme.example", role: .user, expires: end)
    #expect(
      invited.growth == Growth(what: .seats, usedBefore: 3, includedBefore: 3, included: 4, limit: 4))
    #expect(
      error { () throws(VaultError) in
        try session.invitePerson(email: "d@acme.example", role: .user, expires: end)
      }
        == .limitReached(Shortage(plan: .teams, what: .seats, used: 4, wanted: 1, included: 4, limit: 4)))
    // A person who is suspended or loses access gives the seat back, and needs one to come back.
    #expect(try set("bob", suspended: true).growth == nil)
    _ = try session.invitePerson(email: "d@acme.example", role: .user, expires: end)
    guard case .limitReached? = error({ () throws(VaultError) in try set("bob", suspended: false) }) else {
      Issue.record("there was a seat for bob")
      return
    }
    #expect(try set("eve", access: false).growth == nil)
    #expect(try set("bob", suspended: false).growth == nil)
    guard case .limitReached? = error({ () throws(VaultError) in try set("eve", access: true) }) else {
      Issue.record("there was a seat for eve")
      return
    }
    _ = try session.setSubscription(change(maxSeats: .open))
    #expect(try set("eve", access: true).growth?.included == 5)
    #expect(try session.verify().findings == [])
  }

  @Test func onlyOwnersSetItAndChangesBehindItsBackAreFound() throws {
    let fixture = try PeopleFixture([("bob", .user), ("adm", .admin)])
    for name in ["bob", "adm"] {
      #expect(
        error { () throws(VaultError) in try fixture[name].setSubscription(change(.teams)) }
          == .notAllowed(operation: "change the subscription"))
    }
    #expect(try fixture["adm"].subscription()[.seats].used == 3)
    #expect(error { () throws(VaultError) in try fixture["bob"].subscription() } != nil)
    let session = fixture.vault.session
    #expect(
      error { () throws(VaultError) in try session.copy(isReadOnly: true).setSubscription(change(.teams)) }
        == .readOnly)
    _ = try session.setSubscription(change(.teams))
    let base = try #require(session.service.store as? StoreInMemory)
    for tampering: (OrganizationRow.Column, Field) in [
      (.tier, .text("none")), (.tier, .text("platinum")), (.machineAccounts, .int(999)), (.seats, .null),
      (.maxSeats, .int(7)), (.maxMachineAccounts, .int(7)),
    ] {
      let store = base.copy()
      try store.update(OrganizationRow.self, number: 1, set: [(tampering.0, tampering.1)])
      #expect(
        try session.copy(on: store, isReadOnly: true).verify().findings.map(\.message)
          .contains("the subscription is not what its events say"))
    }
  }
}
