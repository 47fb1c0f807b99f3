import Commands
import Crypto
package import Interpreter
import Vault

/// A new vault for a transcript: the organization Acme, only ada@acme.example in it, a clock that stands still.
package enum TranscriptVault {
  package static func session(_ host: TranscriptHost) throws -> any Session {
    let stores = StoresInMemory()
    _ = try VaultFixture(stores)
    let file = PassphraseFile()
    var options = VaultOptions(path: "vault", person: VaultFixture.email)
    options.flags.passphrase = file.path
    let access = VaultAccess(
      options: options, stores: stores,
      environment: VaultEnvironment(
        clock: VaultTestClock(time: Int64(host.time)), random: SeededRandomBytes(seed: 7), cost: .floor),
      host: host)
    _ = try access.open()
    return access
  }

  /// A machine account ci whose token `pipeline` was tried with wrong secrets at a server: five times from one address,
  /// once from another.
  package static func fail(_ owner: (any Session)?) throws {
    guard let session = try (owner as? VaultAccess)?.open() else { throw VaultError.missing(path: "") }
    let account = try session.createAccount(name: "ci").account
    let token = try session.createToken(account: account.id, name: "pipeline", expires: nil)
    let served = try ServedVault(store: session.service.store, environment: session.service.environment)
    for peer in [String](repeating: "203.0.113.7", count: 5) + ["2001:db8::1"] {
      try served.begin(writing: true)
      _ = try served.signIn(token: token.item.id, secret: Secret(utf8: "wrong"), peer: peer)
      try served.commit()
    }
  }

  /// A token holder's access to the vault of that session, before sign-in.
  static func session(
    _ host: TranscriptHost, token: String, beside owner: any Session, seed: UInt64
  ) throws -> any Session {
    guard let service = try (owner as? VaultAccess)?.open().service else {
      throw VaultError.missing(path: "")
    }
    var options = VaultOptions(path: "vault")
    options.flags.token = token
    var environment = service.environment
    environment.random = AnyRandomBytes(SeededRandomBytes(seed: seed))
    return VaultAccess(
      options: options, stores: StoreGiven(service.store), environment: environment, host: host)
  }
}
