import Glibc
import Support
import Testing

@testable import Console

@Suite struct LineSourceTests {
  /// A pipe that holds `bytes` and then ends.
  private func pipe(of bytes: [UInt8]) throws -> Int32 {
    var ends: [Int32] = [0, 0]
    try #require(Glibc.pipe(&ends) == 0)
    try #require(write(ends[1], bytes, bytes.count) == bytes.count)
    close(ends[1])
    return ends[0]
  }

  private func reads(_ text: String) throws -> [LineRead] {
    let input = try pipe(of: Array(text.utf8))
    defer { close(input) }
    let source = PlainLineSource(descriptor: input)
    var reads: [LineRead] = []
    while true {
      let read = try source.read("> ")
      reads.append(read)
      if read == .end { return reads }
    }
  }

  @Test(arguments: [
    ("", []), ("a\nb\n", ["a", "b"]), ("a\n\nb", ["a", "", "b"]), ("\n", [""]), ("grüße\r\n", ["grüße\r"]),
    ("nul\0 stays\n", ["nul\0 stays"]),
  ])
  func `a pipe gives its lines and then the end`(text: String, lines: [String]) throws {
    #expect(try reads(text) == lines.map { .line($0) } + [.end])
  }

  @Test func `a line longer than a read is whole`() throws {
    let folder = try TemporaryFolder()
    let long = String(repeating: "é", count: 200_000)
    try folder.write("first\n\(long)\nlast", to: "input")
    let input = open(folder.path + "/input", O_RDONLY | O_CLOEXEC)
    defer { close(input) }
    let source = PlainLineSource(descriptor: input)
    #expect(try source.read("") == .line("first"))
    #expect(try source.read("") == .line(long))
    #expect(try source.read("") == .line("last"))
    #expect(try source.read("") == .end)
    #expect(try source.read("") == .end)
  }

  @Test(
    arguments: [
      ([0x61, 0x0a, 0x62, 0xff, 0x0a, 0x63, 0x0a], 3), ([0x61, 0x0a, 0xc3, 0xa9, 0xc3, 0x0a, 0x63, 0x0a], 4),
    ] as [([UInt8], Int)])
  func `bytes that are no text are an error with their offset, and the next line can be read`(
    bytes: [UInt8], offset: Int
  ) throws {
    let input = try pipe(of: bytes)
    defer { close(input) }
    let source = PlainLineSource(descriptor: input)
    #expect(try source.read("") == .line("a"))
    #expect(throws: LineError.notText(offset: offset)) { try source.read("") }
    #expect(try source.read("") == .line("c"))
  }

  @Test func `a line over the limit is an error, with and without a newline`() throws {
    for text in ["0123456789\n", "0123456789"] {
      let input = try pipe(of: Array(text.utf8))
      defer { close(input) }
      let source = PlainLineSource(descriptor: input, limit: 9)
      #expect(throws: LineError.tooLong(limit: 9)) { try source.read("") }
    }
  }

  @Test func `a descriptor that cannot be read is an error`() {
    #expect(throws: LineError.system(EBADF)) { try PlainLineSource(descriptor: -1).read("") }
  }

  @Test func `a script gives what it was given and tells what was asked`() throws {
    let source = ScriptedLineSource([.line("a"), .interrupted])
    #expect(try source.read(Prompt([.init("Acme", .bold), .init("> ")])) == .line("a"))
    #expect(try source.read("...> ") == .interrupted)
    #expect(try source.read("> ") == .end)
    source.remember("a")
    #expect(source.prompts == ["Acme> ", "...> ", "> "])
    #expect(source.remembered == ["a"])
  }

  @Test func `a signal ends a plain read, and only that`() throws {
    let session = try probe("plain")
    try session.waitFor("ready\n")
    session.send("a\n")
    try session.waitFor("line(\"a\")\n")
    session.send("\u{3}")
    try session.waitFor("interrupted\n")
    session.send("b\n")
    try session.waitFor("line(\"b\")\n")
    session.signal(SIGTERM)
    try session.waitFor("end\n")
  }

  @Test func `the editor starts on no pipe`() throws {
    let input = try pipe(of: [])
    defer { close(input) }
    #expect(throws: LineError.editor) {
      try EditLineSource(program: "x", input: input, output: input, colour: false)
    }
  }
}
