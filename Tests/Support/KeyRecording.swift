/// A session at a keyboard as REPL.md writes it down: keys, and the rows of the screen behind them.
///
/// In a block marked `keys` a line that begins with `⌨ ` holds keys; the rows below it are the screen from the prompt at
/// which they were pressed, with `▏` where the cursor stands.
package struct KeyRecording {
  package struct Step {
    let keys: PtyKeys
    let expected: [String]
    /// The lines of the file that hold what is expected.
    let lines: Range<Int>
  }

  private static let mark = "⌨ "
  private static let columns = 100
  private let path: String
  private let fileLines: [String]
  package private(set) var steps: [Step] = []

  /// Reads the blocks of a file; nil where it cannot be read.
  package init?(path: String) {
    guard let text = readText(path) else { return nil }
    self.path = path
    fileLines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var inside = false
    for (index, line) in fileLines.enumerated() {
      if line.hasPrefix("```") {
        inside = !inside && line == "```keys"
      } else if inside, line.hasPrefix(Self.mark) {
        let rows = fileLines[(index + 1)...].prefix { !$0.hasPrefix(Self.mark) && $0 != "```" }
        steps.append(
          Step(
            keys: PtyKeys(String(line.dropFirst(Self.mark.count))), expected: Array(rows),
            lines: rows.indices))
      }
    }
  }

  /// Presses all keys at the first prompt of a session: what differs, as text for a failing test.
  ///
  /// With `SMS_UPDATE_TRANSCRIPTS=1` the file is rewritten instead.
  package func differences(_ session: PtySession) throws -> String {
    var outputs: [(lines: Range<Int>, rows: [String])] = []
    var report = ""
    for step in steps {
      let start = PtyScreen(session.rawOutput, columns: Self.columns).row
      try session.press(step.keys)
      let rows = rows(session, from: start, until: step.expected)
      outputs.append((step.lines, rows))
      if rows != step.expected {
        report += "\(path):\(step.lines.lowerBound)\n--- expected\n\(step.expected.joined(separator: "\n"))\n"
        report += "--- appeared\n\(rows.joined(separator: "\n"))\n"
      }
    }
    guard !report.isEmpty, isUpdatingTranscripts else { return report }
    var lines = fileLines
    for output in outputs.reversed() { lines.replaceSubrange(output.lines, with: output.rows) }
    writeText(path, lines.joined(separator: "\n"))
    return ""
  }

  /// The screen once it is as expected, or has not changed for a while.
  private func rows(_ session: PtySession, from start: Int, until expected: [String]) -> [String] {
    var rows: [String] = []
    session.waitUntilQuiet(isUpdatingTranscripts ? .seconds(2) : .seconds(20)) {
      rows = Self.rows(PtyScreen(session.rawOutput, columns: Self.columns), from: start)
      return rows == expected
    }
    return rows
  }

  /// A row with a prompt without the time at its right, which is another one each time; a status stands nearer.
  private static func withoutTime(_ row: String) -> String {
    let end = #/ {2,}(\[[0-9]+\])? ?([0-9.]+s)?$/#
    guard row.hasPrefix("Acme "), let aside = row.firstMatch(of: end) else { return row }
    return row[..<aside.range.lowerBound] + (aside.1.map { "  " + $0 } ?? "")
  }

  /// The rows of a screen below its first ones, with the cursor.
  private static func rows(_ screen: PtyScreen, from start: Int) -> [String] {
    var rows = screen.lines.dropFirst(start).map(withoutTime)
    let row = screen.row - start
    if rows.indices.contains(row) {
      var line = Array(rows[row])
      while line.count < screen.column { line.append(" ") }
      line.insert("▏", at: screen.column)
      rows[row] = String(line)
    }
    while rows.last == "" { rows.removeLast() }
    return rows
  }
}
