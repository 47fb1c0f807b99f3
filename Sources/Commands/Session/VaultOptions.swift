package import Interpreter

/// The files that may hold credentials.
package struct CredentialFiles: Sendable {
  /// `--passphrase-file`: the file with the passphrase of a person.
  package var passphrase: String?
  /// `--key-file`: the file with a key of a person.
  package var key: String?
  /// `--token-file`: the file with the access token of a machine account.
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
  /// The folder that remembers the last event that was seen of each vault; nil: nothing remembers it.
  package var seenFolder: String?
  /// Whether a keeper may sign in by itself: what a person does at a terminal.
  package var usesKeeper = false
  /// `--agent`: a keeper signs in, and nothing else.
  package var needsKeeper = false
  /// `--read-only`: the session refuses every change and every reveal.
  package var isReadOnly = false
  /// `--max-changes`: how many changes the run may make.
  package var maxChanges: Int?
  /// How many microseconds a batch may keep others from writing (`--max-lock`).
  ///
  /// Beside a server the limit holds for each command, too. It includes the commit at the end.
  package var lockLimit = Limits().lock
  /// How many of these microseconds may pass before the commit begins.
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
