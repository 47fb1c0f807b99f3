import Syntax
import Testing

/// Something that other shells and languages taught, and the words that its help line must hold.
struct Habit: CustomTestStringConvertible, Sendable {
  let code: String
  let cure: String

  init(_ code: String, _ cure: String) {
    self.code = code
    self.cure = cure
  }

  var testDescription: String { code }
}

@Suite("Habits") struct HabitTests {
  /// Texts that the parser refuses.
  static let refused: [Habit] = [
    Habit("account delete a && account delete b", "two statements stand on two lines, or with `;`"),
    Habit("account delete a || print b", "`try { … } catch { … }`"),
    Habit("$x || $y", "`try { … } catch { … }`"),
    Habit("accounts > out.txt", "`… | save FILE` writes, `open FILE` reads"),
    Habit("accounts >> out.txt", "`… | save FILE` writes, `open FILE` reads"),
    Habit("accounts >out.txt", "`… | save FILE` writes, `open FILE` reads"),
    Habit("accounts 2>&1", "`… | save FILE` writes, `open FILE` reads"),
    Habit("sort-input < in.txt", "`… | save FILE` writes, `open FILE` reads"),
    Habit("print $(accounts)", "written `(command …)`, without `$`"),
    Habit("$(accounts)", "written `(command …)`, without `$`"),
    Habit("print `accounts`", "written `(command …)`"),
    Habit("`accounts`", "written `(command …)`"),
    Habit("print ${x}", "`\"\\($name)\"`"),
    Habit("x = 1", "`let x = …`"),
    Habit("x=1", "`let x = …`"),
    Habit("x += 1", "`$x = …` changes a `mut`"),
    Habit("let $x = 1", "a new name is written without `$`"),
    Habit("$x.y()", "`$x | y`"),
    Habit("$x.y(1)", "`$x | y`"),
    Habit("f(1, 2)", "`f 1 2`"),
    Habit("each { $it }", "a closure names its parameter: `{|it| $it … }`"),
    Habit("each { print x }", "a closure is `{|x| … }`"),
    Habit("if a == b { }", "a variable is written `$a`"),
    Habit("while a { }", "a variable is written `$a`"),
    Habit("for x in accounts { }", "the value of a command is `(accounts …)`"),
    Habit("if [ $a == $b ] { }", "`if $a == $b { … }`"),
    Habit("if [ $a = $b ] { }", "`if $a == $b { … }`"),
    Habit("if $a { 1 } elif $b { 2 }", "`else if`"),
    Habit("$a ? 1 : 2", "`if $a { 1 } else { 2 }`"),
    Habit("./run.sh x", "`exec [program argument …]`"),
    Habit("/bin/ls", "`exec [program argument …]`"),
    Habit("print $a + $b", "`($a + $b)`"),
    Habit("def f(a) { }", "`def name [a b --flag] { … }`"),
    Habit("job &", "there are no background jobs"),
    // K23
    Habit("accounts | where .name like \"ci%\"", "`=~` searches a pattern"),
    Habit("accounts | where .name is null", "`==` compares"),
    Habit("accounts | where .n between 1 and 2", "`.n in 1..5`"),
    Habit("1 <> 2", "`!=` compares"), Habit("1 === 1", "`==` compares"), Habit("1 !== 1", "`!=` compares"),
    Habit("5 ** 2", "there is no power"), Habit("\"a\" ++ \"b\"", "`+` puts two texts or two lists together"),
    Habit("$a && $b", "`and` joins conditions"), Habit("$a || $b", "`or` joins conditions"),
    Habit("f | where !(.a)", "`not` turns a condition around"),
    Habit("let x := 5", "it is written `let name = VALUE`"),
    Habit("print $1", "`$args[0]`"), Habit("print $@", "the list `$args`"),
    Habit("print $?", "`try { … } catch e"),
    Habit("accounts | each { .name }", "`{|x| $x.name }`"),
  ]

  /// K23: what has its help where it is not a matter of parsing.
  static let words: [(String?, String)] = [
    (Habits.helpForVariable("HOME"), "`$env.HOME`"), (Habits.helpForVariable("_"), "`$it`"),
    (Habits.helpForFlag("json"), "`… | to json`"), (Habits.helpForFlag("limit"), "`… | first N`"),
    (Habits.helpForFlag("dry-run"), "`--plan`"), (Habits.helpForMoment("yesterday"), "`1d`"),
    (Habits.helpForMoment("7days"), "`7d`"), (Habits.helpForMoment("2 hours"), "`2h`"),
    (Habits.helpForMoment("3months"), "`30d`"), (Habits.helpForCommand("limit"), "`first N`"),
    (Habits.helpForCommand("order-by"), "`sort-by"), (Habits.helpForCommand("None"), "`null`"),
    (Habits.helpForCommand("delete"), "`account delete NAME`"),
    (Habits.helpForCommand("kubectl"), "`exec [kubectl"),
  ]

  @Test("a word from elsewhere has a help line")
  func wordsHelp() {
    for (help, cure) in Self.words { #expect(help?.contains(cure) ?? false, "\(cure)") }
    #expect(Habits.helpForVariable("name") == nil && Habits.helpForMoment("never") == nil)
    #expect(Habits.helpForFlag("account") == nil && Habits.helpForMoment("90") == nil)
  }

  @Test("is refused, and the error or its help names the cure", arguments: refused)
  func refuses(_ habit: Habit) throws {
    let first = try #require(parse(Source(name: "test", text: habit.code)).diagnostics.first)
    #expect("\(first.message) / \(first.help ?? "")".contains(habit.cure))
  }

  /// Names of commands that exist elsewhere: plain calls for the parser, the checker adds the help.
  static let commands: [Habit] = [
    Habit("alias", "`def name [] { … }`"), Habit("export", "`let name = value`"),
    Habit("source", "`use \"file.sms\"`"),
    Habit("echo", "`print`"), Habit("dir", "`accounts`"), Habit("cat", "`open FILE`"),
    Habit("grep", "`where .name =~ \"pattern\"`"), Habit("test", "`if $a == $b { … }`"),
    Habit("function", "`def name [a b] { … }`"), Habit("import", "`use \"file.sms\"`"),
    Habit("head", "`first N`"), Habit("jq", "`from json`"), Habit("xargs", "each"), Habit("quit", "`exit`"),
    Habit("url-encode", "`encode url`"), Habit("to base64", "`encode base64`"),
  ]

  @Test("a command from elsewhere has a help line", arguments: commands)
  func command(_ habit: Habit) throws {
    #expect(!parse(Source(name: "test", text: habit.code + " x")).hasErrors)
    #expect(try #require(Habits.helpForCommand(habit.code)).contains(habit.cure))
  }

  @Test("what is merely written differently is accepted")
  func accepted() {
    for code in [
      "select .name", "sort-by name", "[ x ]", "[ -f x ]", "f -la", "print a&b", "f a=1", "f *.txt",
    ] {
      #expect(!parse(Source(name: "test", text: code)).hasErrors, "\(code)")
    }
  }
}
