internal import Crypto
import Interpreter
internal import Keeper
internal import Vault

/// Finds the credential that signs in: in flags, the environment, the service manager's folder, then by a
/// prompt.
struct CredentialReader {
  /// A credential: who signs in, and with what.
  enum Credential {
    case passphrase(person: String, Secret)
    /// The same, just typed: after a wrong one another is asked for.
    case typed(person: String, Secret)
    /// The text of a key, which names its person.
    case key(Secret)
    /// The text of an access token, which names its machine account.
    case token(Secret)
    /// A credential that a keeper holds.
    case kept(KeptCredential)
  }

  private enum Stored {
    case passphrase(Secret)
    case key(Secret)
    case token(Secret)

    /// Tells a credential by its text: keys and tokens have forms of their own.
    ///
    /// A passphrase is all that the file holds, blanks included; of the others they are no part.
    init(_ whole: Secret) {
      let text = SecretFile.trimmed(whole)
      let isKey = ["sms-key.", "sms-recovery."].contains { mark in
        text.withBytes { $0.count > mark.utf8.count && $0.prefix(mark.utf8.count).elementsEqual(mark.utf8) }
      }
      if isKey {
        self = .key(text)
      } else if (try? AccessToken(parsing: text)) != nil {
        self = .token(text)
      } else {
        self = .passphrase(whole)
      }
    }
  }

  let options: VaultOptions
  let host: any Host

  /// The credential of the run.
  ///
  /// - Parameter keeper: asks for what a keeper holds, where neither a flag nor the environment names a file.
  func read(keeper: () throws(Fault) -> KeptCredential? = { nil }) throws(Fault) -> Credential {
    if options.needsKeeper, options.flags.isNamed {
      throw Fault(CommandFault.twoSignIns)
    }
    if options.needsKeeper, let kept = try keeper() { return .kept(kept) }
    switch try fromFiles() {
    case .key(let key): return .key(key)
    case .token(let token): return .token(token)
    case .passphrase(let passphrase):
      return .passphrase(person: try person(hasPassphrase: true), passphrase)
    case nil:
      if let kept = try keeper() { return .kept(kept) }
      let person = try person(hasPassphrase: false)
      guard host.inputIsTerminal else { throw locked("no passphrase was given", Self.passphraseHelp) }
      return .typed(person: person, try prompt("Passphrase of \(person): "))
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
    case .key, .token, nil:
      guard host.inputIsTerminal else {
        throw Fault(CommandFault.noNewPassphrase)
      }
      return try typedTwice(person)
    }
  }

  /// A new passphrase, typed twice; one that is too short, or not the same again, is asked for anew.
  ///
  /// An empty answer gives up.
  func typedTwice(_ person: String) throws(Fault) -> Secret {
    while true {
      let first = try prompt("New passphrase of \(person): ")
      do throws(Fault) {
        try Fault.wrapping(VaultService.check(passphrase: first))
        if let text = try? first.text() { host.writeError(PassphraseMeter.line(text)) }
        let second = try prompt("The same again: ")
        if first.isEqual(to: second) { return first }
        if second.count == 0 { throw Fault(CommandFault.passphrasesDiffer) }
        host.writeErrorLine(Fault(CommandFault.passphrasesDiffer).message + "; Enter alone gives up")
      } catch {
        if first.count == 0 || error.code != VaultError.passphraseTooShort(minimum: 0).code { throw error }
        host.writeErrorLine(error.message + "; Enter alone gives up")
      }
    }
  }

  private func fromFiles() throws(Fault) -> Stored? {
    for files in [options.flags, options.variables] {
      if let path = files.key {
        let found = try stored(path)
        guard case .key = found else { throw wrongKind(path, .key, found) }
        return found
      }
      if let path = files.passphrase {
        let found = try stored(path)
        guard case .passphrase = found else { throw wrongKind(path, .passphrase, found) }
        return found
      }
      if let path = files.token {
        let found = try stored(path)
        guard case .token = found else { throw wrongKind(path, .token, found) }
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

  /// The kind of credential that a file should hold.
  private enum Wanted: String {
    case key = "key of a person"
    case passphrase = "passphrase"
    case token = "access token"

    /// An example of such a text.
    var looks: String {
      switch self {
      case .key: "a key begins with `sms-key.` and is one line; `person key create` gives it"
      case .passphrase: "a passphrase is given with --passphrase-file FILE (SMS_PASSPHRASE_FILE)"
      case .token: "a token reads 0.ID.SECRET:KEY and is one line; `token create` gives it"
      }
    }
  }

  private func wrongKind(_ path: String, _ wanted: Wanted, _ found: Stored) -> Fault {
    let help =
      switch found {
      case .key: "it holds a key, which --key-file FILE (SMS_KEY_FILE) takes"
      case .token: "it holds an access token, which --token-file FILE (SMS_TOKEN_FILE) takes"
      // Any text may be a passphrase, so the message also says how one is given.
      case .passphrase:
        "\(wanted.looks); a passphrase is given with --passphrase-file FILE (SMS_PASSPHRASE_FILE)"
      }
    return Fault(CommandFault.otherSecret(path: path, wanted: wanted.rawValue, help: help))
  }

  private static let personHelp = "--as EMAIL (or SMS_USER) names you"
  private static let passphraseHelp =
    "--passphrase-file FILE (or SMS_PASSPHRASE_FILE) holds it; --key-file and --token-file sign in without one, and "
    + "--agent with what `sms unlock` left"

  private func person(hasPassphrase: Bool) throws(Fault) -> String {
    if let person = options.person, !person.isEmpty { return person }
    let missing = locked(
      hasPassphrase ? "SMS_USER is not set" : "neither a person nor a passphrase was given",
      hasPassphrase ? Self.personHelp : Self.personHelp + "; " + Self.passphraseHelp)
    guard host.inputIsTerminal else { throw missing }
    guard let line = try host.readLine(prompt: "E-mail: ", hidden: false), !line.isEmpty else {
      throw missing
    }
    return line
  }

  private func prompt(_ text: String) throws(Fault) -> Secret {
    guard let line = try host.readLine(prompt: text, hidden: true) else {
      throw locked("no passphrase was given", Self.passphraseHelp)
    }
    return Secret(utf8: line)
  }

  private func locked(_ why: String, _ help: String) -> Fault {
    Fault(CommandFault.locked(reason: why, help: help))
  }
}
