import Base
import Crypto

/// The digests of values under each organization key that the vault has had.
///
/// An event keeps the digest under the key of its time. A rekey writes the keys of the digests before it, sealed
/// under the new organization key, into its own event; they open no value.
struct ValueDigests {
  /// How many bytes such a key has.
  private static let keyCount = 32
  /// The keys, oldest first, the current one last.
  private let keys: [[UInt8]]
  private let macs: [HMACSHA256]

  /// The keys that the last rekey left, and the current one; only the current one where the others do not open.
  init(_ current: VaultKeys, _ store: any VaultStore) throws(VaultError) {
    let rekeyed = try store.first(
      EventQuery(
        [
          .equal(.type, .int(EventCode.vaultRekeyed.number)),
          .equal(.origin, .int(EventOrigin.own.rawValue)),
        ], order: [SortKey(.number, descending: true)]))
    var keys: [[UInt8]] = []
    if let sealed = EventDetail.valueKeys(rekeyed?.detail), let opened = try? current.open(sealed) {
      opened.withBytes { bytes in
        for start in stride(from: 0, to: bytes.count, by: Self.keyCount) {
          keys.append(Array(bytes[start..<min(bytes.count, start + Self.keyCount)]))
        }
      }
    }
    keys.append(current.valueKey)
    self.keys = keys
    macs = keys.map { key in key.withUnsafeBytes { HMACSHA256(key: $0) } }
  }

  /// How many keys are known.
  var count: Int { keys.count }

  /// All keys, one after the other.
  func joined() -> Secret {
    Secret(joining: keys.map { key in key.withUnsafeBytes { Secret(copying: $0) } })
  }

  /// The digest of the key or note of a secret under the key of an epoch.
  func digest(_ part: SecretPart, _ text: UnsafeRawBufferPointer, epoch: Int) -> String? {
    guard macs.indices.contains(epoch) else { return nil }
    part.feed(macs[epoch])
    macs[epoch].update(text)
    return hexEncode(macs[epoch].finalize())
  }

  /// The digest of a value under the key of an epoch, which counts the rekeys before.
  func digest(_ value: UnsafeRawBufferPointer, epoch: Int) -> String? {
    guard macs.indices.contains(epoch) else { return nil }
    macs[epoch].update(value)
    return hexEncode(macs[epoch].finalize())
  }
}
