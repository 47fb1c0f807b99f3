internal import Console
internal import Interpreter

/// A bar for each row.
enum ChartBar: Command {
  static var name: String { "chart bar" }
  static let signature = Signature(
    "Draws a bar for each row, as text or as a picture.", category: .rows,
    positional: [
      Parameter(
        "label", .string, "the column of labels; default: the first that is not the value", optional: true,
        offers: .columns),
      Parameter(
        "value", .string, "the column of numbers; default: the last one", optional: true,
        offers: .columns),
    ],
    flags: Charts.flags, input: .required(.oneOf([.rows(nil), .list(.any)])), output: .optional(.string),
    details: "Bars of negative numbers are light.",
    examples: [
      Example(
        "[{a: x, n: 2} {a: yy, n: 1}] | chart bar --width 20",
        gives: "\"x   ██████████████ 2\\nyy  ███████ 1\""),
      Example("[{kind: a} {kind: b} {kind: a}] | count-by .kind | chart bar"),
      Example("[{kind: a, n: 3, m: 1}] | chart bar kind n --svg kinds.svg"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type { Charts.output(arguments) }

  static func run(_ call: Call) throws(Fault) -> Value {
    let data = try ChartData(call)
    return try Charts.give(call, text: { text(data, $0) }, svg: { picture(data) })
  }

  private static func text(_ data: ChartData, _ width: Int) -> String {
    let labels = data.points.map { truncate(neutralise($0.label), to: max(4, width / 3)) }
    let column = labels.map { displayWidth($0) }.max() ?? 0
    let shown = data.points.map { displayWidth($0.shown) }.max() ?? 0
    let room = max(4, width - column - 2 - shown - 1)
    let most = data.points.map { abs($0.value) }.max() ?? 0
    return zip(data.points, labels).map { point, label in
      let eighths = most > 0 ? Int((abs(point.value) / most * Double(room * 8)).rounded()) : 0
      let bar =
        point.value < 0
        ? String(repeating: "▒", count: (eighths + 7) / 8)
        : String(repeating: "█", count: eighths / 8) + Charts.left[eighths % 8]
      return pad(label, to: column + 2) + bar + (bar.isEmpty ? "" : " ") + point.shown
    }.joined(separator: "\n")
  }

  private static func picture(_ data: ChartData) -> SVG {
    var svg = SVG(width: 720, height: 20 + 22 * data.points.count)
    let (low, high) = data.range
    let scale = high > low ? 460 / (high - low) : 0
    for (index, point) in data.points.enumerated() {
      let y = 10 + 22 * Double(index)
      svg.words(170, y + 14, truncate(point.label, to: 24), anchor: "end")
      svg.rectangle(
        180 + (min(point.value, 0) - low) * scale, y + 2, max(1, abs(point.value) * scale), 16,
        opacity: point.value < 0 ? 0.5 : 1)
      svg.words(186 + (max(point.value, 0) - low) * scale, y + 14, point.shown)
    }
    return svg
  }
}
