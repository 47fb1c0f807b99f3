import Support
import Testing

@testable import Console

/// Changes of a line that are taken back and made again, and words of older lines.
@Suite struct UndoTests {
  private func start() throws -> PtySession {
    let session = try PtySession(
      executable: probePath(), arguments: ["lines"],
      environment: ["TERM": "xterm", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"])
    try session.waitFor("> ")
    return session
  }

  /// Presses keys one by one and waits for the line; `|` stands for the cursor.
  private func press(_ session: PtySession, _ keys: String, _ line: String) throws {
    try session.press(PtyKeys(keys))
    let before = line.prefix { $0 != "|" }
    let text = "Acme> " + before + line.dropFirst(before.count + 1)
    let shown = text.hasSuffix(" ") ? String(text.reversed().drop { $0 == " " }.reversed()) : text
    try session.waitForScreen { screen in
      screen.lines.last { !$0.isEmpty } == shown && screen.column == 6 + before.count
    }
  }

  @Test func `each change is taken back by itself, and made again`() throws {
    let session = try start()
    try press(session, "foo bar", "foo bar|")
    try press(session, "⌃A", "|foo bar")
    try press(session, "x", "x|foo bar")
    try press(session, "⌃K", "x|")
    try press(session, "⌃_", "x|foo bar")
    try press(session, "⌃_", "|foo bar")
    // Words of what was typed in one go.
    try press(session, "⌃_", "foo |")
    try press(session, "⌃_", "foo|")
    try press(session, "⌃_", "|")
    // The cursor stands where it stood when the change was taken back.
    session.send("\u{1b}/\u{1b}/\u{1b}/")
    try press(session, "", "|foo bar")
    try press(session, "⌃_", "foo |")
    // A new change is where it goes on from.
    try press(session, "z", "foo z|")
    session.send("\u{1b}/")
    try press(session, "", "foo z|")
    try press(session, "⌃_", "foo |")
    session.send("q\n")
    try session.waitFor("got <foo q>")
    try session.waitFor("Acme> ")
    // The next line has changes of its own.
    try press(session, "ab", "ab|")
    try press(session, "⌃_", "|")
    session.send("\u{1f}\u{1f}c\n")
    try session.waitFor("got <c>")
  }

  @Test func `a paste, a completion and a recalled line are one change`() throws {
    let session = try start()
    session.send("one\n")
    try session.waitFor("got <one>")
    try session.waitFor("Acme> ")
    session.send("\u{1b}[200~two three four\u{1b}[201~")
    try press(session, "", "two three four|")
    try press(session, "⌃_", "|")
    try press(session, "↑", "one|")
    try press(session, "⌃_", "|")
    try press(session, "é日⌫", "é|")
    session.send("\u{1f}")
    try session.waitForScreen { $0.lines.last == "Acme> é日" }
    session.send("\n")
    try session.waitFor("got <é日>")
  }

  @Test func `vi's keys take back and make again, too`() throws {
    let home = try TemporaryFolder()
    try home.write("bind -v\n", to: ".editrc")
    let session = try probe("lines", home: home.path)
    try session.waitFor("Acme> ")
    try press(session, "one two", "one two|")
    session.send("\u{1b}")
    try press(session, "0x", "|ne two")
    try press(session, "x", "|e two")
    try press(session, "u", "|ne two")
    try press(session, "u", "|one two")
    try press(session, "⌃R", "|ne two")
    session.send("\n")
    try session.waitFor("got <ne two>")
  }

  @Test func `Alt-. puts the last words of older lines in`() throws {
    let session = try start()
    session.send("\u{1b}.x\n")
    try session.waitFor("got <x>")
    for line in ["show \"two words\"", "run one ", "run one"] {
      try session.waitFor("Acme> ")
      session.send(line + "\n")
      try session.waitFor("got <\(line)>")
    }
    try session.waitFor("Acme> ")
    session.send("a \u{1b}.")
    try press(session, "", "a one|")
    session.send("\u{1b}.")
    try press(session, "", "a \"two words\"|")
    session.send("\u{1b}.\u{1b}.")
    try press(session, "", "a x|")
    // Elsewhere it begins anew.
    session.send(" \u{1b}.\n")
    try session.waitFor("got <a x one>")
  }

  @Test(arguments: [
    ("", ""), ("  ", ""), ("one", "one"), ("one two  ", "two"), ("a 'b c'", "'b c'"),
    ("a \"b 'c\" d\"e f\"", "d\"e f\""), ("a \"b c", "\"b c"), ("a\nb", "b"),
  ])
  func `the last word of a line`(line: String, word: String) {
    #expect(EditLineContext.lastWord(of: line) == word)
  }
}
