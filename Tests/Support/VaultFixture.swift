import Crypto
package import Vault

/// A clock that tests set; each look moves it by one step.
package final class VaultTestClock: WallClock {
  package var time: Int64
  package var step: Int64

  /// A clock at 2026-03-01T00:00:00Z that moves a millisecond with each look.
  package init(time: Int64 = 1_772_323_200_000_000, step: Int64 = 1000) {
    self.time = time
    self.step = step
  }

  package func now() -> Int64 {
    defer { time += step }
    return time
  }
}

/// A vault for tests: known passphrase, seeded randomness, a clock that stands in March 2026.
package struct VaultFixture {
  package static let email = "ada@acme.example"
  package static let passphrase = "correct horse battery"

  package let clock: VaultTestClock
  package let service: VaultService
  package let session: VaultSession

  /// A vault in this kind of store, with the owner signed in.
  package init(
    _ stores: any StoreProvider = StoresInMemory(), path: String = "vault", seed: UInt64 = 1,
    rules: RuleTable = .standard
  ) throws {
    clock = VaultTestClock()
    var environment = VaultEnvironment(
      clock: clock, random: SeededRandomBytes(seed: seed), cost: .floor, rules: rules)
    environment.refusals.duration = 0
    service = try VaultService.create(
      stores, path: path, organization: "Acme", email: Self.email,
      passphrase: Secret(utf8: Self.passphrase), environment: environment)
    session = try service.unlock(email: Self.email, passphrase: Secret(utf8: Self.passphrase))
  }
}
