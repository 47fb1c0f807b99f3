/// A range of bytes in a source text.
package struct Span: Equatable, Sendable {
  /// The first byte, from 0.
  package var start: UInt32
  /// The byte behind the last one.
  package var end: UInt32

  /// The range of bytes from one offset up to another; offsets beyond 32 bits are cut.
  package init(_ start: Int, _ end: Int) {
    self.start = UInt32(clamping: start)
    self.end = UInt32(clamping: end)
  }

  /// The range of bytes from one offset up to another.
  @inlinable
  @inline(__always)
  package init(start: UInt32, end: UInt32) {
    self.start = start
    self.end = end
  }
}

/// A text with the name under which it is reported, and its lines.
package final class Source: Sendable {
  /// What errors call it: a path, `<command>`, `<stdin>`, `<repl:3>`.
  package let name: String
  /// The text in UTF-8; it may be malformed.
  package let bytes: [UInt8]
  /// The number of line ends before each block of bytes: a place is found without reading the whole text.
  private let lineEnds: [Int]
  private static let block = 4096

  /// Makes a source and finds its lines.
  package init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    var lineEnds = [0]
    var start = 0
    while bytes.count - start > Source.block {
      lineEnds.append(lineEnds[lineEnds.count - 1] + Source.lineEnds(in: bytes, start, start + Source.block))
      start += Source.block
    }
    self.lineEnds = lineEnds
  }

  private static let newlines = SIMD16<UInt8>(repeating: UInt8(ascii: "\n"))

  private static func lineEnds(in bytes: [UInt8], _ start: Int, _ end: Int) -> Int {
    bytes.withUnsafeBytes { bytes in
      var count = 0
      var at = start
      while end - at >= 64 {
        // Each lane counts down from 0 for each line end in it, at most 64 times.
        var lanes = SIMD16<Int8>()
        let stop = at + min((end - at) / 16, 64) * 16
        while at < stop {
          let part = bytes.loadUnaligned(fromByteOffset: at, as: SIMD16<UInt8>.self)
          lanes &+= unsafeBitCast(part .== newlines, to: SIMD16<Int8>.self)
          at += 16
        }
        count &-= Int(SIMD16<Int16>(truncatingIfNeeded: lanes).wrappedSum())
      }
      while at < end {
        if bytes[at] == UInt8(ascii: "\n") { count &+= 1 }
        at += 1
      }
      return count
    }
  }

  /// Makes a source of a text.
  package convenience init(name: String, text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  /// A place as people count it: both from 1, the column in Unicode scalars.
  package struct Place: Equatable, Sendable {
    /// The line, from 1.
    package var line: Int
    /// The column in Unicode scalars, from 1.
    package var column: Int
  }

  /// The line and column of a byte offset; offsets behind the end give the end.
  package func place(of offset: UInt32) -> Place {
    let offset = min(Int(offset), bytes.count)
    let block = min(offset / Source.block, lineEnds.count - 1)
    let line = 1 + lineEnds[block] + Source.lineEnds(in: bytes, block * Source.block, offset)
    return Place(line: line, column: Source.scalars(in: bytes[lineStart(offset)..<offset]) + 1)
  }

  /// Where the line begins that holds an offset: blocks without a line end are passed over.
  private func lineStart(_ offset: Int) -> Int {
    var start = offset
    while start > 0, bytes[start - 1] != UInt8(ascii: "\n") {
      start -= 1
      while start > 0, start % Source.block == 0,
        lineEnds[start / Source.block] == lineEnds[start / Source.block - 1]
      {
        start -= Source.block
      }
    }
    return start
  }

  /// The text of the line that holds a byte offset, without its line end, and the offset where it begins.
  package func line(at offset: UInt32) -> (text: String, start: Int) {
    let offset = min(Int(offset), bytes.count)
    let start = lineStart(offset)
    var end = offset
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return (String(decoding: bytes[start..<max(start, end)], as: UTF8.self), start)
  }

  /// The text of a span.
  package func text(_ span: Span) -> String {
    let start = min(Int(span.start), bytes.count)
    let end = min(max(Int(span.end), start), bytes.count)
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// Counts Unicode scalars: bytes that do not continue one.
  static func scalars(in bytes: ArraySlice<UInt8>) -> Int {
    var count = 0
    for byte in bytes where byte & 0xC0 != 0x80 { count += 1 }
    return count
  }
}
