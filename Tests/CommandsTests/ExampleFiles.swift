import Base
import Crypto
import Glibc
import Support
import Vault

/// The files that examples name, in a folder that goes with its last reference.
final class ExampleFiles {
  let path: String
  private var runs = 0

  init() throws {
    var template = Array("/tmp/sms-examples-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw VaultError.inputOutput(code: Int(errno)) }
    path = template.withUnsafeBufferPointer { buffer in
      String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
    let project = "11111111-1111-4111-8111-111111111111"
    write("-----BEGIN KEY-----\nabc\n", to: "key.pem")
    write("another passphrase\n", to: "new.txt")
    write(
      """
      {"projects": [{"id": "\(project)", "name": "imported"}],
       "secrets": [{"id": "\(project)", "key": "K", "value": "v", "note": "", "projectIds": ["\(project)"]}]}
      """, to: "export.json")
    write("{\"date\": \"2025-01-31T08:00:00Z\", \"type\": 2304}\n", to: "history.jsonl")
  }

  deinit {
    for name in names { unlink(path + "/" + name) }
    rmdir(path)
  }

  private var names: [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  private func write(_ text: String, to name: String) {
    let file = open(path + "/" + name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    defer { close(file) }
    let bytes = Array(text.utf8)
    _ = Glibc.write(file, bytes, bytes.count)
  }

  /// What files hold that programs wrote here.
  var written: String {
    names.filter { $0.hasPrefix("out") }.map { name in
      String(decoding: readBytes(path + "/" + name) ?? [], as: UTF8.self)
    }.joined(separator: "\n")
  }

  /// Removes what programs wrote here.
  func clear() { for name in names where name.hasPrefix("out") { unlink(path + "/" + name) } }

  /// Makes what an example finds in the vault and in its files besides Acme.
  func prepare(_ code: String, _ session: VaultSession) throws {
    guard code.contains("eve.code") else { return }
    let invite = try session.invitePerson(
      email: "eve@acme.example", role: .user, expires: session.service.now() + 7 * 86_400_000_000)
    write(try invite.code.text() + "\n", to: "eve.code")
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
