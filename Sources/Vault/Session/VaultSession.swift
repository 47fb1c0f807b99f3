internal import Base
package import Crypto

/// A signed-in session: a vault, the actor, the unlocked keys and the mode.
///
/// All operations are methods of it; nothing is global.
///
/// Each method that throws may throw what signing in would throw by now (`wrongCredential`, `wrongToken`, `rekeyed`,
/// `sessionLocked`), what the rules say (`disabled`, `notAllowed`, `noAccess`, `beyondKey`, `grantMissing`, `notFound`
/// for what the caller may not see) and what the store says (`busy`, `storageFull`, `damaged` …). One that changes the
/// vault also throws `readOnly`, `tooManyChanges` and `stopped`, and has then changed nothing. Errors of its own are named
/// where they are not plain from the arguments: a text may be `blank` or `tooLong`, a name may be `ambiguous` or
/// `exists` already.
package final class VaultSession {
  /// The vault.
  package let service: VaultService
  /// The signed-in principal: a person or a machine account.
  package let actor: VaultActor
  /// The unlocked keys.
  package internal(set) var keys: VaultKeys
  /// What signs the changes of the actor; nil: the session was locked.
  private(set) var signer: CheckpointSigner?
  /// The generation of the vault that these keys belong to.
  var generation: Int64
  /// Whether every change and every reveal is refused here.
  package let isReadOnly: Bool

  /// How many events of changes this session has committed, to report when a run fails later.
  package internal(set) var committed = 0
  /// Whether the log still holds data that this session deleted, because another process holds the log.
  package internal(set) var hasTraces = false
  /// The transaction that is open: a batch's, or an operation's.
  var transaction: Transaction?
  var pending = 0
  /// How much there was at the begin of the transaction and at each of its savepoints.
  var pendingMarks: [(changes: Int, log: Int)] = []
  /// How many changes it may make; nil: as many as there are.
  package var maxChanges: Int?
  /// Says that a batch keeps others from writing for too long; asked at each change.
  package var isHeldTooLong: (() -> Bool)?
  /// Called with each text that becomes a secret.
  package var whenSealing: ((Secret) -> Void)?
  /// Called when it begins (true) and ceases (false) to keep others from writing.
  package var whenHolding: ((Bool) -> Void)?
  /// Counts its changes by type where a dialogue reports them.
  package var tally: ChangeTally?
  /// Who follows its long operations.
  package var follower: (any WorkFollower)?
  /// Whether it works on a copy that is thrown away.
  package internal(set) var isPlan = false
  /// Whether what it writes goes to the vault's sink: not from another store, which may never become the vault.
  private(set) var sendsEvents = true
  /// While a plan runs: the events that it has written.
  var log: [EventRow]?
  /// Listed rows that were not read to the end: they are read before a change, and before a rollback.
  package let pendingReads = PendingReads()
  /// How the first change or reveal records that the actor signed in.
  var signIn = SignInRecord()
  /// The public key of the passphrase that this session gave the person last.
  var changedKey: [UInt8]?
  var names: [EntityKind: [UUID128: String?]] = [:]
  /// The projects that lists have named, under a view: what changes a name writes an event, which ends the view.
  var homes: (view: AccessView, refs: [Int64: EntityRef])?
  /// Grows whenever the kept names may have become others.
  package private(set) var nameGeneration = 0

  /// Whether the session was locked: it refuses all further use.
  private var isLocked = false

  /// Forgets the keys permanently: the session cannot open anything any more.
  package func lock() {
    if let blind = try? VaultKeys(
      SymmetricKey.generate(&service.environment.random), organization: organization.id)
    {
      keys = blind
    }
    signer = nil
    isLocked = true
    seen = nil
    forgetNames()
  }

  /// Forgets the kept names, after a change.
  func forgetNames() {
    names = [:]
    nameGeneration += 1
  }

  /// The access as it was at the beginning of the operation that runs.
  var pinned: AccessView?
  /// The access as of the last look-up.
  var seen: AccessView?

  init(
    service: VaultService, actor: VaultActor, keys: VaultKeys, signer: CheckpointSigner?, isReadOnly: Bool
  ) {
    self.service = service
    self.actor = actor
    self.keys = keys
    self.signer = signer
    self.isReadOnly = isReadOnly
    generation = service.organization.generation
    keys.version = service.organization.keyVersion
  }

  /// The same actor in another mode, or on another store that holds the same vault.
  package func copy(
    on other: (any VaultStore)? = nil, isReadOnly: Bool
  ) throws(VaultError) -> VaultSession {
    var service = service
    if let other {
      service = try VaultService(
        store: other, environment: service.environment, runID: service.runID)
    }
    let copy = VaultSession(
      service: service, actor: actor, keys: keys, signer: signer?.copy(), isReadOnly: isReadOnly)
    copy.sendsEvents = sendsEvents && other == nil
    copy.signIn = signIn.copy()
    copy.generation = generation
    copy.follower = follower
    return copy
  }

  /// Refuses to go on with outdated keys: another process has rekeyed or restored the vault since they were
  /// opened.
  func checkGeneration() throws(VaultError) {
    guard let row = try store.first(Query<OrganizationRow>()) else {
      throw .damaged("the organization is missing")
    }
    if isLocked { throw .sessionLocked }
    if row.generation != generation { throw .rekeyed }
  }

  /// The items, unless some do not decrypt because of a rekey between the check of the rights and the reading.
  func current<Item>(
    _ items: [Item], _ isReadable: (Item) -> Bool
  ) throws(VaultError) -> [Item] {
    if !items.allSatisfy(isReadable) { try checkGeneration() }
    return items
  }

  var store: any VaultStore { service.store }

  /// The organization that the session works in.
  package var organization: Organization { service.organization }
}
