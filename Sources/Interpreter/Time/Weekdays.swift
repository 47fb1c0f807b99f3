internal import Base

/// The days of the week as the field `weekday` of a date gives them.
package enum Weekdays {
  /// The words, from Monday on.
  package static let words = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  /// The type of the field: the checker knows its words.
  static let type = ParameterType(
    name: "weekday", accepts: [.string], choices: { words.map { Choice($0, "") } }
  ) { word in
    if words.contains(where: { sameBytes($0, word) }) { return .success(()) }
    let small = String(word.lowercased().prefix(3))
    let near = words.contains(small) ? small : Suggestion.nearest(word, among: words)
    return .failure(
      Fault(ArgumentFault.notAWeekday(word, near: near, words: words)))
  }
}

/// The fields of a date.
package enum DateField: String, CaseIterable {
  /// The fields that `$date.…` reads, by their names.
  case year, month, day, hour, minute, second, weekday

  /// The names in their order.
  package static let names = allCases.map(\.rawValue)

  /// What the checker knows of a date.
  static let columns = allCases.map { Column($0.rawValue, $0 == .weekday ? .named("weekday") : .int) }
}
