import Support
import Testing

/// How results look in a dialogue.
@Suite struct DialogueOutputTests {
  @Test func whatIsTallerThanTheScreenComesInPages() throws {
    let home = try E2EAcme.home(.provisioned)
    let session = try home.terminal(variables: ["PAGER": nil], rows: 20, columns: 100)
    try session.waitFor(E2EHome.prompt)
    session.send("accounts | sort-by .name\n")
    try session.waitFor("1-17 of 60")
    // The header stays while pages turn.
    session.send("G")
    try session.waitFor("45-60 of 60")
    session.send("/ci-payments\n")
    try session.waitFor("not found: ci-payments")
    session.send("g/ci-payments\n")
    try session.waitFor("found")
    session.resize(rows: 12, columns: 100)
    try session.waitFor("of 60")
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

  @Test func aResizeLaysPagesOutAnew() throws {
    let home = try E2EAcme.home(.provisioned)
    let session = try home.terminal(variables: ["PAGER": nil], rows: 16, columns: 90)
    try session.waitFor(E2EHome.prompt)
    session.send("accounts | select name secrets revised created id description\n")
    try session.waitFor("1-13 of 60")
    session.resize(rows: 10, columns: 50)
    // Each row of the table is one of the screen.
    try session.waitForScreen(columns: 50) { screen in
      guard let last = screen.lines.last(where: { !$0.isEmpty }), last.contains("1-7 of 60") else {
        return false
      }
      return screen.lines.suffix(8).contains { $0.hasPrefix("ci-payments ") && $0.hasSuffix("…") }
    }
    session.resize(rows: 1, columns: 50)
    session.send("j")
    session.send("q")
    try session.waitFor("lines ")
    try session.waitFor(E2EHome.prompt)
    try session.leave()
  }

  @Test func rowsAreAsManyAsTheOptionSays() throws {
    let home = try E2EAcme.home(.provisioned)
    for pager in [nil, "cat"] as [String?] {
      let session = try home.dialogue(variables: ["PAGER": pager])
      try session.line("set rows 5", shows: "")
      try session.line("accounts | first 12 | select name", shows: "… 5 of 12 rows")
      try session.line("accounts | select name", shows: "… 5 of 60 rows")
      try session.line("set rows auto", shows: "")
      try session.line("accounts | first 12 | select name", shows: "12 rows\n")
      try session.line("accounts | first | [$in] | select name", shows: "1 row\n")
      try session.line("accounts | where .name == \"nosuch\"", shows: "0 rows\n")
      try session.leave()
    }
  }

  @Test func aPagerShowsColours() throws {
    let home = try E2EAcme.home(.created)
    let session = try home.dialogue(variables: ["PAGER": "echo $LESS $LV;cat >/dev/null", "LESS": nil])
    try session.line("0..99 | each {|x| $x}", shows: "FRX -c\n")
    try session.leave()
    let other = try home.dialogue(variables: ["PAGER": "echo =$LESS=$LV;cat >/dev/null", "LESS": "-i"])
    try other.line("0..99 | each {|x| $x}", shows: "=-i=-c\n")
    try other.leave()
  }

  @Test func theTimeOfALineIsNotThatOfThePerson() throws {
    let home = try E2EAcme.home(.created)
    let session = try home.dialogue()
    session.send("input \"name? \"\n")
    try session.waitFor("name? ")
    session.waitUntilQuiet(.milliseconds(1500)) { false }
    session.send("x\n")
    try session.waitFor(E2EHome.prompt)
    session.send("nosuch1\n")
    // The status is at the right of the next prompt, and no time is at the right of this one.
    let screen = try session.waitForScreen(columns: 100) { $0.lines.contains { $0.hasSuffix("[2]") } }
    #expect(!screen.lines.contains { $0.hasPrefix(E2EHome.prompt) && $0.hasSuffix("s") })
    session.send("1\n")
    // It goes with the line that is accepted.
    try session.waitForScreen(columns: 100) { screen in
      screen.lines.contains { $0 == E2EHome.prompt + "1" } && !screen.lines.contains { $0.hasSuffix("[2]") }
    }
    try session.leave()
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
      screen.lines.contains { $0.contains("(in 2 days)") }
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
