/// Words as patterns: literals, ranges, and text that looks like nothing else.
extension Parser {
  /// The pattern of the word from `start` to the position.
  mutating func wordPattern(_ start: Int) throws(ParseStop) -> NodeID {
    let word = scanner.slice(start, scanner.position)
    if let range = PatternRange(word) { return try rangePattern(range, start) }
    if let literal = Literal.read(word) {
      let node = literalNode(literal, start)
      return add(.matchValue, start, a: node)
    }
    if let why = NoPattern(word) { throw noPattern(start, why) }
    let text = add(.text, start, a: name(start, scanner.position))
    return add(.matchValue, start, a: text)
  }

  private mutating func rangePattern(_ range: PatternRange, _ start: Int) throws(ParseStop) -> NodeID {
    if range.isMixed {
      throw noPattern(start, .mixedRange)
    }
    if range.isEmpty {
      throw noPattern(start, .emptyRange)
    }
    let low = range.low.map { literalNode($0, start) } ?? 0
    let high = range.high.map { literalNode($0, start) } ?? 0
    return add(.matchRange, start, op: range.isInclusive ? 0 : 1, a: low, b: high)
  }

  private mutating func noPattern(_ start: Int, _ why: NoPattern) -> ParseStop {
    report(
      .notAPattern(scanner.text(start, scanner.position), why), Span(start, scanner.position),
      incomplete: scanner.position >= scanner.bytes.count)
    return ParseStop()
  }
}

/// `1..5`, `1.5..<2.5`, `1h..`, `..2026-12-31`: a range of literals, perhaps open at one end.
struct PatternRange {
  let low: Literal?
  let high: Literal?
  let isInclusive: Bool

  /// The range that a word is; nil if it is not one.
  init?(_ word: UnsafeBufferPointer<UInt8>) {
    let dot = UInt8(ascii: ".")
    guard let at = word.indices.dropLast().first(where: { word[$0] == dot && word[$0 + 1] == dot }) else {
      return nil
    }
    let isBelow = at + 2 < word.count && word[at + 2] == UInt8(ascii: "<")
    let left = UnsafeBufferPointer(rebasing: word[..<at])
    let right = UnsafeBufferPointer(rebasing: word[(at + (isBelow ? 3 : 2))...])
    low = Literal.read(left)
    high = Literal.read(right)
    isInclusive = !isBelow
    guard low != nil || left.isEmpty, high != nil || right.isEmpty, low != nil || high != nil else {
      return nil
    }
    // `1..<` has no end to leave out.
    if isBelow, high == nil { return nil }
  }

  /// True where both ends are there, but not of one kind, or one has no order.
  var isMixed: Bool {
    let kinds = [low, high].compactMap { $0 }.map(PatternRange.kind)
    return kinds.contains(nil) || Set(kinds).count > 1
  }

  private static func kind(_ literal: Literal) -> String? {
    switch literal {
    case .int, .float: "number"
    case .duration: "duration"
    case .date: "date"
    default: nil
    }
  }

  /// True if the range is surely empty.
  var isEmpty: Bool {
    guard let low, let high, let order = PatternRange.order(low, high) else { return false }
    return order > 0 || order == 0 && !isInclusive
  }

  private static func order(_ low: Literal, _ high: Literal) -> Int? {
    func order<T: Comparable>(_ a: T, _ b: T) -> Int { a < b ? -1 : a > b ? 1 : 0 }
    switch (low, high) {
    case (.int(let a), .int(let b)), (.duration(let a), .duration(let b)): return order(a, b)
    case (.float(let a), .float(let b)): return order(a, b)
    case (.int(let a), .float(let b)): return order(Double(a), b)
    case (.float(let a), .int(let b)): return order(a, Double(b))
    case (.date(let a, let one, _), .date(let b, let other, _)):
      // What one clock shows is in order with what another shows only where they are the same.
      return one == other ? order(a, b) : nil
    default: return nil
    }
  }
}

extension NoPattern {
  /// Why a word that looks like a pattern is not one; nil if it is text.
  fileprivate init?(_ word: UnsafeBufferPointer<UInt8>) {
    guard let first = word.first else { return nil }
    let second = word.count > 1 ? word[1] : 0
    if "<>=!~".utf8.contains(first) {
      self = .comparison
    } else if NoPattern.hasRange(word) {
      self = .range
    } else if NumberReader.isDigit(first) || "+-.".utf8.contains(first) && NumberReader.isDigit(second) {
      self = .number
    } else if first == UInt8(ascii: "*"), word.count == 1 {
      self = .star
    } else if "+*%&^?".utf8.contains(first) || word.count == 1 && first == UInt8(ascii: "-") {
      self = .sign
    } else if first == UInt8(ascii: "."), NumberReader.isLetter(second) {
      self = .field
    } else {
      return nil
    }
  }

  private static func hasRange(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
    let dot = UInt8(ascii: ".")
    return word.indices.dropLast().contains { word[$0] == dot && word[$0 + 1] == dot }
  }
}
