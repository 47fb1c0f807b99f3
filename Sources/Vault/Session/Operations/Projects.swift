package import Base
internal import Crypto

/// A deleted project, with what was deleted along with it.
package struct DeletedProject: Sendable, Equatable {
  /// The project that was deleted.
  package let project: EntityRef
  /// Grants that went with it.
  package let grants: Int
  /// Secrets that stay, without a project.
  package let secrets: Int
}

extension VaultSession {
  /// Makes a project; another one of its name is refused, unless it is to be a `twin`.
  ///
  /// The creator gets a grant on it.
  package func createProject(name: String, twin: Bool = false) throws(VaultError) -> Project {
    let name = Texts.trimmed(name)
    try TextLimit.name.check(name, "the project's name")
    return project(
      try perform { () throws(VaultError) in
        if !twin { try fillDigests(ProjectRow.self) }
        return CreateProject(name: try seal(name: name, .project), twin: twin)
      })
  }

  /// Gives a project another name; the same name changes nothing.
  package func renameProject(_ id: UUID128, to name: String, twin: Bool = false) throws(VaultError) -> Change
  {
    let name = Texts.trimmed(name)
    try TextLimit.name.check(name, "the project's name")
    let renamed = try perform { () throws(VaultError) in
      try fillDigests(ProjectRow.self)
      return RenameProject(project: id, name: try seal(name: name, .project), twin: twin)
    }
    return change(renamed, to: name)
  }

  /// Deletes projects; their secrets stay without one, the grants on them go.
  package func deleteProjects(_ ids: [UUID128]) throws(VaultError) -> [DeletedProject] {
    guard !ids.isEmpty else { throw .emptyList(what: "projects") }
    let deleted = try perform { () throws(VaultError) in
      DeleteProjects(projects: try ids.map { (id) throws(VaultError) in try deletion(ProjectRow.self, id) })
    }
    return deleted.map {
      DeletedProject(project: keys.open($0.project), grants: $0.grants, secrets: $0.secrets)
    }
  }

  /// Returns one project and records the access as an event.
  package func showProject(_ id: UUID128) throws(VaultError) -> Project {
    project(try perform(ShowProject(project: id)))
  }

  /// Returns one project without recording an event, for commands that only need its facts.
  package func project(_ id: UUID128) throws(VaultError) -> Project {
    try require(.projectList)
    return project(try existing(ProjectRow.self, id))
  }

  /// The projects of a query; listing is never recorded.
  package func projects(_ query: ProjectQuery = ProjectQuery()) throws(VaultError) -> [Project] {
    try require(.projectList)
    let rows = try listed(
      limited(query), [.number, .id, .created, .revised, .createdBy, .name])
    return try current(rows.map { Project($0.facts, name: $0.name) }, \.isReadable)
  }

  /// How many projects fulfil a query.
  package func countProjects(_ query: ProjectQuery = ProjectQuery()) throws(VaultError) -> Int {
    try require(.projectList)
    return try store.count(limited(query))
  }

  /// How much belongs to each of these projects, in their order.
  package func counts(of projects: [Project]) throws(VaultError) -> [ProjectCounts] {
    try projectCounts(projects.map(\.number))
  }

  /// The same by the numbers of the projects.
  package func projectCounts(_ numbers: [Int64]) throws(VaultError) -> [ProjectCounts] {
    try require(.projectList)
    guard let low = numbers.min(), let high = numbers.max() else { return [] }
    let secrets = try NumberTable(
      store.groups(
        Query<SecretRow>([
          .isNull(.deleted), Condition(.project, .greaterOrEqual, .int(low)),
          Condition(.project, .lessOrEqual, .int(high)),
        ]), by: .project, []))
    // A caller who may not list grants gets no counts of them.
    let seesGrants = try allows(.grantList)
    func grants(_ kinds: [EntityKind]) throws(VaultError) -> NumberTable {
      guard seesGrants else { return NumberTable([]) }
      return try NumberTable(
        store.groups(
          Query<PolicyRow>([
            .equal(.objectKind, .int(EntityKind.project.rawValue)),
            Condition(.object, .greaterOrEqual, .int(low)),
            Condition(.object, .lessOrEqual, .int(high)),
            .oneOf(.subjectKind, kinds.map { .int($0.rawValue) }),
          ]), by: .object, []))
    }
    let accounts = try grants([.account])
    let people = try grants([.person, .group])
    return numbers.map {
      ProjectCounts(secrets: secrets[$0], accounts: accounts[$0], people: people[$0])
    }
  }

  func project(_ row: ProjectRow) -> Project { Project(row, name: keys.name(row.name.text)) }
}
