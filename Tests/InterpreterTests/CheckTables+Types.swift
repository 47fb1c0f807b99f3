/// Programs and what the checker says about columns and types.
extension CheckTests {
  /// Columns of known rows, followed through row commands.
  static let columns: [Check] = [
    Check(
      #"accounts | where .nme == "x""#,
      "1:18 E0270 there is no column `nme` / did you mean `name`?"),
    Check("accounts | where .name == 1"),
    Check(
      "accounts | where .name",
      "1:18 E0301 a condition takes a bool|closure, not a string"),
    Check(
      #"accounts | where .secrets > "1""#,
      "1:18 E0313 an int and a string have no order / `to-int` and `to-float` read numbers"),
    Check(
      "accounts | where .created < 90d",
      "1:18 E0313 a datetime and a duration have no order / `$now - 30d` is the moment 30 days ago: `.created > ($now - 30d)`"
    ),
    Check("accounts | where .created < $now - 90d"),
    Check("accounts | where .expires < $now"),
    Check(
      #"accounts | where .token == "x""#,
      "1:18 E0310 sealed text cannot be compared / `reveal` opens it, and leaves an event behind"),
    Check(#"accounts | where .owner == "ada""#),
    Check(
      #"accounts | where .owner.email == "x""#,
      "1:18 E0322 a mention of a person has kind, id and name, not `email` / `person show` has the rest"),
    Check(#"accounts | where .owner.name == "x""#),
    Check(
      "accounts | sort-by .creatd",
      "1:20 E0270 there is no column `creatd` / did you mean `created`?"),
    Check(
      "accounts | get nam",
      "1:12 E0270 there is no column `nam` / did you mean `name`?"),
    Check(
      "accounts | select name secretz",
      "1:12 E0270 there is no column `secretz` / did you mean `secrets`?"),
    Check(
      "accounts | select .name | where .secrets > 1",
      "1:33 E0270 there is no column `secrets` / the columns are name"),
    Check(
      "accounts | reject name | get name",
      "1:26 E0270 there is no column `name` / the columns are secrets, created, expires, token, owner"),
    Check(
      "accounts | rename name title | get name",
      "1:32 E0270 there is no column `name` / the columns are title, secrets, created, expires, token, owner"),
    Check("accounts | update secrets (.secrets + 1) | where .secrets > 1"),
    Check(
      "accounts | update nope 1",
      "1:12 E0270 there is no column `nope` / the columns are name, secrets, created, expires, token, owner"),
    Check(
      "accounts | insert twice (.secrets * 2) | where .twice > 1 | where .thrice > 1",
      "1:67 E0270 there is no column `thrice` / did you mean `twice`?"),
    Check("accounts | group-by .name | each {|g| $g.rows | length }"),
    Check(
      "accounts | group-by .name | get nam",
      "1:29 E0270 there is no column `nam` / did you mean `name`?"),
    Check("accounts | count-by .name | get count"),
    Check(
      "accounts | count-by .name | get secrets",
      "1:29 E0270 there is no column `secrets` / the columns are name, count"),
    Check(
      "accounts | each {|a| $a.nme }",
      "1:22 E0270 there is no column `nme` / did you mean `name`?"),
    Check("accounts | each {|a| {n: $a.name} } | where .m == 1"),
    Check(
      "for a in (accounts) { print $a.nmae }",
      "1:29 E0270 there is no column `nmae` / did you mean `name`?"),
    Check("accounts | first | get name"),
    Check(
      "accounts.name",
      "1:1 E0111 `accounts.name` is not the name of a command / a variable is written `$accounts`, text in quotes"
    ),
    Check(
      "(accounts).name",
      "1:1 E0321 rows have no field `name` / `… | get name` takes it from each row"),
    Check(
      "(accounts)[0].nam",
      "1:1 E0270 there is no column `nam` / did you mean `name`?"),
    Check(
      "[{a: 1} {a: 2}] | where .b == 1",
      "1:25 E0270 there is no column `b` / the columns are a"),
    Check(
      "{a: 1}.b",
      "1:1 E0270 there is no column `b` / the columns are a"),
    Check("{a: 1}.b?"),
    Check(
      "let r = {a: {b: 1}}; $r.a.c",
      "1:22 E0270 there is no column `c` / the columns are b"),
    Check(
      "let {a} = {b: 1}; $a",
      "1:6 E0270 there is no column `a` / the columns are b"),
    Check("mut r = {a: 1}; $r.b = 2; $r.b"),
    Check(
      #""x".y"#,
      "1:1 E0321 a string has no field `y`"),
    Check(
      "1.y",
      "1:1 E0321 an int has no field `y`"),
    Check(
      "$now.yaer",
      "1:1 E0270 there is no column `yaer` / did you mean `year`?"),
    Check(
      "[{a: 1}] | sum .b",
      "1:12 E0270 there is no column `b` / the columns are a"),
    Check(
      "accounts | join-rows [{name: x}] --on nme",
      "1:12 E0270 there is no column `nme` / did you mean `name`?"),
    Check("accounts | any .secrets > 1"),
    Check(
      "accounts | all .secretz > 1",
      "1:16 E0270 there is no column `secretz` / did you mean `secrets`?"),
  ]

  /// Types of operators, patterns, parameters and assignments.
  static let types: [Check] = [
    Check(
      #"1 + "1""#,
      #"1:1 E0315 `+` does not take an int and a string / there is no coercion: `to-int` reads a number, `"\($n)"` makes text"#
    ),
    Check(
      #""a" + 1"#,
      #"1:1 E0315 `+` does not take a string and an int / there is no coercion: `to-int` reads a number, `"\($n)"` makes text"#
    ),
    Check(
      #"1 - "1""#,
      #"1:1 E0315 `-` does not take an int and a string / there is no coercion: `to-int` reads a number, `"\($n)"` makes text"#
    ),
    Check(
      #""a" * 2"#,
      #"1:1 E0315 `*` does not take a string and an int / there is no coercion: `to-int` reads a number, `"\($n)"` makes text"#
    ),
    Check(
      #"1 < "2""#,
      "1:1 E0313 an int and a string have no order / `to-int` and `to-float` read numbers"),
    Check(
      "1 < null",
      "1:1 E0313 null has no order / `== null` asks for it, `??` replaces it"),
    Check(
      "true + 1",
      "1:1 E0315 `+` does not take a bool and an int"),
    Check(
      "not 1",
      "1:5 E0301 a condition takes a bool, not an int / there is no truthiness: compare, as in `($list | length) > 0`"
    ),
    Check(
      "if 1 { 2 }",
      "1:4 E0301 a condition takes a bool, not an int / there is no truthiness: compare, as in `($list | length) > 0`"
    ),
    Check(
      #"if "x" { 2 }"#,
      "1:4 E0301 a condition takes a bool, not a string / there is no truthiness: compare, as in `($list | length) > 0`"
    ),
    Check(
      "while 1 { break }",
      "1:7 E0301 a condition takes a bool, not an int / there is no truthiness: compare, as in `($list | length) > 0`"
    ),
    Check(
      "1 and true",
      "1:1 E0301 a condition takes a bool, not an int / there is no truthiness: compare, as in `($list | length) > 0`"
    ),
    Check(
      #"-"x""#,
      "1:1 E0301 `-` takes a number|duration, not a string"),
    Check("-90d"),
    Check("[1] + [2]"),
    Check("[1] + 1"),
    Check("{a: 1} + {b: 2}"),
    Check(
      #"1 =~ "x""#,
      "1:1 E0318 `=~` takes text and a pattern, not an int"),
    Check(
      #""x" =~ 1"#,
      "1:1 E0318 `=~` takes text and a pattern, not an int"),
    Check(#""x" =~ "(""#),
    Check(
      "throw 1",
      "1:7 E0301 `throw` takes a string|record|error, not an int"),
    Check(
      "for x in 1 { print $x }",
      "1:10 E0301 `for` takes a list|rows|range, not an int"),
    Check(
      "for x in {a: 1} { print $x }",
      "1:10 E0301 `for` takes a list|rows|range, not a record"),
    Check(
      "let [a b] = 1; print $a $b",
      "1:5 E0301 a list pattern takes a list, not an int"),
    Check(
      "let {a} = [1]; print $a",
      "1:5 E0301 a record pattern takes a record, not a list<int>"),
    Check(
      #"[1]["a"]"#,
      "1:5 E0301 an index takes an int|range, not a string"),
    Check(#"{a: 1}["a"]"#),
    Check(#""abc"[0]"#),
    Check(
      #"def f [] -> int { "x" }; f"#,
      "1:17 E0301 the result of `f` takes an int, not a string / `to-int` and `to-float` read numbers from text"
    ),
    Check(
      "def f [] -> int { 1 }; f + 1",
      "1:26 E0116 `+` is an operator, and stands where an argument is read / a calculation needs parentheses: `(command …) + …`, `($a + $b)`"
    ),
    Check(
      #"def f [] -> int { 1 }; (f) + "1""#,
      #"1:24 E0315 `+` does not take an int and a string / there is no coercion: `to-int` reads a number, `"\($n)"` makes text"#
    ),
    Check(
      "def f [a: intt] { $a }; f 1",
      "1:11 E0235 there is no type `intt` / did you mean `int`?"),
    Check(
      "def f [a: list<nope>] { $a }; f [1]",
      "1:16 E0235 there is no type `nope` / types are any, bool, int, float, number, string, datetime, duration, range, list, record, rows, closure, sealed"
    ),
    Check(
      #"def f [a: int = "x"] { $a }; f"#,
      "1:17 E0301 the default of a takes an int, not a string / `to-int` and `to-float` read numbers from text"
    ),
    Check(
      "def f [a=1 b] { print $a $b }; f 1 2",
      "1:12 E0233 `b` needs a default: one before it has one"),
    Check(
      "def f [...a b] { print $a $b }; f 1",
      "1:13 E0233 nothing follows the rest `...`"),
    Check("def f [a: string?] { $a }; f null"),
    Check(
      #""\(null)""#,
      "1:4 E0307 null cannot stand in a text"),
    Check(#"mut x = 1; $x = "a"; $x + 1"#),
    Check(
      #"mut x = 1; $x += "a""#,
      #"1:12 E0315 `+` does not take a number and a string / there is no coercion: `to-int` reads a number, `"\($n)"` makes text"#
    ),
    Check(
      "let x = 1; $x = 2",
      "1:12 E0225 `$x` cannot be changed: it is no `mut` / `mut x = …` makes one that can"),
    Check(
      "mut x = 1; [1] | each {|y| $x += $y }; $x",
      "1:28 E0227 a closure cannot change `$x`: it captured a copy / `for x in (…) { $x = … }` can, and `reduce` carries a value along"
    ),
    Check(
      "mut x = 1; def f [] { $x = 2 }; f",
      "1:23 E0226 a `def` cannot change a name outside / pass it in and return the new value"),
    Check(
      "for i in [1] { $i = 2 }",
      "1:16 E0225 `$i` cannot be changed: it is no `mut` / `mut i = …` makes one that can"),
    Check(
      "def f [a] { $a = 2; $a }; f 1",
      "1:13 E0225 `$a` cannot be changed: it is no `mut` / `mut a = …` makes one that can"),
    Check(
      "$now = 1",
      "1:1 E0225 `$now` cannot be changed"),
    Check("mut x = 1; [1] | where ($x == 1); $x"),
    Check(#"(accounts | first).token + "x""#),
    Check(#"(accounts | get token) == ["x"]"#),
    Check("[...1]"),
    Check(
      "{...1}",
      "1:2 E0301 `...` in a record takes a record, not an int"),
    Check("print ...1"),
    Check(
      "{a: 1, a: 2}",
      "1:8 E0271 the key `a` stands twice"),
    Check(
      #""a" in "abc""#,
      "1:1 E0319 `in` takes a list or range on its right, not a string"),
    Check(
      "1 in 5",
      "1:1 E0319 `in` takes a list or range on its right, not an int"),
    Check(
      "$now + 1",
      "1:1 E0315 `+` does not take a datetime and an int"),
    Check("$now + 1d"),
    Check(
      "$now - $now + 1",
      "1:1 E0315 `+` does not take a duration and an int"),
    Check("1d * 2"),
    Check(
      "1d * 1d",
      "1:1 E0315 `*` does not take a duration and a duration"),
    // K14: what a weekday is never called.
    Check(
      "accounts | where .created.weekday in [Sat sun]",
      "1:39 E0212 `Sat` is no weekday / did you mean `sat`?"),
    Check("accounts | where .created.weekday in [sat sun]"),
    Check(
      #"if $now.weekday == "Monday" { }"#, "1:20 E0212 `Monday` is no weekday / did you mean `mon`?"),
    Check(
      #"match $now.weekday { sunday => 1, _ => 2 }"#,
      "1:22 E0212 `sunday` is no weekday / did you mean `sun`?"),
    Check(
      #"let d = $now.weekday; $d != "x""#,
      "1:29 E0212 `x` is no weekday / weekdays are mon tue wed thu fri sat sun"),
    Check("$now.weekdy", "1:1 E0270 there is no column `weekdy` / did you mean `weekday`?"),
    Check(
      "2026-01-31 < 1d",
      "1:1 E0313 a datetime and a duration have no order / `$now - 30d` is the moment 30 days ago: `.created > ($now - 30d)`"
    ),
  ]
}
