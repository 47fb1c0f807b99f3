package import Base
internal import Crypto

/// A project as a machine account sees it.
package struct ServedProject {
  /// The row, with its name sealed.
  package let row: ProjectRow
  /// Whether the machine account may write.
  package let isWritable: Bool
}

extension ServedVault {
  /// The projects that the caller may read, the one changed last at the end.
  package func projects(_ caller: ServedCaller) throws(VaultError) -> [ServedProject] {
    let query = ProjectQuery([], order: [SortKey(.revised)])
    var found: [ServedProject] = []
    for row in try store.rows(query.limited(to: view(caller).listed(.projectList, .project))) {
      found.append(try project(row, caller))
    }
    return found
  }

  /// One project: this is recorded.
  package func showProject(_ id: UUID128, _ caller: ServedCaller) throws(VaultError) -> ServedProject {
    try project(try perform(ShowProject(project: id), caller), caller)
  }

  /// Makes a project; the caller gets a grant on it.
  package func createProject(name: String, _ caller: ServedCaller) throws(VaultError) -> ServedProject {
    try project(try perform(CreateProject(name: sealed(name), twin: true), caller), caller)
  }

  /// Gives a project another name.
  package func renameProject(
    _ id: UUID128, to name: String, _ caller: ServedCaller
  ) throws(VaultError) -> ServedProject {
    _ = try perform(RenameProject(project: id, name: sealed(name), twin: true), caller)
    return try project(try view(caller).existing(ProjectRow.self, id), caller)
  }

  /// Deletes those of these projects that the caller may write; one that is unknown refuses all.
  ///
  /// The answer says of each whether it is gone.
  package func deleteProjects(
    _ ids: [UUID128], _ caller: ServedCaller
  ) throws(VaultError) -> [(id: UUID128, isDeleted: Bool)] {
    let view = try view(caller)
    let rows = try ids.map { (id) throws(VaultError) in try view.existing(ProjectRow.self, id) }
    // Decided before the first goes: that ends grants.
    let report = rows.map { ($0.id, isDeleted: view.allows(.projectDelete, on: $0.resource)) }
    let gone = report.filter(\.isDeleted).map { Deletion($0.0) }
    if !gone.isEmpty { _ = try perform(DeleteProjects(projects: gone), caller) }
    return report
  }

  /// A name as a served client sealed it, without a digest: the server has no key to make one.
  func sealed(_ name: String) -> SealedName {
    var sealed = SealedName(text: name, digest: nil)
    sealed.keyVersion = organization.keyVersion
    return sealed
  }

  private func project(_ row: ProjectRow, _ caller: ServedCaller) throws(VaultError) -> ServedProject {
    ServedProject(row: row, isWritable: try isAllowed(.projectRename, on: row.resource, caller))
  }
}
