import Base
import Crypto
import StoreSQLite
import Support
import Testing
import Vault

@Suite struct CanaryTests {
  /// Whether a text's bytes stand anywhere in these bytes.
  private func find(_ text: String, in bytes: [UInt8]) -> Bool {
    let wanted = Array(text.utf8)
    guard let first = wanted.first, bytes.count >= wanted.count else { return false }
    return bytes.indices.dropLast(wanted.count - 1).contains { start in
      bytes[start] == first && bytes[start..<start + wanted.count].elementsEqual(wanted)
    }
  }

  @Test func noNameKeyValueNoteOrTokenStandsInAnyFile() throws {
    let folder = try TemporaryFolder()
    let vault = try VaultFixture(SQLiteStores(), path: folder.file("v.db"))
    let session = vault.session
    let canary = ["project", "account", "key", "value", "note", "token", "renamed", "imported", "gone"].map {
      "canary-of-\($0)-0123456789"
    }
    let project = try session.createProject(name: canary[0])
    let account = try session.createAccount(name: canary[1]).account
    let secret = try session.createSecret(
      key: canary[2], value: Secret(utf8: canary[3]), note: Secret(utf8: canary[4]), project: project.id)
    let token = try session.createToken(account: account.id, name: canary[5], expires: nil)
    _ = try session.renameAccount(account.id, to: canary[6])
    _ = try session.grant([GrantRequest(account: account.id, project: project.id, level: .read)])
    _ = try session.importProduct(
      projects: [ImportedProject(id: project.id.text, name: canary[7])],
      secrets: [
        ImportedSecret(
          key: canary[7], value: Secret(utf8: canary[7]), note: Secret(utf8: canary[7]),
          projectIDs: [project.id.text])
      ])
    _ = try session.deleteProjects([try session.createProject(name: canary[8]).id])
    _ = try session.reveal([secret.id])
    let parsed = try AccessToken(parsing: token.text)
    let secrets = try [token.text.text(), parsed.clientSecret.text(), base64Encode(parsed.seed).text()]
    for name in folder.names {
      let content = bytes(ofFile: folder.file(name))
      #expect(!content.isEmpty || name.hasSuffix("-wal"))
      for text in canary + secrets + [VaultFixture.passphrase] {
        #expect(!find(text, in: content), "\(text) stands in \(name)")
      }
    }
    // The search itself works: the e-mail is plain on purpose.
    let everything = folder.names.flatMap { bytes(ofFile: folder.file($0)) }
    #expect(find(VaultFixture.email, in: everything))
  }

  @Test func whatWasDeletedIsInNoFileAfterwards() throws {
    let folder = try TemporaryFolder()
    let vault = try VaultFixture(SQLiteStores(), path: folder.file("v.db"))
    let session = vault.session
    let account = try session.createAccount(name: "ci").account
    _ = try session.createToken(account: account.id, name: "t", expires: nil)
    let revoked = try session.createToken(account: account.id, name: "r", expires: nil).item.id
    func keys(_ id: UUID128) throws -> [String] {
      let row = try #require(try session.service.store.first(TokenQuery([.equal(.id, .id(id))])))
      return [row.secretHash, row.payload, row.key].compactMap { $0 }
    }
    let first = try session.tokens()[0].id
    let traces = try keys(first)
    let ended = try keys(revoked)
    let secret = try session.createSecret(key: "K", value: Secret(utf8: "old"), project: nil)
    let old = try #require(try session.service.store.first(SecretQuery())).value
    _ = try session.editSecret(secret.id, SecretEdits(value: Secret(utf8: "new")))
    func all() -> [UInt8] { folder.names.flatMap { bytes(ofFile: folder.file($0)) } }
    let before = all()
    for trace in traces + ended + [old] { #expect(find(trace, in: before)) }
    _ = try session.revokeTokens([revoked])
    #expect(try keys(revoked).isEmpty)
    let between = all()
    for trace in ended { #expect(!find(trace, in: between)) }
    for trace in traces + [old] { #expect(find(trace, in: between)) }
    _ = try session.deleteSecrets([secret.id])
    _ = try session.purgeSecrets([secret.id])
    _ = try session.deleteAccounts([account.id])
    let after = all()
    for trace in traces + [old] { #expect(!find(trace, in: after)) }
    #expect(bytes(ofFile: folder.file("v.db-wal")).isEmpty)
  }

  @Test func whatUnlockedForSomebodyIsInNoFileWhenTheyAreRemoved() throws {
    let folder = try TemporaryFolder()
    let people = try PeopleFixture([("bob", .user)], stores: SQLiteStores(), path: folder.file("v.db"))
    let session = people["ada"]
    let bob = people["bob"]
    _ = try bob.createKey(expires: people.vault.clock.time + 86_400_000_000)
    let rows = try session.service.store.rows(
      Query<CredentialRow>([.equal(.person, .int(bob.person.number))]))
    #expect(rows.count == 2)
    func stands(_ wanted: [UInt8]) -> Bool {
      let all = folder.names.flatMap { bytes(ofFile: folder.file($0)) }
      return all.indices.dropLast(wanted.count - 1).contains { start in
        all[start] == wanted[0] && all[start..<start + wanted.count].elementsEqual(wanted)
      }
    }
    for row in rows { #expect(stands(row.sealedKey) && stands(row.publicKey)) }
    _ = try session.removePerson(bob.person.id)
    for row in rows { #expect(!stands(row.sealedKey) && !stands(row.publicKey)) }
    #expect(bytes(ofFile: folder.file("v.db-wal")).isEmpty)
  }

  @Test func errorsHoldNoSecretText() throws {
    let folder = try TemporaryFolder()
    let vault = try VaultFixture(SQLiteStores(), path: folder.file("v.db"))
    let store = vault.service.store
    let canary = "canary-in-an-error"
    try SchemaProbe.execute("CREATE UNIQUE INDEX one_name ON account(name)", in: store)
    let row = AccountRow(
      stamp: Stamp(
        id: UUID128(high: 1, low: 1), organization: vault.session.organization.id, now: 1, createdBy: nil),
      name: SealedName(text: canary, digest: nil))
    _ = try store.insert(row)
    var second = row
    second.stamp.id = UUID128(high: 1, low: 2)
    do throws(VaultError) {
      _ = try store.insert(second)
      Issue.record("no error")
    } catch {
      #expect(!"\(error) \(error.message) \(error.help ?? "")".contains(canary))
    }
  }
}
