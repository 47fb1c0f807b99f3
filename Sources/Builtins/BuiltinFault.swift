internal import Interpreter
package import Syntax

/// What goes wrong in the language's own commands, besides those of files (`FileFault`).
package enum BuiltinFault: FaultCause, Equatable {
  // What several commands say.
  case inputMissing(command: String, help: String?)
  case textMissing(command: String)
  case pipeMissing(command: String)
  case sealedText(command: String)
  case sealedLength
  case notText(command: String, given: String, help: String?)
  case notRecords(command: String, given: String)
  case countBelow(command: String, given: Int)
  case sizeBelow(command: String, what: String, given: Int)
  case nothingThere(message: String)
  case outOfInt
  case outOfFloat
  case outOfDuration
  case rowNumberTooLarge(row: Int)
  case textTooLong(mebibytes: Int)
  case noMemory(message: String)

  // Running.
  case assertion(message: String)
  case badStatus(Int)
  case exit(Int)
  case sleepBackwards
  case noDialogueOptions
  case noDialogue
  case watchTooOften
  case watchChanges
  case nothingSpeaks(of: String)
  case unknownCommand(String, help: String?)
  case unknownCode(String, near: [String])
  case tourNeedsTerminal

  // Charts.
  case noNumberColumn(command: String)
  case notDrawable(command: String, given: String)
  case notADate(given: String)
  case chartSize(flag: String, range: String, given: Int)

  // Rows.
  case noLength(given: String, isNull: Bool)
  case noItem(Int)
  case keyMissing(command: String)
  case keyBeforeOn(name: String)
  case keysTwice([String])
  case keysOfSeveral([String])
  case badStride
  case noFields(command: String, purpose: String)
  case fieldTwice(String)
  case oddRenames(names: Int)
  case badPercent
  case notANumberOf(command: String, given: String, isNull: Bool)

  // Text.
  case emptySearch
  case emptySeparator
  case badMaximum(Int)
  case badFiller(characters: Int)
  case noBase64(offset: Int)
  case noHex(offset: Int)
  case halfAByte
  case noPercentCode(offset: Int)
  case notUTF8(command: String, offset: Int)
  case unknownHash(String)
  case badPattern(reason: String)
  case badReplacement(reason: String)
  case matchGaveUp(reason: String)
  case braceAlone(String)
  case badLayout(String)
  case nullInText(name: String)
  case sealedInFormat
  case sealedInJoin
  case notJoinable(given: String, isNull: Bool)

  // Numbers and random values.
  case unreadable(shown: String, wanted: String, form: String)
  case badAlphabet(reason: String)
  case randomNeedsRange
  case randomRangeEmpty
  case badPlaces(Int)
  case unitForOthers(given: String)
  case unitMissing(command: String)
  case emptyUnit
  case dateToUnit(given: String)
  case notRoundable(command: String, given: String, isNull: Bool)

  // Dates.
  case unknownZone(reason: String)
  case dateExpected(command: String, given: String, isText: Bool)
  case badDateFormat(reason: String)
  case notAPeriod
  case offsetAlone
  case noDate(text: String, near: String?)
  case noDateOf(given: String)
  case outsideYears
}

extension BuiltinFault {
  package var words: FaultWords {
    switch self {
    case .inputMissing(let command, let help):
      FaultWords("E0330", "`\(command)` needs something from the pipe", help: help)
    case .textMissing(let command):
      FaultWords("E0330", "`\(command)` needs text from the pipe", help: "`$text | \(command) …`")
    case .pipeMissing(let command): FaultWords("E0214", "`\(command)` needs something from a pipe")
    case .sealedText(let command):
      FaultWords("E0310", "`\(command)` takes no sealed text", help: Self.reveal)
    case .sealedLength: FaultWords("E0310", "sealed text has no length", help: Self.reveal)
    case .notText(let command, let given, let help):
      FaultWords("E0353", "`\(command)` takes text, not \(given.withArticle)", help: help)
    case .notRecords(let command, let given):
      FaultWords("E0336", "`\(command)` takes records, not \(given.withArticle)")
    case .countBelow(let command, let given):
      FaultWords("E0340", "`\(command)` takes a count from 0 on, not \(given)")
    case .sizeBelow(let command, let what, let given):
      FaultWords("E0340", "`\(command)` takes \(what) from 1 on, not \(given)")
    case .nothingThere(let message): FaultWords("E0341", message, help: Self.orGives)
    case .outOfInt: FaultWords("E0316", "the result does not fit a 64-bit integer")
    case .outOfFloat: FaultWords("E0316", "the result does not fit a float")
    case .outOfDuration: FaultWords("E0316", "the result does not fit a duration")
    case .rowNumberTooLarge(let row):
      FaultWords("E0316", "the number of row \(row) does not fit a 64-bit integer")
    case .textTooLong(let mebibytes):
      FaultWords("E0406", "the text is over the memory limit of \(mebibytes) MiB")
    case .noMemory(let message): FaultWords("E0406", message)

    case .assertion(let message): FaultWords("E0381", message)
    case .badStatus(let status):
      FaultWords("E0380", "`exit` takes a status from 0 to 255, not \(status)")
    case .exit(let status):
      FaultWords("exit", "the run ends with status \(status)", status: Int32(status))
    case .sleepBackwards: FaultWords("E0340", "`sleep` cannot wait for less than nothing")
    case .noDialogueOptions:
      FaultWords(
        "E0860", "`set` changes options of the dialogue, and this is none",
        help: "a run has options of the command line: `sms --help`", status: 2)
    case .noDialogue:
      FaultWords("E0607", "there is no dialogue here", help: "`sms` without arguments begins one")
    case .watchTooOften:
      FaultWords(
        "E0860", "`watch` takes an interval from 100ms on", help: "`watch 5s {|| … }`", status: 2)
    case .watchChanges:
      FaultWords(
        "E0510", "what `watch` would run again and again changes the vault", help: "--changes lets it",
        status: 2)
    case .nothingSpeaks(let words):
      FaultWords("E0201", "nothing speaks of `\(words)`", help: "`help` lists all commands and topics")
    case .unknownCommand(let name, let help):
      FaultWords(
        "E0201", "there is no command `\(name)`",
        help: help ?? "`help` lists all, `help --find \(name)` searches", status: 2)
    case .unknownCode(let code, let near):
      FaultWords(
        "E0201", "there is no code `\(code)`",
        help: near.isEmpty
          ? "`help errors` tells of all families of codes"
          : "codes near it are \(near.joined(separator: ", "))", status: 2)
    case .tourNeedsTerminal: FaultWords("E0606", "`tour` needs a terminal", status: 2)

    case .noNumberColumn(let command):
      FaultWords(
        "E0397", "`\(command)` finds no number in the first row",
        help: "`\(command) LABEL VALUE` names columns")
    case .notDrawable(let command, let given):
      FaultWords(
        "E0397", "`\(command)` draws finite numbers and durations, not \(given.withArticle)",
        help: "`\(command) LABEL VALUE` names the columns; `default 0` fills what is missing")
    case .notADate(let given):
      FaultWords(
        "E0397", "`chart heat` counts dates, not \(given.withArticle)",
        help: "`chart heat COLUMN` names the column; `to-date` reads text")
    case .chartSize(let flag, let range, let given):
      FaultWords("E0860", "--\(flag) takes \(range), not \(given)", status: 2)

    case .noLength(let given, let isNull):
      FaultWords(
        "E0345", "\(given.withArticle) has no length",
        help: isNull ? "`$x ?? []` says what stands for null" : nil)
    case .noItem(let number): FaultWords("E0324", "there is no item \(number)", help: Self.orGives)
    case .keyMissing(let command):
      FaultWords(
        "E0346", "`\(command)` needs the field to go by", help: "`… | \(command) $other --on name`")
    case .keyBeforeOn(let name):
      FaultWords("E0346", "`diff` takes fields behind `--on`", help: "`… | diff $other --on .\(name)`")
    case .keysTwice(let names):
      Self.keyWords(
        names, "stands twice: it does not tell rows apart", "stand twice: they do not tell rows apart")
    case .keysOfSeveral(let names):
      Self.keyWords(
        names, "of this row names several of the other rows", "of this row name several of the other rows")
    case .badStride:
      FaultWords(
        "E0347", "items are taken by a whole number from 1 on",
        help: "only a range goes down, or steps by a float or duration")
    case .noFields(let command, let purpose):
      FaultWords("E0342", "`\(command)` needs the names of the fields to \(purpose)")
    case .fieldTwice(let name): FaultWords("E0343", "the field `\(name)` is named twice")
    case .oddRenames(let names):
      FaultWords("E0344", "`rename` takes pairs of an old and a new name, got \(names) names")
    case .badPercent: FaultWords("E0340", "`percentile` takes a number from 0 to 100")
    case .notANumberOf(let command, let given, let isNull):
      FaultWords(
        "E0334", "`\(command)` does not take \(isNull ? "null" : "a \(given)")",
        help: isNull
          ? "`where .x != null` leaves such rows out, `default x 0` says what stands for it" : nil)

    case .emptySearch: FaultWords("E0354", "the text to look for is empty")
    case .emptySeparator: FaultWords("E0354", "the separator of `split` is empty")
    case .badMaximum(let limit): FaultWords("E0340", "`split` takes a --max from 1 on, not \(limit)")
    case .badFiller(let characters):
      FaultWords("E0355", "`pad --with` takes one character, not \(characters)")
    case .noBase64(let offset): FaultWords("E0619", "the text is no base64: offset \(offset)")
    case .noHex(let offset):
      FaultWords("E0619", "the text is not of hexadecimal digits: offset \(offset)")
    case .halfAByte:
      FaultWords("E0619", "the text has half a byte: two hexadecimal digits are one")
    case .noPercentCode(let offset):
      FaultWords(
        "E0619", "behind the % at offset \(offset) stand no two hexadecimal digits",
        help: "a % itself is written %25")
    case .notUTF8(let command, let offset):
      FaultWords(
        "E0613", "what `\(command)` gives is no text: the byte at offset \(offset) is not UTF-8",
        help: command == "decode base64" ? "`save FILE --base64` writes such bytes" : nil)
    case .unknownHash(let name):
      FaultWords("E0340", "there is no hash `\(name)`", help: "there are sha256 and sha512", status: 2)
    case .badPattern(let reason): FaultWords("E0350", "the pattern is wrong: \(reason)")
    case .badReplacement(let reason): FaultWords("E0351", "the replacement is wrong: \(reason)")
    case .matchGaveUp(let reason): FaultWords("E0352", reason)
    case .braceAlone(let brace):
      FaultWords(
        "E0356", "the template has a `\(brace)` without its partner", help: "`{{` and `}}` stand for braces")
    case .badLayout(let text):
      FaultWords(
        "E0356", "`{\(text)}` is laid out wrongly",
        help: "`{name:8}`, `{name:<8}`, `{name:>8.2}`, `{name:.2}`")
    case .nullInText(let name):
      FaultWords(
        "E0307", "null cannot stand in a text\(name.isEmpty ? "" : " (`\(name)`)")",
        help: "`default \(name) VALUE` says what stands for it")
    case .sealedInFormat:
      FaultWords(
        "E0310", "`format` takes no sealed text", help: "`\"\\(…)\"` puts it together, and stays sealed")
    case .sealedInJoin:
      FaultWords(
        "E0310", "`join` takes no sealed text",
        help: "`\"\\($a)\\($b)\"` puts sealed text together, and stays sealed")
    case .notJoinable(let given, let isNull):
      FaultWords(
        "E0353", "`join` takes text, not \(given.withArticle)",
        help: isNull ? "`compact` leaves null out" : "`each {|x| …}` makes text of each item")

    case .unreadable(let shown, let wanted, let form):
      FaultWords("E0360", "\(shown) is no \(wanted)", help: form + Self.orGives)
    case .badAlphabet(let reason):
      FaultWords("E0357", reason, help: "each character stands once", status: 2)
    case .randomNeedsRange: FaultWords("E0340", "`random int` takes a range of ints", status: 2)
    case .randomRangeEmpty:
      FaultWords("E0340", "`random int` takes a range that is not empty", status: 2)
    case .badPlaces(let places): FaultWords("E0340", "`round` keeps 0 to 18 places, not \(places)")
    case .unitForOthers(let given):
      FaultWords("E0361", "a unit is for durations and dates, not for \(given.withArticle)")
    case .unitMissing(let command):
      FaultWords("E0361", "a duration or date needs a unit to go to", help: "`\(command) 1h`")
    case .emptyUnit: FaultWords("E0340", "a unit is longer than nothing")
    case .dateToUnit(let given):
      FaultWords(
        "E0340", "a date goes to parts of a day, `1d` or `1w`, not to \(given)",
        help: "`date month` and `date year` give longer periods")
    case .notRoundable(let command, let given, let isNull):
      FaultWords(
        "E0361", "`\(command)` takes a number, not \(given.withArticle)",
        help: isNull ? "`$x ?? 0` says what stands for null" : "`to-int` and `to-float` read numbers")

    case .unknownZone(let reason): FaultWords("E0370", reason)
    case .dateExpected(let command, let given, let isText):
      FaultWords(
        "E0371", "`\(command)` takes a date, not \(given.withArticle)",
        help: isText ? "`to-date` reads one from text" : nil)
    case .badDateFormat(let reason):
      FaultWords("E0372", reason, help: "`%F` is the date, `%T` the time, `%%` a percent sign")
    case .notAPeriod:
      FaultWords(
        "E0373", "only a period is one of a date", help: "periods are day, week, month, quarter and year")
    case .offsetAlone:
      FaultWords(
        "E0373", "--offset goes with `today` and periods", help: "durations are added: `(date now) - 90d`")
    case .noDate(let text, let near):
      FaultWords(
        "E0374", "\(Display.quoted(text)) is no date",
        help: near.map { "did you mean `\($0)`?" }
          ?? "dates are written `2026-01-31` or `2026-01-31T08:00:00Z`")
    case .noDateOf(let given): FaultWords("E0374", "\(given.withArticle) is no date")
    case .outsideYears: FaultWords("E0375", "the date is outside the years 1 to 9999")
    }
  }

  private static let reveal = "`reveal` opens it, and leaves an event behind"
  private static let orGives = "`--or V` says what to give then"

  private static func keyWords(_ names: [String], _ one: String, _ several: String) -> FaultWords {
    let list = names.map { "`\($0)`" }.joined(separator: " and ")
    return FaultWords(
      "E0347", names.count == 1 ? "the value of \(list) \(one)" : "the values of \(list) \(several)",
      help: "`--on` takes several fields, as in `--on .subject .object`")
  }
}
