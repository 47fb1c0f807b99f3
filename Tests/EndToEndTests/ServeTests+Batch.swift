import Glibc
import Support
import Testing

extension ServeTests {
  /// While one person grants in a batch and another one plans, every read is answered, and none waits for
  /// longer than a batch may hold the vault.
  @Test func readsGoOnBesideABatchAndAPlan() throws {
    let home = try home()
    let isLong = getenv("SMS_TEST_LONG") != nil
    let (accounts, projects) = isLong ? (100, 100) : (20, 25)
    try done(
      home.run(
        "-c",
        """
        batch {
          for n in 1..\(accounts) { account create "bulk-\\($n)" }
          for n in 1..\(projects) { project create "bulk-\\($n)" }
        }
        """, seconds: 120))
    let told = try python(
      "busy.py", [home.path("token-main"), "\(accounts * projects)", isLong ? "90" : "30"], home: home,
      seconds: 400)
    print("beside a batch: \(told.output.trimmingNewline)")
    #expect(try home.run("vault", "verify").status == 0)
  }
}
