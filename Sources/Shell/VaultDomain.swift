package import Commands
import Glibc
package import Interpreter
package import Vault

/// The vault as the shell sees it.
extension VaultAccess: DomainSession {
  /// The way to the vault that the options and the environment name; nothing is opened.
  package convenience init(
    options: Options, environment: (String) -> String?, host: any Host, stores: any StoreProvider
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
    vault.isReadOnly = options.readOnly
    vault.maxChanges = options.maxChanges
    vault.lockLimit = options.limits.lock
    vault.lockWork = options.limits.lockWork
    vault.isQuiet = options.quiet
    self.init(options: vault, stores: stores, host: host)
  }

  /// The path of the vault: `--vault`, `$SMS_VAULT`, else the default one.
  static func path(options: Options, environment: (String) -> String?) -> String {
    options.vault ?? environment("SMS_VAULT") ?? defaultPath(environment)
  }

  private static func defaultPath(_ environment: (String) -> String?) -> String {
    if let folder = environment("XDG_DATA_HOME"), !folder.isEmpty { return folder + "/sms/vault.db" }
    return (environment("HOME") ?? ".") + "/.local/share/sms/vault.db"
  }

  package var hasVault: Bool { access(options.path, F_OK) == 0 }

  package func signIn() throws(Fault) { _ = try open() }

  package var banner: String? {
    guard let session else { return nil }
    let who = session.actor.ref
    return session.organization.name + " " + (who.kind == .person ? who.name : "\(who.kind.word):\(who.name)")
  }

  package func closingNotes() -> [String] { notes() }

  package func names(of type: String, beginning prefix: String) -> [String] {
    guard let session else { return [] }
    // Completion is a courtesy: whatever goes wrong in it, there is just nothing to offer.
    do throws(VaultError) {
      return try session.references(of: type, beginning: prefix).filter { $0.hasPrefix(prefix) }.sorted()
    } catch {
      return []
    }
  }
}

extension VaultSession {
  /// What may stand for an entity that a type of parameter refers to: its name; `kind:name` once a kind is written.
  fileprivate func references(of type: String, beginning prefix: String) throws(VaultError) -> [String] {
    guard let colon = prefix.utf8.firstIndex(of: UInt8(ascii: ":")) else {
      return try names(of: type, beginning: prefix)
    }
    let kind = String(prefix[..<colon])
    let isMeant = type == kind || type == kind + "s" || (type == "grant-side" && kind != "secret")
    guard isMeant else { return [] }
    let rest = String(prefix.utf8[prefix.utf8.index(after: colon)...]) ?? ""
    return try names(of: kind, beginning: rest).map { kind + ":" + $0 }
  }

  private func names(of type: String, beginning prefix: String) throws(VaultError) -> [String] {
    switch type {
    case "account", "accounts": try accounts().map(\.name)
    case "project", "projects": try projects().map(\.name)
    case "secret":
      // Keys repeat in a vault; behind a project's name they do not.
      try secrets().map { prefix.contains("/") ? ($0.project.map { $0.name + "/" } ?? "") + $0.key : $0.key }
    case "person", "people": try people().map(\.email)
    case "group", "groups": try groups().map(\.name)
    case "grant-side":
      try accounts().map(\.name) + projects().map(\.name) + people().map(\.email) + groups().map(\.name)
    default: []
    }
  }
}
