import Base
import Crypto

/// The hash that ties each event to the one before it.
///
/// Encoding 1: SHA-256 over the 32 bytes of the previous hash (32 zero bytes before event 1), then
/// each field in the order of `EventRow.Column` without `prev` and `hash`. A field is one tag byte
/// (0 null, 1 number, 2 text, 3 bytes), then for a number its 8 bytes big-endian, for text and bytes
/// their count as 4 bytes big-endian and the bytes themselves. An id is its 16 bytes.
///
/// Encoding 2: the same, and the field `rows` after all others.
package enum EventChain {
  /// The encoding that new events get.
  package static let version: Int64 = 2

  /// The hash before the first event.
  package static let start = [UInt8](repeating: 0, count: 32)

  /// The hash of an event; nil for an encoding that this release does not know.
  package static func hash(of event: EventRow) -> [UInt8]? {
    guard (1...version).contains(event.hashVersion), event.hashVersion > 1 || event.rows == nil else {
      return nil
    }
    let texts = (event.ip?.utf8.count ?? 0) + (event.detail?.utf8.count ?? 0) + (event.rows?.count ?? 0)
    return withUnsafeTemporaryAllocation(
      byteCount: event.previous.count + fixedSize + texts, alignment: 8
    ) { buffer in
      var writer = ChainWriter(buffer)
      event.previous.withUnsafeBytes { writer.put($0) }
      writer.put(event.number)
      writer.put(event.id)
      writer.put(event.organization)
      writer.put(event.date)
      writer.put(event.type)
      writer.put(event.hashVersion)
      writer.put(event.origin.rawValue)
      writer.put(event.importID)
      writer.put(event.runID)
      writer.put(event.device)
      writer.put(event.ip)
      writer.put(event.actorPerson)
      writer.put(event.actorAccount)
      writer.put(event.credential)
      writer.put(event.secret)
      writer.put(event.project)
      writer.put(event.account)
      writer.put(event.person)
      writer.put(event.group)
      writer.put(event.token)
      writer.put(event.detail)
      if event.hashVersion > 1 { writer.put(bytes: event.rows) }
      return sha256(writer.written)
    }
  }

  /// The most bytes of what is no text: six numbers, thirteen ids, and what stands before three texts.
  private static let fixedSize = 6 * 9 + 13 * 21 + 3 * 5
}

/// Writes the fields of an event one after the other into memory that has room for all of them.
private struct ChainWriter {
  private let buffer: UnsafeMutableRawBufferPointer
  private var count = 0

  init(_ buffer: UnsafeMutableRawBufferPointer) { self.buffer = buffer }

  /// The bytes written so far.
  var written: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: buffer[..<count]) }

  mutating func put(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count > 0 else { return }
    UnsafeMutableRawBufferPointer(rebasing: buffer[count...]).copyMemory(from: bytes)
    count += bytes.count
  }

  private mutating func store<T: FixedWidthInteger>(_ value: T) {
    buffer.storeBytes(of: value.bigEndian, toByteOffset: count, as: T.self)
    count += MemoryLayout<T>.size
  }

  mutating func put(_ value: Int64?) {
    guard let value else { return store(UInt8(0)) }
    store(UInt8(1))
    store(value)
  }

  mutating func put(_ value: String?) {
    guard var value else { return store(UInt8(0)) }
    value.withUTF8 {
      store(UInt8(2))
      store(UInt32(truncatingIfNeeded: $0.count))
      put(UnsafeRawBufferPointer($0))
    }
  }

  mutating func put(bytes: [UInt8]?) {
    guard let bytes else { return store(UInt8(0)) }
    store(UInt8(3))
    store(UInt32(truncatingIfNeeded: bytes.count))
    bytes.withUnsafeBytes { put($0) }
  }

  mutating func put(_ value: UUID128?) {
    guard let value else { return store(UInt8(0)) }
    store(UInt8(3))
    store(UInt32(16))
    store(value.high)
    store(value.low)
  }
}
