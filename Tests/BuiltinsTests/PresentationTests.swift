import Builtins
import Console
import Interpreter
import Support
import Testing

/// L15: cells of a table on a terminal are for people, those of a file exact.
@Suite struct PresentationTests {
  static let durations: [(code: String, short: String, exact: String)] = [
    ("332d + 11h", "332d 11h", "332d11h"), ("7980h + 59m", "332d 12h", "332d12h59m"), ("12w", "84d", "12w"),
    ("90m", "1h 30m", "1h30m"), ("61s", "1m 1s", "1m1s"), ("60s", "1m", "1m"), ("1h + 1s", "1h", "1h1s"),
    ("1500ms", "1s500ms", "1s500ms"), ("0s", "0s", "0s"), ("-25h", "-1d 1h", "-1d1h"), ("1ms", "1ms", "1ms"),
  ]

  @Test(arguments: durations.indices) func shortensDurations(_ index: Int) throws {
    let test = Self.durations[index]
    let run = TestCases.run()
    let rows = try run.evaluate("[{a: (\(test.code))}]")
    let presentation = Presentation(run.context)
    let shown = presentation.text(rows, columns: nil, for: .terminal(columns: 80, colour: false))
    #expect(shown.split(separator: "\n").last.map(String.init) == test.short)
    let exact = presentation.text(rows, columns: nil, for: .plain)
    #expect(exact.split(separator: "\n").last.map(String.init) == test.exact)
  }

  @Test func cutsFractionsOfSecondsOffBefore1970Too() throws {
    let run = TestCases.run()
    let rows = try run.evaluate("[{a: 1969-12-31T23:59:58.500Z}]")
    let shown = Presentation(run.context).text(rows, columns: nil, for: .terminal(columns: 80, colour: false))
    #expect(shown.contains("1969-12-31T23:59:58Z"))
  }
}
