package import Syntax

/// What cannot be done with a value: types stand as their names.
package enum ValueFault: FaultCause {
  // Whole values.
  case tooDeep(limit: Int)
  case sealedCompared
  case rowsCompared
  case rowsSearched
  case rowsTaken
  case noOrder(String, String)
  case nullOrder
  case notAKey(String)
  case notIterable(String)
  case notThrowable(String)
  case nullInText
  case columnUnread(String)

  // Operators.
  case negated(String)
  case operands(BinaryOperator, String, String, OperandHint?)
  case patternNotText(String)
  case searchedNotText(String)
  case notSearchable(String)
  case keyNotText(String)
  case withoutKeys(String)
  case divisionByZero
  case resultTooLarge
  case floatTooLarge
  case notSummable(String)
  case nullSum
  case sumTooLarge
  case sumOfRangeTooLarge
  case durationTooLarge
  case dateOutside

  // Fields and items.
  case noFields(type: String, field: String)
  case fieldOfList(String)
  case fieldOfRows(String)
  case missingField(String, keys: [String])
  case missingOfMention(String, kind: String)
  case missingOfRows(String, keys: [String])
  case missingToUpdate(String, keys: [String])
  case fieldPresent(String)
  case itemPresent(Int)
  case noItem(Int, count: Int)
  case noItemToChange(Int, count: Int)
  case noItemOfRange(Int)
  case noCharacter(Int, count: Int)
  case rowsIndexed
  case notIndexable(String, by: String)
  case badCut
  case entityChanged(kind: String)
  case noPlace(type: String, key: String)
  case notARecord(command: String, type: String)
  case rejectedFrom(type: String)
  case recordKey(type: String, isEntity: Bool)
  case spreadInRecord(type: String)
  case conditionType(String)

  // Patterns.
  case listPattern(type: String)
  case patternLength(Int, hasRest: Bool, count: Int)

  // Ranges.
  case rangeEnds(String, String)
  case rangeTooLong
  case noItems(kind: String, isOpen: Bool)
  case zeroStep
  case dateStep(type: String)
  case rangeStep(kind: String, type: String)
  case stepTooSmall(Double)
}

/// What helps where an operator does not take its operands.
package enum OperandHint: Sendable { case coercion, null }

// MARK: words

extension ValueFault {
  package var words: FaultWords {
    switch self {
    case .tooDeep(let limit): FaultWords("E0312", "values are more than \(limit) deep inside each other")
    case .sealedCompared:
      FaultWords(
        "E0310", "sealed text cannot be compared", help: "`reveal` opens it, and leaves an event behind")
    case .rowsCompared:
      FaultWords("E0311", "rows that are still to be read cannot be compared", help: Self.bind)
    case .rowsSearched:
      FaultWords("E0311", "`in` takes a list, not rows that are still to be read", help: Self.bind)
    case .rowsTaken:
      FaultWords(
        "E0320", "these rows were already read",
        help: "bind them to a name first: `let rows = (…)` reads them once")
    case .noOrder(let left, let right):
      FaultWords(
        "E0313", "\(left.withArticle) and \(right.withArticle) have no order",
        help: Self.help(forOrderOf: left, right))
    case .nullOrder: FaultWords("E0313", "null has no order", help: Self.leaveOut)
    case .notAKey(let type): FaultWords("E0314", "\(type.withArticle) cannot be compared as a key")
    case .notIterable(let type):
      FaultWords(
        "E0308", "\(type.withArticle) cannot be gone through",
        help: "lists, rows and ranges can; `[$x]` is a list of one")
    case .notThrowable(let type):
      FaultWords("E0309", "`throw` takes text, a record or an error, not \(type.withArticle)")
    case .nullInText:
      FaultWords(
        "E0307", "null cannot stand in a text", help: "`\\($x ?? \"\")` says what stands for it")
    case .columnUnread(let name): FaultWords("E0612", "the column `\(name)` was not read")

    case .negated(let type): FaultWords("E0315", "`-` takes a number or duration, not \(type.withArticle)")
    case .operands(let op, let left, let right, let hint):
      FaultWords(
        "E0315", "`\(op.text)` does not take \(left.withArticle) and \(right.withArticle)",
        help: hint?.words)
    case .patternNotText(let type):
      FaultWords("E0318", "`=~` takes a pattern as text, not \(type.withArticle)")
    case .searchedNotText(let type): FaultWords("E0318", "`=~` searches in text, not in \(type.withArticle)")
    case .notSearchable(let type):
      FaultWords("E0319", "`in` takes a list or range on its right, not \(type.withArticle)")
    case .keyNotText(let type): FaultWords("E0319", "`has` takes a key as text, not \(type.withArticle)")
    case .withoutKeys(let type):
      FaultWords("E0319", "`has` takes a record or list on its left, not \(type.withArticle)")
    case .divisionByZero: FaultWords("E0317", "division by zero")
    case .resultTooLarge:
      FaultWords(
        "E0316", "the result does not fit a 64-bit integer", help: "floats reach further: `1.0 * …`")
    case .floatTooLarge: FaultWords("E0316", "the result does not fit a float")
    case .notSummable(let type):
      FaultWords(
        "E0334", "\(type.withArticle) cannot be added up", help: "`to-int` and `to-float` read numbers")
    case .nullSum: FaultWords("E0334", "null cannot be added up", help: Self.leaveOut)
    case .sumTooLarge:
      FaultWords(
        "E0316", "the sum does not fit a 64-bit integer",
        help: "floats reach further: `each {|n| 1.0 * $n}`")
    case .sumOfRangeTooLarge: FaultWords("E0316", "the sum does not fit a 64-bit integer")
    case .durationTooLarge: FaultWords("E0316", "the sum is no duration: it is too long")
    case .dateOutside: FaultWords("E0375", "the date is outside the years 1 to 9999")

    case .noFields(let type, let field):
      FaultWords("E0321", "\(type.withArticle) has no field `\(field)`")
    case .fieldOfList(let name):
      FaultWords(
        "E0321", "a list has no field `\(name)`",
        help: "`… | get \(name)` takes it from each item; `$x[0].\(name)` from one")
    case .fieldOfRows(let name):
      FaultWords(
        "E0321", "rows have no field `\(name)`",
        help: "`… | get \(name)` takes it from each row; `… | first` is one row")
    case .missingField(let name, let keys):
      FaultWords(
        "E0322", "there is no field `\(name)`",
        help: Self.meant(name, keys) ?? Self.few(keys, "it has")
          ?? "`.\(name)?` gives null where it is missing")
    case .missingOfMention(let name, let kind):
      FaultWords(
        "E0322", "there is no field `\(name)`",
        help: "a mention of \(kind.withArticle) has kind, id and name: `\(kind) show` has the rest")
    case .missingOfRows(let name, let keys):
      FaultWords(
        "E0322", "there is no field `\(name)`",
        help: Self.meant(name, keys) ?? Self.few(keys, "there are"))
    case .missingToUpdate(let name, let keys):
      FaultWords(
        "E0322", "there is no field `\(name)` to update",
        help: Self.meant(name, keys) ?? "`insert` adds a field, `upsert` does either")
    case .fieldPresent(let name):
      FaultWords(
        "E0335", "the field `\(name)` is there already",
        help: "`update` changes a field, `upsert` does either")
    case .itemPresent(let index):
      FaultWords("E0335", "the item \(index) is there already", help: "`update` changes it")
    case .noItem(let index, let count):
      FaultWords(
        "E0324", "there is no item \(index): the list has \(count)",
        help: "`[\(index)]?` gives null where it is missing")
    case .noItemToChange(let index, let count):
      FaultWords("E0324", "there is no item \(index): the list has \(count)")
    case .noItemOfRange(let index): FaultWords("E0324", "there is no item \(index) in the range")
    case .noCharacter(let index, let count):
      FaultWords("E0324", "there is no character \(index): the text has \(count)")
    case .rowsIndexed:
      FaultWords("E0321", "rows cannot be indexed", help: "`… | skip N | first` is one row")
    case .notIndexable(let type, let index):
      FaultWords("E0323", "\(type.withArticle) cannot be indexed by \(index.withArticle)")
    case .badCut: FaultWords("E0323", "a list is cut by a range of ints")
    case .entityChanged(let kind):
      FaultWords(
        "E0325", "\(kind.withArticle) cannot be changed by an assignment",
        help: "commands change what is in the vault")
    case .noPlace(let type, let key):
      FaultWords("E0325", "\(type.withArticle) has no place `\(key)` to assign to")
    case .notARecord(let command, let type):
      FaultWords("E0336", "`\(command)` changes records, not \(type.withArticle)")
    case .rejectedFrom(let type):
      FaultWords("E0336", "`reject` takes fields out of records, not of \(type.withArticle)")
    case .recordKey(let type, let isEntity):
      FaultWords(
        "E0301", "a key takes a string, not \(type.withArticle)",
        help: isEntity
          ? "`{($x.name): …}` takes its name"
          : Self.textual.contains(type) ? "`{\"\\($n)\": …}` makes text of it" : nil)
    case .spreadInRecord(let type):
      FaultWords("E0305", "`...` in a record takes a record, not \(type.withArticle)")
    case .conditionType(let type):
      FaultWords(
        "E0331", "a condition gives true or false, not \(type.withArticle)",
        help: "compare: `.name == \"x\"`, `.note != null`")

    case .listPattern(let type):
      FaultWords("E0306", "a list pattern takes a list, not \(type.withArticle)")
    case .patternLength(let wanted, let hasRest, let count):
      FaultWords(
        "E0306", "the pattern takes \(hasRest ? "at least " : "")\(wanted) items, the list has \(count)")

    case .rangeEnds(let low, let high):
      FaultWords("E0304", "a range goes over numbers, dates or durations, not from \(low) to \(high)")
    case .rangeTooLong: FaultWords("E0316", "the range has more items than a 64-bit integer counts")
    case .noItems(let kind, let isOpen):
      FaultWords(
        "E0304", "a range of \(kind)s has no items to go through",
        help: isOpen
          ? nil
          : "`step` gives it some: `\(kind == "duration" ? "(1h..3h | step 30m)" : "(0.0..1.0 | step 0.25)")`"
      )
    case .zeroStep: FaultWords("E0347", "a range does not step by 0")
    case .dateStep(let type):
      FaultWords("E0347", "dates step by days or a duration, not by a \(type)")
    case .rangeStep(let kind, let type):
      FaultWords("E0347", "a range of \(kind)s does not step by \(type.withArticle)")
    case .stepTooSmall(let step):
      FaultWords("E0347", "the range has too many steps: \(step) is too small for it")
    }
  }

  private static let bind = "bind them to a name first"
  private static let leaveOut =
    "`where .x != null` leaves such rows out, `default x 0` says what stands for it"
  /// The types that a command can turn into text.
  private static let textual = ["int", "float", "bool", "datetime", "duration"]

  private static func meant(_ name: String, _ known: [String]) -> String? {
    Suggestion.nearest(name, among: known).map { "did you mean `\($0)`?" }
  }

  /// All keys, where they are few.
  private static func few(_ keys: [String], _ verb: String) -> String? {
    keys.count <= 12 ? "\(verb) \(keys.joined(separator: ", "))" : nil
  }

  /// What to do about two types that have no order among each other.
  private static func help(forOrderOf left: String, _ right: String) -> String? {
    switch Set([left, right]) {
    case let types where types.contains("null"):
      "`.x? ?? VALUE` says what stands for null; `sort-by` puts null last"
    case ["datetime", "duration"]: "`$now - 30d` is the moment 30 days ago: `.created > ($now - 30d)`"
    case ["datetime", "string"]:
      "a date stands without quotes: `.created > 2026-01-31`; `to-date` reads text"
    case ["int", "string"], ["float", "string"]: "`to-int` and `to-float` read numbers"
    default: nil
    }
  }
}

extension OperandHint {
  fileprivate var words: String {
    switch self {
    case .coercion:
      "there is no coercion: `to-int`, `to-float` read numbers, `\"\\($n)\"` makes text"
    case .null: "`$x ?? VALUE` says what stands for null"
    }
  }
}
