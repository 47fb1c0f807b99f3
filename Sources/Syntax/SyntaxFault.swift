/// What cannot be read in a program: the causes of the parser.
package enum SyntaxFault: FaultCause, Equatable {
  // The whole text.
  case notUTF8(offset: Int, byte: UInt8)
  /// The text is empty where no number stands.
  case unknownEdition(String)
  case tooManyBrackets(limit: Int)
  case tooManyOperators(limit: Int)

  // Something stands where it cannot, or does not stand where it must. What is found is nil at the end of the text.
  case unexpected(found: String, hint: SyntaxHint)
  case missing(Awaited, found: String?, hint: SyntaxHint?)
  case emptyParentheses(opening: String)
  case blankBehindMinus
  case tryCutOff
  case tryAlone
  case pathUnquoted
  case titleUnquoted
  case blockOnNextLine
  case statementAsValue(String)

  // Values and constants.
  case questionInPlace
  case calculated(Constant)
  case notAsValue
  case wordAsValue(String, overRow: Bool)
  case wordAsSubject(String, Subject)
  case method(String)
  case dollarBeforeParenthesis
  case bracedVariable
  case numberTooLarge(String)
  case notANumber(String)
  case notADate(String)
  case chainedRanges(BinaryOperator)
  case chainedComparisons(BinaryOperator)

  // Calls.
  case notACommandName(String, name: String, sign: UInt8)
  case assignmentWithoutLet(sign: String, name: String)
  case valueBehindName(found: String, name: String, isCall: Bool)
  case textBehindValue(found: String)
  case notAFlag(String)
  case flagWithoutValue
  case signInWord(found: String, word: String)
  case operatorAsArgument(String)

  // Lists and records.
  case unseparated(found: String, token: String)
  case minusAsItem
  case conditionAsItem(sign: String)
  case notAnEntry(example: String)
  case colonMissing(key: String?, found: String)
  case keyAsName(String)

  // Texts, names and patterns.
  case unclosedText
  case cutEscape
  case unknownEscape(String)
  case unbracedEscape
  case notAScalar
  case keywordAsName(String)
  case otherLetters(String, isKey: Bool)
  case notAPattern(String, NoPattern)
}

/// What must stand at a place.
package enum Awaited: Sendable, Equatable {
  /// A part that has a meaning of its own.
  case value, key, name, variableName, commandName, parameterName, type, pattern, block
  /// A part of one statement or literal.
  case command, parameters, endOfParameters, shortFlag, arms, arrow, endOfRest, inOfFor
  /// The bracket that ends what is open.
  case closing(Character)
  /// `=` and the value behind the name of `let` or `mut`.
  case equals(keyword: String)
}

/// What is fixed before a program runs, and so holds no `\( )`.
package enum Constant: Sendable, Equatable { case key, pattern, path, title }

/// What stands behind `if` and `while`, or behind `match`.
package enum Subject: String, Sendable { case condition, value }

/// Why a word is no pattern.
package enum NoPattern: Sendable, Equatable {
  /// It looks like a pattern and is not one.
  case comparison, range, number, star, sign, field
  /// It is a range whose ends do not go together.
  case mixedRange, emptyRange
}

/// What the text around a place tells about what was meant.
package enum SyntaxHint: Sendable, Equatable {
  /// A bracket that is still open.
  case opened(bracket: String, line: Int, column: Int)
  /// A number that begins with its point.
  case digitMissing(token: String)
  /// A key with letters beyond ASCII, without quotes.
  case otherLetters(String)
  /// A token that another shell has there.
  case stray(String)
  /// An operator that another language has.
  case sign(String)
  /// What stands behind `$`.
  case dollar(String)
  /// `$` stands before a name that is made here.
  case dollarBeforeNewName
  /// `=` stands where values are compared.
  case equalsCompares
  /// A list is not ended or separated as lists are.
  case itemsApart
  /// `:=` makes a name elsewhere.
  case colonEquals(keyword: String)
}

// MARK: words

extension SyntaxFault {
  package var words: FaultWords {
    switch self {
    case .notUTF8(let offset, let byte):
      FaultWords("E0102", "this is not UTF-8 text: byte \(offset) is 0x\(String(byte, radix: 16))")
    case .unknownEdition(let text):
      FaultWords(
        "E0103", "edition \(text.isEmpty ? "needs a number" : "`\(text)` is not known")",
        help: "this program reads edition 1")
    case .tooManyBrackets(let limit):
      FaultWords("E0105", "more than \(limit) brackets and blocks inside each other")
    case .tooManyOperators(let limit):
      FaultWords("E0105", "more than \(limit) operators, fields and indices in a row")

    case .unexpected(let found, let hint): FaultWords("E0104", "unexpected \(found)", help: hint.words)
    case .missing(let awaited, let found?, let hint):
      FaultWords("E0106", "expected \(awaited.words), not \(found)", help: hint?.words ?? awaited.help)
    case .missing(let awaited, nil, let hint):
      FaultWords("E0106", "\(awaited.words) is missing at the end", help: hint?.words ?? awaited.help)
    case .emptyParentheses(let opening): FaultWords("E0106", "nothing stands between `\(opening)` and `)`")
    case .blankBehindMinus:
      FaultWords("E0106", "a minus sign stands directly before its number or name")
    case .tryCutOff: FaultWords("E0106", "`catch` or `finally` is missing behind `try { … }`")
    case .tryAlone: FaultWords("E0106", "`try` needs `catch` or `finally`")
    case .pathUnquoted: FaultWords("E0106", "`use` takes a path in quotes")
    case .titleUnquoted: FaultWords("E0106", "`test` takes a title in quotes")
    case .blockOnNextLine: FaultWords("E0106", "the `{` of a block stands on the line of its keyword")
    case .statementAsValue(let word):
      FaultWords("E0125", "`\(word)` begins a statement, and stands where a value is read")

    case .questionInPlace: FaultWords("E0107", "a place to assign to has no `?`")
    case .calculated(let constant):
      FaultWords(
        "E0108", "\(constant.words) is a constant: no `\\( )` in it",
        help: constant == .key ? "`$x[$key]` takes the key from a value" : nil)
    case .notAsValue: FaultWords("E0109", "`not` needs parentheses here", help: "`(not …)`")
    case .wordAsValue(let word, overRow: true):
      FaultWords(
        "E0109", "`\(word)` is not a value",
        help: Habits.helpForOperator(word)
          ?? "a field of the row is written `.\(word)`, a variable `$\(word)`; text is in quotes")
    case .wordAsValue(let word, overRow: false):
      FaultWords("E0109", "`\(word)` is not a value", help: Self.meantByWord(word))
    case .wordAsSubject(let word, let subject):
      FaultWords("E0109", "`\(word)` is no \(subject.rawValue)", help: Self.meantByWord(word))
    case .method(let name):
      FaultWords(
        "E0118", "values have no methods", help: "a command takes the value from the pipe: `$x | \(name)`")
    case .dollarBeforeParenthesis:
      FaultWords("E0119", "the value of a command is written `(command …)`, without `$`")
    case .bracedVariable:
      FaultWords(
        "E0119", "a variable is written `$name`, without braces", help: "inside quotes it is `\"\\($name)\"`")
    case .numberTooLarge(let text):
      FaultWords(
        "E0120", "`\(text)` does not fit", help: "integers have 64 bits; an id is text in quotes")
    case .notANumber(let text):
      FaultWords(
        "E0120", "`\(text)` is no number",
        help: "durations end in ms, s, m, h, d or w; an id or a version is text in quotes")
    case .notADate(let text): FaultWords("E0120", "`\(text)` is no date")
    case .chainedRanges(let second):
      FaultWords("E0117", "ranges do not chain: `\(second.text)` needs parentheses")
    case .chainedComparisons(let second):
      FaultWords(
        "E0117", "comparisons do not chain: `\(second.text)` needs `and` or parentheses",
        help: "`$a < $b and $b < $c`")

    case .notACommandName(let word, let name, let sign):
      FaultWords(
        "E0111", "`\(word)` is not the name of a command", help: Self.meantByName(name, before: sign))
    case .assignmentWithoutLet(let sign, let name):
      FaultWords(
        "E0111", "`\(sign)` does not follow the name of a command",
        help: Self.meantByName(name, before: UInt8(ascii: "=")))
    case .valueBehindName(let found, let name, let isCall):
      FaultWords(
        "E0112", "a blank is missing before \(found)",
        help: isCall
          ? "arguments stand behind the name: `\(name) 1 2`; parentheses make a value of a pipe" : nil)
    case .textBehindValue(let found):
      FaultWords(
        "E0112", "\(found) stands directly behind a value",
        help: "text is put together in quotes: `\"\\($a)/\\($b)\"`; a calculation needs parentheses")
    case .notAFlag(let word): FaultWords("E0113", "`\(word)` is no flag: a flag is `--name`")
    case .flagWithoutValue:
      FaultWords("E0114", "a value is missing behind `=`", help: "an empty text is `\"\"`")
    case .signInWord(let found, let word):
      FaultWords(
        "E0115", "a word cannot hold \(found)", help: "put the text in quotes: `\"\(word)\\($name)\"`")
    case .operatorAsArgument(let sign):
      FaultWords(
        "E0116", "`\(sign)` is an operator, and stands where an argument is read",
        help: Habits.helpForStray(sign) ?? "a calculation needs parentheses, a text quotes")

    case .unseparated(let found, let token):
      FaultWords(
        "E0112", "a blank or comma is missing before \(found)", help: Habits.helpForStray(token))
    case .minusAsItem:
      FaultWords(
        "E0116", "`-` is an operator, and stands where an item is read",
        help: "a calculation needs parentheses: `[($a - 1)]`; a text quotes: `\"-\"`")
    case .conditionAsItem(let sign):
      FaultWords(
        "E0116", "`\(sign)` is an operator, and stands where an item is read",
        help:
          "a condition has no brackets: `if $a \(sign == "=" ? "==" : sign) $b { … }`; in a list it needs parentheses"
      )
    case .notAnEntry(let example):
      FaultWords(
        "E0121", "a record's entry is `key: value`", help: "a closure names its parameter: `\(example)`")
    case .colonMissing(let key, let found):
      FaultWords(
        "E0121", "expected `:` behind the key \(key.map { "`\($0)`" } ?? "of this entry"), not \(found)",
        help:
          "`{key: value}` is a record; a block stands only behind a keyword; a closure is `{|x| … }`, without a parameter `{|| … }`"
      )
    case .keyAsName(let key):
      FaultWords(
        "E0121", "the key `\(key)` is no name", help: "`{\"\(key)\": name}` gives its value a name")

    case .unclosedText: FaultWords("E0122", "the text that begins here has no closing quote")
    case .cutEscape: FaultWords("E0122", "an escape is cut off by the end of the text")
    case .unknownEscape(let text):
      FaultWords(
        "E0123", "`\(text)` is no escape",
        help:
          "escapes are \\n \\t \\r \\e \\0 \\\\ \\\" \\u{1F600} and \\( ); 'text in single quotes' has none")
    case .unbracedEscape:
      FaultWords("E0123", "`\\u` takes a number in braces, such as `\\u{1F600}`")
    case .notAScalar:
      FaultWords("E0123", "this is no Unicode scalar: `\\u{ }` takes one to six hexadecimal digits")
    case .keywordAsName(let word):
      FaultWords("E0124", "`\(word)` is a word of the language, not a name for a command")
    case .otherLetters(let word, isKey: true):
      FaultWords("E0127", Self.badLetters(word), help: SyntaxHint.otherLetters(word).words)
    case .otherLetters(let word, isKey: false):
      FaultWords(
        "E0127", Self.badLetters(word),
        help: "fields may have other letters, in quotes: `.\"\(word)\"`, `{\"\(word)\": 1}`")
    case .notAPattern(let word, let why):
      FaultWords("E0126", "`\(word)` \(why.words)", help: why.help)
    }
  }

  /// Help where a word stands in the place of a value.
  private static func meantByWord(_ word: String) -> String {
    "a variable is written `$\(word)`; the value of a command is `(\(word) …)`; text is in quotes"
  }

  /// The help if a statement begins with a name before a sign that no call has there.
  private static func meantByName(_ name: String, before sign: UInt8) -> String {
    switch sign {
    case UInt8(ascii: "="): "a new name is made by `let \(name) = …`; `$\(name) = …` changes a `mut`"
    case UInt8(ascii: "."): "a variable is written `$\(name)`, text in quotes"
    default: "text is in quotes, a variable begins with `$`"
    }
  }

  private static func badLetters(_ word: String) -> String {
    "`\(word)` is no name: names are made of a-z, A-Z, digits, `_` and inner `-`"
  }
}

extension Awaited {
  /// What it is, as a part of a sentence.
  var words: String {
    switch self {
    case .value: "a value"
    case .key: "a key"
    case .name: "a name"
    case .variableName: "the name of a variable"
    case .commandName: "the name of the command"
    case .parameterName: "the name of a parameter"
    case .type: "a type"
    case .pattern: "a pattern"
    case .block: "a block `{ … }`"
    case .command: "a command behind `|`"
    case .parameters: "the parameters `[ … ]`"
    case .endOfParameters: "`|` behind the parameters"
    case .shortFlag: "a short flag such as `-l`"
    case .arms: "the arms `{ … }` of `match`"
    case .arrow: "`=>` behind the pattern"
    case .endOfRest: "`]` behind the rest `...`"
    case .inOfFor: "`in` behind the name of `for`"
    case .closing(let bracket): "`\(bracket)`"
    case .equals(let keyword): "`= VALUE` behind the name of `\(keyword)`"
    }
  }

  /// How it is written, where no hint tells more.
  var help: String? {
    switch self {
    case .parameters: "`def name [a b --flag] { … }`; none: `[]`"
    case .arms: "the `{` stands on the line of `match`"
    default: nil
    }
  }
}

extension Constant {
  /// What it is, as the subject of a sentence.
  var words: String {
    switch self {
    case .key: "a key"
    case .pattern: "a pattern"
    case .path: "the path of `use`"
    case .title: "the title of a test"
    }
  }
}

extension NoPattern {
  /// What is wrong, behind the word.
  var words: String {
    switch self {
    case .mixedRange: "is no range"
    case .emptyRange: "holds nothing"
    case .comparison, .range, .number, .star, .sign, .field: "is no pattern"
    }
  }

  /// What to write in its place.
  var help: String {
    switch self {
    case .comparison:
      "a comparison is a condition: `$x if $x > 2 => …`; ranges are patterns: `1..5`, `3..`, `..<3`"
    case .range:
      "a range has literals at its ends: `1..5`, `3..`, `..<3`; text that looks like one stands in quotes"
    case .number: "it is no number, date or duration; text that begins like one stands in quotes"
    case .star: "`_` fits everything"
    case .sign: "text that begins like an operator stands in quotes"
    case .field: "a field is no constant: `$x if $x == .name => …`; text stands in quotes"
    case .mixedRange: "a range goes over numbers, dates or durations"
    case .emptyRange: "a range begins with its smaller end"
    }
  }
}

extension SyntaxHint {
  /// The help line; nil where there is nothing to tell.
  var words: String? {
    switch self {
    case .opened(let bracket, let line, let column):
      "it closes the `\(bracket)` in line \(line), column \(column)"
    case .digitMissing(let token): "a number is written with a digit before the point: `0\(token)`"
    case .otherLetters(let word): "a key with other letters stands in quotes: `\"\(word)\"`"
    case .stray(let token): Habits.helpForStray(token)
    case .sign(let sign): Habits.helpForOperator(sign)
    case .dollar(let rest): Habits.helpForDollar(rest)
    case .dollarBeforeNewName: "a new name is written without `$`"
    case .equalsCompares: "`==` compares"
    case .itemsApart: "items are separated by blanks; the value of a command is `(command …)`"
    case .colonEquals(let keyword): "it is written `\(keyword) name = VALUE`"
    }
  }
}
