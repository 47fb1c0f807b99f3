import Crypto

/// Names of machine accounts, projects, access tokens of an account and keys of a project are unique when they
/// are new, renamed or moved.
///
/// Clients of the server, imports and the trash may bring twins all the same: the server cannot read names, the
/// others copy them.
extension VaultSession {
  /// Refuses a name that another row has; runs under the writer's lock, so no other writer takes it meanwhile.
  ///
  /// All rows count, also those that the person may not see: anyone with the key can read all names in the
  /// file.
  func refuseTwin<Row: NamedRow>(
    _ type: Row.Type, _ name: String, except own: Int64? = nil, _ more: [Condition<Row>] = []
  ) throws(VaultError) {
    try fillDigests(Row.self)
    let digest = Field.bytes(keys.digest(Row.kind, name))
    var query = Query<Row>(more + [.equal(Row.digestColumn, digest)])
    query.leavesOutContent = true
    let same = try store.rows(query)
    if same.contains(where: { $0.number != own }) { throw .exists(kind: Row.kind, text: name) }
  }

  /// Refuses a key that another live secret has in the same project, or among those in none.
  func refuseTwin(key: String, in project: Int64?, except own: Int64? = nil) throws(VaultError) {
    let home: Condition<SecretRow> = project.map { .equal(.project, .int($0)) } ?? .isNull(.project)
    try refuseTwin(SecretRow.self, key, except: own, [home, .isNull(.deleted)])
  }

  /// Computes the missing digests of names that clients wrote; a name that does not open stays without.
  private func fillDigests<Row: NamedRow>(_ type: Row.Type) throws(VaultError) {
    var query = Query<Row>([.isNull(Row.digestColumn)])
    query.leavesOutContent = true
    for row in try store.rows(query) {
      let name = keys.name(row.name.text)
      guard name.isReadable else { continue }
      try store.update(
        Row.self, number: row.number,
        set: [(Row.digestColumn, .bytes(keys.digest(Row.kind, name.text)))])
    }
  }

  /// Labels that tell several objects of the same name apart: `PROJECT/KEY` for a secret where this is unique,
  /// else the id with the project or machine account and the creator.
  func labels(of refs: [EntityRef]) throws(VaultError) -> [String] {
    var homes: [String] = []
    for ref in refs { homes.append(try home(of: ref).map { "\($0)/\(ref.name)" } ?? ref.name) }
    let counts = Dictionary(homes.map { ($0, 1) }, uniquingKeysWith: +)
    let kinds = Set(refs.map(\.kind))
    var labels: [String] = []
    for (ref, home) in zip(refs, homes) {
      let word = kinds.count == 1 ? "" : ref.kind.word + ":"
      let isAlone = ref.kind == .secret && !Texts.areSame(home, ref.name) && counts[home] == 1
      labels.append(isAlone ? word + home : "\(word)\(ref.id.text)" + (try owner(of: ref, home)))
    }
    return labels
  }

  /// What a thing lies in.
  private func home(of ref: EntityRef) throws(VaultError) -> String? {
    switch ref.kind {
    case .secret:
      return try row(SecretRow.self, ref.id).flatMap { (row) throws(VaultError) in try home(of: row) }?.name
    case .token:
      return try row(TokenRow.self, ref.id).flatMap { (row) throws(VaultError) in
        try store.row(AccountRow.self, number: row.account).map { self.ref($0).name }
      }
    default: return nil
    }
  }

  private func owner(of ref: EntityRef, _ home: String) throws(VaultError) -> String {
    let stamp: Stamp? =
      switch ref.kind {
      case .account: try row(AccountRow.self, ref.id)?.stamp
      case .project: try row(ProjectRow.self, ref.id)?.stamp
      case .secret: try row(SecretRow.self, ref.id)?.stamp
      case .token: try row(TokenRow.self, ref.id)?.stamp
      default: nil
      }
    guard let stamp else { return "" }
    let maker = try stamp.createdBy.flatMap { (id) throws(VaultError) in try makerName(id) }
    let parts = [Texts.areSame(home, ref.name) ? nil : home, maker.map { "made by " + $0 }].compactMap(\.self)
    return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
  }

  private func makerName(_ id: UUID128) throws(VaultError) -> String? {
    for kind in [EntityKind.person, .account] {
      if let name = try name(kind, id) { return name }
    }
    return nil
  }
}
