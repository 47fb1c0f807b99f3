import Base

/// What the caller may do to rows, and which of them they may see.
extension AccessView {
  /// Refuses what the caller may not do at all.
  func require(_ operation: VaultOperation) throws(VaultError) {
    // A caller removed or suspended since sign-in gets the sign-in error.
    if let refusal { throw refusal }
    if let ceiling, !ceiling.contains(operation.needed) {
      throw .beyondKey(operation: operation.rawValue, allowed: ceiling.words)
    }
    switch access.decide(operation) {
    case .disabled(let setting): throw .disabled(setting: setting)
    case .refused where access.lacksAccess(operation): throw .noAccess(operation: operation.rawValue)
    case .refused: throw .notAllowed(operation: operation.rawValue)
    case .allowed, .unseen, .needsWrite: return
    }
  }

  /// Refuses what the caller may not do to a row: one that they may not see is not found, and for one that they may
  /// not change the error names the missing grant.
  func require<Row: ResourceRow>(_ operation: VaultOperation, on row: Row) throws(VaultError) {
    try require(operation, on: row.resource, row.id)
  }

  /// Refuses what the caller may not do to a resource with an id.
  func require(_ operation: VaultOperation, on resource: Resource, _ id: UUID128) throws(VaultError) {
    let decision = refusal == nil ? access.decide(operation, on: resource) : .unseen
    if decision == .allowed { return }
    if isServed { throw .notFound(kind: resource.kind, text: id.text, near: []) }
    switch decision {
    case .allowed: return
    case .disabled(let setting): throw .disabled(setting: setting)
    case .refused: throw .notAllowed(operation: operation.rawValue)
    case .unseen: throw .notFound(kind: resource.kind, text: id.text, near: [])
    case .needsWrite: throw .grantMissing(operation: operation.rawValue, kind: resource.kind, text: id.text)
    }
  }

  /// Whether the caller may do something to a resource, or at all.
  func allows(_ operation: VaultOperation, on resource: Resource? = nil) -> Bool {
    refusal == nil && access.decide(operation, on: resource) == .allowed
  }

  /// Whether the caller may read a resource.
  func canRead(_ resource: Resource) -> Bool {
    switch resource.kind {
    case .project: access.decide(.projectList, on: resource) == .allowed
    case .account: access.decide(.accountList, on: resource) == .allowed
    case .secret: access.decide(.secretList, on: resource) == .allowed
    default: true
    }
  }

  /// Limits a query to what the caller may read, and further to what it names itself.
  func limited<Row: NamedRow>(_ query: Query<Row>) throws(VaultError) -> Query<Row> {
    query.limited(to: try listed(Row.self))
  }

  /// Of a few rows those that the caller may read: cheaper than to tell the store which these are.
  func readable<Row: NamedRow>(_ rows: [Row]) throws(VaultError) -> [Row] {
    let operation = Self.listing(Row.kind)
    if let refusal { throw refusal }
    if let setting = access.disabled(operation) { throw .disabled(setting: setting) }
    return rows.filter { access.decide(operation, on: $0.accessResource) == .allowed }
  }

  /// Whether the caller may read the row of a number.
  func readable<Row: NamedRow>(_ type: Row.Type) throws(VaultError) -> (Int64) -> Bool {
    guard let numbers = try listed(Row.self) else { return { _ in true } }
    return { number in
      var (low, high) = (0, numbers.count)
      while low < high {
        let middle = (low + high) / 2
        if numbers[middle] < number { low = middle + 1 } else { high = middle }
      }
      return low < numbers.count && numbers[low] == number
    }
  }

  /// The numbers of the rows that the caller may read, in order; nil for all.
  private func listed<Row: NamedRow>(_ type: Row.Type) throws(VaultError) -> [Int64]? {
    try listed(Self.listing(Row.kind), Row.kind)
  }

  private static func listing(_ kind: EntityKind) -> VaultOperation {
    switch kind {
    case .project: .projectList
    case .secret: .secretList
    case .token: .tokenList
    default: .accountList
    }
  }

  /// The row of an id among those that the caller may read.
  func row<Row: NamedRow>(_ type: Row.Type, _ id: UUID128) throws(VaultError) -> Row? {
    guard let found = try store.first(Query<Row>([.equal(Row.Column.id, .id(id))])),
      let row = try readable([found]).first
    else { return nil }
    if let proofs { try proofs.check.checkUse(of: row, proofs.keys, isSealed: proofs.isSealed) }
    return row
  }

  /// The row of an id, or the error that there is none.
  func existing<Row: NamedRow>(_ type: Row.Type, _ id: UUID128) throws(VaultError) -> Row {
    guard let row = try row(type, id) else { throw .notFound(kind: Row.kind, text: id.text, near: []) }
    return row
  }

  /// The live secret of an id, or the error that there is none.
  func existingSecret(_ id: UUID128) throws(VaultError) -> SecretRow {
    guard let row = try row(SecretRow.self, id), row.deleted == nil else {
      throw .notFound(kind: .secret, text: id.text, near: [])
    }
    return row
  }

  /// The resource with a number, by its id where the caller may not read it; nil when it is gone.
  func visibleRef(_ kind: EntityKind, number: Int64) throws(VaultError) -> SealedRef? {
    switch kind {
    case .account: return try store.row(AccountRow.self, number: number).map(visibleRef)
    case .project:
      if let known = projects[number] { return known }
      let found = try store.row(ProjectRow.self, number: number).map(visibleRef)
      projects[number] = found
      return found
    case .secret:
      // What is granted on a secret in the trash comes back with it.
      guard let row = try store.row(SecretRow.self, number: number), row.deleted == nil else { return nil }
      return visibleRef(row)
    case .token: return try store.row(TokenRow.self, number: number).map { SealedRef($0) }
    case .person: return try store.row(PersonRow.self, number: number).map { SealedRef(Person($0)) }
    case .group: return try store.row(GroupRow.self, number: number).map { SealedRef($0) }
    case .grant, .event: return nil
    }
  }

  private func visibleRef<Row: ResourceRow>(_ row: Row) -> SealedRef {
    canRead(row.resource) ? SealedRef(row) : SealedRef(Row.kind, row.id, .hidden)
  }

  /// The project that holds a secret.
  func home(of row: SecretRow) throws(VaultError) -> SealedRef? {
    guard let number = row.project else { return nil }
    return try visibleRef(.project, number: number)
  }
}

extension VaultStore {
  /// The resource with an id, seen or not; nil when it is gone.
  func sealedRef(_ kind: EntityKind, id: UUID128) throws(VaultError) -> SealedRef? {
    switch kind {
    case .account: try first(Query<AccountRow>([.equal(.id, .id(id))])).map { SealedRef($0) }
    case .project: try first(ProjectQuery([.equal(.id, .id(id))])).map { SealedRef($0) }
    case .secret: try first(SecretQuery([.equal(.id, .id(id))])).map { SealedRef($0) }
    case .token: try first(TokenQuery([.equal(.id, .id(id))])).map { SealedRef($0) }
    case .person: try first(Query<PersonRow>([.equal(.id, .id(id))])).map { SealedRef(Person($0)) }
    case .group: try first(Query<GroupRow>([.equal(.id, .id(id))])).map { SealedRef($0) }
    case .grant, .event: nil
    }
  }
}
