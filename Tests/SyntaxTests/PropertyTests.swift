import Glibc
import Syntax
import Testing

/// Numbers that a seed repeats.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// How long and from which seed the random tests run: `SMS_FUZZ_SECONDS` and `SMS_FUZZ_SEED`, which `scripts/fuzz` sets.
enum FuzzSettings {
  /// Nil in ordinary runs: then each test takes its small fixed number of rounds.
  static let seconds: Double? = variable("SMS_FUZZ_SECONDS").flatMap(Double.init)
  static let seed: UInt64 = variable("SMS_FUZZ_SEED").flatMap { UInt64($0) } ?? 20_261_124

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// Runs rounds, each with numbers of its own: a fixed count of them, or until the time is over.
  ///
  /// - Parameter body: gets the number of the round, which is the seed that repeats it alone.
  static func rounds(_ count: Int, share: Double, _ body: (UInt64, inout SeededNumbers) -> Void) {
    var start = timespec()
    clock_gettime(CLOCK_MONOTONIC, &start)
    var round: UInt64 = 0
    while true {
      if let seconds {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let passed = Double(now.tv_sec - start.tv_sec) + Double(now.tv_nsec - start.tv_nsec) / 1e9
        if passed > seconds * share { break }
      } else if round >= count {
        break
      }
      var numbers = SeededNumbers(seed: seed &+ round)
      body(seed &+ round, &numbers)
      round += 1
    }
    if seconds != nil { print("fuzz: \(round) rounds from seed \(seed)") }
  }
}

/// What holds for every text.
@Suite("Properties of the parser", .serialized) struct PropertyTests {
  /// Everything that must be true of what parsing gives.
  static func isSound(_ parsed: Parsed) -> Bool {
    let tree = parsed.tree
    let end = UInt32(tree.source.bytes.count)
    for (number, node) in tree.nodes.enumerated() where node.start > node.end || node.end > end {
      Issue.record("node \(number) \(node.kind) lies outside the text")
      return false
    }
    for diagnostic in parsed.diagnostics
    where diagnostic.span.start > diagnostic.span.end || diagnostic.span.start > end {
      Issue.record("\(diagnostic.code) points outside the text")
      return false
    }
    if let first = parsed.diagnostics.first { _ = DiagnosticRenderer().render(first) }
    if !parsed.hasErrors { _ = TreeDump.program(tree) }
    return true
  }

  @Test("random bytes never crash, and always end")
  func randomBytes() {
    FuzzSettings.rounds(3_000, share: 0.2) { seed, numbers in
      let bytes = (0..<Int.random(in: 0...200, using: &numbers)).map { _ in
        UInt8.random(in: 0...255, using: &numbers)
      }
      Self.check(bytes, seed)
      Self.check(bytes.map { $0 & 0x7F }, seed)
    }
  }

  private static func check(_ bytes: [UInt8], _ seed: UInt64) {
    let isSound = isSound(parse(Source(name: "test", bytes: bytes)))
    #expect(isSound, "seed \(seed)")
  }

  private static let words = """
    let mut def use as for in while return break continue throw if else match try catch finally plan batch test true
    false null not and or has not-in where sort-by update upsert uniq f account create $x $it $in $it.a .a .0 .b? $x.a $x[0] 1 2.5 90d 2026-01-31
    1..5 ( ) [ ] { } {| | || , ; : = == != < <= > >= =~ !~ + - * / // % ?? ? .. ..< ... => -> += -- --x --y=1 -l # ` & &&
    " ' "a" 'b' "\\( )" \\ "\\u{41}" é 日本
    """

  private static let tokens: [String] =
    words.split { $0 == " " || $0 == "\n" }.map(String.init) + [
      "\n", "\n", "\r\n", "\t", " ", " ", " ", "\u{0}",
    ]

  @Test("random rows of tokens never crash, and always end")
  func randomTokens() {
    FuzzSettings.rounds(2_000, share: 0.3) { seed, numbers in
      var text = ""
      for _ in 0..<Int.random(in: 0...80, using: &numbers) {
        text += Self.tokens.randomElement(using: &numbers) ?? ""
        if Bool.random(using: &numbers) { text += " " }
      }
      Self.check(Array(text.utf8), seed)
    }
  }

  @Test("programs with a few bytes changed, taken out or doubled never crash, and always end")
  func brokenPrograms() {
    FuzzSettings.rounds(1_000, share: 0.2) { seed, numbers in
      guard var bytes = ProgramFiles.all.randomElement(using: &numbers)?.bytes, !bytes.isEmpty else { return }
      for _ in 0..<Int.random(in: 1...4, using: &numbers) {
        let at = Int.random(in: 0..<bytes.count, using: &numbers)
        switch Int.random(in: 0...3, using: &numbers) {
        case 0: bytes[at] = UInt8.random(in: 0...127, using: &numbers)
        case 1: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...20, using: &numbers)))
        case 2: bytes.insert(contentsOf: (Self.tokens.randomElement(using: &numbers) ?? "").utf8, at: at)
        default: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 30)], at: at)
        }
        if bytes.isEmpty { return }
      }
      Self.check(bytes, seed)
    }
  }

  // MARK: prefixes

  /// The first prefix of a valid text, cut between characters, that is neither valid nor incomplete; nil where none is.
  static func badPrefix(_ bytes: [UInt8], step: Int = 1) -> String? {
    for count in stride(from: 0, through: bytes.count, by: step) {
      if count < bytes.count, bytes[count] & 0xC0 == 0x80 { continue }
      let parsed = parse(Source(name: "test", bytes: Array(bytes[..<count])))
      if parsed.hasErrors, !parsed.isIncomplete {
        let first = parsed.diagnostics.first { !$0.isIncomplete }
        return "\(count) bytes: \(first.map(DiagnosticRenderer().render) ?? "")"
      }
    }
    return nil
  }

  @Test("the programs are valid", arguments: ProgramFiles.all.map(\.name))
  func valid(name: String) throws {
    let program = try #require(ProgramFiles.all.first { $0.name == name })
    #expect(
      parse(Source(name: name, bytes: program.bytes)).diagnostics.map(DiagnosticRenderer().render) == [])
  }

  @Test("there are programs") func programs() { #expect(ProgramFiles.all.count >= 24) }

  @Test("every prefix of a valid program is valid or incomplete", arguments: ProgramFiles.all.map(\.name))
  func programPrefixes(name: String) throws {
    let program = try #require(ProgramFiles.all.first { $0.name == name })
    let step = FuzzSettings.seconds == nil ? max(1, program.bytes.count / 400) : 1
    let bad = Self.badPrefix(program.bytes, step: step)
    #expect(bad == nil)
  }

  @Test("every prefix of a valid statement is valid or incomplete")
  func statementPrefixes() {
    for test in GrammarTests.all {
      let bad = Self.badPrefix(Array(test.code.utf8))
      #expect(bad == nil, "\(test.code)")
    }
  }

  @Test("prefixes of programs put together from valid statements are valid or incomplete")
  func randomPrograms() {
    FuzzSettings.rounds(20, share: 0.3) { seed, numbers in
      var text = ""
      for _ in 0..<Int.random(in: 1...5, using: &numbers) {
        text += wrapped(GrammarTests.all.randomElement(using: &numbers)?.code ?? "", &numbers)
        text += [";", "\n", "\r\n", " # comment\n"].randomElement(using: &numbers) ?? "\n"
      }
      let parsed = parse(Source(name: "test", text: text))
      if parsed.hasErrors { return }
      let bad = Self.badPrefix(Array(text.utf8), step: FuzzSettings.seconds == nil ? 3 : 1)
      #expect(bad == nil, "seed \(seed): \(text)")
    }
  }

  /// A statement inside something that takes it, or as it is.
  private func wrapped(_ code: String, _ numbers: inout SeededNumbers) -> String {
    switch Int.random(in: 0...8, using: &numbers) {
    case 0: "if $x { \(code) }"
    case 1: "do {|x| \(code) }"
    case 2: "print (\(code))"
    case 3: "[1 (\(code)) {a: (\(code))}]"
    case 4: "print \"x\\(\(code))y\""
    case 5: "let y = \(code)"
    case 6: "\(code) | g"
    case 7: "\(code) | if $in { 1 } | update a [.b (\(code))] | {$k: $in}"
    default: code
    }
  }

  @Test("a long program parses whole, and from a cut in its middle the verdict is incomplete")
  func longProgram() {
    let bytes = Array(ProgramFiles.long(lines: 2_000).utf8)
    let parsed = parse(Source(name: "test", bytes: bytes))
    #expect(parsed.diagnostics.map(\.message) == [])
    let root = parsed.tree[parsed.tree.root]
    #expect(root.b == 501)
    let bad = Self.badPrefix(bytes, step: 7_919)
    #expect(bad == nil)
  }
}
