internal import Base
internal import CSupport
internal import Interpreter

/// What a scan of lines is asked for: comparisons that can be decided on the bytes of a row, and the columns to find.
struct FieldSearch {
  /// The comparisons that rows must fulfil, in their order.
  var comparisons: [RowComparison] = []
  /// The columns that are looked at besides theirs; nil for all.
  var needed: [String]?
  /// Whether rows keep all their keys, also those that are not looked at.
  var keepsKeys = false

  /// The columns that are looked at, each once; nil for all.
  var names: [String]? {
    guard let needed else { return nil }
    var names: [String] = []
    for name in needed + comparisons.map(\.column) where !names.contains(where: { sameBytes($0, name) }) {
      names.append(name)
    }
    return names
  }

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

  /// The places of the columns that are looked at among those of a shape, each once.
  func wanted(_ shape: Shape) -> [Int32] {
    guard let names else { return shape.keys.indices.map(Int32.init) }
    return names.compactMap { shape.index(of: $0).map(Int32.init) }
  }
}
