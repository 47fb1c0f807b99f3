internal import Crypto
package import Interpreter
package import Vault

/// The way of a run to its vault: nothing is opened before a command needs it.
///
/// The shell makes one and puts it into the run's context. It belongs to one thread, as the session does.
package final class VaultAccess: Session {
  /// What the command line says about the vault and the person.
  package let options: VaultOptions
  let stores: any StoreProvider
  private(set) var environment: VaultEnvironment
  let host: any Host
  private var service: VaultService?
  /// The session, after sign-in.
  package private(set) var session: VaultSession? {
    didSet { if oldValue !== session { earlierChanges += oldValue?.committed ?? 0 } }
  }
  /// How many changes the sessions before this one committed.
  private var earlierChanges = 0
  /// The names that completion has read.
  package private(set) var knownNames: NameIndex?
  private var wasCreated = false
  /// How many committed changes belong to earlier lines of a dialogue.
  private var told = 0
  private var joined: Person?
  /// The person who made this vault or joined it at a terminal, with the passphrase that they typed: it signs
  /// them in once.
  private var newcomer: (email: String, passphrase: Secret)?
  /// Transactions that were begun before sign-in.
  var waiting = 0
  /// How long this run keeps others from writing.
  let hold: VaultHold
  /// The plans that run, innermost last.
  var plans: [RunningPlan] = []
  /// The texts made in this run that only this run can show.
  var oneTimeTexts = OneTimeTexts()
  /// Which sink was said to take nothing, and why.
  private var toldOfSink: String?
  /// How many subjects failed under `--keep-going`: above 0 the program ends with 3.
  package private(set) var failures = 0

  /// Whether changes are counted for `takeTally`.
  package var talliesChanges = false
  /// The changes since the last call; nil if there are none.
  package func takeTally() -> String? { session?.tally?.take() }

  /// What the operations of the vault tell how far they have come; nil before the first command.
  private(set) var follower: SessionFollower?

  /// Whether `lock` ran: a dialogue then forgets what was opened.
  package var wantsLock = false
  /// Whether a dialogue was locked: from then on it signs in itself and uses no keeper.
  private(set) var wasLocked = false

  /// Forgets who is signed in, and wipes the keys.
  package func lock() {
    rememberSeen()
    session?.lock()
    forgetSession()
    wasLocked = true
  }

  /// For tests of scripts: makes the session instead of opening one.
  var makeSession: (() throws(Fault) -> VaultSession)?

  /// A way to the vault of these options; stores are made and opened by what the program is composed of.
  package init(
    options: VaultOptions, stores: any StoreProvider, environment: VaultEnvironment = VaultEnvironment(),
    host: any Host
  ) {
    self.options = options
    self.stores = stores
    self.environment = environment
    self.host = host
    hold = VaultHold(options, host)
    self.environment.sinkNotice = { [weak self] notice in self?.tell(notice) }
  }

  /// Since when a batch of this run keeps others from writing.
  package var lockedSince: Int? { hold.batchSince }

  /// The access of the run that a call belongs to.
  package static func of(_ call: Call) throws(Fault) -> VaultAccess {
    guard let access = call.context.session as? VaultAccess else {
      throw call.fault(CommandFault.noVault)
    }
    access.follow(call.context)
    return access
  }

  /// Lets the operations of the vault tell this run how far they have come.
  private func follow(_ context: Context) {
    if follower != nil { return }
    follower = SessionFollower(context.progress)
    session?.follower = follower
  }

  /// The session, signed in at first use.
  package func open() throws(Fault) -> VaultSession {
    if let plan = plans.last { return try openPlan(plan, plans.count - 1) }
    return try openItself()
  }

  /// The session on the vault itself, even while a plan runs.
  func openItself() throws(Fault) -> VaultSession {
    if let session { return session }
    if let makeSession {
      let made = try makeSession()
      made.follower = follower
      session = made
      return made
    }
    let service = try openService()
    let opened = try signingIn({ () throws(Fault) in try credential(service) }) {
      (credential) throws(Fault) in
      try signedIn(service, credential)
    }
    opened.maxChanges = options.maxChanges
    hold.watch(opened)
    opened.follower = follower
    if talliesChanges { opened.tally = ChangeTally() }
    opened.whenSealing = { [unowned self] secret in secret.withBytes { host.becameSecret($0) } }
    session = opened
    try compareWithSeen(opened)
    while waiting > 0 {
      try Fault.wrapping(opened.begin())
      waiting -= 1
    }
    return opened
  }

  /// Signs in; after a typed passphrase that is wrong asks again, three times in all.
  func signingIn<Result>(
    _ ask: () throws(Fault) -> CredentialReader.Credential,
    _ body: (CredentialReader.Credential) throws(Fault) -> Result
  ) throws(Fault) -> Result {
    var left = 3
    while true {
      let credential = try ask()
      left -= 1
      do throws(Fault) { return try body(credential) } catch {
        guard case .typed = credential, left > 0, error.code == VaultError.wrongCredential.code else {
          throw error
        }
        host.writeErrorLine("error \(error.code) \(error.message); try again")
      }
    }
  }

  private func signedIn(
    _ service: VaultService, _ credential: CredentialReader.Credential
  ) throws(Fault) -> VaultSession {
    if case .kept(let kept) = credential { return try session(of: kept, service) }
    return try Fault.wrapping { () throws(VaultError) in
      switch credential {
      case .passphrase(let person, let passphrase), .typed(let person, let passphrase):
        return try service.unlock(email: person, passphrase: passphrase, isReadOnly: options.isReadOnly)
      case .key(let key): return try service.unlock(key: key, isReadOnly: options.isReadOnly)
      case .token(let token): return try service.unlock(token: token, isReadOnly: options.isReadOnly)
      case .kept: throw .wrongCredential
      }
    }
  }

  /// The credential that signs in: a passphrase just given is not asked for again.
  private func credential(_ service: VaultService) throws(Fault) -> CredentialReader.Credential {
    defer { newcomer = nil }
    if let newcomer { return .passphrase(person: newcomer.email, newcomer.passphrase) }
    return try CredentialReader(options: options, host: host).read { () throws(Fault) in
      try self.keeper(service)
    }
  }

  /// The names for completion; nil before sign-in.
  package func nameIndex() -> NameIndex? {
    if knownNames == nil, let session { knownNames = NameIndex(session) }
    return knownNames
  }

  /// Whether a session is open.
  package var isOpen: Bool { session != nil }

  /// Forgets the session: the next use signs in again, to the vault as it is then.
  package func forgetSession() {
    rememberSeen()
    session = nil
    knownNames = nil
    service = nil
    told = 0
  }

  /// Writes the notes of the end of the run, wipes the keys and closes the vault, before a program replaces
  /// this process.
  func close() {
    for note in notes() { host.writeErrorLine("note: \(note)") }
    forgetSession()
  }

  /// The vault, opened at first use without a sign-in.
  func openService() throws(Fault) -> VaultService {
    if let service { return service }
    let path = try options.knownPath()
    let opened = try Fault.wrapping(VaultService(store: try stores.open(at: path), environment: environment))
    service = opened
    return opened
  }

  /// Makes the vault of the options; the creator is the owner, and signs in when a command needs it.
  ///
  /// A recovery key is written before there is a vault that it opens; its file takes its place after.
  func create(
    organization: String, email: String, recoveryFile: WholeFile? = nil
  ) throws(Fault) -> VaultService {
    if options.isReadOnly { throw Fault(VaultError.readOnly) }
    let path = try options.knownPath()
    let passphrase = try CredentialReader(options: options, host: host).newPassphrase(email)
    var recovery: RecoveryKey?
    if let recoveryFile {
      let key = RecoveryKey(using: &environment.random)
      try recoveryFile.write(line: key.text)
      recovery = key
    }
    let made = try Fault.wrapping(
      VaultService.create(
        stores, path: path, organization: organization, email: email, passphrase: passphrase,
        recovery: recovery, environment: environment))
    do throws(Fault) { try recoveryFile?.commit() } catch {
      stores.discard(made.store)
      throw error
    }
    try forgetSeen(made)
    service = made
    session = nil
    knownNames = nil
    wasCreated = true
    if host.inputIsTerminal { newcomer = (Texts.normalizedEmail(email), passphrase) }
    return made
  }

  /// Makes the vault, with a passphrase that is asked for; who makes it is signed in by the next command.
  package func createVault(organization: String, email: String) throws(Fault) {
    _ = try create(organization: organization, email: email)
  }

  /// Joins with an invite, without a sign-in.
  func join(code: Secret, name: String?) throws(Fault) -> Person {
    if options.isReadOnly { throw Fault(VaultError.readOnly) }
    let service = try openService()
    let passphrase = try CredentialReader(options: options, host: host).newPassphrase("yours")
    let person = try Fault.wrapping(service.join(code: code, passphrase: passphrase, name: name))
    joined = person
    if host.inputIsTerminal { newcomer = (person.email, passphrase) }
    return person
  }

  /// Another passphrase for a person: from a file, or typed twice.
  func newPassphrase(_ person: String, path: String?) throws(Fault) -> Secret {
    if options.isReadOnly { throw Fault(VaultError.readOnly) }
    let reader = CredentialReader(options: options, host: host)
    if let path { return try SecretFile.passphrase(Files.expanded(path, host)) }
    return try reader.typedTwice(person)
  }

  /// Counts the changes that errors tell of anew.
  package func forgetCommitted() {
    session?.service.beginRun()
    told = session?.committed ?? 0
    wasCreated = false
    joined = nil
  }

  /// How many changes all sessions of this run committed.
  package var committedChanges: Int { earlierChanges + (session?.committed ?? 0) }

  /// What this run committed, in words for errors; nil if nothing was committed.
  package var committed: String? {
    let count = (session?.committed ?? 0) - told
    if count > 0 { return "\(count) change\(count == 1 ? "" : "s") in the vault" }
    if let joined { return "\(joined.email) joined" }
    return wasCreated ? "the vault was created" : nil
  }

  /// Tells something about the vault's sink, once a run: each change may meet it.
  private func tell(_ notice: SinkNotice) {
    let isNews: Bool
    if case .refused(let place, let reason, _) = notice {
      isNews = toldOfSink != "\(place) \(reason)"
      toldOfSink = "\(place) \(reason)"
    } else {
      isNews = true
    }
    if isNews { host.writeErrorLine("note: \(notice.words)") }
  }

  // MARK: what the end of a run has to say

  /// All of it, a line each.
  package func notes() -> [String] {
    rememberSeen()
    return unopenedTokens() + traces()
  }

  /// The note that deleted data is still in the log, if it is.
  private func traces() -> [String] {
    guard session?.hasTraces == true else { return [] }
    return [
      "the log could not be emptied, another program reads it: what was deleted is still in \(options.path)-wal "
        + "until the next command that deletes something, or until no program has the vault open"
    ]
  }

  func keep(_ text: any OneTimeText) { if !isPlanning { oneTimeTexts.add(text) } }

  func noteFailure() { failures += 1 }

  /// One line for each new token, invite or key whose text was never opened and so is lost.
  ///
  /// Each is reported once.
  package func unopenedTokens() -> [String] { oneTimeTexts.takeLost() }
}
