internal import Console
internal import Interpreter

/// Labelled numbers, as rows give them.
struct ChartData {
  var points: [(label: String, value: Double, shown: String)] = []

  /// Reads the rows of a call: the columns that it names, else the last number of a row and the first other column.
  init(_ call: Call) throws(Fault) {
    var (label, value) = (try call.text("label"), try call.text("value"))
    let display = Display(call.context)
    let items = try Streams.items(try call.piped(), call.context)
    for item in items {
      guard let record = Fields.record(of: item) else {
        // Numbers alone are counted.
        points.append(try Self.point(String(points.count + 1), item, display, call))
        continue
      }
      let keys = record.shape.keys
      if value == nil {
        value = zip(keys, record.values).filter { $0.0 != label && Self.number($0.1) != nil }.last?.0
        guard value != nil else {
          throw call.fault(BuiltinFault.noNumberColumn(command: call.name))
        }
      }
      if label == nil { label = keys.first { $0 != value } }
      let name = try label.map { (name) throws(Fault) in
        display.inline(try Fields.field(item, name, optional: false, call.context))
      }
      let number = try Fields.field(item, value ?? "", optional: false, call.context)
      points.append(try Self.point(name ?? String(points.count + 1), number, display, call))
    }
  }

  private static func point(
    _ label: String, _ value: Value, _ display: Display, _ call: Call
  ) throws(Fault) -> (label: String, value: Double, shown: String) {
    guard let number = number(value), number.isFinite else {
      throw call.fault(BuiltinFault.notDrawable(command: call.name, given: value.typeName))
    }
    return (label, number, display.inline(value))
  }

  private static func number(_ value: Value) -> Double? {
    switch value {
    case .int(let number): Double(number)
    case .float(let number): number
    case .duration(let microseconds): Double(microseconds)
    default: nil
    }
  }

  /// The largest and the smallest value, with zero between.
  var range: (low: Double, high: Double) {
    (points.reduce(0) { min($0, $1.value) }, points.reduce(0) { max($0, $1.value) })
  }
}

/// What all charts have in common.
enum Charts {
  static let flags = [
    Flag("svg", .named("path"), "writes an SVG picture to this file instead"),
    Flag("width", .int, "how many columns the text takes; without it those of the terminal, or 80"),
  ]

  /// Eighths of a cell, from the left and from below.
  static let left = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
  static let below = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇"]

  /// A text, or nothing where a file takes it.
  static func output(_ arguments: KnownArguments) -> Type { arguments.flags["svg"] == nil ? .string : .null }

  /// The columns that a chart may take.
  static func width(_ call: Call) throws(Fault) -> Int {
    if let width = try call.int("width") {
      guard (20...1000).contains(width) else {
        throw call.fault(BuiltinFault.chartSize(flag: "width", range: "20 to 1000", given: width))
      }
      return width
    }
    return max(20, Terminal(descriptor: 1, colour: .never, environment: { _ in nil }).columns ?? 80)
  }

  /// The text, or null once the picture is written to its file.
  static func give(
    _ call: Call, text: (Int) -> String, svg: () -> SVG
  ) throws(Fault) -> Value {
    guard call.flag("svg") != nil else { return .string(text(try width(call))) }
    try call.require(.outside)
    let request = SaveRequest(
      path: try call.path("svg"), isAppending: false, isForced: true, mode: nil, isSealed: false)
    let file = try ReplacingFile(request, call.context)
    try file.write(Array(svg().text.utf8))
    try file.commit()
    return .null
  }
}

/// A picture of rectangles, lines and words.
struct SVG {
  private let width: Int
  private let height: Int
  private var body = ""

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  var text: String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" \
    font-family="sans-serif" font-size="12">
    <rect width="100%" height="100%" fill="white"/>
    \(body)</svg>

    """
  }

  mutating func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double, opacity: Double = 1) {
    body +=
      "<rect x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(width))\" "
      + "height=\"\(Self.number(height))\" fill=\"#2b6cb0\" fill-opacity=\"\(Self.number(opacity))\"/>\n"
  }

  mutating func line(_ points: [(x: Double, y: Double)]) {
    let list = points.map { Self.number($0.x) + "," + Self.number($0.y) }.joined(separator: " ")
    body += "<polyline points=\"\(list)\" fill=\"none\" stroke=\"#2b6cb0\" stroke-width=\"2\"/>\n"
  }

  /// Words; `anchor` is start, middle or end.
  mutating func words(_ x: Double, _ y: Double, _ words: String, anchor: String = "start") {
    body +=
      "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" text-anchor=\"\(anchor)\">\(Self.escaped(neutralise(words)))</text>\n"
  }

  private static func number(_ value: Double) -> String {
    let tenths = (value * 10).rounded() / 10
    return tenths == tenths.rounded() ? String(Int(tenths)) : String(tenths)
  }

  private static func escaped(_ words: String) -> String {
    var out = ""
    for scalar in words.unicodeScalars {
      switch scalar {
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "&": out += "&amp;"
      // XML has no other control characters.
      case "\u{0}"..<"\u{20}", "\u{7f}", "\u{fffe}", "\u{ffff}": out += "\u{fffd}"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
