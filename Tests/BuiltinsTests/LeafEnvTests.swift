import Builtins
import Glibc
import Testing

@Suite("Env files") struct LeafEnvTests {
  private func read(_ text: String) throws -> [String] {
    try Env.read(text).map { $0.name + "=" + $0.value }
  }

  @Test(
    "what is read",
    arguments: [
      ("", []), ("# x\n\n  \t\nA=1\n", ["A=1"]), ("A=1\r\nB=2\r\n", ["A=1", "B=2"]),
      ("export A=b c \t\nexport=x", ["A=b c", "export=x"]),
      ("A=", ["A="]), ("A=   # c", ["A="]), ("A=x#y # z", ["A=x#y"]), ("A=#x", ["A=#x"]),
      ("A='a # \"b\\n' # c\nB=1", ["A=a # \"b\\n", "B=1"]),
      ("A=\"x\\ny\\t\\\"\\\\\\$\\`\\q\"", ["A=x\ny\t\"\\$`\\q"]),
      ("A=\"x\ny\"\nB='p\nq'", ["A=x\ny", "B=p\nq"]), ("A=\"x\\\ny\"", ["A=xy"]),
      ("A='it'\\''s'", ["A=it's"]), ("A=''\\'''", ["A='"]), ("A=\"x\"'y'", ["A=xy"]), ("A= 'x'", ["A=x"]),
      ("A=it's", ["A=it's"]),
      ("A=$B${C}", ["A=$B${C}"]), ("A=a=b", ["A=a=b"]), ("  A=1", ["A=1"]), ("\u{FEFF}A=é", ["A=é"]),
      ("A=1\nA=2", ["A=1", "A=2"]),
      ("_a9=x", ["_a9=x"]), ("A=x\ry", ["A=x\ry"]), ("A='x'\r\n", ["A=x"]), ("export\tA=1", ["A=1"]),
      // L15: as libraries for .env files read them.
      ("A = 1", ["A=1"]), ("A\t=\t'x' # c", ["A=x"]), ("a.b-c=1", ["a.b-c=1"]), ("A=1\nexport A\n", ["A=1"]),
      ("export A\nA=1", ["A=1"]), ("export = x", ["export=x"]), ("A = # c", ["A="]),
      ("A='x\r\ny'\r\nB=\"p\r\nq\"\r\n", ["A=x\ny", "B=p\nq"]), ("A='x\r\ny'\n", ["A=x\r\ny"]),
      ("A=\"x\\\r\ny\"\r\n", ["A=xy"]), ("A=\"x\\r\\ny\"\r\n", ["A=x\r\ny"]),
    ] as [(String, [String])])
  func reads(text: String, expected: [String]) throws {
    #expect(try read(text).map { Array($0.utf8) } == expected.map { Array($0.utf8) })
  }

  @Test(
    "errors with line and column",
    arguments: [
      ("A", 1, 2, "after the name of a variable stands ="),
      ("A B=1", 1, 3, "after the name of a variable stands ="),
      ("A=1\nexport A B", 2, 10, "after the name of a variable stands ="),
      ("B=1\nexport A # c\n", 2, 8, "the variable \"A\" is exported, but has no value here"),
      ("B=1\n9A=1", 2, 1, "\"9A\" is not a variable's name: letters, digits and _ only, no digit first"),
      ("export é=1", 1, 8, "\"é\" is not a variable's name: letters, digits and _ only, no digit first"),
      ("=1", 1, 1, "\"\" is not a variable's name: letters, digits and _ only, no digit first"),
      ("A=1\nB='x\ny", 2, 3, "the quote is never closed"), ("A=\"x\\\"", 1, 3, "the quote is never closed"),
      ("A='x'y", 1, 6, "after a quoted value stands a comment or the end of the line"),
      ("A='x'#y", 1, 6, "after a quoted value stands a comment or the end of the line"),
      ("A/B=1", 1, 1, "\"A/B\" is not a variable's name: letters, digits and _ only, no digit first"),
    ])
  func errors(text: String, line: Int, column: Int, message: String) throws {
    let error = try #require(throws: EnvError.self) { try read(text) }
    #expect(error.line == line && error.column == column && error.message == message, "\(error)")
  }

  @Test("lines of variables are known")
  func lines() throws {
    #expect(try Env.read("A='x\ny'\n# c\nB=1").map(\.line) == [1, 4])
  }

  @Test(
    "what is written",
    arguments: [
      ("", "A=''\n"), ("plain-1.2/x:y@z%+,", "A=plain-1.2/x:y@z%+,\n"), ("a b", "A='a b'\n"),
      // K32, L15: libraries for .env files read double quotes as `sh` does, where nothing in them means something.
      ("it's", "A=\"it's\"\n"), ("it's $5", "A='it'\\''s $5'\n"), ("'\\", "A=''\\''\\'\n"),
      ("$x`y`\"\\", "A='$x`y`\"\\'\n"), ("~", "A='~'\n"), ("a\nb", "A='a\nb'\n"),
      ("'\u{301}", "A=\"'\u{301}\"\n"), ("é", "A='é'\n"),
    ])
  func writes(value: String, expected: String) throws {
    #expect(Array(try Env.line(name: "A", value: value).utf8) == Array(expected.utf8))
  }

  @Test(
    "K32: for libraries, too",
    arguments: [
      ("a b", "A='a b'\n"), ("it's", "A=\"it's\"\n"), ("$5", "A='$5'\n"), ("a\\b", "A='a\\b'\n"),
      ("a\nb", "A='a\nb'\n"),
      ("", "A=''\n"), ("it's $5", nil), ("'\"", nil), ("'`", nil), ("'\\", nil), ("a\\", nil),
      ("a\\\\b", nil),
      ("${A}", nil), ("\r", nil), ("a\r\nb", nil),
    ] as [(String, String?)])
  func dotenv(value: String, expected: String?) throws {
    let line = try? Env.line(name: "A", value: value, for: .dotenv)
    #expect(line.map { Array($0.utf8) } == expected.map { Array($0.utf8) })
  }

  /// What python-dotenv, and the library of node, make of a value, by their patterns.
  private static func libraries(_ line: String) -> [String] {
    // By code points: a quote and a combining accent behind it are one character.
    let read = line.replacing("\r\n", with: "\n").replacing("\r", with: "\n").unicodeScalars
    var rest = read.dropFirst(2).dropLast()
    guard let quote = rest.first, quote == "'" || quote == "\"" else {
      return [String(rest), String(rest)]
    }
    rest = rest.dropFirst().dropLast()
    var python = ""
    var node = String(rest)
    while let scalar = rest.popFirst() {
      if scalar == "\\", let next = rest.first, next == "\\" || next == "'" || quote == "\"" {
        python.unicodeScalars.append(rest.removeFirst())
      } else if scalar == "\\", rest.isEmpty {
        // It hides the quote behind it from both.
        python += "<unclosed>"
        node += "<unclosed>"
      } else {
        python.unicodeScalars.append(scalar)
      }
    }
    if python.contains("${") { python += "<replaced>" }
    return [python, node]
  }

  @Test("K32: libraries read what --dotenv takes")
  func librariesAgree() throws {
    var taken = 0
    for _ in 0..<5000 {
      let value = value()
      guard let line = try? Env.line(name: "A", value: value, for: .dotenv) else { continue }
      taken += 1
      for read in Self.libraries(line) {
        #expect(Array(read.utf8) == Array(value.utf8), "\(line.debugDescription)")
      }
    }
    #expect(taken > 500)
  }

  @Test(
    "K32: for docker",
    arguments: [
      ("", "A=\n"), (" it's \"x\" $5 # ", "A= it's \"x\" $5 # \n"), ("a\nb", nil), ("a\r", nil), ("\0", nil),
      (String(repeating: "x", count: 65_533), "A=" + String(repeating: "x", count: 65_533) + "\n"),
      (String(repeating: "x", count: 65_534), nil),
    ] as [(String, String?)])
  func plain(value: String, expected: String?) throws {
    #expect((try? Env.line(name: "A", value: value, for: .plain)) == expected)
    #expect((try? Env.line(name: "a.b-c", value: "x", for: .plain)) == "a.b-c=x\n")
  }

  @Test("bad names and NUL are refused", arguments: ["", "9", "A-B", "A B", "é", "A\n", "A=B", "$A"])
  func refuses(name: String) throws {
    #expect(throws: EnvError.self) { try Env.line(name: name, value: "x") }
    #expect(throws: EnvError.self) { try Env.line(name: "A", value: name + "\0") }
    #expect(try Env.line(name: "_A9", value: "x", export: true) == "export _A9=x\n")
  }

  /// Values with everything that shells find interesting.
  private func value() -> String {
    let pieces = [
      "'", "\"", "\\", "$", "`", "!", "~", "*", "?", "[", "]", "{", "}", "(", ")", "<", ">", "|", "&", ";",
      "#", "=", " ", "\t", "\n", "\r",
      "a", "-", "$(id)", "${HOME}", "`id`", "é", "😀", "\u{301}", "\u{1}", "\u{7F}", "\u{81}", "\u{88}", "%s",
      "\\n", "$'x'", "!!", "\u{1B}",
    ]
    return (0..<Int.random(in: 0...12)).map { _ in pieces.randomElement() ?? "" }.joined()
  }

  @Test("shells read what is written", arguments: ["sh", "bash", "dash"])
  func shells(shell: String) throws {
    try #require(system("command -v \(shell) > /dev/null") == 0, "the shell is not installed")
    let values = (0..<400).map { _ in value() } + ["", "\n", "\n\n", "-n", "-e x", "~/x", "'", "''", "\\"]
    var file = ""
    var program = ". \"$0\"\n"
    for (index, value) in values.enumerated() {
      file += try Env.line(name: "V\(index)", value: value, export: index % 2 == 0)
      program += "printf '%s\\0' \"$V\(index)\"\n"
    }
    var folder = Array("/tmp/sms-env-XXXXXX".utf8CString)
    try #require(mkdtemp(&folder) != nil)
    let path = String(decoding: folder.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { _ = system("rm -r \(path)") }
    try write(file, path + "/env")
    try write(program, path + "/program")
    let output = try run("\(shell) -c \"$(cat \(path)/program)\" \(path)/env")
    let read = output.split(separator: 0, omittingEmptySubsequences: false).dropLast().map { Array($0) }
    try #require(read.count == values.count)
    for (value, found) in zip(values, read) {
      #expect(Array(value.utf8) == found, "\(value.debugDescription)")
    }
  }

  @Test("write, then read, is the same")
  func roundTrip() throws {
    for _ in 0..<3000 {
      let values = (0..<Int.random(in: 0...4)).map { _ in value() }
      let text = try values.enumerated().map { try Env.line(name: "V\($0)", value: $1, export: .random()) }
        .joined()
      #expect(try Env.read(text).map { Array($0.value.utf8) } == values.map { Array($0.utf8) })
    }
  }

  @Test("random text never crashes")
  func random() {
    let pieces = ["A", "=", "'", "\"", "\\", "\n", "\r", "#", " ", "export ", "\0", "é", "9"]
    var read = 0
    for _ in 0..<10_000 {
      let text = (0..<Int.random(in: 0...12)).map { _ in pieces.randomElement() ?? "" }.joined()
      if (try? Env.read(text)) != nil { read += 1 }
    }
    #expect(read > 100)
  }

  private func write(_ text: String, _ path: String) throws {
    let file = try #require(fopen(path, "w"))
    let bytes = Array(text.utf8)
    #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    fclose(file)
  }

  private func run(_ command: String) throws -> [UInt8] {
    let pipe = try #require(popen(command, "r"))
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = fread(&chunk, 1, chunk.count, pipe)
      if count == 0 { break }
      bytes += chunk.prefix(count)
    }
    #expect(pclose(pipe) == 0)
    return bytes
  }
}
