internal import Crypto
import Interpreter

/// Finds what signs a person in: flags, then the environment, then the service manager's folder, then a prompt.
struct CredentialReader {
  /// Who signs in, and with what.
  struct Credential {
    let person: String
    let passphrase: Secret
  }

  let options: VaultOptions
  let host: any Host

  /// The credential of the run.
  func read() throws(Fault) -> Credential {
    let stored = try fromFiles()
    let person = try person()
    if let stored { return Credential(person: person, passphrase: stored) }
    guard host.inputIsTerminal else { throw locked("no passphrase was given") }
    return Credential(person: person, passphrase: try prompt("Passphrase of \(person): "))
  }

  /// The passphrase of a new vault: from a file, or typed twice.
  func newPassphrase(_ person: String) throws(Fault) -> Secret {
    if let stored = try fromFiles() { return stored }
    guard host.inputIsTerminal else { throw locked("no passphrase was given") }
    let first = try prompt("New passphrase of \(person): ")
    let second = try prompt("The same again: ")
    guard first.isEqual(to: second) else {
      throw Fault("E0805", "the two passphrases are not the same", help: "nothing was made", status: 4)
    }
    return first
  }

  private func fromFiles() throws(Fault) -> Secret? {
    for files in [options.flags, options.variables] {
      if let path = files.passphrase {
        let path = Files.expanded(path, host)
        return try checked(SecretFile.passphrase(path, isGuarded: isGuarded(path)), path)
      }
      if let path = files.key ?? files.token { throw unknownKind(path) }
    }
    guard let folder = options.credentialsFolder else { return nil }
    let path = folder + "/sms.key"
    guard Files.exists(path) else { return nil }
    return try checked(SecretFile.passphrase(path, isGuarded: true), path)
  }

  /// Whether the service manager guards the file: it made the folder for this program alone.
  private func isGuarded(_ path: String) -> Bool {
    guard let folder = options.credentialsFolder, !folder.isEmpty else { return false }
    return path.hasPrefix(folder + "/") && !path.contains("/../")
  }

  /// The passphrase, unless it is a key of another kind, which nothing here can sign in with.
  private func checked(_ secret: Secret, _ path: String) throws(Fault) -> Secret {
    let mark = Array("sms-key.".utf8)
    let isKey = secret.withBytes { $0.count > mark.count && $0.prefix(mark.count).elementsEqual(mark) }
    if isKey { throw unknownKind(path) }
    return secret
  }

  private func unknownKind(_ path: String) -> Fault {
    Fault(
      "E0806", "\(path): this release signs people in with a passphrase only",
      help: "--passphrase-file FILE or SMS_PASSPHRASE_FILE names the file that holds it", status: 4)
  }

  private func person() throws(Fault) -> String {
    if let person = options.person, !person.isEmpty { return person }
    guard host.inputIsTerminal else { throw locked("nobody is named") }
    guard let line = try host.readLine(prompt: "E-mail: ", hidden: false), !line.isEmpty else {
      throw locked("nobody is named")
    }
    return line
  }

  private func prompt(_ text: String) throws(Fault) -> Secret {
    guard let line = try host.readLine(prompt: text, hidden: true) else {
      throw locked("no passphrase was given")
    }
    return Secret(utf8: line)
  }

  private func locked(_ why: String) -> Fault {
    Fault(
      "E0802", "the vault is locked: \(why)",
      help: "set SMS_USER to your e-mail (or --as) and SMS_PASSPHRASE_FILE to a file (or --passphrase-file)",
      status: 4)
  }
}
