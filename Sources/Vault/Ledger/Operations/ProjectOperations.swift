import Base

/// Makes a project; its maker gets a grant on it.
struct CreateProject: Operation {
  static let name = "project.create"
  static let rule = VaultOperation.projectCreate
  /// The sealed name.
  let name: SealedName
  /// Whether it may be another one of its name.
  let twin: Bool

  func perform(in scope: Scope) throws(VaultError) -> ProjectRow {
    if !twin { try scope.refuseTwin(ProjectRow.self, name) }
    _ = try scope.makeRoom(.projects)
    var row = ProjectRow(stamp: scope.stamp(), name: name)
    row.number = try scope.insert(row)
    let id = row.id
    try scope.record(.projectCreated) {
      $0.project = id
      $0.detail = EventDetail.named(name)
    }
    try scope.grantToMaker(SealedRef(row), number: row.number)
    return row
  }
}

/// Gives a project another name; the same name changes nothing.
struct RenameProject: Operation {
  static let name = "project.rename"
  static let rule = VaultOperation.projectRename
  /// Which one.
  let project: UUID128
  /// The sealed name.
  let name: SealedName
  /// Whether another one may have the name.
  let twin: Bool

  func perform(in scope: Scope) throws(VaultError) -> Renamed {
    let row = try scope.target(ProjectRow.self, project)
    return try scope.rename(row, to: name, twin: twin) { () throws(VaultError) in
      try scope.record(.projectEdited) {
        $0.project = project
        $0.detail = EventDetail.named(name)
      }
    }
  }
}

/// Deletes projects; their secrets stay without one, the grants on them go.
struct DeleteProjects: Operation {
  static let name = "project.delete"
  static let rule = VaultOperation.projectDelete
  /// Which ones.
  let projects: [Deletion]

  /// The counts of what was deleted with one of them.
  struct Deleted {
    let project: SealedRef
    let grants: Int
    let secrets: Int
  }

  func perform(in scope: Scope) throws(VaultError) -> [Deleted] {
    scope.eraseAfterwards()
    return try scope.each(projects, "projects") { (project) throws(VaultError) in
      let row = try scope.target(ProjectRow.self, project.id)
      if !project.nameless.contains(row.id) { try scope.leaveTombstone(row) }
      let (secrets, grants) = try scope.remove(row)
      try scope.record(.projectDeleted) { $0.project = row.id }
      let live = secrets.count { $0.deleted == nil }
      return Deleted(project: SealedRef(row), grants: grants, secrets: live)
    }
  }
}

/// Records that a project was looked at.
struct ShowProject: Operation {
  static let name = "project.show"
  static let rule = VaultOperation.projectShow
  /// Which one.
  let project: UUID128

  func perform(in scope: Scope) throws(VaultError) -> ProjectRow {
    let row = try scope.target(ProjectRow.self, project)
    try scope.record(.projectRetrieved, counts: false) { $0.project = project }
    return row
  }
}
