import Base
import Glibc
import Support
import Testing

/// The sink of a vault beside real processes: shells that are killed, many at once, and servers.
@Suite(.serialized) struct EventSinkTests {
  private let serving = ServeTests()

  /// A vault with a secret and a sink that must take its events.
  private func home(_ mode: String = "require") throws -> E2EHome {
    let home = try serving.home()
    try #require(mkdir(home.path("sink"), 0o700) == 0)
    try serving.done(
      home.run(
        "-c",
        """
        person key create --expires 90d | get value | save \(home.path("key"))
        vault set event-sink-mode \(mode)
        vault set event-sink file:\(home.path("sink/events"))
        """))
    home.environment["SMS_KEY_FILE"] = home.path("key")
    home.environment["SMS_PASSPHRASE_FILE"] = nil
    home.environment["SMS_USER"] = nil
    return home
  }

  /// The sink has each event of the vault from its own on, in order.
  private func isWhole(_ home: E2EHome, _ place: Comment) throws {
    try serving.done(home.run("group", "create", "the end"))
    let facts = try serving.done(
      home.run(
        "-c",
        """
        let sunk = (open \(home.path("sink/events")) --decode jsonl | each {|e| [$e.number $e.type] })
        let first = ($sunk | first | first)
        let all = (events --all | where .number >= $first | sort-by .number | each {|e| [$e.number $e.type] })
        [($sunk == $all) ($sunk | first | last)]
        """)
    ).output
    #expect(facts == "true\n9043\n", place)
    #expect(try home.run("vault", "verify").status == 0, place)
  }

  @Test func aShellNeedsItsSink() throws {
    let home = try home()
    let value = "canary-value-7f3a"
    let revealed = try serving.done(home.run("-c", "secret show web/API_KEY | reveal"))
    #expect(revealed.output.contains(value) && !revealed.errors.contains("note"))
    let sink = home.path("sink")
    rename(sink + "/events", sink + "/events.1")
    let rotated = try serving.done(home.run("-c", "secret show web/API_KEY | reveal"))
    #expect(rotated.errors.contains("\(sink)/events was not there: it begins with event "))
    rename(sink + "/events.1", sink + "/events.new")
    try serving.done(
      home.shell("cat \(sink)/events >> \(sink)/events.new && mv \(sink)/events.new \(sink)/events"))
    rename(sink, sink + ".away")
    let refused = try home.run("-c", "secret show web/API_KEY | reveal")
    #expect(
      refused.status == 1 && !refused.output.contains(value) && refused.errors.contains("V0620"), "\(refused)"
    )
    let kept = try home.run("-c", "group create kept")
    #expect(kept.status == 3 || kept.status == 1, "\(kept)")
    #expect(try home.run("-c", "vault status | get events_waiting").output == "2\n")
    rename(sink + ".away", sink)
    try isWhole(home, "the sink is back")
    #expect(try home.run("-c", #"groups | where .name == "kept" | length"#).output == "1\n")
    let text = try #require(home.read("sink/events").map { String(decoding: $0, as: UTF8.self) })
    for secret in [value, "API_KEY", "web", "Acme", E2EHome.email] {
      #expect(!text.contains(secret), "\(secret)")
    }
  }

  @Test func theFilesOfAVaultAreNoSinks() throws {
    let home = try serving.home()
    for end in ["-journal", "-wal", "-shm", ".keys", ".locks", ""] {
      let refused = try home.run("vault", "set", "event-sink", "file:\(home.vault)\(end)")
      #expect(refused.status == 1 && refused.errors.contains("V0304"), "\(end): \(refused)")
    }
    #expect(try home.run("vault", "set", "event-sink", "file:/proc/self/environ").status == 1)
    #expect(try home.run("-c", "(vault status).event_sink == null").output == "true\n")
  }

  @Test func manyAtOnceAndKilledWriteEachEventOnce() throws {
    let home = try home()
    let done = try home.shell(
      """
      for shell in 1 2 3 4; do
        (for round in 1 2 3 4 5 6; do
          timeout -s KILL 0.0$((round + shell))5 $SMS -c "group create a$shell-$round; group create b$shell-$round" > /dev/null 2>&1
          $SMS group create c$shell-$round || exit 1
        done) & shells="$shells $!"
      done
      for shell in $shells; do wait $shell || exit 1; done
      """)
    #expect(done.status == 0, "\(done)")
    try isWhole(home, "shells")
  }

  @Test func aServerHandsOutNothingThatItsSinkLacks() throws {
    let home = try home()
    let (server, url) = try serving.serve(home, ["--metrics", "127.0.0.1:0", "--keys", home.path("keys")])
    let metrics = try #require(
      server.errors.split(separator: "\n").first { $0.hasPrefix("metrics on ") }.map { $0.dropFirst(11) })
    try serving.python(
      "sink.py", [url, String(metrics), home.path("token-main"), home.path("sink")], home: home)
    #expect(try serving.stop(server).errors.contains("error 503 V0620 "))
    try isWhole(home, "a server")
  }

  @Test func aServerGoesOnWithoutASinkThatIsNotRequired() throws {
    let home = try home("best-effort")
    rename(home.path("sink"), home.path("away"))
    let (server, url) = try serving.serve(home, ["--keys", home.path("keys")])
    try serving.python("reads.py", [url, home.path("token-main"), "1"], home: home)
    #expect(try serving.stop(server).errors.contains("takes no events"))
    rename(home.path("away"), home.path("sink"))
    try isWhole(home, "late")
  }
}
