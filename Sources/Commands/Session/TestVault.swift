internal import Base
internal import Crypto
package import Interpreter
package import Vault

/// Vaults for the tests of scripts.
package enum TestVault {
  /// The e-mail of the vaults' owner.
  package static let owner = "owner@test.example"

  /// A way to a new vault, made when the first command needs it: the organization Test with an owner alone.
  package static func access(_ stores: any StoreProvider, host: any Host) -> VaultAccess {
    let access = VaultAccess(options: VaultOptions(path: ":test:", person: owner), stores: stores, host: host)
    access.makeSession = { () throws(Fault) in try session(stores) }
    return access
  }

  private static func session(_ stores: any StoreProvider) throws(Fault) -> VaultSession {
    var random = AnyRandomBytes(SystemRandomBytes())
    // This vault is never signed in to again.
    let passphrase = Secret(utf8: hexEncode(random.bytes(16)))
    return try Fault.wrapping { () throws(VaultError) in
      let service = try VaultService.create(
        stores, path: ":test:", organization: "Test", email: owner, passphrase: passphrase,
        environment: VaultEnvironment(cost: .floor))
      return try service.unlock(email: owner, passphrase: passphrase)
    }
  }
}
