import Base
import Crypto
import Support
import Testing
import Vault

/// The end of access tokens, and what limits their use.
@Suite struct TokenTests {
  let vault: VaultFixture
  let account: MachineAccount
  var session: VaultSession { vault.session }

  init() throws {
    vault = try VaultFixture()
    account = try vault.session.createAccount(name: "ci").account
  }

  private func token(_ name: String) throws -> NewToken {
    try session.createToken(account: account.id, name: name, expires: nil)
  }

  @Test func aRevokedTokenIsHiddenAndItsKeysAreErased() throws {
    let tokens = try ["a", "b"].map { name in try token(name) }
    let revised = try session.accounts().map(\.revised)
    let change = try session.revokeTokens([tokens[0].item.id])[0]
    #expect(change.action == .revoked && change.subject.name == "a" && change.object?.name == "ci")
    #expect(try session.tokens().map(\.name) == ["b"] && session.countTokens() == 1)
    #expect(try session.counts(of: [account])[0].tokens == 1 && session.status().tokens == 1)
    #expect(try session.matches("a", among: [.token]).isEmpty)
    #expect(try session.accounts().map(\.revised) == revised)
    let row = try #require(
      try session.service.store.first(TokenQuery([.equal(.id, .id(tokens[0].item.id))])))
    #expect(row.revoked != nil && row.secretHash == nil && row.payload == nil && row.key == nil)
    let event = try session.events(EventFilter().query)[0]
    #expect(event.type == 2307 && event.token == row.id && event.account == account.id)
    #expect(try session.name(.token, row.id) == "a")
    #expect(try session.buried(.token, named: "a") == [row.id])
    let events = try session.countEvents(EventQuery())
    #expect(try session.revokeTokens([row.id]).map(\.action) == [.unchanged])
    #expect(try session.countEvents(EventQuery()) == events)
    #expect(try session.deleteAccounts([account.id]).map(\.tokens) == [1])
    #expect(try session.verify().findings == [])
  }

  @Test func anUnknownTokenStopsAll() throws {
    let token = try token("a")
    #expect(throws: VaultError.self) { try session.revokeTokens([token.item.id, account.id]) }
    #expect(throws: VaultError.emptyList(what: "access tokens")) { try session.revokeTokens([]) }
    #expect(try session.countTokens() == 1)
  }

  @Test func aTextNamesItsTokenUnlessACharacterDiffers() throws {
    let token = try token("a")
    let text = try token.text.text()
    #expect(try session.token(withText: token.text).id == token.item.id)
    var refused = 0
    for place in text.indices {
      var changed = text
      changed.replaceSubrange(place...place, with: text[place] == "1" ? "2" : "1")
      do throws(VaultError) { _ = try session.token(withText: Secret(utf8: changed)) } catch { refused += 1 }
    }
    #expect(refused == text.count)
    _ = try session.revokeTokens([token.item.id])
    #expect(try session.token(withText: token.text).id == token.item.id)
  }

  @Test func limitsAreStoredInOneForm() throws {
    let limits = TokenLimits(uses: 3, from: "2001:DB8:0::/32")
    let item = try session.createToken(
      account: account.id, name: "t", expires: nil, limits: limits
    ).item
    #expect(item.maxUses == 3 && item.from == "2001:db8::/32" && item.uses == 0)
    #expect(try session.tokens().map(\.from) == ["2001:db8::/32"])
    #expect(throws: VaultError.self) {
      try session.createToken(account: account.id, name: "t", expires: nil, limits: TokenLimits(uses: 0))
    }
    #expect(throws: VaultError.self) {
      try session.createToken(account: account.id, name: "t", expires: nil, limits: TokenLimits(from: "x"))
    }
    #expect(try session.countTokens() == 1)
  }

  @Test(arguments: [
    ("10.0.0.0/8", "10.0.0.0/8"), ("0.0.0.0/0", "0.0.0.0/0"), ("192.168.1.7", "192.168.1.7/32"),
    ("::1", "::1/128"), ("2001:db8:0:0::/64", "2001:db8::/64"), ("fe80::/10", "fe80::/10"),
    ("10.0.0.1/8", nil), ("10.0.0.0/33", nil), ("10.0.0.0/08", nil), ("10.0.0.0/", nil), ("/8", nil),
    ("10.0.0.0/8/9", nil), ("10.0.0/8", nil), ("2001:db8::1/32", nil), ("::/129", nil), ("", nil),
    ("10.0.0.0/-1", nil), ("10.0.0.0/8\0", nil), ("10.0.0.0\0/8", nil), ("localhost", nil),
  ]) func networks(_ text: String, _ stored: String?) {
    #expect(NetworkRange(text)?.text == stored)
  }

  @Test func keysThatOutliveARevocationAreFound() throws {
    let token = try token("a")
    let store = try #require(session.service.store as? StoreInMemory)
    let row = try #require(try store.first(TokenQuery()))
    _ = try session.revokeTokens([token.item.id])
    let copy = store.copy()
    try copy.update(TokenRow.self, number: row.number, set: [(.secretHash, .text(or: row.secretHash))])
    let findings = try session.copy(on: copy, isReadOnly: true).verify().findings
    #expect(findings.map(\.area).contains(.credentials))
    try copy.update(
      TokenRow.self, number: row.number,
      set: [(.revoked, .null), (.payload, .text(or: row.payload)), (.key, .text(or: row.key))])
    #expect(
      try session.copy(on: copy, isReadOnly: true).verify().findings.map(\.message)
        .contains("the access token \(row.id.text) is there without an event"))
  }
}
