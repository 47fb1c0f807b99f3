import Glibc
import Shell
import Support
import Testing

/// `sms serve` over real sockets: the clients are Python programs, raw ones and the published `bws-sdk`.
@Suite struct ServeTests {
  /// A vault with two projects, an account that may write in one, and its token, as each test begins with a copy of.
  private static let prepared = Result<(vault: [UInt8], token: [UInt8]), any Error> {
    let home = try E2EAcme.home(.created)
    let made = try home.run(
      "-c",
      """
      project create web
      project create other
      account create ci
      grant ci project:web --access read-write
      "canary-value-7f3a" | secret create API_KEY --project web
      "unseen" | secret create HIDDEN --project other
      token create ci --name main | get value | reveal | save \(home.path("token-main"))
      """)
    try #require(made.status == 0, "\(made)")
    return (try #require(home.read("v.db")), try #require(home.read("token-main")))
  }

  /// A home with a copy of that vault, and the token in a file.
  func home() throws -> E2EHome {
    let (vault, token) = try Self.prepared.get()
    let home = try E2EHome()
    try home.write(vault, to: "v.db")
    try home.write(token, to: "token-main")
    return home
  }

  /// Makes a token and keeps its text in a file of its name.
  func token(_ home: E2EHome, _ name: String, _ flags: String = "") throws {
    let made = try done(home.run("-c", "token create ci --name \(name) \(flags) | get value | reveal"))
    try home.write(made.output, to: "token-" + name)
  }

  @discardableResult
  func done(_ result: E2EResult) throws -> E2EResult {
    try #require(result.status == 0, "\(result)")
    return result
  }

  /// Starts the server on a free port; gives it and its URL.
  func serve(
    _ home: E2EHome, _ options: [String] = [], variables: [String: String?] = [:]
  ) throws -> (E2EProgram, String) {
    let server = try home.start(["serve", "--listen", "127.0.0.1:0"] + options, variables: variables)
    try server.waitFor("listening on ")
    let words = server.errors.split { $0 == "\n" || $0 == "\"" }.first { $0.hasPrefix("listening on ") }
    return (server, String(try #require(words).dropFirst("listening on ".count)))
  }

  func stop(_ server: E2EProgram, _ signal: Int32 = SIGTERM) throws -> E2EResult {
    server.signal(signal)
    return try server.wait()
  }

  /// Runs a Python program of this folder with the system's Python, or with that of the virtual environment.
  @discardableResult
  func python(
    _ script: String, _ arguments: [String], home: E2EHome, venv: Bool = false,
    variables: [String: String] = [:], seconds: Int = 120
  ) throws -> E2EResult {
    let interpreter = venv ? repositoryRoot() + "/.build/venv/bin/python" : "/usr/bin/python3"
    try #require(access(interpreter, X_OK) == 0, "\(interpreter) is missing: scripts/test makes it")
    var environment = home.environment
    environment["SMS"] = E2EHome.binary
    environment["SMS_TEST_LONG"] = getenv("SMS_TEST_LONG").map { String(cString: $0) }
    environment.merge(variables) { $1 }
    let folder = repositoryRoot() + "/Tests/EndToEndTests/Python/"
    let words = [folder + "told.py", folder + script] + arguments
    let result = try E2EProgram(interpreter, words, environment: environment).wait(seconds: seconds)
    if result.status != 0 { throw ScriptFailure(script: script, result: result) }
    return result
  }

  /// What a script of clients found wrong: its own words, with the values that it compared.
  struct ScriptFailure: Error, CustomStringConvertible {
    let script: String
    let result: E2EResult

    var description: String {
      "\(script) ended with \(result.status):\n\(result.errors.suffix(4000))\n\(result.output.suffix(1000))"
    }
  }

  @Test func rawRequestsAreAnsweredWhateverTheyAre() throws {
    let home = try home()
    let (server, url) = try serve(home, ["--log", "--idle", "2s", "--metrics", "127.0.0.1:0"])
    let metrics = try #require(
      server.errors.split(separator: "\n").first { $0.hasPrefix("metrics on ") }.map { $0.dropFirst(11) })
    try python("raw.py", [url, String(metrics), home.path("token-main")], home: home, seconds: 300)
    let end = try stop(server)
    #expect(end.status == 0)
    let token = try #require(home.read("token-main").map { String(decoding: $0, as: UTF8.self) })
    for secret in ["canary", "API_KEY", "Bearer", "client_secret", String(token.prefix(40))] {
      #expect(!end.errors.contains(secret))
      #expect(!end.output.contains(secret))
    }
    #expect(end.errors.contains("GET 200 "))
  }

  @Test(arguments: [SIGTERM, SIGINT]) func aSignalLetsRunningRequestsEnd(signal: Int32) throws {
    let home = try home()
    try python("graceful.py", [home.path("token-main"), home.vault, String(signal)], home: home)
    #expect(try home.run("vault", "verify").status == 0)
  }

  @Test func aServiceManagerMayHoldTheSocket() throws {
    let home = try home()
    try python("activation.py", [home.folder], home: home)
  }

  @Test func thePublishedClientWorks() throws {
    let home = try home()
    try token(home, "revoked")
    try done(home.run("token", "revoke", "revoked", "--yes"))
    try token(home, "expired", "--expires 1s")
    try home.write(
      try done(home.run("-c", #"secrets | where .key == "HIDDEN" | get id | first"#)).output,
      to: "token-hidden")
    let (server, url) = try serve(home)
    let told = try python("client.py", [url, home.folder], home: home, venv: true)
    #expect(try stop(server).status == 0)
    let events = try done(
      home.run(
        "-c",
        #"events --type 2100 --all | where .ip == "127.0.0.1" and .actor.name == "ci" and .secret != null | length"#
      ))
    let reads = Int(events.output.trimmingNewline)
    let counted = try #require(Int(told.output.trimmingNewline))
    #expect(counted > 10 && reads == counted, "\(events)")
    #expect(try home.run("vault", "verify").status == 0)
  }

  @Test func theCertificateItMakesIsTrusted() throws {
    let home = try home()
    try done(home.run("serve", "--self-signed", home.path("tls")))
    #expect(home.mode("tls/key.pem") == 0o600)
    #expect(home.mode("tls/cert.pem") == 0o644)
    #expect(try home.run("serve", "--self-signed", home.path("tls")).status == 1)
    let (certificate, key) = (home.path("tls/cert.pem"), home.path("tls/key.pem"))
    let (server, url) = try serve(home, ["--tls-cert", certificate, "--tls-key", key])
    #expect(url.hasPrefix("https://127.0.0.1:"))
    try python("tls.py", [url, certificate], home: home)
    try python(
      "client.py", [url, home.folder, "--short"], home: home, venv: true,
      variables: ["REQUESTS_CA_BUNDLE": certificate])
    #expect(try stop(server).status == 0)
    for mode: mode_t in [0o644, 0o640, 0o604] {
      try #require(chmod(key, mode) == 0)
      let refused = try home.run(
        "serve", "--tls-cert", certificate, "--tls-key", key, "--listen", "127.0.0.1:0")
      #expect(refused.status == 1 && refused.errors.contains("other users can read \(key)"))
    }
  }

  /// With `--log json` every line is an object, also that of an error; a disk that is full is told as such, and lists
  /// are read from it all the same.
  @Test(.enabled(if: geteuid() == 0)) func aFullDiskIsToldAndRead() throws {
    let home = try home()
    let disk = home.path("disk")
    try #require(mkdir(disk, 0o700) == 0 && mount("none", disk, "tmpfs", 0, "size=1m,mode=0700") == 0)
    defer { umount2(disk, Int32(MNT_DETACH)) }
    try done(home.shell("cp $SMS_VAULT \(disk)/v.db"))
    let variables = ["SMS_VAULT": disk + "/v.db"]
    let (server, url) = try serve(
      home, ["--log", "json", "--metrics", "127.0.0.1:0", "--keys", home.path("keys")], variables: variables)
    try python("full.py", [url, home.path("token-main"), disk], home: home)
    let lines = try stop(server).errors.split(separator: "\n")
    #expect(lines.allSatisfy { $0.hasPrefix(#"{"time":""#) && $0.hasSuffix("}") }, "\(lines)")
    let error = #""level":"error","status":507,"code":"V0612","message":"#
    #expect(lines.contains { $0.contains(error) }, "\(lines)")
    let listed = try home.run(
      "-c", "secrets | length; accounts | length; events --all | length", variables: variables)
    #expect(listed.status == 0, "\(listed)")
  }

  /// T10: from a disk that nothing can be written to, what needs no write is read; a log there is not passed over.
  @Test(.enabled(if: geteuid() == 0)) func aReadOnlyDiskIsRead() throws {
    let home = try home()
    let disk = home.path("fixed disk #1")
    try #require(mkdir(disk, 0o700) == 0 && mount("none", disk, "tmpfs", 0, "size=4m,mode=0700") == 0)
    defer { umount2(disk, Int32(MNT_DETACH)) }
    try done(home.shell("cp $SMS_VAULT \"\(disk)/v.db\" && mount -o remount,ro \"\(disk)\""))
    let variables = ["SMS_VAULT": disk + "/v.db"]
    let read = try home.run(
      "-c", "accounts | length; secrets | length; vault verify | length", variables: variables)
    #expect(read.status == 0, "\(read)")
    for change in ["reveal web/API_KEY", "account create x", "secret delete web/API_KEY --yes"] {
      let refused = try home.run("-c", change, variables: variables)
      #expect(refused.status == 1 && refused.errors.contains("V0611"), "\(change): \(refused)")
    }
    let (server, url) = try serve(home, ["--keys", home.path("keys")], variables: variables)
    try python("fixed.py", [url, home.path("token-main")], home: home)
    #expect(try stop(server).errors.contains("error 503 V0611 "))
    try done(
      home.shell(
        "mount -o remount,rw \"\(disk)\" && echo x > \"\(disk)/v.db-wal\" && chmod 600 \"\(disk)/v.db-wal\""
          + " && mount -o remount,ro \"\(disk)\""))
    let logged = try home.run("accounts", variables: variables)
    #expect(logged.status == 1 && logged.errors.contains("v.db-wal holds changes"), "\(logged)")
  }

  @Test func revokingEndsWhatIsGoingOnInAllServers() throws {
    let home = try home()
    try token(home, "doomed")
    let (first, one) = try serve(home)
    let (second, two) = try serve(home)
    try python("revoke.py", [home.path("token-doomed"), one, two], home: home)
    #expect(try stop(first).status == 0)
    #expect(try stop(second).status == 0)
  }

  @Test func aTokenOfSoManyUsesHasSoMany() throws {
    let home = try home()
    try token(home, "counted", "--uses 100")
    let (server, url) = try serve(home)
    try python("uses.py", [home.path("token-counted"), url], home: home)
    #expect(try stop(server).status == 0)
  }

  @Test func whatWasHandedOutHasItsEventAndWhatWasWrittenIsThereAfterAKill() throws {
    let home = try home()
    let rounds = getenv("SMS_TEST_LONG") == nil ? "10" : "300"
    let told = try python("kill.py", [home.path("token-main"), rounds], home: home, seconds: 3000)
    print(told.output)
  }

  @Test func serviceFilesNameRealOptions() throws {
    let folder = repositoryRoot() + "/scripts/maintenance/systemd/"
    let text = try #require(
      readBytes(folder + "sms-serve.service").map { String(decoding: $0, as: UTF8.self) })
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("ExecStart=") })
    let words = line.split(separator: " ").dropFirst().map(String.init)
    #expect(words.first == "serve")
    let options = words.filter { $0.hasPrefix("--") }
    #expect(options.count >= 4)
    for option in options { #expect((ServeOptions.names + CommandLineReader.names).contains(option)) }
    for line in ["User=", "UMask=0077", "StateDirectory=", "NoNewPrivileges=yes", "ProtectSystem=strict"] {
      #expect(text.contains("\n" + line))
    }
  }

  @Test func onlyATrustedProxySaysWhoAsks() throws {
    let home = try home()
    for (options, address) in [([], "127.0.0.1"), (["--trusted-proxy", "127.0.0.0/8"], "198.51.100.7")] {
      let (server, url) = try serve(home, options)
      try python("forwarded.py", [url, home.path("token-main")], home: home)
      #expect(try stop(server).status == 0)
      let last = try done(home.run("-c", "events --type 2100 --all | first 1 | get ip | first"))
      #expect(last.output.trimmingNewline == address)
    }
  }

  @Test func nothingIsServedInPlainTextToOthers() throws {
    let home = try home()
    let refused = try home.run("serve", "--listen", "0.0.0.0:0")
    #expect(refused.status == 1 && refused.errors.contains("--insecure"))
    #expect(try home.run("serve", "--listen", "nowhere").status == 2)
    #expect(try home.run("serve", "--nonsense").status == 2)
    #expect(try home.run("serve", "--metrics", "0.0.0.0:0").status == 1)
    #expect(try home.run("serve", "--tls-cert", "x").status == 1)
  }

  /// The program that starts often takes no library of the server's; what serves stands beside it.
  @Test func whatServesIsAProgramOfItsOwn() throws {
    let home = try home()
    let linked = try home.shell("ldd $SMS")
    #expect(linked.status == 0 && !linked.output.contains("microhttpd"))
    let alone = try home.shell("{ ln $SMS $HOME/alone || cp $SMS $HOME/alone; } 2>&1 && $HOME/alone serve")
    #expect(alone.status == 1 && alone.errors.contains("sms-net, which has the network, cannot be started"))
    let other = try home.shell("$SMS-net -c 'print 1'")
    #expect(other.status == 2 && other.errors.contains("this program only serves") && other.output.isEmpty)
  }
}
