internal import CSupport
internal import Interpreter

/// What a scan of lines is asked for: comparisons that can be decided on the bytes of a row, and the columns to find.
struct FieldSearch {
  /// The comparisons that rows must fulfil, in their order.
  var comparisons: [RowComparison] = []
  /// The columns that are looked at besides theirs; nil for all.
  var needed: [String]?

  /// Gives a scan the tests.
  func addTests(to scan: OpaquePointer) {
    for comparison in comparisons {
      var test = sms_test()
      test.comparison = Self.sign(comparison.comparison)
      switch comparison.value {
      case .text(let text):
        test.kind = UInt8(ascii: "s")
        let bytes = Array(text.string.utf8)
        test.length = UInt32(clamping: bytes.count)
        bytes.withUnsafeBufferPointer {
          test.text = $0.baseAddress
          sms_scan_test(scan, test)
        }
        continue
      case .int(let number):
        test.kind = UInt8(ascii: "i")
        test.number = Int64(number)
      case .null: test.kind = UInt8(ascii: "0")
      default: test.kind = UInt8(ascii: "?")
      }
      sms_scan_test(scan, test)
    }
  }

  private static func sign(_ comparison: RowComparison.Operator) -> UInt8 {
    switch comparison {
    case .equal: UInt8(ascii: "=")
    case .notEqual: UInt8(ascii: "!")
    case .less: UInt8(ascii: "<")
    case .lessEqual: UInt8(ascii: "l")
    case .greater: UInt8(ascii: ">")
    case .greaterEqual: UInt8(ascii: "g")
    case .isNull: UInt8(ascii: "n")
    case .isNotNull: UInt8(ascii: "v")
    case .within, .notWithin: UInt8(ascii: "?")
    }
  }

  /// Where the columns of the tests are among those of a shape; -1 where one is missing.
  func tested(_ shape: Shape) -> [Int32] {
    comparisons.map { shape.index(of: $0.column).map(Int32.init) ?? -1 }
  }

  /// The places of the columns that rows are to have: those needed first, each once.
  ///
  /// The second list has for each column needed its place in the first one; -1 where a shape lacks it.
  func wanted(_ shape: Shape) -> (places: [Int32], needed: [Int]) {
    guard let needed else { return (shape.keys.indices.map(Int32.init), []) }
    var places: [Int32] = []
    func add(_ name: String) -> Int {
      guard let place = shape.index(of: name).map(Int32.init) else { return -1 }
      if let known = places.firstIndex(of: place) { return known }
      places.append(place)
      return places.count - 1
    }
    let found = needed.map(add)
    for comparison in comparisons { _ = add(comparison.column) }
    return (places, found)
  }
}

extension RawField {
  /// A field where a scan found it; nil where a reader of JSON has to say what it is.
  init?(_ field: sms_field, _ bytes: UnsafePointer<UInt8>) {
    let start = bytes + Int(field.start)
    switch field.kind {
    case UInt8(ascii: "s"): self = .text(UnsafeBufferPointer(start: start, count: Int(field.length)))
    case UInt8(ascii: "i"):
      guard let number = Self.integer(start, Int(field.length)) else { return nil }
      self = .int(number)
    case UInt8(ascii: "t"): self = .bool(true)
    case UInt8(ascii: "f"): self = .bool(false)
    case UInt8(ascii: "0"): self = .null
    default: return nil
    }
  }

  /// The number of digits that JSON writes an integer with; nil where it may not fit, or is a zero below zero.
  private static func integer(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int? {
    let isNegative = bytes[0] == UInt8(ascii: "-")
    guard count - (isNegative ? 1 : 0) <= 18 else { return nil }
    var number = 0
    for index in (isNegative ? 1 : 0)..<count { number = number &* 10 &+ Int(bytes[index] &- 48) }
    if isNegative, number == 0 { return nil }
    return isNegative ? -number : number
  }
}
