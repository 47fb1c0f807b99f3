import Support
import Testing

@Suite struct PtyTests {
  @Test func `cat gives back what is typed, once by echo and once by itself`() throws {
    let session = try PtySession(executable: "/bin/cat")
    session.send("hello\n")
    try session.waitFor("hello\nhello\n")
    session.send("\u{4}")
    #expect(try session.waitForExit() == .exit(0))
  }

  @Test func `a program sees the size, the environment and its own terminal`() throws {
    let session = try PtySession(
      executable: "/bin/sh", arguments: ["-c", "stty size </dev/tty; echo $COLOUR; exit 7"],
      environment: ["COLOUR": "mauve", "PATH": "/bin:/usr/bin"], rows: 11, columns: 57)
    try session.waitFor("11 57\n")
    try session.waitFor("mauve\n")
    #expect(try session.waitForExit() == .exit(7))
  }

  @Test func `Ctrl-C is the program's signal`() throws {
    let session = try PtySession(executable: "/bin/cat")
    session.send("x\n")
    try session.waitFor("x\nx\n")
    session.send("\u{3}")
    #expect(try session.waitForExit() == .signal(2))
  }

  @Test func `what never comes is an error that shows the screen`() throws {
    let session = try PtySession(executable: "/bin/cat")
    session.send("some\n")
    try session.waitFor("some")
    let failure = #expect(throws: PtySession.Failure.self) {
      try session.waitFor("other", timeout: .milliseconds(100))
    }
    #expect(failure?.description.contains("some") == true)
  }

  @Test func `a program that is not there ends with 127`() throws {
    let session = try PtySession(executable: "/no/such/program")
    #expect(try session.waitForExit() == .exit(127))
  }

  @Test func `escape sequences are stripped`() {
    let raw = "a\u{1b}[31mb\u{1b}[0m\r\u{1b}]0;title\u{7}c\u{1b}(Bd\u{1b}=e\u{7}"
    #expect(stripEscapes(Array(raw.utf8)) == Array("abcde".utf8))
  }
}
