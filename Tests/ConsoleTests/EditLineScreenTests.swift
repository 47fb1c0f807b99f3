import Glibc
import Support
import Testing

/// What the screen looks like where several rows or other programs are involved.
@Suite struct EditLineScreenTests {
  private func screen(_ session: PtySession, _ columns: Int) -> [String] {
    PtyScreen(session.rawOutput, columns: columns).lines
  }

  @Test func `Ctrl-C in the first of three rows leaves the line whole`() throws {
    let session = try probe("lines", columns: 20)
    try session.waitFor("Acme> ")
    session.send("0123456789abcdefghijklmnopqrstuvwxyz01234567")
    try session.waitFor("4567")
    session.send("\u{1}")
    try session.waitForScreen(columns: 20) { $0.lines.count == 3 && $0.row == 0 && $0.column == 6 }
    session.send("\u{3}")
    try session.waitFor("dropped\n")
    try session.waitFor("Acme> ")
    #expect(
      screen(session, 20) == [
        "Acme> 0123456789abcd", "efghijklmnopqrstuvwx", "yz01234567^C", "dropped", "Acme>",
      ])
  }

  @Test func `without colours a list is written below a line of two rows, and both are drawn again`() throws {
    let session = try probe("lines", columns: 30, terminal: "dumb")
    try session.waitFor("Acme> ")
    session.send("run account-\t")
    try session.waitFor("account-list  account-show\n")
    try session.waitFor("Acme> run account-")
    session.send("l\t\n")
    try session.waitFor("got <run account-list >")
  }

  @Test func `a recalled entry of two lines is shown as two lines`() throws {
    let session = try probe("lines", columns: 40)
    try session.waitFor("Acme> ")
    session.send("one {\ntwo }\n")
    try session.waitFor("got <one {\\ntwo }>")
    try session.waitFor("Acme> ")
    session.send("\u{1b}[A")
    try session.waitFor("two }")
    session.send("\n")
    try session.waitFor("got <one {\\ntwo }>")
    #expect(
      screen(session, 40).prefix(6) == [
        "Acme> one {", "...> two }", "got <one {\\ntwo }>", "Acme> one {", "two }", "got <one {\\ntwo }>",
      ])
  }

  @Test func `a smaller window draws the line anew`() throws {
    let session = try probe("lines", columns: 60)
    try session.waitFor("Acme> ")
    session.send("abcdefghijklmnopqrstuvwxyz")
    try session.waitFor("xyz")
    session.resize(rows: 24, columns: 20)
    try session.waitFor("Acme> abcdefghijklmn")
    session.send("!\n")
    try session.waitFor("got <abcdefghijklmnopqrstuvwxyz!>")
  }

  @Test func `Ctrl-Z stops the program in the usual modes, and the line goes on after it`() throws {
    let session = try PtySession(
      executable: "/bin/bash",
      arguments: [
        "--norc", "-ic", "set -m; \(try probePath()) lines; echo stopped $?; stty -a; fg; echo ended",
      ],
      environment: ["TERM": "xterm", "HOME": "/nonexistent", "PATH": "/bin:/usr/bin", "LC_ALL": "C.UTF-8"])
    try session.waitFor("Acme> ")
    session.send("abc")
    try session.waitFor("abc")
    session.send("\u{1a}")
    try session.waitFor("stopped 148")
    let modes = try session.waitFor(" echo ")
    #expect(modes.contains(" icanon"))
    try session.waitFor("Acme> abc")
    session.send("d\n")
    try session.waitFor("got <abcd>")
    // Sent between two prompts, Ctrl-D would be read in the terminal's usual modes, and lost.
    try session.waitFor("Acme> ")
    session.send("\u{4}")
    try session.waitFor("ended")
  }

  @Test func `the colours of the prompt end before what is typed`() throws {
    let session = try probe("lines")
    try session.waitFor("Acme> ")
    session.send("x")
    try session.waitFor("x")
    let raw = String(decoding: session.rawOutput, as: UTF8.self)
    #expect(raw.contains("\u{1b}[36mAcme"))
    // As libedit draws it; the colours of the line come over it.
    let typed = try #require(raw.firstIndex(of: "x"))
    let colours = raw[..<typed].matches(of: /\u{1b}\[[0-9;]*m/)
    #expect(colours.last?.output == "\u{1b}[0m")
  }

  @Test func `a dumb terminal still reads lines`() throws {
    let session = try probe("lines", terminal: "dumb")
    try session.waitFor("> ")
    session.send("plain\n")
    try session.waitFor("got <plain>")
  }

  @Test func `the user's editrc may choose vi keys`() throws {
    let home = try TemporaryFolder()
    try home.write("bind -v\n", to: ".editrc")
    let session = try probe("lines", home: home.path)
    try session.waitFor("Acme> ")
    session.send("abc\u{1b}0xi")
    usleep(100_000)
    session.send("Z\n")
    try session.waitFor("got <Zbc>")
    session.send("acc\tl\t\n")
    try session.waitFor("got <account-list >")
  }
}
