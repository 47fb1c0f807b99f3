/// Programs and what the checker says about flow and definitions.
extension CheckTests {
  /// Where statements may stand, unreachable code, unused names, definitions.
  static let flow: [Check] = [
    Check(
      "return 1",
      "1:1 E0251 `return` stands in a `def` or closure / `exit` ends a script"),
    Check(
      "break",
      "1:1 E0252 `break` stands in a `for` or `while`"),
    Check(
      "continue",
      "1:1 E0252 `continue` stands in a `for` or `while`"),
    Check(
      "def f [] { break }; f",
      "1:12 E0252 `break` stands in a `for` or `while`"),
    Check(
      "[1] | each {|x| break }",
      "1:17 E0252 `break` stands in a `for` or `while`"),
    Check(
      "for x in [1] { [1] | each {|y| continue } }",
      "1:5 W0224 `$x` is not used",
      "1:32 E0252 `continue` stands in a `for` or `while`"),
    Check(
      "def f [] { return 1; 2 }; f",
      "1:22 W0250 this is never reached"),
    Check(
      #"def f [] { throw "x"; 2; 3 }; f"#,
      "1:23 W0250 this is never reached"),
    Check(
      "for x in [1] { break; print $x }",
      "1:23 W0250 this is never reached"),
    Check(
      "while true { continue; print a }",
      "1:24 W0250 this is never reached"),
    Check(
      "def f [a] { if $a { return 1 } else { return 2 }; 3 }; f true",
      "1:51 W0250 this is never reached"),
    Check("def f [a] { if $a { return 1 }; 3 }; f true"),
    Check(
      "def f [a] { match $a { 1 => { return 1 } _ => { return 2 } }; 3 }; f 1",
      "1:63 W0250 this is never reached"),
    Check(
      "def f [] { try { return 1 } catch { return 2 }; 3 }; f",
      "1:49 W0250 this is never reached"),
    Check("while true { print a }; 1"),
    Check(
      "exit; print 1",
      "1:7 W0250 this is never reached"),
    Check(
      "let x = 1",
      "1:5 W0224 `$x` is not used"),
    Check("let _x = 1"),
    Check(
      "def f [] { let x = 1; 2 }; f",
      "1:16 W0224 `$x` is not used"),
    Check("def f [a] { 1 }; f 1"),
    Check("[1] | each {|x| 1 }"),
    Check(
      "for x in [1] { }",
      "1:5 W0224 `$x` is not used"),
    Check("try { 1 } catch e { 2 }"),
    Check(
      "match 1 { $n => 1 }",
      "1:11 W0224 `$n` is not used"),
    Check("let x = 1; def f [] { $x }; f"),
    Check(
      "def f [] { 1 }; def f [] { 2 }; f",
      "1:17 E0231 `f` is defined twice"),
    Check(
      "def where [] { 1 }",
      "1:1 E0230 `where` cannot be defined: its arguments are read in a way of their own"),
    Check(
      "def print [] { 1 }",
      "1:1 W0232 `print` hides a command of the same name"),
    Check(
      "def account [] { 1 }",
      "1:1 E0231 `account` is the first word of commands"),
    Check(
      "if true { def f [] { 1 } }",
      "1:11 E0234 `def` stands at the top level of a file"),
    Check(
      #"if true { use "x.sms" }"#,
      "1:11 E0234 `use` stands at the top level of a file"),
    Check(
      "match 1 { $a | $b => 1 }",
      "1:11 E0253 alternatives with `|` bind no names",
      "1:11 W0224 `$a` is not used",
      "1:16 W0224 `$b` is not used"),
    Check(#"match 1 { 1 => "a", "b" => 2 }"#),
    Check("let n = plan { 1 }; $n | where .action == \"created\""),
    Check(
      "let n = plan { 1 }; $n | where .acton == \"created\"",
      "1:32 E0270 there is no column `acton` / did you mean `action`?"),
    Check("let n = batch { 1 }; $n + 1"),
    Check(
      #"test "a" { let x = 1; print $x; $y }"#,
      "1:33 E0223 `$y` is not defined"),
    Check("def f [] { f }; f"),
    Check("def f [] { g }; def g [] { f }; f"),
    Check(
      "$x; $y; foo",
      "1:1 E0223 `$x` is not defined",
      "1:5 E0223 `$y` is not defined",
      "1:9 E0201 there is no command `foo` / did you mean `for`?"),
  ]

  /// Mixtures.
  static let more: [Check] = [
    Check(
      "print $x - 1",
      "1:7 E0223 `$x` is not defined",
      #"1:10 E0116 `-` is an operator, and stands where an argument is read / a calculation needs parentheses: `($a - $b)`; a text quotes: `"-"`"#
    ),
    Check(
      "print a - b",
      #"1:9 E0116 `-` is an operator, and stands where an argument is read / a calculation needs parentheses: `($a - $b)`; a text quotes: `"-"`"#
    ),
    Check(
      #"[{a: 1}] | sort-by "a""#,
      "1:20 E0215 `a` is a text, the same for each row / the row's field is written `.a`"),
    Check(
      "[{a: 1}] | group-by a",
      "1:21 E0215 `a` is a text, the same for each row / the row's field is written `.a`"),
    Check("[{a: 1}] | update a b"),
    Check(
      "[{a: 1}] | uniq a",
      "1:17 E0215 `a` is a text, the same for each row / the row's field is written `.a`"),
    Check(
      #"def f [a] { match $a { 1 => { return 1 } _ => { throw "x" } }; 3 }; f 1"#,
      "1:64 W0250 this is never reached"),
    Check(
      "def f [] { try { return 1 } finally { print a }; 3 }; f",
      "1:50 W0250 this is never reached"),
    Check(
      "def f [] { try { print a } finally { return 1 }; 3 }; f",
      "1:38 E0255 `return` cannot leave a `finally` / what led to it goes on behind it; `catch` is where an error ends",
      "1:50 W0250 this is never reached"),
    Check(
      "for i in 1..3 { try { print $i } finally { break } }",
      "1:44 E0255 `break` cannot leave a `finally` / what led to it goes on behind it; `catch` is where an error ends"
    ),
    Check("for i in 1..3 { try { print $i } finally { for j in 1..2 { if $j == 1 { break } } } }"),
    Check("def g [] { try { 1 } finally { let c = {|x| return $x}; do $c 1 } }; g"),
    Check("def f [] { try { return 1 } catch { print a }; 3 }; f"),
    Check(
      #"[1] | where $it =~ "(""#,
      "1:13 E0318 `=~` takes text and a pattern, not an int"),
    Check(#"accounts | where .name =~ "^ci-(""#),
    Check(
      #"use "nope.sms""#,
      "1:1 E0244 there is no file `nope.sms`"),
    Check(
      "def print [] { 1 }; print",
      "1:1 W0232 `print` hides a command of the same name"),
    Check(
      #"$now.year + "x""#,
      #"1:1 E0315 `+` does not take an int and a string / there is no coercion: `to-int` reads a number, `"\($n)"` makes text"#
    ),
    Check(#"$now.weekday + "x""#),
    Check(
      "let {a} = {a: 1}; [1 ...[2 3] ...1..3]",
      "1:6 W0224 `$a` is not used"),
    Check("let x = 1; let f = {|| $x }; do $f"),
    Check("mut total = 0; for i in [1 2] { $total += $i }"),
    Check(
      "let y = try { 1 } catch e { 2 } | print",
      "1:5 W0224 `$y` is not used"),
    Check(
      "if true { let z = 1; let z = 2; print $z }",
      "1:26 E0221 `$z` is already defined in this block / `mut` makes a name that can be changed"),
    Check("accounts | first 1 | where .secrets > 1"),
    Check(
      "accounts | first | where .secrets > 1",
      "1:20 E0301 `where` from the pipe takes rows|list|range, not a record"),
    Check(
      "let a = (accounts | where .secrets > 1); $a | get nme",
      "1:47 E0270 there is no column `nme` / did you mean `name`?"),
    Check(
      #"[1 2] | each {|x| $x + "a" }"#,
      #"1:19 E0315 `+` does not take an int and a string / there is no coercion: `to-int` reads a number, `"\($n)"` makes text"#
    ),
    Check(
      "[{n: 1}] | each {|r| $r.m }",
      "1:22 E0270 there is no column `m` / the columns are n"),
    Check("[1 2] | reduce --init 0 {|acc x| $acc + $x }"),
    Check(
      "accounts | each {|a| account create $a.name --level $a.secrets }",
      "1:53 E0301 `account create` for --level takes a level, not an int"),
    Check(#"account create ...["a" 1]"#),
    Check("account delete a b c"),
    Check("accounts | account delete"),
    Check("do {|a b| $a + $b } 1 2"),
    Check(
      "{|a a| $a }",
      "1:5 E0221 `$a` is already defined in this block / `mut` makes a name that can be changed"),
  ]
}
