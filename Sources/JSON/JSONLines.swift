internal import Glibc

/// Splits the bytes of a JSON-lines file: one JSON text a line, empty lines are passed over.
package struct JSONLines {
  /// A line that is not empty: its number from 1 and where its text stands.
  package struct Line: Equatable, Sendable {
    package let number: Int
    package let range: Range<Int>
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private var position: Int
  private var number = 0

  /// A splitter over bytes that stay in place while it is used.
  package init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// The next line that holds more than blanks; without its line end.
  package mutating func next() -> Line? {
    while position < bytes.count, let base = bytes.baseAddress {
      let start = position
      let found = memchr(base + start, 0x0A, bytes.count - start)
      let end = found.map { UnsafeRawPointer($0) - UnsafeRawPointer(base) } ?? bytes.count
      position = end + 1
      number += 1
      let stop = end > start && bytes[end - 1] == 0x0D ? end - 1 : end
      if bytes[start..<stop].contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) {
        return Line(number: number, range: start..<stop)
      }
    }
    return nil
  }
}
