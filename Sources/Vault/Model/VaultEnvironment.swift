package import Base
package import Crypto

/// Where the time comes from.
package protocol WallClock {
  /// Now, in µs since 1970 UTC.
  func now() -> Int64
}

/// The dependencies of a vault on its surroundings, which tests replace.
package struct VaultEnvironment {
  /// The time.
  package var clock: any WallClock
  /// The source of random bytes.
  package var random: AnyRandomBytes
  /// The work that a new passphrase costs.
  package var cost: PassphraseCost
  /// The rules; the standard table is built when it is first read.
  package var rules: RuleTable {
    get { chosen ?? .standard }
    set { chosen = newValue }
  }
  private var chosen: RuleTable?
  /// What opens the place that gets the events, where the vault names one.
  package var sinks: any EventSinks = NoEventSinks()
  /// Takes what a user has to know of that place.
  package var sinkNotice: (SinkNotice) -> Void = { _ in }
  /// The duration of a refused sign-in, with its clock.
  package var refusals = RefusalPace.standard
  /// The slow way from a passphrase to a seed; tests count its calls.
  package var derive: (PassphraseParameters, Secret) throws(CryptoError) -> Secret = {
    (parameters, passphrase) throws(CryptoError) in
    try parameters.seed(passphrase: passphrase)
  }

  /// The world as it is, unless said otherwise.
  package init(
    clock: any WallClock = SystemWallClock(), random: any RandomBytes = SystemRandomBytes(),
    cost: PassphraseCost = .standard, rules: RuleTable? = nil
  ) {
    self.clock = clock
    self.random = AnyRandomBytes(random)
    self.cost = cost
    chosen = rules
  }
}

/// A source of random bytes, chosen at run time.
package struct AnyRandomBytes: RandomBytes {
  private var source: any RandomBytes

  /// Draws from this source.
  package init(_ source: any RandomBytes) { self.source = source }

  /// Fills the buffer.
  package mutating func fill(_ buffer: UnsafeMutableRawBufferPointer) { source.fill(buffer) }
}

/// How much work one guess of a passphrase costs.
package struct PassphraseCost: Sendable, Equatable {
  /// The memory of the key derivation.
  package let memoryKiB: Int
  /// The passes of the key derivation.
  package let passes: Int

  /// 64 MiB, 3 passes.
  package static let standard = PassphraseCost(memoryKiB: 65_536, passes: 3)
  /// The least that is accepted: 19 MiB, 2 passes.
  package static let floor = PassphraseCost(memoryKiB: 19_456, passes: 2)

  /// A cost.
  package init(memoryKiB: Int, passes: Int) {
    self.memoryKiB = memoryKiB
    self.passes = passes
  }
}
