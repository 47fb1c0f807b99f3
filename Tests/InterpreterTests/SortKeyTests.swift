import Builtins
import Support
import Testing

/// Keys of one kind are compared as numbers and first bytes, other ones as values: both give one order.
@Suite("Keys of a sort") struct SortKeyTests {
  private static let kinds: [[String]] = [
    ["0", "1", "-1", "7", "9223372036854775807", "(-9223372036854775807 - 1)"],
    ["0.0", "-0.0", "1.5", "-1.5", "1e300", "-1e300", "1e-300"],
    ["\"\"", "a", "b", "ab", "abcdefgh", "abcdefghi", "abcdefgi", "\"ä\"", "\"a\\u{0}\"", "\"😀\""],
    ["true", "false"], ["2024-01-01T00:00:00Z", "2024-01-01T00:00:00+02:00", "1969-05-06T07:08:09Z"],
    ["1s", "2ms", "-3m", "0s"],
  ]

  @Test(arguments: 0..<120)
  func columnsAreTheGeneralOrder(seed: Int) {
    var random = SplitMix(seed: UInt64(seed) * 7_919)
    let first = Self.kinds[seed % Self.kinds.count]
    let second = Self.kinds[random.below(Self.kinds.count)]
    let nulls = random.below(2) == 0
    func pick(_ values: [String]) -> String {
      nulls && random.below(5) == 0 ? "null" : values[random.below(values.count)]
    }
    // `1` and `1.0` are equal and no keys of one kind.
    let rows = (0..<(2 + random.below(60))).map {
      "{id: \($0), m: \($0 % 2 == 0 ? "1" : "1.0"), a: \(pick(first)), b: \(pick(second))}"
    }
    let list = "[\(rows.joined(separator: " "))]"
    for keys in [".a --asc", ".a --desc", ".a --desc .b --asc", ".a --asc .b --desc"] {
      let quick = value("\(list) | sort-by \(keys) | get id")
      #expect(quick.hasPrefix("["), "\(list)")
      #expect(quick == value("\(list) | sort-by .m --asc \(keys) | get id"), "\(keys) of \(list)")
      let few = value("\(list) | each {|r| $r } | sort-by \(keys) | first 3 | get id")
      #expect(few == value("\(list) | sort-by \(keys) | get id | first 3"), "\(keys) of \(list)")
    }
  }

  private func value(_ code: String) -> String { TestRun(BuiltinCommands.all).evaluateText(code) }
}

/// Rows with the fields of a key at other places, or without one, are grouped as by the values of their keys.
@Suite("Groups of records") struct RecordGroupTests {
  @Test(arguments: 0..<60)
  func fieldsAreTheValues(seed: Int) {
    var random = SplitMix(seed: UInt64(seed) * 104_729)
    let values = ["1", "1.0", "\"1\"", "null", "x", "2", "[1]", "{k: 1}", "true", "2024-01-01T00:00:00Z"]
    let rows = (0..<(1 + random.below(50))).map { id in
      let (a, b) = (values[random.below(values.count)], values[random.below(values.count)])
      return random.below(2) == 0 ? "{id: \(id), a: \(a), b: \(b)}" : "{b: \(b), c: 5, a: \(a), id: \(id)}"
    }
    let list = "[\(rows.joined(separator: " "))]"
    for (fields, closures) in [(".a", "{|r| [$r.a] }"), (".a .b", "{|r| [$r.a] } {|r| [$r.b] }")] {
      for (command, rest) in [
        ("group-by", "| each {|g| $g.rows | get id }"), ("count-by", "| get count"), ("uniq", "| get id"),
      ] {
        let quick = value("\(list) | \(command) \(fields) \(rest)")
        #expect(quick.hasPrefix("["), "\(list)")
        #expect(quick == value("\(list) | \(command) \(closures) \(rest)"), "\(command) \(fields) of \(list)")
      }
    }
    let missing = "[{a: 1} {b: 2} {a: 1}]"
    #expect(value("\(missing) | count-by .a").hasPrefix("E0322"))
  }

  private func value(_ code: String) -> String { TestRun(BuiltinCommands.all).evaluateText(code) }
}
