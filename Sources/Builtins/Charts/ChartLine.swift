internal import Console
internal import Interpreter

/// A line through the rows, in their order.
enum ChartLine: Command {
  static var name: String { "chart line" }
  static let signature = Signature(
    "Draws a line of the rows' numbers, as text or as a picture.", category: .rows,
    positional: [
      Parameter(
        "label", .string, "the column of labels; default: the first that is not the value", optional: true,
        offers: .columns),
      Parameter(
        "value", .string, "the column of numbers; default: the last one", optional: true,
        offers: .columns),
    ],
    flags: Charts.flags + [Flag("height", .int, "the height in lines of text (8)")],
    input: .required(.oneOf([.rows(nil), .list(.any)])), output: .optional(.string),
    details: "Rows beyond the width are averaged.",
    examples: [
      Example("[1 4 2] | chart line --width 20 --height 2", gives: "\"4   █ \\n0  ▄██\\n   1 3\""),
      Example("[{day: mo, reads: 3} {day: tu, reads: 5}] | chart line day reads"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type { Charts.output(arguments) }

  static func run(_ call: Call) throws(Fault) -> Value {
    let data = try ChartData(call)
    let height = try call.int("height") ?? 8
    guard (1...100).contains(height) else {
      throw call.fault(BuiltinFault.chartSize(flag: "height", range: "1 to 100", given: height))
    }
    return try Charts.give(call, text: { text(data, $0, height) }, svg: { picture(data) })
  }

  private static func text(_ data: ChartData, _ width: Int, _ height: Int) -> String {
    let (low, high) = data.range
    let marks = [short(high), short(low)]
    let margin = marks.map { displayWidth($0) }.max() ?? 0
    let values = means(data.points.map(\.value), max(4, width - margin - 2))
    var lines: [String] = []
    for row in (0..<height).reversed() {
      let mark = row == height - 1 ? marks[0] : row == 0 ? marks[1] : ""
      var line = String(repeating: " ", count: margin - displayWidth(mark)) + mark + "  "
      for value in values {
        let eighths =
          high > low ? Int(((value - low) / (high - low) * Double(height * 8)).rounded()) - row * 8 : 0
        line += eighths >= 8 ? "█" : Charts.below[max(0, eighths)]
      }
      lines.append(line)
    }
    let labels = (data.points.first?.label ?? "", data.points.last?.label ?? "")
    let (first, last) = (
      truncate(neutralise(labels.0), to: width / 3), truncate(neutralise(labels.1), to: width / 3)
    )
    let gap = max(1, values.count - displayWidth(first) - displayWidth(last))
    lines.append(
      String(repeating: " ", count: margin + 2) + first + String(repeating: " ", count: gap) + last)
    return lines.joined(separator: "\n")
  }

  /// A number in few characters.
  private static func short(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
  }

  /// As many values as there is room for: each the mean of its neighbours.
  private static func means(_ values: [Double], _ room: Int) -> [Double] {
    guard values.count > room else { return values }
    return (0..<room).map { place in
      let part = values[
        values.count * place / room..<max(values.count * (place + 1) / room, values.count * place / room + 1)]
      return part.reduce(0, +) / Double(part.count)
    }
  }

  private static func picture(_ data: ChartData) -> SVG {
    var svg = SVG(width: 720, height: 300)
    let (low, high) = data.range
    let scale = high > low ? 240 / (high - low) : 0
    let step = 620 / Double(max(1, data.points.count - 1))
    svg.line(data.points.enumerated().map { (80 + Double($0) * step, 260 - ($1.value - low) * scale) })
    svg.words(70, 24, short(high), anchor: "end")
    svg.words(70, 264, short(low), anchor: "end")
    if let first = data.points.first, let last = data.points.last {
      svg.words(80, 285, truncate(first.label, to: 30))
      svg.words(700, 285, truncate(last.label, to: 30), anchor: "end")
    }
    return svg
  }
}
