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
    var bytes = event.previous
    bytes.reserveCapacity(512)
    for (column, field) in zip(EventRow.Column.allCases, event.fields) {
      if column == .previous || column == .hash { continue }
      append(field, to: &bytes)
    }
    return sha256(bytes)
  }

  private static func append(_ field: Field, to bytes: inout [UInt8]) {
    switch field {
    case .null: bytes.append(0)
    case .int(let value):
      bytes.append(1)
      withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    case .text(let value):
      bytes.append(2)
      appendFramed(Array(value.utf8), to: &bytes)
    case .id(let value):
      bytes.append(3)
      appendFramed(value.bytes, to: &bytes)
    case .blob(let value):
      bytes.append(3)
      appendFramed(value, to: &bytes)
    }
  }

  private static func appendFramed(_ part: [UInt8], to bytes: inout [UInt8]) {
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: part.count).bigEndian) {
      bytes.append(contentsOf: $0)
    }
    bytes.append(contentsOf: part)
  }
}
