import Base
import Crypto
import Support
import Vault

/// A vault with a machine account and its token, and the same vault as a server has it.
struct ServeFixture {
  let vault: VaultFixture
  let served: ServedVault
  let account: MachineAccount
  /// The account may write to the first, read the second, and knows nothing of the third.
  let projects: [Project]
  let secrets: [SecretItem]
  let token: NewToken

  var ada: VaultSession { vault.session }

  init() throws {
    let made = try MachineFixture(VaultFixture())
    (vault, account, projects, secrets, token) =
      (made.vault, made.account, made.projects, made.secrets, made.token)
    served = try ServedVault(store: vault.service.store, environment: vault.service.environment)
  }

  /// Runs something as the machine account, in a transaction of its own.
  func asAccount<T>(
    _ body: (ServedVault, ServedCaller) throws(VaultError) -> T
  ) throws(VaultError) -> T {
    try served.begin(writing: true)
    do {
      let caller = try served.caller(token: token.item.id, account: account.id, peer: "192.0.2.7")
      let result = try body(served, caller)
      try served.commit()
      return result
    } catch {
      served.rollback()
      throw error
    }
  }

  /// Signs in with a secret.
  func signIn(_ token: NewToken, _ secret: String? = nil, peer: String = "192.0.2.7") throws -> String {
    let right = try AccessToken(parsing: token.text).clientSecret
    try served.begin(writing: true)
    let outcome = try served.signIn(
      token: token.item.id, secret: secret.map { Secret(utf8: $0) } ?? right, peer: peer)
    try served.commit()
    switch outcome {
    case .accepted: return "in"
    case .refused: return "refused"
    case .delayed(let seconds): return "\(seconds)"
    }
  }

  /// Text as a client seals it.
  func seal(_ text: String) throws -> String {
    try ada.keys.seal(text: text, random: &vault.service.environment.random)
  }

  /// A secret as a client seals it.
  func content(_ key: String, _ value: String, _ note: String = "") throws -> SealedSecret {
    SealedSecret(key: try seal(key), value: try seal(value), note: try seal(note))
  }

  /// The events after a number, as their types.
  func types(after number: Int64) throws -> [Int64] {
    try vault.service.store.rows(EventQuery([Condition(.number, .greater, .int(number))])).map(\.type)
  }
}
