import Support
import Testing

/// The jobs of scripts/maintenance, run as cron would run them.
@Suite struct MaintenanceTests {
  private static func script(_ name: String) -> String { repositoryRoot() + "/scripts/maintenance/" + name }

  @Test(arguments: ["provision.sms", "bulk-grant.sms", "event-report.sms"])
  func eachChecksAndHasItsHelp(_ name: String) throws {
    let home = try E2EHome()
    let checked = try home.run("check", Self.script(name))
    #expect(checked.status == 0 && checked.errors == "", "\(checked)")
    let help = try home.run(Self.script(name), "--help")
    #expect(help.status == 0)
    #expect(help.output.contains("usage: "))
    let text = try #require(readText(Self.script(name)))
    #expect(text.hasPrefix("#!/usr/bin/env sms\n"))
    #expect(text.contains("# When: "))
  }

  @Test func aBulkGrantOfSeveralProjects() throws {
    let home = try E2EAcme.home(.provisioned)
    let first = try home.run(
      "--format", "jsonl", Self.script("bulk-grant.sms"), "payments-prod", "billing-prod", "--match", "^ci-",
      "--access", "read")
    #expect(first.status == 0, "\(first)")
    #expect(first.lines.count == 18)
    let granted = try home.run(
      "-c", "grants --project payments-prod | where .subject.name =~ \"^ci-\" | length")
    #expect(granted.output == "9\n", "\(granted)")
    let second = try home.run(
      "--format", "jsonl", Self.script("bulk-grant.sms"), "payments-prod", "billing-prod", "--match", "^ci-")
    #expect(second.lines.count == 18)
    #expect(second.lines.allSatisfy { $0.contains("\"unchanged\"") || $0.contains("\"kept\"") }, "\(second)")
    let lower = try home.run(
      "--format", "jsonl", Self.script("bulk-grant.sms"), "catalog-prod", "--match", "^ci-payments$",
      "--access", "read")
    #expect(lower.output.contains("\"kept\"") && lower.output.contains("read-write"), "\(lower)")
    let none = try home.run(Self.script("bulk-grant.sms"))
    #expect(none.status == 1)
    #expect(none.errors.contains("no project is named"))
    let unknown = try home.run(Self.script("bulk-grant.sms"), "nosuch", "--match", "^ci-")
    #expect(unknown.status == 1)
    #expect(unknown.errors.contains("nosuch"))
    #expect(try home.run(Self.script("bulk-grant.sms"), "payments-prod", "--access", "all").status == 2)
    #expect(try home.run(Self.script("bulk-grant.sms"), "payments-prod", "--match", "(").status == 1)
    #expect(try home.run("vault", "verify").status == 0)
  }

  @Test func aReportOfEvents() throws {
    let home = try E2EAcme.home(.provisioned)
    let csv = home.path("report.csv")
    let report = try home.run(
      "--format", "jsonl", Self.script("event-report.sms"), "--since", "1d", "--type", "9020", "--csv", csv)
    #expect(report.status == 0, "\(report)")
    struct Row: Decodable {
      struct Name: Decodable { var name: String }
      var account: Name
      var count: Int
    }
    let counts = try AcmeData.accounts().map { ($0.account, $0.grants.count) }.filter { $0.1 > 0 }
    let rows = try report.decodedLines(Row.self)
    #expect(
      Dictionary(uniqueKeysWithValues: rows.map { ($0.account.name, $0.count) })
        == Dictionary(uniqueKeysWithValues: counts))
    #expect(rows.map(\.count) == rows.map(\.count).sorted(by: >))
    // The file: a line of names and one for each account, as RFC 4180 wants it; written again without asking.
    let text = String(decoding: try #require(home.read("report.csv")), as: UTF8.self)
    let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
    #expect(lines.first == "account,count" && lines.last == "")
    #expect(lines.dropFirst().dropLast().map(String.init) == rows.map { "\($0.account.name),\($0.count)" })
    #expect(home.mode("report.csv") != nil)
    #expect(
      try home.run(Self.script("event-report.sms"), "--type", "account.created", "--csv", csv).lines.count
        == 61)
    #expect(String(decoding: try #require(home.read("report.csv")), as: UTF8.self).hasSuffix(",1\r\n"))
    let all = try home.run("--format", "none", Self.script("event-report.sms"))
    #expect(all.status == 0 && all.output == "", "\(all)")
    #expect(try home.run(Self.script("event-report.sms"), "--type", "nonsense").status == 2)
    #expect(try home.run(Self.script("event-report.sms"), "--csv", "/nosuch/dir/r.csv").status == 1)
  }

  @Test func aProvisioningThatFailsLeavesNothing() throws {
    let home = try E2EAcme.home(.imported)
    try home.write(
      #"{"account": "ci-new", "grants": [{"project": "payments-prod", "access": "read"}, {"project": "nosuch", "access": "read"}]}"#
        + "\n",
      to: "a.jsonl")
    let result = try home.run(E2EAcme.provision, home.path("a.jsonl"))
    #expect(result.status == 1, "\(result)")
    #expect(result.errors.contains("nosuch") && !result.errors.contains("committed before"), "\(result)")
    try home.write("{\"account\": \"x\"\n", to: "bad.jsonl")
    let bad = try home.run(E2EAcme.provision, home.path("bad.jsonl"))
    #expect(bad.status == 1, "\(bad)")
    #expect(bad.errors.contains("line 1"))
    #expect(try home.run(E2EAcme.provision, home.path("nosuch.jsonl")).status == 1)
    #expect(try home.run(E2EAcme.provision).status == 2)
    #expect(try home.run("-c", "accounts | get name").output == "")
  }
}
