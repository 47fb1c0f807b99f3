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
    for (place, field) in event.fields.enumerated() where !unhashed.contains(place) {
      append(field, to: &bytes)
    }
    return sha256(bytes)
  }

  /// The places of `prev` and `hash`, which stand side by side.
  private static let unhashed: ClosedRange<Int> = {
    let columns = EventRow.Column.allCases
    let first = columns.firstIndex(of: .previous) ?? 0
    return first...(columns.firstIndex(of: .hash) ?? first)
  }()

  private static func append(_ field: Field, to bytes: inout [UInt8]) {
    switch field {
    case .null: bytes.append(0)
    case .int(let value):
      bytes.append(1)
      append(value, to: &bytes)
    case .text(var value):
      value.withUTF8 { appendFramed(2, UnsafeRawBufferPointer($0), to: &bytes) }
    case .id(let value):
      bytes.append(3)
      append(UInt32(16), to: &bytes)
      append(value.high, to: &bytes)
      append(value.low, to: &bytes)
    case .blob(let value):
      value.withUnsafeBytes { appendFramed(3, $0, to: &bytes) }
    }
  }

  private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }

  private static func appendFramed(_ tag: UInt8, _ part: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
    bytes.append(tag)
    append(UInt32(truncatingIfNeeded: part.count), to: &bytes)
    bytes.append(contentsOf: part)
  }
}
