package import Base
internal import CSodium

/// How a passphrase becomes a seed: Argon2id version 1.3, one lane.
package struct PassphraseParameters: Hashable, Sendable {
  /// How many bytes the salt has.
  package static let saltCount = 16
  /// The least memory and passes that are accepted: 19 MiB, 2.
  package static let floor = (memoryKiB: 19 * 1024, passes: 2)
  /// The most that are accepted: 1 GiB, 10.
  ///
  /// A row that was changed cannot take all memory or time before anything of it is authenticated.
  package static let ceiling = (memoryKiB: 1024 * 1024, passes: 10)

  /// The memory in KiB.
  package let memoryKiB: Int
  /// The passes over the memory.
  package let passes: Int
  /// The salt, 16 bytes.
  package let salt: [UInt8]

  /// Parameters as stored, or with the defaults of a new credential (64 MiB, 3); `seed` checks them.
  package init(memoryKiB: Int = 64 * 1024, passes: Int = 3, salt: [UInt8]) {
    self.memoryKiB = memoryKiB
    self.passes = passes
    self.salt = salt
  }

  /// The defaults with a new salt.
  package static func generate(_ random: inout some RandomBytes) -> PassphraseParameters {
    PassphraseParameters(salt: random.bytes(saltCount))
  }

  /// Refuses parameters that are too weak (`weakParameters`) or cannot be right (`malformed`).
  package func check() throws(CryptoError) {
    guard memoryKiB >= Self.floor.memoryKiB, passes >= Self.floor.passes else { throw .weakParameters }
    guard memoryKiB <= Self.ceiling.memoryKiB, passes <= Self.ceiling.passes else {
      throw .malformed("passphrase parameters above the ceiling")
    }
    guard salt.count == Self.saltCount else { throw .malformed("a salt must have 16 bytes") }
  }

  /// The seed (32 bytes) of a passphrase; takes about 0.2 s with the defaults.
  package func seed(passphrase: Secret) throws(CryptoError) -> Secret {
    try check()
    guard Sodium.isReady else { throw .unavailable("libsodium") }
    let seed = try Secret(checkedCount: SealingKeyPair.seedCount)
    let result = seed.withOctets { seed in
      passphrase.withOctets { characters in
        crypto_pwhash(
          seed, UInt64(SealingKeyPair.seedCount),
          UnsafeRawPointer(characters).assumingMemoryBound(to: CChar.self), UInt64(passphrase.count),
          salt, UInt64(passes), memoryKiB * 1024, crypto_pwhash_ALG_ARGON2ID13)
      }
    }
    guard result == 0 else { throw .outOfMemory }
    return seed
  }
}
