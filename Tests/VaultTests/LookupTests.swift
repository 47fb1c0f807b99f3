import Base
import Crypto
import Support
import Testing
import Vault

@Suite struct LookupTests {
  let session: VaultSession

  init() throws { session = try VaultFixture().session }

  private func error(_ text: String, _ kinds: [EntityKind]) -> VaultError? {
    do throws(VaultError) {
      _ = try session.resolve(text, among: kinds)
      return nil
    } catch { return error }
  }

  @Test func namesIdsKindsAndPathsFindTheSame() throws {
    let project = try session.createProject(name: "web/front")
    let account = try session.createAccount(name: "ci").account
    let secret = try session.createSecret(key: "DB/URL", value: Secret(utf8: "v"), project: project.id)
    for text in [
      "ci", "account:ci", account.id.text, account.id.text.uppercased(), "account:" + account.id.text,
    ] {
      #expect(try session.resolve(text, among: [.account, .project]) == account.ref)
    }
    for text in ["DB/URL", "web/front/DB/URL", "secret:web/front/DB/URL", "\(project.id.text)/DB/URL"] {
      #expect(try session.resolve(text, among: [.secret]) == secret.ref)
    }
    #expect(try session.resolve("ADA@acme.example", among: [.person]).id == session.person.id)
    #expect(error("project:ci", [.account]) == .notFound(kind: .account, text: "project:ci", near: []))
  }

  @Test func severalMatchesAreListedByTheirIdsAndWhoMadeThem() throws {
    func made(_ id: String) -> String { id + " (made by \(VaultFixture.email))" }
    let one = try session.createAccount(name: "ci").account
    let two = try session.createAccount(name: "ci", twin: true).account
    let project = try session.createProject(name: "ci")
    #expect(
      error("ci", [.account])
        == .ambiguous(kind: .account, text: "ci", matches: [one.id.text, two.id.text].map(made)))
    #expect(
      error("ci", [.account, .project])
        == .ambiguous(
          kind: nil, text: "ci",
          matches: ["account:\(one.id.text)", "account:\(two.id.text)", "project:\(project.id.text)"].map(
            made)))
    #expect(try session.resolve("project:ci", among: [.account, .project]) == project.ref)
  }

  @Test func namesAreFoundByBytesAndAlsoWithoutADigest() throws {
    let account = try session.createAccount(name: "caf\u{e9}").account
    #expect(error("cafe\u{301}", [.account]) != nil)
    #expect(try session.hasAllDigests(AccountRow.self))
    try session.service.store.update(AccountRow.self, number: account.number, set: [(.nameDigest, .null)])
    #expect(try !session.hasAllDigests(AccountRow.self))
    #expect(try session.resolve("caf\u{e9}", among: [.account]) == account.ref)
    #expect(error("cafe\u{301}", [.account]) != nil)
  }

  @Test func nearNamesAreOffered() throws {
    for name in ["payments-prod", "payments-prd", "billing-prod"] {
      _ = try session.createProject(name: name)
    }
    #expect(
      error("payment-prod", [.project])
        == .notFound(kind: .project, text: "payment-prod", near: ["payments-prod", "payments-prd"]))
    #expect(error("Billing-Prod", [.project])?.help == "did you mean \"billing-prod\"?")
    #expect(error("zzz", [.project]) == .notFound(kind: .project, text: "zzz", near: []))
  }

  @Test func anUnreadableNameBreaksNoList() throws {
    let account = try session.createAccount(name: "ci").account
    _ = try session.createAccount(name: "other")
    try session.service.store.update(
      AccountRow.self, number: account.number, set: [(.name, .text("2.AAAA|AAAA|AAAA"))])
    #expect(try session.accounts().map(\.isReadable) == [false, true])
    let page = try session.listAccounts(AccountQuery(), [.id])
    #expect(page.rows.indices.map { page.names.text($0) } == ["(unreadable)", "other"])
    #expect(page.rows[0].id == account.id && page.rows[0].created == 0)
    #expect(try session.verify().findings.map(\.area).contains(.encryption))
  }

  @Test(arguments: [(500, 1, true), (501, 1, false), (229, 3, true), (230, 3, false), (0, 1, false)])
  func namesHaveLimitsOfCharactersAndBytes(_ count: Int, _ width: Int, _ isFine: Bool) throws {
    let name = String(repeating: width == 1 ? "a" : "\u{20ac}", count: count)
    for create in [
      { _ = try session.createProject(name: name) }, { _ = try session.createAccount(name: name) },
      { _ = try session.createSecret(key: name, value: Secret(utf8: "v"), project: nil) },
    ] as [() throws -> Void] {
      if isFine { try create() } else { #expect(throws: VaultError.self) { try create() } }
    }
  }

  @Test func valuesNotesAndTokenNamesHaveLimits() throws {
    let account = try session.createAccount(name: "ci").account
    func secret(_ value: String, _ note: String?) throws {
      _ = try session.createSecret(
        key: "K", value: Secret(utf8: value), note: note.map { Secret(utf8: $0) }, project: nil)
    }
    try secret(String(repeating: "v", count: 25_000), String(repeating: "n", count: 7_000))
    #expect(throws: VaultError.tooLong(what: "the secret's value", limit: 25_000, unit: .characters)) {
      try secret(String(repeating: "v", count: 25_001), nil)
    }
    #expect(throws: VaultError.tooLong(what: "the secret's value", limit: 26_191, unit: .bytes)) {
      try secret(String(repeating: "\u{20ac}", count: 8_731), nil)
    }
    #expect(throws: VaultError.blank(what: "the secret's value")) { try secret("", nil) }
    #expect(throws: VaultError.blank(what: "the secret's note")) { try secret("v", " \n") }
    #expect(throws: VaultError.tooLong(what: "the secret's note", limit: 7_000, unit: .characters)) {
      try secret("v", String(repeating: "n", count: 7_001))
    }
    _ = try session.createToken(account: account.id, name: String(repeating: "t", count: 80), expires: nil)
    #expect(throws: VaultError.tooLong(what: "the token's name", limit: 80, unit: .characters)) {
      try session.createToken(account: account.id, name: String(repeating: "t", count: 81), expires: nil)
    }
    #expect(EncStringCipher.length(ofPlaintext: TextLimit.name.bytes) <= 1000)
    #expect(EncStringCipher.length(ofPlaintext: TextLimit.value.bytes) <= 35_000)
    #expect(EncStringCipher.length(ofPlaintext: TextLimit.note.bytes) <= 10_000)
    #expect(EncStringCipher.length(ofPlaintext: TextLimit.tokenName.bytes) <= 200)
  }
}
