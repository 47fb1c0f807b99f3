import Support
import Testing

/// Scripts that are wrong, or that are no scripts: errors, never a crash.
@Suite struct BadScriptTests {
  @Test func randomBytesAreNoScript() throws {
    let home = try E2EHome()
    for seed in 0..<100 {
      var random = SplitMix(seed: UInt64(seed))
      let count = 1 + Int(random.next() % 400)
      try home.write((0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }, to: "r.sms")
      let result = try home.run(home.path("r.sms"), seconds: 20)
      #expect(result.status == 2, "seed \(seed): \(result)")
      #expect(result.output == "")
    }
  }

  private static let words = [
    "let", "mut", "def", "for", "in", "while", "if", "else", "match", "try", "catch", "finally", "throw",
    "return", "break",
    "$x", "$it", ".a", "x", "=", "+=", "==", "=>", "|", "(", ")", "[", "]", "{", "}", "{|x|", "\"", "'",
    "\"\\(", "1", "2.5",
    "30d", "2026-01-31", "..", "...", "-", "--f", "#", "\n", ";", ",", "?", "??", "not", "and", "where",
    "each", "sort-by",
    "first", "length", "print", "null", "true", "\u{301}", "\u{0}", "9223372036854775807", "`", "\\",
  ]

  @Test func wordsInAnyOrderNeverCrash() throws {
    let home = try E2EHome()
    var statuses: Set<Int32> = []
    for seed in 0..<60 {
      var random = SplitMix(seed: UInt64(seed) &* 7919)
      let text = (0..<30).map { _ in
        Self.words[Int(random.next() % UInt64(Self.words.count))] + (random.next() % 3 == 0 ? "" : " ")
      }.joined()
      let result = try home.run("--timeout", "5s", "--max-steps", "100000", "-", input: text, seconds: 20)
      statuses.insert(result.status)
      #expect([0, 1, 2].contains(result.status), "\(text): \(result)")
    }
    #expect(statuses.contains(2))
  }

  /// A program that goes too deep, and the start of its error's code.
  private static let deep: [(String, Int32)] = [
    (String(repeating: "(", count: 100_000), 2),
    (String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000), 2),
    (String(repeating: "{a: ", count: 50_000), 2),
    (String(repeating: "if true { ", count: 50_000), 2),
    (String(repeating: "{|x| ", count: 50_000), 2),
    (String(repeating: "not ", count: 100_000) + "true", 2),
    (String(repeating: "- ", count: 100_000) + "1", 2),
    ("print " + String(repeating: "\"\\(", count: 20_000), 2),
    ("def f [x: " + String(repeating: "list<", count: 50_000) + "int", 2),
    ("match 1 { " + String(repeating: "[", count: 50_000), 2),
    ("def f [n: int] { f ($n + 1) }; f 0", 1),
    ("def f [n: int] { (f ($n + 1)) + 1 }; f 0", 1),
    ("def f [] { g }; def g [] { f }; f", 1),
    ("def f [] { [1] | each {|x| f } }; f", 1),
    ("def f [] { try { f } finally { 1 } }; f", 1),
    ("def f [] { do {|| f } }; f", 1),
    ("mut l = []; while true { $l = [$l] }; $l", 1),
    ("stdin | from json", 1),
    ("stdin | from yaml", 1),
  ]

  @Test(arguments: deep.indices) func whatGoesTooDeepIsAnError(_ index: Int) throws {
    let (code, status) = Self.deep[index]
    let home = try E2EHome()
    try home.write(code, to: "d.sms")
    let input = String(repeating: "[", count: 200_000)
    let result = try home.run("--timeout", "20s", home.path("d.sms"), input: input, seconds: 60)
    #expect(result.status == status, "\(code.prefix(80)): \(result.status) \(result.errors.prefix(600))")
    #expect(result.errors.hasPrefix("error E"), "\(code.prefix(80)): \(result.errors.prefix(600))")
    #expect(result.errors.utf8.count < 5_000)
  }

  @Test func longChains() throws {
    let home = try E2EHome()
    func sum(_ count: Int) -> String {
      "print (" + Array(repeating: "1", count: count).joined(separator: " + ") + ")\n"
    }
    try home.write(sum(900), to: "sum.sms")
    #expect(try home.run(home.path("sum.sms")).output == "900\n")
    try home.write(sum(50_000), to: "sum.sms")
    let refused = try home.run(home.path("sum.sms"))
    #expect(refused.status == 2)
    #expect(refused.errors.contains("E0105"))
    try home.write(
      String(repeating: "let x = 1\n", count: 1) + String(repeating: "print $x\n", count: 20_000),
      to: "long.sms")
    #expect(try home.run(home.path("long.sms")).lines.count == 20_000)
  }

  @Test func everyErrorOfAFileIsTold() throws {
    let home = try E2EHome()
    try home.write("let a = (1 +\n\nlet b = ]\nprint $nope\n", to: "e.sms")
    let result = try home.run(home.path("e.sms"))
    #expect(result.status == 2)
    #expect(result.errors.ranges(of: "error E").count >= 2, "\(result)")
  }
}

/// Random numbers that are the same in every run.
struct SplitMix {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
