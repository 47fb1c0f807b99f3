import Builtins
import Commands
import Glibc
import Interpreter
import Shell
import Support
import Syntax
import Testing

/// The codes of errors and their words.
@Suite struct FaultCodeTests {
  static let texts = FaultCodes.own + DomainCommands.codes + [ShellCodes.text]
  static var entries: [FaultCodes.Entry] { texts.flatMap(FaultCodes.entries) }

  /// A code without words, words without a code, and a code that stands twice are mistakes.
  @Test func allCodesHaveTheirWords() {
    let codes = Self.entries.map(\.code)
    var seen: Set<String> = []
    let twice = codes.filter { !seen.insert($0).inserted }
    #expect(twice == [], "these stand twice")
    let used = Self.used(in: repositoryRoot() + "/Sources")
    #expect(used.count > 250)
    #expect(used.subtracting(seen).sorted() == [], "the sources use these, which have no words")
    #expect(seen.subtracting(used).sorted() == [], "no source uses these")
  }

  @Test(arguments: entries.map(\.code)) func wordsAreWhole(_ code: String) throws {
    let entry = try #require(Self.entries.first { $0.code == code })
    #expect(entry.title.hasSuffix(".") && entry.title.count > 10)
    #expect(entry.why.isEmpty || entry.why.hasSuffix("."))
    #expect(entry.advice.hasSuffix(".") && entry.advice.first?.isUppercase == false, "\(entry.advice)")
    for example in entry.examples {
      #expect(!parse(Source(name: "", text: example + "\n")).hasErrors, "\(example)")
    }
  }

  @Test func aPageIsFoundInAllWays() throws {
    let home = try E2EHome()
    for code in ["E0317", "e0317", "V0202", "e0878", "E0701", "E0122"] {
      let result = try home.run("help", code)
      #expect(result.status == 0 && result.output.contains("what to do: "), "\(code): \(result)")
      #expect(try home.run("-c", "help \(code)").output == result.output)
    }
    #expect(try home.run("help", "E9999").status == 2)
  }

  /// The texts in quotes that are codes, in all sources but the words themselves.
  private static func used(in folder: String) -> Set<String> {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var used: Set<String> = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasPrefix(".") { continue }
      let path = folder + "/" + name
      if name.hasSuffix(".swift") {
        if !name.hasSuffix("Codes.swift") { used.formUnion(codes(in: readText(path) ?? "")) }
      } else if !name.contains(".") {
        used.formUnion(self.used(in: path))
      }
    }
    return used
  }

  private static func codes(in text: String) -> [String] {
    text.matches(of: /"([EVW][0-9]{4})"/).map { String($0.1) }
  }
}
