import Glibc
import Interpreter
import Support
import Testing

/// Long operations show how far they have come, and say it where they are stopped.
@Suite struct ProgressTests {
  /// Acme with 40 more machine accounts, projects and secrets; looking at the clock takes 0.4 s.
  private func fixture() throws -> CommandsFixture {
    let fixture = try CommandsFixture()
    _ = fixture.text("batch { for n in 1..40 { project create \"p\\($n)\" } }")
    _ = fixture.text("batch { for n in 1..40 { account create \"m\\($n)\" } }")
    _ = fixture.text(
      "1..40 | each {|n| {key: \"K\\($n)\", value: \"v\"} } | secret create --project billing")
    return fixture
  }

  /// What is worked through, and of how many; what is true when it is stopped.
  static let cases: [(code: String, unit: String, total: Int, outcome: String)] = [
    ("accounts | grant project:web --access read", "grants", 43, "; nothing was changed"),
    ("accounts | grant project:web --access read --keep-going", "grants", 43, "; what they changed stays"),
    (
      "accounts | where .name =~ \"^m\" | account delete --yes", "machine accounts", 40,
      "; nothing was changed"
    ),
    ("projects | where .name =~ \"^p[0-9]\" | project delete --yes", "projects", 40, "; nothing was changed"),
    ("secrets --project billing | secret move --project web", "secrets", 40, "; nothing was changed"),
    ("secrets --project billing | secret delete --yes", "secrets", 40, "; nothing was changed"),
    ("vault rekey --yes", "rows", 135, "; nothing was changed"), ("vault verify", "secrets", 43, ""),
  ]

  @Test(arguments: cases)
  func isShown(code: String, unit: String, total: Int, outcome: String) throws {
    let fixture = try fixture()
    // Within half a second nothing is shown.
    fixture.run.host.progress = []
    #expect(fixture.text("plan { \(code) } | length | $in >= 0") != "")
    #expect(fixture.run.host.progress.allSatisfy { $0 == nil })
    fixture.run.host.step = 400_000
    fixture.run.host.progress = []
    let given = fixture.text(code)
    let states = fixture.run.host.progress.compactMap { $0 }.filter { $0.unit == unit }
    #expect(
      states.contains { $0.total == total && $0.done > 0 && $0.time > 0 },
      "\(given.prefix(100)) \(fixture.run.host.progress)")
    #expect(fixture.run.host.progress.last == .some(nil))
  }

  @Test(arguments: cases)
  func saysHowFarItCame(code: String, unit: String, total: Int, outcome: String) throws {
    let fixture = try fixture()
    let count =
      "[(grants | length) (accounts | length) (projects | length) (secrets | length) (trash | length)]"
    let before = fixture.text(count)
    // Whenever the time is over: where it is in the operation, the fault tells.
    var told: [String] = []
    var all: [String] = []
    for seconds in 1...40 {
      fixture.run.host.step = 200_000
      fixture.run.context.started = fixture.run.host.time
      fixture.run.context.limits.time = seconds * 200_000
      let given = fixture.text(code)
      fixture.run.context.limits.time = nil
      fixture.run.host.step = 0
      all.append(given)
      guard given.contains("E0404") else { break }
      guard given.contains(" of \(total) \(unit)") else { continue }
      told.append(given)
      #expect(given.contains(" of \(total) \(unit)\(outcome)"), "\(given)")
      if outcome.contains("nothing") { #expect(fixture.text(count) == before, "\(given)") }
    }
    #expect(!told.isEmpty, "\(all.map { $0.prefix(120) })")
    #expect(fixture.text("vault verify") == "[]")
  }
}
