package import Syntax

/// What the checker finds in a program before it runs, and the compiler: errors and warnings (`W…`).
package enum CheckFault: FaultCause {
  // Commands.
  case unknownCommand(String, help: String?, isVariable: Bool)
  case familyAlone(String, members: [String])
  case notInModule(String, name: String?, defs: [String])
  case minusAsArgument
  case unreadInput(UnreadStage)
  case dropped(command: String)

  // Files.
  case noFiles
  case circle([String])
  case ambiguousDef(String)
  case statementInUsedFile

  // Definitions.
  case reservedCommand(String)
  case definedTwice(String)
  case familyName(String)
  case hidesUsed(String)
  case hidesCommand(String)
  case behindRest
  case defaultMissing(String)
  case notAtTop(String)
  case unknownType(String, known: [String])

  // Names.
  case languageName(String)
  case nameTwice(String)
  case rowOutside
  case fieldOutside(String)
  case inputOutside
  case unknownVariable(String, near: String?)
  case unusedVariable(String)
  case notMutable(String)
  case unchangeable(String)
  case changedFromDef
  case captured(String)
  case wholeEnvironment
  case plainDollar(String)

  // Statements.
  case unreachable
  case returnOutside
  case loopWordOutside(String)
  case leavesFinally(String)
  case namesInAlternatives

  // Types and columns.
  case wrongType(what: String, wanted: Type, given: Type)
  case operands(BinaryOperator, String, String)
  case patternOperand(BinaryOperator, String)
  case nullOrder
  case nullInText
  case fieldOfRows(String)
  case keyTwice(String)
  case unknownColumn(String, columns: [String])
  case fieldOfMention(String, kind: String)

  // Code.
  case copiesTooLong(limit: Int)
  case pieceTooLarge(CodePart, limit: Int)
}

/// A stage behind `|` that does not read what comes.
package enum UnreadStage: Sendable {
  /// A field of a row: `| .name`.
  case field(path: String)
  /// `if`, `match` or `try`.
  case choice
  /// Any other value or calculation.
  case value
}

/// What an instruction holds the number of.
package enum CodePart: String, Sendable {
  case fields = "names of fields"
  case captures = "captured names"
  case values = "names and values"
}

// MARK: words

extension CheckFault {
  package var words: FaultWords {
    switch self {
    case .unknownCommand(let name, let help, let isVariable):
      FaultWords(
        "E0201", "there is no command `\(name)`",
        help: help
          ?? (isVariable ? "the variable is `$\(name)`" : "`help` lists the commands; text is in quotes"))
    case .familyAlone(let name, let members):
      FaultWords(
        "E0201", "`\(name)` needs one more word", help: "there are \(members.joined(separator: ", "))")
    case .notInModule(let module, let name, let defs):
      FaultWords(
        "E0201", "`\(module)` has no \(name.map { "`\($0)`" } ?? "command without a name")",
        help: defs.isEmpty ? "the file has no `def`" : "it has \(defs.joined(separator: ", "))")
    case .minusAsArgument:
      FaultWords(
        "E0116", "`-` is an operator, and stands where an argument is read",
        help: "a calculation needs parentheses: `($a - $b)`; a text quotes: `\"-\"`")
    case .unreadInput(let stage):
      FaultWords("E0110", "only a command may follow `|`, or what reads `$in`", help: stage.help)
    case .dropped(let command):
      FaultWords(
        "E0254", "what `\(command)` gives is dropped here, and cannot be read again",
        help: "`… | get value | reveal | print` prints it, `… | get value | save FILE` keeps it")

    case .noFiles: FaultWords("E0240", "`use` reads files, which cannot be done here")
    case .circle(let names):
      FaultWords("E0241", "files use each other in a circle: \(names.joined(separator: " → "))")
    case .ambiguousDef(let name):
      FaultWords(
        "E0242", "`\(name)` comes from two used files", help: "`use \"…\" as name` keeps them apart")
    case .statementInUsedFile:
      FaultWords("E0243", "a used file holds only `def`, `let`, `use` and `test`")

    case .reservedCommand(let name):
      FaultWords("E0230", "`\(name)` cannot be defined: its arguments are read in a way of their own")
    case .definedTwice(let name): FaultWords("E0231", "`\(name)` is defined twice")
    case .familyName(let name): FaultWords("E0231", "`\(name)` is the first word of commands")
    case .hidesUsed(let name): FaultWords("W0232", "`\(name)` hides one of a used file")
    case .hidesCommand(let name): FaultWords("W0232", "`\(name)` hides a command of the same name")
    case .behindRest: FaultWords("E0233", "nothing follows the rest `...`")
    case .defaultMissing(let name):
      FaultWords("E0233", "`\(name)` needs a default: one before it has one")
    case .notAtTop(let word): FaultWords("E0234", "`\(word)` stands at the top level of a file")
    case .unknownType(let name, let known):
      FaultWords(
        "E0235", "there is no type `\(name)`",
        help: Self.meant(name, known) ?? "types are \(known.joined(separator: ", "))")

    case .languageName(let name):
      FaultWords("E0220", "`$\(name)` is the language's own name", help: "choose another one")
    case .nameTwice(let name):
      FaultWords(
        "E0221", "`$\(name)` is already defined in this block",
        help: "`mut` makes a name that can be changed")
    case .rowOutside:
      FaultWords(
        "E0222", "`$it` is the current row: it exists inside row arguments",
        help: "a closure names its parameter: `{|x| … $x … }`")
    case .fieldOutside(let name):
      FaultWords(
        "E0222",
        "`.\(name)` is a field of the current row: it stands in arguments of row commands such as `where`",
        help: "a closure names its parameter: `{|x| $x.\(name) }`")
    case .inputOutside:
      FaultWords(
        "E0223", "`$in` is what comes through the pipe: it exists in a stage behind `|` that is no command",
        help: "`… | if $in > 3 { … }`; a closure and a `def` name their parameters")
    case .unknownVariable(let name, let near):
      FaultWords(
        "E0223", "`$\(name)` is not defined",
        help: near.map { "did you mean `$\($0)`?" } ?? Habits.helpForVariable(name))
    case .unusedVariable(let name): FaultWords("W0224", "`$\(name)` is not used")
    case .notMutable(let name):
      FaultWords(
        "E0225", "`$\(name)` cannot be changed: it is no `mut`",
        help: "`mut \(name) = …` makes one that can")
    case .unchangeable(let name): FaultWords("E0225", "`$\(name)` cannot be changed")
    case .changedFromDef:
      FaultWords(
        "E0226", "a `def` cannot change a name outside", help: "pass it in and return the new value")
    case .captured(let name):
      FaultWords(
        "E0227", "a closure cannot change `$\(name)`: it captured a copy",
        help: "`for x in (…) { $\(name) = … }` can, and `reduce` carries a value along")
    case .wholeEnvironment:
      FaultWords(
        "E0228", "`$env` is read by name",
        help: "`$env.HOME`; `$env.NAME?` gives null where it is not set")
    case .plainDollar(let name):
      FaultWords(
        "W0226", "`$\(name)` is plain text here",
        help: "`\\($\(name))` puts the value into a text; a text in single quotes holds `$` as it is")

    case .unreachable: FaultWords("W0250", "this is never reached")
    case .returnOutside:
      FaultWords("E0251", "`return` stands in a `def` or closure", help: "`exit` ends a script")
    case .loopWordOutside(let word): FaultWords("E0252", "`\(word)` stands in a `for` or `while`")
    case .leavesFinally(let word):
      FaultWords(
        "E0255", "`\(word)` cannot leave a `finally`",
        help: "what led to it goes on behind it; `catch` is where an error ends")
    case .namesInAlternatives: FaultWords("E0253", "alternatives with `|` bind no names")

    case .wrongType(let what, let wanted, let given):
      FaultWords(
        "E0301", "\(what) takes \(wanted.name.withArticle), not \(given.name.withArticle)",
        help: Self.coercion(given, wanted, what))
    case .operands(let op, let left, let right):
      FaultWords(
        "E0315", "`\(op.text)` does not take \(left.withArticle) and \(right.withArticle)",
        help: left == "string" || right == "string"
          ? "there is no coercion: `to-int` reads a number, `\"\\($n)\"` makes text" : nil)
    case .patternOperand(let op, let type):
      FaultWords("E0318", "`\(op.text)` takes text and a pattern, not \(type.withArticle)")
    case .nullOrder:
      FaultWords("E0313", "null has no order", help: "`== null` asks for it, `??` replaces it")
    case .nullInText: FaultWords("E0307", "null cannot stand in a text")
    case .fieldOfRows(let name):
      FaultWords(
        "E0321", "rows have no field `\(name)`", help: "`… | get \(name)` takes it from each row")
    case .keyTwice(let key): FaultWords("E0271", "the key `\(key)` stands twice")
    case .unknownColumn(let name, let columns):
      FaultWords(
        "E0270", "there is no column `\(name)`",
        help: Self.meant(name, columns) ?? "the columns are \(columns.joined(separator: ", "))")
    case .fieldOfMention(let name, let kind):
      FaultWords(
        "E0322", "a mention of \(kind.withArticle) has kind, id and name, not `\(name)`",
        help: "`\(kind) show` has the rest")

    case .copiesTooLong(let limit):
      FaultWords(
        "E0409", "more than \(limit) instructions in copies of `finally` blocks",
        help: "each way out of a `try` has its copy: let a `def` do the work of the inner ones", status: 2)
    case .pieceTooLarge(let part, let limit):
      FaultWords(
        "E0409", "more than \(limit) \(part.rawValue) in one piece of code",
        help: "a `def` of its own holds as many again; a list or a file holds any number of values",
        status: 2)
    }
  }

  private static func meant(_ name: String, _ known: [String]) -> String? {
    Suggestion.nearest(name, among: known).map { "did you mean `\($0)`?" }
  }

  /// What makes a value of the wanted type.
  private static func coercion(_ given: Type, _ wanted: Type, _ what: String) -> String? {
    switch (given, wanted) {
    case (.string, .int), (.string, .number), (.string, .float):
      "`to-int` and `to-float` read numbers from text"
    case (.int, .string), (.float, .string): "`\"\\($n)\"` makes text of a number"
    case (_, .list) where what == "`exec` for program":
      "a program and its arguments stand in a list: `exec [ls -la]`"
    case (.string, .list) where what.hasPrefix("`"), (.int, .list) where what.hasPrefix("`"):
      "a list is written `[a b]`"
    case (_, .bool): "there is no truthiness: compare, as in `($list | length) > 0`"
    default: nil
    }
  }
}

extension UnreadStage {
  fileprivate var help: String {
    switch self {
    case .field(let path): "`| get \(path)` takes the field of each row, `$in.\(path)` that of a record"
    case .choice: "`$in` is what comes: `| if $in > 3 { … }`, `| match { … }`"
    case .value: "`$in` is what comes: `| $in + 1`; `| each {|x| … }` calculates with each item"
    }
  }
}
