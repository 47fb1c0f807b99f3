internal import Base
package import Console
package import Interpreter
internal import Syntax

/// Values as people see them: rows become a table, a record two columns, other values a line.
package struct Presentation {
  let context: Context
  /// Columns that tables leave out unless asked are shown too.
  package var showsAll = false
  /// The most rows shown on a terminal; nil: all.
  package var rowCap: Int?
  /// Whether the dialogue shows the value.
  ///
  /// Then a footer counts rows, dates have their distance from now, and a single row that is too wide is shown as a
  /// column.
  package var isDialogue = false

  /// Whether what is shown stands under a title inside a record, which counts its rows.
  private var isInner = false

  /// Makes the settings of a run that shows all columns and rows.
  package init(_ context: Context) { self.context = context }

  /// The text of a value, each line with its newline; streams must have been collected, with their columns.
  package func text(_ value: Value, columns: [Column]?, for target: TextTable.Target) -> String {
    switch value {
    case .null: return ""
    case .list(let list): return listText(Array(list.items), columns, target)
    case .record(let record): return recordText(record, target)
    case .entity(let entity): return recordText(entity.record, target)
    case .error(let error): return neutralise("error \(error.fault.code) \(error.fault.message)") + "\n"
    case .text(let text): return line(text.string, target)
    default: return line(Display(context).literal(value), target)
    }
  }

  private func line(_ text: String, _ target: TextTable.Target) -> String {
    // Text that ends its last line, as `to csv` gives it, needs no further line end.
    let end = text.utf8.last == 0x0A ? "" : "\n"
    if case .terminal = target { return neutralise(text, lines: .kept) + end }
    return text + end
  }

  private func listText(_ items: [Value], _ columns: [Column]?, _ target: TextTable.Target) -> String {
    // What `each` gives for closures that only do something.
    if !items.isEmpty, items.allSatisfy(\.isNull) { return "" }
    // References show as their names, as they do in the cells of tables.
    let areMentions = items.allSatisfy {
      if case .entity(let entity) = $0 { !entity.isRow } else { false }
    }
    let records = items.map { areMentions ? nil : record($0) }
    guard !items.isEmpty, records.allSatisfy({ $0 != nil }) else {
      if items.isEmpty, let columns {
        return table([], columns.filter { $0.isShown || showsAll }.map(\.name), target)
      }
      return items.map { $0.isNull ? "null\n" : line(Display(context).inline($0), target) }.joined()
    }
    let rows = records.compactMap { $0 }
    let names = headers(rows, items, columns)
    if isDialogue, rows.count == 1, case .terminal(let width, _) = target,
      !laidOut(rows, names, target, relative: false).fits(width)
    {
      return recordText(Fields.record(of: items[0]) ?? rows[0], target)
    }
    return table(rows, names, target)
  }

  private func record(_ value: Value) -> RecordObject? {
    switch value {
    case .record(let record): record
    case .entity(let entity): showsAll ? entity.record : entity.shownRecord
    default: nil
    }
  }

  /// The columns in order: the known ones that are shown, else all keys in the order of their first use.
  private func headers(_ rows: [RecordObject], _ items: [Value], _ columns: [Column]?) -> [String] {
    if let columns {
      let names = columns.filter { $0.isShown || showsAll }.map(\.name)
      if !names.isEmpty { return names }
    }
    var shown: Set<ExactText> = []
    var names: [String] = []
    var last: Shape?
    for row in rows where row.shape !== last {
      last = row.shape
      let keys = showsAll ? row.shape.keys[...] : row.shape.keys.prefix(row.shape.shown)
      for key in keys where shown.insert(ExactText(key)).inserted { names.append(key) }
    }
    return names
  }

  private func table(_ rows: [RecordObject], _ names: [String], _ target: TextTable.Target) -> String {
    var table = laidOut(rows, names, target, relative: false)
    if isDialogue, case .terminal(let width, _) = target, rows.count <= 1000 {
      // Beside a date stands how far it is, where there is room.
      let relative = laidOut(rows, names, target, relative: true)
      if relative.fits(width) { table = relative }
    }
    if case .terminal = target {
      table.rowCap = rowCap
      table.countsRows = isDialogue && !isInner
    }
    table.hints = (
      rowCap.map { "`| skip \($0)` goes on, `| save FILE.csv` has all" },
      "`| select NAME…` chooses, `| to csv` (--format csv) has all"
    )
    return table.text(for: target)
  }

  /// The table with all its rows.
  private func laidOut(
    _ rows: [RecordObject], _ names: [String], _ target: TextTable.Target, relative: Bool
  ) -> TextTable {
    let display = Display(context)
    let meaning = Meaning(now: now)
    var numeric = Array(repeating: !rows.isEmpty, count: names.count)
    var cells: [[String]] = []
    var styles: [Int: [Int: Style]] = [:]
    for (place, row) in rows.enumerated() {
      var line: [String] = []
      for (index, name) in names.enumerated() {
        let value = row[name] ?? .null
        if !Self.isNumber(value) { numeric[index] = false }
        line.append(cell(value, display, target) + (relative ? meaning.distance(value) : ""))
        if case .terminal = target, let style = meaning.style(name, value) {
          styles[place, default: [:]][index] = style
        }
      }
      cells.append(line)
    }
    let columns = zip(names, numeric).map { name, isNumber in
      TextTable.Column(
        name, alignment: isNumber ? .right : .left, priority: Meaning.importance(name), shrinks: name != "id")
    }
    var table = TextTable(columns: columns, rows: cells)
    table.cellStyles = styles
    return table
  }

  private var now: Int { context.host.clock() }

  private static func isNumber(_ value: Value) -> Bool {
    switch value {
    case .int, .float, .null: true
    default: false
    }
  }

  /// A cell: on a terminal dates are shortened to the second, and durations to two units.
  private func cell(_ value: Value, _ display: Display, _ target: TextTable.Target) -> String {
    switch value {
    case .datetime(let instant):
      guard case .terminal = target else { return display.inline(value) }
      let second = Instant(
        microseconds: instant.microseconds - Calendar.floorRemainder(instant.microseconds, 1_000_000),
        zone: instant.zone)
      return display.inline(.datetime(second))
    case .duration(let time):
      guard case .terminal = target else { return display.inline(value) }
      return Display.shortDuration(time)
    case .list(let list):
      return list.items.map { display.inline($0) }.joined(separator: ", ")
    default: return display.inline(value)
    }
  }

  /// A record: plain entries in two columns, then each list of records or inner record under its key.
  private func recordText(_ record: RecordObject, _ target: TextTable.Target) -> String {
    let display = Display(context)
    let meaning = Meaning(now: now)
    var plain: [[String]] = []
    var styles: [Int: [Int: Style]] = [:]
    var parts = ""
    for (key, value) in zip(record.shape.keys, record.values) {
      if let inner = innerText(value, target) {
        parts += "\n\(neutralise(title(key, value)))\n" + inner
      } else {
        if case .terminal = target, let style = meaning.style(key, value) { styles[plain.count] = [1: style] }
        plain.append([key, cell(value, display, target) + (isDialogue ? meaning.distance(value) : "")])
      }
    }
    var table = TextTable(columns: [TextTable.Column("field"), TextTable.Column("value")], rows: plain)
    table.styles = [0: .bold]
    table.cellStyles = styles
    if plain.isEmpty, !parts.isEmpty { return String(parts.dropFirst()) }
    if case .terminal(let columns, let colour) = target, Self.isNarrow(plain, columns) {
      return Self.stacked(plain, colour) + parts
    }
    return table.text(for: target) + parts
  }

  /// The room that values have at least beside their fields.
  private static let leastRoom = 16

  /// Whether values would be cut to almost nothing beside their fields.
  private static func isNarrow(_ entries: [[String]], _ columns: Int) -> Bool {
    let fields = entries.map { displayWidth(neutralise($0[0])) }.max() ?? 0
    let values = entries.map { displayWidth(neutralise($0[1])) }.max() ?? 0
    return columns - fields - 2 < min(values, leastRoom)
  }

  /// Each value whole under its field.
  private static func stacked(_ entries: [[String]], _ colour: Bool) -> String {
    entries.map { entry in
      "\(Style.bold.paint(neutralise(entry[0]), colour: colour))\n  \(neutralise(entry[1]))\n"
    }.joined()
  }

  private func title(_ key: String, _ value: Value) -> String {
    guard case .list(let list) = value else { return key }
    return "\(key) (\(list.items.count))"
  }

  /// The text of an entry that does not fit a cell, its lines indented; nil where it does.
  private func innerText(_ value: Value, _ target: TextTable.Target) -> String? {
    let text: String
    var inside = self
    inside.isInner = true
    switch value {
    case .record(let inner): text = inside.recordText(inner, narrowed(target))
    case .list(let list):
      let rows = list.items.map { record($0) }
      let isTable = list.items.contains {
        if case .record = $0 {
          true
        } else if case .entity(let entity) = $0 {
          entity.isRow
        } else {
          false
        }
      }
      guard isTable, rows.allSatisfy({ $0 != nil }) else { return nil }
      text = inside.listText(Array(list.items), nil, narrowed(target))
    default: return nil
    }
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .map { $0.isEmpty ? "\n" : "  \($0)\n" }.joined()
  }

  private func narrowed(_ target: TextTable.Target) -> TextTable.Target {
    guard case .terminal(let columns, let colour) = target else { return target }
    return .terminal(columns: max(20, columns - 2), colour: colour)
  }
}
