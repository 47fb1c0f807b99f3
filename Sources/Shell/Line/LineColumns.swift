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
      columns = self.columns(of: place.tokens.text(before))
    } else {
      columns = arriving
    }
    for key in path { columns = LineColumns.inside(columns?.first { $0.name == String(key) }?.type) }
    let prefix = "." + path.map { $0 + "." }.joined()
    return (columns ?? []).map {
      Completion(prefix + $0.name, start: place.start, suffix: "", note: $0.type.name)
    }
  }

  /// The closed set of words that is compared with at the cursor: `.status == `; nil where none is.
  var comparedWords: String? {
    let before = place.tokens.tokens.dropLast(place.current == nil ? 0 : 1)
    guard let sign = before.last, sign.kind == .sign, ["==", "!="].contains(place.tokens.text(sign)),
      let field = before.dropLast().last, field.kind == .field
    else { return nil }
    let name = place.tokens.text(field).dropFirst()
    let owner = before.dropLast(2).last
    let isOfVariable = owner?.kind == .variable && owner?.bytes.upperBound == field.bytes.lowerBound
    let columns =
      isOfVariable ? owner.flatMap { self.columns(of: place.tokens.text($0)) } : arriving
    return columns?.first { $0.name == String(name) }?.words
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

  private func columns(of variable: String) -> [Column]? {
    let name = String(variable.dropFirst())
    if let depth = place.levels.lastIndex(where: { $0.parameters.contains(name) }) {
      return depth > 0 ? columns(arrivingAt: place.levels[depth - 1]) : nil
    }
    return lookahead.columns(of: variable)
  }

  private func columns(arrivingAt level: LinePlace.Level) -> [Column]? {
    place.source(of: level).flatMap { lookahead.columns(of: $0) }
  }
}
