import Console
import Interpreter

/// How a table shows what a value means: by colour, by weight, and by the distance of a date from now.
struct Meaning {
  /// The present time, in µs.
  let now: Int

  private static let week = 7 * 86_400_000_000

  /// The style of a cell: what has ended is red, what ends soon yellow, what may change bold.
  func style(_ column: String, _ value: Value) -> Style? {
    switch (column, value) {
    case ("status", .text(let text)):
      switch text.string {
      case "expired", "suspended", "revoked": return .red
      case "expiring soon", "invited": return .yellow
      default: return nil
      }
    case ("access", .text(let text)), ("level", .text(let text)):
      return text.string == "read-write" ? .bold : nil
    case ("expires", .datetime(let date)):
      if date.microseconds <= now { return .red }
      return date.microseconds - now <= Meaning.week ? .yellow : nil
    case ("ok", .bool(false)): return .red
    default: return nil
    }
  }

  /// Which columns stay when there is no room for all: names last of all, ids and dates first to go.
  static func importance(_ column: String) -> Int {
    switch column {
    case "name", "key", "email", "line", "action", "subject": 3
    case "status", "access", "project", "account", "object", "event", "expires": 2
    case "id", "created", "revised", "created_by", "number", "organization_id": 0
    default: 1
    }
  }

  /// How far a date is from now, behind it: ` (in 3 days)`; empty for other values.
  func distance(_ value: Value) -> String {
    guard case .datetime(let date) = value else { return "" }
    let seconds = Int((Double(date.microseconds - now) / 1_000_000).rounded())
    let words = Meaning.words(abs(seconds))
    return seconds > 0 ? " (in \(words))" : " (\(words) ago)"
  }

  /// The units of distances, each with its seconds.
  private static let units = [
    (1, "second"), (60, "minute"), (3600, "hour"), (86_400, "day"), (30 * 86_400, "month"),
    (365 * 86_400, "year"),
  ]

  /// A distance in its largest unit, rounded to the nearest whole number.
  private static func words(_ seconds: Int) -> String {
    func nearest(_ unit: Int) -> Int { (seconds + unit / 2) / unit }
    var unit = 0
    while unit + 1 < units.count, nearest(units[unit].0) * units[unit].0 >= units[unit + 1].0 { unit += 1 }
    let count = nearest(units[unit].0)
    return "\(count) \(units[unit].1)\(count == 1 ? "" : "s")"
  }
}
