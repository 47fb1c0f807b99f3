import Base
import Crypto
import Support
import Testing
import Vault

@Suite struct UnlockTests {
  private func error(_ vault: VaultFixture, _ email: String, _ passphrase: String) -> VaultError? {
    do throws(VaultError) {
      _ = try vault.service.unlock(email: email, passphrase: Secret(utf8: passphrase))
      return nil
    } catch { return error }
  }

  @Test func theRightPassphraseOpensWhateverTheCaseOfTheAddress() throws {
    let vault = try VaultFixture()
    #expect(error(vault, " ADA@Acme.Example ", VaultFixture.passphrase) == nil)
    #expect(vault.session.person.role == .owner)
  }

  @Test func everyFailureLooksTheSame() throws {
    let vault = try VaultFixture()
    var errors = [
      error(vault, VaultFixture.email, "correct horse batterz"),
      error(vault, "eve@acme.example", VaultFixture.passphrase),
      error(vault, "", ""),
    ]
    let store = vault.service.store
    try store.update(CredentialRow.self, number: 1, set: [(.expires, .int(1))])
    errors.append(error(vault, VaultFixture.email, VaultFixture.passphrase))
    try store.update(CredentialRow.self, number: 1, set: [(.expires, .null)])
    // An expiry that was lifted without the key breaks nothing; one that was set does.
    #expect(error(vault, VaultFixture.email, VaultFixture.passphrase) == nil)
    try store.update(CredentialRow.self, number: 1, set: [(.ceiling, .int(7))])
    errors.append(error(vault, VaultFixture.email, VaultFixture.passphrase))
    try store.update(CredentialRow.self, number: 1, set: [(.ceiling, .null)])
    try store.update(PersonRow.self, number: 1, set: [(.status, .int(PersonStatus.revoked.rawValue))])
    errors.append(error(vault, VaultFixture.email, VaultFixture.passphrase))
    _ = try store.delete(Query<CredentialRow>())
    errors.append(error(vault, VaultFixture.email, VaultFixture.passphrase))
    #expect(errors.allSatisfy { $0 == .wrongCredential })
    #expect(VaultError.wrongCredential.errorClass == .locked)
  }

  /// The derivations that were asked for, as "MEMORY PASSES".
  private final class Derivations {
    var list: [String] = []
  }

  /// Counted, not timed: each failure is one derivation of the same cost, for known and unknown people.
  @Test func failuresCostTheSameWork() throws {
    let vault = try VaultFixture()
    let derivations = Derivations()
    var environment = vault.service.environment
    environment.derive = { (parameters, passphrase) throws(CryptoError) in
      derivations.list.append("\(parameters.memoryKiB) \(parameters.passes)")
      return try parameters.seed(passphrase: passphrase)
    }
    let service = try VaultService(store: vault.service.store, environment: environment)
    for email in [VaultFixture.email, "eve@acme.example"] {
      #expect(throws: VaultError.wrongCredential) {
        try service.unlock(email: email, passphrase: Secret(utf8: "not the passphrase"))
      }
    }
    #expect(derivations.list.count == 2)
    #expect(Set(derivations.list).count == 1)
  }

  @Test(arguments: ["", "short", "elevenchars", "\u{1F600}\u{1F600}\u{1F600}"])
  func shortPassphrasesAreRefused(_ passphrase: String) throws {
    #expect(throws: VaultError.passphraseTooShort(minimum: 12)) {
      try VaultService.create(
        StoresInMemory(), path: "v", organization: "Acme", email: "a@b", passphrase: Secret(utf8: passphrase))
    }
  }

  @Test func aFailedCreationLeavesNothing() throws {
    let stores = StoresInMemory()
    let environment = VaultEnvironment(cost: PassphraseCost(memoryKiB: 8, passes: 1))
    #expect(throws: VaultError.self) {
      try VaultService.create(
        stores, path: "v", organization: "Acme", email: "a@b",
        passphrase: Secret(utf8: VaultFixture.passphrase), environment: environment)
    }
    #expect(throws: VaultError.missing(path: "v")) { try stores.open(at: "v") }
    for (organization, email) in [("", "a@b"), (String(repeating: "x", count: 51), "a@b"), ("A", "ab")] {
      #expect(throws: VaultError.self) {
        try VaultService.create(
          stores, path: "v", organization: organization, email: email,
          passphrase: Secret(utf8: VaultFixture.passphrase))
      }
    }
  }

  @Test func aSecondVaultAtThePathIsRefused() throws {
    let stores = StoresInMemory()
    _ = try VaultFixture(stores)
    #expect(throws: VaultError.alreadyThere(path: "vault")) { try VaultFixture(stores) }
  }

  @Test func signingInIsRecordedOnceADayAndOnlyByWritesAndReveals() throws {
    let vault = try VaultFixture()
    func signIns() throws -> Int {
      try vault.session.countEvents(EventQuery([.equal(.type, .int(EventCode.signedIn.number))]))
    }
    _ = try vault.session.accounts()
    #expect(try vault.session.status().events == 1)
    _ = try vault.session.createProject(name: "a")
    _ = try vault.session.createProject(name: "b")
    #expect(try signIns() == 1)
    vault.clock.time += 86_400_000_000
    _ = try vault.session.createProject(name: "c")
    #expect(try signIns() == 2)
  }

  @Test func whatChangesNothingWritesNothing() throws {
    let vault = try VaultFixture()
    let account = try vault.session.createAccount(name: "ci").account
    let project = try vault.session.createProject(name: "web")
    let request = GrantRequest(account: account.id, project: project.id, level: .read)
    _ = try vault.session.grant([request])
    vault.clock.time += 5 * 86_400_000_000
    let before = try StoreDump(vault.service.store)
    _ = try vault.session.createAccount(name: "ci", ifMissing: true)
    _ = try vault.session.grant([request])
    _ = try vault.session.renameProject(project.id, to: "web")
    _ = try vault.session.accountConfig(account.id)
    #expect(try StoreDump(vault.service.store) == before)
  }

  @Test func aPersonWhoWasSuspendedMeanwhileChangesNothing() throws {
    let vault = try VaultFixture()
    let store = vault.service.store
    try store.update(PersonRow.self, number: 1, set: [(.role, .int(Role.user.rawValue))])
    #expect(throws: VaultError.notAllowed(operation: "import")) {
      try vault.session.importProduct(projects: [], secrets: [])
    }
    try store.update(PersonRow.self, number: 1, set: [(.status, .int(PersonStatus.revoked.rawValue))])
    #expect(throws: VaultError.wrongCredential) { try vault.session.createProject(name: "web") }
    #expect(try store.count(ProjectQuery()) == 0)
  }

  @Test func rolledBackChangesDoNotSwallowTheSignIn() throws {
    let vault = try VaultFixture()
    try vault.session.begin()
    _ = try vault.session.createProject(name: "a")
    vault.session.rollback()
    #expect(try vault.session.status().events == 1)
    _ = try vault.session.createProject(name: "b")
    #expect(try vault.session.events(EventFilter().query).map(\.type) == [9123, 2201, 9001, 9000])
  }
}
