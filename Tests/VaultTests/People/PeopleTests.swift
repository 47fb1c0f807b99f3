import Base
import Crypto
import Support
import Testing
import Vault

@Suite struct PeopleTests {
  private let day: Int64 = 86_400_000_000

  private func error(_ body: () throws(VaultError) -> Void) -> VaultError? {
    do throws(VaultError) { try body() } catch { return error }
    return nil
  }

  private func types(_ session: VaultSession) throws -> [Int64] {
    try session.events(EventQuery(order: [SortKey(.number)])).map(\.type)
  }

  @Test func anInviteOpensOnceWithTheRightCode() throws {
    let vault = try VaultFixture()
    let invite = try vault.session.invitePerson(
      email: " Bob@Acme.example ", role: .admin, expires: vault.clock.time + day)
    #expect(invite.person.email == "bob@acme.example" && invite.person.status == .invited)
    let passphrase = Secret(utf8: "a passphrase of bob")
    #expect(
      error { () throws(VaultError) in
        _ = try vault.service.unlock(email: "bob@acme.example", passphrase: passphrase)
      } == .wrongCredential)
    // Altered in any place it opens nothing.
    let text = try invite.code.text()
    for place in stride(from: 0, to: text.utf8.count, by: 7) {
      var bytes = Array(text.utf8)
      bytes[place] = bytes[place] == 65 ? 66 : 65
      #expect(
        error { () throws(VaultError) in
          _ = try vault.service.join(code: Secret(copying: bytes), passphrase: passphrase)
        } == .wrongInvite, "byte \(place)")
    }
    #expect(
      error { () throws(VaultError) in
        _ = try vault.service.join(code: invite.code, passphrase: Secret(utf8: "short"))
      } == .passphraseTooShort(minimum: 12))
    let joined = try vault.service.join(code: invite.code, passphrase: passphrase, name: " Bob ")
    #expect(joined.name == "Bob" && joined.status == .confirmed && joined.role == .admin)
    #expect(
      error { () throws(VaultError) in
        _ = try vault.service.join(code: invite.code, passphrase: passphrase)
      } == .wrongInvite)
    let session = try vault.service.unlock(email: "bob@acme.example", passphrase: passphrase)
    _ = try session.createProject(name: "web")
    #expect(try types(vault.session) == [9000, 9001, 9140, 9002, 9141, 9001, 2201, 9123])
    #expect(try vault.service.store.count(Query<CredentialRow>()) == 2)
    #expect(try vault.session.verify().findings == [])
  }

  @Test func anExpiredInviteOpensNothingAndGoesWithTheNextChange() throws {
    let vault = try VaultFixture()
    let invite = try vault.session.invitePerson(
      email: "bob@acme.example", role: .user, expires: vault.clock.time + day)
    vault.clock.time += 2 * day
    #expect(
      error { () throws(VaultError) in
        _ = try vault.service.join(code: invite.code, passphrase: Secret(utf8: "a passphrase of bob"))
      } == .wrongInvite)
    _ = try vault.session.projects()
    #expect(try vault.service.store.count(Query<CredentialRow>()) == 2)
    _ = try vault.session.createProject(name: "web")
    #expect(try vault.service.store.count(Query<CredentialRow>()) == 1)
    #expect(try types(vault.session).suffix(1) == [EventCode.inviteExpired.number])
    #expect(throws: VaultError.expiryPassed) {
      try vault.session.invitePerson(email: "e@acme.example", role: .user, expires: vault.clock.time)
    }
    #expect(throws: VaultError.self) {
      try vault.session.invitePerson(email: "e@acme.example", role: .user, expires: Int64.max)
    }
    #expect(try vault.session.verify().findings == [])
  }

  /// The code is bound to what it was made for.
  @Test func anInviteWhosePersonWasChangedBehindOurBackOpensNothing() throws {
    for change: (PersonRow.Column, Field) in [
      (.role, .int(Role.owner.rawValue)), (.email, .text("eve@acme.example")), (.permissions, .int(7)),
    ] {
      let vault = try VaultFixture()
      let invite = try vault.session.invitePerson(
        email: "bob@acme.example", role: .user, expires: vault.clock.time + day)
      try vault.service.store.update(
        PersonRow.self, number: invite.person.number, set: [(column: change.0, value: change.1)])
      #expect(
        error { () throws(VaultError) in
          _ = try vault.service.join(code: invite.code, passphrase: Secret(utf8: "a passphrase of bob"))
        } == .wrongInvite)
    }
    // Changed by who may, it goes on.
    let vault = try VaultFixture()
    let invite = try vault.session.invitePerson(
      email: "bob@acme.example", role: .user, expires: vault.clock.time + day)
    var change = PersonChange()
    change.role = .custom
    change.permissions = [.eventLogs]
    _ = try vault.session.setPerson(invite.person.id, change)
    let joined = try vault.service.join(code: invite.code, passphrase: Secret(utf8: "a passphrase of bob"))
    #expect(joined.role == .custom && joined.permissions == [.eventLogs])
  }

  @Test func aRemovedPersonsWaysInAreGoneAndWhatTheyMadeIsNamed() throws {
    let people = try PeopleFixture([("bob", .admin)])
    let bob = people["bob"]
    let account = try bob.createAccount(name: "ci").account
    let token = try bob.createToken(account: account.id, name: "t", expires: nil)
    let key = try bob.createKey(expires: people.vault.clock.time + day)
    let eve = try bob.invitePerson(
      email: "eve@acme.example", role: .user, expires: people.vault.clock.time + day)
    let sealed = try people.vault.service.store.rows(
      Query<CredentialRow>([.equal(.person, .int(bob.person.number))])
    ).map(\.sealedKey)
    #expect(sealed.count == 2)
    let removed = try people["ada"].removePerson(bob.person.id)
    #expect(removed.grants == 1 && removed.credentials == 2 && removed.groups == 0)
    #expect(removed.tokens.map(\.id) == [token.item.id])
    #expect(removed.keys.map(\.kind) == [.invite] && removed.keys.map(\.person) == ["eve@acme.example"])
    let service = people.vault.service
    #expect(
      error { () throws(VaultError) in
        _ = try service.unlock(
          email: "bob@acme.example", passphrase: Secret(utf8: PeopleFixture.passphrase))
      } == .wrongCredential)
    #expect(error { () throws(VaultError) in _ = try service.unlock(key: key.text) } == .wrongCredential)
    // A session that is still open does nothing any more.
    #expect(error { () throws(VaultError) in _ = try bob.createProject(name: "x") } == .wrongCredential)
    #expect(
      error { () throws(VaultError) in _ = try bob.accounts() }
        == .wrongCredential)
    #expect(try people["ada"].name(.person, bob.person.id) == "bob@acme.example")
    #expect(try people["ada"].tokens().count == 1)
    _ = try service.join(code: eve.code, passphrase: Secret(utf8: "a passphrase of eve"))
    #expect(try people["ada"].verify().findings == [])
  }

  /// M01: a suspended person stays suspended, with whatever invite; only `person set` lets them in again.
  @Test func aResetOfASuspendedPersonLetsNobodyIn() throws {
    let people = try PeopleFixture([("bob", .admin)])
    let ada = people["ada"]
    let bob = people["bob"].person.id
    var change = PersonChange()
    change.isSuspended = true
    _ = try ada.setPerson(bob, change)
    let reset = try ada.resetPerson(bob, expires: people.vault.clock.time + day)
    #expect(reset.person.status == .revoked)
    let service = people.vault.service
    let passphrase = Secret(utf8: "another passphrase of bob")
    #expect(
      error { () throws(VaultError) in _ = try service.join(code: reset.code, passphrase: passphrase) }
        == .wrongInvite)
    #expect(
      error { () throws(VaultError) in
        _ = try service.unlock(email: "bob@acme.example", passphrase: passphrase)
      } == .wrongCredential)
    #expect(try ada.people().first { $0.id == bob }?.status == .revoked)
    #expect(try ada.verify().findings == [])
    // The invite is of use once he is let in again.
    change.isSuspended = false
    _ = try ada.setPerson(bob, change)
    let again = try ada.resetPerson(bob, expires: people.vault.clock.time + day)
    _ = try service.join(code: again.code, passphrase: passphrase)
    _ = try service.unlock(email: "bob@acme.example", passphrase: passphrase)
  }

  @Test func theLastOwnerStays() throws {
    var people = try PeopleFixture([("bob", .admin)])
    let ada = people["ada"]
    let lastOwner = VaultError.lastOwner(email: VaultFixture.email)
    var demoted = PersonChange()
    demoted.role = .user
    var suspended = PersonChange()
    suspended.isSuspended = true
    for change in [demoted, suspended] {
      #expect(error { () throws(VaultError) in _ = try ada.setPerson(ada.person.id, change) } == lastOwner)
    }
    #expect(error { () throws(VaultError) in _ = try ada.removePerson(ada.person.id) } == lastOwner)
    // An invited owner is none yet.
    let other = try ada.invitePerson(
      email: "cy@acme.example", role: .owner, expires: people.vault.clock.time + day)
    #expect(error { () throws(VaultError) in _ = try ada.removePerson(ada.person.id) } == lastOwner)
    _ = try ada.removePerson(other.person.id)
    try people.add("dan", .owner)
    _ = try ada.removePerson(ada.person.id)
    #expect(try people["dan"].people().map(\.email) == ["bob@acme.example", "dan@acme.example"])
    #expect(try people["dan"].verify().findings == [])
  }

  @Test func nobodyReachesAboveTheirOwnRole() throws {
    var people = try PeopleFixture([("adm", .admin), ("use", .user)])
    try people.add("cus", .custom, permissions: [.managePeople])
    let end = people.vault.clock.time + 30 * day
    let ids = people.sessions.mapValues(\.person.id)
    func id(_ name: String) -> UUID128 { ids[name] ?? UUID128(high: 0, low: 0) }
    func isAbove(_ body: () throws(VaultError) -> Void) -> Bool {
      if case .aboveOwnRole? = error(body) { return true }
      return false
    }
    func change(_ role: Role, _ permissions: Permissions? = nil) -> PersonChange {
      var change = PersonChange()
      change.role = role
      change.permissions = permissions
      return change
    }
    let admin = people["adm"]
    let custom = people["cus"]
    for session in [admin, custom] {
      #expect(isAbove { () throws(VaultError) in _ = try session.removePerson(id("ada")) })
      #expect(isAbove { () throws(VaultError) in _ = try session.resetPerson(id("ada"), expires: end) })
      #expect(isAbove { () throws(VaultError) in _ = try session.setPerson(id("ada"), change(.user)) })
      #expect(
        isAbove { () throws(VaultError) in _ = try session.setPerson(session.person.id, change(.owner)) })
      #expect(
        isAbove { () throws(VaultError) in
          _ = try session.invitePerson(email: "x@acme.example", role: .owner, expires: end)
        })
    }
    #expect(isAbove { () throws(VaultError) in _ = try custom.setPerson(id("adm"), change(.user)) })
    #expect(isAbove { () throws(VaultError) in _ = try custom.setPerson(id("use"), change(.admin)) })
    #expect(
      isAbove { () throws(VaultError) in _ = try custom.setPerson(id("use"), change(.custom, [.eventLogs])) })
    #expect(try custom.setPerson(id("use"), change(.custom, [.managePeople])).action == .changed)
    #expect(try admin.setPerson(id("use"), change(.admin)).action == .changed)
    #expect(try admin.setPerson(id("cus"), change(.user)).action == .changed)
    #expect(
      error { () throws(VaultError) in _ = try custom.removePerson(id("use")) }
        == .notAllowed(operation: "remove people"))
    #expect(
      error { () throws(VaultError) in _ = try admin.setPerson(id("cus"), change(.user, [.eventLogs])) }
        != nil)
    #expect(try people["ada"].verify().findings == [])
  }

  @Test func whoIsSuspendedComesBackAsTheyWere() throws {
    let people = try PeopleFixture()
    let ada = people["ada"]
    let bob = people["bob"]
    let project = try bob.createProject(name: "web")
    var change = PersonChange()
    change.isSuspended = true
    #expect(try ada.setPerson(bob.person.id, change).after == "user, suspended")
    #expect(error { () throws(VaultError) in _ = try bob.showProject(project.id) } != nil)
    #expect(
      error { () throws(VaultError) in
        _ = try people.vault.service.unlock(
          email: "bob@acme.example", passphrase: Secret(utf8: PeopleFixture.passphrase))
      } == .wrongCredential)
    #expect(try ada.setPerson(bob.person.id, change).action == .unchanged)
    change.isSuspended = false
    _ = try ada.setPerson(bob.person.id, change)
    #expect(try bob.showProject(project.id).name == "web")
  }

  @Test func aResetKeepsGrantsAndGroups() throws {
    let people = try PeopleFixture()
    let bob = people["bob"]
    let project = try bob.createProject(name: "web")
    let invite = try people["ada"].resetPerson(bob.person.id, expires: people.vault.clock.time + day)
    let service = people.vault.service
    #expect(
      error { () throws(VaultError) in
        _ = try service.unlock(
          email: "bob@acme.example", passphrase: Secret(utf8: PeopleFixture.passphrase))
      } == .wrongCredential)
    let passphrase = Secret(utf8: "what bob thought of next")
    #expect(try service.join(code: invite.code, passphrase: passphrase).id == bob.person.id)
    let again = try service.unlock(email: "bob@acme.example", passphrase: passphrase)
    #expect(try again.projects().map(\.id) == [project.id])
    #expect(try people["ada"].verify().findings == [])
  }

  @Test func aPassphraseIsChangedByItsPersonAlone() throws {
    let people = try PeopleFixture()
    let bob = people["bob"]
    let service = people.vault.service
    let first = Secret(utf8: "the first new passphrase")
    let second = Secret(utf8: "the second new passphrase")
    try bob.changePassphrase(to: first)
    try bob.changePassphrase(to: second)
    for old in [Secret(utf8: PeopleFixture.passphrase), first] {
      #expect(
        error { () throws(VaultError) in
          _ = try service.unlock(email: "bob@acme.example", passphrase: old)
        } == .wrongCredential)
    }
    let now = try service.unlock(email: "bob@acme.example", passphrase: second)
    let key = try now.createKey(expires: people.vault.clock.time + day)
    #expect(
      error { () throws(VaultError) in
        try service.unlock(key: key.text).changePassphrase(to: first)
      } != nil)
    #expect(try people["ada"].verify().findings == [])
  }
}
