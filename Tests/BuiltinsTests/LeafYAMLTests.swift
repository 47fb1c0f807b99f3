import Builtins
import JSON
import Testing

/// What a YAML text means, spelled as JSON; `.inf` and `.nan` as texts.
private struct Spelling: JSONHandler {
  var writer = JSONWriter()

  mutating func null() { writer.null() }
  mutating func bool(_ value: Bool) { writer.bool(value) }
  mutating func integer(_ value: Int64) { writer.integer(value) }
  mutating func number(_ value: Double) {
    do { try writer.number(value) } catch { writer.string("\(value)") }
  }
  mutating func string(_ text: UnsafeBufferPointer<UInt8>) throws(JSONRefusal) {
    if text.elementsEqual("refuse me".utf8) { throw JSONRefusal("refused") }
    writer.string(text)
  }
  mutating func key(_ name: UnsafeBufferPointer<UInt8>) { writer.key(name) }
  mutating func startObject() { writer.startObject() }
  mutating func endObject(count: Int) {
    writer.endObject()
    counts.append(count)
  }
  mutating func startArray() { writer.startArray() }
  mutating func endArray(count: Int) {
    writer.endArray()
    counts.append(count)
  }
  var counts: [Int] = []
}

private func spell(_ text: some Collection<UInt8>, reader: YAMLReader = YAMLReader()) throws -> Spelling {
  var spelling = Spelling()
  let bytes = Array(text)
  try bytes.withUnsafeBufferPointer { buffer in try reader.read(buffer, into: &spelling) }
  return spelling
}

private func json(_ text: String) throws -> String { try spell(text.utf8).writer.text }

@Suite("YAML reader") struct LeafYAMLReaderTests {
  @Test(
    "scalars of the core schema",
    arguments: [
      ("", "null"), ("~", "null"), ("Null", "null"), ("true", "true"), ("FALSE", "false"), ("yes", "\"yes\""),
      ("on", "\"on\""),
      ("0", "0"), ("-12", "-12"), ("+7", "7"), ("007", "7"), ("0o17", "15"), ("0xFf", "255"),
      ("1_000", "\"1_000\""),
      ("1.5", "1.5"), (".5", "0.5"), ("5.", "5.0"), ("-.5e3", "-500.0"), ("1e3", "1000.0"), ("5.e1", "50.0"),
      ("1e", "\"1e\""),
      (".", "\".\""), ("-", "[null]"), ("+", "\"+\""), (".inf", "\"inf\""), ("-.Inf", "\"-inf\""),
      (".nan", "\"nan\""),
      ("'1'", "\"1\""), ("\"true\"", "\"true\""), ("1:30", "\"1:30\""), ("2026-01-31", "\"2026-01-31\""),
      ("|\n  1\n", "\"1\\n\""),
      ("0o8", "\"0o8\""), ("0x", "\"0x\""), ("-0x1", "\"-0x1\""), ("nul", "\"nul\""),
      ("9223372036854775807", "9223372036854775807"),
      ("!!str 1", "\"1\""), ("!!int '5'", "5"), ("!!float 1", "1.0"), ("!!null ''", "null"), ("! 1", "\"1\""),
      ("!!bool 'true'", "true"),
    ])
  func scalars(text: String, expected: String) throws {
    #expect(try json(text) == expected)
  }

  @Test(
    "documents",
    arguments: [
      ("a: 1\nb: [x, {c: ~}]\n", #"{"a":1,"b":["x",{"c":null}]}"#),
      ("---\n- a\n- - b\n  - c\n...\n", #"["a",["b","c"]]"#),
      ("1: a\ntrue: b\n~: c\n", #"{"1":"a","true":"b","~":"c"}"#), ("\"\": x", #"{"":"x"}"#), ("{}", "{}"),
      ("[]", "[]"),
      ("a: &x {b: 1}\nc: *x\nd: [*x, *x]", #"{"a":{"b":1},"c":{"b":1},"d":[{"b":1},{"b":1}]}"#),
      ("- &k name\n- *k : v\n", #"["name",{"name":"v"}]"#),
      ("\"<<\": {a: 1}\nb: 2", #"{"<<":{"a":1},"b":2}"#),
      // K31: what `<<` merges stands in its place, but for what the record has itself or an earlier one brought.
      ("<<: {a: 1}\nb: 2", #"{"a":1,"b":2}"#), ("b: 2\n<<: {a: 1, b: 3}", #"{"b":2,"a":1}"#),
      (
        "- &a {x: 1, y: 1}\n- &b {y: 2, z: 2}\n- {<<: [*a, *b], z: 3}",
        #"[{"x":1,"y":1},{"y":2,"z":2},{"x":1,"y":1,"z":3}]"#
      ),
      (
        "- &a {<<: {k: 1, l: 1}, l: 2}\n- {<<: *a}\n- {<<: [*a, {m: *a}], q: {<<: *a}}",
        #"[{"k":1,"l":2},{"k":1,"l":2},{"k":1,"l":2,"m":{"k":1,"l":2},"q":{"k":1,"l":2}}]"#
      ),
      ("!!merge <<: {a: 1}", #"{"a":1}"#), ("!!str <<: {a: 1}", #"{"<<":{"a":1}}"#), ("- <<", #"["<<"]"#),
      ("<<: []\na: 1", #"{"a":1}"#), ("<<: {}", "{}"), ("a: \"\\0\"", #"{"a":"\u0000"}"#),
      ("- &a 1\n- *a\n- &a 2\n- *a", "[1,1,2,2]"),
      ("a: &l [&m [1], *m]\nb: *l", #"{"a":[[1],[1]],"b":[[1],[1]]}"#),
      ("\u{FEFF}a: é😀", #"{"a":"é😀"}"#), ("a: >\n  x\n  y\n", #"{"a":"x y\n"}"#),
      ("%YAML 1.2\n---\na", #""a""#),
    ])
  func documents(text: String, expected: String) throws {
    #expect(try json(text) == expected)
  }

  @Test("counts of members and elements, aliases included")
  func counts() throws {
    #expect(try spell("a: &x [1, 2]\nb: *x\nc: [*x, {}]".utf8).counts == [2, 2, 2, 0, 2, 3])
  }

  @Test(
    "errors with line and column",
    arguments: [
      ("a: 1\nb: 2\na: 3", 3, 1, "the record has the name \"a\" twice"),
      ("- {é: 1, \"\\u00e9\": 2}", 1, 10, "the record has the name \"é\" twice"),
      ("a: 1\n---\nb: 2", 2, 1, "the text holds several documents"),
      ("? [a]\n: b", 1, 3, "a name must be a text, not a list or a record"),
      ("?\n: 1", 1, 2, "a name is missing"), ("*x", 1, 1, "there is no anchor \"x\" before this"),
      ("&x [1, *x]", 1, 8, "the alias stands within what it names"),
      ("a: !mine 1", 1, 4, "the tag !mine is not supported for this value"),
      ("a: !!binary aGk=", 1, 4, "the tag !!binary is not supported for this value"),
      ("!!set {a: 1}", 1, 1, "the tag !!set is not supported for this value"),
      ("!!int x", 1, 1, "the tag !!int is not supported for this value"),
      ("a:\n  - 9223372036854775808", 2, 5, "the integer does not fit 64 bits"),
      ("<<: 1", 1, 5, "`<<` merges a record, or a list of records"),
      ("a: 1\n<<: [{b: 1}, 2]", 2, 5, "`<<` merges a record, or a list of records"),
      ("<<: {a: 1}\n<<: {b: 1}", 2, 1, "the record merges twice: `<<: [*a, *b]` merges several"),
      ("é: refuse me", 1, 4, "refused"),
    ])
  func errors(text: String, line: Int, column: Int, message: String) throws {
    let error = try #require(throws: YAMLError.self) { try json(text) }
    #expect(error.message == message && error.line == line && error.column == column, "\(error)")
  }

  @Test(
    "errors of libyaml keep their place",
    arguments: [
      ("a: [1, 2", 2), ("a: b: c", 1), ("a:\n\t- b", 2), ("\"x", 1), ("a: 1\n  b: 2", 2), ("- a\nb", 3),
      ("a: @x", 1),
    ])
  func syntax(text: String, line: Int) throws {
    let error = try #require(throws: YAMLError.self) { try json(text) }
    #expect(error.line == line && !error.message.isEmpty, "\(error)")
  }

  @Test("bytes that are not UTF-8, with their place")
  func encoding() throws {
    let error = try #require(throws: YAMLError.self) { try spell(Array("a: 1\nbé: ".utf8) + [0xFF, 0x0A]) }
    #expect(error.line == 2 && error.column == 5, "\(error)")
  }

  @Test("depth and expansion are limited")
  func limits() throws {
    let deep = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
    #expect(try json(deep) == deep)
    #expect(throws: YAMLError.self) { try json("[" + deep + "]") }
    #expect(throws: YAMLError.self) { try json(String(repeating: "- ", count: 50_000) + "a") }
    // Ten levels of ten aliases each stand for 10^10 texts.
    var bomb = "a0: &a0 [x, x]\n"
    for level in 1...10 {
      bomb +=
        "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
        + "]\n"
    }
    let error = try #require(throws: YAMLError.self) { try json(bomb) }
    #expect(error.message == "the aliases stand for too much")
    // Aliases may not build what is deeper than the limit.
    var chain = "a0: &a0 [x]\n"
    for level in 1...300 { chain += "a\(level): &a\(level) [*a\(level - 1)]\n" }
    let nested = try #require(throws: YAMLError.self) { try json(chain) }
    #expect(nested.message == "lists and records are nested too deep")
  }

  @Test("random bytes never crash")
  func random() {
    let pieces = [
      "a", ": ", "- ", "\n", "  ", "[", "]", "{", "}", ",", "&a ", "*a", "|", ">", "'", "\"", "#", "!",
      "!!int ", "?", "%", "---\n", "é", "\t", "<<",
    ]
    var read = 0
    for _ in 0..<20_000 {
      var bytes = (0..<Int.random(in: 0...12)).flatMap { _ in Array((pieces.randomElement() ?? "").utf8) }
      if Bool.random() && !bytes.isEmpty {
        bytes[Int.random(in: 0..<bytes.count)] = UInt8.random(in: 0...255)
      }
      if (try? spell(bytes)) != nil { read += 1 }
    }
    #expect(read > 500)
  }
}

@Suite("YAML writer") struct LeafYAMLWriterTests {
  @Test("layout of nested lists and records")
  func layout() {
    var writer = YAMLWriter()
    writer.startObject()
    writer.key("list")
    writer.startArray()
    writer.string("a")
    writer.startArray()
    writer.integer(1)
    writer.integer(2)
    writer.endArray()
    writer.startObject()
    writer.key("k")
    writer.null()
    writer.key("deep")
    writer.startObject()
    writer.key("text")
    writer.string("one\ntwo\n")
    writer.endObject()
    writer.endObject()
    writer.startArray()
    writer.endArray()
    writer.endArray()
    writer.key("none")
    writer.startObject()
    writer.endObject()
    writer.key("yes")
    writer.bool(true)
    writer.endObject()
    #expect(
      writer.text == """
        list:
          - a
          - - 1
            - 2
          - k: null
            deep:
              text: |
                one
                two
          - []
        none: {}
        "yes": true

        """)
  }

  @Test(
    "texts",
    arguments: [
      ("plain", "plain"), ("two words", "two words"), ("postgres://u@h/db", "postgres://u@h/db"),
      ("", "\"\""), ("a: b", "\"a: b\""),
      ("a:", "\"a:\""), ("a #b", "\"a #b\""), ("No", "\"No\""), ("null", "\"null\""), ("~", "\"~\""),
      ("1", "\"1\""), ("1e3", "\"1e3\""),
      ("6e259761-1234", "\"6e259761-1234\""), ("2026-01-31", "\"2026-01-31\""), ("-", "\"-\""),
      ("- a", "\"- a\""), (" a", "\" a\""),
      ("a ", "\"a \""), ("'a'", "\"'a'\""), ("a\"b\\", "\"a\\\"b\\\\\""), ("é", "\"é\""),
      ("\u{7F}\u{85}\u{2028}\u{FEFF}", "\"\\x7f\\x85\\u2028\\ufeff\""),
      ("\u{1}\r", "\"\\x01\\r\""), ("a\n b", "|-\n  a\n   b"), ("a\n\nb\n", "|\n  a\n\n  b"),
      ("a\n\n\n", "|+\n  a\n\n"), ("\na", "\"\\na\""),
      ("a\n  \nb", "\"a\\n  \\nb\""), ("a\r\nb", "\"a\\r\\nb\""), ("---", "\"---\""), ("y", "\"y\""),
      ("<<", "\"<<\""), ("=", "\"=\""), ("[a", "\"[a\""),
      ("*a", "\"*a\""), ("!a", "\"!a\""), ("%a", "\"%a\""), ("@a", "\"@a\""), ("a, b", "a, b"),
      ("0o7", "\"0o7\""), (".inf", "\".inf\""),
    ])
  func texts(text: String, expected: String) {
    var writer = YAMLWriter()
    writer.string(text)
    #expect(Array(writer.take()) == Array((expected + "\n").utf8))
  }

  @Test(
    "numbers",
    arguments: [
      (1, "1.0"), (1e20, "1.0e+20"), (-1.5e-9, "-1.5e-09"), (.infinity, ".inf"), (-.infinity, "-.inf"),
      (.nan, ".nan"),
    ]
      as [(Double, String)])
  func numbers(value: Double, expected: String) {
    var writer = YAMLWriter()
    writer.number(value)
    #expect(writer.text == expected + "\n")
  }

  /// Writes a random value as YAML and as JSON.
  private func random(_ depth: Int, _ yaml: inout YAMLWriter, _ json: inout JSONWriter) throws {
    let pieces = [
      "a", "B ", ":", " ", "#", "\n", "-", "1", "e", ".", "'", "\"", "\\", "é", "😀", "\t", "\r", "\u{85}",
      "\u{2028}", "~", "no", "[", "%", "&", "\u{7F}", "\u{FEFF}",
    ]
    func text() -> String { (0..<Int.random(in: 0...8)).map { _ in pieces.randomElement() ?? "" }.joined() }
    switch Int.random(in: 0..<(depth > 0 ? 8 : 5)) {
    case 0:
      yaml.null()
      json.null()
    case 1:
      yaml.bool(true)
      json.bool(true)
    case 2:
      let value = Int64.random(in: .min ... .max)
      yaml.integer(value)
      json.integer(value)
    case 3:
      let bits = Double(bitPattern: UInt64.random(in: 0 ... .max))
      let value = bits.isFinite ? bits : 1e22
      yaml.number(value)
      try json.number(value)
    case 4:
      let value = text()
      yaml.string(value)
      json.string(value)
    case 5, 6:
      yaml.startArray()
      json.startArray()
      for _ in 0..<Int.random(in: 0...4) { try random(depth - 1, &yaml, &json) }
      yaml.endArray()
      json.endArray()
    default:
      yaml.startObject()
      json.startObject()
      for index in 0..<Int.random(in: 0...4) {
        let long = Int.random(in: 0..<50) == 0 ? String(repeating: "long ", count: 300) : ""
        let name = long + text() + "\(index)"
        yaml.key(name)
        json.key(name)
        try random(depth - 1, &yaml, &json)
      }
      yaml.endObject()
      json.endObject()
    }
  }

  @Test("write, then read, is the same")
  func roundTrip() throws {
    for _ in 0..<5000 {
      var yaml = YAMLWriter()
      var json = JSONWriter()
      try random(4, &yaml, &json)
      let back = try spell(yaml.bytes).writer.text
      #expect(back == json.text, "\(yaml.text)")
      if back != json.text { break }
    }
  }
}
