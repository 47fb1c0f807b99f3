/// Programs and what the checker says about names and commands.
extension CheckTests {
  /// Names: defined, visible, once, and the language's own.
  static let names: [Check] = [
    Check(
      "$x",
      "1:1 E0223 `$x` is not defined"),
    Check(
      "let name = 1; $nme",
      "1:5 W0224 `$name` is not used",
      "1:15 E0223 `$nme` is not defined / did you mean `$name`?"),
    Check(
      "let a = $a",
      "1:5 W0224 `$a` is not used",
      "1:9 E0223 `$a` is not defined"),
    Check(
      "for i in 1..3 { print $i }; $i",
      "1:29 E0223 `$i` is not defined"),
    Check(
      "do {|x| $x } 1; $x",
      "1:17 E0223 `$x` is not defined"),
    Check(
      "if true { let y = 1; print $y }; $y",
      "1:34 E0223 `$y` is not defined"),
    Check(
      "def f [a] { $b }; f 1",
      "1:13 E0223 `$b` is not defined"),
    Check("let b = 1; def f [] { $b }; f"),
    Check("def f [] { $b }; let b = 1; f"),
    Check(
      "$it",
      "1:1 E0222 `$it` is the current row: it exists inside row arguments / a closure names its parameter: `{|x| … $x … }`"
    ),
    Check("[1] | where $it == 1"),
    Check(
      "[1] | each {|| $it }",
      "1:16 E0222 `$it` is the current row: it exists inside row arguments / a closure names its parameter: `{|x| … $x … }`"
    ),
    Check(
      ".name",
      "1:1 E0222 `.name` is a field of the current row: it stands in arguments of row commands such as `where` / a closure names its parameter: `{|x| $x.name }`"
    ),
    Check(
      "let f = {|| .name }; do $f",
      "1:13 E0222 `.name` is a field of the current row: it stands in arguments of row commands such as `where` / a closure names its parameter: `{|x| $x.name }`"
    ),
    Check(
      "$env",
      "1:1 E0228 `$env` is read by name / `$env.HOME`; `$env.NAME?` gives null where it is not set"),
    Check("$env.HOME"),
    Check("$args"),
    Check("$now"),
    Check(
      "let now = 1",
      "1:5 E0220 `$now` is the language's own name / choose another one"),
    Check(
      "let it = 1",
      "1:5 E0220 `$it` is the language's own name / choose another one"),
    Check(
      "let x = 1; let x = 2; $x",
      "1:16 E0221 `$x` is already defined in this block / `mut` makes a name that can be changed"),
    Check("let x = 1; if true { let x = 2; print $x }; $x"),
    Check(
      "try { throw a } catch e { $e }; $e",
      "1:13 E0201 there is no command `a` / `help` lists the commands; text is in quotes",
      "1:33 E0223 `$e` is not defined"),
    Check(
      "match 1 { $n => $n }; $n",
      "1:23 E0223 `$n` is not defined"),
    Check(
      "let [a b] = [1 2]; print $a $b $c",
      "1:32 E0223 `$c` is not defined"),
    Check(
      "def f [a a] { $a }; f 1 2",
      "1:10 E0221 `$a` is already defined in this block / `mut` makes a name that can be changed"),
    Check(
      "let {x, y: z} = {x: 1, y: 2}; print $x $z $y",
      "1:43 E0223 `$y` is not defined"),
  ]

  /// Commands, their arguments and flags.
  static let commands: [Check] = [
    Check(
      "acounts",
      "1:1 E0201 there is no command `acounts` / did you mean `accounts`?"),
    Check(
      "account",
      "1:1 E0201 `account` needs one more word / there are account create, account delete"),
    Check(
      "account crate x",
      "1:1 E0201 there is no command `account crate` / did you mean `account create`?"),
    Check(
      "account create",
      "1:1 E0210 `account create` needs name / usage: account create NAME [LIMIT] [--if-missing] [--level LEVEL]"
    ),
    Check(
      "account create a 1 2",
      "1:20 E0211 `account create` takes 2 arguments / usage: account create NAME [LIMIT] [--if-missing] [--level LEVEL]"
    ),
    Check(
      "account create a b",
      "1:18 E0212 limit: `b` is no int"),
    Check(
      "account create a --if-mising",
      "1:18 E0202 `account create` has no flag --if-mising / did you mean --if-missing?"),
    Check(
      "account create a --level",
      "1:18 E0204 --level needs a value: level"),
    Check(
      "account create a --level write",
      "1:26 E0212 --level: `write` is no level / levels are read and read-write"),
    Check(
      "account create a --level=read --level read",
      "1:31 E0203 --level is given twice"),
    Check(
      "account create a -x",
      "1:18 E0202 `account create` has no flag -x / it has --if-missing --level"),
    Check("account create a --if-missing=true"),
    Check("account create --if-missing a"),
    Check("accounts --since 30d"),
    Check("accounts -s 30d"),
    Check(
      "accounts -s tomorrow",
      "1:13 E0212 --since: `tomorrow` is no duration / durations are written `90d`, `12h`, `30m`, `45s`, `250ms`, `2w`"
    ),
    Check(
      "accounts x",
      "1:10 E0211 `accounts` takes no arguments / usage: accounts [--since DURATION]"),
    Check(
      "foo bar",
      "1:1 E0201 there is no command `foo` / did you mean `for`?"),
    Check(
      "echo hi",
      "1:1 E0201 there is no command `echo` / `print` writes a line; a value alone on a line is shown"),
    Check(
      "lets x = 1",
      "1:1 E0201 there is no command `lets` / did you mean `let`?"
    ),
    Check(
      "fro x in [1] { }",
      "1:1 E0201 there is no command `fro` / did you mean `for`?"),
    Check(
      "let name = 1; name",
      "1:5 W0224 `$name` is not used",
      "1:15 E0201 there is no command `name` / the variable is `$name`"),
    Check(
      "def greet [a b=1 --loud] { print $a $b $loud }; greet",
      "1:49 E0210 `greet` needs a / usage: greet A [B] [--loud]"),
    Check(
      "def greet [a b=1 --loud] { print $a $b $loud }; greet 1 2 3",
      "1:59 E0211 `greet` takes 2 arguments / usage: greet A [B] [--loud]"),
    Check(
      "def greet [a b=1 --loud] { print $a $b $loud }; greet 1 --laud",
      "1:57 E0202 `greet` has no flag --laud / did you mean --loud?"),
    Check(
      "def greet [a: int] { $a }; greet x",
      "1:34 E0212 a: `x` is no int"),
    Check(
      #"def greet [a: int] { $a }; greet "1""#,
      "1:34 E0301 `greet` for a takes an int, not a string / `to-int` and `to-float` read numbers from text"),
    Check(
      "def greet [a: int] { $a }; 1 | greet 2",
      "1:38 E0211 `greet` takes 1 argument / usage: greet A"),
    Check(
      "def greet [] { 1 }; 1 | greet",
      "1:25 E0213 `greet` takes nothing from a pipe"),
    Check(
      "1 | accounts",
      "1:5 E0213 `accounts` takes nothing from a pipe"),
    Check(
      "where .a == 1",
      "1:1 E0214 `where` needs something from a pipe / `… | where` takes rows|list|range"),
    Check(
      "[1] | first x",
      "1:13 E0212 count: `x` is no int"),
    Check(
      "[1] | first 1 2",
      "1:15 E0211 `first` takes 1 argument / usage: first [COUNT] [--or ANY]"),
    Check(
      "sort-by name",
      "1:1 E0214 `sort-by` needs something from a pipe / `… | sort-by` takes rows|list|range",
      "1:9 E0215 `name` is a text, the same for each row / the row's field is written `.name`"),
    Check(
      "[{a: 1}] | sort-by a",
      "1:20 E0215 `a` is a text, the same for each row / the row's field is written `.a`"),
    Check(
      "[1] | where",
      "1:7 E0210 `where` needs condition / usage: where CONDITION"),
    Check(
      "each {|x| $x }",
      "1:1 E0214 `each` needs something from a pipe / `… | each` takes rows|list|range|record"),
    Check(
      "f - 1",
      "1:1 E0201 there is no command `f` / `help` lists the commands; text is in quotes"),
    Check("print -"),
    Check("print - --x", "1:9 E0202 `print` has no flag --x / it has no flags"),
    Check(
      "token create a",
      "1:1 E0254 what `token create` gives is dropped here, and cannot be read again / `… | get value | reveal | print` prints it, `… | get value | save FILE` keeps it"
    ),
    Check("let t = (token create a); $t.value"),
    Check(
      "token create a; 1",
      "1:1 E0254 what `token create` gives is dropped here, and cannot be read again / `… | get value | reveal | print` prints it, `… | get value | save FILE` keeps it"
    ),
  ]
}
