internal import Base
package import Crypto

/// A key for the owner who forgot the passphrase, made before the vault that it opens: first it is kept, then it counts.
package struct RecoveryKey {
  /// The id of its credential.
  let id: UUID128
  let seed: Secret

  /// A new one.
  package init(using random: inout AnyRandomBytes) {
    // The id goes to the holder: it tells no date.
    id = UUID128.random(using: &random)
    seed = Secret.random(count: SealingKeyPair.seedCount, using: &random)
  }

  /// The text of the file: `sms-recovery.1.ID.BASE64`.
  package var text: Secret { CredentialText.write(.recovery, id, seed) }
}
