import Crypto

/// Somebody signed in: a vault, the acting person, the unlocked keys and the mode.
///
/// All operations are methods of it; nothing is global.
package final class VaultSession {
  /// The vault.
  package let service: VaultService
  /// The person.
  package let person: Person
  /// The credential that was signed in with.
  package let credential: CredentialRow
  /// The unlocked keys.
  package internal(set) var keys: VaultKeys
  /// The generation of the vault whose keys these are.
  var generation: Int64
  /// Whether every change and every reveal is refused here.
  package let isReadOnly: Bool

  /// How many events of changes this session has committed: what is done when a run fails later.
  package internal(set) var committed = 0
  /// Open transactions and savepoints: the batch's, then the operation's.
  var depth = 0
  var pending = 0
  var pendingMarks: [Int] = []
  var mustErase = false
  /// The public key of the passphrase that this session gave the person last.
  var changedKey: [UInt8]?
  var names: [EntityKind: [UUID128: String]] = [:]
  /// The access as it was at the beginning of the operation that runs.
  var pinned: AccessView?
  /// The access as it was when somebody last looked.
  var seen: AccessView?

  init(
    service: VaultService, person: Person, credential: CredentialRow, keys: VaultKeys,
    isReadOnly: Bool
  ) {
    self.service = service
    self.person = person
    self.credential = credential
    self.keys = keys
    self.isReadOnly = isReadOnly
    generation = service.organization.generation
    keys.version = service.organization.keyVersion
  }

  /// The same person in another mode, or on another store that holds the same vault.
  package func copy(
    on other: (any VaultStore)? = nil, isReadOnly: Bool
  ) throws(VaultError) -> VaultSession {
    var service = service
    if let other { service = try VaultService(store: other, environment: service.environment) }
    let copy = VaultSession(
      service: service, person: person, credential: credential, keys: keys, isReadOnly: isReadOnly)
    copy.generation = generation
    return copy
  }

  /// Refuses to go on with keys that no longer open what is there: since they were opened another process has
  /// rekeyed or restored the vault.
  func checkGeneration() throws(VaultError) {
    guard let row = try store.first(Query<OrganizationRow>()) else {
      throw .damaged("the organization is missing")
    }
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

  /// The organization.
  package var organization: Organization { service.organization }
}
