import Syntax

/// Fields, indices, and changing what they name.
package enum Fields {
  /// The record of a record, entity or error; nil for other values.
  package static func record(of value: Value) -> RecordObject? {
    switch value {
    case .record(let record): record
    case .entity(let entity): entity.record
    case .error(let error): error.fault.record
    default: nil
    }
  }

  /// `$x.name`; a missing field is a fault unless optional, then null.
  package static func field(_ value: Value, _ name: String, optional: Bool, _ context: Context) throws(Fault)
    -> Value
  {
    switch value {
    case .record(let record):
      if let found = record[name] { return found }
      if optional { return .null }
      throw missing(name, record.shape.keys)
    case .entity(let entity):
      if let found = try entity.field(name) { return found }
      if optional { return .null }
      throw missing(name, entity.keys, entity)
    case .error(let error):
      if let found = error.fault.record[name] { return found }
      if optional { return .null }
      throw missing(name, error.fault.record.shape.keys)
    case .datetime(let instant): return try dateField(instant, name, context)
    case .null where optional: return .null
    case .list(let list):
      if let index = Int(name) { return try item(list, index, optional) }
      throw Fault(ValueFault.fieldOfList(name))
    case .stream: throw Fault(ValueFault.fieldOfRows(name))
    default: throw Fault(ValueFault.noFields(type: value.typeName, field: name))
    }
  }

  /// The same for a cell, whose reference stays the caller's.
  static func field(_ row: Cell, _ name: String, _ context: Context) throws(Fault) -> Value {
    if row.tag & 0xFF == Cell.row, let index = row.page.shape.index(of: name) {
      return try row.page.cell(index, row.rowNumber).taken
    }
    return try field(row.value, name, optional: false, context)
  }

  /// The fault of a field that is not there.
  @inline(never)
  static func missing(_ name: String, _ keys: [String], _ entity: EntityObject? = nil) -> Fault {
    if let entity, !entity.isRow { return Fault(ValueFault.missingOfMention(name, kind: entity.kind)) }
    return Fault(ValueFault.missingField(name, keys: keys))
  }

  private static func dateField(_ instant: Instant, _ name: String, _ context: Context) throws(Fault) -> Value
  {
    guard let field = DateField(rawValue: name) else { throw missing(name, DateField.names) }
    let fields = context.zones.fields(Int64(instant.microseconds), in: instant.zone)
    return switch field {
    case .year: .int(fields.year)
    case .month: .int(fields.month)
    case .day: .int(fields.day)
    case .hour: .int(fields.hour)
    case .minute: .int(fields.minute)
    case .second: .int(fields.second)
    case .weekday: .string(Weekdays.words[fields.weekday])
    }
  }

  /// `$x[index]`; a negative index counts from the end; text indexes a record.
  package static func index(_ value: Value, _ index: Value, optional: Bool, _ context: Context) throws(Fault)
    -> Value
  {
    switch (value, index) {
    case (.list(let list), .int(let number)): return try item(list, number, optional)
    case (.list(let list), .range(let range)): return .list(list.part(try slice(list.count, range)))
    case (.range(let range), .int(let number)):
      if let item = try RangeSpan(range).item(at: number) { return item }
      if optional { return .null }
      throw Fault(ValueFault.noItemOfRange(number))
    case (.text(let text), .int(let number)): return try scalar(text, number, optional)
    case (.text(let text), .range(let range)):
      return .string(text.part(try slice(text.scalarCount, range)))
    case (.null, _) where optional: return .null
    case (_, .text(let key)): return try field(value, key.string, optional: optional, context)
    case (.stream, _): throw Fault(ValueFault.rowsIndexed)
    default: throw Fault(ValueFault.notIndexable(value.typeName, by: index.typeName))
    }
  }

  private static func item(_ list: ListObject, _ number: Int, _ optional: Bool) throws(Fault) -> Value {
    let count = list.items.count
    let position = number < 0 ? count + number : number
    if position >= 0, position < count { return list.items[position] }
    if optional { return .null }
    throw Fault(ValueFault.noItem(number, count: count))
  }

  private static func scalar(
    _ text: TextObject, _ number: Int, _ optional: Bool
  ) throws(Fault) -> Value {
    let count = text.scalarCount
    let position = number < 0 ? count + number : number
    if position >= 0, position < count { return .string(text.scalar(position)) }
    if optional { return .null }
    throw Fault(ValueFault.noCharacter(number, count: count))
  }

  /// The places, among so many, that a range of numbers means.
  private static func slice(_ count: Int, _ range: RangeObject) throws(Fault) -> Range<Int> {
    guard case .int(let low) = range.low, case .int(let high) = range.high else {
      throw Fault(ValueFault.badCut)
    }
    let from = max(0, low < 0 ? count + low : low)
    let last = high < 0 ? count + high : high
    let to = range.isInclusive ? min(count - 1, last) + 1 : min(count, last)
    return from < to ? from..<to : 0..<0
  }

  /// The fault of an assignment to what is no place.
  static func noPlace(_ value: Value, _ key: Value) -> Fault {
    if case .entity(let entity) = value { return Fault(ValueFault.entityChanged(kind: entity.kind)) }
    return Fault(ValueFault.noPlace(type: value.typeName, key: keyText(key)))
  }

  private static func keyText(_ key: Value) -> String {
    switch key {
    case .text(let text): text.string
    case .int(let number): String(number)
    default: key.typeName
    }
  }
}

extension Fault {
  /// As the record that `catch` sees: `{code msg help span cause row done}`.
  var record: RecordObject {
    var place: Value = .null
    if let source = report.source, let span = report.span {
      let start = source.place(of: span.start)
      place = .record([
        ("file", .string(source.name)), ("line", .int(start.line)), ("column", .int(start.column)),
      ])
    }
    let own = RecordObject(
      shape: Fault.shape,
      values: [
        .string(code), .string(message), report.help.map(Value.string) ?? .null, place,
        report.cause.map { .error(ErrorObject($0)) } ?? .null, report.row.map(Value.int) ?? .null,
        report.done.map(Value.string) ?? .null,
      ])
    guard case .record(let thrown)? = report.thrown else { return own }
    // What was thrown has its fields first; those that every error has are never missing.
    var record = thrown
    for (key, value) in zip(own.shape.keys, own.values)
    where record[key] == nil || record[key]?.isNull == true {
      record = record.setting(key, to: value)
    }
    return record
  }

  private static let shape = Shape(["code", "msg", "help", "span", "cause", "row", "done"])

  /// What `throw VALUE` throws: text, a record with `code` and `msg`, or an error again.
  static func thrown(_ value: Value) -> Fault {
    switch value {
    case .error(let error): return error.fault
    case .text(let text): return Fault(FaultWords("thrown", text.string))
    case .record(let record):
      let words = FaultWords(
        record["code"]?.string ?? "thrown", record["msg"]?.string ?? "an error was thrown",
        help: record["help"]?.string)
      let fault = Fault(words)
      fault.report.thrown = value
      return fault
    default: return Fault(ValueFault.notThrowable(value.typeName))
    }
  }
}

/// Near names, for "did you mean".
package enum Suggestion {
  /// The name that differs least from what was written, if it is near enough to be meant.
  package static func nearest(_ word: String, among names: [String]) -> String? {
    let wanted = Array(word.lowercased().unicodeScalars)
    guard wanted.count > 1, wanted.count <= 64 else { return nil }
    var best: (name: String, distance: Int)?
    for name in names where name.unicodeScalars.count <= 64 {
      let distance = distance(wanted, Array(name.lowercased().unicodeScalars))
      if distance < best?.distance ?? .max { best = (name, distance) }
    }
    guard let best, best.distance <= max(1, wanted.count / 3) else { return nil }
    return best.name
  }

  /// The same for the words of a closed set, of which a part may have been written: `expiring` for `expiring soon`.
  package static func word(_ word: String, among words: [String]) -> String? {
    if let near = nearest(word, among: words) { return near }
    let wanted = word.lowercased()
    guard wanted.utf8.count >= 3 else { return nil }
    let holding = words.filter { contains($0.lowercased(), wanted) || contains(wanted, $0.lowercased()) }
    return holding.count == 1 ? holding[0] : nil
  }

  private static func contains(_ text: String, _ part: String) -> Bool {
    let (text, part) = (Array(text.utf8), Array(part.utf8))
    guard !part.isEmpty, part.count <= text.count else { return false }
    return (0...(text.count - part.count)).contains { text[$0..<($0 + part.count)].elementsEqual(part) }
  }

  /// The number of insertions, deletions, changes and swaps of neighbours between two words.
  private static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var rows = [[Int]](repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
    for i in 0...a.count { rows[i][0] = i }
    for j in 0...b.count { rows[0][j] = j }
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    for i in 1...a.count {
      for j in 1...b.count {
        let change = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        rows[i][j] = min(change, rows[i - 1][j] + 1, rows[i][j - 1] + 1)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
        }
      }
    }
    return rows[a.count][b.count]
  }
}
