import Support
import Testing
import Vault

/// One operation of many changes does not keep others waiting longer than its batch may.
@Suite struct HeldTooLongTests {
  @Test func anOperationStopsInItsMiddle() throws {
    let fixture = try VaultFixture()
    let session = fixture.session
    let project = try session.createProject(name: "web")
    let accounts = try (0..<10).map { try session.createAccount(name: "a\($0)").account.id }
    let requests = accounts.map { GrantRequest(account: $0, project: project.id, level: .read) }
    let before = try (session.countEvents(EventQuery()), session.grants().count)
    var asked = 0
    session.isHeldTooLong = {
      asked += 1
      return asked > 3
    }
    try session.begin()
    #expect(throws: VaultError.heldTooLong) { try session.grant(requests) }
    session.rollback()
    #expect(asked == 4)
    #expect(try (session.countEvents(EventQuery()), session.grants().count) == before)
    session.isHeldTooLong = nil
    #expect(try session.grant(requests).count == 10)
    #expect(try session.verify().findings == [])
  }
}
