import Builtins
import Glibc
import Interpreter
import Support
import Testing

/// What `to env` writes for random values survives the shells, byte for byte.
@Suite struct EnvShellTests {
  private static let values = 10_000
  private static let perFile = 1_250

  /// Signs that mean something to a shell, blanks, control characters, and all sizes of UTF-8.
  private static let pieces: [String] =
    [
      "'", "\"", "\\", "$", "`", "$(id)", "${HOME}", "`id`", "$'x'", "!!", "\\n", "\\'", "\\\n", "\n", "\r",
      "\r\n", "\t", " ", "  ", "~", "*", "?", "[a]", "{a,b}", "(", ")", "<", ">", "|", "&", ";", "#", "=",
      "%s", "-", "export ", "a", "Z", "9", "é", "ß", "\u{301}", "€", "😀", "\u{A0}", "\u{2028}", "\u{FEFF}",
      "\u{10FFFF}",
    ] + (1...31).compactMap { Unicode.Scalar($0).map { String(Character($0)) } }
    + [0x7F, 0x80, 0x81, 0x85, 0x88, 0x9F].compactMap { Unicode.Scalar($0).map { String(Character($0)) } }

  private static func random(_ random: inout ShellTestNumbers) -> String {
    let edges = ["", "", " ", "\n", "\t", "'"]
    let count = Int.random(in: 0...16, using: &random)
    let middle = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
    return (edges.randomElement(using: &random) ?? "") + middle + (edges.randomElement(using: &random) ?? "")
  }

  @Test(arguments: ["sh", "bash", "dash"]) func survive(_ shell: String) throws {
    try #require(system("command -v \(shell) > /dev/null") == 0, "the shell is not installed")
    var random = ShellTestNumbers(seed: 4711)
    let run = TestRun(BuiltinCommands.all, patterns: RegexEngine())
    var different = 0
    var seen = 0
    for start in stride(from: 0, to: Self.values, by: Self.perFile) {
      let values = (0..<min(Self.perFile, Self.values - start)).map { _ in Self.random(&random) }
      let names = values.indices.map { "V\($0)" }
      let record = Value.record(zip(names, values).map { ($0, .string($1)) })
      let text = try Formats.write(record, as: "env", run.context)
      let found = try read(text, names, by: shell)
      try #require(found.count == values.count)
      for (value, found) in zip(values, found) where Array(value.utf8) != found {
        different += 1
        Issue.record(
          "\(value.debugDescription) became \(String(decoding: found, as: UTF8.self).debugDescription)")
      }
      seen += found.count
    }
    #expect(seen == Self.values && different == 0)
  }

  @Test(arguments: ["\0", "x\0y"]) func aNulIsRefused(_ value: String) {
    let run = TestRun(BuiltinCommands.all, patterns: RegexEngine())
    let fault = #expect(throws: Fault.self) {
      try Formats.write(.record([("A", .string(value))]), as: "env", run.context)
    }
    #expect(fault?.code == "E0633")
  }

  /// What a shell that reads the file has in these variables.
  private func read(_ text: [UInt8], _ names: [String], by shell: String) throws -> [[UInt8]] {
    var template = Array("/tmp/sms-env-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer {
      for name in ["env", "program", "out"] { unlink(folder + "/" + name) }
      rmdir(folder)
    }
    let program = "set -a\n. ./env\n" + names.map { "printf '%s\\0' \"$\($0)\"\n" }.joined()
    try write(text, folder + "/env")
    try write(Array(program.utf8), folder + "/program")
    try #require(system("cd \(folder) && \(shell) ./program > out") == 0)
    let out = try #require(readBytes(folder + "/out"))
    return out.split(separator: 0, omittingEmptySubsequences: false).dropLast().map { Array($0) }
  }

  private func write(_ bytes: [UInt8], _ path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    try #require(file >= 0)
    defer { close(file) }
    #expect(Glibc.write(file, bytes, bytes.count) == bytes.count)
  }
}

/// Random numbers that are the same in each run (splitmix64).
private struct ShellTestNumbers: RandomNumberGenerator {
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
