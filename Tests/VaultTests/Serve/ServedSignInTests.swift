import Base
import Crypto
import Support
import Testing
import Vault

/// Sign-ins at a server: uses, addresses, and the delay of wrong secrets.
@Suite struct ServedSignInTests {
  let world: ServeFixture
  private var ada: VaultSession { world.ada }

  init() throws { world = try ServeFixture() }

  private func stored(_ token: NewToken) throws -> TokenRow {
    try #require(try world.vault.service.store.first(TokenQuery([.equal(.id, .id(token.item.id))])))
  }

  @Test func eachSignInIsOneUse() throws {
    let token = try ada.createToken(
      account: world.account.id, name: "three", expires: nil, limits: TokenLimits(uses: 3))
    for _ in 0..<3 { #expect(try world.signIn(token) == "in") }
    #expect(try world.signIn(token) == "refused")
    let row = try stored(token)
    #expect(row.uses == 3 && row.lastIP == "192.0.2.7" && row.lastUsed != nil)
    #expect(try ada.verify().findings == [])
  }

  @Test func aTokenOfANetworkIsGoodThereOnly() throws {
    let token = try ada.createToken(
      account: world.account.id, name: "net", expires: nil, limits: TokenLimits(from: "10.1.0.0/16"))
    #expect(try world.signIn(token, peer: "10.1.2.3") == "in")
    #expect(try world.signIn(token, peer: "::ffff:10.1.2.3") == "in")
    for peer in ["10.2.0.1", "2001:db8::1", "", "no address"] {
      #expect(try world.signIn(token, peer: peer) == "refused", "\(peer)")
    }
    try world.served.begin(writing: false)
    defer { world.served.rollback() }
    _ = try world.served.caller(token: token.item.id, account: world.account.id, peer: "10.1.255.255")
    #expect(throws: VaultError.wrongToken) {
      try world.served.caller(token: token.item.id, account: world.account.id, peer: "10.2.0.1")
    }
  }

  /// M05: ids that no token has cannot fill the memory: with some thousands of them the first are forgotten.
  @Test func failuresOfUnknownIDsAreCapped() throws {
    world.vault.clock.step = 0
    var random = SeededRandomBytes(seed: 3)
    func fail(_ id: UUID128) throws -> String {
      try world.served.begin(writing: true)
      defer { world.served.rollback() }
      switch try world.served.signIn(token: id, secret: Secret(utf8: "wrong"), peer: "192.0.2.7") {
      case .accepted: return "in"
      case .refused: return "refused"
      case .delayed: return "delayed"
      }
    }
    let first = UUID128.random(using: &random)
    for _ in 0..<5 { #expect(try fail(first) == "refused") }
    #expect(try fail(first) == "delayed")
    for _ in 0..<4000 { _ = try fail(UUID128.random(using: &random)) }
    #expect(try fail(first) == "delayed")
    for _ in 0..<200 { _ = try fail(UUID128.random(using: &random)) }
    #expect(try fail(first) == "refused")
  }

  @Test func rangesAreComparedBitByBit() throws {
    let cases: [(range: String, address: String, isIn: Bool)] = [
      ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false),
      ("192.0.2.128/25", "192.0.2.128", true), ("192.0.2.128/25", "192.0.2.127", false),
      ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "2001:db8::1", false),
      ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false),
      ("192.0.2.7/32", "192.0.2.7", true), ("192.0.2.7/32", "192.0.2.6", false),
    ]
    for (range, address, isIn) in cases {
      #expect(try #require(NetworkRange(range)).contains(address) == isIn, "\(range) \(address)")
    }
    #expect(NetworkRange.site(of: "2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64")
    #expect(NetworkRange.site(of: "192.0.2.7") == "192.0.2.7/32")
  }

  /// After five failures each one doubles the time; the right secret is always taken and ends it.
  @Test func wrongSecretsAreDelayedAndTheRightOneIsNot() throws {
    let store = world.vault.service.store
    let before = try store.highest(EventRow.self)
    for _ in 0..<5 { #expect(try world.signIn(world.token, "wrong") == "refused") }
    // One event for the first four, one for the first delay.
    #expect(try world.types(after: before) == [9003, 9003])
    let dump = try StoreDump(store)
    #expect(try world.signIn(world.token, "wrong") == "5")
    #expect(try StoreDump(store) == dump)
    // Another address has a count of its own.
    #expect(try world.signIn(world.token, "wrong", peer: "192.0.2.8") == "refused")
    var delays: [String] = []
    for _ in 0..<9 {
      world.vault.clock.time += 900_000_000
      #expect(try world.signIn(world.token, "wrong") == "refused")
      delays.append(try world.signIn(world.token, "wrong"))
    }
    #expect(delays == ["10", "20", "40", "80", "160", "320", "640", "900", "900"])
    // The delay is in the vault, so a server that starts anew knows it.
    let other = try ServedVault(store: store, environment: world.vault.service.environment)
    try other.begin(writing: true)
    guard
      case .delayed = try other.signIn(
        token: world.token.item.id, secret: Secret(utf8: "x"), peer: "192.0.2.7")
    else {
      Issue.record("another server forgot the delay")
      return
    }
    other.rollback()
    #expect(try world.signIn(world.token) == "in")
    #expect(try world.signIn(world.token, "wrong") == "refused")
    #expect(try ada.verify().findings == [])
  }

  @Test func anUnknownIDLeavesNothingBehind() throws {
    let dump = try StoreDump(world.vault.service.store)
    var told: [String] = []
    for _ in 0..<6 {
      try world.served.begin(writing: true)
      let outcome = try world.served.signIn(
        token: UUID128(high: 1, low: 2), secret: Secret(utf8: "x"), peer: "192.0.2.7")
      try world.served.commit()
      if case .delayed(let seconds) = outcome { told.append("\(seconds)") } else { told.append("refused") }
    }
    #expect(told == ["refused", "refused", "refused", "refused", "refused", "5"])
    #expect(try StoreDump(world.vault.service.store) == dump)
  }

  /// One token does not fill the table from however many addresses.
  @Test func placesOfATokenAreLimited() throws {
    for number in 0..<200 { _ = try world.signIn(world.token, "x", peer: "10.0.0.\(number)") }
    #expect(try world.signIn(world.token, "x", peer: "10.0.1.1") == "900")
    #expect(try world.signIn(world.token, peer: "10.0.1.1") == "in")
    world.vault.clock.time += 2 * 86_400_000_000
    #expect(try world.signIn(world.token, "x", peer: "10.0.1.1") == "refused")
    #expect(try world.vault.service.store.count(Query<LoginFailureRow>()) == 1)
  }

  @Test func failuresAreListedAndForgotten() throws {
    #expect(try ada.lockedLogins() == [])
    for _ in 0..<5 { _ = try world.signIn(world.token, "x") }
    _ = try world.signIn(world.token, "x", peer: "2001:db8::1")
    let locked = try ada.lockedLogins()
    #expect(locked.map(\.address) == ["192.0.2.7/32", "2001:db8::/64"])
    #expect(locked.map(\.failures) == [5, 1] && locked.map { $0.until != nil } == [true, false])
    #expect(locked.allSatisfy { $0.token.id == world.token.item.id && $0.account.id == world.account.id })
    #expect(try ada.clearLogins([world.token.item.id]).map(\.action) == [.ended])
    #expect(try ada.lockedLogins() == [] && world.signIn(world.token, "x") == "refused")
    #expect(try ada.events(EventFilter().query).contains { $0.type == 9004 })
    #expect(try ada.clearLogins([world.token.item.id]).map(\.action) == [.ended])
    #expect(try ada.clearLogins([world.token.item.id]).map(\.action) == [.unchanged])
    #expect(try ada.verify().findings == [])
  }
}
