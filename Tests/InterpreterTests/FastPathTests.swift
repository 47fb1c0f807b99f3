import Builtins
import Interpreter
import Support
import Testing

/// What the machine does in a shorter way for ints and short texts gives the same as the long way.
@Suite struct FastPathTests {
  /// Constants that fit an instruction, and their neighbours that do not.
  static let constants: [Case] = [
    Case(
      "let x = 1; [($x + 32767) ($x + 32768) ($x - -32768) ($x - -32769)]", "[32768, 32769, 32769, 32770]"),
    Case(
      "let x = 2; [($x * 32767) ($x * 32768) ($x * -32768) ($x * -32769)]", "[65534, 65536, -65536, -65538]"),
    Case("let x = 100000; [($x % 32767) ($x % 32768) ($x % -32768) ($x % -7)]", "[1699, 1696, -31072, -2]"),
    Case("let x = -5; [($x % 3) ($x % 40000)]", "[1, 39995]"),
    Case("let x = 9223372036854775807; $x + 1", "E0316 the result does not fit a 64-bit integer"),
    Case("let x = -9223372036854775807; $x - 2", "E0316 the result does not fit a 64-bit integer"),
    Case("let x = 9223372036854775807; $x * 2", "E0316 the result does not fit a 64-bit integer"),
    Case("let x = 1; $x % 0", "E0317 division by zero"),
    Case("let x = 1.5; [($x + 1) ($x * 2) ($x - 1)]", "[2.5, 3.0, 0.5]"),
    Case("let x = 2147483647; if $x < 2147483648 { 1 } else { 2 }", "1"),
    Case("let x = 2147483648; if $x > 2147483647 { 1 } else { 2 }", "1"),
    Case("let x = -2147483649; if $x >= -2147483648 { 1 } else { 2 }", "2"),
    Case("let x = 2147483648; if $x == 2147483648 and $x != 2147483647 { 1 } else { 2 }", "1"),
    Case("let x = 1.5; if $x < 2 and $x > 1 { 1 } else { 2 }", "1"),
  ]

  static let texts: [Case] = [
    Case("let x = -9223372036854775807; \"<\\($x - 1)>\"", "\"<-9223372036854775808>\""),
    Case("let x = 0; \"\\($x)\\($x)\"", "\"00\""), Case("\"\\(1.5) \\(true) \\(1h)\"", "\"1.5 true 1h\""),
    Case("let e = \"é\"; \"\\($e)\\(10)\\($e)\"", "\"é10é\""),
    Case("let long = (\"x\" | repeat 300); (\"\\($long)\\($long)\" | length)", "600"),
    Case("mut x = 1; \"\\($x) \\(if true { $x = 2; $x } else { 0 }) \\($x)\"", "\"1 2 2\""),
    Case("let f = {|x| \"[\\($x)]\"}; [1 a 2.5] | each $f", "[\"[1]\", \"[a]\", \"[2.5]\"]"),
    Case("def f [r] { \"\\($r) \" }; 1..3 | each {|x| $x} | f", "\"[1, 2, 3] \""),
    Case("let x = null; \"\\($x ?? 1)\"", "\"1\""),
    Case("def f [x] { \"\\($x)\" }; f null", "E0307 null cannot stand in a text"),
    Case("1..3 | each {|i| \"item\\($i)\"} | join \",\"", "\"item1,item2,item3\""),
  ]

  static let sums: [Case] = [
    Case("1..10 | sum", "55"), Case("[1 2.5 3] | sum", "6.5"), Case("[1h 30m] | sum", "1h30m"),
    Case("[0.5 1 2] | sum", "3.5"), Case("[] | sum", "0"),
    Case("[9223372036854775807 1] | sum", "E0316 the sum does not fit a 64-bit integer"),
    Case("[1 null] | sum", "E0334 null cannot be added up"),
    Case("[1 2 x] | sum", "E0334 a string cannot be added up"),
    Case("1..4 | each {|x| if $x == 3 { 0.5 } else { $x }} | sum", "7.5"),
  ]

  @Test(arguments: constants + texts + sums)
  func gives(_ example: Case) {
    #expect(TestRun(BuiltinCommands.all).evaluateText(example.code) == example.result)
  }

  @Test func aSumNamesTheRowThatCannotBeAdded() throws {
    let fault = #expect(throws: Fault.self) {
      _ = try TestRun(BuiltinCommands.all).evaluate("[1 2 x 4] | sum")
    }
    #expect(fault?.report.row == 2)
  }

  @Test func whoChangesASignatureChangesNoOther() {
    let first = Signature("One.", category: .flow, positional: [Parameter("a", .int, "")])
    var second = first
    second.positional.append(Parameter("b", .int, ""))
    second.effect = .write
    #expect(first.positional.map(\.name) == ["a"])
    #expect(second.positional.map(\.name) == ["a", "b"])
    #expect(first.effect == .read)
  }
}
