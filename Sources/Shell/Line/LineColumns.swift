import Console
import Interpreter

/// The columns that may be named at a place of a line.
struct LineColumns {
  let place: LinePlace
  let lookahead: Lookahead

  /// The columns of the rows that arrive at the innermost stage that has some.
  var arriving: [Column]? {
    for level in place.levels.reversed() {
      if let columns = columns(arrivingAt: level) { return columns }
    }
    return nil
  }

  /// What may follow the dots of the field that is typed: behind a variable its fields, else those of the rows.
  var fields: [Completion] {
    let index = place.tokens.tokens.count - 1
    let path = place.typed.split(separator: ".", omittingEmptySubsequences: false).dropFirst().dropLast()
    var columns: [Column]?
    if place.current?.kind != .field {
      columns = arriving
    } else if index > 0, place.tokens.tokens[index - 1].bytes.upperBound == place.start {
      let before = place.tokens.tokens[index - 1]
      guard before.kind == .variable else { return [] }
      columns = self.columns(of: before)
    } else {
      columns = arriving
    }
    for key in path { columns = LineColumns.inside(columns?.first { $0.name == String(key) }?.type) }
    let prefix = "." + path.map { $0 + "." }.joined()
    return (columns ?? []).map {
      Completion(prefix + $0.name, start: place.start, suffix: "", note: $0.type.name)
    }
  }

  /// What the value at the cursor is compared with: `.status == `, or an item of `.status in [`; nil where it is not.
  private var compared: (column: Column, isOfRow: Bool)? {
    var before = place.tokens.tokens.dropLast(place.current == nil ? 0 : 1)
    // An item of a list stands behind others.
    if let open = place.openList { before = before[..<open] }
    guard let sign = before.last, let field = before.dropLast().last, field.kind == .field else { return nil }
    let word = place.tokens.text(sign)
    let isCompared =
      place.openList == nil
      ? sign.kind == .sign && ["==", "!="].contains(word) : ["in", "not-in"].contains(word)
    if !isCompared { return nil }
    let name = place.tokens.text(field).dropFirst()
    let owner = before.dropLast(2).last
    let isOfVariable = owner?.kind == .variable && owner?.bytes.upperBound == field.bytes.lowerBound
    let columns = isOfVariable ? owner.flatMap { self.columns(of: $0) } : arriving
    return columns?.first { $0.name == String(name) }.map { ($0, !isOfVariable) }
  }

  /// The type that gives the words or names that are compared with at the cursor; nil where none is.
  var comparedType: String? {
    guard let (column, isOfRow) = compared else { return nil }
    if let words = column.words { return words }
    switch column.type {
    case .entity(let kind, _), .optional(.entity(let kind, _)): return kind
    default: return isOfRow && column.name == "name" ? arrivingKind : nil
    }
  }

  /// The kind of the things that arrive at the innermost stage that has some.
  private var arrivingKind: String? {
    for level in place.levels.reversed() {
      if let kind = place.source(of: level).flatMap({ lookahead.kind(of: $0) }) { return kind }
    }
    return nil
  }

  /// The fields of a value of a type; nil where they are not known.
  static func inside(_ type: Type?) -> [Column]? {
    switch type {
    case .optional(let inner)?: inside(inner)
    case .datetime?: DateField.allCases.map { Column($0.rawValue, $0 == .weekday ? .string : .int) }
    case .entity(_, nil)?: [Column("name", .string), Column("id", .string), Column("kind", .string)]
    default: type?.columns
    }
  }

  private func columns(of token: LineTokens.Token) -> [Column]? {
    let variable = place.tokens.text(token)
    let name = String(variable.dropFirst())
    if let depth = place.levels.lastIndex(where: { $0.parameters.contains(name) }) {
      return depth > 0 ? columns(arrivingAt: place.levels[depth - 1]) : nil
    }
    // What the line itself has named: as if it ended here.
    let code = String(decoding: place.tokens.bytes[..<token.bytes.upperBound], as: UTF8.self)
    return lookahead.columns(ofVariableEnding: code, closedBy: place.brackets)
      ?? lookahead.columns(of: variable)
  }

  private func columns(arrivingAt level: LinePlace.Level) -> [Column]? {
    place.source(of: level).flatMap { lookahead.columns(of: $0) }
  }
}
