internal import Glibc

/// Splits bytes that come in pieces into lines, and holds no more than the line that is not whole yet.
package struct LineBuffer {
  private var bytes: [UInt8] = []
  private var position = 0
  /// How far the bytes were searched for the end of the next line.
  private var searched = 0
  private var removed = 0
  /// The number of the last line, from 1.
  package private(set) var number: Int

  /// A splitter of bytes whose first line has a number.
  package init(firstLine: Int = 1) { number = firstLine - 1 }

  /// Where in all bytes the next line begins.
  package var offset: Int { removed + position }

  /// How many bytes wait for the end of their line.
  package var pending: Int { bytes.count - position }

  /// Adds the bytes that come next.
  package mutating func feed(_ more: [UInt8]) {
    if position > 0 {
      bytes.removeFirst(position)
      removed += position
      searched -= position
      position = 0
    }
    bytes += more
  }

  /// The next line without its LF; nil where its end is still to come, unless these bytes are the last.
  package mutating func next(isLast: Bool) -> ArraySlice<UInt8>? {
    let end = bytes.withUnsafeBytes { firstNewline(in: $0, from: searched) }
    searched = bytes.count
    guard end != nil || isLast && position < bytes.count else { return nil }
    let line = bytes[position..<(end ?? bytes.count)]
    position = end.map { $0 + 1 } ?? bytes.count
    searched = position
    number += 1
    return line
  }
}

/// Where the first LF at or behind a place is.
package func firstNewline(in bytes: UnsafeRawBufferPointer, from start: Int = 0) -> Int? {
  guard let base = bytes.baseAddress, start < bytes.count,
    let found = memchr(base + start, 0x0A, bytes.count - start)
  else { return nil }
  return UnsafeRawPointer(found) - base
}
