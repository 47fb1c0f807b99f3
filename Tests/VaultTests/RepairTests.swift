import Base
import Crypto
import Support
import Testing

@testable import Vault

/// `vault repair`: what can be mended without a backup is, and nothing is signed that is not right.
@Suite struct RepairTests {
  private static let day: Int64 = 86_400_000_000

  @Test func aClockThatWasAhead() throws {
    let vault = try VaultFixture()
    let ada = vault.session
    #expect(try ada.repairs() == [] && ada.repair() == [])
    vault.clock.time += 400 * Self.day
    _ = try ada.createAccount(name: "ahead")
    vault.clock.time -= 400 * Self.day
    _ = try ada.createAccount(name: "behind")
    let steps = try ada.repairs()
    #expect(steps.count == 1 && steps[0].finding.contains("days ahead of this clock"), "\(steps)")
    #expect(try ada.verify().findings.map(\.mend) == ["vault repair --yes"])
    #expect(try ada.repair() == steps && ada.repair() == [])
    _ = try ada.createAccount(name: "now")
    let last = try #require(try ada.service.store.row(HeadRow.self, number: 1))
    #expect(last.date < vault.clock.time + Self.day)
    let findings = try ada.verify().findings
    #expect(findings == [], "\(findings)")
  }

  @Test func aLostCheckpoint() throws {
    let vault = try VaultFixture()
    let ada = vault.session
    for number in 0..<550 { _ = try ada.createAccount(name: "a\(number)") }
    let store = vault.service.store
    #expect(try store.count(Query<CheckpointRow>()) == 2)
    _ = try store.delete(Query<CheckpointRow>([.equal(.number, .int(1))]))
    #expect(try ada.verify().findings.map(\.message) == ["checkpoint 1 is missing"])
    #expect(try ada.repair().count == 1)
    #expect(try ada.verify().findings == [])
  }

  @Test func whatIsDamagedIsNotRepaired() throws {
    let people = try PeopleFixture([("bob", .admin)])
    let ada = people["ada"]
    _ = try people["bob"].createAccount(name: "x")
    #expect(throws: VaultError.notAllowed(operation: "restore the vault")) { try people["bob"].repairs() }
    let store = ada.service.store
    let id = try #require(people["bob"].actor.credential).id
    _ = try store.delete(Query<CheckpointRow>([.equal(.signer, .id(id))]))
    let before = try StoreDump(store)
    #expect(throws: VaultError.damaged("`vault verify` finds 1 thing that no repair mends")) {
      try ada.repair()
    }
    #expect(try StoreDump(store) == before)
  }

  @Test func aNameThatDoesNotOpen() throws {
    let world = try ServeFixture()
    let other = try SymmetricKey(Secret(copying: [UInt8](repeating: 7, count: 64)))
    let sealed = try VaultKeys(other, organization: world.ada.organization.id).seal(
      text: "x", random: &world.vault.service.environment.random)
    try world.asAccount { (served, caller) throws(VaultError) in
      let project = try served.createProject(name: sealed, caller)
      _ = try served.deleteProjects([project.row.id], caller)
    }
    let findings = try world.ada.verify().findings
    #expect(findings.map(\.mend) == ["vault repair --yes"], "\(findings)")
    #expect(try world.ada.repair().count == 1)
    #expect(try world.ada.verify().findings == [])
  }

  @Test func aFailureAnywhereLeavesAllAsItWas() throws {
    let vault = try VaultFixture()
    vault.clock.time += 400 * Self.day
    _ = try vault.session.createAccount(name: "ahead")
    vault.clock.time -= 400 * Self.day
    let store = vault.service.store
    let before = try StoreDump(store)
    let failing = StoreFailing(store)
    let session = try vault.session.copy(on: failing, isReadOnly: false)
    var number = 1
    while true {
      failing.fail(atWrite: number)
      do throws(VaultError) { _ = try session.repair() } catch {
        #expect(failing.hasFailed, "\(error)")
      }
      if !failing.hasFailed { break }
      #expect(try StoreDump(store) == before, "write \(number)")
      number += 1
    }
    #expect(number > 3)
    #expect(try vault.session.repairs() == [] && vault.session.verify().findings == [])
  }
}
