/// Help for what other shells taught: each habit gets its own line.
package enum Habits {
  /// Help for a token that stands where nothing can.
  package static func helpForStray(_ token: String) -> String? {
    switch token {
    case "&&", "&": "two statements stand on two lines, or with `;` between them: the second does not run if the first fails"
    case "||": "`try { … } catch { … }` does something else when the first fails"
    case ">", ">>", "2>", "<", ">&", "2>&1": "there are no redirections: `… | save FILE` writes, `open FILE` reads"
    case "`": "the value of a command is `(command …)`"
    case "=": "a new name is made by `let name = …` or `mut name = …`; `$name = …` changes a `mut`"
    case "==", "!=", "<=", ">=", "=~", "+", "*", "/", "%", "and", "or", "in", "has": "a calculation with a command's result needs parentheses: `(command …) \(token) …`"
    case "else": "`else` stands on the line of the `}` or at the beginning of the next one"
    case ")": "there is no `(` that this closes"
    case "]": "there is no `[` that this closes"
    case "}": "there is no `{` that this closes"
    default: nil
    }
  }

  /// Help for a command name that does not exist here but does elsewhere.
  package static func helpForCommand(_ name: String) -> String? {
    switch name {
    case "alias": "there are no aliases: `def name [] { … }` makes a command"
    case "export", "set": "`let name = value` makes a name; programs get variables by `exec`'s flags"
    case "source", ".": "`use \"file.sms\"` brings in the `def`s of a file"
    case "echo": "`print` writes a line; a value alone on a line is shown"
    case "ls": "`accounts`, `projects`, `secrets` list what is in the vault; `open FILE` reads a file"
    case "cat": "`open FILE` reads a file; `open FILE --text` as text"
    case "grep": "`where .name =~ \"pattern\"` keeps the rows that match; `lines | where $it =~ …` the lines of a text"
    case "test", "[": "a condition is an expression: `if $a == $b { … }`"
    case "cd", "pwd": "paths are relative to the folder in which sms was started"
    case "quit", "logout", "bye": "`exit` ends the run"
    case "select-string", "find": "`where .column =~ \"pattern\"` keeps the rows that match"
    case "head": "`first N` keeps the first rows"
    case "tail": "`last N` keeps the last rows"
    case "sort": "`sort-by .column` sorts rows"
    case "wc", "count": "`length` counts rows, items or characters"
    case "jq": "`from json` reads JSON; `get`, `where`, `select` work on it"
    case "sed": "`replace RE TEXT` replaces in text"
    case "awk", "cut": "`split`, `extract` and `get` take text apart"
    case "map": "`each {|x| … }` makes a new item of each"
    case "filter": "`where CONDITION` keeps rows"
    case "xargs": "commands take many subjects from the pipe; `each {|x| … }` runs once for each"
    case "for-each", "foreach": "`for x in (…) { … }` or `each {|x| … }`"
    default: nil
    }
  }
}
