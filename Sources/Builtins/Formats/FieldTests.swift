internal import CSupport
internal import Glibc
internal import Interpreter

/// Comparisons of a condition as far as they can be decided on the bytes of a row.
struct FieldTests {
  /// What the bytes say.
  enum Verdict { case holds, fails, unknown }

  /// The other side of a comparison; what is none of these is left to the condition itself.
  private enum Constant {
    case text([UInt8])
    case int(Int)
    case null
    case other
  }

  private struct Test {
    let column: String
    let comparison: RowComparison.Operator
    let constant: Constant
  }

  private let tests: [Test]

  /// The tests of comparisons, in their order.
  init(_ comparisons: [RowComparison]) {
    tests = comparisons.map { comparison in
      let constant: Constant =
        switch comparison.value {
        case .text(let text): .text(Array(text.string.utf8))
        case .int(let number): .int(number)
        case .null: .null
        default: .other
        }
      return Test(column: comparison.column, comparison: comparison.comparison, constant: constant)
    }
  }

  /// Where the columns of the tests are among those of a shape; nil where one is missing.
  func places(in shape: Shape) -> [Int?] { tests.map { shape.index(of: $0.column) } }

  /// Whether a row surely fails: one test does, and all before it surely hold.
  @inline(__always)
  func fails(_ places: [Int?], _ verdict: (_ test: Int, _ place: Int) -> Verdict) -> Bool {
    for index in 0..<tests.count {
      guard let place = places[index] else { return false }
      switch verdict(index, place) {
      case .holds: continue
      case .fails: return true
      case .unknown: return false
      }
    }
    return false
  }

  /// What a test says of a value of JSON.
  func verdict(_ index: Int, _ value: sms_field, _ line: UnsafePointer<UInt8>) -> Verdict {
    switch value.kind {
    case UInt8(ascii: "s"): return text(index, line + Int(value.start), Int(value.length))
    case UInt8(ascii: "i"): return number(index, line + Int(value.start), Int(value.length))
    case UInt8(ascii: "0"): return null(index)
    default: return .unknown
    }
  }

  /// What a test says of a text.
  func text(_ index: Int, _ bytes: UnsafePointer<UInt8>, _ count: Int) -> Verdict {
    let test = tests[index]
    guard case .text(let constant) = test.constant else { return ofOtherType(test) }
    let common = min(count, constant.count)
    let order = constant.withUnsafeBufferPointer { known in
      known.baseAddress.map { common == 0 ? 0 : Int(memcmp(bytes, $0, common)) } ?? 0
    }
    return decide(test.comparison, order != 0 ? order : count - constant.count)
  }

  private func number(_ index: Int, _ bytes: UnsafePointer<UInt8>, _ count: Int) -> Verdict {
    let test = tests[index]
    guard case .int(let constant) = test.constant else { return ofOtherType(test) }
    guard let number = Self.integer(bytes, count) else { return .unknown }
    return decide(test.comparison, number < constant ? -1 : number == constant ? 0 : 1)
  }

  private func null(_ index: Int) -> Verdict {
    let test = tests[index]
    switch (test.comparison, test.constant) {
    case (.isNull, _), (.equal, .null): return .holds
    case (.isNotNull, _), (.notEqual, .null): return .fails
    case (.equal, .text), (.equal, .int): return .fails
    case (.notEqual, .text), (.notEqual, .int): return .holds
    default: return .unknown
    }
  }

  /// A value beside a constant of another type is never equal to it; ordering them is an error, which the condition
  /// itself has to tell.
  private func ofOtherType(_ test: Test) -> Verdict {
    switch (test.comparison, test.constant) {
    case (.isNull, _): .fails
    case (.isNotNull, _): .holds
    case (.equal, .text), (.equal, .int), (.equal, .null): .fails
    case (.notEqual, .text), (.notEqual, .int), (.notEqual, .null): .holds
    default: .unknown
    }
  }

  private func decide(_ comparison: RowComparison.Operator, _ order: Int) -> Verdict {
    let holds: Bool
    switch comparison {
    case .equal: holds = order == 0
    case .notEqual: holds = order != 0
    case .less: holds = order < 0
    case .lessEqual: holds = order <= 0
    case .greater: holds = order > 0
    case .greaterEqual: holds = order >= 0
    case .isNull: return .fails
    case .isNotNull: return .holds
    case .within, .notWithin: return .unknown
    }
    return holds ? .holds : .fails
  }

  /// The number of digits that JSON writes an integer with; nil where it may not fit, or is a zero below zero.
  static func integer(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int? {
    let isNegative = bytes[0] == UInt8(ascii: "-")
    guard count - (isNegative ? 1 : 0) <= 18 else { return nil }
    var number = 0
    for index in (isNegative ? 1 : 0)..<count { number = number &* 10 &+ Int(bytes[index] &- 48) }
    if isNegative, number == 0 { return nil }
    return isNegative ? -number : number
  }
}
