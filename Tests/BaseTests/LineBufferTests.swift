import Base
import Testing

@Suite struct LineBufferTests {
  /// The lines of pieces, each with its number and the offset behind it.
  private func lines(_ pieces: [String], firstLine: Int = 1) -> [String] {
    var buffer = LineBuffer(firstLine: firstLine)
    var found: [String] = []
    for (index, piece) in pieces.enumerated() {
      buffer.feed(Array(piece.utf8))
      while let line = buffer.next(isLast: index == pieces.count - 1) {
        found.append("\(buffer.number) \(String(decoding: line, as: UTF8.self)) \(buffer.offset)")
      }
    }
    return found
  }

  @Test(
    arguments: [
      ([""], []), (["a"], ["1 a 1"]), (["a\n"], ["1 a 2"]), (["\n\n"], ["1  1", "2  2"]),
      (["a\r\nb"], ["1 a\r 3", "2 b 4"]), (["a", "", "b\nc", "\n", ""], ["1 ab 3", "2 c 5"]),
    ] as [([String], [String])])
  func `each line ends at an LF, the last one at the end`(pieces: [String], expected: [String]) {
    #expect(lines(pieces) == expected)
  }

  @Test func `any pieces give the same lines`() {
    let text = (0..<299).map { String(repeating: "x", count: $0 * 7 % 23) }.joined(separator: "\n")
    let whole = lines([text], firstLine: 5)
    #expect(whole.count == 299)
    for size in [1, 2, 3, 7, 64, 1000] {
      var rest = Substring(text)
      var pieces: [String] = []
      while !rest.isEmpty {
        pieces.append(String(rest.prefix(size)))
        rest = rest.dropFirst(size)
      }
      #expect(lines(pieces, firstLine: 5) == whole)
    }
  }
}
