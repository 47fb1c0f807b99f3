/// Programs and what the checker says about words: near ones, habits, what stands behind `|`.
extension CheckTests {
  /// K19, K23, L13, L15.
  static let words: [Check] = [
    Check(
      "accounts | whre .name == \"x\"", "1:12 E0201 there is no command `whre` / did you mean `where`?"),
    Check(
      "accounts | wher .name =~ \"x\" and .b > 1 | first && 2",
      "1:12 E0201 there is no command `wher` / did you mean `where`?"),
    Check("acount create x", "1:1 E0201 there is no command `acount` / did you mean `account create`?"),
    Check(
      "account remove x", "1:1 E0201 there is no command `account remove` / did you mean `account delete`?"),
    Check(
      "def whre [x] { $x }; whre 1 == 2",
      "1:29 E0116 `==` is an operator, and stands where an argument is read / a calculation needs parentheses: `(command …) == …`, `($a == $b)`"
    ),
    Check(
      "let n = 5; print \"n is $n\"",
      "1:24 W0226 `$n` is plain text here / `\\($n)` puts the value into a text; a text in single quotes holds `$` as it is"
    ),
    Check("let n = 5; print 'n is $n' \"\\($n) $m costs $ 5\""),
    Check("print $HOME", "1:7 E0223 `$HOME` is not defined / `$env.HOME` reads the environment"),
    Check(
      "accounts --json",
      "1:10 E0202 `accounts` has no flag --json / `… | to json` writes it; on the command line `--format json`"
    ),
    Check(
      "1 | 2",
      "1:5 E0110 only a command may follow `|`, or what reads `$in` / `$in` is what comes: `| $in + 1`; `| each {|x| … }` calculates with each item"
    ),
    Check(
      "accounts | .name",
      "1:12 E0110 only a command may follow `|`, or what reads `$in` / `| get name` takes the field of each row, `$in.name` that of a record"
    ),
    Check(
      "1 | if true { $x }",
      "1:5 E0110 only a command may follow `|`, or what reads `$in` / `$in` is what comes: `| if $in > 3 { … }`, `| match { … }`"
    ),
    Check("1 | if $in > 0 { $in } else { 2 } | match { 1 => $in, _ => 2 }"),
    Check("let in = 1", "1:5 E0220 `$in` is the language's own name / choose another one"),
    Check("{(1): 2}", "1:3 E0301 a key takes a string, not an int / `\"\\($n)\"` makes text of a number"),
    Check("accounts | sort-by .name --desc .secrets --asc"),
    Check(
      "accounts | sort-by .name --desc --asc",
      "1:33 E0203 --asc contradicts --desc / it holds for the arguments before it: `.a --desc .b --asc`"),
  ]
}
