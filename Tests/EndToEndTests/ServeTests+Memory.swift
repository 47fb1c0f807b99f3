import Support
import Testing

extension ServeTests {
  /// Who reads all memory of the server learns no key, no plain text, and without TLS not the secret of a token.
  @Test func noKeyIsInTheMemoryOfAServer() throws {
    let home = try home()
    let words = [home.path("token-main"), home.vault, "canary-value-7f3a"]
    try python("memory.py", words, home: home, venv: true, seconds: 300)
    try done(home.run("serve", "--self-signed", home.path("tls")))
    let tls = [home.path("tls/cert.pem"), home.path("tls/key.pem")]
    try python("memory.py", words + tls, home: home, venv: true, seconds: 300)
    #expect(try home.run("vault", "verify").status == 0)
  }
}
