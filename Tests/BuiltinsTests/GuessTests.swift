import Builtins
import Interpreter
import Support
import Testing

/// K12: `--types` converts only what is written the same way again.
@Suite("--types") struct GuessTests {
  /// Cells that look like something, and what they become.
  static let cells: [(text: String, result: String)] = [
    ("1", "1"), ("-5", "-5"), ("0", "0"), ("1.5", "1.5"), ("-0.5", "-0.5"), ("1.0", "1.0"), ("-0.0", "-0.0"),
    ("true", "true"), ("false", "false"), ("2026-01-31T08:00:00Z", "2026-01-31T08:00:00Z"),
    ("2026-01-31T08:00:00.500Z", "2026-01-31T08:00:00.500Z"),
    ("2026-01-31T08:00:00+02:00", "2026-01-31T08:00:00+02:00"), ("1h30m", "1h30m"), ("90d", "90d"),
    ("12w", "12w"),
    ("", "null"),
    ("1.10", "\"1.10\""), ("1.", "\"1.\""), (".5", "\".5\""), ("007", "\"007\""), ("+5", "\"+5\""),
    ("-0", "\"-0\""),
    ("1_000", "\"1_000\""), ("1e5", "\"1e5\""), ("0x1", "\"0x1\""), ("True", "\"True\""),
    ("null", "\"null\""),
    ("2026-01-31", "\"2026-01-31\""), ("2026-01-31T08:00", "\"2026-01-31T08:00\""),
    ("2026-01-31 08:00:00", "\"2026-01-31 08:00:00\""), ("2026-01-31t08:00:00z", "\"2026-01-31t08:00:00z\""),
    ("2026-01-31T08:00:00.5Z", "\"2026-01-31T08:00:00.5Z\""),
    ("2026-01-31T08:00:00+0200", "\"2026-01-31T08:00:00+0200\""), ("90m", "\"90m\""), ("84d", "\"84d\""),
    ("1..5", "\"1..5\""), ("9223372036854775808", "\"9223372036854775808\""),
    ("0.1000000000000000055", "\"0.1000000000000000055\""),
    ("12345678901234567890.5", "\"12345678901234567890.5\""),
    ("1e400", "\"1e400\""), (" 1", "\" 1\""), ("1 ", "\"1 \""),
  ]

  @Test(arguments: cells.indices) func guesses(_ index: Int) {
    let (text, result) = Self.cells[index]
    let run = IORun().run
    #expect(
      run.evaluateText("\"v\\n\(text)\\n\" | from tsv --types | first | get v")
        == (text.isEmpty ? "E0341 `first` of nothing" : result))
    #expect(run.evaluateText("\"v,w\\n\(text),\\n\" | from csv --types | first | get v") == result)
  }

  /// Random cells, converted and written again, in every format that has `--types`, in every zone.
  @Test func writesTheSameBytes() throws {
    var random = Random(state: 12)
    for round in 0..<60 {
      let run = IORun().run
      run.context.zone = try run.context.zones.number(named: ["UTC", "Europe/Berlin", "-03:30"][round % 3])
      let rows = (0..<40).map { _ in (0..<3).map { _ in random.cell() } }
      for format in ["csv", "tsv", "md"] {
        let separator = ["csv": ",", "tsv": "\t", "md": " | "][format] ?? ","
        var text = ["csv": "a,b,c\r\n", "tsv": "a\tb\tc\n"][format] ?? "| a | b | c |\n| --- | --- | --- |\n"
        for row in rows {
          let line = row.joined(separator: separator)
          text += format == "md" ? "| \(line) |\n" : line + (format == "csv" ? "\r\n" : "\n")
        }
        let given = Display.quoted(text)
        let raw = format == "md" ? "" : " --raw"
        let plain = run.evaluateText("\(given) | from \(format) | to \(format)\(raw)")
        let typed = run.evaluateText("\(given) | from \(format) --types | to \(format)\(raw)")
        #expect(typed == plain, "\(format)")
        if format != "md" { #expect(typed == given, "\(format)") }
      }
    }
  }

  struct Random {
    var state: UInt64

    mutating func below(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }

    /// Something like a number, a date, a duration, or parts of them.
    mutating func cell() -> String {
      switch below(8) {
      case 0: return String(below(100_000) - 50_000)
      case 1: return "\(below(100)).\(below(1000))"
      case 2: return String(Double(below(1_000_000)) / 7000)
      case 3:
        return
          "20\(10 + below(20))-0\(1 + below(9))-1\(below(10))T0\(below(10)):00:00\(["Z", "+02:00", "", "z"][below(4)])"
      case 4:
        return (0...below(3)).map { _ in "\(below(100))\(["ms", "s", "m", "h", "d", "w"][below(6)])" }
          .joined()
      case 5: return ["x", "true", "TRUE", "1e5", "-0", "00", "1-2", "null"][below(8)]
      default:
        let pieces = [
          "1", "0", "9", ".", "-", "e", ":", "T", "Z", "5", "d", "h", "2026-01-31", "+", "_", "m",
        ]
        return "x".prefix(below(2)) + (0...below(6)).map { _ in pieces[below(pieces.count)] }.joined()
      }
    }
  }
}
