import Glibc
import Support
import Testing

/// The sample organization after its machine accounts have read secrets, as in real life: with token files, and
/// through the server.
enum ReadHome {
  /// Who read how many secrets with a token file.
  static let byFile = [("ci-payments", 7), ("ci-search", 4), ("ci-billing", 1)]
  /// Who read how many through the server.
  static let served = ("ci-mobile", 5)
  /// Who read how many.
  static var reads: [String: Int] {
    Dictionary(uniqueKeysWithValues: byFile + [served])
  }

  static func make() throws -> E2EHome {
    let home = try E2EAcme.home(.provisioned)
    for (account, count) in byFile {
      try token(home, account)
      let read = try home.run(
        "--token-file", home.path(account + ".token"), "-c", "secrets | first \(count) | reveal | length",
        variables: ["SMS_PASSPHRASE_FILE": nil, "SMS_USER": nil])
      try #require(read.status == 0 && read.output == "\(count)\n", "\(read)")
    }
    try token(home, served.0)
    let tests = ServeTests()
    let (server, url) = try tests.serve(home)
    try tests.python("reads.py", [url, home.path(served.0 + ".token"), "\(served.1)"], home: home)
    try #require(try tests.stop(server).status == 0)
    return home
  }

  private static func token(_ home: E2EHome, _ account: String) throws {
    let made = try home.run(
      "-c",
      "token create \(account) --name reader | get value | save \"\(home.path(account + ".token"))\" --mode 0600"
    )
    try #require(made.status == 0, "\(made)")
  }
}
