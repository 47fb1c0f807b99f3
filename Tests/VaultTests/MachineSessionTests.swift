import Base
import Crypto
import Support
import Testing
import Vault

/// Sessions of machine accounts: who gets one, what it counts, and how it ends.
@Suite struct MachineSessionTests {
  let vault: VaultFixture
  let account: MachineAccount
  /// The account may write to the first, read the second, and knows nothing of the third.
  let projects: [Project]
  let secrets: [SecretItem]
  let token: NewToken
  private var ada: VaultSession { vault.session }

  init() throws {
    let made = try MachineFixture(VaultFixture())
    (vault, account, projects, secrets, token) =
      (made.vault, made.account, made.projects, made.secrets, made.token)
  }

  private func unlock(_ text: Secret? = nil) throws(VaultError) -> VaultSession {
    try vault.service.unlock(token: text ?? token.text)
  }

  /// The error of something that must fail.
  private func error(_ body: () throws(VaultError) -> Void) -> VaultError? {
    do throws(VaultError) { try body() } catch { return error }
    return nil
  }

  private func stored(_ token: NewToken) throws -> TokenRow {
    try #require(try vault.service.store.first(TokenQuery([.equal(.id, .id(token.item.id))])))
  }

  // MARK: signing in

  @Test func aTokenSignsItsAccountIn() throws {
    let before = try StoreDump(vault.service.store)
    let ci = try unlock()
    #expect(ci.actor.ref == account.ref && ci.actor.token?.name == "pipeline" && ci.actor.person == nil)
    #expect(try ci.projects().map(\.name) == ["web", "shared"])
    #expect(try ci.secrets().map(\.id) == secrets[..<2].map(\.id))
    #expect(try ci.writable(.project) == [projects[0].number])
    // Reading leaves nothing behind.
    #expect(try StoreDump(vault.service.store) == before)
    #expect(ci.keys.organizationKey.secret.isEqual(to: ada.keys.organizationKey.secret))
  }

  @Test func aTextInWhichACharacterDiffersOpensNothing() throws {
    let text = try token.text.text()
    var opened: [String] = []
    for place in text.indices {
      var changed = text
      changed.replaceSubrange(place...place, with: text[place] == "1" ? "2" : "1")
      if error({ () throws(VaultError) in _ = try unlock(Secret(utf8: changed)) }) != .wrongToken {
        opened.append(changed)
      }
    }
    #expect(opened == [])
    for text in ["", ".", "0...:", VaultFixture.passphrase, "sms-key.1.x.y", text + "\n", " " + text] {
      #expect(error { () throws(VaultError) in _ = try unlock(Secret(utf8: text)) } == .wrongToken)
    }
  }

  /// What ends a token or a machine account, and how it is told then.
  private static let ends: [(what: String, end: @Sendable (MachineSessionTests) throws -> Void)] = [
    ("revoked", { test in _ = try test.ada.revokeTokens([test.token.item.id]) }),
    ("deleted account", { test in _ = try test.ada.deleteAccounts([test.account.id]) }),
    (
      "expired",
      { test in
        let end = Field.int(test.vault.clock.time - 1)
        try test.vault.service.store.update(
          TokenRow.self, number: test.token.item.number, set: [(.expires, end)])
        _ = try test.ada.createProject(name: "other")
      }
    ),
    (
      "suspended organization",
      { test in
        try test.vault.service.store.update(
          OrganizationRow.self, number: 1, set: [(.enabled, .bool(false))])
        _ = try test.ada.set(.machineProjects, to: "any")
      }
    ),
    (
      "no secrets manager",
      { test in
        try test.vault.service.store.update(
          OrganizationRow.self, number: 1, set: [(.usesSecretsManager, .bool(false))])
        _ = try test.ada.set(.machineProjects, to: "any")
      }
    ),
  ]

  /// Something that a session may want.
  private struct Attempt: Sendable {
    let run: @Sendable (MachineSessionTests, VaultSession) throws(VaultError) -> Void
  }

  private static let attempts: [Attempt] = [
    Attempt { (_, session) throws(VaultError) in _ = try session.projects() },
    Attempt { (_, session) throws(VaultError) in _ = try session.countSecrets() },
    Attempt { (_, session) throws(VaultError) in _ = try session.resolve("web/K", among: [.secret]) },
    Attempt { (_, session) throws(VaultError) in _ = try session.writable(.project) },
    Attempt { (test, session) throws(VaultError) in _ = try session.secret(test.secrets[0].id) },
    Attempt { (test, session) throws(VaultError) in _ = try session.reveal([test.secrets[0].id]) },
    Attempt { (_, session) throws(VaultError) in _ = try session.createProject(name: "x") },
    Attempt { (test, session) throws(VaultError) in
      _ = try session.createSecret(key: "X", value: Secret(utf8: "x"), project: test.projects[0].id)
    },
  ]

  @Test(arguments: ends.indices) func whatEndedIsToldTheSameAtTheDoorAndInside(_ index: Int) throws {
    let reading = try unlock()
    let writing = try unlock()
    _ = try reading.projects()
    _ = try writing.reveal([secrets[0].id])
    try Self.ends[index].end(self)
    let dump = try StoreDump(vault.service.store)
    for attempt in Self.attempts {
      for session in [reading, writing] {
        #expect(
          error { () throws(VaultError) in try attempt.run(self, session) } == .wrongToken,
          "\(Self.ends[index].what)")
      }
    }
    #expect(error { () throws(VaultError) in _ = try unlock() } == .wrongToken)
    #expect(try StoreDump(vault.service.store) == dump)
    #expect(VaultError.wrongToken.errorClass == .locked)
  }

  @Test func anExpiryThatPassesEndsAnOpenSession() throws {
    let day: Int64 = 86_400_000_000
    let short = try ada.createToken(account: account.id, name: "short", expires: vault.clock.time + day)
    let ci = try unlock(short.text)
    #expect(try ci.projects().count == 2)
    vault.clock.time += day
    #expect(error { () throws(VaultError) in _ = try ci.projects() } == .wrongToken)
    #expect(error { () throws(VaultError) in _ = try unlock(short.text) } == .wrongToken)
    #expect(try unlock().projects().count == 2)
  }

  @Test func aGrantThatIsRemovedHidesAtOnce() throws {
    let ci = try unlock()
    #expect(try ci.secrets().count == 2)
    let hidden = EntityRef(kind: .project, id: projects[0].id, name: "web")
    _ = try ada.revoke([RevokeRequest(account: account.id, project: hidden.id)])
    #expect(try ci.secrets().map(\.id) == [secrets[1].id] && ci.projects().map(\.name) == ["shared"])
    let missing = VaultError.notFound(kind: .secret, text: secrets[0].id.text, near: [])
    #expect(error { () throws(VaultError) in _ = try ci.secret(secrets[0].id) } == missing)
    #expect(error { () throws(VaultError) in _ = try ci.reveal([secrets[0].id]) } == missing)
    #expect(try ci.matches("web", among: [.project]).isEmpty)
  }

  @Test func aTokenOfANetworkSignsInNowhereHere() throws {
    let limits = TokenLimits(from: "10.0.0.0/8")
    let bound = try ada.createToken(account: account.id, name: "net", expires: nil, limits: limits)
    #expect(
      error { () throws(VaultError) in _ = try unlock(bound.text) } == .tokenOfNetwork("10.0.0.0/8"))
    // Only who holds it whole is told.
    let wrong = Secret(utf8: try bound.text.text().replacing(":", with: "x:"))
    #expect(error { () throws(VaultError) in _ = try unlock(wrong) } == .wrongToken)
    _ = try ada.revokeTokens([bound.item.id])
    #expect(error { () throws(VaultError) in _ = try unlock(bound.text) } == .wrongToken)
  }

  /// An attacker who can write to the file, but has no key, cannot make one token out of two.
  @Test func rowsThatWereMixedOpenNothing() throws {
    let other = try stored(try ada.createToken(account: account.id, name: "other", expires: nil))
    let own = try stored(token)
    let store = try #require(vault.service.store as? StoreInMemory)
    let changes: [[(column: TokenRow.Column, value: Field)]] = [
      [(.payload, .text(or: other.payload))], [(.key, .text(or: other.key))],
      [(.secretHash, .text(or: other.secretHash))], [(.payload, .null)], [(.key, .null)],
      [(.secretHash, .null)], [(.payload, .text("x"))], [(.key, .text("x"))],
    ]
    for change in changes {
      let copy = store.copy()
      try copy.update(TokenRow.self, number: own.number, set: change)
      let service = try VaultService(store: copy, environment: vault.service.environment)
      #expect(
        error { () throws(VaultError) in _ = try service.unlock(token: token.text) } == .wrongToken)
    }
  }

  // MARK: uses

  @Test func aSessionThatWritesOrRevealsIsOneUse() throws {
    let ci = try unlock()
    _ = try ci.secrets()
    #expect(try stored(token).uses == 0 && stored(token).lastUsed == nil)
    _ = try ci.reveal([secrets[0].id])
    let used = try stored(token)
    #expect(used.uses == 1 && used.lastUsed.map { $0 <= vault.clock.time } == true)
    _ = try ci.reveal([secrets[1].id])
    _ = try ci.createProject(name: "made")
    #expect(try stored(token).uses == 1)
    // A use does not move the watermark of its account's clients, nor does the day bring another one.
    vault.clock.time += 2 * 86_400_000_000
    _ = try ci.reveal([secrets[0].id])
    #expect(try stored(token).uses == 1)
    _ = try unlock().reveal([secrets[0].id])
    #expect(try stored(token).uses == 2)
    let signIns = EventQuery([.equal(.type, .int(EventCode.signedIn.number)), .isNotNull(.actorAccount)])
    #expect(try ada.countEvents(signIns) == 2)
    #expect(try ada.verify().findings == [])
  }

  @Test func aUseThatWasRolledBackCountsLater() throws {
    let ci = try unlock()
    try ci.begin()
    _ = try ci.createProject(name: "a")
    ci.rollback()
    #expect(try stored(token).uses == 0)
    // Events of others take the numbers meanwhile.
    _ = try ada.reveal([secrets[2].id])
    _ = try ci.createProject(name: "b")
    #expect(try stored(token).uses == 1)
    #expect(error { () throws(VaultError) in _ = try ci.renameProject(projects[1].id, to: "x") } != nil)
    #expect(try ada.verify().findings == [])
  }

  @Test func aTokenIsUsedNoOftenerThanItMay() throws {
    let limited = try ada.createToken(
      account: account.id, name: "twice", expires: nil, limits: TokenLimits(uses: 2))
    let sessions = [try unlock(limited.text), try unlock(limited.text), try unlock(limited.text)]
    for session in sessions[..<2] { _ = try session.reveal([secrets[0].id]) }
    let dump = try StoreDump(vault.service.store)
    #expect(error { () throws(VaultError) in _ = try unlock(limited.text) } == .wrongToken)
    #expect(error { () throws(VaultError) in _ = try sessions[2].reveal([secrets[0].id]) } == .wrongToken)
    #expect(try StoreDump(vault.service.store) == dump)
    // Who used it goes on.
    _ = try sessions[1].reveal([secrets[0].id])
    #expect(try stored(limited).uses == 2)
    #expect(try ada.tokens().map(\.uses) == [0, 2])
    #expect(try ada.verify().findings == [])
  }

  // MARK: what it does

  @Test func itsEventsNameAccountAndToken() throws {
    let ci = try unlock()
    _ = try ci.reveal([secrets[0].id])
    _ = try ci.editSecret(secrets[0].id, SecretEdits(value: Secret(utf8: "new")))
    let project = try ci.createProject(name: "mine")
    let secret = try ci.createSecret(key: "S", value: Secret(utf8: "s"), project: project.id)
    _ = try ci.deleteSecrets([secret.id])
    var filter = EventFilter()
    filter.account = account.id
    let events = try ada.events(filter.query).filter { $0.actor?.kind == .account }
    #expect(events.map(\.type) == [2103, 2101, 9020, 2201, 2102, 2100, 9001])
    for event in events {
      #expect(event.actor?.id == account.id && event.token == token.item.id)
      #expect(event.row.credential == token.item.id && event.row.runID == ci.service.runID)
      #expect(event.row.actorPerson == nil && event.person == nil)
    }
    #expect(try ada.versions(of: secrets[0].id).map { $0.editor?.name } == ["ci"])
    #expect(try ci.versions(of: secrets[0].id).map { $0.editor?.name } == ["ci"])
    #expect(secret.createdBy == account.id)
    #expect(try ada.verify().findings == [])
  }

  /// Section 3.4: the creator of a project may write to it.
  @Test func aProjectThatItMakesIsItsOwn() throws {
    let ci = try unlock()
    let revised = try ada.account(account.id).revised
    let project = try ci.createProject(name: "mine")
    #expect(try ci.writable(.project) == [projects[0].number, project.number])
    let grants = try ada.grants(try ada.grantQuery(object: project.ref))
    #expect(grants.map(\.subject) == [account.ref] && grants.map(\.level) == [.readWrite])
    #expect(try ada.account(account.id).revised > revised)
    _ = try ci.renameProject(project.id, to: "ours")
    #expect(try ci.deleteProjects([project.id]).map(\.grants) == [1])
    #expect(try ada.verify().findings == [])
  }

  /// With read everywhere, but write nowhere, no project is made: `machine-projects` is `writers`.
  @Test func whoWritesNowhereMakesNoProject() throws {
    let ci = try unlock()
    _ = try ada.revoke([RevokeRequest(account: account.id, project: projects[0].id)])
    #expect(
      error { () throws(VaultError) in _ = try ci.createProject(name: "x") }
        == .notAllowed(operation: "create projects"))
  }

  @Test func aSecretNeedsOneProjectThatItMayWrite() throws {
    let ci = try unlock()
    func create(_ project: UUID128?) -> VaultError? {
      error { () throws(VaultError) in
        _ = try ci.createSecret(key: "X", value: Secret(utf8: "x"), project: project)
      }
    }
    #expect(create(projects[0].id) == nil)
    #expect(create(nil) == .notAllowed(operation: "create secrets without a project"))
    #expect(
      create(projects[1].id)
        == .grantMissing(operation: "create secrets", kind: .project, text: "shared"))
    #expect(create(projects[2].id) == .notFound(kind: .project, text: projects[2].id.text, near: []))
    #expect(
      error { () throws(VaultError) in _ = try ci.moveSecrets([secrets[0].id], to: nil) }
        == .notAllowed(operation: "create secrets without a project"))
  }

  /// Not even errors tell it of people, groups and what others have.
  @Test func itLearnsNothingOfPeople() throws {
    let group = try ada.createGroup(name: "ops")
    let ci = try unlock()
    for (text, kinds) in [
      (VaultFixture.email, [EntityKind.person]), ("ops", [.group]), ("ci", [.account]),
      (ada.actor.id.text, [.person]), (group.id.text, [.group]), (account.id.text, [.account]),
      ("pipeline", [.token]), ("hidden", [.project]),
    ] {
      #expect(try ci.matches(text, among: kinds).isEmpty)
      let near = text + "x"
      #expect(
        error { () throws(VaultError) in _ = try ci.resolve(near, among: kinds) }
          == .notFound(kind: kinds[0], text: near, near: []))
    }
    #expect(try ci.name(.person, ada.actor.id) == nil && ci.name(.group, group.id) == nil)
    _ = try ada.deleteGroup(group.id)
    #expect(try ci.name(.group, group.id) == nil && ci.buried(.group, named: "ops").isEmpty)
    #expect(try ada.name(.group, group.id) == "ops")
    let counts = try ci.counts(of: try ci.projects())
    #expect(counts == [ProjectCounts(secrets: 1), ProjectCounts(secrets: 1)])
    #expect(try ada.counts(of: [projects[0]]) == [ProjectCounts(secrets: 1, accounts: 1, people: 1)])
    // Of a version that a person made it sees no more than the id.
    _ = try ada.editSecret(secrets[0].id, SecretEdits(value: Secret(utf8: "other")))
    #expect(try ci.versions(of: secrets[0].id).map { $0.editor?.name } == [ada.actor.id.text])
  }

  @Test func aReadOnlySessionReads() throws {
    let ci = try vault.service.unlock(token: token.text, isReadOnly: true)
    #expect(try ci.secrets().count == 2)
    #expect(error { () throws(VaultError) in _ = try ci.reveal([secrets[0].id]) } == .readOnly)
    #expect(error { () throws(VaultError) in _ = try ci.createProject(name: "x") } == .readOnly)
    #expect(try stored(token).uses == 0)
  }
}
