import Glibc
import Support
import Testing

extension ServeTests {
  @Test func aNewSigningKeyDisturbsNobody() throws {
    let home = try home()
    try python("rotate.py", [home.path("token-main"), home.vault, home.folder], home: home)
    #expect(home.mode("v.db.keys") == 0o600)
    #expect(try home.run("vault", "verify").status == 0)
    // It takes no other options, and a file that others can read is refused.
    #expect(try home.run("serve", "keys", "rotate", "--self-signed", home.path("x")).status == 2)
    chmod(home.path("v.db.keys"), 0o640)
    let refused = try home.run("serve", "keys", "rotate")
    #expect(refused.status == 1 && refused.errors.contains("chmod 600"), "\(refused)")
  }

  @Test func idleConnectionsDisturbNobody() throws {
    let home = try home()
    let (server, url) = try serve(home, ["--idle", "10m", "--metrics", "127.0.0.1:0"])
    let metrics = try #require(
      server.errors.split(separator: "\n").first { $0.hasPrefix("metrics on ") }.map { $0.dropFirst(11) })
    let count = getenv("SMS_TEST_LONG") == nil ? "1000" : "10000"
    try python("idle.py", [url, String(metrics), home.path("token-main"), count], home: home, seconds: 300)
    #expect(try stop(server).status == 0)
  }

  @Test func wrongSecretsWaitLongerAndLonger() throws {
    let home = try home()
    try python("delay.py", [home.path("token-main"), home.vault], home: home)
    #expect(try home.run("vault", "verify").status == 0)
  }

  /// What clients reach by the URLs of a proxy, with and without their paths, and what is told of them.
  @Test func urlsOfAProxyAreServedAndNamed() throws {
    let home = try home()
    let (identity, api) = ("https://vault.example/sm/identity", "https://vault.example/sm/api")
    let (server, url) = try serve(home, ["--identity-url", identity + "/", "--api-url", api])
    #expect(server.errors.contains("clients sign in at \(identity)/connect/token\n"), "\(server.errors)")
    #expect(server.errors.contains("clients reach the API at \(api)\n"))
    try python("proxied.py", [url, home.path("token-main"), identity], home: home, venv: true)
    #expect(try stop(server).status == 0)
    // What the vault is set to holds where the command line says nothing.
    try done(home.run("vault", "set", "identity-url", identity))
    try done(home.run("vault", "set", "api-url", api))
    let (second, other) = try serve(home)
    try python("proxied.py", [other, home.path("token-main"), identity], home: home, venv: true)
    #expect(try stop(second).status == 0)
    let config = try done(home.run("account", "config", "ci", "--format", "json"))
    #expect(config.output.contains("\"\(identity)\"") && config.output.contains("\"\(api)\""), "\(config)")
    for wrong in [
      "vault.example", "ftp://vault.example", "https://", "https:///x", "https://a b", "https://a/?x",
    ] {
      let refused = try home.run("serve", "--api-url", wrong)
      #expect(refused.status == 2 && refused.errors.contains("E0701"), "\(wrong): \(refused)")
    }
  }

  /// Who stops the server does not wait for ever: what cannot be answered is cut off, said, and seen in the status.
  @Test func whatCannotBeFinishedIsCutOffAndSaid() throws {
    let home = try home()
    try python("cutoff.py", [home.path("token-main"), home.vault], home: home)
    #expect(try home.run("vault", "verify").status == 0)
  }
}
