/// Texts that are refused, and what is said about them.
extension RefusalTests {
  /// Lines of the amendment that are refused on purpose, with the help that names the cure.
  static let amendment: [Refusal] = [
    Refusal(
      "a.b?", "1:1 E0111 `a.b?` is not the name of a command",
      help: "a variable is written `$a`, text in quotes"),
    Refusal(
      "print $n + 1", "1:10 E0116 `+` is an operator, and stands where an argument is read",
      help: "a calculation needs parentheses: `(command …) + …`, `($a + $b)`"),
    Refusal(
      "f [$a - 1]", "1:7 E0116 `-` is an operator, and stands where an item is read",
      help: #"a calculation needs parentheses: `[($a - 1)]`; a text quotes: `"-"`"#),
    Refusal(
      "save /run/$x.json", "1:11 E0115 a word cannot hold `$`",
      help: #"put the text in quotes: `"/run/\($name)"`"#),
    Refusal(
      "6e259761-0123-4567", "1:1 E0120 `6e259761` does not fit",
      help: "integers have 64 bits; an id is text in quotes"),
    Refusal(
      "f $a-$b", "1:5 E0112 `-` stands directly behind a value",
      help: #"text is put together in quotes: `"\($a)/\($b)"`; a calculation needs parentheses"#),
    Refusal(
      #"f "a"b"#, "1:6 E0112 `b` stands directly behind a value",
      help: #"text is put together in quotes: `"\($a)/\($b)"`; a calculation needs parentheses"#),
    Refusal(
      #"f a"b""#, #"1:4 E0115 a word cannot hold `"`"#,
      help: #"put the text in quotes: `"a\($name)"`"#),
    Refusal(
      #"f --x="a"b"#, "1:10 E0112 `b` stands directly behind a value",
      help: #"text is put together in quotes: `"\($a)/\($b)"`; a calculation needs parentheses"#),
    Refusal("{a: 1}{b: 2}", "1:7 E0104 unexpected `{`"),
  ]

  /// Values that are none.
  static let values: [Refusal] = [
    Refusal(
      "12x", "1:1 E0120 `12x` is no number",
      help: "durations end in ms, s, m, h, d or w; an id or a version is text in quotes"),
    Refusal(
      "1h30", "1:1 E0120 `1h30` is no number", isIncomplete: true,
      help: "durations end in ms, s, m, h, d or w; an id or a version is text in quotes"),
    Refusal("2026-02-30", "1:1 E0120 `2026-02-30` is no date"),
    Refusal("2026-01-31T25:00", "1:1 E0120 `2026-01-31T25:00` is no date", isIncomplete: true),
    Refusal(
      "99999999999999999999", "1:1 E0120 `99999999999999999999` does not fit", isIncomplete: true,
      help: "integers have 64 bits; an id is text in quotes"),
    Refusal(
      "1e400", "1:1 E0120 `1e400` does not fit", isIncomplete: true,
      help: "integers have 64 bits; an id is text in quotes"),
    Refusal("- 5", "1:1 E0106 a minus sign stands directly before its number or name"),
    Refusal("$x.a + - 1", "1:8 E0106 a minus sign stands directly before its number or name"),
    Refusal(
      "[- 1]", "1:2 E0116 `-` is an operator, and stands where an item is read",
      help: #"a calculation needs parentheses: `[($a - 1)]`; a text quotes: `"-"`"#),
    Refusal(
      "1 < 2 < 3", "1:7 E0117 comparisons do not chain: `<` needs `and` or parentheses",
      help: "`$a < $b and $b < $c`"),
    Refusal("1..2..3", "1:5 E0117 ranges do not chain: `..` needs parentheses"),
    Refusal(
      "$x ? 1", "1:4 E0104 unexpected `?`",
      help: "`if $a { 1 } else { 2 }` gives a value"),
    Refusal("$x.", "1:4 E0106 a key is missing at the end", isIncomplete: true),
    Refusal("$x.-a", "1:4 E0106 expected a key, not `-a`"),
    Refusal("$", "1:2 E0106 the name of a variable is missing at the end", isIncomplete: true),
    Refusal(
      "$1", "1:2 E0106 expected the name of a variable, not `1`",
      help: "a script's arguments are `$args[0]`, `$args[1]`, …"),
    Refusal("()", "1:1 E0106 nothing stands between `(` and `)`"),
    Refusal(
      "(f", "1:3 E0106 `)` is missing at the end", isIncomplete: true,
      help: "it closes the `(` in line 1, column 1"),
    Refusal(
      "[1 2", "1:5 E0106 `]` is missing at the end", isIncomplete: true,
      help: "it closes the `[` in line 1, column 1"),
    Refusal(
      "{a: 1", "1:6 E0106 `}` is missing at the end", isIncomplete: true,
      help: "it closes the `{` in line 1, column 1"),
    Refusal(
      "{a: 1, b", "1:9 E0121 expected `:` behind the key `b`, not the end of the text", isIncomplete: true,
      help:
        "`{key: value}` is a record; a block stands only behind a keyword; a closure is `{|x| … }`, without a parameter `{|| … }`"
    ),
    Refusal(
      "{a b: 1}", "1:4 E0121 expected `:` behind the key `a`, not `b:`",
      help:
        "`{key: value}` is a record; a block stands only behind a keyword; a closure is `{|x| … }`, without a parameter `{|| … }`"
    ),
    Refusal(
      "{$x 1}", "1:2 E0121 a record's entry is `key: value`",
      help: "a closure names its parameter: `{|it| $it … }`"),
    Refusal(
      "f | each { .name }", "1:12 E0121 a record's entry is `key: value`",
      help: "a closure names its parameter: `{|x| $x.name }`"),
    Refusal(
      "{$x", "1:4 E0121 expected `:` behind the key of this entry, not the end of the text",
      isIncomplete: true,
      help:
        "`{key: value}` is a record; a block stands only behind a keyword; a closure is `{|x| … }`, without a parameter `{|| … }`"
    ),
    Refusal(
      "let größe = 1", "1:5 E0127 `größe` is no name: names are made of a-z, A-Z, digits, `_` and inner `-`",
      help: #"fields may have other letters, in quotes: `."größe"`, `{"größe": 1}`"#),
    Refusal(
      "{größe: 1}", "1:2 E0127 `größe` is no name: names are made of a-z, A-Z, digits, `_` and inner `-`",
      help: #"a key with other letters stands in quotes: `"größe"`"#),
    Refusal(
      "$x.é", "1:4 E0127 `é` is no name: names are made of a-z, A-Z, digits, `_` and inner `-`",
      help: #"a key with other letters stands in quotes: `"é"`"#),
    Refusal(
      "where .x > .5 and .é", "1:12 E0106 expected a value, not `.5`",
      help: "a number is written with a digit before the point: `0.5`"),
    Refusal(
      "f | let x = 1", "1:5 E0125 `let` begins a statement, and stands where a value is read"),
    Refusal(
      "{a: 1 b}", "1:8 E0121 expected `:` behind the key `b`, not `}`",
      help:
        "`{key: value}` is a record; a block stands only behind a keyword; a closure is `{|x| … }`, without a parameter `{|| … }`"
    ),
    Refusal(
      #"["a""b"]"#, #"1:5 E0112 `"` stands directly behind a value"#,
      help: #"text is put together in quotes: `"\($a)/\($b)"`; a calculation needs parentheses"#),
    Refusal(
      "[1 | 2]", "1:4 E0104 unexpected `|`",
      help: "items are separated by blanks; the value of a command is `(command …)`"),
    Refusal(
      "[$x.a()]", "1:6 E0118 values have no methods",
      help: "a command takes the value from the pipe: `$x | a`"),
    Refusal("1 +", "1:4 E0106 a value is missing at the end", isIncomplete: true),
    Refusal(
      "1 + * 2", "1:5 E0106 expected a value, not `*`",
      help: "a calculation needs parentheses: `(command …) * …`, `($a * $b)`"),
    Refusal("not", "1:4 E0106 a value is missing at the end", isIncomplete: true),
    Refusal(
      "accounts == 1", "1:10 E0116 `==` is an operator, and stands where an argument is read",
      help: "a calculation needs parentheses: `(command …) == …`, `($a == $b)`"),
    Refusal(
      "$x == accounts", "1:7 E0109 `accounts` is not a value",
      help: "a variable is written `$accounts`; the value of a command is `(accounts …)`; text is in quotes"),
    Refusal(
      "$x == not $y", "1:7 E0109 `not` needs parentheses here",
      help: "`(not …)`"),
    Refusal("é", "1:1 E0104 unexpected `é`"),
  ]

  /// Text that is none.
  static let strings: [Refusal] = [
    Refusal(#""a"#, "1:1 E0122 the text that begins here has no closing quote", isIncomplete: true),
    Refusal("'a", "1:1 E0122 the text that begins here has no closing quote", isIncomplete: true),
    Refusal(
      #""a\ b""#, #"1:3 E0123 `\ ` is no escape"#,
      help: #"escapes are \n \t \r \e \0 \\ \" \u{1F600} and \( ); 'text in single quotes' has none"#),
    Refusal(
      #""\q""#, #"1:2 E0123 `\q` is no escape"#,
      help: #"escapes are \n \t \r \e \0 \\ \" \u{1F600} and \( ); 'text in single quotes' has none"#),
    Refusal(
      #""\é""#, #"1:2 E0123 `\é` is no escape"#,
      help: #"escapes are \n \t \r \e \0 \\ \" \u{1F600} and \( ); 'text in single quotes' has none"#),
    Refusal(#""\u41""#, #"1:2 E0123 `\u` takes a number in braces, such as `\u{1F600}`"#),
    Refusal(
      #""\u{}""#, #"1:2 E0123 this is no Unicode scalar: `\u{ }` takes one to six hexadecimal digits"#),
    Refusal(
      #""\u{+41}""#, #"1:2 E0123 this is no Unicode scalar: `\u{ }` takes one to six hexadecimal digits"#),
    Refusal(
      #""\u{D800}""#, #"1:2 E0123 this is no Unicode scalar: `\u{ }` takes one to six hexadecimal digits"#),
    Refusal(
      #""\u{110000}""#, #"1:2 E0123 this is no Unicode scalar: `\u{ }` takes one to six hexadecimal digits"#),
    Refusal(
      #""\u{1234567}""#, #"1:2 E0123 this is no Unicode scalar: `\u{ }` takes one to six hexadecimal digits"#),
    Refusal(#""\()""#, #"1:4 E0106 nothing stands between `\(` and `)`"#),
    Refusal(
      #""\(1""#, #"1:5 E0106 expected `)`, not `"`"#,
      help: "it closes the `(` in line 1, column 3"),
    Refusal(#""a\("#, "1:5 E0106 a value is missing at the end", isIncomplete: true),
  ]

  /// Statements that are none.
  static let statements: [Refusal] = [
    Refusal("let", "1:4 E0106 a name is missing at the end", isIncomplete: true),
    Refusal("let 5 = 1", "1:5 E0106 expected a name, not `5`"),
    Refusal(
      "let $x = 1", "1:5 E0106 expected a name, not `$`",
      help: "a new name is written without `$`"),
    Refusal(
      "let x", "1:6 E0106 `= VALUE` behind the name of `let` is missing at the end", isIncomplete: true),
    Refusal("let x 1", "1:7 E0106 expected `= VALUE` behind the name of `let`, not `1`"),
    Refusal("let x == 1", "1:7 E0106 expected `= VALUE` behind the name of `let`, not `==`"),
    Refusal("let x =", "1:8 E0106 a value is missing at the end", isIncomplete: true),
    Refusal("mut [a] = 1", "1:5 E0106 expected a name, not `[`"),
    Refusal(
      #"let {"a b"} = $r"#, "1:6 E0121 the key `a b` is no name",
      help: #"`{"a b": name}` gives its value a name"#),
    Refusal("let [a ... b] = $r", "1:12 E0106 expected `]` behind the rest `...`, not `b`"),
    Refusal(
      "let [a", "1:7 E0106 `]` is missing at the end", isIncomplete: true,
      help: "it closes the `[` in line 1, column 5"),
    Refusal("$x.a? = 1", "1:1 E0107 a place to assign to has no `?`"),
    Refusal(
      "$x + 1 = 2", "1:8 E0104 unexpected `=`",
      help: "a new name is made by `let name = …` or `mut name = …`; `$name = …` changes a `mut`"),
    Refusal(
      "1 = 2", "1:3 E0104 unexpected `=`",
      help: "a new name is made by `let name = …` or `mut name = …`; `$name = …` changes a `mut`"),
    Refusal(
      "x = 1", "1:3 E0111 `=` does not follow the name of a command",
      help: "a new name is made by `let x = …`; `$x = …` changes a `mut`"),
    Refusal(
      "x=1", "1:1 E0111 `x=1` is not the name of a command",
      help: "a new name is made by `let x = …`; `$x = …` changes a `mut`"),
    Refusal(
      "x += 1", "1:3 E0111 `+=` does not follow the name of a command",
      help: "a new name is made by `let x = …`; `$x = …` changes a `mut`"),
    Refusal("def", "1:4 E0106 the name of the command is missing at the end", isIncomplete: true),
    Refusal(
      "def f", "1:6 E0106 the parameters `[ … ]` is missing at the end", isIncomplete: true,
      help: "`def name [a b --flag] { … }`; none: `[]`"),
    Refusal(
      "def f(a) { }", "1:6 E0106 expected the parameters `[ … ]`, not `(`",
      help: "`def name [a b --flag] { … }`; none: `[]`"),
    Refusal(
      "def f [a", "1:9 E0106 `]` is missing at the end", isIncomplete: true,
      help: "it closes the `[` in line 1, column 7"),
    Refusal("def f [a!] { }", "1:9 E0112 a blank or comma is missing before `!`"),
    Refusal("def f [a: ] { }", "1:11 E0106 expected a type, not `]`"),
    Refusal("def f [a: int<] { }", "1:15 E0106 expected a type, not `]`"),
    Refusal("def f [--a (l)] { }", "1:13 E0106 expected a short flag such as `-l`, not `l`"),
    Refusal(#"def f ["a"] { }"#, #"1:8 E0106 expected the name of a parameter, not `"`"#),
    Refusal(#"def f []\#n{ }"#, "1:9 E0106 the `{` of a block stands on the line of its keyword"),
    Refusal("def f [] -> { }", "1:13 E0106 expected a type, not `{`"),
    Refusal("def if [] { }", "1:5 E0124 `if` is a word of the language, not a name for a command"),
    Refusal("use a.sms", "1:5 E0106 `use` takes a path in quotes"),
    Refusal(#"use "a\(1)""#, #"1:5 E0108 the path of `use` is a constant: no `\( )` in it"#),
    Refusal(#"use "a" as"#, "1:11 E0106 a name is missing at the end", isIncomplete: true),
    Refusal(#"test "a\(1)" { }"#, #"1:6 E0108 the title of a test is a constant: no `\( )` in it"#),
    Refusal(#"test "a""#, "1:9 E0106 a block `{ … }` is missing at the end", isIncomplete: true),
    Refusal("for", "1:4 E0106 a name is missing at the end", isIncomplete: true),
    Refusal("for x { }", "1:7 E0106 expected `in` behind the name of `for`, not `{`"),
    Refusal(
      "for x in accounts { }", "1:10 E0109 `accounts` is not a value",
      help: "a variable is written `$accounts`; the value of a command is `(accounts …)`; text is in quotes"),
    Refusal("for x in [1]", "1:13 E0106 a block `{ … }` is missing at the end", isIncomplete: true),
    Refusal("while { }", "1:10 E0106 a block `{ … }` is missing at the end", isIncomplete: true),
    Refusal(
      "if a == b { }", "1:4 E0109 `a` is no condition",
      help: "a variable is written `$a`; the value of a command is `(a …)`; text is in quotes"),
    Refusal(#"if $x\#n{ 1 }"#, "1:6 E0106 the `{` of a block stands on the line of its keyword"),
    Refusal(
      "if $x { 1 } elif $y { }", "1:13 E0104 unexpected `elif`",
      help: "it is written `else if`"),
    Refusal("if $x { 1 } else 2", "1:18 E0106 expected a block `{ … }`, not `2`"),
    Refusal("if $x then { 1 }", "1:7 E0106 expected a block `{ … }`, not `then`"),
    Refusal(
      "try { 1 }", "1:10 E0106 `catch` or `finally` is missing behind `try { … }`", isIncomplete: true),
    Refusal(
      #"try { 1 }\#nf"#, "2:1 E0106 `catch` or `finally` is missing behind `try { … }`", isIncomplete: true),
    Refusal("try 1", "1:5 E0106 expected a block `{ … }`, not `1`"),
    // L09: what is no pattern.
    Refusal(
      "match $x { >2 => 1 }", "1:12 E0126 `>2` is no pattern",
      help: "a comparison is a condition: `$x if $x > 2 => …`; ranges are patterns: `1..5`, `3..`, `..<3`"),
    Refusal(
      "match $x { <=2 => 1 }", "1:12 E0126 `<=2` is no pattern",
      help: "a comparison is a condition: `$x if $x > 2 => …`; ranges are patterns: `1..5`, `3..`, `..<3`"),
    Refusal(
      "match $x { =2 => 1 }", "1:12 E0126 `=2` is no pattern",
      help: "a comparison is a condition: `$x if $x > 2 => …`; ranges are patterns: `1..5`, `3..`, `..<3`"),
    Refusal(
      "match $x { 0x3 => 1 }", "1:12 E0126 `0x3` is no pattern",
      help: "it is no number, date or duration; text that begins like one stands in quotes"),
    Refusal(
      "match $x { 1.2.3 => 1 }", "1:12 E0126 `1.2.3` is no pattern",
      help: "it is no number, date or duration; text that begins like one stands in quotes"),
    Refusal(
      "match $x { 2026-13-01 => 1 }", "1:12 E0126 `2026-13-01` is no pattern",
      help: "it is no number, date or duration; text that begins like one stands in quotes"),
    Refusal(
      "match $x { .. => 1 }", "1:12 E0126 `..` is no pattern",
      help:
        "a range has literals at its ends: `1..5`, `3..`, `..<3`; text that looks like one stands in quotes"),
    Refusal(
      "match $x { 1..< => 1 }", "1:12 E0126 `1..<` is no pattern",
      help:
        "a range has literals at its ends: `1..5`, `3..`, `..<3`; text that looks like one stands in quotes"),
    Refusal(
      "match $x { a..b => 1 }", "1:12 E0126 `a..b` is no pattern",
      help:
        "a range has literals at its ends: `1..5`, `3..`, `..<3`; text that looks like one stands in quotes"),
    Refusal(
      "match $x { [5..1] => 1 }", "1:13 E0126 `5..1` holds nothing",
      help: "a range begins with its smaller end"),
    Refusal(
      "match $x { {a: 2.5..<2.5} => 1 }", "1:16 E0126 `2.5..<2.5` holds nothing",
      help: "a range begins with its smaller end"),
    Refusal(
      "match $x { 1..2h => 1 }", "1:12 E0126 `1..2h` is no range",
      help: "a range goes over numbers, dates or durations"),
    Refusal("match $x { * => 1 }", "1:12 E0126 `*` is no pattern", help: "`_` fits everything"),
    Refusal(
      "match $x { .name => 1 }", "1:12 E0126 `.name` is no pattern",
      help: "a field is no constant: `$x if $x == .name => …`; text stands in quotes"),
    Refusal("match $x { => 1 }", "1:12 E0106 expected a pattern, not `=>`"),
    Refusal("match $x { 1 }", "1:14 E0106 expected `=>` behind the pattern, not `}`"),
    Refusal(
      "match $x { 1 => f }", "1:17 E0109 `f` is not a value",
      help: "a variable is written `$f`; the value of a command is `(f …)`; text is in quotes"),
    Refusal(#"match $x { "a\(1)" => 1 }"#, #"1:12 E0108 a pattern is a constant: no `\( )` in it"#),
    Refusal(
      "match $x { 1 => 2", "1:18 E0106 `}` is missing at the end", isIncomplete: true,
      help: "it closes the `{` in line 1, column 10"),
    Refusal(
      "match x { }", "1:7 E0109 `x` is no value",
      help: "a variable is written `$x`; the value of a command is `(x …)`; text is in quotes"),
    Refusal("(let x = 1)", "1:2 E0125 `let` begins a statement, and stands where a value is read"),
    Refusal("f (return 1)", "1:4 E0125 `return` begins a statement, and stands where a value is read"),
    Refusal(
      "edition", "1:1 E0103 edition needs a number", isIncomplete: true,
      help: "this program reads edition 1"),
    Refusal(
      "edition 2", "1:1 E0103 edition `2` is not known",
      help: "this program reads edition 1"),
    Refusal("edition 1 f", "1:11 E0104 unexpected `f`", isIncomplete: true),
    Refusal(
      "}", "1:1 E0104 unexpected `}`",
      help: "there is no `{` that this closes"),
    Refusal(
      "f )", "1:3 E0104 unexpected `)`",
      help: "there is no `(` that this closes"),
    Refusal(
      "f ]", "1:3 E0104 unexpected `]`",
      help: "there is no `[` that this closes"),
    Refusal(
      "f }", "1:3 E0104 unexpected `}`",
      help: "there is no `{` that this closes"),
    Refusal(
      "f 1, 2", "1:4 E0104 unexpected `,`",
      help: "arguments are separated by blanks, statements by lines or `;`"),
    Refusal(
      "(f 1, 2)", "1:5 E0106 expected `)`, not `,`",
      help: "it closes the `(` in line 1, column 1"),
    Refusal(
      "| f", "1:1 E0104 unexpected `|`",
      help: "`|` passes on the value before it, and nothing stands there"),
    Refusal("f |", "1:4 E0106 a command behind `|` is missing at the end", isIncomplete: true),
    Refusal("f --=x", "1:3 E0113 `--=x` is no flag: a flag is `--name`"),
    Refusal("f ---x", "1:3 E0113 `---x` is no flag: a flag is `--name`"),
    Refusal(
      "f --x=", "1:7 E0114 a value is missing behind `=`", isIncomplete: true,
      help: #"an empty text is `""`"#),
    Refusal(
      "f --x= 1", "1:7 E0114 a value is missing behind `=`",
      help: #"an empty text is `""`"#),
    Refusal(
      "f(1)", "1:2 E0112 a blank is missing before `(`",
      help: "arguments stand behind the name: `f 1 2`; parentheses make a value of a pipe"),
    Refusal("f{a}", "1:2 E0112 a blank is missing before `{`"),
    Refusal("f{a: 1}", "1:2 E0112 a blank is missing before `{`"),
    Refusal(#"f"a""#, #"1:2 E0112 a blank is missing before `"`"#),
  ]
}
