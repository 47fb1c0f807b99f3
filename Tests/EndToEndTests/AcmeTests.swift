import Support
import Testing

/// The main job, as a platform team does it: an import, accounts from a file, grants in bulk, events.
@Suite struct AcmeTests {
  private static let accountProjects =
    #"grants | where .kind == "account-project" | each {|g| print "\($g.subject) \($g.object) \($g.access)" } | length"#
  private static let bulk =
    #"accounts | where .name =~ "^ci-" | grant project:payments-prod --access read | get action"#

  @Test func aVaultIsMadeWithTheOptionsBehindTheCommand() throws {
    let home = try E2EHome()
    let made = try home.run(
      "vault", "create", "--vault", home.vault, "--organization", "Acme", "--email", E2EHome.email,
      "--passphrase-file", home.path("passphrase"),
      variables: ["SMS_VAULT": nil, "SMS_USER": nil, "SMS_PASSPHRASE_FILE": nil])
    #expect(made.status == 0, "\(made)")
    #expect(home.mode("v.db") == 0o600)
    let again = try home.run("vault", "create", "--organization", "Other", "--email", "eve@acme.example")
    #expect(again.status == 1, "\(again)")
    #expect(try home.run("whoami").output.contains(E2EHome.email))
  }

  @Test func theFoldersOfTheDefaultVaultAreMadeForTheOwnerAlone() throws {
    let home = try E2EHome()
    home.environment["SMS_VAULT"] = nil
    let made = try home.run("vault", "create", "--organization", "Acme", "--email", E2EHome.email)
    #expect(made.status == 0, "\(made)")
    #expect(home.mode(".local/share/sms/vault.db") == 0o600)
    #expect(home.mode(".local/share/sms") == 0o700)
  }

  @Test func theImportReportsWhatItTook() throws {
    let home = try E2EAcme.home(.created)
    let result = try home.run("--format", "jsonl", "vault", "import", E2EAcme.export)
    #expect(result.output == "{\"projects\":36,\"secrets\":320}\n", "\(result)")
    #expect(try home.run("-c", "projects | length; secrets | length").output == "36\n320\n")
    #expect(try home.run("vault", "verify").status == 0)
  }

  @Test func aSecondRunOfTheProvisioningChangesNothing() throws {
    let home = try E2EAcme.home(.imported)
    let first = try home.run(E2EAcme.provision, E2EAcme.accounts)
    #expect(first.status == 0, "\(first)")
    #expect(first.lines.first == "176 changes", "\(first)")
    #expect(try home.run("-c", "accounts | length").output == "60\n")
    let granted = try home.run("-c", Self.accountProjects).lines
    #expect(granted.dropLast().sorted() == (try AcmeData.grants()))
    #expect(granted.last == "116")

    let events = try home.run("-c", "events --all | length").output
    let second = try home.run(E2EAcme.provision, E2EAcme.accounts)
    #expect(second.status == 0, "\(second)")
    #expect(second.output == "no change\n")
    #expect(try home.run("-c", "events --all | length").output == events)
    #expect(try home.run("-c", "events --type 2304 | length").output == "60\n")
    #expect(try home.run("vault", "verify").status == 0)
  }

  @Test func twoProvisioningsAtOnceMakeNoTwins() throws {
    let home = try E2EAcme.home(.imported)
    let runs = try (0..<3).map { _ in try home.start([E2EAcme.provision, E2EAcme.accounts]) }
    for run in runs {
      let result = try run.wait()
      #expect(result.status == 0, "\(result)")
    }
    #expect(try home.run("-c", "accounts | length; accounts | get name | uniq | length").output == "60\n60\n")
    let granted = try home.run("-c", Self.accountProjects).lines
    #expect(granted.dropLast().sorted() == (try AcmeData.grants()))
    #expect(try home.run("-c", "events --type 2304 | length").output == "60\n")
    let verified = try home.run("vault", "verify")
    #expect(verified.status == 0, "\(verified)")
  }

  @Test func aBulkGrantNamesThoseThatHadIt() throws {
    let home = try E2EAcme.home(.provisioned)
    #expect(
      try home.run("--format", "jsonl", "-c", Self.bulk).lines == Array(repeating: "\"granted\"", count: 9))
    #expect(
      try home.run("--format", "jsonl", "-c", Self.bulk).lines == Array(repeating: "\"unchanged\"", count: 9))
    let before = try AcmeData.grants()
    let ci = try AcmeData.accounts().map(\.account).filter { $0.hasPrefix("ci-") }
    #expect(ci.count == 9)
    let granted = try home.run("-c", Self.accountProjects).lines.dropLast().sorted()
    #expect(granted == (before + ci.map { "\($0) payments-prod read" }).sorted())
  }

  @Test func allSecretsComeBackByteForByte() throws {
    struct Row: Decodable {
      var id: String
      var key: String
      var project: String?
      var value: String
      var note: String
    }
    let home = try E2EAcme.home(.imported)
    let code = """
      secrets | each {|s| {
        id: $s.id, key: $s.key, project: (if $s.project == null { null } else { $s.project.name }),
        value: (reveal $s), note: ((secret show $s).note | reveal)} } | to json
      """
    let result = try home.run("-c", code)
    #expect(result.status == 0, "\(result.errors)")
    let rows = try result.decoded([Row].self)
    let export = try AcmeData.export()
    let names = Dictionary(uniqueKeysWithValues: export.projects.map { ($0.id, $0.name) })
    func line(_ project: String?, _ key: String, _ value: String, _ note: String) -> [UInt8] {
      Array("\(project ?? "-")\u{0}\(key)\u{0}\(value)\u{0}\(note)".utf8)
    }
    let wanted = export.secrets.map {
      line($0.projectIds.first.flatMap { names[$0] }, $0.key, $0.value, $0.note)
    }
    let found = rows.map { line($0.project, $0.key, $0.value, $0.note) }
    func sorted(_ lines: [[UInt8]]) -> [[UInt8]] { lines.sorted { $0.lexicographicallyPrecedes($1) } }
    #expect(found.count == 320)
    #expect(sorted(found) == sorted(wanted))
    #expect(Set(rows.map(\.id)).count == 320)
    #expect(Set(rows.map(\.id)).isDisjoint(with: export.secrets.map(\.id)))

    // One event for each value that was opened, and the values alone as the issue asks for them.
    #expect(try home.run("-c", "events --type 2100 | length").output != "0\n")
    let short = "secrets | each {|s| {id: $s.id, value: (reveal $s)}} | to json"
    struct Short: Decodable {
      var id: String
      var value: String
    }
    let values = try home.run("-c", short).decoded([Short].self).map { Array($0.value.utf8) }
    #expect(sorted(values) == sorted(export.secrets.map { Array($0.value.utf8) }))
  }
}
