import Console
import Interpreter
import Syntax

/// The outcome that the dialogue shows for a line.
enum LineOutcome {
  /// The time in µs from which on a line's duration is shown.
  private static let long = 1_000_000

  /// What stands at the right of the next prompt: the status where it is not 0, the time where it was long.
  static func aside(status: Int32, took: Int) -> Prompt? {
    var pieces: [Prompt.Piece] = []
    if status != 0 { pieces.append(Prompt.Piece("[\(status)]", .red)) }
    if took > long {
      let tenths = took / 100_000
      let time =
        took < 60 * long ? "\(tenths / 10).\(tenths % 10)s" : Display.shortDuration(took / long * long)
      pieces.append(Prompt.Piece((pieces.isEmpty ? "" : " ") + time, .dim))
    }
    return pieces.isEmpty ? nil : Prompt(pieces)
  }

  /// The line of a dialogue in which each line is only planned; nil where nothing would change.
  static func planned(_ changes: Value?) -> String? {
    guard case .list(let list)? = changes, !list.items.isEmpty else { return nil }
    let count = list.items.count
    return "planned \(count.grouped) change\(count == 1 ? "" : "s"), nothing was changed"
  }

  /// One line that sums up what was done: what was changed, and which rows say that they were not.
  static func summary(_ changed: String?, _ last: Value?) -> String? {
    let others = counts(last).map { ", \($0.count.grouped) \($0.action)" }.joined()
    if let changed { return changed + others }
    return others.isEmpty ? nil : "nothing was changed" + others
  }

  /// The actions that change nothing, in rows that report changes.
  private static func counts(_ value: Value?) -> [(action: String, count: Int)] {
    guard case .list(let list)? = value else { return [] }
    var counts: [String: Int] = [:]
    for item in list.items {
      guard case .record(let record) = item, let action = record["action"]?.string, record["subject"] != nil
      else { return [] }
      counts[action, default: 0] += 1
    }
    return ["unchanged", "kept", "failed"].compactMap { action in counts[action].map { (action, $0) } }
  }
}
