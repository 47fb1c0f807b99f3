import Glibc
import Support
import Testing

/// `sms serve` under mixed requests: what it keeps of them.
@Suite struct ServeGrowthTests {
  /// What each request leaves behind shows in the memory of ten times as many, and so do files that stay open.
  ///
  /// The pages that the store may keep fill up on the way: hence the room.
  @Test func tenTimesTheRequestsNeedNoMoreMemory() throws {
    let isLong = getenv("SMS_TEST_LONG") != nil
    let home = try E2EHome()
    var environment = home.environment
    environment["SMS"] = E2EHome.binary
    environment["BENCH_DATA"] = home.folder
    let soak = repositoryRoot() + "/scripts/benchmarks/soak"
    let words = isLong ? ["30000", "0.1", "1.5"] : ["5000", "0.1", "1.5"]
    let result = try E2EProgram(soak, words, environment: environment).wait(seconds: 600)
    #expect(result.status == 0, "\(result)")
  }
}
