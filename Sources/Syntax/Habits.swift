/// Help for what other shells taught: each habit gets its own line.
package enum Habits {
  /// Help for a token that stands where nothing can.
  package static func helpForStray(_ token: String) -> String? {
    switch token {
    case "&&":
      return
        "`and` joins conditions; two statements stand on two lines, or with `;` between them: the second does not run if the first fails"
    case "&": return "there are no background jobs"
    case "||":
      return "`or` joins conditions; `try { … } catch { … }` does something else when the first fails"
    case "|": return "`|` passes on the value before it, and nothing stands there"
    case "`": return "the value of a command is written `(command …)`"
    case "=", "+=", "-=", "*=", "/=":
      return "a new name is made by `let name = …` or `mut name = …`; `$name \(token) …` changes a `mut`"
    case "==", "!=", "<=", ">=", "=~", "!~", "+", "*", "/", "//", "%", "and", "or", "in", "not-in", "has",
      "??":
      return "a calculation needs parentheses: `(command …) \(token) …`, `($a \(token) $b)`"
    case "?", "?:", ":": return "`if $a { 1 } else { 2 }` gives a value"
    case ",": return "arguments are separated by blanks, statements by lines or `;`"
    case "elif", "elseif", "elsif": return "it is written `else if`"
    case "then", "do", "fi", "done", "end", "esac": return "blocks stand in braces: `if … { … }`"
    case "else", "catch", "finally":
      return "`\(token)` stands behind the `}` of its block, or at the beginning of the next line"
    case ")": return "there is no `(` that this closes"
    case "]": return "there is no `[` that this closes"
    case "}": return "there is no `{` that this closes"
    default: return helpForBeginning(token) ?? (token == "!" ? nil : helpForOperator(token))
    }
  }

  private static func helpForBeginning(_ token: String) -> String? {
    var copy = token
    if copy.withUTF8(isRedirection) {
      return "there are no redirections: `… | save FILE` writes, `open FILE` reads"
    }
    if token.hasPrefix("/") || token.hasPrefix("./") || token.hasPrefix("../") || token.hasPrefix("~/") {
      return "programs are run by `exec [program argument …]`"
    }
    return nil
  }

  /// True iff a word is a redirection of other shells: `>`, `2>`, `<` and what is written behind them.
  static func isRedirection(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = word.first else { return false }
    if first == UInt8(ascii: ">") || first == UInt8(ascii: "<") { return !isComparison(word) }
    guard word.count > 1, word[1] == UInt8(ascii: ">") else { return false }
    return first == UInt8(ascii: "1") || first == UInt8(ascii: "2") || first == UInt8(ascii: "&")
  }

  private static func isComparison(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
    word.count == 2 && word[1] == UInt8(ascii: "=")
  }

  /// Help for a command name that does not exist here but does elsewhere.
  package static func helpForCommand(_ name: String) -> String? {
    switch name {
    case "alias": "there are no aliases: `def name [] { … }` makes a command"
    case "function", "func", "fn", "fun": "`def name [a b] { … }` makes a command"
    case "var", "const", "local", "declare":
      "`let name = value` makes a name, `mut name = value` one that can be changed"
    case "export": "`let name = value` makes a name; `$env.NAME` reads the environment"
    case "unset": "a name ends with its block"
    case "source", "import", "include", "require": "`use \"file.sms\"` brings in the `def`s of a file"
    case "echo", "printf", "puts": "`print` writes a line; a value alone on a line is shown"
    case "dir": "`ls` lists files; `accounts`, `projects`, `secrets` list what is in the vault"
    case "base64", "base64-encode", "to base64": "`encode base64` writes it, `decode base64` reads it"
    case "base64-decode", "from base64": "`decode base64` reads it"
    case "url-encode", "urlencode", "to url": "`encode url` does it"
    case "url-decode", "urldecode", "from url": "`decode url` does it"
    case "to hex", "xxd", "hexdump": "`encode hex` writes it, `decode hex` reads it"
    case "from hex": "`decode hex` reads it"
    case "sha256sum", "sha256", "sha512", "md5", "md5sum", "shasum": "`hash sha256` does it"
    case "uuidgen", "uuid": "`random uuid` makes one"
    case "split-by": "`partition CONDITION` parts rows in two"
    case "cat", "less", "more": "`open FILE` reads a file"
    case "secret value", "secret reveal", "secret print", "secret open", "secret decrypt":
      "`reveal KEY` prints the value, and leaves an event behind; `(secret show KEY).value` is sealed"
    case "version": "`sms --version` tells the version"
    case "grep":
      "`where .name =~ \"pattern\"` keeps the rows that match; `lines | where $it =~ …` the lines of a text"
    case "test": "a condition is an expression: `if $a == $b { … }`"
    case "cd", "pwd": "paths are relative to the folder in which sms was started"
    case "quit", "logout", "bye": "`exit` ends the run"
    case "find": "`where .column =~ \"pattern\"` keeps the rows that match"
    case "head", "limit", "take", "top": "`first N` keeps the first rows"
    case "tail": "`last N` keeps the last rows"
    case "sort", "order", "order-by", "orderby", "sorted": "`sort-by .column` sorts rows"
    case "wc", "count": "`length` counts rows, items or characters"
    case "jq": "`from json` reads JSON; `get`, `where`, `select` work on it"
    case "sed": "`replace RE TEXT` replaces in text"
    case "unique", "distinct", "dedup": "`uniq .column` leaves repeats out"
    case "group", "groupby": "`group-by .column` makes groups, `count-by .column` counts them"
    case "len", "size", "nrow": "`length` counts rows, items or characters"
    case "nil", "none", "None", "NULL", "undefined", "nothing": "it is written `null`"
    case "True", "TRUE", "yes", "Yes": "it is written `true`"
    case "False", "FALSE", "no", "No": "it is written `false`"
    case "list", "show", "get-all":
      "`accounts`, `projects`, `secrets`, `people`, `tokens`, `grants`, `events` list; `account show NAME` shows one"
    case "create", "add", "new":
      "the noun comes first: `account create NAME`, `secret create KEY --project P`"
    case "delete", "remove", "rm", "del": "the noun comes first: `account delete NAME`, `secret delete KEY`"
    case "cp", "mv", "mkdir", "touch", "rmdir", "chmod":
      "`save FILE` writes a file; what else is done with files is a program's: `exec [\(name) …]`"
    case "curl", "wget", "git", "kubectl", "docker", "aws", "psql", "ssh", "python", "python3", "node",
      "make":
      "programs are run by `exec [\(name) argument …]`, with --allow-exec"
    case "which", "type", "whatis": "`help NAME` explains a command, `describe` tells the type of a value"
    case "cls": "`clear` empties the screen, and so does Ctrl-L"
    case "pass", "noop": "an empty block does nothing: `{ }`"
    case "elif", "elseif", "elsif": "it is written `else if`"
    case "struct", "class", "enum", "interface": "records need no declaration: `{name: x, n: 1}`"
    case "select-object", "where-object", "foreach-object", "sort-object":
      "`select`, `where`, `each` and `sort-by` do this"
    case "awk", "cut": "`split`, `extract` and `get` take text apart"
    case "map": "`each {|x| … }` makes a new item of each"
    case "filter": "`where CONDITION` keeps rows"
    case "xargs": "commands take many subjects from the pipe; `each {|x| … }` runs once for each"
    case "for-each", "foreach": "`for x in (…) { … }` or `each {|x| … }`"
    case "case", "switch": "`match $x { 1 => …, _ => … }` chooses by a value"
    case "until", "loop": "`while CONDITION { … }` repeats a block"
    case "raise", "error": "`throw \"text\"` throws an error"
    case "sudo", "bash", "sh": "programs are run by `exec [program argument …]`"
    case "man": "`help NAME` explains a command"
    default: nil
    }
  }
}
