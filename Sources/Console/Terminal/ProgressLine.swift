internal import Syntax

/// The line that shows on a terminal how far something has come.
package struct ProgressLine {
  private let unit: String
  private let done: Int
  private let total: Int?
  /// How long it takes so far, in µs.
  private let time: Int

  /// `done` of `total` things that `unit` names in the plural; nil where the number is unknown.
  package init(unit: String, done: Int, total: Int?, time: Int) {
    (self.unit, self.done, self.total, self.time) = (unit, done, total, time)
  }

  /// The text: as many of its parts, from the left, as a terminal has room for; the bar last.
  package func text(columns: Int) -> String {
    var text = "\(unit) "
    var parts = [done.grouped + (total.map { " of \($0.grouped)" } ?? "")]
    if let rate { parts.append("\(rate.grouped)/s") }
    if let left { parts.append("\(left) left") }
    text += parts[0]
    for part in parts.dropFirst() where text.utf8.count + part.utf8.count + 2 < columns {
      text += ", " + part
    }
    if let bar = bar(room: columns - text.utf8.count - 2) { text = bar + " " + text }
    return truncate(text, to: columns - 1)
  }

  /// How many a second.
  private var rate: Int? { time > 0 && done > 0 ? Int(Double(done) * 1e6 / Double(time)) : nil }

  /// How long the rest takes at this rate.
  private var left: String? {
    guard let total, done > 0, done <= total else { return nil }
    let (product, overflow) = time.multipliedReportingOverflow(by: total - done)
    if overflow { return nil }
    let seconds = (product / done + 999_999) / 1_000_000
    if seconds < 60 { return "\(seconds)s" }
    if seconds < 3600 { return "\(seconds / 60)m\(seconds % 60)s" }
    return "\(seconds / 3600)h\(seconds / 60 % 60)m"
  }

  private func bar(room: Int) -> String? {
    guard let total, total > 0 else { return nil }
    let width = min(20, room - 7)
    if width < 5 { return nil }
    let part = min(1, Double(done) / Double(total))
    let filled = Int(part * Double(width))
    let percent = "\(Int(part * 100))"
    return "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled) + "]"
      + String(repeating: " ", count: 4 - percent.utf8.count) + percent + "%"
  }
}
