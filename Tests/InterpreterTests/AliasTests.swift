import Builtins
import Glibc
import Interpreter
import Support
import Testing

/// A value as the language promises it: who has it sees no change of what others have.
private indirect enum Model {
  case int(Int)
  case text(String)
  case list([Model])
  case record([(key: String, value: Model)])

  /// As the language writes it.
  var code: String {
    switch self {
    case .int(let number): "\(number)"
    case .text(let text): "\"\(text)\""
    case .list(let items): "[" + items.map(\.code).joined(separator: ", ") + "]"
    case .record(let entries):
      "{" + entries.map { "\($0.key): \($0.value.code)" }.joined(separator: ", ") + "}"
    }
  }

  /// The value under an index or key.
  subscript(_ step: Step) -> Model {
    get {
      switch (self, step) {
      case (.list(let items), .index(let index)): items[index]
      case (.record(let entries), .key(let key)): entries.first { $0.key == key }?.value ?? .int(0)
      default: .int(0)
      }
    }
    set {
      switch (self, step) {
      case (.list(var items), .index(let index)):
        items[index] = newValue
        self = .list(items)
      case (.record(var entries), .key(let key)):
        if let place = entries.firstIndex(where: { $0.key == key }) {
          entries[place].value = newValue
        } else {
          entries.append((key, newValue))
        }
        self = .record(entries)
      default: break
      }
    }
  }

  /// Puts a value at the end of a path.
  mutating func set(_ path: ArraySlice<Step>, _ value: Model) {
    guard let step = path.first else {
      self = value
      return
    }
    var inner = self[step]
    inner.set(path.dropFirst(), value)
    self[step] = inner
  }

  func at(_ path: [Step]) -> Model { path.reduce(self) { $0[$1] } }
}

private enum Step {
  case index(Int)
  case key(String)
}

/// Makes a random program, and what it must give by copying everything at each assignment.
private struct AliasProgram {
  private var random: SplitMix
  private var variables: [Model]
  private var kept: [Model] = []
  private var lines: [String]

  /// Where the variables live: registers, globals that a `def` sees, registers of a `def`.
  enum Home: CaseIterable { case script, global, def }

  init(seed: Int, steps: Int) {
    random = SplitMix(seed: UInt64(seed))
    variables = []
    lines = []
    for number in 0..<4 {
      variables.append(literal(2))
      lines.append("mut v\(number) = \(variables[number].code)")
    }
    for _ in 0..<steps { step() }
  }

  var result: String { "[" + (variables + kept).map(\.code).joined(separator: ", ") + "]" }

  func code(_ home: Home) -> String {
    let seen = kept.indices.map { "(do $c\($0))" }.joined(separator: " ")
    let body = lines.joined(separator: "\n")
    let defs = """
      def same [x: any] { $x }
      def longer [x] { $x | append 9 }
      def put [x] { mut y = $x; $y[0] = 7; $y }
      def both [x] { let y = ($x | append 1); [$x $y] }

      """
    switch home {
    case .script: return defs + body + "\n[$v0 $v1 $v2 $v3 \(seen)]"
    case .global: return defs + "def see [] { [$v0 $v1 $v2 $v3] }\n" + body + "\n[...(see) \(seen)]"
    case .def: return defs + "def main [] {\n\(body)\n[$v0 $v1 $v2 $v3 \(seen)] }\nmain"
    }
  }

  // MARK: steps

  private mutating func step() {
    let number = random.below(4)
    let name = "$v\(number)"
    switch random.below(13) {
    case 0: assign(number, name, random.below(4))
    case 1:
      variables[number] = literal(3)
      lines.append("\(name) = \(variables[number].code)")
    case 2, 3, 4: set(number, name)
    case 5, 6, 7: grow(number, name)
    case 8: fail(number, name)
    case 9:
      lines.append("let c\(kept.count) = {|| \(name)}")
      kept.append(variables[number])
    case 10: loop(number, name)
    case 11: call(number, name)
    default: spread(number, name)
    }
  }

  private mutating func assign(_ number: Int, _ name: String, _ other: Int) {
    variables[number] = variables[other]
    lines.append("\(name) = $v\(other)")
  }

  private mutating func set(_ number: Int, _ name: String) {
    var path = self.path(in: variables[number])
    if case .record = variables[number].at(path), random.below(3) == 0 { path.append(.key("n")) }
    guard !path.isEmpty else { return }
    let (value, code) = self.value()
    variables[number].set(path[...], value)
    lines.append("\(name)\(text(path)) = \(code)")
  }

  private mutating func grow(_ number: Int, _ name: String) {
    let path = self.path(in: variables[number])
    let place = name + text(path)
    switch variables[number].at(path) {
    case .int(let old):
      variables[number].set(path[...], .int(old + 3))
      lines.append(random.below(2) == 0 ? "\(place) += 3" : "\(place) = \(place) + 3")
    case .text(let old):
      variables[number].set(path[...], .text(old + "t"))
      lines.append(
        ["\(place) += \"t\"", "\(place) = \(place) + \"t\"", "\(place) = \"\\(\(place))t\""][random.below(3)])
    case .list(let items):
      let (value, code) = self.value()
      variables[number].set(path[...], .list(items + [value]))
      lines.append(
        [
          "\(place) += [\(code)]", "\(place) = (\(place) | append \(code))",
          "\(place) = [...\(place) \(code)]",
          "\(place) = \(place) + [\(code)]",
        ][random.below(4)])
    case .record: field(number, path, place)
    }
  }

  /// A field of a record, changed or added by a command or by `...`.
  private mutating func field(_ number: Int, _ path: [Step], _ place: String) {
    let key = "k\(random.below(5))"
    let (value, code) = self.value()
    variables[number].set((path + [.key(key)])[...], value)
    lines.append(
      [
        "\(place) = {...\(place), \(key): \(code)}", "\(place) = (\(place) | upsert \(key) (\(code)))",
        "\(place) = (\(place) | merge {\(key): \(code)})",
        "\(place) = {...\(place), (same \(key)): \(code)}",
      ][random.below(4)])
  }

  /// An assignment that fails changes nothing.
  private mutating func fail(_ number: Int, _ name: String) {
    let path = self.path(in: variables[number])
    let place = name + text(path)
    let (_, code) = value()
    var failures = [
      "\(place)[99] = \(code)", "\(place).zz.y = \(code)", "\(place) += (same 1h)", "\(place).zz += 1",
    ]
    if case .record = variables[number].at(path) {
      failures += [
        "\(place) = (\(place) | update zz (\(code)))",
        "\(place) = {...\(place), n: (\(code)), (same [1]): 2}",
      ]
    }
    lines.append("try { \(failures[random.below(failures.count)]) } catch { }")
  }

  private mutating func loop(_ number: Int, _ name: String) {
    guard case .list(let items) = variables[number], !items.isEmpty else { return }
    for item in items { variables[number].set([.index(0)], .list([item])) }
    lines.append("for x in \(name) { \(name)[0] = [$x] }")
  }

  private mutating func call(_ number: Int, _ name: String) {
    let other = random.below(4)
    guard case .list(let items) = variables[other], !items.isEmpty else { return }
    switch random.below(4) {
    case 0:
      variables[number] = .list(items + [.int(9)])
      lines.append("\(name) = (longer $v\(other))")
    case 1:
      variables[number] = .list([.int(7)] + items.dropFirst())
      lines.append("\(name) = (put $v\(other))")
    case 2:
      variables[number] = .list([.list(items), .list(items + [.int(1)])])
      lines.append("\(name) = (both $v\(other))")
    default:
      variables[number] = .list(items + [.int(1), .int(2)])
      lines.append("\(name) = ([1 2] | reduce --init $v\(other) {|acc x| $acc | append $x})")
    }
  }

  private mutating func spread(_ number: Int, _ name: String) {
    let other = random.below(4)
    switch variables[other] {
    case .record:
      variables[number] = variables[other]
      variables[number].set([.key("s")], .int(1))
      lines.append("\(name) = {...$v\(other), s: 1}")
    case .list(let items):
      variables[number] = .list(items + items)
      lines.append("\(name) = [...$v\(other) ...$v\(other)]")
    default: break
    }
  }

  // MARK: parts

  /// A value, and how the program writes it.
  private mutating func value() -> (Model, String) {
    if random.below(2) == 0 {
      let other = random.below(4)
      return (variables[other], "$v\(other)")
    }
    let value = literal(1)
    return (value, value.code)
  }

  private mutating func literal(_ depth: Int) -> Model {
    switch random.below(depth == 0 ? 2 : 5) {
    case 0: return .int(random.below(10))
    case 1: return .text("t\(random.below(10))")
    case 2, 3: return .list((0..<random.below(4)).map { _ in literal(depth - 1) })
    default: return .record((0..<random.below(3)).map { ("k\($0)", literal(depth - 1)) })
    }
  }

  /// A way to something that is there; it may be empty, and is not long.
  private mutating func path(in model: Model) -> [Step] {
    var path: [Step] = []
    var inner = model
    while path.count < 3, random.below(4) > 0 {
      switch inner {
      case .list(let items) where !items.isEmpty: path.append(.index(random.below(items.count)))
      case .record(let entries) where !entries.isEmpty:
        path.append(.key(entries[random.below(entries.count)].key))
      default: return path
      }
      inner = model.at(path)
    }
    return path
  }

  private func text(_ path: [Step]) -> String {
    path.map {
      switch $0 {
      case .index(let index): "[\(index)]"
      case .key(let key): ".\(key)"
      }
    }.joined()
  }
}

/// Assignments that change a value where it lies keep to the limits, and to what was before.
@Suite struct PlaceTests {
  static let cases: [Case] = [
    Case("mut x = 1; def f [] { $x }; let a = (f); $x = 2; $x += 5; [$a (f)]", "[1, 7]"),
    Case(
      "mut x = [1]; def f [] { $x }; let a = (f); $x[0] = 2; $x = ($x | append 3); [$a (f)]", "[[1], [2, 3]]"),
    Case("mut n = 1; def mk [] { {|| $n} }; let c = (mk); $n = 10; [(do $c) (do (mk))]", "[1, 10]"),
    Case(
      "mut n = 1; def rows [] { [1 2] | each {|x| $x + $n} }; let r = (rows); $n = 10; [$r (rows)]",
      "[[2, 3], [11, 12]]"),
    Case("mut xs = [1 2 3]; $xs = ($xs | skip); $xs = ($xs | skip 0); $xs", "[2, 3]"),
    Case("mut xs = [1 2 3]; let ys = $xs; $xs = ($xs | skip 9); [$xs $ys]", "[[], [1, 2, 3]]"),
    Case("mut xs = [1 2 3]; $xs = ($xs | first 2); $xs = ($xs | last 1); $xs += [9]; $xs", "[2, 9]"),
    Case("mut xs = [1 2 3]; $xs = ($xs | first); $xs", "1"),
    Case("mut xs = (1..3); $xs = ($xs | append 4); $xs", "[1, 2, 3, 4]"),
    Case(
      "mut xs = 5; $xs = ($xs | append 4)", "E0301 `append` from the pipe takes rows|list|range, not a number"
    ),
    Case("mut s = 5; $s = \"\\($s)x\"; $s", "\"5x\""),
    Case("mut s = null; $s = \"\\($s)x\"", "E0307 null cannot stand in a text"),
    Case(
      "mut r = {}; for i in 1..40 { $r[\"k\\($i)\"] = $i }; let q = $r; $r.k41 = 1; [($q | length) ($r | length) $r.k17]",
      "[40, 41, 17]"),
    Case("mut r = {a: [1]}; $r.a[0] -= 3; $r.a[0] *= 4; $r", "{a: [-8]}"),
    Case("mut r = {a: 1}; $r.b += 1", "E0322 there is no field `b`"),
    Case("mut s = \"abc\"; $s[0] += \"x\"", "E0325 a string has no place `0` to assign to"),
    Case("mut x = [1]; for i in 1..400 { $x = [$x]; $x[0] = 1 }; $x", "[1]"),
    Case(
      "mut x = []; for i in 1..400 { $x = [$x] }", "E0312 values are more than 200 deep inside each other"),
    Case(
      "mut x = [[]]; for i in 1..400 { $x[0] = $x }", "E0312 values are more than 200 deep inside each other"),
    Case("mut x = []; $x += [$x]; $x += [$x]; $x", "[[], [[]]]"),
    Case(
      "mut s = \"aé\"; $s += $s; [$s ($s | length) $s[3] $s[-1] $s[1..2]]",
      "[\"aéaé\", 4, \"é\", \"é\", \"éa\"]"),
    Case("let xs = [1 2]; do {|x y| $x + $y} ...$xs", "3"),
    Case("def f [...x: float] { $x }; f 1 2", "[1.0, 2.0]"),
    Case("def f [...x: list<float>] { $x }; f [1] [2.5 3]", "[[1.0], [2.5, 3.0]]"),
    Case("def f [n] { let g = {|k| if $k == 0 { 0 } else { 1 + (f ($k - 1)) }}; do $g $n }; f 50", "50"),
    Case("let f = {|x| throw \"no\"}; try { do $f 1 } catch e { $e.msg }", "\"no\""),
    Case(
      "[1] | reduce --init [] {|acc x| let y = ($acc | append $x); $acc | append [$y] | append $x}",
      "[[[1]], 1]"),
  ]

  @Test(arguments: cases) func gives(_ example: Case) {
    #expect(TestRun(BuiltinCommands.all).evaluateText(example.code) == example.result)
  }
}

/// Lists, records and texts with a single reference are changed in place; other references never see it.
@Suite struct AliasTests {
  /// So many programs; `--long` runs a hundred times as many.
  private static let programs = getenv("SMS_TEST_LONG") == nil ? 25 : 2_500

  @Test("no change is seen through another name", arguments: 0..<40) func changes(_ seed: Int) {
    for number in 0..<AliasTests.programs {
      let program = AliasProgram(seed: seed * 10_000 + number, steps: 14)
      guard program.result.utf8.count < 20_000 else { continue }
      for home in AliasProgram.Home.allCases {
        let code = program.code(home)
        let given = TestRun(BuiltinCommands.all).evaluateText(code)
        if given != program.result {
          Issue.record("\(code)\n gives\n\(given)\n instead of\n\(program.result)")
          return
        }
      }
    }
  }
}
