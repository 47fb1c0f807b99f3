import StoreSQLite
import Support
import Testing
import Vault

/// Numbers of the file are as large or small as they can be: no command ends by a trap, whatever it says of them (T05).
@Suite struct ExtremeNumberTests {
  /// What a day brings: what reads, what writes, what verifies.
  private static let lines = [
    "accounts", "projects", "secrets", "trash", "tokens", "people", "groups", "grants", "subscription",
    "events --all | first 20", "events --all | count-by .date.hour", "person keys", "vault status",
    "account show ci",
    "secret versions DB", "reveal DB", "account create a1", "\"n\" | secret create N",
    "\"x\" | secret edit DB", "grant ci project:web --access read",
    "token create ci --name t2 --expires 1d | get value | save ~/t2 --force",
    "account delete ci --yes", "trash | where true | length", "vault verify", "vault rekey --yes",
  ]

  private static let script = lines.map { "try { \($0) } catch e { null }" }.joined(separator: "\n")

  private func home() throws -> E2EHome {
    let home = try E2EHome()
    try #require(
      try home.run("vault", "create", "--organization", "acme", "--email", E2EHome.email).status == 0)
    let made = try home.run(
      "-c",
      """
      project create web
      account create ci
      "v" | secret create DB --project web
      "w" | secret edit DB
      "t" | secret create T
      secret delete T --yes
      token create ci --name t --expires 30d --uses 5 | get value | save ~/t
      grant ci project:web --access read
      """)
    try #require(made.status == 0, "\(made)")
    return home
  }

  private func tryAll<Row: StoredRow>(_ type: Row.Type, _ home: E2EHome) throws -> Int {
    let sound = try #require(home.read("v.db"))
    var tried = 0
    for column in Row.Column.allCases where column != .number {
      for value in [Int64.min, .max] {
        try home.write(sound, to: "v.db")
        guard try change(home, column, to: value) else { continue }
        let run = try home.run("-c", Self.script)
        #expect(run.status < 64, "\(Row.table).\(column.rawValue) = \(value): \(run)")
        tried += 1
      }
    }
    return tried
  }

  /// Sets a number of the first row of a table; false where the column holds none, or cannot hold this one.
  private func change<Column: StoredColumn>(_ home: E2EHome, _ column: Column, to value: Int64) throws -> Bool
  {
    let store = try SQLiteStores().open(at: home.vault)
    let place = Array(Column.allCases).firstIndex(of: column) ?? 0
    guard let row = try store.first(Query<Column.Row>()), case .int = row.fields[place] else { return false }
    return (try? store.update(Column.Row.self, number: row.number, set: [(column, .int(value))])) != nil
  }

  @Test func noNumberOfTheFileEndsTheProgram() throws {
    let home = try home()
    // On a sound vault all of it runs; it goes on with the vault as it was before.
    let sound = try #require(home.read("v.db"))
    let run = try home.run("-c", Self.lines.joined(separator: "\n"))
    try #require(run.status == 0, "\(run)")
    try home.write(sound, to: "v.db")
    var tried = try tryAll(OrganizationRow.self, home) + tryAll(SecretRow.self, home)
    tried += try tryAll(TokenRow.self, home) + tryAll(HeadRow.self, home)
    tried += try tryAll(PersonRow.self, home) + tryAll(CredentialRow.self, home)
    tried += try tryAll(PolicyRow.self, home) + tryAll(AccountRow.self, home)
    #expect(tried > 40)
  }
}
