import Builtins
import Interpreter
import Support
import Testing

/// L14: `-i` takes as equal what a pattern takes as equal without regard to case.
@Suite struct CaseFoldingTests {
  @Test func foldsAsPatternsDo() throws {
    // Letters that both libraries' tables of Unicode have.
    let letters = (UInt32(0)...0x1FFFF).compactMap(Unicode.Scalar.init).filter {
      guard let age = $0.properties.age, age.major <= 13 else { return false }
      return $0.properties.isCased || $0.properties.changesWhenCaseMapped
        || $0.properties.uppercaseMapping.unicodeScalars.first != $0
    }
    try #require(letters.count > 2500)
    var families: [Unicode.Scalar: [Unicode.Scalar]] = [:]
    for letter in letters { families[CaseFolding.folded(letter), default: []].append(letter) }
    let all = String(String.UnicodeScalarView(letters))
    for letter in letters where letter != "\\" && letter != "^" {
      let pattern = "[\(letter)]"
      let bytes = Array(all.utf8)
      let found = try bytes.withUnsafeBufferPointer {
        try Regex(pattern: pattern, caseless: true).all(in: $0).map(\.range)
      }.map { String(decoding: bytes[$0], as: UTF8.self) }
      let family = (families[CaseFolding.folded(letter)] ?? []).map { String(Character($0)) }
      #expect(
        found.map { Array($0.utf8) } == family.map { Array($0.utf8) }, "U+\(String(letter.value, radix: 16))")
    }
  }
}
