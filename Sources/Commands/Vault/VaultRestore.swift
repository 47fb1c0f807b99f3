internal import Crypto
import Glibc
internal import Interpreter
internal import Syntax
internal import Vault

/// Puts a backup in the place of the vault.
enum VaultRestore: Command {
  static var name: String { "vault restore" }
  static let signature = Signature(
    "Restores a backup. Access that ended since the backup ends again.", category: .vault,
    effect: .of(.vaultRestore, [.outside, .alone]),
    positional: [Parameter("file", .named("path"), "a file that `vault backup` wrote")],
    flags: [
      Flag("keep", nil, "keeps access that ended since the backup"),
      Flag("other", nil, "accepts a backup of another vault; compares nothing"),
      Flag(
        "backup-passphrase-file", .named("path"),
        "the file with the passphrase at the time of the backup, if it differs; default: a prompt"),
      SharedFlags.yes,
    ], output: ChangeRows.type,
    details: """
      For the owner of both vaults. Asks first on a terminal, needs --yes elsewhere. The backup is verified \
      first, then replaces the vault in one transaction while others wait: killed on the way, the vault is as it was. \
      Where there is no vault, it is made. What gave access at the time of the backup and had ended since (people, \
      roles, groups, machine accounts, access tokens, grants, keys, invites, passphrases) has a row and ends again; a \
      passphrase that was changed stays the newer one. Projects and secrets are as they were then. Changes since the \
      backup, and their events, are lost: people who joined since need a new invite. The event of the restore names the last \
      one that was lost. If the vault was rekeyed since, rekey it again: the backup has the old key.
      """,
    examples: [
      Example("vault restore ~/vault.backup --yes"),
      Example("vault restore ~/vault.backup --keep --yes | where .before == \"access token\""),
    ])

  static let plannedEvents = ["vault.restored"]

  static func run(_ call: Call) throws(Fault) -> Value {
    let written = try call.requiredText("file")
    let access = try VaultAccess.of(call)
    if access.options.isReadOnly { throw Fault(VaultError.readOnly) }
    if access.session?.isInTransaction == true {
      throw Fault(VaultError.transaction(problem: .careInside(what: "restored")))
    }
    return try call.context.progress.saying("the vault is as it was") { () throws(Fault) in
      try restore(call, access, written)
    }
  }

  private static func restore(_ call: Call, _ access: VaultAccess, _ written: String) throws(Fault) -> Value {
    let restoring = try VaultRestoring(access, Files.expanded(written, call.context.host))
    let session = try restoring.signIn(passphraseFile: try call.text("backup-passphrase-file"))
    let live = call.has("other") ? nil : restoring.live
    if let live, try !Fault.wrapping({ () throws(VaultError) in try session.isSameVault(as: live) }) {
      throw Fault(VaultError.otherVault(path: written))
    }
    let report = try Fault.wrapping { () throws(VaultError) in try session.verify() }
    try Findings.refuse(report, "the backup", call, help: "take another backup; the vault is as it was")
    try confirm(call, session, restoring.live)
    let restored = try restoring.replace(with: session, live: live, keeping: call.has("keep"))
    tell(restored, hasLive: live != nil, call.context.host)
    return .list(restored.changes.map(ChangeRows.row))
  }

  private static func confirm(
    _ call: Call, _ backup: VaultSession, _ live: VaultSession?
  ) throws(Fault) {
    let then = try Fault.wrapping { () throws(VaultError) in try backup.status() }
    let date = Value.date(then.lastEvent, call.context)
    // A damaged vault may not say how many it has, and is replaced all the same.
    let now = try? live?.status().events
    let lost = now.map { " in the place of one with \($0) events" } ?? ""
    try Confirmation.ask(
      call, "restore", "the vault of \(Display(call.context).literal(date)) with \(then.events) events\(lost)"
    )
  }

  private static func tell(_ report: RestoreReport, hasLive: Bool, _ host: any Host) {
    if !hasLive {
      host.writeErrorLine(
        "there was nothing to compare with: see `people`, `person keys`, `tokens` and `grants`")
    }
    if report.wasRekeyedSince {
      host.writeErrorLine(
        "the vault was rekeyed since the backup, which has the old key: `vault rekey` makes another")
    }
  }
}

/// The two vaults of a restore: the one that there is, and a copy of the backup beside it.
private final class VaultRestoring {
  private let access: VaultAccess
  private let credential: CredentialReader.Credential
  private let path: String
  private let staging: String
  private var copy: (any VaultStore)?
  /// The session of the vault that there is; nil if there is none.
  let live: VaultSession?

  init(_ access: VaultAccess, _ backup: String) throws(Fault) {
    self.access = access
    path = try access.options.knownPath()
    let name = ".restore.\(getpid()).\(UInt32.random(in: 0...UInt32.max))"
    staging = path + name
    credential = try CredentialReader(options: access.options, host: access.host).read()
    live = try Self.live(access, credential)
    let (path, staging) = (path, staging)
    let file = Glibc.open(staging, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw Fault(
        CommandFault.unwritable(
          message: "nothing can be written beside \(path): \(String(cString: strerror(errno)))", help: nil))
    }
    close(file)
    try Fault.wrapping { () throws(VaultError) in
      try access.stores.copyVault(from: backup, to: staging, access.follower)
    }
  }

  deinit {
    copy = nil
    for suffix in ["", "-journal", "-wal", "-shm"] { unlink(staging + suffix) }
  }

  private static func live(
    _ access: VaultAccess, _ credential: CredentialReader.Credential
  ) throws(Fault) -> VaultSession? {
    if !Files.exists(access.options.path) { return nil }
    return try ofLive(access) { () throws(VaultError) in
      let session = try unlock(try access.stores.open(at: access.options.path), access, credential)
      try session.require(.vaultRestore)
      return session
    }
  }

  /// Runs something on the vault that there is; where it is damaged, a restore makes a new file.
  private static func ofLive<T>(
    _ access: VaultAccess, _ body: () throws(VaultError) -> T
  ) throws(Fault) -> T {
    do throws(VaultError) { return try body() } catch {
      switch error {
      case .damaged, .notAVault, .unfinished, .unreadable:
        let help =
          "move \(access.options.path) and its -wal and -shm away: where there is no vault, this makes one"
        throw Fault(Fault(error).words.saying(help: help))
      default: throw Fault(error)
      }
    }
  }

  private static func unlock(
    _ store: any VaultStore, _ access: VaultAccess, _ credential: CredentialReader.Credential
  ) throws(VaultError) -> VaultSession {
    let service = try VaultService(store: store, environment: access.environment)
    let session =
      switch credential {
      case .passphrase(let person, let passphrase), .typed(let person, let passphrase):
        try service.unlock(email: person, passphrase: passphrase)
      case .key(let key): try service.unlock(key: key)
      // Machine accounts restore nothing, which the rules say then.
      case .token(let token): try service.unlock(token: token)
      // Asked for without keepers: what they hold opens the present vault, perhaps not the backup.
      case .kept: throw .wrongCredential
      }
    session.follower = access.follower
    return session
  }

  /// Signs in to the copy: with what opens the present vault, or with the passphrase at the time of the backup.
  func signIn(passphraseFile: String?) throws(Fault) -> VaultSession {
    let store = try Fault.wrapping { () throws(VaultError) in try access.stores.open(at: staging) }
    copy = store
    let session: VaultSession
    do throws(VaultError) {
      session = try Self.unlock(store, access, credential)
    } catch .wrongCredential {
      guard case .passphrase(let person, _) = credential else {
        throw Fault(
          Fault(VaultError.wrongCredential).words.saying(
            "the backup does not open with this key",
            help: "sign in with a passphrase: a key that was made since is not in the backup"))
      }
      let passphrase = try passphraseOfThen(person, passphraseFile)
      session = try Fault.wrapping { () throws(VaultError) in
        try Self.unlock(store, access, .passphrase(person: person, passphrase))
      }
    } catch { throw Fault(error) }
    try Fault.wrapping { () throws(VaultError) in try session.require(.vaultRestore) }
    return session
  }

  private func passphraseOfThen(_ person: String, _ file: String?) throws(Fault) -> Secret {
    if let file { return try SecretFile.passphrase(Files.expanded(file, access.host)) }
    guard access.host.inputIsTerminal else {
      throw Fault(CommandFault.oldBackupPassphrase)
    }
    let line = try access.host.readLine(prompt: "Passphrase of \(person) in the backup: ", hidden: true)
    guard let line else { throw Fault(VaultError.wrongCredential) }
    return Secret(utf8: line)
  }

  /// Puts the copy in the vault's place.
  func replace(
    with session: VaultSession, live: VaultSession?, keeping: Bool
  ) throws(Fault) -> RestoreReport {
    var report = RestoreReport()
    try Self.ofLive(access) { () throws(VaultError) in
      try access.stores.replaceVault(at: path, with: session.service.store, access.follower) {
        () throws(VaultError) in
        report = try session.restore(replacing: live, keeping: keeping)
      }
    }
    access.forgetSession()
    return report
  }
}
