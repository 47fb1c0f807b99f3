import JSON
import Testing

@Suite("JSON reader") struct JSONReaderTests {
  @Test(
    "values",
    arguments: [
      ("null", .null), (" true ", .bool(true)), ("false\n", .bool(false)), ("0", .integer(0)),
      ("-0", .integer(0)),
      ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)), ("1.0", .number(1)),
      ("1e2", .number(100)), ("-0.0", .number(-0.0)),
      ("1.7976931348623157e308", .number(1.7976931348623157e308)),
      ("5e-324", .number(.leastNonzeroMagnitude)), ("1e-400", .number(0)),
      ("2.2250738585072011e-308", .number(Double.leastNormalMagnitude.nextDown)),
      ("\"\"", .text("")), ("\"a\\n\\\"\\\\\\/\\b\\f\\r\\t\"", .text("a\n\"\\/\u{8}\u{C}\r\t")),
      ("\"\\u00e9\\u20AC\\ud83d\\ude00\"", .text("é€😀")), ("\"é€😀\"", .text("é€😀")),
      ("\"\\\\\\\\ long enough for a word of eight\"", .text("\\\\ long enough for a word of eight")),
      ("[]", .list([])), ("{}", .record([])),
      ("[1,[2,[]],{}]", .list([.integer(1), .list([.integer(2), .list([])]), .record([])])),
      ("{\"a\": {\"a\": 1}, \"\": 2}", .record(("a", .record(("a", .integer(1)))), ("", .integer(2)))),
      ("\u{FEFF}[1]", .list([.integer(1)])),
    ] as [(String, Node)])
  func values(text: String, expected: Node) throws {
    #expect(try parse(text) == expected)
  }

  @Test(
    "errors: line, column, path and message",
    arguments: [
      ("", 1, 1, "", "the text is empty"), ("  \n ", 2, 2, "", "the text is empty"),
      ("[1,\n 2,,3]", 2, 4, "[2]", "this is no JSON value"),
      ("{\"é\": [1, \"\\u00e9\\u20ac\\ud83d\\ude00\", x]}", 1, 39, "[\"é\"][2]", "this is no JSON value"),
      ("[1 2]", 1, 4, "[0]", "a comma or ] must follow an element"),
      ("{\"a\" 1}", 1, 6, "a", "a colon must follow the name of a member"),
      ("{\"a\": 1 \"b\"}", 1, 9, "a", "a comma or } must follow a member"),
      ("{a: 1}", 1, 2, "", "a member needs a name in double quotes"),
      ("{\"a\": 1,}", 1, 9, "a", "a member needs a name in double quotes"),
      ("[1,]", 1, 4, "[1]", "this is no JSON value"),
      ("1 2", 1, 3, "", "something follows the end of the value"),
      ("[1] x", 1, 5, "", "something follows the end of the value"),
      ("nul", 1, 4, "", "the text ends before the value does"),
      ("nule", 1, 4, "", "this is no JSON value"), ("[", 1, 2, "", "the text ends before the value does"),
      ("{\"a\":", 1, 6, "a", "the text ends before the value does"),
      ("\"ab", 1, 4, "", "the text ends within a string"),
      ("\"a\nb\"", 1, 3, "", "a string holds a control character that is not escaped"),
      ("\"\\x\"", 1, 2, "", "this is no escape of a JSON text"),
      ("\"\\u12g4\"", 1, 2, "", "this is no escape of a JSON text"),
      ("[\"\\ud800\"]", 1, 3, "[0]", "the escape is half of a surrogate pair"),
      ("[\"ab\\udc00\"]", 1, 5, "[0]", "the escape is half of a surrogate pair"),
      ("[\"\\ud800\\u0041\"]", 1, 3, "[0]", "the escape is half of a surrogate pair"),
      ("[\"ab\\u0000\"]", 1, 5, "", "a NUL is not allowed"), ("[\"a\0\"]", 1, 4, "", "a NUL is not allowed"),
      ("[1]\0", 1, 4, "", "a NUL is not allowed"), ("\0", 1, 1, "", "a NUL is not allowed"),
      ("{\"a\":\0 1}", 1, 6, "a", "a NUL is not allowed"),
      ("[1e400]", 1, 2, "[0]", "the number is too large"),
      ("[123456e305]", 1, 2, "[0]", "the number is too large"),
      ("[1.]", 1, 4, "[0]", "the number misses a digit"), ("[1e]", 1, 4, "[0]", "the number misses a digit"),
      ("[01]", 1, 3, "[0]", "a comma or ] must follow an element"),
      ("[-]", 1, 3, "[0]", "this is no JSON value"),
      ("[+1]", 1, 2, "[0]", "this is no JSON value"), ("NaN", 1, 1, "", "this is no JSON value"),
      ("[0, 9223372036854775808]", 1, 5, "[1]", "the integer does not fit 64 bits"),
      ("[-9223372036854775809]", 1, 2, "[0]", "the integer does not fit 64 bits"),
      ("{\"n\": 123456789012345678901234567890}", 1, 7, "n", "the integer does not fit 64 bits"),
      (
        "{\"secrets\": [1, {\"key\": 1, \"\\u006bey\": 2}]}", 1, 28, "secrets[1].key",
        "the object has this name twice"
      ),
      ("{\"a b\": {\"x\": 1, \"x\": 1}}", 1, 18, "[\"a b\"].x", "the object has this name twice"),
      ("// x\n1", 1, 1, "", "this is no JSON value"),
      ("{'a': 1}", 1, 2, "", "a member needs a name in double quotes"),
    ] as [(String, Int, Int, String, String)])
  func errors(text: String, line: Int, column: Int, path: String, message: String) throws {
    let error = try #require(throws: JSONError.self) { try parse(text) }
    #expect(error.message == message)
    #expect(error.line == line && error.column == column && error.path == path, "\(error)")
  }

  @Test(
    "bytes that are not UTF-8",
    arguments: [
      [0x80], [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF], [0xC3],
      [0xF0, 0x9F, 0x98],
    ] as [[UInt8]])
  func encoding(bytes: [UInt8]) throws {
    let error = try #require(throws: JSONError.self) {
      try parse(Array("[\"ab".utf8) + bytes + Array("\"]".utf8))
    }
    #expect(error.kind == .encoding && error.offset == 4 && error.column == 5)
  }

  /// K06: a NUL that an escape stands for is text where it is allowed, and hides no place from errors behind it.
  @Test("NULs of escapes")
  func nuls() throws {
    struct Texts: JSONHandler {
      var texts: [[UInt8]] = []
      mutating func null() {}
      mutating func bool(_ value: Bool) {}
      mutating func integer(_ value: Int64) {}
      mutating func number(_ value: Double) {}
      mutating func string(_ text: UnsafeBufferPointer<UInt8>) { texts.append(Array(text)) }
      mutating func key(_ name: UnsafeBufferPointer<UInt8>) { texts.append(Array(name)) }
      mutating func startObject() {}
      mutating func endObject(count: Int) {}
      mutating func startArray() {}
      mutating func endArray(count: Int) {}
    }
    func read(_ text: String) throws(JSONError) -> [[UInt8]] {
      var texts = Texts()
      var bytes = Array(text.utf8)
      try JSONReader(allowsNUL: true).read(&bytes, into: &texts)
      return texts.texts
    }
    #expect(try read(#"{"a\u0000": "\u0000b\u0000"}"#) == [Array("a\0".utf8), Array("\0b\0".utf8)])
    #expect(throws: JSONError.self) { try read("[\"a\0\"]") }
    for text in [
      #"["a\u0000b\n\"", x"#, "[\n\"\\u0000\\u0000\\n\",\n\"é\\u0000\\\"\", tru]",
      "{\"\\u0000\": 1, \"b\\u0000\": {}, \"\\u0000\": 2}",
    ] {
      let error = try #require(throws: JSONError.self) { try read(text) }
      let other = text.replacing("\\u0000", with: "\\u0001")
      let wanted = try #require(throws: JSONError.self) { try read(other) }
      #expect(error.line == wanted.line && error.column == wanted.column && error.message == wanted.message)
    }
  }

  @Test("every number is read as Swift reads it")
  func numbers() throws {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<5000 {
      let digits = (0..<Int.random(in: 1...30)).map { _ in String(Int.random(in: 0...9)) }.joined()
      let text = "\(Int.random(in: 0...9999)).\(digits)e\(Int.random(in: -340...300))"
      let value = try #require(Double(text))
      #expect(try parse("[\(text)]") == .list([.number(value)]), "\(text)")
      let bits = Double(bitPattern: random.next())
      if bits.isFinite { #expect(try parse("\(bits)") == .number(bits)) }
    }
    let long = "0." + String(repeating: "3", count: 5000)
    #expect(try parse(long) == .number(1.0 / 3))
  }

  @Test("nesting up to the limit is read, beyond it is an error, and a million levels are no danger")
  func depth() throws {
    let open = String(repeating: "[", count: 200)
    let close = String(repeating: "]", count: 200)
    #expect(try parse(open + close) != nil)
    let error = try #require(throws: JSONError.self) { try parse("[" + open + close + "]") }
    #expect(error.kind == .tooDeep && error.offset == 200)
    #expect(throws: JSONError.self) { try parse(String(repeating: "[{\"a\":", count: 500_000)) }
    struct Counter: JSONHandler {
      var depth = 0
      mutating func null() {}
      mutating func bool(_ value: Bool) {}
      mutating func integer(_ value: Int64) {}
      mutating func number(_ value: Double) {}
      mutating func string(_ text: UnsafeBufferPointer<UInt8>) {}
      mutating func key(_ name: UnsafeBufferPointer<UInt8>) {}
      mutating func startObject() {}
      mutating func endObject(count: Int) {}
      mutating func startArray() { depth += 1 }
      mutating func endArray(count: Int) {}
    }
    var deep = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
    deep += [UInt8](repeating: UInt8(ascii: "]"), count: 100_000)
    var counter = Counter()
    try JSONReader(maximumDepth: 100_000).read(&deep, into: &counter)
    #expect(counter.depth == 100_000)
  }

  @Test("duplicate names are found in small and large objects, by decoded bytes")
  func duplicates() throws {
    for count in [2, 16, 17, 18, 500] {
      var names = (0..<count).map { "\"k\($0)\": \($0)" }
      #expect(try parse("{" + names.joined(separator: ",") + "}") != nil)
      names[count - 1] = "\"\\u006b0\": 1"
      let error = try #require(throws: JSONError.self) { try parse("{" + names.joined(separator: ",") + "}") }
      #expect(error.kind == .duplicateKey && error.path == "k0")
    }
    // Canonically equal, but different bytes: two names.
    #expect(try parse("{\"\u{E9}\": 1, \"e\u{301}\": 2}") != nil)
  }

  @Test("a handler's refusal stands where its value does, though batches run ahead")
  func refusal() throws {
    let items = (0..<1000).map { $0 == 700 ? "{\"k\": \"no\"}" : "{\"k\": \"é\"}" }
    let text = "{\"list\": [" + items.joined(separator: ",\n") + "]}"
    let error = try #require(throws: JSONError.self) { try parse(Array(text.utf8), refusing: "no") }
    #expect(error.kind == .refused && error.message == "not this" && error.path == "list[700].k")
    #expect(error.line == 701 && error.column == 7)
    // A syntax error behind it does not hide it.
    let both = try #require(throws: JSONError.self) { try parse(Array("[\"no\", x]".utf8), refusing: "no") }
    #expect(both.kind == .refused && both.path == "[0]")
  }

  @Test("columns count the scalars of the source, whatever was decoded before them")
  func columns() throws {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      var source = "["
      for _ in 0..<Int.random(in: 1...5, using: &random) {
        source += Self.escaped(Node.randomText(using: &random), using: &random)
        source += Bool.random(using: &random) ? ", " : ",\n"
      }
      let error = try #require(throws: JSONError.self) { try parse(source + "x]") }
      #expect(error.message == "this is no JSON value")
      #expect(error.offset == source.utf8.count)
      let lines = source.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(error.line == lines.count)
      #expect(error.column == (lines.last?.count ?? 0) + 1, "\(source)")
    }
  }

  /// A JSON string with scalars as escapes where they must be, and at random.
  private static func escaped(_ text: String, using random: inout SystemRandomNumberGenerator) -> String {
    var source = "\""
    for scalar in text.unicodeScalars {
      let plain = scalar.value >= 0x20 && scalar != "\"" && scalar != "\\"
      if plain && Bool.random(using: &random) {
        source.unicodeScalars.append(scalar)
        continue
      }
      for unit in String(scalar).utf16 {
        let digits = String(unit, radix: 16)
        source += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return source + "\""
  }

  @Test("write, then read, is the same", arguments: [false, true])
  func roundTrip(pretty: Bool) throws {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      let node = Node.random(depth: 4, using: &random)
      var writer = JSONWriter(pretty: pretty, wipes: true)
      try node.write(&writer)
      let text = writer.text
      #expect(try parse(writer.take()) == node, "\(text)")
    }
  }

  @Test("every prefix of a text is incomplete, and nothing else is")
  func prefixes() throws {
    let text = Array("{\"a\": [1.5e3, true, null, \"x\\u00e9\\n\"], \"b\": {}}".utf8)
    for length in 0..<text.count {
      let error = try #require(throws: JSONError.self) { try parse(Array(text.prefix(length))) }
      #expect(error.isIncomplete, "\(length): \(error)")
    }
    #expect(try #require(throws: JSONError.self) { try parse("[1}") }.isIncomplete == false)
  }

  @Test("random bytes and damaged texts never crash")
  func damaged() throws {
    var random = SystemRandomNumberGenerator()
    var read = 0
    for round in 0..<20_000 {
      var bytes: [UInt8]
      if round % 4 == 0 {
        bytes = (0..<Int.random(in: 0..<40)).map { _ in
          Array("{}[]\",:\\u0e1d8c-.tn \n\0\u{e9}".utf8).randomElement() ?? 0
        }
      } else {
        var writer = JSONWriter()
        try Node.random(depth: 2, using: &random).write(&writer)
        bytes = writer.take()
        for _ in 0..<Int.random(in: 1...3) where !bytes.isEmpty {
          bytes[Int.random(in: 0..<bytes.count)] = UInt8.random(in: 0...255)
        }
      }
      if (try? parse(bytes)) != nil { read += 1 }
    }
    #expect(read > 100)
  }

  @Test(
    "the buffer is wiped when asked, after success and after errors",
    arguments: ["[\"secret\"]", "[\"secret\" x"])
  func wipes(text: String) {
    var bytes = Array(text.utf8)
    var builder = TreeBuilder()
    try? JSONReader(wipes: true).read(&bytes, into: &builder)
    #expect(bytes.allSatisfy { $0 == 0 })
  }
}
