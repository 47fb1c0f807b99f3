import Base

extension VaultSession {
  /// The caller's access now: inside an operation as it was at its beginning.
  func accessView() throws(VaultError) -> AccessView {
    if let pinned { return pinned }
    let hash = try head()?.hash ?? []
    if let seen, seen.hash == hash, seen.end > service.now() { return seen }
    // A rekey or a restore leaves an event: as long as the last event is the same, so are the keys.
    try checkGeneration()
    let view = try makeView(hash)
    seen = view
    return view
  }

  /// The actor's access, read anew; without any rights when their sign-in has ended.
  func makeView(_ hash: [UInt8]) throws(VaultError) -> AccessView {
    let now = service.now()
    let view = try AccessView(
      try signInState(now), service.environment.rules, try organizationRow(), store, hash: hash, now: now,
      ceiling: actor.credential?.ceiling.map { CredentialEffects(rawValue: $0) })
    let check = ProofCheck(store, vault: service.ledger.vault)
    view.proofs = (check, keys, isSealed: try (head()?.sealed ?? 0) > 0)
    return view
  }

  private func signInState(_ now: Int64) throws(VaultError) -> SignInState {
    switch actor {
    case .person(let person, let credential): try SignInState(person, credential, store, now: now)
    case .account(let account, let token): try SignInState(account, token, store, now: now)
    }
  }

  /// Refuses what the caller may not do at all.
  package func require(_ operation: VaultOperation) throws(VaultError) {
    try accessView().require(operation)
  }

  /// Whether the caller may do something at all, without an error: for parts of a larger answer.
  package func allows(_ operation: VaultOperation) throws(VaultError) -> Bool {
    do throws(VaultError) { try require(operation) } catch {
      switch error {
      case .notAllowed, .beyondKey: return false
      default: throw error
      }
    }
    return true
  }

  /// Refuses what the caller may not do to a row, which is named.
  func require<Row: ResourceRow>(_ operation: VaultOperation, on row: Row) throws(VaultError) {
    try naming { () throws(VaultError) in try accessView().require(operation, on: row) }
  }

  /// Limits a query to what the person may read, and further to what it names itself.
  func limited<Row: NamedRow>(_ query: Query<Row>) throws(VaultError) -> Query<Row> {
    try accessView().limited(query)
  }

  /// Of a few rows those that the person may read.
  func readable<Row: NamedRow>(_ rows: [Row]) throws(VaultError) -> [Row] {
    try accessView().readable(rows)
  }

  /// Whether the person may read the row of a number.
  func readable<Row: NamedRow>(_ type: Row.Type) throws(VaultError) -> (Int64) -> Bool {
    try accessView().readable(Row.self)
  }

  /// The numbers of the projects or secrets that the person may write; nil for all.
  package func writable(_ kind: EntityKind) throws(VaultError) -> Set<Int64>? {
    try accessView().listed(kind == .project ? .projectRename : .secretEdit, kind).map { Set($0) }
  }

  /// Runs something of the ledger, which names things in its errors by their ids, and gives them their names.
  func naming<T>(_ body: () throws(VaultError) -> T) throws(VaultError) -> T {
    do { return try body() } catch {
      switch error {
      case .grantMissing(let operation, let kind, let text):
        throw .grantMissing(operation: operation, kind: kind, text: try name(kind, inError: text))
      case .exists(let kind, let text):
        throw .exists(kind: kind, text: try name(kind, inError: text))
      default: throw error
      }
    }
  }

  private func name(_ kind: EntityKind, inError text: String) throws(VaultError) -> String {
    guard let id = UUID128(text), let row = try store.sealedRef(kind, id: id) else { return text }
    return keys.open(row).name
  }
}

extension VaultSession {
  /// The row of the organization, as it is now.
  func organizationRow() throws(VaultError) -> OrganizationRow {
    guard let row = try store.first(Query<OrganizationRow>()) else {
      throw .damaged("the organization is missing")
    }
    return row
  }

  /// Refuses everything while the vault is disabled.
  func requireOpen() throws(VaultError) {
    if let setting = OrganizationState(try organizationRow()).disabledBy { throw .disabled(setting: setting) }
  }
}
