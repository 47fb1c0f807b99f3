import Base
import Crypto
import Support
import Testing
import Vault

@Suite struct OperationTests {
  let vault: VaultFixture
  var session: VaultSession { vault.session }

  init() throws { vault = try VaultFixture() }

  private func types() throws -> [Int64] {
    try session.events(EventQuery(order: [SortKey(.number)])).map(\.type)
  }

  @Test func projectsAreTrimmedRenamedAndLeaveTheirSecrets() throws {
    let project = try session.createProject(name: " \u{a0}web\n")
    #expect(project.name == "web")
    #expect(try session.renameProject(project.id, to: "web").action == .unchanged)
    let change = try session.renameProject(project.id, to: " site ")
    #expect(change.action == .renamed && change.before == "web" && change.after == "site")
    let secret = try session.createSecret(key: "K", value: Secret(utf8: "v"), project: project.id)
    let account = try session.createAccount(name: "ci").account
    _ = try session.grant([GrantRequest(account: account.id, project: project.id, level: .read)])
    #expect(try session.counts(of: [project]) == [ProjectCounts(secrets: 1, accounts: 1, people: 1)])
    let deleted = try session.deleteProjects([project.id])
    #expect(deleted.map(\.secrets) == [1] && deleted.map(\.grants) == [2])
    #expect(try session.secret(secret.id).project == nil)
    #expect(try session.grants(GrantQuery([.equal(.objectKind, .int(EntityKind.project.rawValue))])).isEmpty)
    #expect(try types() == [9000, 9001, 2201, 9123, 2202, 2101, 2300, 2304, 9020, 2203])
    #expect(try session.name(.project, project.id) == "site")
    #expect(try session.buried(.project, named: "site") == [project.id])
    #expect(try session.verify().findings == [])
  }

  @Test func oneUnknownIdStopsTheWholeDeletion() throws {
    let project = try session.createProject(name: "web")
    #expect(throws: VaultError.self) { try session.deleteProjects([project.id, session.person.id]) }
    #expect(throws: VaultError.self) { try session.deleteProjects([project.id, project.id]) }
    #expect(try session.countProjects() == 1)
    #expect(throws: VaultError.emptyList(what: "projects")) { try session.deleteProjects([]) }
  }

  @Test func accountsAreMadeOnceWithIfMissing() throws {
    let first = try session.createAccount(name: "ci", ifMissing: true)
    let second = try session.createAccount(name: "ci", ifMissing: true)
    #expect(first.isNew && !second.isNew && first.account.id == second.account.id)
    #expect(throws: VaultError.exists(kind: .account, text: "ci")) { try session.createAccount(name: "ci") }
    #expect(try session.createAccount(name: "ci", twin: true).isNew)
    #expect(throws: VaultError.self) { try session.createAccount(name: "ci", ifMissing: true) }
    #expect(try session.createAccount(name: "e\u{301}").isNew)
    #expect(try session.createAccount(name: "\u{e9}", ifMissing: true).isNew)
    #expect(try session.countAccounts() == 4)
  }

  @Test func deletingAnAccountSaysWhatWentWithIt() throws {
    let account = try session.createAccount(name: "ci").account
    let project = try session.createProject(name: "web")
    _ = try session.grant([GrantRequest(account: account.id, project: project.id, level: .read)])
    for name in ["a", "b"] {
      _ = try session.createToken(account: account.id, name: name, expires: nil)
    }
    #expect(try session.counts(of: [account]) == [AccountCounts(projects: 1, people: 1, tokens: 2)])
    let deleted = try session.deleteAccounts([account.id])
    #expect(deleted.map(\.tokens) == [2] && deleted.map(\.grants) == [2])
    #expect(try session.tokens().isEmpty)
    #expect(try session.grants().map(\.kind) == ["person-project"])
    #expect(try session.name(.account, account.id) == "ci")
    #expect(try session.verify().findings == [])
  }

  @Test func configNamesWhatAClientNeeds() throws {
    let account = try session.createAccount(name: "ci").account
    let projects = try ["web", "api"].map { name in try session.createProject(name: name) }
    _ = try session.grant(projects.map { GrantRequest(account: account.id, project: $0.id, level: .read) })
    let config = try session.accountConfig(account.id)
    #expect(config.identityURL == "http://127.0.0.1:8087/identity")
    #expect(config.apiURL == "http://127.0.0.1:8087/api")
    #expect(config.organization == session.organization.id)
    #expect(config.projects.map(\.name) == ["api", "web"])
  }

  @Test func grantsAreIdempotentAndNeverLowerUnlessExact() throws {
    let accounts = try ["a", "b"].map { name in try session.createAccount(name: name).account }
    let project = try session.createProject(name: "web")
    func grant(_ level: AccessLevel, exact: Bool = false) throws -> [Change] {
      try session.grant(
        accounts.map { GrantRequest(account: $0.id, project: project.id, level: level) }, exact: exact)
    }
    #expect(try grant(.read).map(\.action) == [.granted, .granted])
    let events = try types().count
    #expect(try grant(.read).map(\.action) == [.unchanged, .unchanged])
    #expect(try types().count == events)
    let raised = try grant(.readWrite)
    #expect(raised.map(\.action) == [.changed, .changed])
    #expect(raised.map(\.before) == ["read", "read"] && raised.map(\.after) == ["read-write", "read-write"])
    let kept = try grant(.read)
    #expect(kept.map(\.action) == [.kept, .kept] && kept.map(\.after) == ["read-write", "read-write"])
    #expect(try grant(.read, exact: true).map(\.action) == [.changed, .changed])
    let pair = RevokeRequest(account: accounts[0].id, project: project.id)
    let revoked = try session.revoke([pair, pair])
    #expect(revoked.map(\.action) == [.revoked, .unchanged] && revoked[0].before == "read")
    #expect(try session.verify().findings == [])
  }

  @Test func aGrantTwiceInOneCallIsMadeOnce() throws {
    let account = try session.createAccount(name: "a").account
    let project = try session.createProject(name: "web")
    let request = GrantRequest(account: account.id, project: project.id, level: .read)
    #expect(try session.grant([request, request]).map(\.action) == [.granted, .unchanged])
    let unknown = GrantRequest(account: project.id, project: project.id, level: .readWrite)
    let higher = GrantRequest(account: account.id, project: project.id, level: .readWrite)
    #expect(throws: VaultError.self) { try session.grant([higher, unknown]) }
    #expect(try session.grants(session.grantQuery(subject: account.ref)).map(\.level) == [.read])
  }

  @Test func secretsComeBackByteForByteAfterTheirEvent() throws {
    let project = try session.createProject(name: "web")
    let values = ["x", " blanks \n", "$\"'\\\0", String(repeating: "\u{e9}", count: 13_000)]
    let items = try values.map { value in
      try session.createSecret(
        key: " K ", value: Secret(utf8: value), note: Secret(utf8: " n\n"), project: project.id, twin: true)
    }
    let revealed = try session.reveal(items.map(\.id))
    #expect(try revealed.map { try $0.value.text() } == values)
    #expect(try revealed.map { try $0.note.text() } == ["n", "n", "n", "n"])
    #expect(revealed.map(\.item.key) == ["K", "K", "K", "K"])
    #expect(try session.countEvents(EventQuery([.equal(.type, .int(2100))])) == 4)
    let event = try session.events(EventFilter().query)[0]
    #expect(event.secret == items[3].id && event.project == project.id)
    #expect(event.message == "Accessed secret \(items[3].id.text.prefix(8))")
  }

  @Test func revealIsRefusedInBatchesAndReadOnlySessions() throws {
    let secret = try session.createSecret(key: "K", value: Secret(utf8: "v"), project: nil)
    try session.begin()
    #expect(throws: VaultError.transaction(problem: .revealInside)) { try session.reveal([secret.id]) }
    session.rollback()
    let reader = try session.copy(isReadOnly: true)
    #expect(throws: VaultError.readOnly) { try reader.reveal([secret.id]) }
    #expect(throws: VaultError.readOnly) { try reader.createProject(name: "x") }
    #expect(throws: VaultError.readOnly) { try reader.begin() }
    #expect(try reader.secrets().count == 1)
    #expect(throws: VaultError.self) { try session.reveal([secret.id, session.person.id]) }
    #expect(try session.countEvents(EventQuery([.equal(.type, .int(2100))])) == 0)
  }

  @Test func tokensHoldTheOrganizationKeyAndAHashOfTheSecret() throws {
    let account = try session.createAccount(name: "ci").account
    let now = vault.clock.time
    let token = try session.createToken(account: account.id, name: "t", expires: now + 30 * 86_400_000_000)
    let parsed = try AccessToken(parsing: token.text)
    let row = try #require(try session.service.store.first(TokenQuery()))
    #expect(row.secretHash == parsed.clientSecretHash())
    let key = try AccessToken.organizationKey(fromPayload: row.payload ?? "", key: parsed.key())
    #expect(key.secret.isEqual(to: session.keys.organizationKey.secret))
    #expect(token.item.status == .active && token.item.account.name == "ci")
    vault.clock.time = now + 24 * 86_400_000_000
    #expect(try session.tokens().map(\.status) == [.expiring])
    #expect(try session.countTokens(TokenQuery(session.expiring(within: TokenItem.soon))) == 1)
    vault.clock.time = now + 31 * 86_400_000_000
    #expect(try session.tokens().map(\.status) == [.expired])
    #expect(throws: VaultError.expiryPassed) {
      try session.createToken(account: account.id, name: "t", expires: now)
    }
  }

  @Test func batchesAreAllOrNothingAndOperationsPlacesInThem() throws {
    try session.begin()
    let project = try session.createProject(name: "web")
    #expect(throws: VaultError.self) { try session.deleteProjects([project.id, session.person.id]) }
    try session.begin()
    _ = try session.createAccount(name: "gone")
    session.rollback()
    #expect(session.committed == 0)
    try session.commit()
    #expect(session.committed == 1)
    #expect(try session.countProjects() == 1 && session.countAccounts() == 0)
    #expect(throws: VaultError.transaction(problem: .noneOpen)) { try session.commit() }
    #expect(try session.verify().findings == [])
  }

  @Test func timeNeverRunsBackwards() throws {
    _ = try session.createProject(name: "a")
    vault.clock.time -= 3_600_000_000
    _ = try session.createProject(name: "b")
    let dates = try session.events(EventQuery(order: [SortKey(.number)])).map(\.date)
    #expect(dates == dates.sorted())
    #expect(try session.verify().findings == [])
  }

  @Test func everyOperationAsksTheRules() throws {
    let operations = try VaultOperations(StoresInMemory())
    let store = try #require(operations.fixture.service.store as? StoreInMemory)
    for rule in VaultOperation.allCases {
      let refused = try operations.fixture.session.copy(on: store.copy(), isReadOnly: false)
      refused.service.environment.rules = RuleTable.standard.flipping(.right(rule, .owner, .no))
      var refusals: Set<String> = []
      for operation in operations.all + operations.reads + operations.care {
        do throws(VaultError) { try operation.run(refused) } catch .notAllowed(let name) {
          refusals.insert(name)
        } catch {}
      }
      #expect(refusals == [rule.rawValue])
    }
  }
}
