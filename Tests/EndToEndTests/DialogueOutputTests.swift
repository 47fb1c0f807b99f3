import Support
import Testing

/// How results look in a dialogue.
@Suite struct DialogueOutputTests {
  @Test func whatIsTallerThanTheScreenComesInPages() throws {
    let home = try E2EAcme.home(.provisioned)
    let session = try home.terminal(variables: ["PAGER": nil], rows: 20, columns: 100)
    try session.waitFor(E2EHome.prompt)
    session.send("accounts | sort-by .name\n")
    try session.waitFor("1-17 of 61")
    // The header stays while pages turn.
    session.send("G")
    try session.waitFor("45-61 of 61")
    session.send("/ci-payments\n")
    try session.waitFor("not found: ci-payments")
    session.send("g/ci-payments\n")
    try session.waitFor("found")
    session.resize(rows: 12, columns: 100)
    try session.waitFor("of 61")
    session.send("q")
    try session.waitFor("lines ")
    try session.waitFor(E2EHome.prompt)
    try session.line("$last | length", shows: "60\n")
    // The marks of another screen are in pairs, and Ctrl-C leaves the pager alone.
    session.send("0..99 | each {|x| $x}\n")
    try session.waitFor("of 100")
    session.send("\u{3}")
    try session.waitFor("lines 1-")
    try session.waitFor(E2EHome.prompt)
    try session.leave()
    let raw = String(decoding: session.rawOutput, as: UTF8.self)
    #expect(raw.ranges(of: "\u{1b}[?1049h").count == 2)
    #expect(raw.ranges(of: "\u{1b}[?1049l").count == 2)
  }

  @Test func aPagerOfOnesOwnReadsTheResult() throws {
    let home = try E2EAcme.home(.created)
    let session = try home.dialogue(variables: ["PAGER": "grep -c ."])
    try session.line("0..99 | each {|x| $x}", shows: "100\n")
    try session.line("1 + 1", shows: "2\n")
    try session.leave()
  }

  @Test func tablesSayWhatRowsMean() throws {
    let home = try E2EAcme.home(.provisioned)
    let session = try home.dialogue()
    try session.line("accounts | first 3 | select name", shows: "3 rows\n")
    try session.line("token create ci-payments --name soon --expires 2d | get name", shows: "soon\n")
    session.send("tokens | where .name == \"soon\" | select name status expires\n")
    try session.waitForScreen(columns: 100) { screen in
      screen.lines.contains { $0.contains("(in 47 hours)") || $0.contains("(in 1 day)") }
        && screen.styledLines.contains { $0.contains("‹33›expiring soon‹›") }
    }
    try session.waitFor(E2EHome.prompt)
    let wide = String(repeating: "0123456789", count: 12)
    session.send("[{name: x, access: \"read-write\", text: \"\(wide)\"}]\n")
    // One row that is too wide stands on its side.
    try session.waitForScreen(columns: 100) { screen in
      screen.styledLines.contains { $0.hasPrefix("‹1›access‹›") && $0.contains("‹1›read-write‹›") }
    }
    try session.leave()
  }

  /// K26: what is cut says how to see the rest, and a narrow terminal keeps a record's values.
  @Test func cutTablesAndNarrowRecords() throws {
    let home = try E2EAcme.home(.created)
    let session = try home.terminal(rows: 60, columns: 100)
    try session.waitFor(E2EHome.prompt)
    session.send("1..600 | each {|n| {n: $n} }\n")
    try session.waitFor("… 500 of 600 rows")
    try session.waitFor("`| skip 500` goes on")
    try session.line("| skip 500 | length", shows: "100\n")
    try session.leave()
    let narrow = try home.terminal(
      "-c", "{name: ci-payments, note: \"a long value of it\"}", rows: 24, columns: 20)
    #expect(try narrow.waitForExit() == .exit(0))
    #expect(narrow.screenText.contains("ci-payments") && narrow.screenText.contains("a long value of it"))
  }
}
