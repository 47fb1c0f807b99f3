package import Crypto

/// The columns by which projects are asked for.
package typealias ProjectQuery = Query<ProjectRow>

/// A deleted project, with what was deleted along with it.
package struct DeletedProject: Sendable, Equatable {
  /// The project.
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
    return try write(.projectCreate) { (writer) throws(VaultError) in
      if !twin { try refuseTwin(ProjectRow.self, name) }
      _ = try makeRoom(.projects, writer)
      var row = ProjectRow(stamp: writer.stamp(), name: try writer.seal(name: name, .project))
      row.number = try store.insert(row)
      let id = row.id
      try writer.record(.projectCreated) { $0.project = id }
      try grantToMaker(EntityRef(kind: .project, id: id, name: name), number: row.number, writer)
      return project(row)
    }
  }

  /// Gives a project another name; the same name changes nothing.
  package func renameProject(_ id: UUID128, to name: String, twin: Bool = false) throws(VaultError) -> Change
  {
    let name = Texts.trimmed(name)
    try TextLimit.name.check(name, "the project's name")
    return try write(.projectRename) { (writer) throws(VaultError) in
      let row = try writer.target(ProjectRow.self, id)
      return try rename(row, to: name, twin: twin, writer) { (writer) throws(VaultError) in
        try writer.record(.projectEdited) { $0.project = id }
      }
    }
  }

  /// Deletes projects; their secrets stay without one, the grants on them go.
  package func deleteProjects(_ ids: [UUID128]) throws(VaultError) -> [DeletedProject] {
    guard !ids.isEmpty else { throw .emptyList(what: "projects") }
    return try write(.projectDelete) { (writer) throws(VaultError) in
      writer.eraseAfterwards()
      return try each(ids, "projects") { (id) throws(VaultError) in try deleteProject(id, writer) }
    }
  }

  private func deleteProject(
    _ id: UUID128, _ writer: Writer
  ) throws(VaultError) -> DeletedProject {
    let row = try writer.target(ProjectRow.self, id)
    try bury(row, writer)
    let (secrets, grants) = try store.remove(row, now: writer.now)
    try writer.record(.projectDeleted) { $0.project = id }
    let live = secrets.count { $0.deleted == nil }
    return DeletedProject(project: ref(row), grants: grants, secrets: live)
  }

  /// Returns one project and records the access as an event.
  package func showProject(_ id: UUID128) throws(VaultError) -> Project {
    try write(.projectShow) { (writer) throws(VaultError) in
      let row = try writer.target(ProjectRow.self, id)
      try writer.record(.projectRetrieved, counts: false) { $0.project = id }
      return project(row)
    }
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
