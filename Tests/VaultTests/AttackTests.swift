import Base
import Crypto
import Support
import Testing
import Vault

/// Attacks by a hand that can write the file and has no key (T02): refused when the row is used, and named by `verify`.
@Suite struct AttackTests {
  private let vault: VaultFixture
  private var session: VaultSession { vault.session }
  private var store: any VaultStore { vault.service.store }
  private let project: Project
  private let accounts: [MachineAccount]
  private let tokens: [Secret]
  private let secrets: [SecretItem]

  init() throws {
    vault = try VaultFixture()
    let session = vault.session
    let home = try session.createProject(name: "web")
    project = home
    accounts = try ["ci-web", "deploy-prod"].map { try session.createAccount(name: $0).account }
    tokens = try accounts.map { try session.createToken(account: $0.id, name: "t", expires: nil).text }
    secrets = try ["A", "B"].map {
      try session.createSecret(key: $0, value: Secret(utf8: "value of \($0)"), project: home.id)
    }
  }

  private func isNamed(_ id: UUID128) throws -> Bool {
    try session.verify().findings.contains { $0.message.contains(id.text) }
  }

  private func error(_ body: () throws(VaultError) -> Void) -> VaultError? {
    do throws(VaultError) { try body() } catch { return error }
    return nil
  }

  /// The holder of ci-web's token would sign in as deploy-prod.
  @Test func aTokenRowThatHoldsTheKeysOfAnother() throws {
    let rows = try store.rows(TokenQuery())
    try store.update(
      TokenRow.self, number: rows[1].number,
      set: [
        (.secretHash, .text(or: rows[0].secretHash)), (.payload, .text(or: rows[0].payload)),
        (.key, .text(or: rows[0].key)),
      ])
    let text = tokens[0].withBytes { String(decoding: $0, as: UTF8.self) }
    let stolen = text.replacing(rows[0].id.text, with: rows[1].id.text)
    let service = try VaultService(store: store, environment: vault.service.environment)
    let refusal = error { () throws(VaultError) in _ = try service.unlock(token: Secret(utf8: stolen)) }
    #expect(refusal?.code == "V0701" && refusal?.message.contains(rows[1].id.text) == true)
    let served = try ServedVault(store: store, environment: vault.service.environment)
    let token = try AccessToken(parsing: Secret(utf8: stolen))
    try served.begin(writing: true)
    let other = error { () throws(VaultError) in
      _ = try served.signIn(token: token.id, secret: token.clientSecret, peer: "192.0.2.1")
    }
    served.rollback()
    #expect(other?.code == "V0701")
    #expect(try isNamed(rows[1].id))
  }

  /// The owner's grant to deploy-prod would go to ci-web.
  @Test func namesOfTwoAccountsSwapped() throws {
    let rows = try store.rows(AccountQuery())
    for (row, name) in [(rows[0], rows[1].name), (rows[1], rows[0].name)] {
      try store.update(
        AccountRow.self, number: row.number,
        set: [(.name, .text(name.text)), (.nameDigest, .bytes(or: name.digest))])
    }
    let other = try vault.session.copy(isReadOnly: false)
    for account in accounts {
      let refused = error { () throws(VaultError) in
        _ = try other.grant([GrantRequest(account: account.id, project: project.id, level: .read)])
      }
      #expect(refused == .damaged("the machine account \(account.id.text) is not as the vault wrote it"))
      #expect(try isNamed(account.id))
    }
  }

  @Test func valuesOfTwoSecretsSwapped() throws {
    let rows = try store.rows(SecretQuery())
    try store.update(SecretRow.self, number: rows[0].number, set: [(.value, .text(rows[1].value))])
    let refused = error { () throws(VaultError) in _ = try session.reveal([rows[0].id]) }
    #expect(refused == .damaged("the secret \(rows[0].id.text) is not as the vault wrote it"))
    #expect(try isNamed(rows[0].id))
    #expect(try session.reveal([rows[1].id])[0].value.text() == "value of B")
  }

  /// A purge would destroy it at once.
  @Test func aSecretThatWasDeletedLongAgoAllAtOnce() throws {
    _ = try session.deleteSecrets([secrets[0].id])
    let row = try #require(try store.first(SecretQuery([.equal(.id, .id(secrets[0].id))])))
    let past = vault.clock.time - TrashedSecret.time - 86_400_000_000
    try store.update(SecretRow.self, number: row.number, set: [(.deleted, .int(past))])
    #expect(error { () throws(VaultError) in _ = try session.purgeExpiredSecrets() }?.code == "V0701")
    #expect(try isNamed(row.id))
  }

  /// The passphrase that was changed would open the vault again.
  @Test func anOldPassphrasePutBack() throws {
    let before = try #require(try store.first(Query<CredentialRow>()))
    try session.changePassphrase(to: Secret(utf8: "another passphrase of ada"))
    let after = try #require(try store.row(CredentialRow.self, number: before.number))
    #expect(after.publicKey != before.publicKey)
    _ = try store.delete(Query<CredentialRow>([.equal(.number, .int(before.number))]))
    _ = try store.insert(before)
    let service = try VaultService(store: store, environment: vault.service.environment)
    let refused = error { () throws(VaultError) in
      _ = try service.unlock(email: VaultFixture.email, passphrase: Secret(utf8: VaultFixture.passphrase))
    }
    #expect(refused?.code == "V0701")
    #expect(try isNamed(before.id))
  }

  /// Who strips the proof off a row gains nothing by it.
  @Test func aRowWithoutItsProof() throws {
    let row = try #require(try store.first(SecretQuery()))
    try store.update(SecretRow.self, number: row.number, set: [(.seal, .null)])
    #expect(error { () throws(VaultError) in _ = try session.reveal([row.id]) }?.code == "V0701")
    try store.update(SecretRow.self, number: row.number, set: [(.event, .int(0))])
    #expect(error { () throws(VaultError) in _ = try session.reveal([row.id]) }?.code == "V0701")
    #expect(try isNamed(row.id))
  }

  /// What signs in is found among its events, however many there were of the same kind since.
  @Test func whatIsOldSignsInStill() throws {
    let end = vault.clock.time + 365 * 86_400_000_000
    let first = try session.createKey(expires: end)
    for number in 0..<20 {
      _ = try session.createKey(expires: end)
      let person = try session.invitePerson(email: "p\(number)@acme.example", role: .user, expires: end)
        .person
      _ = try session.grant([
        GrantRequest(GrantSide(.person, person.id), on: GrantSide(.account, accounts[0].id), level: nil)
      ])
    }
    let service = try VaultService(store: store, environment: vault.service.environment)
    #expect(try service.unlock(key: first.text).person.email == VaultFixture.email)
    #expect(try service.unlock(token: tokens[0]).actor.id == accounts[0].id)
    _ = try session.rekey()
    #expect(try service.unlock(key: first.text).person.email == VaultFixture.email)
    #expect(try service.unlock(token: tokens[0]).actor.id == accounts[0].id)
    #expect(try session.verify().findings == [])
  }
}
