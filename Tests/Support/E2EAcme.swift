import Crypto
import Glibc
import StoreSQLite
import Vault

/// The sample organization: its files, and vaults that hold it, made once a test run.
package enum E2EAcme {
  package static let folder = repositoryRoot() + "/Tests/Data/acme"
  package static let export = folder + "/export.json"
  package static let accounts = folder + "/accounts.jsonl"
  package static let provision = repositoryRoot() + "/scripts/maintenance/provision.sms"

  /// How much of the organization a vault holds.
  package enum Stage: Sendable {
    /// An organization with its owner.
    case created
    /// With 36 projects and 320 secrets.
    case imported
    /// With 60 machine accounts and their grants.
    case provisioned
  }

  /// A home whose vault holds the organization up to a stage.
  package static func home(_ stage: Stage) throws -> E2EHome {
    let home = try E2EHome()
    let bytes =
      switch stage {
      case .created: try created.get()
      case .imported: try imported.get()
      case .provisioned: try provisioned.get()
      }
    try home.write(bytes, to: "v.db")
    return home
  }

  /// What a step of the preparation did not do.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  /// Made in this process at the least cost of a passphrase: each run of a test would pay for a higher one.
  private static let created = Result<[UInt8], any Error> {
    let home = try E2EHome()
    do {
      _ = try VaultService.create(
        SQLiteStores(), path: home.vault, organization: "Acme", email: E2EHome.email,
        passphrase: Secret(utf8: E2EHome.passphrase), environment: VaultEnvironment(cost: .floor))
    }
    return try bytes(of: home)
  }
  private static let imported = vault(created) { try $0.run("vault", "import", export) }
  private static let provisioned = vault(imported) { try $0.run(provision, accounts) }

  /// The bytes of a vault after one more step; the log is empty when the program has ended.
  private static func vault(
    _ before: Result<[UInt8], any Error>, _ step: (E2EHome) throws -> E2EResult
  ) -> Result<[UInt8], any Error> {
    Result {
      let home = try E2EHome()
      try home.write(try before.get(), to: "v.db")
      let result = try step(home)
      guard result.status == 0 else {
        throw Failure(description: "the sample vault cannot be made: \(result)")
      }
      return try bytes(of: home)
    }
  }

  /// The vault of a home, which no program has open.
  private static func bytes(of home: E2EHome) throws -> [UInt8] {
    guard let bytes = home.read("v.db"), home.read("v.db-wal") == nil else {
      throw Failure(description: "the sample vault still has a log")
    }
    return bytes
  }
}
