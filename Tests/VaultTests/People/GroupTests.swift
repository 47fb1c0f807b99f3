import Base
import Crypto
import Support
import Testing
import Vault

@Suite struct GroupTests {
  @Test func groupsGiveAndTakeWhatIsGrantedToThem() throws {
    let people = try PeopleFixture()
    let ada = people["ada"]
    let bob = people["bob"]
    let project = try ada.createProject(name: "web")
    let group = try ada.createGroup(name: " ops ")
    #expect(group.name == "ops")
    #expect(
      try ada.addToGroup(group.id, [bob.person.id, bob.person.id]).map(\.action) == [.added, .unchanged])
    #expect(try bob.projects().isEmpty)
    let request = GrantRequest(GrantSide(group.ref), on: GrantSide(project.ref), level: .read)
    #expect(try ada.grant([request, request]).map(\.action) == [.granted, .unchanged])
    #expect(try bob.projects().map(\.name) == ["web"])
    #expect(try ada.groups(ofPeople: [bob.person.number]).map { $0.map(\.name) } == [["ops"]])
    #expect(
      try ada.removeFromGroup(group.id, [bob.person.id, bob.person.id]).map(\.action) == [
        .removed, .unchanged,
      ])
    #expect(try bob.projects().isEmpty)
    _ = try ada.addToGroup(group.id, [bob.person.id])
    let deleted = try ada.deleteGroup(group.id)
    #expect(deleted.members == 1 && deleted.grants == 1)
    #expect(try bob.projects().isEmpty)
    #expect(try ada.name(.group, group.id) == "ops")
    #expect(try ada.verify().findings == [])
  }

  @Test func aNameIsThereOnce() throws {
    let session = try VaultFixture().session
    let group = try session.createGroup(name: "ops")
    let exists = VaultError.exists(kind: .group, text: "ops")
    #expect(throws: exists) { try session.createGroup(name: "ops") }
    let other = try session.createGroup(name: "OPS")
    #expect(throws: exists) { try session.renameGroup(other.id, to: "ops") }
    #expect(try session.renameGroup(group.id, to: "ops").action == .unchanged)
    for name in ["", " ", "a\nb", String(repeating: "x", count: 101)] {
      #expect(throws: VaultError.self) { try session.createGroup(name: name) }
    }
    #expect(try session.groups().count == 2)
  }

  @Test func theEightKindsOfGrantsHaveTheirEvents() throws {
    let people = try PeopleFixture()
    let ada = people["ada"]
    let person = GrantSide(people["bob"].person.ref)
    let group = GrantSide(try ada.createGroup(name: "ops").ref)
    let account = GrantSide(try ada.createAccount(name: "ci").account.ref)
    let home = try ada.createProject(name: "web")
    let project = GrantSide(home.ref)
    let secret = GrantSide(try ada.createSecret(key: "K", value: Secret(utf8: "v"), project: home.id).ref)
    let last = try ada.status().events
    for (subject, object) in [
      (person, account), (group, account), (person, project), (group, project), (person, secret),
      (group, secret), (account, project), (account, secret),
    ] {
      let isAccount = object.kind == .account
      func grant(_ level: AccessLevel, exact: Bool = false) throws -> ChangeAction? {
        try ada.grant([GrantRequest(subject, on: object, level: level)], exact: exact).first?.action
      }
      if isAccount {
        #expect(throws: VaultError.self) { try grant(.read) }
        #expect(try grant(.readWrite) == .granted)
        #expect(try grant(.readWrite) == .unchanged)
      } else {
        #expect(try grant(.read) == .granted)
        #expect(try grant(.readWrite) == .changed)
        #expect(try grant(.read) == .kept)
        #expect(try grant(.read, exact: true) == .changed)
      }
      let pair = RevokeRequest(subject, on: object)
      #expect(try ada.revoke([pair, pair]).map(\.action) == [.revoked, .unchanged])
    }
    let events = try ada.events(
      EventQuery([Condition(.number, .greater, .int(last))], order: [SortKey(.number)]))
    #expect(
      events.map(\.type) == [
        2300, 2301, 2302, 2303, 9123, 9124, 9124, 9125, 9126, 9127, 9127, 9128, 9129, 9130, 9130, 9131, 9132,
        9133, 9133, 9134, 9020, 9021, 9021, 9022, 9120, 9121, 9121, 9122,
      ])
    #expect(
      events.filter { $0.type == 2300 }.allSatisfy { $0.person == person.id && $0.account == account.id })
    #expect(throws: VaultError.self) {
      try ada.grant([GrantRequest(account, on: account, level: .readWrite)])
    }
    #expect(throws: VaultError.self) { try ada.grant([GrantRequest(project, on: secret, level: .read)]) }
    #expect(try ada.verify().findings == [])
  }
}
