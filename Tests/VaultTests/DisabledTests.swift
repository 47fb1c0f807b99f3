import Base
import Crypto
import Support
import Testing
import Vault

/// The organization's switches, and people without access to secrets.
@Suite struct DisabledTests {
  private func error<T>(_ body: () throws(VaultError) -> T) -> VaultError? {
    do throws(VaultError) {
      _ = try body()
      return nil
    } catch { return error }
  }

  @Test(arguments: [VaultSetting.enabled, .secretsManager])
  func whileItIsOffEverythingIsRefusedButWhatTurnsItOn(_ setting: VaultSetting) throws {
    let world = try VaultOperations(StoresInMemory())
    let base = try #require(world.fixture.service.store as? StoreInMemory)
    let change = try world.fixture.session.set(setting, to: "off")
    #expect(change.before == "on" && change.after == "off")
    #expect(try world.fixture.session.set(setting, to: "off").before == "off")
    let stays: Set = [
      "set the vault", "set the subscription", "status", "subscription", "verify", "add audit key",
      "revoke audit key",
    ]
    for operation in world.all + world.reads {
      let session = try world.fixture.session.copy(on: base.copy(), isReadOnly: false)
      let failure = error { () throws(VaultError) in try operation.run(session) }
      #expect(
        failure == (stays.contains(operation.description) ? nil : .disabled(setting: setting)), "\(operation)"
      )
    }
    let session = world.fixture.session
    #expect(
      error { () throws(VaultError) in try session.resolve("ci", among: [.account]) }
        == .disabled(setting: setting))
    #expect(try session.verify().findings == [])
    #expect(try session.set(setting, to: nil).after == "on")
    #expect(try session.accounts().count == 1)
    #expect(try session.verify().findings == [])
    // A setting that was changed without an event is found.
    let column: OrganizationRow.Column = setting == .enabled ? .enabled : .usesSecretsManager
    try base.update(OrganizationRow.self, number: 1, set: [(column, .bool(false))])
    #expect(
      try session.copy(isReadOnly: true).verify().findings.map(\.message)
        .contains("the \(setting.rawValue) is not what its events say"))
  }

  @Test func itIsDisabledForEverybodyElse() throws {
    var fixture = try PeopleFixture([("bob", .user), ("adm", .admin)])
    let end = fixture.vault.clock.time + 86_400_000_000
    let invite = try fixture["ada"].invitePerson(email: "eve@acme.example", role: .user, expires: end)
    _ = try fixture["ada"].set(.enabled, to: "off")
    for name in ["bob", "adm"] {
      let session = fixture[name]
      #expect(error { () throws(VaultError) in try session.status() } == .disabled(setting: .enabled))
      #expect(error { () throws(VaultError) in try session.verify() } == .disabled(setting: .enabled))
      #expect(
        error { () throws(VaultError) in try session.set(.enabled, to: "on") } == .disabled(setting: .enabled)
      )
      #expect(error { () throws(VaultError) in try session.people() } == .disabled(setting: .enabled))
    }
    func join() throws(VaultError) -> Person {
      try fixture.vault.service.join(code: invite.code, passphrase: Secret(utf8: PeopleFixture.passphrase))
    }
    #expect(error { () throws(VaultError) in try join() } == .disabled(setting: .enabled))
    // Both off: the organization comes first.
    _ = try fixture["ada"].set(.secretsManager, to: "off")
    #expect(error { () throws(VaultError) in try fixture["bob"].accounts() } == .disabled(setting: .enabled))
    _ = try fixture["ada"].set(.enabled, to: "on")
    #expect(
      error { () throws(VaultError) in try fixture["bob"].accounts() } == .disabled(setting: .secretsManager))
    #expect(
      VaultError.disabled(setting: .secretsManager).help
        == "an owner can turn it on: vault set secrets-manager on")
    _ = try fixture["ada"].set(.secretsManager, to: "on")
    #expect(try join().status == .confirmed)
    try fixture.add("late", .user)
    #expect(error { () throws(VaultError) in try fixture["ada"].set(.enabled, to: "maybe") } != nil)
  }

  @Test func anOwnerWithoutAccessReachesNoSecretsUntilTheyGiveItToThemselves() throws {
    let fixture = try PeopleFixture([("own", .owner), ("adm", .admin)])
    let session = fixture["ada"]
    let project = try session.createProject(name: "web")
    let secret = try session.createSecret(key: "K", value: Secret(utf8: "v"), project: project.id)
    let account = try session.createAccount(name: "ci").account
    for name in ["own", "adm"] {
      let person = fixture[name].person.id
      var change = PersonChange()
      change.hasAccess = false
      _ = try session.setPerson(person, change)
      let refused: [(String, () throws(VaultError) -> Void)] = [
        ("projects", { () throws(VaultError) in _ = try fixture[name].projects() }),
        ("secrets", { () throws(VaultError) in _ = try fixture[name].secrets() }),
        ("accounts", { () throws(VaultError) in _ = try fixture[name].accounts() }),
        ("account", { () throws(VaultError) in _ = try fixture[name].account(account.id) }),
        ("config", { () throws(VaultError) in _ = try fixture[name].accountConfig(account.id) }),
        ("reveal", { () throws(VaultError) in _ = try fixture[name].reveal([secret.id]) }),
        ("tokens", { () throws(VaultError) in _ = try fixture[name].tokens() }),
        (
          "token",
          { () throws(VaultError) in
            _ = try fixture[name].createToken(account: account.id, name: "t", expires: nil)
          }
        ),
        ("grants", { () throws(VaultError) in _ = try fixture[name].grants() }),
        ("trash", { () throws(VaultError) in _ = try fixture[name].trash() }),
        ("export", { () throws(VaultError) in _ = try fixture[name].exportProduct() }),
        (
          "import",
          { () throws(VaultError) in _ = try fixture[name].importProduct(projects: [], secrets: []) }
        ),
        ("create account", { () throws(VaultError) in _ = try fixture[name].createAccount(name: "x") }),
        ("create project", { () throws(VaultError) in _ = try fixture[name].createProject(name: "x") }),
      ]
      for (what, body) in refused {
        guard case .noAccess? = error(body) else {
          Issue.record("\(name): \(what)")
          continue
        }
      }
      // Administration is not about secrets.
      #expect(try fixture[name].people().count == 3)
      #expect(try fixture[name].status().secrets == 1)
      #expect(try fixture[name].subscription()[.seats].used == 2)
      change.hasAccess = true
      #expect(try fixture[name].setPerson(person, change).action == .changed)
      #expect(try fixture[name].secrets().count == 1)
    }
    #expect(try session.verify().findings == [])
  }
}
