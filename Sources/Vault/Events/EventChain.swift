import Crypto

/// The hash that ties each event to the one before it.
///
/// Encoding 1: SHA-256 over the 32 bytes of the previous hash (32 zero bytes before event 1), then
/// each field in the order of `EventRow.Column` without `prev` and `hash`. A field is one tag byte
/// (0 null, 1 number, 2 text, 3 bytes), then for a number its 8 bytes big-endian, for text and bytes
/// their count as 4 bytes big-endian and the bytes themselves. An id is its 16 bytes.
package enum EventChain {
  /// The encoding that new events get.
  package static let version: Int64 = 1

  /// What stands before the first event.
  package static let start = [UInt8](repeating: 0, count: 32)

  /// The hash of an event; nil for an encoding that this release does not know.
  package static func hash(of event: EventRow) -> [UInt8]? {
    guard event.hashVersion == version else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(320 + (event.detail?.utf8.count ?? 0))
    bytes += event.previous
    append(event.number, to: &bytes)
    append(event.id, to: &bytes)
    append(event.organization, to: &bytes)
    append(event.date, to: &bytes)
    append(event.type, to: &bytes)
    append(event.hashVersion, to: &bytes)
    append(event.origin.rawValue, to: &bytes)
    append(event.importID, to: &bytes)
    append(event.runID, to: &bytes)
    append(event.device, to: &bytes)
    append(event.ip, to: &bytes)
    for id in [
      event.actorPerson, event.actorAccount, event.credential, event.secret, event.project, event.account,
      event.person, event.group, event.token,
    ] {
      append(id, to: &bytes)
    }
    append(event.detail, to: &bytes)
    return sha256(bytes)
  }

  private static func append(_ value: Int64?, to bytes: inout [UInt8]) {
    guard let value else { return bytes.append(0) }
    bytes.append(1)
    withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
  }

  private static func append(_ value: String?, to bytes: inout [UInt8]) {
    guard let value else { return bytes.append(0) }
    bytes.append(2)
    appendCount(value.utf8.count, to: &bytes)
    bytes.append(contentsOf: value.utf8)
  }

  private static func append(_ value: UUID128?, to bytes: inout [UInt8]) {
    guard let value else { return bytes.append(0) }
    bytes.append(3)
    appendCount(16, to: &bytes)
    withUnsafeBytes(of: value.high.bigEndian) { bytes.append(contentsOf: $0) }
    withUnsafeBytes(of: value.low.bigEndian) { bytes.append(contentsOf: $0) }
  }

  private static func appendCount(_ count: Int, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: count).bigEndian) { bytes.append(contentsOf: $0) }
  }
}
