package import Commands
import Glibc
package import Interpreter
package import Vault

/// The vault as the shell sees it.
extension VaultAccess: DomainSession {
  /// The way to the vault that the options and the environment name; nothing is opened.
  package convenience init(
    options: Options, environment: (String) -> String?, host: any Host, stores: any StoreProvider,
    sinks: (any EventSinks)? = nil
  ) {
    var vault = VaultOptions(
      path: VaultAccess.path(options: options, environment: environment),
      person: options.person ?? environment("SMS_USER"))
    vault.flags = CredentialFiles(
      passphrase: options.passphraseFile, key: options.keyFile, token: options.tokenFile)
    vault.variables = CredentialFiles(
      passphrase: environment("SMS_PASSPHRASE_FILE"), key: environment("SMS_KEY_FILE"),
      token: environment("SMS_TOKEN_FILE"))
    vault.credentialsFolder = environment("CREDENTIALS_DIRECTORY")
    vault.runtimeFolder = environment("XDG_RUNTIME_DIR").flatMap { $0.isEmpty ? nil : $0 }
    vault.seenFolder = UserFolders.state(environment).map { $0 + "/seen" }
    vault.usesKeeper = options.isTyped
    vault.needsKeeper = options.needsKeeper
    vault.isReadOnly = options.readOnly
    vault.maxChanges = options.maxChanges
    vault.lockLimit = options.limits.lock
    vault.lockWork = options.limits.lockWork
    vault.isQuiet = options.quiet
    var surroundings = VaultEnvironment()
    if let sinks { surroundings.sinks = sinks }
    self.init(options: vault, stores: stores, environment: surroundings, host: host)
  }

  /// The path of the vault: `--vault`, `$SMS_VAULT`, else the default one; empty where there is no home folder.
  static func path(options: Options, environment: (String) -> String?) -> String {
    options.vault ?? environment("SMS_VAULT") ?? defaultPath(environment)
  }

  private static func defaultPath(_ environment: (String) -> String?) -> String {
    if let folder = environment("XDG_DATA_HOME"), !folder.isEmpty { return folder + "/sms/vault.db" }
    guard let home = environment("HOME"), !home.isEmpty else { return "" }
    return home + "/.local/share/sms/vault.db"
  }

  /// Whether the vault's file exists.
  package var hasVault: Bool { access(options.path, F_OK) == 0 }

  /// Whether a command asked for a lock since the last call.
  package func takeLock() -> Bool {
    defer { wantsLock = false }
    return wantsLock
  }

  /// Signs in now instead of at the first command that needs the vault.
  package func signIn() throws(Fault) { _ = try open() }

  /// The organization and the person for the prompt; nil before sign-in.
  package var banner: String? {
    guard let session else { return nil }
    let who = session.actor.ref
    return session.organization.name + " " + (who.kind == .person ? who.name : "\(who.kind.word):\(who.name)")
  }

  /// How many changes this run committed.
  package var changes: Int { committedChanges }

  /// Whether nothing may be changed, by option or by credential.
  package var isReadOnly: Bool { session?.isReadOnly ?? options.isReadOnly }

  /// The notes for standard error when the run has ended.
  package func closingNotes() -> [String] { notes() }

  /// The names that complete a text, read from the index of names; nil where nothing is unlocked.
  package func names(of type: String, _ typed: String, loose: Bool) -> EntityNames? {
    guard let kinds = VaultNames.kinds(of: type), let index = nameIndex() else { return nil }
    return VaultNames(index: index).names(kinds, typed, loose: loose)
  }

  /// Whether the index of names surely has no such name; false while it is not read to its end.
  package func lacks(_ name: String, of type: String) -> Bool {
    guard let kinds = VaultNames.kinds(of: type), let index = nameIndex() else { return false }
    return VaultNames(index: index).lacks(kinds, name)
  }

  /// Reads some more names into the index; false where nothing is left.
  package func readNames() -> Bool { knownNames.map { (try? $0.readMore()) ?? false } ?? false }
}
