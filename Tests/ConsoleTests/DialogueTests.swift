import Console
import Glibc
import Support
import Testing

@Suite struct DialogueTests {
  /// The number that the probe shows for the bytes it read.
  private func digest(_ text: String) -> Int { text.utf8.reduce(0) { $0 &* 31 &+ Int($1) } }

  @Test func `a passphrase is read without echo, and echo comes back`() throws {
    let session = try probe("hidden")
    try session.waitFor("Passphrase: ")
    session.send("hünter two\n")
    try session.waitFor("read 11 \(digest("hünter two"))\n")
    try session.waitFor("echo is on")
    #expect(!session.screenText.contains("nter"))
  }

  @Test func `Ctrl-C at a passphrase is an error, and echo comes back`() throws {
    let session = try probe("hidden")
    try session.waitFor("Passphrase: ")
    session.send("hun\u{3}")
    try session.waitFor("error: interrupted\n")
    try session.waitFor("echo is on")
    #expect(!session.screenText.contains("hun"))
  }

  @Test func `Ctrl-D at a passphrase is an error, an empty line is an empty passphrase`() throws {
    let ended = try probe("hidden")
    try ended.waitFor("Passphrase: ")
    ended.send("\u{4}")
    try ended.waitFor("error: the input ended before the answer")
    let empty = try probe("hidden")
    try empty.waitFor("Passphrase: ")
    empty.send("\n")
    try empty.waitFor("read 0 0")
  }

  @Test func `what does not fit the buffer is refused and not left for the next reader`() throws {
    let session = try probe("hidden")
    try session.waitFor("Passphrase: ")
    session.send("0123456789abcdefghij\n")
    try session.waitFor("error: the answer is longer than 16 bytes")
    try session.waitFor("echo is on")
    #expect(try session.waitForExit() == .exit(0))
    #expect(!session.screenText.contains("ghij"))
  }

  @Test func `Ctrl-Z at a passphrase stops with echo on, and the question goes on after it`() throws {
    let session = try PtySession(
      executable: "/bin/bash",
      arguments: ["--norc", "-ic", "set -m; \(try probePath()) hidden; stty -a; fg; echo ended"],
      environment: ["TERM": "xterm", "HOME": "/nonexistent", "PATH": "/bin:/usr/bin"])
    try session.waitFor("Passphrase: ")
    session.send("\u{1a}")
    let modes = try session.waitFor("echoctl")
    #expect(modes.contains(" echo "))
    try session.waitFor("hidden\n")
    try session.waitFor("Passphrase: ")
    session.send("abc\n")
    try session.waitFor("read 3 \(digest("abc"))\n")
    try session.waitFor("ended")
    #expect(!session.screenText.contains("abc"))
  }

  @Test(arguments: [
    ("y", true), ("YES", true), (" yes ", true), ("", false), ("n", false), ("yesterday", false),
  ])
  func `only y and yes confirm, and the question is neutralised`(answer: String, yes: Bool) throws {
    let session = try probe("confirm")
    try session.waitFor("Delete \\u{1b}[31mall? [y/N] ")
    session.send(answer + "\n")
    try session.waitFor(yes ? "yes it is\n" : "no it is not\n")
  }

  @Test func `without a terminal there is nobody to ask`() {
    #expect(throws: TerminalError.noTerminal) { _ = try TerminalDialogue(path: "/dev/null").ask("?") }
    #expect(throws: TerminalError.noTerminal) { _ = try TerminalDialogue(path: "/no/such").ask("?") }
  }

  @Test(
    arguments: [
      (ColourMode.auto, true, [:], false), (.auto, true, ["TERM": "xterm"], true),
      (.auto, false, ["TERM": "xterm"], false), (.auto, true, ["TERM": "dumb"], false),
      (.auto, true, ["TERM": "xterm", "NO_COLOR": "1"], false),
      (.auto, true, ["TERM": "xterm", "NO_COLOR": ""], true),
      (.always, false, ["NO_COLOR": "1"], true), (.never, true, ["TERM": "xterm"], false),
    ] as [(ColourMode, Bool, [String: String], Bool)])
  func `colour is decided by mode, terminal and environment`(
    mode: ColourMode, isTerminal: Bool, environment: [String: String], coloured: Bool
  ) {
    #expect(mode.decide(isTerminal: isTerminal) { environment[$0] } == coloured)
  }

  @Test func `a pipe is no terminal and shows exact bytes`() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    let terminal = Terminal(descriptor: ends[1], colour: .auto) { _ in "xterm" }
    #expect(!terminal.isTerminal && !terminal.colour && terminal.size == nil && terminal.columns == nil)
    #expect(terminal.shown("\u{1b}[31m") == "\u{1b}[31m")
  }
}
