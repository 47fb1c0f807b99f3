import Base
import Crypto
import Testing

@testable import Vault
@testable import Wire

/// Operations as JSON: there and back, and what is refused.
@Suite struct OperationCodecTests {
  private static let id = UUID128(high: 0x01a2_0c91_a002_7e6c, low: 0xbba7_53b8_c927_b038)
  private static let name = SealedName(text: "2.abc|def|ghi", digest: [1, 2, 255])
  private static let credential = SealedCredential(
    id: id, kind: .cronKey, publicKey: [7], sealedKey: [8, 9], signKey: [6], expires: 5,
    ceiling: [.read, .write],
    name: "2.n",
    derivation: SealedCredential.Derivation(memoryKiB: 65_536, passes: 3, salt: [0]))
  private static let side = GrantSide(.account, id)

  private static var personChange: PersonChange {
    var change = PersonChange()
    change.role = .custom
    change.permissions = [.eventLogs]
    change.isSuspended = false
    return change
  }

  private static var subscriptionChange: SubscriptionChange {
    var change = SubscriptionChange()
    change.plan = .teams
    change.maxSeats = .open
    change.maxMachineAccounts = .at(40)
    return change
  }

  /// One of each, with every field given.
  static let all: [any Operation] = [
    CreateAccount(name: name, description: "2.d", ifMissing: true, twin: false),
    RenameAccount(account: id, name: name, twin: true),
    DescribeAccount(account: id, version: 2, description: "2.d"),
    DeleteAccounts(accounts: [Deletion(id), Deletion(id, nameless: [id])]),
    CreateProject(name: name, twin: false), RenameProject(project: id, name: name, twin: false),
    DeleteProjects(projects: [Deletion(id)]), ShowProject(project: id),
    CreateSecret(
      name: name, value: "2.v", note: "2.n", project: id, digests: SecretDigests(name: [1], before: [2]),
      twin: false),
    EditSecret(
      secret: id, version: 3, name: name, value: "2.v", note: "2.n", keepsVersion: true,
      digests: SecretDigests(dropsBefore: true), project: id, twin: true),
    MoveSecrets(secrets: [id, id], project: id, twin: false),
    RevealSecrets(secrets: [id], account: id), RevealToRun(secrets: [id], account: id),
    DeleteSecrets(secrets: [id]), RestoreSecrets(secrets: [id]), PurgeSecrets(secrets: [Deletion(id)]),
    PurgeExpiredSecrets(secrets: [Deletion(id)]), RevealVersion(secret: id, version: id),
    DeleteVersions(versions: [id]),
    GrantAccess(requests: [GrantRequest(side, on: GrantSide(.project, id), level: .readWrite)], exact: true),
    RevokeAccess(requests: [RevokeRequest(side, on: GrantSide(.secret, id))]),
    CreateToken(
      id: id, account: id, name: name, secretHash: "h", payload: "2.p", key: "2.k", signKey: [6], expires: 9,
      maxUses: 2,
      network: "10.0.0.0/8", twin: false),
    RevokeTokens(tokens: [id]), ClearLogins(tokens: []),
    InvitePerson(
      email: "bob@acme.example", role: .user, permissions: [], name: "Bob", hasAccess: true,
      invite: credential),
    ResetPerson(person: id, invite: credential), SetPerson(person: id, change: personChange),
    RemovePerson(person: id, name: name),
    JoinOrganization(invite: id, credential: credential, mac: [1], name: "Bob"),
    SealCredentials(seals: [SealCredentials.Seal(credential: id, mac: [1, 2])]),
    CreateKey(credential: credential, mac: [3]), CreateRecoveryKey(credential: credential, mac: [3]),
    RevokeKey(key: id), ChangePassphrase(credential: credential, mac: [1], former: [2]),
    CreateGroup(name: "ops"), RenameGroup(group: id, name: "dev"),
    AddMembers(group: id, people: [id]), RemoveMembers(group: id, people: [id]),
    DeleteGroup(group: id, name: name),
    SetSetting(setting: .machineProjects, value: "any", digest: [0]),
    AddAuditKey(publicKey: [1, 2]), RevokeAuditKey(id: id),
    RepairVault(setsClock: true, tombstones: [id], renumbersCheckpoints: false),
    SetSubscription(change: subscriptionChange),
    ImportProduct(
      fileDigest: [5], projects: [ImportProduct.Project(id: id, name: name)],
      secrets: [
        ImportProduct.Secret(
          id: id, name: name, value: "2.v", note: "2.n", project: id, digests: SecretDigests(value: [9]))
      ]),
  ]

  private func json(_ operation: any Operation) throws -> String {
    String(decoding: try OperationCodec.write(operation), as: UTF8.self)
  }

  private func read(_ text: String) throws(WireError) -> any Operation {
    try OperationCodec.read(Array(text.utf8))
  }

  private func refusal(_ text: String) -> WireError? {
    do throws(WireError) {
      _ = try read(text)
      return nil
    } catch { return error }
  }

  @Test func everyOperationOfTheTableIsTried() {
    let tried = Self.all.map { type(of: $0).name }
    #expect(tried == OperationTable.all.map { $0.name })
    #expect(Set(tried).count == tried.count)
  }

  @Test(arguments: Self.all.indices) func anOperationIsTheSameThereAndBack(_ index: Int) throws {
    let text = try json(Self.all[index])
    let back = try read(text)
    #expect(type(of: back) == type(of: Self.all[index]))
    #expect(try json(back) == text)
  }

  /// The format as other programs see it.
  @Test func theFormIsWhatFilesHold() throws {
    #expect(
      try json(Self.all[1]) == """
        {"operation":"account.rename","account":"01a20c91-a002-7e6c-bba7-53b8c927b038",\
        "name":{"key_version":1,"text":"2.abc|def|ghi","digest":"AQL/"},"twin":true}
        """)
    #expect(
      try json(GrantAccess(requests: [GrantRequest(Self.side, on: Self.side, level: nil)], exact: false))
        == """
        {"operation":"grant.create","requests":[{"subject":{"kind":"account",\
        "id":"01a20c91-a002-7e6c-bba7-53b8c927b038"},"object":{"kind":"account",\
        "id":"01a20c91-a002-7e6c-bba7-53b8c927b038"}}],"exact":false}
        """)
    #expect(
      try json(SetSubscription(change: Self.subscriptionChange)) == """
        {"operation":"subscription.set","change":{"plan":"teams","max_seats":null,"max_machine_accounts":40}}
        """)
  }

  @Test(arguments: [
    ("", "V0801"), ("[]", "V0801"), ("7", "V0801"),
    ("{\"operation\":\"group.create\",\"name\":\"a\"", "V0801"),
    ("{\"name\":\"a\"}", "V0804"), ("{\"operation\":7,\"name\":\"a\"}", "V0805"),
    ("{\"operation\":\"group.burn\",\"name\":\"a\"}", "V0802"),
    ("{\"operation\":\"group.create\"}", "V0804"),
    ("{\"operation\":\"group.create\",\"name\":null}", "V0805"),
    ("{\"operation\":\"group.create\",\"name\":7}", "V0805"),
    ("{\"operation\":\"group.create\",\"name\":[\"a\"]}", "V0805"),
    ("{\"operation\":\"group.create\",\"name\":\"a\",\"color\":\"red\"}", "V0803"),
    ("{\"operation\":\"group.create\",\"name\":\"a\",\"name\":\"b\"}", "V0801"),
    ("{\"operation\":\"group.create\",\"operation\":\"group.create\",\"name\":\"b\"}", "V0801"),
    ("{\"operation\":\"group.create\",\"Name\":\"a\"}", "V0804"),
    ("{\"operation\":\"token.revoke\",\"tokens\":[\"no id\"]}", "V0805"),
    ("{\"operation\":\"token.revoke\",\"tokens\":{}}", "V0805"),
    ("{\"operation\":\"secret.edit\",\"version\":1.5}", "V0801"),
    ("{\"operation\":\"secret.edit\",\"version\":99999999999999999999}", "V0801"),
    ("{\"operation\":\"key.revoke\",\"key\":\"01a20c91-a002-7e6c-bba7-53b8c927b038\",\"by\":{}}", "V0803"),
  ]) func nonsenseIsRefused(_ text: String, _ code: String) {
    #expect(refusal(text)?.code == code, "\(text)")
  }

  @Test func aRefusalNamesTheField() {
    let side = "{\"kind\":\"account\",\"id\":\"01a20c91-a002-7e6c-bba7-53b8c927b038\"}"
    func grant(_ subject: String, _ level: String) -> String {
      "{\"operation\":\"grant.create\",\"requests\":[{\"subject\":\(subject),\"object\":\(side),\"level\":\(level)}],\"exact\":true}"
    }
    #expect(refusal(grant(side, "\"read\"")) == nil)
    #expect(
      refusal(grant(side, "\"own\"")) == .wrongField(path: "requests[0].level", why: "is no level"))
    #expect(
      refusal(grant("{\"kind\":\"account\"}", "\"read\"")) == .missingField(path: "requests[0].subject.id"))
    #expect(
      refusal(grant("{\"kind\":\"account\",\"id\":\"01a20c91-a002-7e6c-bba7-53b8c927b038\",\"n\":1}", "null"))
        == .unknownField(path: "requests[0].subject.n"))
  }

  /// Every text with one byte less or one field less is refused, or is another operation of the same form.
  @Test func noPartOfAnOperationIsLeftOutUnseen() throws {
    for operation in Self.all {
      let text = try json(operation)
      for end in text.utf8.indices.dropFirst() {
        #expect(refusal(String(text[..<end]))?.code == "V0801")
      }
    }
  }
}
