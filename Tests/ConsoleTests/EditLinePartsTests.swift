import Testing

@testable import Console

@Suite struct EditLinePartsTests {
  @Test(
    arguments: [
      ([], "x", .nothing),
      ([Completion("alpha", start: 2)], "a al", .insert("alpha ", start: 2)),
      ([Completion("alpha", start: 2, suffix: "/")], "a al", .insert("alpha/", start: 2)),
      ([Completion("alpha", start: 0), Completion("alpine", start: 0)], "a", .insert("alp", start: 0)),
      (
        [Completion("alpha", start: 0), Completion("alpine", start: 0)], "alp",
        .list(CompletionList([Completion("alpha", start: 0), Completion("alpine", start: 0)]))
      ),
      ([Completion("'ci a'", start: 0), Completion("'ci b'", start: 0)], "ci", .insert("'ci ", start: 0)),
      ([Completion("e\u{301}", start: 0), Completion("e\u{300}", start: 0)], "", .insert("e", start: 0)),
      (
        [Completion("ax", start: 0), Completion("ay", start: 1)], "a",
        .list(CompletionList([Completion("ax", start: 0), Completion("ay", start: 1)]))
      ),
      ([Completion("ax", start: 9)], "a", .list(CompletionList([Completion("ax", start: 9)]))),
    ] as [([Completion], String, CompletionAction)])
  func `what Tab does`(candidates: [Completion], line: String, action: CompletionAction) {
    #expect(CompletionAction(CompletionList(candidates), line: line, cursor: line.utf8.count) == action)
  }

  @Test func `a list fills columns downwards and is neutral`() {
    #expect(list(["a", "bb", "c", "d", "e"], columns: 10) == "a   c   e\nbb  d\n")
    #expect(list(["日本", "x"], columns: 3) == "日…\nx\n")
    #expect(list(["a\u{1b}[2J"]) == "a\\u{1b}[2J\n")
    #expect(list([]) == "")
  }

  private func list(_ names: [String], columns: Int = 80, rows: Int = 24) -> String {
    let list = CompletionList(names.map { Completion($0, start: 0) })
    return listing(list, size: Terminal.Size(rows: rows, columns: columns)).text
  }

  @Test func `a list longer than the screen comes in pages`() {
    let names = CompletionList((1...7).map { Completion("name\($0)", start: 0) })
    let size = Terminal.Size(rows: 6, columns: 8)
    let first = listing(names, size: size)
    #expect(first.text == "name1\nname2\nname3\n… +4, Tab shows more\n")
    let second = listing(names, size: size, from: first.next ?? 0)
    #expect(second.text == "name4\nname5\nname6\n… +1, Tab shows more\n")
    let third = listing(names, size: size, from: second.next ?? 0)
    #expect(third.text == "name7\n" && third.next == nil)
  }

  @Test func `letters that only lie in the candidates never replace what was typed`() {
    let loose = ["growth-dev/KEY", "growth-prod/KEY"].map { Completion($0, start: 0, isLoose: true) }
    #expect(CompletionAction(CompletionList(loose), line: "KEY", cursor: 3) == .list(CompletionList(loose)))
    let cut = CompletionList(
      [Completion("svc-a", start: 0), Completion("svc-ab", start: 0)], common: "svc-", more: 9)
    #expect(CompletionAction(cut, line: "s", cursor: 1) == .insert("svc-", start: 0))
    let one = CompletionList([Completion("svc-a", start: 0)], common: "svc-", more: 9)
    #expect(CompletionAction(one, line: "svc-", cursor: 4) == .list(one))
  }

  @Test func `keys move in a menu around its end, aside and by pages`() {
    let names = (0..<10).map { Completion("n\($0)", start: 0) }
    var menu = Menu(CompletionList(names), size: Terminal.Size(rows: 24, columns: 7), room: 3)
    #expect(menu.lines() == ["n0  n3", "n1  n4", "n2  n5"])
    #expect(menu.footer() == "1-6 of…")
    menu.move(-1)
    #expect(menu.selected == 9 && menu.first == 6)
    menu.move(1)
    #expect(menu.selected == 0 && menu.first == 0)
    menu.moveAside(1)
    #expect(menu.selected == 3)
    menu.moveAside(1)
    #expect(menu.selected == 6 && menu.first == 6)
    menu.turn(-1)
    #expect(menu.selected == 0)
    menu.turn(9)
    #expect(menu.selected == 9)
  }

  @Test func `a list with words about its names has one name a row`() {
    let names = CompletionList([
      Completion("--as", start: 0, note: "who acts"),
      Completion("--yes", start: 0, note: "no question\u{1b}[2J"),
      Completion("-x", start: 0),
    ])
    let text = listing(names, size: Terminal.Size(rows: 24, columns: 20)).text
    #expect(text == "--as   who acts\n--yes  no question\\…\n-x\n")
    #expect(listing(names, size: Terminal.Size(rows: 24, columns: 10)).text == "--as\n--yes\n-x\n")
  }

  @Test(arguments: [
    ("aé日👩", "aé日👩"), ("", ""),
  ])
  func `the decoder gives the text of its bytes`(text: String, decoded: String) {
    #expect(decode(Array(text.utf8)) == decoded)
  }

  @Test(
    arguments: [
      ([0xff], "\u{fffd}"), ([0xc3, 0x28], "\u{fffd}("), ([0x80, 0x61], "\u{fffd}a"),
      ([0xed, 0xa0, 0x80], "\u{fffd}"),
      ([0xe2, 0x82, 0xc3, 0xa9], "\u{fffd}é"), ([0xf5, 0x61], "\u{fffd}a"),
      ([0xc0, 0x80], "\u{fffd}\u{fffd}"),
    ] as [([UInt8], String)])
  func `the decoder replaces what is no text`(bytes: [UInt8], decoded: String) {
    #expect(decode(bytes) == decoded)
  }

  private func decode(_ bytes: [UInt8]) -> String {
    var decoder = InputDecoder()
    var text = ""
    for byte in bytes {
      decoder.push(byte)
      while let scalar = decoder.next() { text.unicodeScalars.append(scalar) }
    }
    return text
  }

  @Test func `a prompt never ends in an escape sequence and has no two in a row`() {
    let reset = "\u{1}\u{1b}[0m\u{1}"
    let red = "\u{1}\u{1b}[0m\u{1b}[31m\u{1}"
    #expect(EditLinePrompt.text(Prompt("a> ", .red), colour: true) == "\(red)a>\(reset) ")
    #expect(EditLinePrompt.text(Prompt("a", .red), colour: true) == "\(red)a\(reset) ")
    #expect(
      EditLinePrompt.text(Prompt([.init("a"), .init("", .bold), .init("b", .red)]), colour: true)
        == "a\(red)b\(reset) ")
    #expect(
      EditLinePrompt.text(Prompt([.init("\u{301}a", .red), .init("> ")]), colour: true)
        == "\u{301}\(red)a\(reset)> ")
    #expect(EditLinePrompt.text(Prompt("a> ", .red), colour: false) == "a> ")
    #expect(EditLinePrompt.text(Prompt("", .red), colour: true) == "")
  }

  @Test func `names in a prompt cannot steer the terminal or pose as markers`() {
    #expect(EditLinePrompt.text("a\u{1}\u{1b}[2J\n> ", colour: true) == "a\\u{1}\\u{1b}[2J\\n> ")
  }

  @Test(arguments: [
    ("", 6, 0, 6), ("abcd", 6, 1, 0), ("abc", 6, 0, 9), ("a\nbc", 6, 1, 2), ("日日日", 6, 1, 2),
    ("\u{1}", 6, 0, 8),
    ("0123456789012345", 6, 2, 2),
  ])
  func `where a text ends on ten columns`(text: String, start: Int, row: Int, column: Int) {
    useUnicodeLocale()
    let place = ScreenPosition(row: 0, column: start).after(text, width: 10)
    #expect(place == ScreenPosition(row: row, column: column))
  }

  @Test func `a hint is taken away without what stands at the right of the row`() throws {
    let looks = PaintedLine(spans: [], hint: " me")
    let size = Terminal.Size(rows: 24, columns: 40)
    let start = ScreenPosition(row: 0, column: 5)
    let alone = try #require(LineDrawing("show", cursor: 4, looks: looks, start: start, size: size))
    #expect(alone.drawn.contains(" me") && alone.erasing.contains("\u{1b}[K"))
    let beside = try #require(
      LineDrawing("show", cursor: 4, looks: looks, start: start, size: size, aside: 8))
    #expect(beside.drawn.contains(" me") && !beside.erasing.contains("\u{1b}[K"))
    // From the cursor up to the column before the text at the right, and back.
    #expect(beside.erasing == String(repeating: " ", count: 22) + "\r\u{1b}[9C")
  }
}
