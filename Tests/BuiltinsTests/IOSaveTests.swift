import Builtins
import Glibc
import Interpreter
import Support
import Testing

/// Writing files: exact bytes, permissions, all or nothing.
@Suite("save") struct IOSaveTests {
  /// True where a small file system can be mounted: then a full disk is tried for real.
  static let canMount: Bool = {
    var name = Array("/tmp/sms-mount-XXXXXX".utf8CString)
    guard let path = mkdtemp(&name).map({ String(cString: $0) }) else { return false }
    defer { rmdir(path) }
    guard mount("none", path, "tmpfs", 0, "size=64k") == 0 else { return false }
    return umount(path) == 0
  }()

  @Test(arguments: [
    ("\"a\\r\\nb\\u{e9}\"", "t.txt", "a\r\nb\u{e9}"), ("\"x\"", "t.json", "x"), ("\"\"", "t.txt", ""),
    ("[{a: 1}]", "t.csv", "a\r\n1\r\n"), ("[{a: \"=1\"}]", "t.csv", "a\r\n'=1\r\n"),
    ("{a: [1]}", "t.json", "{\n  \"a\": [\n    1\n  ]\n}\n"),
    ("[1 {a: 2}]", "t.jsonl", "1\n{\"a\":2}\n"), ("1..3", "t.jsonl", "1\n2\n3\n"),
    ("{a: 1}", "t.yml", "a: 1\n"),
    ("{A: \"x y\"}", "t.env", "A='x y'\n"), ("{A: 1}", ".env", "A=1\n"),
    ("[{a: 1}]", "t.md", "| a |\n| ---: |\n| 1 |\n"),
    ("[{a: 1}]", "t.tsv", "a\n1\n"), ("[a \"b c\" 3]", "t.txt", "a\nb c\n3\n"), ("42", "t", "42"),
    (
      "some-accounts", "t.jsonl",
      "{\"name\":\"ci\",\"project\":{\"kind\":\"project\",\"id\":\"p1\",\"name\":\"prod-1\"},\"created\":\"1970-01-02T00:00:00Z\",\"id\":\"a1\"}\n"
        + "{\"name\":\"web\",\"project\":{\"kind\":\"project\",\"id\":\"p2\",\"name\":\"prod-2\"},\"created\":\"1970-01-03T00:00:00Z\",\"id\":\"a2\"}\n"
    ),
  ])
  func exactBytes(_ value: String, _ name: String, _ contents: String) throws {
    let folder = try Folder()
    #expect(IORun().text("\(value) | save '\(folder(name))'") == "null")
    #expect(folder.text(name) == contents)
    #expect(folder.mode(name) == 0o600)
    #expect(folder.names == [name])
  }

  @Test func formatByFlag() throws {
    let folder = try Folder()
    #expect(
      IORun().text("[{a: 1}] | save '\(folder("x"))' --encode csv; open '\(folder("x"))'")
        == "\"a\\r\\n1\\r\\n\"")
    #expect(
      IORun().text("\"t\" | save '\(folder("y"))' --encode json; open '\(folder("y"))'") == "\"\\\"t\\\"\\n\""
    )
  }

  @Test(arguments: ["{a: 1}", "[[1]]", "null", "[null]", "{|x| 1}"]) func whatIsNoText(_ value: String) throws
  {
    let folder = try Folder()
    #expect(IORun().fault("\(value) | save '\(folder("x.txt"))'")?.code == "E0631")
    #expect(folder.names == [])
  }

  @Test func refusesToReplace() throws {
    let folder = try Folder()
    try folder.write("x", "old")
    let fault = IORun().fault("\"new\" | save '\(folder("x"))'")
    #expect(fault?.code == "E0614" && fault?.report.status == 5)
    #expect(folder.text("x") == "old")
    #expect(IORun().fault("\"new\" | save '\(folder("x"))' --force") == nil)
    #expect(folder.text("x") == "new" && folder.names == ["x"])
  }

  @Test func permissions() throws {
    let folder = try Folder()
    let path = folder("x")
    #expect(IORun().fault("\"a\" | save '\(path)' --mode 0640") == nil)
    #expect(folder.mode("x") == 0o640)
    // A file that is replaced keeps its permissions.
    #expect(IORun().fault("\"b\" | save '\(path)' --force") == nil)
    #expect(folder.mode("x") == 0o640 && folder.text("x") == "b")
    #expect(IORun().fault("\"c\" | save '\(path)' --force --mode 0444") == nil)
    #expect(folder.mode("x") == 0o444 && folder.text("x") == "c")
    for mode in ["999", "4755", "rw", "+7", ""] {
      #expect(IORun().fault("\"d\" | save '\(path)' --force --mode '\(mode)'")?.code == "E0340")
    }
  }

  /// A run that stops in the middle leaves the old file, and nothing beside it.
  @Test(arguments: ["jsonl", "csv", "txt"]) func isWrittenWholeOrNotAtAll(_ ending: String) throws {
    let folder = try Folder()
    let name = "x.\(ending)"
    try folder.write(name, "old")
    let item = ending == "txt" ? "\"\\($n)\"" : "{n: $n}"
    let rows = "1..20000 | each {|n| if $n == 19999 { throw \"stop\" }; \(item)}"
    #expect(IORun().fault("\(rows) | save '\(folder(name))' --force")?.code == "thrown")
    #expect(folder.text(name) == "old" && folder.names == [name])
  }

  @Test func aFileCanBeReadWhileItIsReplaced() throws {
    let folder = try Folder()
    let path = folder("x.jsonl")
    try folder.write("x.jsonl", (0..<20_000).map { "{\"n\":\($0)}\n" }.joined())
    #expect(IORun().fault("open '\(path)' | where .n >= 19998 | save '\(path)' --force") == nil)
    #expect(folder.text("x.jsonl") == "{\"n\":19998}\n{\"n\":19999}\n")
    #expect(IORun().fault("open '\(path)' | save '\(path)' --append") == nil)
    #expect(folder.text("x.jsonl") == "{\"n\":19998}\n{\"n\":19999}\n{\"n\":19998}\n{\"n\":19999}\n")
  }

  @Test func links() throws {
    let folder = try Folder()
    try folder.write("target", "old")
    #expect(symlink("target", folder("link")) == 0)
    #expect(symlink("nothing", folder("broken")) == 0)
    #expect(IORun().fault("\"new\" | save '\(folder("link"))'")?.code == "E0614")
    #expect(IORun().fault("\"new\" | save '\(folder("link"))' --force") == nil)
    #expect(folder.text("target") == "new" && (folder.mode("link") ?? 0) == 0o777)
    #expect(IORun().fault("\"new\" | save '\(folder("broken"))' --force")?.code == "E0612")
    #expect(folder.names == ["broken", "link", "target"])
  }

  @Test func foldersAndMissingFolders() throws {
    let folder = try Folder()
    for path in [folder.path, folder.path + "/", folder("."), "/"] {
      #expect(IORun().fault("\"x\" | save '\(path)' --force")?.code == "E0611")
    }
    #expect(IORun().fault("\"x\" | save '\(folder("no/x"))'")?.code == "E0612")
    #expect(IORun().fault("\"x\" | save '\(folder.path)' --append")?.code == "E0611")
  }

  @Test func devices() {
    #expect(IORun().fault("\"x\" | save /dev/null") == nil)
    let full = IORun().fault("\"x\" | save /dev/full")
    #expect(full?.message == "\"/dev/full\" cannot be written: No space left on device")
    #expect(IORun().fault("\"x\" | save /dev/full --append")?.code == "E0612")
  }

  @Test(.enabled(if: canMount)) func aFullDiskLeavesTheOldFile() throws {
    let folder = try Folder()
    try #require(mount("none", folder.path, "tmpfs", 0, "size=64k") == 0)
    defer { umount(folder.path) }
    try folder.write("x", "old")
    for flag in ["--force", "--append"] {
      let fault = IORun().fault("\"0123456789\" | repeat 20000 | save '\(folder("x"))' \(flag)")
      #expect(fault?.message == "\"\(folder("x"))\" cannot be written: No space left on device")
      #expect(folder.text("x") == "old" && folder.names == ["x"])
    }
    let sealed = IORun().fault("canary (\"0123456789\" | repeat 20000) | save '\(folder("x"))' --force")
    #expect(sealed?.code == "E0612" && folder.text("x") == "old" && folder.names == ["x"])
  }

  // MARK: adding

  @Test func adding() throws {
    let folder = try Folder()
    #expect(
      IORun().fault("\"a\\n\" | save '\(folder("t"))' --append; \"b\" | save '\(folder("t"))' --append")
        == nil)
    #expect(folder.text("t") == "a\nb" && folder.mode("t") == 0o600)
    try folder.write("j.jsonl", "{\"a\":1}")
    #expect(IORun().fault("[{a: 2}] | save '\(folder("j.jsonl"))' --append") == nil)
    #expect(folder.text("j.jsonl") == "{\"a\":1}\n{\"a\":2}\n")
    #expect(IORun().fault("{a: 1} | save '\(folder("j.json"))' --append")?.code == "E0618")
    #expect(IORun().fault("\"x\" | save '\(folder("t"))' --append --force")?.code == "E0205")
  }

  @Test func addingRowsKeepsTheColumnsOfTheFile() throws {
    let folder = try Folder()
    let path = folder("r.csv")
    #expect(
      IORun().fault(
        "[{a: 1, b: 2}] | save '\(path)' --append; [{b: 4} {b: 6, a: 5}] | save '\(path)' --append") == nil)
    #expect(folder.text("r.csv") == "a,b\r\n1,2\r\n,4\r\n5,6\r\n")
    #expect(IORun().fault("[{c: 1}] | save '\(path)' --append")?.code == "E0616")
    #expect(folder.text("r.csv") == "a,b\r\n1,2\r\n,4\r\n5,6\r\n")
  }

  // MARK: base64

  @Test(
    arguments: [
      ("AAEC/w==", [0, 1, 2, 255]), ("", []), (" A A\nE C\r\n", [0, 1, 2]), ("/+8=\n", [255, 239]),
    ] as [(String, [UInt8])])
  func base64(_ text: String, _ bytes: [UInt8]) throws {
    let folder = try Folder()
    #expect(IORun().fault("\(Display.quoted(text)) | save '\(folder("b"))' --base64") == nil)
    #expect(folder.bytes("b") == bytes)
  }

  @Test(arguments: [
    "A", "AA", "AAA", "AA=", "AB==", "A===", "====", "AA==A", "AA=A", "A*AA", "é", "AAAA=", "AA-_",
  ])
  func noBase64(_ text: String) throws {
    let folder = try Folder()
    #expect(IORun().fault("'\(text)' | save '\(folder("b"))' --base64")?.code == "E0619")
    #expect(folder.names == [])
  }

  @Test func notInAReadOnlyRun() throws {
    let folder = try Folder()
    try folder.write("x", "old")
    let io = IORun()
    io.run.context.readOnly = true
    #expect(io.fault("\"x\" | save '\(folder("y"))'")?.code == "E0501")
    #expect(io.text("open '\(folder("x"))'") == "\"old\"")
    #expect(io.run.output("print hello") == "hello\n")
  }
}

/// Sealed text in files.
@Suite("save of sealed text") struct IOSaveSealedTests {
  @Test func isWrittenForItsOwnerOnly() throws {
    let folder = try Folder()
    let io = IORun()
    #expect(io.text("\"TOKEN=\\(canary)\\n\" | save '\(folder("x.env"))'") == "null")
    #expect(folder.text("x.env") == "TOKEN=\(IORun.canary)\n")
    #expect(folder.mode("x.env") == 0o600 && io.openings.purposes == [.save] && folder.names == ["x.env"])
    #expect(IORun().fault("canary | save '\(folder("y"))' --mode 0400") == nil)
    #expect(folder.mode("y") == 0o400)
    // A file that others may read is replaced by one that they may not.
    try folder.write("z", "old", mode: 0o644)
    #expect(IORun().fault("canary | save '\(folder("z"))' --force") == nil)
    #expect(folder.mode("z") == 0o600 && folder.text("z") == IORun.canary)
  }

  @Test func allPartsAreOpened() throws {
    let folder = try Folder()
    let io = IORun()
    #expect(io.fault("(canary a) + \"-\" + (canary b) | save '\(folder("x"))'") == nil)
    #expect(folder.text("x") == "a-b" && io.openings.purposes == [.save, .save])
  }

  /// Nothing is opened, and no event is left behind, where the file is refused.
  @Test(arguments: [
    ("old", "E0614"), ("link --force", "E0617"), ("pipe --force", "E0617"), ("pipe --append", "E0617"),
    ("link --append", "E0617"), ("new --mode 0640", "E0617"), ("new --mode 0604", "E0617"),
    ("open --append", "E0617"),
    ("no/x", "E0612"), ("new --encode env", "E0632"), ("folder --force", "E0611"),
  ])
  func refusals(_ arguments: String, _ code: String) throws {
    let folder = try Folder()
    try folder.write("old", "old", mode: 0o600)
    try folder.write("open", "old", mode: 0o640)
    #expect(
      symlink("old", folder("link")) == 0 && mkfifo(folder("pipe"), 0o600) == 0
        && mkdir(folder("folder"), 0o700) == 0)
    let io = IORun()
    let words = arguments.split(separator: " ", maxSplits: 1)
    let fault = io.fault("canary | save '\(folder(String(words[0])))' \(words.count > 1 ? words[1] : "")")
    #expect(fault?.code == code, "\(fault?.message ?? "none")")
    #expect(io.openings.purposes.isEmpty)
    #expect(folder.names == ["folder", "link", "old", "open", "pipe"] && folder.text("old") == "old")
  }

  @Test func device() {
    let io = IORun()
    #expect(io.fault("canary | save /dev/null --force")?.code == "E0617" && io.openings.purposes.isEmpty)
  }

  @Test func adding() throws {
    let folder = try Folder()
    let io = IORun()
    #expect(
      io.fault(
        "\"A=\\(canary)\\n\" | save '\(folder("x"))' --append; \"B=\\(canary)\\n\" | save '\(folder("x"))' --append"
      ) == nil)
    #expect(folder.text("x") == "A=\(IORun.canary)\nB=\(IORun.canary)\n" && folder.mode("x") == 0o600)
  }

  @Test func base64() throws {
    let folder = try Folder()
    #expect(IORun().fault("canary 'AAEC/w==' | save '\(folder("key"))' --base64") == nil)
    #expect(folder.bytes("key") == [0, 1, 2, 255] && folder.mode("key") == 0o600)
    #expect(
      IORun().text("canary 'no base64!' | save '\(folder("b"))' --base64")
        == "E0619 the sealed text is no base64")
    #expect(folder.names == ["key"])
  }
}
