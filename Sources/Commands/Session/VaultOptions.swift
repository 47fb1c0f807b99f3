package import Interpreter

/// The files that may hold credentials.
package struct CredentialFiles: Sendable {
  package var passphrase: String?
  package var key: String?
  package var token: String?

  /// Whether there is one.
  var isNamed: Bool { passphrase != nil || key != nil || token != nil }

  /// The files by path; nil where none was named.
  package init(passphrase: String? = nil, key: String? = nil, token: String? = nil) {
    self.passphrase = passphrase
    self.key = key
    self.token = token
  }
}

/// Which vault a run works on, as whom, and with what: the shell fills this from flags and environment.
package struct VaultOptions: Sendable {
  /// `--vault`, `$SMS_VAULT`, or the default path.
  package var path: String
  /// The e-mail: `--as`, `$SMS_USER`.
  package var person: String?
  /// `--passphrase-file`, `--key-file`, `--token-file`.
  package var flags = CredentialFiles()
  /// `$SMS_PASSPHRASE_FILE`, `$SMS_KEY_FILE`, `$SMS_TOKEN_FILE`: read when no flag names a file.
  package var variables = CredentialFiles()
  /// `$CREDENTIALS_DIRECTORY`, where a service manager puts credentials.
  package var credentialsFolder: String?
  /// `$XDG_RUNTIME_DIR`, in which keepers live.
  package var runtimeFolder: String?
  /// Whether a keeper may sign in by itself: what a person does at a terminal.
  package var usesKeeper = false
  /// `--agent`: a keeper signs in, and nothing else.
  package var needsKeeper = false
  /// `--read-only`: the session refuses every change and every reveal.
  package var isReadOnly = false
  /// `--max-changes`: how many changes the run may make.
  package var maxChanges: Int?
  /// For how many µs a batch, and beside a server each command, may keep others from writing: its end included, and
  /// without it.
  package var lockLimit = Limits().lock
  package var lockWork = Limits().lockWork
  /// `--quiet`: no notes.
  package var isQuiet = false

  /// Options for a vault at a path.
  package init(path: String, person: String? = nil) {
    self.path = path
    self.person = person
  }

  /// The vault's path; throws where none is known, since the working directory is no place for a vault.
  package func knownPath() throws(Fault) -> String { try Self.known(path) }

  /// A path that is not empty.
  package static func known(_ path: String) throws(Fault) -> String {
    if !path.isEmpty { return path }
    throw Fault(CommandFault.vaultUnknown)
  }
}
