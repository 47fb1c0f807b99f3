import Glibc
import Support
import Testing

@Suite struct EditLineTests {
  @Test func `a line is read, edited and its prompt shown`() throws {
    let session = try probe("lines")
    try session.waitFor("Acme> ")
    session.send("helo\u{8}lo\n")
    try session.waitFor("got <hello>")
    try session.waitFor("Acme> ")
    session.send("\u{4}")
    try session.waitFor("end 0")
    #expect(try session.waitForExit() == .exit(0))
  }

  @Test func `lines go on with another prompt, and the arrow recalls them as one entry`() throws {
    let session = try probe("lines")
    try session.waitFor("Acme> ")
    session.send("def f {\n")
    try session.waitFor("...> ")
    session.send("}\n")
    try session.waitFor("got <def f {\\n}>")
    try session.waitFor("Acme> ")
    session.send("\u{1b}[A\n")
    try session.waitFor("got <def f {\\n}>")
  }

  @Test func `Ctrl-C drops the line and shows a new prompt`() throws {
    let session = try probe("lines")
    try session.waitFor("Acme> ")
    session.send("abc")
    try session.waitFor("abc")
    session.send("\u{3}")
    try session.waitFor("^C\n")
    try session.waitFor("dropped\n")
    try session.waitFor("Acme> ")
    session.send("def\n")
    try session.waitFor("got <def>")
  }

  @Test func `a kill ends the input, and the stop flag stays`() throws {
    let session = try probe("lines")
    try session.waitFor("Acme> ")
    session.signal(SIGTERM)
    try session.waitFor("end 15")
    #expect(try session.waitForExit() == .exit(0))
  }

  @Test(arguments: ["C.UTF-8", "C", "no_SUCH.locale"])
  func `text of any script comes through, whatever the locale`(locale: String) throws {
    let session = try probe("lines", locale: locale)
    try session.waitFor("Acme> ")
    session.send("grüße 日本語 👩 e\u{301}\u{8}!\n")
    try session.waitFor("got <grüße 日本語 👩 e!>")
  }

  @Test func `a byte that is no text becomes a replacement character`() throws {
    let session = try probe("lines")
    try session.waitFor("Acme> ")
    session.send(bytes: [0x61, 0xff, 0x62, 0xc3, 0x28, 0x0d])
    try session.waitFor("got <a\u{fffd}b\u{fffd}(>")
  }

  @Test func `a line longer than the screen comes through`() throws {
    let session = try probe("lines", columns: 40)
    let line = String(repeating: "0123456789", count: 300)
    try session.waitFor("Acme> ")
    session.send(line + "\n")
    try session.waitFor("got <\(line)>")
  }

  @Test func `lines typed ahead or pasted come one after the other`() throws {
    let session = try probe("lines")
    session.send("one\ntwo\nthree\n")
    for line in ["one", "two", "three"] { try session.waitFor("got <\(line)>") }
  }

  @Test func `Ctrl-D deletes inside a line and ends only an empty one`() throws {
    let session = try probe("lines")
    try session.waitFor("Acme> ")
    session.send("abc\u{1}\u{4}\n")
    try session.waitFor("got <bc>")
    session.send("x\u{4}y\n")
    try session.waitFor("got <xy>")
  }

  @Test func `Tab puts in the common part, then lists, then completes`() throws {
    let session = try probe("lines")
    try session.waitFor("Acme> ")
    session.send("run acc\t")
    try session.waitFor("run account-")
    session.send("\t")
    try session.waitForScreen {
      $0.lines.first?.hasPrefix("Acme> run account-") == true && $0.lines.last == "account-list  account-show"
    }
    session.send("s\t\n")
    try session.waitFor("got <run account-show >")
    session.send("b\t\n")
    try session.waitFor("got <bête-noire >")
  }

  @Test func `listed candidates cannot steer the terminal`() throws {
    let session = try probe("lines")
    try session.waitFor("Acme> ")
    session.send("evil\t")
    try session.waitFor("evil\\u{1b}[31m  evil\\u{202e}b")
  }
}
