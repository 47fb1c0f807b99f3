/// How strongly an operator binds: its level in the grammar, from `or` up.
enum Precedence: UInt8, Comparable {
  case or, and, not, comparison, coalescing, range, addition, multiplication, unary

  static func < (left: Precedence, right: Precedence) -> Bool { left.rawValue < right.rawValue }

  /// The next stronger level: what the right side of an operator is made of.
  var next: Precedence { Precedence(rawValue: rawValue + 1) ?? .unary }
}

/// An operator that stands somewhere ahead.
struct Ahead {
  let op: BinaryOperator
  let precedence: Precedence
  private let length: UInt8
  private let start: UInt32

  init(_ op: BinaryOperator, _ precedence: Precedence, _ place: Int, _ length: UInt8) {
    self.op = op
    self.precedence = precedence
    self.length = length
    start = UInt32(truncatingIfNeeded: place)
  }

  var place: Int { Int(start) }
  var end: Int { Int(start) + Int(length) }
}

/// What was found ahead of a place: each level of operators asks anew, and the answer is looked for once.
struct LookAhead {
  /// The place, and what else the answer depends on.
  var place = -1
  var newlineIsBlank = false
  var flagsEnd = false
  var found: Ahead?
}

extension Parser {
  /// An expression: everything from `or` down to a postfix.
  mutating func expression() throws(ParseStop) -> NodeID { try operation(.or) }

  /// Operands with operators that bind at least as strongly as `minimum`.
  private mutating func operation(_ minimum: Precedence) throws(ParseStop) -> NodeID {
    let outer = height
    height = 0
    defer { height = max(outer, height) }
    let start = scanner.position
    if minimum.rawValue <= Precedence.not.rawValue, scanner.peek() == UInt8(ascii: "n"),
      scanner.isAtWord("not")
    {
      let operand = try negation(start)
      return try operators(behind: operand, start, minimum: minimum, below: .not)
    }
    let left = try unary()
    guard let ahead = operatorAhead(), ahead.precedence.rawValue >= minimum.rawValue else { return left }
    return try operators(behind: left, start, minimum: minimum)
  }

  @inline(never)
  private mutating func negation(_ start: Int) throws(ParseStop) -> NodeID {
    scanner.position += 3
    scanner.skipBlanks(newlines: true)
    let operand = try nest(start) { (parser) throws(ParseStop) in try parser.operation(.not) }
    return add(.not, start, a: operand)
  }

  /// Goes on with the operators behind an operand that was read.
  mutating func operators(
    behind first: NodeID, _ start: Int, minimum: Precedence, below: Precedence = .unary
  ) throws(ParseStop) -> NodeID {
    var left = first
    while let ahead = operatorAhead(), ahead.precedence.rawValue >= minimum.rawValue,
      ahead.precedence.rawValue < below.rawValue
    {
      let leftHeight = height
      height = 0
      scanner.position = ahead.end
      scanner.skipBlanks(newlines: true)
      // Nothing binds more strongly than a product.
      let right = ahead.precedence == .multiplication ? try unary() : try operation(ahead.precedence.next)
      try rise(leftHeight, start)
      left = add(.binary, start, op: ahead.op.rawValue, a: left, b: right)
      if ahead.precedence == .comparison || ahead.precedence == .range { try refuseChain(ahead) }
    }
    return left
  }

  @inline(never)
  private mutating func refuseChain(_ first: Ahead) throws(ParseStop) {
    guard let second = operatorAhead(), second.precedence == first.precedence else { return }
    if first.precedence == .range {
      throw fail(.chainedRanges(second.op), at: second.place)
    }
    throw fail(.chainedComparisons(second.op), at: second.place)
  }

  /// The operator that stands next; `and` and `or` may begin the next line.
  @inline(__always)
  private mutating func operatorAhead() -> Ahead? {
    let place = scanner.position
    if place != lookAhead.place || newlineIsBlank != lookAhead.newlineIsBlank
      || flagsEnd != lookAhead.flagsEnd
    {
      lookAhead = LookAhead(
        place: place, newlineIsBlank: newlineIsBlank, flagsEnd: flagsEnd, found: findOperator())
    }
    return lookAhead.found
  }

  private mutating func findOperator() -> Ahead? {
    var at = scanner.afterBlanks(newlines: newlineIsBlank)
    guard scanner.isClass(at: at, ByteClass.operatorStart) else { return nil }
    if scanner.bytes[at] == UInt8(ascii: "\n") {
      at = scanner.afterBlanks(newlines: true, from: at)
      return logicalOperator(at)
    }
    switch scanner.bytes[at] {
    case UInt8(ascii: "a"), UInt8(ascii: "o"): return logicalOperator(at)
    case UInt8(ascii: "i"): return wordOperator("in", .within, at)
    case UInt8(ascii: "n"): return wordOperator("not-in", .notWithin, at)
    case UInt8(ascii: "h"): return wordOperator("has", .has, at)
    case UInt8(ascii: "."):
      guard scanner.byte(at + 1) == UInt8(ascii: "."), scanner.byte(at + 2) != UInt8(ascii: ".") else {
        return nil
      }
      return scanner.byte(at + 2) == UInt8(ascii: "<")
        ? Ahead(.rangeBelow, .range, at, 3) : Ahead(.range, .range, at, 2)
    case UInt8(ascii: "?"):
      return scanner.byte(at + 1) == UInt8(ascii: "?") ? Ahead(.coalesce, .coalescing, at, 2) : nil
    case UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "<"), UInt8(ascii: ">"):
      return comparisonOperator(at)
    default: return arithmeticOperator(at)
    }
  }

  @inline(__always)
  private mutating func logicalOperator(_ at: Int) -> Ahead? {
    switch scanner.byte(at) {
    case UInt8(ascii: "a"):
      return scanner.isAtWord("and", at) && scanner.byte(at + 3) != UInt8(ascii: ":")
        ? Ahead(.and, .and, at, 3) : nil
    case UInt8(ascii: "o"):
      return scanner.isAtWord("or", at) && scanner.byte(at + 2) != UInt8(ascii: ":")
        ? Ahead(.or, .or, at, 2) : nil
    default: return nil
    }
  }

  /// A word operator; before a `:` it is the key of a record's next entry.
  private mutating func wordOperator(_ word: StaticString, _ op: BinaryOperator, _ at: Int) -> Ahead? {
    let length = word.utf8CodeUnitCount
    guard scanner.isAtWord(word, at), scanner.byte(at + length) != UInt8(ascii: ":") else { return nil }
    return Ahead(op, .comparison, at, UInt8(length))
  }

  @inline(__always)
  private mutating func comparisonOperator(_ at: Int) -> Ahead? {
    let next = scanner.byte(at + 1)
    let isEqual = next == UInt8(ascii: "=")
    switch scanner.byte(at) {
    case UInt8(ascii: "="):
      if isEqual { return Ahead(.equal, .comparison, at, 2) }
      return next == UInt8(ascii: "~") ? Ahead(.matches, .comparison, at, 2) : nil
    case UInt8(ascii: "!"):
      if isEqual { return Ahead(.notEqual, .comparison, at, 2) }
      return next == UInt8(ascii: "~") ? Ahead(.notMatches, .comparison, at, 2) : nil
    case UInt8(ascii: "<"):
      return isEqual ? Ahead(.lessEqual, .comparison, at, 2) : Ahead(.less, .comparison, at, 1)
    case UInt8(ascii: ">"):
      return isEqual ? Ahead(.greaterEqual, .comparison, at, 2) : Ahead(.greater, .comparison, at, 1)
    default: return nil
    }
  }

  @inline(__always)
  private mutating func arithmeticOperator(_ at: Int) -> Ahead? {
    let next = scanner.byte(at + 1)
    if next == UInt8(ascii: "=") { return nil }
    switch scanner.byte(at) {
    case UInt8(ascii: "+"): return Ahead(.add, .addition, at, 1)
    case UInt8(ascii: "-"):
      // In a row argument a blank and `--name` are a flag.
      if flagsEnd, at > scanner.position, next == UInt8(ascii: "-"),
        scanner.isClass(at: at + 2, ByteClass.letter)
      {
        return nil
      }
      return Ahead(.subtract, .addition, at, 1)
    case UInt8(ascii: "*"): return Ahead(.multiply, .multiplication, at, 1)
    case UInt8(ascii: "%"): return Ahead(.modulo, .multiplication, at, 1)
    case UInt8(ascii: "/"):
      return next == UInt8(ascii: "/")
        ? Ahead(.floorDivide, .multiplication, at, 2) : Ahead(.divide, .multiplication, at, 1)
    default: return nil
    }
  }

  private mutating func unary() throws(ParseStop) -> NodeID {
    let start = scanner.position
    guard scanner.peek() == UInt8(ascii: "-"), !scanner.isClass(1, ByteClass.digit) else {
      return try postfix()
    }
    scanner.position += 1
    if scanner.isClass(0, ByteClass.blank) || scanner.peek() == UInt8(ascii: "\n") {
      throw fail(.blankBehindMinus, at: start, incomplete: false)
    }
    let operand = try nest(start) { (parser) throws(ParseStop) in try parser.unary() }
    return add(.negate, start, a: operand)
  }
}
