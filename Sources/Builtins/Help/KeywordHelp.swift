/// Help for the words of the language that are no commands.
enum KeywordHelp {
  /// The page of a word; nil if it is not one.
  static func text(_ name: String) -> String? {
    guard let (usage, doc) = pages[name] else { return nil }
    return "\(name): a word of the language\n\n  \(usage)\n\n\(doc)\n"
  }

  /// All of them, in order.
  static var names: [String] { pages.keys.sorted() }

  private static let pages: [String: (usage: String, doc: String)] = [
    "let": ("let NAME = VALUE", "Binds a name; `let [a b] = …` and `let {name id} = …` take a value apart."),
    "mut": ("mut NAME = VALUE", "Binds a name that can be changed: `$n = 1`, `$n += 1`, `$r.field = 1`."),
    "if": (
      "if CONDITION { … } else if CONDITION { … } else { … }",
      "Gives the value of the block that runs; the condition is true or false."
    ),
    "else": ("if CONDITION { … } else { … }", "What runs where the condition is false; see `help if`."),
    "match": (
      "match VALUE { PATTERN => …, PATTERN if CONDITION => …, _ => … }",
      "Chooses by a value: constants, ranges (`1..5`), `[a $rest]`, `{kind: x}`; `$name` binds."
    ),
    "try": (
      "try { … } catch ERROR { … } finally { … }",
      "Catches errors: `$e.code`, `$e.msg`, `$e.help`; `finally` runs however the block is left."
    ),
    "catch": ("try { … } catch ERROR { … }", "What runs after an error; see `help try`."),
    "finally": ("try { … } finally { … }", "What runs however the block is left; see `help try`."),
    "throw": (
      "throw TEXT, throw {code: C, msg: TEXT, help: TEXT}", "Throws an error that `try … catch` catches."
    ),
    "for": ("for PATTERN in VALUE { … }", "Runs a block for each item of a list, a range or rows."),
    "in": (
      "VALUE in LIST, for NAME in LIST { … }",
      "Whether a list or range holds a value; `not-in` is the opposite."
    ),
    "while": ("while CONDITION { … }", "Repeats a block as long as a condition is true."),
    "break": ("break", "Leaves the innermost loop."),
    "continue": ("continue", "Goes on with the next turn of the innermost loop."),
    "return": ("return VALUE", "Leaves a `def` or closure with a value."),
    "def": (
      "def NAME [PARAMETER PARAMETER: TYPE = DEFAULT ...REST --FLAG] { … }",
      "Defines a command. Its value is that of its last statement."
    ),
    "use": ("use \"FILE.sms\" as NAME", "Brings in the `def`s of a file."),
    "test": ("test \"NAME\" { … }", "What `sms test FILE` runs, on an empty vault of its own."),
    "plan": ("plan { … }", "The changes that a block would make, as rows; none is made."),
    "batch": ("batch { … }", "All changes of a block in one transaction, or none."),
    "and": ("CONDITION and CONDITION", "True where both are; the second is looked at only then."),
    "or": (
      "CONDITION or CONDITION", "True where one is; the second is looked at only where the first is false."
    ),
    "not": ("not CONDITION", "True where the condition is false."),
    "has": ("RECORD has KEY, LIST has ITEM", "Whether a record has a key, or a list an item."),
    "not-in": ("VALUE not-in LIST", "Whether a list or range does not hold a value."),
    "null": (
      "null", "No value; `$x ?? VALUE` says what stands for it, `.field?` gives it for a missing field."
    ),
  ]
}
