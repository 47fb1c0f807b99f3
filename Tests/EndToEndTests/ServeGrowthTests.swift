import Glibc
import Support
import Testing

/// `sms serve` under mixed requests: what it keeps of them.
@Suite struct ServeGrowthTests {
  /// What each request leaves behind shows in the memory after more of them, and so do files that stay open.
  ///
  /// The first ones fill what the store and the server keep, up to some number of pages: these do not count. A leak of
  /// 1 KiB a request is found.
  @Test func moreRequestsNeedNoMoreMemory() throws {
    let isLong = getenv("SMS_TEST_LONG") != nil
    let home = try E2EHome()
    var environment = home.environment
    environment["SMS"] = E2EHome.binary
    environment["BENCH_DATA"] = home.folder
    let soak = repositoryRoot() + "/scripts/benchmarks/soak"
    let words = isLong ? ["100000", "0.2", "1.1"] : ["24000", "0.6", "1.15"]
    let result = try E2EProgram(soak, words, environment: environment).wait(seconds: 600)
    #expect(result.status == 0, "\(result)")
  }
}
