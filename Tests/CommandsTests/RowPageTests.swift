import Interpreter
import Support
import Testing
import Vault

/// Rows whose columns are read when they are looked at show what was there when they were listed.
@Suite struct RowPageTests {
  private static let changes = [
    "account rename ci-web web-2", "account create new", "account delete deploy --yes",
    "grant account:deploy project:web --access read", "token create deploy --name more | get id",
    "project rename billing bills", "project create new",
    "secret edit DB_URL --key DB_ADDRESS",
    "revoke account:ci-web project:web --yes", "tokens | first | token revoke --yes",
    "group create new", "person set bob@acme.example --role admin",
  ]

  /// The columns that show only what the row itself holds, and what was counted for it.
  private static let sources = [
    "accounts", "projects", "secrets | select key revised access created id",
    "tokens | select name status uses id",
    "grants | select access kind created id", "groups | select name created id",
    "people | select email role status id", "trash",
    "events --all | select date type event change message number id run",
  ]

  @Test(arguments: sources) func aListThatIsBoundStaysAsItWas(_ source: String) throws {
    for change in Self.changes {
      let acme = try CommandsFixture()
      let before = acme.text("\(source) | to json")
      let after = acme.text("let rows = (\(source)); let done = (\(change)); $rows | to json")
      #expect(after == before, "\(source) | \(change)")
    }
  }

  @Test func rowsOfABatchThatIsTakenBackAreWhole() throws {
    let acme = try CommandsFixture()
    let names = acme.text(
      """
      mut rows = []
      try { batch { account create new; $rows = (accounts); throw "no" } } catch { }
      $rows | where .name == "new" | select name tokens projects
      """)
    #expect(names == "[{name: \"new\", tokens: 0, projects: 0}]")
    #expect(acme.text("accounts | where .name == \"new\" | length") == "0")
  }

  /// Rows of one page stand on both sides of a row that brings a column.
  @Test func rowsOfAPageAreWrittenAmongOthers() throws {
    let acme = try CommandsFixture()
    let list = "let e = (accounts | select name tokens); [$e[0] {more: 1} $e[1]]"
    let written = acme.text("\(list) | to csv | from csv | to json --compact")
    let made = acme.text("\(list) | each {|r| {...$r} } | to csv | from csv | to json --compact")
    #expect(written == made && written.contains("more"), "\(written)")
  }

  /// Sorted and grouped rows are those of several pages in turn; also those of which a few are kept.
  @Test func rowsOfSeveralPagesInTurnAreThoseOfRecords() throws {
    let acme = try CommandsFixture()
    _ = acme.text(#"1..700 | each {|n| "a\($n * 37 % 701)"} | account create | length"#)
    let records = "accounts | each {|a| {name: $a.name, tokens: $a.tokens, id: $a.id} }"
    for steps in [
      "sort-by .name", "sort-by .tokens --desc .name", "sort-by .name --desc | first 300",
      "sort-by .id | first 3",
      "sort-by .name | where .name =~ \"7$\"",
      "group-by {|a| $a.name | length } | each {|g| $g.rows } | flatten",
    ] {
      let end = "select name tokens id | to csv"
      let wanted = acme.text("\(records) | \(steps) | \(end)")
      #expect(acme.text("accounts | \(steps) | \(end)") == wanted, "\(steps)")
      #expect(acme.text("let rows = (accounts | \(steps)); $rows | \(end)") == wanted, "bound, \(steps)")
      #expect(acme.text("let rows = (accounts); $rows | \(steps) | \(end)") == wanted, "of a list, \(steps)")
      #expect(wanted.utf8.count > 100 && !wanted.hasPrefix("E0"), "\(wanted.prefix(100))")
    }
  }

  @Test func rowsThatAreGoneAreWhole() throws {
    let acme = try CommandsFixture()
    let names = acme.text(
      """
      let rows = (accounts | where .name == "deploy")
      account delete deploy --yes
      $rows | select name tokens | to json --compact
      """)
    #expect(names.contains("deploy"), "\(names)")
  }

  @Test func aRekeyLeavesNamesThatWereNotReadYet() throws {
    let acme = try CommandsFixture()
    let names = acme.text(
      "let rows = (secrets); vault rekey --yes; $rows | get key | to json --compact")
    #expect(names == acme.text("secrets | get key | to json --compact"))
  }

  /// One grant counts nothing of accounts that it does not touch, nor of those that it does.
  @Test func aGrantOverRowsCountsNothing() throws {
    func counted(_ code: String) throws -> [String] {
      let store = StoreFailing(try CommandsFixture.acme().copy())
      let acme = try CommandsFixture(StoreGiven(store))
      for number in 0..<300 { _ = try acme.run.evaluate("account create extra-\(number)") }
      let before = store.counted.count
      _ = try acme.run.evaluate(code)
      return Array(store.counted.dropFirst(before))
    }
    let rows = try counted("accounts | where .name =~ \"^extra-200$\" | grant project:billing --access read")
    #expect(rows == (try counted("grant account:extra-200 project:billing --access read")))
  }

  /// The first few of sorted rows are held without the pages of the others.
  @Test func theFirstOfSortedRowsAreKeptAlone() throws {
    let acme = try CommandsFixture()
    _ = acme.text(#"1..600 | each {|n| "a\($n)"} | account create | length"#)
    acme.run.context.limits.memory = 1 << 20
    let text = acme.text(
      """
      mut all = []
      for n in 1..300 {
        let few = (accounts | select name created id | sort-by .name --desc | first 2)
        $all = ($all | append $few)
      }
      [($all | length) $all[299][1].name]
      """)
    #expect(text == "[300, \"ci-web\"]", "\(text)")
  }

  /// Few rows of many pages are held without the pages.
  @Test func fewRowsOfManyPagesAreKeptAlone() throws {
    let acme = try CommandsFixture()
    for number in 0..<40 { _ = try acme.run.evaluate("account create extra-\(number)") }
    let text = acme.text(
      """
      mut rows = []
      for n in 1..60 { for a in (accounts) { if $a.name == "extra-7" { $rows = ($rows | append $a) } } }
      for a in (accounts) { $rows = ($rows | append $a) }
      [($rows | length) ($rows | first 60 | get name | uniq) ($rows | last | get name)]
      """)
    #expect(text == "[103, [\"extra-7\"], \"extra-39\"]", "\(text)")
  }
}
