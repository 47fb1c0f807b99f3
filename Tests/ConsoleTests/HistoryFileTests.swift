import Glibc
import Support
import Testing

@testable import Console

@Suite struct HistoryFileTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path + "/history" }

  init() throws { folder = try TemporaryFolder() }

  private func mode(_ path: String) -> mode_t {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
  }

  @Test func `entries come back in the next session, those of several lines whole`() throws {
    let entries = [
      "one", "def f {\n  \"two\" \\n\n}", "tab\t\0\u{1b}\u{7f}", "grüße 日本", "e\u{301}", "\n", " ",
    ]
    let file = HistoryFile(path: path)
    #expect(try file.load() == [])
    for entry in entries { try file.append(entry) }
    try file.append("")
    let loaded = try HistoryFile(path: path).load()
    #expect(loaded.map { Array($0.utf8) } == entries.map { Array($0.utf8) })
    #expect(folder.text("history")?.split(separator: "\n").count == entries.count)
  }

  @Test func `the file is private, also when it was not`() throws {
    try HistoryFile(path: path).append("x")
    #expect(mode(path) == 0o600)
    chmod(path, 0o644)
    _ = try HistoryFile(path: path).load()
    #expect(mode(path) == 0o600)
  }

  @Test func `loading makes no file`() throws {
    _ = try HistoryFile(path: path).load()
    #expect(folder.names == [])
  }

  @Test func `broken lines are skipped, a torn one harms no other`() throws {
    try folder.write(
      Array("\"good\"\nnot quoted\n\"bad \\q\"\n\"in\"side\"\n\"\\u00zz\"\n\"\\u0\"\n\"\"\n\n\"x\\\"\n".utf8)
        + [0x22, 0xff, 0x22, 0x0a]
        + Array("\"torn".utf8), to: "history")
    let file = HistoryFile(path: path)
    #expect(try file.load() == ["good", ""])
    try file.append("after")
    #expect(try file.load() == ["good", "", "after"])
  }

  @Test func `of a huge file the end is read, and an append cuts it down`() throws {
    let line = "\"\(String(repeating: "x", count: 98))\"\n"
    try folder.write(Array(String(repeating: line, count: 200_000).utf8), to: "history")
    let file = HistoryFile(path: path, capacity: 1_000_000)
    #expect(try file.load().count < 170_000)
    try file.append("last")
    var facts = stat()
    #expect(stat(path, &facts) == 0 && facts.st_size < 9 << 20, "\(facts.st_size)")
    #expect(try file.load().last == "last")
    #expect(try HistoryFile(path: path, capacity: 10).load().count == 10)
  }

  @Test func `two writers interleave and lose nothing`() throws {
    let writers = 4
    let each = 200
    let path = path
    let threads = (0..<writers).map { writer in
      Thread {
        let file = HistoryFile(path: path, capacity: 100_000)
        for number in 0..<each { try? file.append("\(writer):\(number)\nsecond line") }
      }
    }
    for thread in threads { thread.join() }
    let loaded = try HistoryFile(path: path, capacity: 100_000).load()
    #expect(loaded.count == writers * each)
    for writer in 0..<writers {
      let own = loaded.filter { $0.hasPrefix("\(writer):") }
      #expect(own == (0..<each).map { "\(writer):\($0)\nsecond line" })
    }
  }

  @Test func `writers that also shorten the file lose none of the newest`() throws {
    let path = path
    let threads = (0..<3).map { writer in
      Thread {
        let file = HistoryFile(path: path, capacity: 50)
        for number in 0..<300 { try? file.append("\(writer):\(number)") }
      }
    }
    for thread in threads { thread.join() }
    let loaded = try HistoryFile(path: path, capacity: 50).load()
    #expect(loaded.count == 50)
    #expect(Set(loaded).count == 50)
    for writer in 0..<3 {
      let numbers = loaded.filter { $0.hasPrefix("\(writer):") }.compactMap { Int($0.dropFirst(2)) }
      if let last = numbers.last { #expect(numbers == Array((last - numbers.count + 1)...last)) }
    }
    // The last one of all is there.
    #expect(loaded.last?.hasSuffix(":299") == true)
    #expect(folder.names == ["history"])
  }

  @Test func `over a tenth more than the capacity the oldest go`() throws {
    let file = HistoryFile(path: path, capacity: 10)
    for number in 1...11 { try file.append("\(number)") }
    #expect(folder.text("history")?.split(separator: "\n").count == 11)
    #expect(try file.load() == (2...11).map(String.init))
    try file.append("12")
    #expect(folder.text("history")?.split(separator: "\n").count == 10)
    #expect(try file.load() == (3...12).map(String.init))
    #expect(mode(path) == 0o600)
  }

  @Test func `an entry of over 256 KiB is left out`() throws {
    let file = HistoryFile(path: path)
    try file.append(String(repeating: "x", count: (256 << 10) + 1))
    try file.append(String(repeating: "y", count: 256 << 10))
    #expect(try file.load().map(\.utf8.count) == [256 << 10])
  }

  @Test func `a symbolic link is refused, wherever it leads`() throws {
    try folder.write("\"x\"\n", to: "target")
    try #require(symlink(folder.path + "/target", path) == 0)
    let file = HistoryFile(path: path)
    #expect(throws: HistoryError.symbolicLink(path: path)) { try file.load() }
    #expect(throws: HistoryError.symbolicLink(path: path)) { try file.append("y") }
    #expect(folder.text("target") == "\"x\"\n")
  }

  @Test func `a file with another name is refused, and stays as it is`() throws {
    try folder.write("\"x\"\n", to: "target")
    chmod(folder.path + "/target", 0o644)
    try #require(link(folder.path + "/target", path) == 0)
    let file = HistoryFile(path: path)
    #expect(throws: HistoryError.hardLink(path: path)) { try file.load() }
    #expect(throws: HistoryError.hardLink(path: path)) { try file.append("y") }
    var facts = stat()
    #expect(
      folder.text("target") == "\"x\"\n" && stat(path, &facts) == 0 && facts.st_mode & 0o777 == 0o644)
  }

  @Test func `what is not a file is refused and does not hang`() throws {
    try #require(mkfifo(path, 0o600) == 0)
    #expect(throws: HistoryError.notAFile(path: path)) { try HistoryFile(path: path).append("y") }
    #expect(throws: HistoryError.notAFile(path: folder.path)) {
      try HistoryFile(path: folder.path).append("y")
    }
    #expect(throws: HistoryError.system(path: "/no/such/x", number: ENOENT)) {
      try HistoryFile(path: "/no/such/x").append("y")
    }
  }

  @Test func `the editor recalls entries of the session before`() throws {
    let first = try probe("lines", path)
    try first.waitFor("Acme> ")
    first.send("from before {\n}\n")
    try first.waitFor("got <from before {\\n}>")
    try first.waitFor("Acme> ")
    first.send("\u{4}")
    _ = try first.waitForExit()
    let second = try probe("lines", path)
    try second.waitFor("Acme> ")
    second.send("\u{1b}[A\n")
    try second.waitFor("got <from before {\\n}>")
  }
}
