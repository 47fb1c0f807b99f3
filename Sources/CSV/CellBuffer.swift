package import Base
internal import Glibc

/// Bytes of lines in the making: room that grows and is kept from page to page.
///
/// An array would ask with each cell whether it is the only owner of its bytes.
package final class CellBuffer {
  @usableFromInline
  private(set) var start = UnsafeMutablePointer<UInt8>.allocate(capacity: 65_536)
  @usableFromInline
  private(set) var capacity = 65_536
  @usableFromInline
  var length = 0

  deinit { start.deallocate() }

  /// An empty buffer.
  package init() {}

  /// How many bytes there are.
  @inlinable
  package var count: Int { length }

  /// Begins anew.
  package func clear() { length = 0 }

  /// Whether there is a NUL among the bytes from a place on.
  package func holdsNUL(from place: Int) -> Bool { memchr(start + place, 0, count - place) != nil }

  /// Calls the body with the bytes so far.
  package func lend(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    body(UnsafeBufferPointer(start: start, count: length))
  }

  /// The bytes so far, and begins anew.
  package func take() -> [UInt8] {
    defer { length = 0 }
    return Array(UnsafeBufferPointer(start: start, count: count))
  }

  /// Where so many more bytes can be written.
  @inlinable
  func room(_ size: Int) -> UnsafeMutablePointer<UInt8> {
    if capacity - count < size { grow(size) }
    return start + count
  }

  @usableFromInline
  func grow(_ size: Int) {
    capacity = max(capacity * 2, count + size)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.update(from: start, count: count)
    start.deallocate()
    start = larger
  }

  /// Appends one byte; the buffer grows as needed.
  @inlinable
  package func append(_ byte: UInt8) {
    room(1).pointee = byte
    length += 1
  }

  /// Appends bytes, which are copied.
  @inlinable
  package func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let from = bytes.baseAddress else { return }
    room(bytes.count).update(from: from, count: bytes.count)
    length += bytes.count
  }

  /// Appends so many bytes, 48 at most, which lie before others, so that all 48 can be copied: in three moves.
  @inlinable
  package func append(_ bytes: UnsafeRawPointer, count size: Int) {
    let place = UnsafeMutableRawPointer(room(48))
    for part in 0..<3 {
      let moved = bytes.loadUnaligned(fromByteOffset: part &* 16, as: SIMD2<UInt64>.self)
      place.storeBytes(of: moved, toByteOffset: part &* 16, as: SIMD2<UInt64>.self)
    }
    length += size
  }

  /// Appends some bytes of another buffer: short ones as 48, all in three moves.
  @inlinable
  package func append(_ other: CellBuffer, from place: Int, count size: Int) {
    let from = other.start + place
    if size <= 48, other.capacity - place >= 48 {
      append(UnsafeRawPointer(from), count: size)
    } else {
      append(UnsafeBufferPointer(start: from, count: size))
    }
  }

  /// Appends a text as it is.
  package func append(_ text: String) {
    var text = text
    text.withUTF8 { append($0) }
  }

  /// Appends a whole number.
  package func append(number: Int64) {
    let place = room(20)
    var digits = 1
    var power: UInt64 = 10
    let magnitude = number.magnitude
    while digits < 19, magnitude >= power {
      digits += 1
      power *= 10
    }
    var size = digits
    if number < 0 {
      place[0] = UInt8(ascii: "-")
      size += 1
    }
    var rest = magnitude
    for index in 1...digits {
      place[size - index] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    length += size
  }

  /// Appends an instant as RFC 3339 in UTC.
  package func append(date microseconds: Int64, _ dates: inout UTCDates) {
    length += dates.write(microseconds, to: room(UTCDates.room))
  }

  /// Where so many more bytes can be written; `wrote` says how many were.
  @inlinable
  package func place(for size: Int) -> UnsafeMutablePointer<UInt8> { room(size) }

  /// Counts bytes that were written at the address that `place(for:)` gave.
  @inlinable
  package func wrote(_ size: Int) { length += size }
}

/// The bytes of cells, as the writer of CSV writes them.
package struct CellBytes {
  /// The separators and line ends of the format.
  package let layout: CellLayout

  /// Writes cells of a layout.
  package init(layout: CellLayout) { self.layout = layout }

  /// The bytes of a text as a cell.
  package func cell(_ text: String) -> [UInt8] {
    let buffer = CellBuffer()
    append(text, to: buffer)
    return buffer.take()
  }

  /// Appends a text as a cell, in quotes where the format needs them.
  package func append(_ text: String, to bytes: CellBuffer) {
    var text = text
    text.withUTF8 { append($0, to: bytes) }
  }

  /// Appends a text as a cell.
  package func append(_ text: UnsafeBufferPointer<UInt8>, to bytes: CellBuffer) {
    if Self.isPlain(text, separator: layout.separator) {
      bytes.append(text)
      return
    }
    var writer = CSVWriter(separator: layout.separator, neutralises: layout.neutralises)
    writer.cell(text)
    writer.take().withUnsafeBufferPointer { bytes.append($0) }
  }

  /// Whether a text needs no quotes as a cell.
  ///
  /// It consists of letters, digits and harmless signs and begins with one that no spreadsheet takes for a formula;
  /// with `blanks` it may hold blanks, but not at its ends.
  @inlinable
  package static func isPlain(_ text: UnsafeBufferPointer<UInt8>, separator: UInt8, blanks: Bool = false)
    -> Bool
  {
    guard let first = text.first else { return true }
    let blank = UInt8(ascii: " ")
    if blanks, text.last == blank { return false }
    if first < 0x30 || first >= 0x7F || first == UInt8(ascii: "=") || first == UInt8(ascii: "@") {
      return false
    }
    for byte in text where byte < 0x2D || byte == separator {
      guard blanks, byte == blank else { return false }
    }
    return true
  }

  /// Appends the end of a record.
  package func end(to bytes: CellBuffer) {
    if layout.separator != 0x09 { bytes.append(0x0D) }
    bytes.append(0x0A)
  }
}

/// How rows are written as lines of cells, as `to csv` does.
package struct CellLayout: Sendable {
  /// The byte between cells.
  package let separator: UInt8
  /// Whether cells that a spreadsheet would run begin with an apostrophe.
  package let neutralises: Bool

  /// A layout.
  package init(separator: UInt8, neutralises: Bool) {
    self.separator = separator
    self.neutralises = neutralises
  }
}
