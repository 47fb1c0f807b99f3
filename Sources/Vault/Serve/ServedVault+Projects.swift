package import Crypto

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
    let row = try projectRow(id, .projectShow, caller)
    try record(.projectRetrieved, caller) { $0.project = id }
    return try project(row, caller)
  }

  /// Makes a project; the caller gets a grant on it.
  package func createProject(name: String, _ caller: ServedCaller) throws(VaultError) -> ServedProject {
    guard try isAllowed(.projectCreate, caller) else { throw .notAllowed(operation: "create projects") }
    _ = try SubscriptionNumbers(organization).growth(1, .projects, used: store.used(.projects))
    var row = ProjectRow(stamp: stamp(caller), name: sealed(name))
    row.number = try store.insert(row)
    try record(.projectCreated, caller) {
      $0.project = row.id
      $0.detail = EventDetail.served(name: name)
    }
    _ = try store.insert(
      PolicyRow(
        stamp: stamp(caller), subjectKind: .account, subject: caller.account.number,
        objectKind: .project, object: row.number, level: .readWrite))
    try record(GrantKinds.code(.account, .project, nil, .readWrite), caller) {
      $0.account = caller.account.id
      $0.project = row.id
      $0.detail = EventDetail.level(before: nil, after: .readWrite)
    }
    try store.touch(accounts: [caller.account.number], now: now)
    return try project(row, caller)
  }

  /// Gives a project another name.
  package func renameProject(
    _ id: UUID128, to name: String, _ caller: ServedCaller
  ) throws(VaultError) -> ServedProject {
    var row = try projectRow(id, .projectRename, caller)
    row.name = sealed(name)
    row.stamp.revised = now
    row.stamp.version += 1
    try store.update(
      ProjectRow.self, number: row.number,
      set: Self.columns(of: row) + [(.revised, .int(now)), (.version, .int(row.stamp.version))])
    try record(.projectEdited, caller) {
      $0.project = id
      $0.detail = EventDetail.served(name: name)
    }
    return try project(row, caller)
  }

  /// Deletes those of these projects that the caller may write; nil when one is unknown.
  ///
  /// The answer says of each whether it is gone.
  package func deleteProjects(
    _ ids: [UUID128], _ caller: ServedCaller
  ) throws(VaultError) -> [(id: UUID128, isDeleted: Bool)] {
    let rows = try ids.map { (id) throws(VaultError) in try projectRow(id, .projectList, caller) }
    var report: [(id: UUID128, isDeleted: Bool)] = []
    // Decided before the first goes: that ends grants.
    var mayGo: [Bool] = []
    for row in rows { mayGo.append(try isAllowed(.projectDelete, on: row.thing, caller)) }
    for (row, mayGo) in zip(rows, mayGo) {
      if mayGo {
        eraseAfterwards()
        try store.bury(row, stamp(caller))
        _ = try store.remove(row, now: now)
        try record(.projectDeleted, caller) { $0.project = row.id }
      }
      report.append((row.id, mayGo))
    }
    return report
  }

  /// A name as a served client sealed it, without a digest: the server has no key to make one.
  func sealed(_ name: String) -> SealedName {
    var sealed = SealedName(text: name, digest: nil)
    sealed.keyVersion = organization.keyVersion
    return sealed
  }

  /// The columns of the name of a row.
  static func columns<Row: NamedRow>(of row: Row) -> [(column: Row.Column, value: Field)] {
    [
      (Row.nameColumn, .text(row.name.text)), (Row.digestColumn, .bytes(or: row.name.digest)),
      (Row.keyVersionColumn, .int(row.name.keyVersion)),
    ]
  }

  /// The row of a project, if the caller may do this to it.
  func projectRow(
    _ id: UUID128, _ operation: VaultOperation, _ caller: ServedCaller
  ) throws(VaultError) -> ProjectRow {
    guard let row = try store.first(ProjectQuery([.equal(.id, .id(id))])) else {
      throw Self.missing(.project, id)
    }
    try require(operation, on: row, caller)
    return row
  }

  private func project(_ row: ProjectRow, _ caller: ServedCaller) throws(VaultError) -> ServedProject {
    ServedProject(row: row, isWritable: try isAllowed(.projectRename, on: row.thing, caller))
  }
}
