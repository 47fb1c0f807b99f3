/// Help for operators, flags, variables and moments that other shells and query languages have.
extension Habits {
  /// Help for a word or sign that is an operator elsewhere.
  package static func helpForOperator(_ token: String) -> String? {
    switch token.lowercased() {
    case "like", "ilike", "matches", "regexp", "rlike", "~", "~=", "=*", "-match", "-like":
      "`=~` searches a pattern: `.name =~ \"^ci-\"`; `(.name | contains \"ci\")` a text"
    case "contains", "includes", "starts-with", "ends-with", "startswith", "endswith":
      "it is a command, in parentheses: `(.name | contains \"ci\")`; `has` asks a list"
    case "is", "eq", "-eq", "equals", "===", "=": "`==` compares: `.name == \"x\"`, `.note == null`"
    case "isnot", "ne", "-ne", "<>", "!==", "=!", "/=", "neq": "`!=` compares: `.name != \"x\"`"
    case "lt", "-lt": "it is written `<`"
    case "le", "-le", "=<": "it is written `<=`"
    case "gt", "-gt": "it is written `>`"
    case "ge", "-ge", "=>": "it is written `>=`"
    case "between": "a range holds what is between: `.n in 1..5`"
    case "&&", "-and", "-a": "`and` joins conditions"
    case "||", "-or", "-o", "xor": "`or` joins conditions"
    case "!", "-not": "`not` turns a condition around: `not (…)`"
    case "**", "^": "there is no power: `$a * $a`; `1..3 | reduce {|x y| $x * $y }` multiplies"
    case "++", "<+>": "`+` puts two texts or two lists together; `$n += 1` counts on"
    case "--": "`$n -= 1` counts down"
    case "mod", "rem": "it is written `%`"
    case "div": "it is written `//`"
    case ":=": "it is written `=`: `let name = …`"
    case "|>": "it is written `|`"
    case "<=>", "cmp": "`<`, `==` and `>` compare; `sort-by` sorts"
    case "not in", "notin", "!in": "it is written `not-in`"
    case "order", "sort", "limit", "group", "asc", "desc":
      "stages are joined by `|`: `… | sort-by .name | first 5`"
    case "as": "`rename OLD NEW` gives a column another name"
    default: nil
    }
  }

  /// Help for `$` before what is no name.
  static func helpForDollar(_ rest: String) -> String? {
    guard let first = rest.utf8.first else { return nil }
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return "a script's arguments are `$args[0]`, `$args[1]`, …"
    case UInt8(ascii: "@"), UInt8(ascii: "*"): return "a script's arguments are the list `$args`"
    case UInt8(ascii: "#"): return "`$args | length` counts a script's arguments"
    case UInt8(ascii: "?"): return "a failure is an error: `try { … } catch e { $e.msg }`"
    case UInt8(ascii: "."): return "the row is `$it`, its field `.name`"
    default: return nil
    }
  }

  /// Help for a variable that is not defined: names in capitals are the environment's elsewhere.
  package static func helpForVariable(_ name: String) -> String? {
    switch name {
    case "_", "PSItem", "row":
      return "the row is `$it`, its field `.name`; a closure names its parameter: `{|x| … }`"
    case "nothing", "nil", "null", "none", "None": return "it is written `null`"
    case "true", "false": return "it is written `\(name)`"
    case "argv", "ARGV": return "a script's arguments are the list `$args`"
    default: break
    }
    let isCapital =
      name.utf8.count > 1
      && name.utf8.allSatisfy { byte in
        (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "_")
      }
    return isCapital ? "`$env.\(name)` reads the environment" : nil
  }

  /// Help for a flag that would hold a secret.
  package static func helpForSecretFlag(_ flag: String) -> String? {
    guard ["value", "val", "password", "passphrase", "pass"].contains(flag.lowercased()) else { return nil }
    return
      "what is secret is no argument, because others see arguments: it comes through the pipe, from a file or a prompt"
  }

  /// Help for a flag that a command does not have, but others elsewhere.
  package static func helpForFlag(_ flag: String) -> String? {
    switch flag.lowercased() {
    case "json", "yaml", "csv", "tsv", "md", "jsonl":
      "`… | to \(flag.lowercased())` writes it; on the command line `--format \(flag.lowercased())`"
    case "output", "format", "output-format", "out", "o":
      "`… | to json` writes it, `… | save FILE` keeps it; on the command line `--format json`"
    case "limit", "head", "top", "max", "n", "take": "`… | first N` takes the first ones"
    case "tail": "`… | last N` takes the last ones"
    case "sort", "sort-by", "order", "order-by", "orderby", "s": "`… | sort-by .column --desc` sorts"
    case "reverse", "r": "`… | reverse` turns the order around, `… | sort-by .column --desc` sorts"
    case "filter", "where", "query", "q", "grep", "search", "match":
      "`… | where .name =~ \"pattern\"` keeps rows"
    case "columns", "fields", "select", "cols", "c": "`… | select name id` takes columns"
    case "count", "length": "`… | length` counts"
    case "group", "group-by": "`… | count-by .column` counts groups, `… | group-by .column` makes them"
    case "unique", "uniq", "distinct": "`… | uniq .column` leaves repeats out"
    case "force", "f", "yes", "y", "assume-yes", "no-confirm": "`--yes` stands on the command line of `sms`"
    case "dry-run", "dryrun", "whatif", "what-if", "check", "simulate":
      "`plan { … }` shows the changes and makes none; on the command line `--plan`"
    case "last", "days", "after", "begin", "start":
      "`--since 7d` goes back so far, `--from DATE` begins at a date"
    case "until", "before", "end", "stop": "`--to DATE` ends there"
    case "verbose", "v", "debug": "there is no such switch: `describe` and `inspect` tell more of a value"
    case "help", "h": "`help COMMAND` explains a command"
    case "long", "l", "wide", "all-columns", "full":
      "`… | first | inspect` shows all columns of a row, `… | select …` takes some"
    default: nil
    }
  }

  /// Help for a moment or duration that people say in words.
  package static func helpForMoment(_ word: String) -> String? {
    switch word.lowercased() {
    case "yesterday": return "`1d` is a day ago; `(date day --offset -1).start` is where yesterday began"
    case "today": return "`(date day).start` is where today began; `$now` is this moment"
    case "now": return "this moment is `$now`"
    case "tomorrow":
      return "`($now + 1d)` is in a day; `(date day --offset 1).start` is where tomorrow begins"
    case "last-week", "lastweek", "week", "thisweek", "this-week":
      return "`1w` is a week ago; `(date week).start` is where this week began"
    case "last-month", "lastmonth", "month", "this-month", "thismonth":
      return "`30d` is thirty days ago; `(date month).start` is where this month began"
    case "last-year", "lastyear", "year", "this-year":
      return "`365d` is that many days ago; `(date year).start` is where this year began"
    case "never", "forever": return nil
    default: return helpForUnit(word)
    }
  }

  /// Help for a duration that is written in words: `7days`, `2hours`, `3months`.
  package static func helpForUnit(_ word: String) -> String? {
    let digits = word.prefix { ("0"..."9").contains($0) }
    guard !digits.isEmpty, digits.utf8.count < word.utf8.count else { return nil }
    let unit = word.dropFirst(digits.count).drop { $0 == " " || $0 == "-" }.lowercased()
    switch unit {
    case "day", "days": return "it is written `\(digits)d`"
    case "week", "weeks", "wk", "wks": return "it is written `\(digits)w`"
    case "hour", "hours", "hr", "hrs": return "it is written `\(digits)h`"
    case "min", "mins", "minute", "minutes": return "it is written `\(digits)m`"
    case "sec", "secs", "second", "seconds": return "it is written `\(digits)s`"
    case "msec", "millis", "milliseconds": return "it is written `\(digits)ms`"
    case "mo", "mon", "month", "months", "y", "yr", "year", "years":
      return "months and years differ in length: `30d`, `365d`, or `date month --offset -1`"
    default: return nil
    }
  }
}
