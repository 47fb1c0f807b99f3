import Base
import Glibc
import Support
import Syntax
import Testing

/// A long history: as many events as come in a year, or with SMS_TEST_LONG a million.
@Suite struct EventScaleTests {
  private static let isLong = getenv("SMS_TEST_LONG") != nil
  private static let count = isLong ? 1_000_000 : 20_000
  /// What the program may need at a time, in KiB.
  private static let limit = 64 << 10

  /// A year of events in the product's CSV, newest first, that ends an hour ago.
  private static func history() -> [UInt8] {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    let end = (now.tv_sec - 3600) * 1_000_000
    let step = 365 * 86_400_000_000 / count
    func id(_ number: Int) -> String {
      let digits = String(number + 0x1000_0000, radix: 16)
      return "\(digits)-0000-4000-8000-000000000000"
    }
    var bytes = Array(
      "message,appIcon,appName,userId,userName,userEmail,date,ip,type,installationId\r\n".utf8)
    for index in 0..<count {
      let date = DateText.format(microseconds: Int64(end - index * step))
      let row =
        switch index % 10 {
        case 0:
          "Created machine account \(id(index % 200).prefix(8)),icon,Web vault - Chrome,\(id(index % 30)),"
            + "\"Lee, Ann\",ann@acme.example,\(date),10.0.0.\(index % 250),ServiceAccount_Created,"
        default:
          "Accessed secret \(id(index % 2000).prefix(8)),icon,SDK,,Machine account \(id(index % 200)),,"
            + "\(date),10.0.0.\(index % 250),Secret_Retrieved,"
        }
      bytes += (row + "\r\n").utf8
    }
    return bytes
  }

  @Test func memoryDoesNotGrowWithTheHistory() throws {
    let home = try E2EAcme.home(.created)
    try home.write(Self.history(), to: "history.csv")
    let made = try home.run(
      "-c", "person key create --expires 7d | get value | save \(home.path("key")) --mode 0600")
    #expect(made.status == 0, "\(made)")
    // With a key nothing is derived from a passphrase, which alone takes 64 MiB.
    home.environment["SMS_PASSPHRASE_FILE"] = nil
    home.environment["SMS_KEY_FILE"] = home.path("key")
    func run(_ arguments: String...) throws -> String {
      let result = try home.start(arguments).wait(seconds: 3600, measures: true)
      #expect(result.status == 0, "\(result)")
      #expect(result.peakMemory < Self.limit, "\(arguments)")
      return result.output.trimmingNewline
    }
    let account = "10000007-0000-4000-8000-000000000000"
    let all = try run("-c", "events --all | length")
    #expect(
      try run("--format", "jsonl", "events", "import", home.path("history.csv"))
        .contains("\"events\":\(Self.count),"))
    #expect(try run("-c", "events --all | where .origin == \"import\" | length") == "\(Self.count)")
    let csv = home.path("year.csv")
    let exported = try run("-c", "(events export \(csv) --from 366d).events")
    #expect(Int(exported) ?? 0 >= Self.count + (Int(all) ?? 0))
    let lines = try #require(home.read("year.csv")).split(separator: UInt8(ascii: "\n"))
    #expect("\(lines.count - 1)" == exported)
    let columns = "events --all | select date type actor account secret ip device number"
    let straight = try run("--format", "csv", "-c", columns)
    #expect(straight == (try run("--format", "csv", "-c", columns + " | each {|e| $e}")))
    #expect(straight.utf8.count { $0 == 0x0A } >= Self.count)
    #expect(try run("-c", "events --since 30d | skip 300 | first 5 | length") == "5")
    #expect(
      try run("-c", "events --all --account \(account) | each {|e| $e.date} | length")
        == "\(Self.count / 200)")
    #expect(
      try run("-c", "events --all | where .ip == \"10.0.0.7\" | count-by .event | get count | sum")
        == "\(Self.count / 250)")
    #expect(try run("-c", "events --all | count-by .event | first | get count") != "0")
    #expect(try run("vault", "verify") == "")
  }
}
