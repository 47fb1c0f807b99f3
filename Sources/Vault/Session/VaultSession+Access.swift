import Crypto

/// What the caller may do at one moment, with the sets of numbers that follow from it.
final class AccessView {
  let access: Access
  /// The hash of the last event then: what changes rights writes one.
  let hash: [UInt8]
  /// The moment at which the next policy ends, or the sign-in.
  let end: Int64
  /// The error that every request gets after the caller's sign-in has ended.
  let refusal: VaultError?
  private let store: any VaultStore
  /// Whether lists leave out secrets in the trash.
  private let leavesOutTrash: Bool
  private var sets: [VaultOperation: [Int64]] = [:]
  /// The projects that lists have named: what changes a name writes an event, which ends this view.
  private var projects: [Int64: EntityRef] = [:]
  private var secretsOfProjects: NumberTable?

  init(
    _ store: any VaultStore, _ access: Access, hash: [UInt8], end: Int64, refusal: VaultError? = nil,
    leavesOutTrash: Bool = false
  ) {
    self.leavesOutTrash = leavesOutTrash
    self.store = store
    self.access = access
    self.hash = hash
    self.end = end
    self.refusal = refusal
  }

  /// The caller's access, read anew; without any rights when their sign-in has ended.
  convenience init(
    _ standing: Standing, _ rules: RuleTable, _ organization: OrganizationRow, _ store: any VaultStore,
    hash: [UInt8], now: Int64, leavesOutTrash: Bool = false
  ) throws(VaultError) {
    let state = OrganizationState(organization)
    let caller = standing.caller
    if standing.refusal != nil || !rules.dependsOnPolicies(caller) {
      let access = Access(caller, rules, state, policies: [], groups: [], now: now)
      self.init(
        store, access, hash: hash, end: standing.end, refusal: standing.refusal,
        leavesOutTrash: leavesOutTrash)
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
    self.init(store, access, hash: hash, end: min(end, standing.end), leavesOutTrash: leavesOutTrash)
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
    if let setting = access.shut(operation) { throw .shut(setting: setting) }
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

  /// A project by its number, as the caller may name it; nil when it is gone.
  func project(_ number: Int64, _ session: VaultSession) throws(VaultError) -> EntityRef? {
    if let known = projects[number] { return known }
    let found = try session.visibleRef(.project, number: number)
    projects[number] = found
    return found
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
    if leavesOutTrash { query.conditions.append(.isNull(.deleted)) }
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
protocol ThingRow: NamedRow {
  var thing: Thing { get }
}

extension AccountRow: ThingRow {
  var thing: Thing { Thing(.account, number) }
}

extension ProjectRow: ThingRow {
  var thing: Thing { Thing(.project, number) }
}

extension SecretRow: ThingRow {
  var thing: Thing { Thing(.secret, number, project: project) }
}

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
    return try AccessView(
      try standing(now), service.environment.rules, try organizationRow(), store, hash: hash, now: now)
  }

  private func standing(_ now: Int64) throws(VaultError) -> Standing {
    switch actor {
    case .person(let person, let credential): try Standing(person, credential, store, now: now)
    case .account(let account, let token): try Standing(account, token, store, now: now)
    }
  }

  /// Refuses what the caller may not do at all.
  package func require(_ operation: VaultOperation) throws(VaultError) {
    try require(operation, try accessView())
  }

  func require(_ operation: VaultOperation, _ view: AccessView) throws(VaultError) {
    // A caller removed or suspended since sign-in gets the sign-in error.
    if let refusal = view.refusal { throw refusal }
    if let ceiling = actor.credential?.ceiling,
      !CredentialEffects(rawValue: ceiling).contains(operation.effect)
    {
      throw .beyondKey(
        operation: operation.rawValue, allowed: CredentialEffects(rawValue: ceiling).words)
    }
    switch view.access.decide(operation) {
    case .shut(let setting): throw .shut(setting: setting)
    case .refused where view.access.lacksAccess(operation): throw .noAccess(operation: operation.rawValue)
    case .refused: throw .notAllowed(operation: operation.rawValue)
    case .allowed, .unseen, .needsWrite: return
    }
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

  /// Refuses what the caller may not do to an object: one that they may not see is not found, and for one that
  /// they may not change the error names the missing grant.
  func require<Row: ThingRow>(_ operation: VaultOperation, on row: Row) throws(VaultError) {
    try require(operation, on: row.thing, ref(row))
  }

  func require(_ operation: VaultOperation, on thing: Thing, _ ref: EntityRef) throws(VaultError) {
    switch try accessView().access.decide(operation, on: thing) {
    case .allowed: return
    case .shut(let setting): throw .shut(setting: setting)
    case .refused: throw .notAllowed(operation: operation.rawValue)
    case .unseen: throw .notFound(kind: ref.kind, text: ref.id.text, near: [])
    case .needsWrite:
      throw .grantMissing(operation: operation.rawValue, kind: ref.kind, text: ref.name)
    }
  }

  /// Limits a query to what the person may read, and further to what it names itself.
  func limited<Row: NamedRow>(_ query: Query<Row>) throws(VaultError) -> Query<Row> {
    query.limited(to: try listed(Row.self))
  }

  /// Of a few rows those that the person may read: cheaper than to tell the store which these are.
  func readable<Row: NamedRow>(_ rows: [Row]) throws(VaultError) -> [Row] {
    let isReadable = try readable(Row.self)
    return rows.filter { isReadable($0.number) }
  }

  /// Whether the person may read the row of a number.
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

  /// The numbers of the rows that the person may read, in order; nil for all.
  private func listed<Row: NamedRow>(_ type: Row.Type) throws(VaultError) -> [Int64]? {
    let operation: VaultOperation =
      switch Row.kind {
      case .project: .projectList
      case .secret: .secretList
      case .token: .tokenList
      default: .accountList
      }
    return try accessView().listed(operation, Row.kind)
  }

  /// The numbers of the projects or secrets that the person may write; nil for all.
  package func writable(_ kind: EntityKind) throws(VaultError) -> Set<Int64>? {
    try accessView().listed(kind == .project ? .projectRename : .secretEdit, kind).map { Set($0) }
  }

  /// Whether the person may read the thing of a kind and number.
  func canRead(_ thing: Thing) throws(VaultError) -> Bool {
    let access = try accessView().access
    return switch thing.kind {
    case .project: access.decide(.projectList, on: thing) == .allowed
    case .account: access.decide(.accountList, on: thing) == .allowed
    case .secret: access.decide(.secretList, on: thing) == .allowed
    default: true
    }
  }
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
