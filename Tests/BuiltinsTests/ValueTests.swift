import Interpreter
import Support
import Testing

@Suite struct ValueTests {
  static let conversions: [TestCase] = [
    TestCase("\"\" | to-int", "E0360"), TestCase("\" 1\" | to-int", "E0360"),
    TestCase("\"+5\" | to-int", "5"), TestCase("\"-5\" | to-int", "-5"),
    TestCase("\"9223372036854775808\" | to-int", "E0360"), TestCase("1.5 | to-int", "E0360"),
    TestCase("1e300 | to-int --or null", "null"),
    TestCase("null | to-int", "E0360"), TestCase("null | to-int --or 7", "7"),
    TestCase("[] | to-int --or 7", "7"),
    TestCase("\"1e3\" | to-float", "1000.0"), TestCase("\"inf\" | to-float", "E0360"),
    TestCase("\"nan\" | to-float --or 0.0", "0.0"),
    TestCase("\"0x10\" | to-float", "E0360"), TestCase("\"1e999\" | to-float", "E0360"),
    TestCase("true | to-string", "\"true\""),
    TestCase("{a: x} | to-string", "\"{a: \\\"x\\\"}\""),
    TestCase("1..2 | each {|x| $x} | to-string", "\"[1, 2]\""),
    TestCase("null | to-string", "E0360"), TestCase("2.0 | to-string", "\"2.0\""),
    TestCase("\"2026-13-01\" | to-date", "E0360"),
    TestCase("\"2026-01-31T08:00:00+02:00\" | to-date", "2026-01-31T08:00:00+02:00"),
    TestCase("9223372036854775807 | to-date", "E0360"),
    TestCase("\"2026-03-29T02:30:00\" | to-date --zone Europe/Berlin", "2026-03-29T03:00:00+02:00"),
    TestCase("\"2026-01-01\" | to-date --zone Mars/Base", "E0370"), TestCase("\"5\" | to-duration", "E0360"),
    TestCase("\"-90m\" | to-duration", "-1h30m"),
    TestCase("\"True\" | to-bool", "E0360"), TestCase("1 | to-bool", "E0360"),
    TestCase("false | to-bool", "false"),
  ]

  static let numbers: [TestCase] = [
    TestCase("0.5 | round", "1"), TestCase("-0.4 | round", "0"), TestCase("1.005 | round 2", "1.0"),
    TestCase("2.675 | round 1", "2.7"),
    TestCase("5 | round 2", "5"), TestCase("1.5 | round -1", "E0340"), TestCase("1e300 | round", "E0316"),
    TestCase("1e300 | round 2", "1e+300"),
    TestCase("5 | floor", "5"), TestCase("-0.5 | ceil", "0"), TestCase("\"1\" | floor", "E0301"),
    TestCase("null | abs", "E0301"),
    TestCase("-9223372036854775807 - 1 | abs", "E0316"), TestCase("-1.5 | abs", "1.5"),
  ]

  static let records: [TestCase] = [
    TestCase("{} | keys", "[]"), TestCase("{} | values", "[]"), TestCase("{a: 1} | merge {}", "{a: 1}"),
    TestCase("[] | merge {a: 1}", "[]"),
    TestCase("[1] | append", "[1]"), TestCase("1..2 | append 3", "[1, 2, 3]"),
    TestCase("1..2 | each {|x| $x} | append 9 | last", "9"),
    TestCase("[5] | merge {a: 1}", "E0336"), TestCase("5 | keys", "E0301"),
  ]

  static let dates: [TestCase] = [
    TestCase("date month 2024-02-29 --offset 12", "{start: 2025-02-01T00:00:00Z, end: 2025-03-01T00:00:00Z}"),
    TestCase("date month 2026-01-31 --offset -13 | get start", "2024-12-01T00:00:00Z"),
    TestCase("date year 2026-05-05", "{start: 2026-01-01T00:00:00Z, end: 2027-01-01T00:00:00Z}"),
    TestCase("date quarter 2026-05-05", "{start: 2026-04-01T00:00:00Z, end: 2026-07-01T00:00:00Z}"),
    TestCase("date quarter 2026-01-05 --offset -1 | get start", "2025-10-01T00:00:00Z"),
    TestCase(
      "date day 2026-03-29 --zone Europe/Berlin",
      "{start: 2026-03-29T00:00:00+01:00, end: 2026-03-30T00:00:00+02:00}"),
    TestCase("let d = (date day 2026-03-29 --zone Europe/Berlin); $d.end - $d.start", "23h"),
    TestCase("date now", "2025-11-24T16:00:00Z"), TestCase("date today", "2025-11-24T00:00:00Z"),
    TestCase("date today --offset -24", "2025-10-31T00:00:00Z"),
    TestCase("date month --offset -1", "{start: 2025-10-01T00:00:00Z, end: 2025-11-01T00:00:00Z}"),
    TestCase("date week | get start", "2025-11-24T00:00:00Z"),
    TestCase("date today --zone Asia/Tokyo", "2025-11-25T00:00:00+09:00"),
    TestCase("date 2026-01-31", "2026-01-31T00:00:00Z"),
    TestCase("let d = 2026-01-31; date month $d | get end", "2026-02-01T00:00:00Z"),
    TestCase("date \"2026-01-31 10:00\"", "2026-01-31T10:00:00Z"),
    TestCase("date tody", "E0374"), TestCase("date now --offset 1", "E0373"),
    TestCase("date today 2026-01-01", "E0373"), TestCase("date now --zone X", "E0370"),
    TestCase("date year --offset 9000", "E0375"),
    TestCase("date year --offset -9223372036854775807", "E0375"), TestCase("date", "E0210"),
    TestCase("(date month 2026-01-01).middle", "E0270"), TestCase("2026-01-31 | format-date \"%Q\"", "E0372"),
    TestCase("2026-01-31 | format-date \"%\"", "E0372"),
    TestCase("\"2026-01-31\" | format-date %F", "E0301"),
    TestCase("2026-01-31 | to-zone Nowhere/Land", "E0370"),
    TestCase("2026-01-31T23:30:00Z | to-zone +01:00", "2026-02-01T00:30:00+01:00"),
    TestCase("2026-01-31 | format-date \"%a %j 100%%\"", "\"Sat 031 100%\""),
  ]

  @Test(arguments: conversions + numbers + records + dates) func table(_ test: TestCase) { test.check() }
}
