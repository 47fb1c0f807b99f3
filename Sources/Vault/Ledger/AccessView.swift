import Base

/// What the caller may do at one moment, with the sets of numbers that follow from it.
final class AccessView {
  let access: Access
  /// The hash of the last event then: what changes rights writes one.
  let hash: [UInt8]
  /// The moment at which the next policy ends, or the sign-in.
  let end: Int64
  /// The error that every request gets after the caller's sign-in has ended.
  let refusal: VaultError?
  let store: any VaultStore
  /// The effects that the caller's credential may have; nil: all.
  let ceiling: CredentialEffects?
  /// Whether the caller is a client of a server: lists leave out the trash, and what may not be done does not exist.
  let isServed: Bool
  /// Refuses rows that are not as the vault wrote them; nil: there is no key to tell.
  var proofs: (check: ProofCheck, keys: any RowSealer, isSealed: Bool)?
  private var sets: [VaultOperation: [Int64]] = [:]
  /// The projects that were asked for by number: what changes a name writes an event, which ends this view.
  var projects: [Int64: SealedRef] = [:]
  private var secretsOfProjects: NumberTable?

  init(
    _ store: any VaultStore, _ access: Access, hash: [UInt8], end: Int64, refusal: VaultError? = nil,
    ceiling: CredentialEffects? = nil, isServed: Bool = false
  ) {
    self.ceiling = ceiling
    self.isServed = isServed
    self.store = store
    self.access = access
    self.hash = hash
    self.end = end
    self.refusal = refusal
  }

  /// The caller's access, read anew; without any rights when their sign-in has ended.
  convenience init(
    _ signIn: SignInState, _ rules: RuleTable, _ organization: OrganizationRow, _ store: any VaultStore,
    hash: [UInt8], now: Int64, ceiling: CredentialEffects? = nil, isServed: Bool = false
  ) throws(VaultError) {
    let state = OrganizationState(organization)
    let caller = signIn.caller
    if signIn.refusal != nil || !rules.dependsOnPolicies(caller) {
      let access = Access(caller, rules, state, policies: [], groups: [], now: now)
      self.init(
        store, access, hash: hash, end: signIn.end, refusal: signIn.refusal, ceiling: ceiling,
        isServed: isServed)
      return
    }
    var groups: [Int64] = []
    var policies: [PolicyRow]
    switch caller {
    case .person(let person):
      groups = try store.rows(Query<GroupMemberRow>([.equal(.person, .int(person.number))])).map(\.group)
      policies = try Self.policies(of: .person, [person.number], store)
      if !groups.isEmpty { policies += try Self.policies(of: .group, groups, store) }
    case .account(let number): policies = try Self.policies(of: .account, [number], store)
    }
    let end = policies.compactMap(\.expires).filter { $0 > now }.min() ?? Int64.max
    let access = Access(caller, rules, state, policies: policies, groups: Set(groups), now: now)
    self.init(
      store, access, hash: hash, end: min(end, signIn.end), ceiling: ceiling, isServed: isServed)
  }

  static func policies(
    of kind: EntityKind, _ numbers: [Int64], _ store: any VaultStore
  ) throws(VaultError) -> [PolicyRow] {
    try store.rows(
      Query<PolicyRow>([
        .equal(.subjectKind, .int(kind.rawValue)), .oneOf(.subject, numbers.map { .int($0) }),
      ]))
  }

  /// The numbers of the rows of a kind that a list may hold: nil for all.
  ///
  /// The store filters by them and holds no rules itself.
  func listed(_ operation: VaultOperation, _ kind: EntityKind) throws(VaultError) -> [Int64]? {
    if let refusal { throw refusal }
    if let setting = access.disabled(operation) { throw .disabled(setting: setting) }
    let level: AccessLevel
    switch access.right(operation) {
    case .all: return nil
    case .no, .someWrite: return []
    case .read: level = .read
    case .write: level = .readWrite
    }
    if let set = sets[operation] { return set }
    let numbers: Set<Int64> =
      switch kind {
      case .account, .project: access.named(kind, level)
      case .secret: try secrets(level)
      case .token: try tokens(level)
      case .grant: try grants(level)
      case .person, .group, .event: []
      }
    let set = numbers.sorted()
    sets[operation] = set
    return set
  }

  /// How many live secrets each project has.
  func liveSecrets() throws(VaultError) -> NumberTable {
    if let secretsOfProjects { return secretsOfProjects }
    let tally = try NumberTable(
      store.groups(Query<SecretRow>([.isNull(.deleted), .isNotNull(.project)]), by: .project, []))
    secretsOfProjects = tally
    return tally
  }

  private func secrets(_ level: AccessLevel) throws(VaultError) -> Set<Int64> {
    let projects = access.projectsOfSecrets(level)
    var query = SecretQuery([.oneOf(.project, Self.fields(projects))])
    if isServed { query.conditions.append(.isNull(.deleted)) }
    let shared = try numbers(query)
    return access.named(.secret, level).union(shared)
  }

  private func tokens(_ level: AccessLevel) throws(VaultError) -> Set<Int64> {
    Set(try numbers(TokenQuery([.oneOf(.account, Self.fields(access.named(.account, level)))])))
  }

  /// Grants on reachable objects, and those to a reachable machine account.
  private func grants(_ level: AccessLevel) throws(VaultError) -> Set<Int64> {
    let accounts = Self.fields(access.named(.account, level))
    var found = try numbers(
      GrantQuery([
        .equal(.subjectKind, .int(EntityKind.account.rawValue)), .oneOf(.subject, accounts),
      ]))
    for (kind, fields) in [
      (EntityKind.account, accounts), (.project, Self.fields(access.named(.project, level))),
      (.secret, Self.fields(try secrets(level))),
    ] {
      found += try numbers(
        GrantQuery([.equal(.objectKind, .int(kind.rawValue)), .oneOf(.object, fields)]))
    }
    return Set(found)
  }

  /// The numbers of the rows of a query, read without other columns.
  private func numbers<Row: StoredRow>(_ query: Query<Row>) throws(VaultError) -> [Int64] {
    var found: [Int64] = []
    try store.scan(query, [.number]) { (row) throws(VaultError) in
      found.append(try row.int(0))
      return true
    }
    return found
  }

  private static func fields(_ numbers: Set<Int64>) -> [Field] { numbers.sorted().map { .int($0) } }
}

/// A row that policies are about.
protocol ResourceRow: NamedRow {
  var resource: Resource { get }
}

extension ResourceRow {
  /// The row itself.
  package var accessResource: Resource { resource }
}

extension TokenRow {
  /// The machine account of the token.
  package var accessResource: Resource { Resource(.account, account) }
}

extension AccountRow: ResourceRow {
  var resource: Resource { Resource(.account, number) }
}

extension ProjectRow: ResourceRow {
  var resource: Resource { Resource(.project, number) }
}

extension SecretRow: ResourceRow {
  var resource: Resource { Resource(.secret, number, project: project) }
}

extension Query {
  /// The same question about these numbers only; nil limits nothing.
  func limited(to numbers: [Int64]?) -> Self {
    guard let numbers else { return self }
    var query = self
    let all = Set(numbers)
    query.visible = query.visible.map { $0.filter(all.contains) } ?? numbers
    return query
  }
}
