import Glibc
import StoreSQLite
import Support
import Testing

/// Vaults of every schema so far, each made by the program of a commit that had it as its newest.
///
/// `Tests/Data/vaults` holds them. All were made by the same commands, so all must show the same. A new schema
/// adds the fixture of the one before it. (The fourth is the third, brought up by the program of its schema.)
@Suite struct FixtureVaultTests {
  private static let newest = Migration.all.count

  /// What every fixture holds: a script, and what it prints.
  private static let content: [(code: String, output: String)] = [
    ("accounts | get name", #"["ci","deployer"]"#),
    ("projects | get name", #"["web","payments"]"#),
    ("secrets | get key", #"["API_KEY","UNICODE","ALONE"]"#),
    ("secrets --project web | get key", #"["API_KEY"]"#),
    ("reveal web/API_KEY", #""v3""#), ("reveal UNICODE", #""grüße 🔑""#), ("reveal ALONE", #""alone""#),
    ("(secret show web/API_KEY).note | reveal", #""note of the key""#),
    ("secret versions web/API_KEY | get value | each {|v| reveal $v }", #"["v2","v1"]"#),
    ("trash | get key", #"["TRASHED"]"#),
    ("tokens | get name", #"["main","limited"]"#),
    ("tokens | where .name == \"limited\" | get expires | each {|d| $d | format-date \"%Y\"}", #"["2099"]"#),
    ("people | get email", #"["ada@acme.example","bob@acme.example","carl@acme.example"]"#),
    ("people | get role", #"["owner","user","admin"]"#),
    ("groups | get people | flatten | get name", #"["carl@acme.example"]"#),
    ("grants --group ops | get access", #"["read","read-write"]"#),
    ("grants --account ci | get access", #"["read-write","read-write","read-write"]"#),
    ("person keys | get only | length", "1"),
    ("(account config ci).identity_url", #""https://id.acme.example""#),
    ("events --all --type secret.purged | length", "1"),
    ("events --all --type project.deleted | length", "1"),
    ("(events --all --type project.deleted | first).project.name", #""older""#),
    ("vault verify", "[]"),
  ]

  private func home(_ schema: Int) throws -> E2EHome {
    let home = try E2EHome()
    let data = repositoryRoot() + "/Tests/Data/vaults/schema-\(schema)"
    let unpacked = try home.shell("gzip -dc \(data).db.gz > \(home.vault) && chmod 600 \(home.vault)")
    try #require(unpacked.status == 0, "\(unpacked)")
    try home.write("a passphrase for fixtures\n", to: "passphrase")
    try home.write("a passphrase of bob\n", to: "carl")
    try home.write(try #require(readBytes(data + ".token")), to: "token")
    return home
  }

  /// The schema that the header of a vault's file names.
  private func schema(_ home: E2EHome, _ name: String = "v.db") throws -> Int {
    let header = try #require(home.read(name)).prefix(64)
    return header[60..<64].reduce(0) { $0 << 8 | Int($1) }
  }

  @Test(arguments: 1..<newest) func everySchemaIsBroughtUpWithNothingLost(_ old: Int) throws {
    let home = try home(old)
    #expect(try schema(home) == old)
    let code = Self.content.map { "\($0.code) | to json -c" }
    let run = try home.run("-c", code.joined(separator: "\n"))
    #expect(run.status == 0, "\(run)")
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines.count == Self.content.count + 1)
    for (line, expected) in zip(lines, Self.content) {
      #expect(line == expected.output, "\(expected.code)")
    }
    // The old file was kept as it was, and the new one is of the newest schema.
    #expect(try schema(home) == Self.newest)
    #expect(try schema(home, "v.db.schema-\(old).backup") == old)
    // The old credentials still sign in.
    let token = try home.run(
      "--token-file", home.path("token"), "-c", "reveal web/API_KEY",
      variables: ["SMS_USER": nil, "SMS_PASSPHRASE_FILE": nil])
    #expect(token.output == "v3\n", "\(token)")
    let carl = try home.run(
      "-c", "secrets | length | to json -c",
      variables: ["SMS_USER": "carl@acme.example", "SMS_PASSPHRASE_FILE": home.path("carl")])
    #expect(carl.output == "3\n", "\(carl)")
  }

  /// All care is taken of each: what a release leaves behind, the next one can seal anew, copy and write out.
  @Test(arguments: 1..<newest) func everySchemaTakesAllCare(_ old: Int) throws {
    let home = try home(old)
    for code in [
      "vault backup ~/b.db", "vault rekey --yes", "vault export ~/e.json --yes", "secret delete ALONE --yes",
      "secret purge ALONE --yes", "vault import ~/e.json", "vault backup ~/b.db --force",
    ] {
      let run = try home.run("-c", code)
      #expect(run.status == 0, "\(code): \(run)")
      let names = run.errors.contains("v.db.schema-\(old).backup is the vault before a new schema")
      #expect(names == (code == "vault rekey --yes"), "\(code): \(run)")
    }
    let verified = try home.run("vault", "verify")
    #expect(verified.status == 0 && verified.errors.hasPrefix("clean: "), "\(verified)")
    let restored = try home.run("vault", "restore", home.path("b.db"), "--yes")
    #expect(restored.status == 0, "\(restored)")
    #expect(try home.run("-c", "secrets | length | to json -c").output == "5\n")
  }
}
