/// Text compared and hashed by its bytes: Swift's own equality joins texts that only look alike.
package struct ExactText: Hashable, Sendable {
  package let text: String

  package init(_ text: String) { self.text = text }

  package static func == (left: ExactText, right: ExactText) -> Bool { sameBytes(left.text, right.text) }

  package func hash(into hasher: inout Hasher) {
    var copy = text
    copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

/// True iff two texts hold the same bytes.
package func sameBytes(_ left: String, _ right: String) -> Bool {
  left.utf8.count == right.utf8.count && left.utf8.elementsEqual(right.utf8)
}

/// Numbers names and texts of one source file, each once.
package struct Symbols: Sendable {
  package private(set) var texts: [String] = []
  private var numbers: [ExactText: UInt32] = [:]

  package init() {}

  /// The number of a text; the same text has the same number.
  package mutating func number(of text: String) -> UInt32 {
    let key = ExactText(text)
    if let known = numbers[key] { return known }
    let number = UInt32(texts.count)
    texts.append(text)
    numbers[key] = number
    return number
  }

  package subscript(_ number: UInt32) -> String { texts[Int(number)] }
}
