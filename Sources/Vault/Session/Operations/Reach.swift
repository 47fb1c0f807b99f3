package import Base

/// How many reach a secret without a grant on the secret itself, each counted once.
package struct Reach: Sendable, Equatable {
  /// The secret that is reached.
  package let secret: EntityRef
  /// The project that holds it; nil: none.
  package let project: EntityRef?
  /// Whether there are grants on the secret itself.
  package var hasGrants = false
  /// Machine accounts with a grant on the project.
  package var accounts = 0
  /// People whom their role lets reach everything.
  package var byRole = 0
  /// Other people with a grant on the project.
  package var byGrant = 0
  /// Other people in a group with a grant on the project.
  package var byGroup = 0

  /// All of them.
  package var count: Int { accounts + byRole + byGrant + byGroup }
}

extension VaultSession {
  /// Who reaches a secret beside those with a grant on it; nil for callers who may not list the grants that tell it.
  package func reach(of id: UUID128) throws(VaultError) -> Reach? {
    let secret = try existingSecret(id)
    let project = try secret.project.flatMap { (number) throws(VaultError) in
      try store.row(ProjectRow.self, number: number)
    }
    let access = try accessView().access
    guard access.decide(.grantList, on: secret.resource) == .allowed else { return nil }
    if let project, access.decide(.grantList, on: project.resource) != .allowed { return nil }
    var counting = ReachCounting(self, secret, try organizationRow())
    try counting.addPolicies(project)
    var reach = Reach(secret: ref(secret), project: project.map { ref($0) })
    reach.hasGrants = !counting.direct.isEmpty
    try counting.count(into: &reach)
    return reach
  }
}

/// Asks the rules about each subject that a policy may let reach a secret.
private struct ReachCounting {
  private let session: VaultSession
  private let resource: Resource
  private let organization: OrganizationState
  private let now: Int64
  /// The policies on the secret and on its project.
  private(set) var direct: [PolicyRow] = []
  private var shared: [PolicyRow] = []
  private var groups: [Int64: Set<Int64>] = [:]

  init(_ session: VaultSession, _ secret: SecretRow, _ organization: OrganizationRow) {
    self.session = session
    resource = secret.resource
    self.organization = OrganizationState(organization)
    now = session.service.now()
  }

  private func policies(on kind: EntityKind, _ number: Int64) throws(VaultError) -> [PolicyRow] {
    try session.store.rows(
      Query<PolicyRow>([.equal(.objectKind, .int(kind.rawValue)), .equal(.object, .int(number))]))
  }

  mutating func addPolicies(_ project: ProjectRow?) throws(VaultError) {
    direct = try policies(on: .secret, resource.number)
    if let project { shared = try policies(on: .project, project.number) }
    let numbers = Set((direct + shared).filter { $0.subjectKind == .group }.map(\.subject)).sorted()
    if numbers.isEmpty { return }
    let members = try session.store.rows(
      Query<GroupMemberRow>([.oneOf(.group, numbers.map { .int($0) })]))
    for member in members { groups[member.person, default: []].insert(member.group) }
  }

  private func reaches(
    _ caller: Caller, _ policies: [PolicyRow], groups: Set<Int64> = []
  ) -> Bool {
    let access = Access(
      caller, session.service.environment.rules, organization, policies: policies, groups: groups, now: now)
    return access.decide(.secretReveal, on: resource) == .allowed
  }

  func count(into reach: inout Reach) throws(VaultError) {
    let accounts = Dictionary(grouping: shared.filter { $0.subjectKind == .account }, by: \.subject)
    for (number, policies) in accounts {
      if reaches(.account(number), direct) { continue }
      if reaches(.account(number), policies) { reach.accounts += 1 }
    }
    let own = shared.filter { $0.subjectKind == .person }
    for row in try session.store.rows(Query<PersonRow>()) {
      let caller = Caller.person(Person(row))
      let groups = groups[row.number] ?? []
      if reaches(caller, []) {
        // A role reaches more than a grant on the secret, and stays when that goes.
        reach.byRole += 1
      } else if reaches(caller, direct, groups: groups) {
        continue
      } else if reaches(caller, own) {
        reach.byGrant += 1
      } else if reaches(caller, shared, groups: groups) {
        reach.byGroup += 1
      }
    }
  }
}
