import Builtins
import Glibc
import Interpreter
import Support
import Testing

/// K07: sealed text within records and rows is opened by `save`, and the format quotes it.
@Suite("save of records and rows with sealed text") struct IOSaveSealedRowsTests {
  /// Values that would become part of a format, if they were put into its text by hand.
  private static let hostile = [
    "p; touch X #", "a b", "$HOME", "$(id)", "`id`", "\"", "'", "it's \"x\" $5", "\\", "\\\\", "a\\", "${A}",
    "a\nB=1", "\r",
    "-----BEGIN KEY-----\nMIIE\n-----END KEY-----\n", ",", ";", "\t", "=1+1", "@x", "- a", "a: b", "#", " x ",
    "null", "007",
    "{}", "<<", "é😀", "\u{FEFF}", "\u{1B}[31m",
  ]

  private static func quoted(_ text: String) -> String { Display.quoted(text) }

  @Test(arguments: ["json", "yaml", "env", "csv", "tsv", "jsonl", "md"]) func comesBack(_ format: String)
    throws
  {
    let folder = try Folder()
    for value in Self.hostile {
      let io = IORun()
      let record = "{A: (canary \(Self.quoted(value))), B: plain}"
      let given = ["csv", "tsv", "jsonl", "md"].contains(format) ? "[\(record)]" : record
      let raw = ["csv", "tsv"].contains(format) ? "--raw" : ""
      let path = folder("x.\(format)")
      #expect(io.fault("\(given) | save '\(path)' --force \(raw)") == nil, "\(value)")
      let decode = format == "md" ? "--decode md" : ""
      let read = io.string("open '\(path)' \(decode)\(given.hasPrefix("[") ? " | first" : "") | get A")
      #expect(Array(read.utf8) == Array(value.utf8), "\(format): \(value.debugDescription)")
      #expect(io.openings.purposes == [.save] && folder.mode("x.\(format)") == 0o600)
    }
  }

  @Test func shellsReadIt() throws {
    let folder = try Folder()
    for value in Self.hostile {
      #expect(IORun().fault("{A: (canary \(Self.quoted(value)))} | save '\(folder("x.env"))' --force") == nil)
      #expect(system("cd \(folder.path) && sh -c '. ./x.env; printf %s \"$A\"' > out") == 0)
      #expect(folder.text("out").map { Array($0.utf8) } == Array(value.utf8), "\(value.debugDescription)")
      #expect(folder.names == ["out", "x.env"])
    }
  }

  /// A stream does not say before that sealed text comes: the file is sealed when it does.
  @Test(
    arguments: [
      ("new", nil), ("link --force", "E0617"), ("pipe --append", "E0617"), ("new --mode 0644", "E0617"),
      ("link --append", "E0617"), ("open --append", "E0617"), ("old --append", nil), ("open --force", nil),
    ] as [(String, String?)])
  func streams(_ arguments: String, _ code: String?) throws {
    let folder = try Folder()
    try folder.write("old", "", mode: 0o600)
    try folder.write("open", "", mode: 0o640)
    #expect(symlink("old", folder("link")) == 0 && mkfifo(folder("pipe"), 0o600) == 0)
    let reader = open(folder("pipe"), O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    let io = IORun()
    let words = arguments.split(separator: " ", maxSplits: 1)
    let file = String(words[0])
    let rows = "1..100 | each {|n| if ($n < 50) { {n: $n, s: x} } else { {n: $n, s: (canary c)} }}"
    let fault = io.fault(
      "\(rows) | save '\(folder(file))' --encode jsonl \(words.count > 1 ? words[1] : "")")
    #expect(fault?.code == code, "\(fault?.message ?? "none")")
    #expect(io.openings.purposes.isEmpty == (code != nil))
    if code == nil {
      #expect(folder.mode(file) == 0o600 && folder.text(file)?.split(separator: "\n").count == 100)
    } else {
      #expect(folder.text("old") == "" && folder.text("open") == "")
    }
  }

  /// What the format refuses is refused before anything is opened; nothing is left half written.
  @Test(arguments: [
    "{A: (canary), B: [1]} | save 'F.env'", "{A: (canary), \"B C\": 1} | save 'F.env'",
    "[{a: (canary)} 1] | save 'F.csv'", "{a: (canary), b: {|x| $x}} | save 'F.json'",
    "{a: (canary)} | save 'F.json' --mode 0640", "{a: (canary)} | save 'F.yaml' --append",
    "{a: (canary)} | save 'F.json' --plain",
  ]) func opensNothing(_ code: String) throws {
    let folder = try Folder()
    let io = IORun()
    let fault = io.fault(code.replacing("F.", with: folder("f.")))
    #expect(fault != nil && io.openings.purposes.isEmpty)
    // What is added to is opened, and made, before its rows are known.
    #expect(folder.names.isEmpty || code.contains("--append") && folder.text("f.yaml") == "")
  }

  /// Only when it is open it is known that a value does not fit: nothing is written, the event stays.
  @Test func aValueThatDoesNotFit() throws {
    let folder = try Folder()
    let io = IORun()
    let code = "{A: (canary \"x\\ny\")} | save '\(folder("f.env"))' --plain"
    let fault = io.fault(code)
    #expect(fault?.code == "E0633" && fault?.message.contains("x\ny") == false)
    #expect(io.openings.purposes == [.save] && folder.names.isEmpty)
  }

  @Test func goesOnSealedBehindTee() throws {
    let folder = try Folder()
    let io = IORun()
    let code = "1..3 | each {|n| {n: $n, s: (canary)}} | tee '\(folder("f.csv"))' | to json --masked -c"
    #expect(io.string(code) == #"[{"n":1,"s":"••••"},{"n":2,"s":"••••"},{"n":3,"s":"••••"}]"#)
    #expect(folder.text("f.csv") == "n,s\r\n1,\(IORun.canary)\r\n2,\(IORun.canary)\r\n3,\(IORun.canary)\r\n")
  }

  /// K32: what is made of sealed text is sealed.
  @Test(
    arguments: [
      ("encode base64", "Y2FuYXJ5LTdmM2E="), ("encode hex", "63616e6172792d37663361"),
      ("encode url", "canary-7f3a"),
      ("hash sha256", nil), ("encode base64 | decode base64", "canary-7f3a"),
      ("encode hex | decode hex", "canary-7f3a"),
      ("decode url", "canary-7f3a"),
    ] as [(String, String?)])
  func staysSealed(_ commands: String, _ text: String?) throws {
    let folder = try Folder()
    let io = IORun()
    #expect(io.text("canary | \(commands)").contains("••••") && io.openings.purposes.isEmpty)
    #expect(
      io.fault("canary | \(commands) | save '\(folder("x"))'") == nil && io.openings.purposes == [.save])
    if let text { #expect(folder.text("x") == text) } else { #expect(folder.text("x")?.utf8.count == 64) }
    #expect(io.fault("canary | \(commands) | lines") != nil)
  }
}
