internal import Crypto
import Interpreter

/// Finds what signs a person in: flags, then the environment, then the service manager's folder, then a prompt.
struct CredentialReader {
  /// Who signs in, and with what.
  enum Credential {
    case passphrase(person: String, Secret)
    /// The text of a key, which names its person.
    case key(Secret)
  }

  private enum Stored {
    case passphrase(Secret)
    case key(Secret)
  }

  let options: VaultOptions
  let host: any Host

  /// The credential of the run.
  func read() throws(Fault) -> Credential {
    switch try fromFiles() {
    case .key(let key): return .key(key)
    case .passphrase(let passphrase): return .passphrase(person: try person(), passphrase)
    case nil:
      let person = try person()
      guard host.inputIsTerminal else { throw locked("no passphrase was given") }
      return .passphrase(person: person, try prompt("Passphrase of \(person): "))
    }
  }

  /// The passphrase of a new vault or a new person: from a file, or typed twice.
  func newPassphrase(_ person: String) throws(Fault) -> Secret {
    // A key that signs in may be there, too: it is no new passphrase.
    var options = options
    options.flags.key = nil
    options.variables.key = nil
    switch try CredentialReader(options: options, host: host).fromFiles() {
    case .passphrase(let stored): return stored
    case .key, nil: return try typedTwice(person)
    }
  }

  /// A new passphrase, typed twice.
  func typedTwice(_ person: String) throws(Fault) -> Secret {
    guard host.inputIsTerminal else { throw locked("no passphrase was given") }
    let first = try prompt("New passphrase of \(person): ")
    let second = try prompt("The same again: ")
    guard first.isEqual(to: second) else {
      throw Fault("E0805", "the two passphrases are not the same", help: "nothing was changed", status: 4)
    }
    return first
  }

  private func fromFiles() throws(Fault) -> Stored? {
    for files in [options.flags, options.variables] {
      if let path = files.key {
        let path = Files.expanded(path, host)
        let text = try SecretFile.passphrase(path, isGuarded: isGuarded(path))
        guard isKey(text) else { throw wrongKind(path, "holds no key of a person", "--key-file") }
        return .key(text)
      }
      if let path = files.passphrase {
        let path = Files.expanded(path, host)
        let text = try SecretFile.passphrase(path, isGuarded: isGuarded(path))
        if isKey(text) { throw wrongKind(path, "holds a key, not a passphrase", "--passphrase-file") }
        return .passphrase(text)
      }
      if let path = files.token { throw unknownKind(path) }
    }
    guard let folder = options.credentialsFolder else { return nil }
    let path = folder + "/sms.key"
    guard Files.exists(path) else { return nil }
    let text = try SecretFile.passphrase(path, isGuarded: true)
    return isKey(text) ? .key(text) : .passphrase(text)
  }

  /// Whether the service manager guards the file: it made the folder for this program alone.
  private func isGuarded(_ path: String) -> Bool {
    guard let folder = options.credentialsFolder, !folder.isEmpty else { return false }
    return path.hasPrefix(folder + "/") && !path.contains("/../")
  }

  /// Whether this is the text of a key file or a recovery key.
  private func isKey(_ secret: Secret) -> Bool {
    ["sms-key.", "sms-recovery."].contains { mark in
      secret.withBytes { $0.prefix(mark.utf8.count).elementsEqual(mark.utf8) }
    }
  }

  private func wrongKind(_ path: String, _ why: String, _ flag: String) -> Fault {
    let other = flag == "--key-file" ? "--passphrase-file" : "--key-file"
    return Fault(
      "E0806", "\(path) \(why)", help: "\(other) FILE takes the other kind", status: 4)
  }

  private func unknownKind(_ path: String) -> Fault {
    Fault(
      "E0806", "\(path): this release signs in no machine accounts",
      help: "--passphrase-file and --key-file name files that sign a person in", status: 4)
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
