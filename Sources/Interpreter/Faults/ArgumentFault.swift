package import Syntax

/// What is wrong with the arguments of a call: found before a program runs where they are known, else while it runs.
package enum ArgumentFault: FaultCause {
  // Too many and too few.
  /// The list holds the words that belong into the one argument, where that is a list.
  case tooMany(command: String, most: Int, list: [String]?, usage: String)
  case subjectTwice(command: String, subject: String, usage: String)
  case exclusive(command: String, String, String, usage: String)
  case lacking(command: String, ArgumentLack, usage: String)
  case spreadTooLong(command: String, most: Int, count: Int)
  case spreadTooShort(command: String, least: Int, count: Int)
  case closureArity(wanted: Int, given: Int)
  case closureTakesTooMany(command: String, most: Int, wanted: Int)

  // Flags.
  case unknownFlag(String, isShort: Bool, command: String, flags: [String])
  case flagTwice(String)
  case switchTwice(String)
  case switchesContradict(String, String)
  case switchBesideSpread(String)
  case flagWithoutValue(String, type: String)

  // Types and words.
  case wrongType(command: String, parameter: String, wanted: String, given: String)
  case notOfType(String, Type)
  case notAWeekday(String, near: String?, words: [String])
  case unreadable(parameter: String, FaultWords)
  /// A problem of words that no program holds.
  case onCommandLine(FaultWords, usage: String)

  // What comes through the pipe, and what is done with its rows.
  case inputRefused(command: String)
  case inputMissing(command: String, type: String)
  case rowsMissing(command: String)
  case constantKey(String)
  case constantForField(command: String, name: String)
  case nothingToReduce

  // Options of the dialogue.
  case unknownOption(String, near: String?)
  case badOption(String, takes: String)
}

/// What a call lacks by its signature.
package enum ArgumentLack: Sendable {
  /// Arguments that no call goes without.
  case arguments([String])
  /// One of arguments that exclude each other.
  case oneOf([String])
  /// One of arguments that may stand together.
  case atLeastOneOf([String])
  /// What goes with an argument that is given.
  case partner(String, of: String?)
}

// MARK: words

extension ArgumentFault {
  package var words: FaultWords {
    switch self {
    case .tooMany(let command, let most, let list, let usage):
      FaultWords(
        "E0211", "`\(command)` takes \(most == 0 ? "no" : String(most)) argument\(most == 1 ? "" : "s")",
        help: list.map { "they stand in one list: `\(command) [\($0.joined(separator: " ")) …]`" } ?? usage)
    case .subjectTwice(let command, let subject, let usage):
      FaultWords(
        "E0852", "`\(command)` takes \(subject) as an argument or from the pipe, not both", help: usage)
    case .exclusive(let command, let one, let other, let usage):
      FaultWords("E0205", "`\(command)` takes either \(one) or \(other)", help: usage, status: 2)
    case .lacking(let command, let lack, let usage):
      FaultWords("E0210", "`\(command)` needs \(lack.words)", help: usage, status: 2)
    case .spreadTooLong(let command, let most, let count):
      FaultWords("E0211", "`\(command)` takes \(most) arguments, `...` gave \(count)")
    case .spreadTooShort(let command, let least, let count):
      FaultWords("E0210", "`\(command)` needs \(least) arguments, `...` gave \(count)")
    case .closureArity(let wanted, let given):
      FaultWords(
        given > wanted ? "E0211" : "E0210",
        "the closure takes \(wanted == 0 ? "no arguments" : "\(wanted) argument\(wanted == 1 ? "" : "s")"), got \(given)"
      )
    case .closureTakesTooMany(let command, let most, let wanted):
      FaultWords(
        "E0211", "`\(command)` calls its closure with \(most) arguments, this one takes \(wanted)")

    case .unknownFlag(let flag, let isShort, let command, let flags):
      FaultWords(
        "E0202", "`\(command)` has no flag \(isShort ? "-" : "--")\(flag)",
        help: Self.help(forFlag: flag, among: flags))
    case .flagTwice(let flag): FaultWords("E0203", "--\(flag) is given twice")
    case .switchTwice(let flag):
      FaultWords("E0203", "--\(flag) is given twice", help: Self.switchExample)
    case .switchesContradict(let flag, let other):
      FaultWords("E0203", "--\(flag) contradicts --\(other)", help: Self.switchExample)
    case .switchBesideSpread(let flag):
      FaultWords(
        "E0203", "--\(flag) cannot hold for some of the keys beside `...`",
        help: "write the keys out, or one direction for all behind them")
    case .flagWithoutValue(let flag, let type): FaultWords("E0204", "--\(flag) needs a value: \(type)")

    case .wrongType(let command, let parameter, let wanted, let given):
      FaultWords(
        "E0301",
        "`\(command)` takes \(wanted.withArticle) for \(parameter), not \(given.withArticle)")
    case .notOfType(let word, let type):
      FaultWords("E0212", "`\(word)` is no \(type.name)", help: Self.help(for: type, word))
    case .notAWeekday(let word, let near, let words):
      FaultWords(
        "E0212", "`\(word)` is no weekday",
        help: near.map { "did you mean `\($0)`?" } ?? "weekdays are \(words.joined(separator: " "))")
    case .unreadable(let parameter, let words):
      FaultWords(words.code, "\(parameter): \(words.message)", help: words.help)
    case .onCommandLine(let words, let usage):
      FaultWords(words.code, words.message, help: words.help ?? usage, status: 2)

    case .inputRefused(let command): FaultWords("E0213", "`\(command)` takes nothing from a pipe")
    case .inputMissing(let command, let type):
      FaultWords(
        "E0214", "`\(command)` needs something from a pipe", help: "`… | \(command)` takes \(type)")
    case .rowsMissing(let command):
      FaultWords("E0330", "`\(command)` needs rows from the pipe", help: "`$rows | \(command) …`")
    case .constantKey(let text):
      FaultWords(
        "E0215", "`\(text)` is a text, the same for each row", help: "the row's field is written `.\(text)`")
    case .constantForField(let command, let name):
      FaultWords(
        "E0332", "`\(command)` takes a field of the row, not a constant", help: "`\(command) .\(name)`")
    case .nothingToReduce:
      FaultWords(
        "E0333", "`reduce` has no items to begin with",
        help: "`--init V` is what there is before the first one")

    case .unknownOption(let name, let near):
      FaultWords(
        "E0860", "there is no option `\(name)`",
        help: near.map { "did you mean \($0)?" } ?? "`set` lists the options; `let \(name) = …` makes a name",
        status: 2)
    case .badOption(let name, let takes):
      FaultWords("E0860", "`\(name)` takes \(takes)", help: "`set` lists the options", status: 2)
    }
  }

  private static let switchExample = "it holds for the arguments before it: `.a --desc .b --asc`"

  private static func help(forFlag flag: String, among flags: [String]) -> String {
    if let help = Habits.helpForSecretFlag(flag) { return help }
    if let near = Suggestion.nearest(flag, among: flags) { return "did you mean --\(near)?" }
    if let help = Habits.helpForFlag(flag) { return help }
    return flags.isEmpty
      ? "it has no flags" : "it has \(flags.map { "--" + $0 }.joined(separator: " "))"
  }

  /// How values of a type are written.
  private static func help(for type: Type, _ word: String) -> String? {
    switch type {
    case .duration:
      Habits.helpForUnit(word) ?? "durations are written `90d`, `12h`, `30m`, `45s`, `250ms`, `2w`"
    case .datetime: Habits.helpForMoment(word) ?? "dates are written `2026-01-31` or `2026-01-31T08:00:00Z`"
    case .condition: "a condition is written `.name == \"x\"`"
    case .closure: "a closure is written `{|x| … }`"
    case .record: "a record is written `{key: value}`"
    case .list, .rows: "a list is written `[a b]`, a range `(1..3)`, what a command gives `(accounts)`"
    default: nil
    }
  }
}

extension ArgumentLack {
  /// What is needed, behind the verb.
  fileprivate var words: String {
    switch self {
    case .arguments(let names): Self.listed(names, "and")
    case .oneOf(let names): Self.listed(names, "or")
    case .atLeastOneOf(let names):
      names.count > 2 ? "at least one of \(Self.listed(names, "and"))" : Self.listed(names, "or")
    case .partner(let needed, let name?): "\(needed) with \(name)"
    case .partner(let needed, nil): needed
    }
  }

  /// `a, b and c`.
  private static func listed(_ words: [String], _ last: String) -> String {
    words.count < 2
      ? words.joined() : words.dropLast().joined(separator: ", ") + " \(last) \(words[words.count - 1])"
  }
}
