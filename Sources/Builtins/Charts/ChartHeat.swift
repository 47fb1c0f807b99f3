internal import Console
internal import Interpreter

/// Hours by weekday.
enum ChartHeat: Command {
  static var name: String { "chart heat" }
  static let signature = Signature(
    "Draws how many rows fall into each hour of each weekday, as text or as a picture.", category: .rows,
    positional: [
      Parameter(
        "column", .string, "the column of dates; default: the first with a date", optional: true,
        offers: .columns)
    ],
    flags: Charts.flags, input: .required(.oneOf([.rows(nil), .list(.any)])), output: .optional(.string),
    details:
      "Hours and days are those of the run's zone (--zone). Darker means more; the number after a day is its total.",
    examples: [
      Example("[2026-01-31T08:00:00Z] | chart heat | lines | length", gives: "8"),
      Example("[{at: 2026-01-31T08:00:00Z}] | chart heat at --svg hours.svg"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type { Charts.output(arguments) }

  static func run(_ call: Call) throws(Fault) -> Value {
    let counts = try counted(call)
    return try Charts.give(call, text: { _ in text(counts) }, svg: { picture(counts) })
  }

  /// How many rows fall into each hour, from Monday 0:00 on.
  private static func counted(_ call: Call) throws(Fault) -> [Int] {
    var counts = [Int](repeating: 0, count: 7 * 24)
    var column = try call.text("column")
    let rows = try RowInput(call)
    while let item = try rows.stream.next() {
      var value = item
      if let record = Fields.record(of: item) {
        if column == nil {
          column = zip(record.shape.keys, record.values).first { Self.isDate($0.1) }?.0
        }
        guard let column else { continue }
        value = try Fields.field(item, column, optional: false, call.context)
      }
      if value.isNull { continue }
      guard case .datetime(let date) = value else {
        throw call.fault(BuiltinFault.notADate(given: value.typeName))
      }
      let fields = call.context.zones.fields(Int64(date.microseconds), in: call.context.zone)
      counts[fields.weekday * 24 + fields.hour] += 1
    }
    return counts
  }

  private static func isDate(_ value: Value) -> Bool {
    if case .datetime = value { return true }
    return false
  }

  private static let shades = ["  ", "░░", "▒▒", "▓▓", "██"]

  /// The shade of a count: none for nothing, then quarters of the most.
  private static func shade(_ count: Int, _ most: Int) -> Int {
    count == 0 ? 0 : max(1, min(4, (count * 4 + most - 1) / max(1, most)))
  }

  private static func text(_ counts: [Int]) -> String {
    let most = counts.max() ?? 0
    let hours = (0..<24).map { $0 % 3 == 0 ? pad(String($0), to: 2) : "  " }.joined()
    return
      (["     " + hours]
      + (0..<7).map { day in
        let cells = counts[day * 24..<day * 24 + 24]
        return Weekdays.words[day] + "  " + cells.map { shades[shade($0, most)] }.joined() + "  "
          + String(cells.reduce(0, +))
      }).joined(separator: "\n")
  }

  private static func picture(_ counts: [Int]) -> SVG {
    var svg = SVG(width: 720, height: 220)
    let most = Double(max(1, counts.max() ?? 0))
    for hour in stride(from: 0, to: 24, by: 3) { svg.words(60 + 24 * Double(hour), 20, String(hour)) }
    for day in 0..<7 {
      let y = 28 + 26 * Double(day)
      svg.words(50, y + 17, Weekdays.words[day], anchor: "end")
      for hour in 0..<24 {
        let count = counts[day * 24 + hour]
        svg.rectangle(
          60 + 24 * Double(hour), y, 22, 22, opacity: count == 0 ? 0.05 : 0.15 + 0.85 * Double(count) / most)
      }
      svg.words(645, y + 17, String(counts[day * 24..<day * 24 + 24].reduce(0, +)))
    }
    return svg
  }
}
