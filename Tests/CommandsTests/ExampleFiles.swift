import Base
import Crypto
import Glibc
import Support
import Vault

/// The files that examples name, in a folder of their own.
final class ExampleFiles {
  private let folder: TemporaryFolder
  private var runs = 0

  var path: String { folder.path }

  init() throws {
    folder = try TemporaryFolder()
    let project = "11111111-1111-4111-8111-111111111111"
    try folder.write("-----BEGIN KEY-----\nabc\n", to: "key.pem")
    try folder.write("another passphrase\n", to: "new.txt")
    try folder.write(
      """
      {"projects": [{"id": "\(project)", "name": "imported"}],
       "secrets": [{"id": "\(project)", "key": "K", "value": "v", "note": "", "projectIds": ["\(project)"]}]}
      """, to: "export.json")
    try folder.write("{\"date\": \"2025-01-31T08:00:00Z\", \"type\": 2304}\n", to: "history.jsonl")
  }

  /// What files hold that programs wrote here.
  var written: String {
    folder.names.filter { $0.hasPrefix("out") }.map { folder.text($0) ?? "" }.joined(separator: "\n")
  }

  /// Removes what programs wrote here.
  func clear() { for name in folder.names where name.hasPrefix("out") { unlink(folder.file(name)) } }

  /// Makes what an example finds in the vault and in its files besides Acme.
  func prepare(_ code: String, _ session: VaultSession) throws {
    guard code.contains("eve.code") else { return }
    let invite = try session.invitePerson(
      email: "eve@acme.example", role: .user, expires: session.service.now() + 7 * 86_400_000_000)
    try folder.write(try invite.code.text() + "\n", to: "eve.code")
  }

  /// The example with paths of this folder; nil where it names a file that is not known here.
  func code(_ example: String, hasResult: Bool) -> String? {
    runs += 1
    for (name, file) in [
      ("~/export.json", "out\(runs).json"), ("~/recovery.key", "out\(runs).key"),
      ("events.csv", "out\(runs).csv"), ("ci.csv", "out\(runs).csv"),
      ("export.json", "export.json"), ("key.pem", "key.pem"), ("new.txt", "new.txt"),
      ("eve.code", "eve.code"), ("history.jsonl", "history.jsonl"),
    ] where example.contains(" " + name) {
      return example.replacing(" " + name, with: " " + path + "/" + file)
    }
    return hasResult ? example : nil
  }
}
