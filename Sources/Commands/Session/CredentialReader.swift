internal import Crypto
import Interpreter

/// Finds what signs somebody in: flags, the environment, the service manager's folder, then a prompt.
struct CredentialReader {
  /// Who signs in, and with what.
  enum Credential {
    case passphrase(person: String, Secret)
    /// The text of a key, which names its person.
    case key(Secret)
    /// The text of an access token, which names its machine account.
    case token(Secret)
  }

  private enum Stored {
    case passphrase(Secret)
    case key(Secret)
    case token(Secret)

    /// What a text is: keys and tokens have forms of their own.
    init(_ text: Secret) {
      let isKey = ["sms-key.", "sms-recovery."].contains { mark in
        text.withBytes { $0.count > mark.utf8.count && $0.prefix(mark.utf8.count).elementsEqual(mark.utf8) }
      }
      if isKey {
        self = .key(text)
      } else if (try? AccessToken(parsing: text)) != nil {
        self = .token(text)
      } else {
        self = .passphrase(text)
      }
    }
  }

  let options: VaultOptions
  let host: any Host

  /// The credential of the run.
  func read() throws(Fault) -> Credential {
    switch try fromFiles() {
    case .key(let key): return .key(key)
    case .token(let token): return .token(token)
    case .passphrase(let passphrase): return .passphrase(person: try person(), passphrase)
    case nil:
      let person = try person()
      guard host.inputIsTerminal else { throw locked("no passphrase was given") }
      return .passphrase(person: person, try prompt("Passphrase of \(person): "))
    }
  }

  /// The passphrase of a new vault or a new person: from a file, or typed twice.
  func newPassphrase(_ person: String) throws(Fault) -> Secret {
    // A key or a token that signs in may be there, too: it is no new passphrase.
    var options = options
    (options.flags.key, options.flags.token) = (nil, nil)
    (options.variables.key, options.variables.token) = (nil, nil)
    switch try CredentialReader(options: options, host: host).fromFiles() {
    case .passphrase(let stored): return stored
    case .key, .token, nil: return try typedTwice(person)
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
        let found = try stored(path)
        guard case .key = found else { throw wrongKind(path, "no key of a person", found) }
        return found
      }
      if let path = files.passphrase {
        let found = try stored(path)
        guard case .passphrase = found else { throw wrongKind(path, "no passphrase", found) }
        return found
      }
      if let path = files.token {
        let found = try stored(path)
        guard case .token = found else { throw wrongKind(path, "no access token", found) }
        return found
      }
    }
    guard let folder = options.credentialsFolder else { return nil }
    let path = folder + "/sms.key"
    guard Files.exists(path) else { return nil }
    return Stored(try SecretFile.passphrase(path, isGuarded: true))
  }

  private func stored(_ path: String) throws(Fault) -> Stored {
    let path = Files.expanded(path, host)
    return Stored(try SecretFile.passphrase(path, isGuarded: isGuarded(path)))
  }

  /// Whether the service manager guards the file: it made the folder for this program alone.
  private func isGuarded(_ path: String) -> Bool {
    guard let folder = options.credentialsFolder, !folder.isEmpty else { return false }
    return path.hasPrefix(folder + "/")
      && !path.utf8.split(separator: UInt8(ascii: "/")).contains { $0.elementsEqual("..".utf8) }
  }

  private func wrongKind(_ path: String, _ what: String, _ found: Stored) -> Fault {
    let help =
      switch found {
      case .key: "it holds a key, which --key-file FILE (SMS_KEY_FILE) takes"
      case .token: "it holds an access token, which --token-file FILE (SMS_TOKEN_FILE) takes"
      case .passphrase: "a passphrase is given with --passphrase-file FILE (SMS_PASSPHRASE_FILE)"
      }
    return Fault("E0806", "\(path) holds \(what)", help: help, status: 4)
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
