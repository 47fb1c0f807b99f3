extension VaultSession {
  /// Names close to one that was not found, best first, at most three.
  ///
  /// Reads the names that the person may see: only on the way to an error.
  func near(_ text: String, among kinds: [EntityKind]) throws(VaultError) -> [String] {
    let wanted = NearNames.folded(text)
    guard !wanted.isEmpty, wanted.count <= 100 else { return [] }
    var found: [(distance: Int, name: String)] = []
    for kind in kinds {
      for name in try namesToCompare(kind) {
        if let distance = NearNames.nearness(wanted, name) { found.append((distance, name)) }
      }
      if kind == .secret { found += try nearSecrets(text) }
    }
    return NearNames.best(found)
  }

  /// `PROJECT/KEY` of secrets close to a text of this form.
  private func nearSecrets(_ text: String) throws(VaultError) -> [(distance: Int, name: String)] {
    let scalars = text.unicodeScalars
    guard let slash = scalars.firstIndex(of: "/") else { return [] }
    let project = String(scalars[..<slash])
    let key = NearNames.folded(String(scalars[scalars.index(after: slash)...]))
    guard !project.isEmpty, !key.isEmpty else { return [] }
    var projects = try rows(ProjectRow.self, named: project).map { (name: project, row: $0, distance: 0) }
    if projects.isEmpty {
      for name in try near(project, among: [.project]) {
        projects += try rows(ProjectRow.self, named: name).map { (name: name, row: $0, distance: 1) }
      }
    }
    var found: [(distance: Int, name: String)] = []
    for project in projects {
      let keys = try allNames(
        SecretRow.self, [.isNull(.deleted), .equal(.project, .int(project.row.number))])
      for name in keys {
        guard let distance = NearNames.nearness(key, name) else { continue }
        found.append((distance + project.distance, "\(project.name)/\(name)"))
      }
    }
    return found
  }

  private func namesToCompare(_ kind: EntityKind) throws(VaultError) -> [String] {
    switch kind {
    case .account: return try allNames(AccountRow.self)
    case .project: return try allNames(ProjectRow.self)
    case .secret: return try allNames(SecretRow.self, [.isNull(.deleted)])
    case .token: return try allNames(TokenRow.self, [.isNull(.revoked)])
    case .person: return try canReadAll(kind) ? store.rows(Query<PersonRow>()).map(\.email) : []
    case .group: return try canReadAll(kind) ? store.rows(Query<GroupRow>()).map(\.name) : []
    case .grant, .event: return []
    }
  }

  private func allNames<Row: NamedRow>(
    _ type: Row.Type, _ conditions: [Condition<Row>] = []
  ) throws(VaultError) -> [String] {
    try openNames(limited(Query(conditions)))
  }
}

/// How near two names are.
enum NearNames {
  /// The distance of a name from the wanted one; nil where it is not near.
  ///
  /// A name that contains it, or is contained in it, is near, too; the shorter one has three characters or more.
  static func nearness(_ wanted: [UInt32], _ name: String) -> Int? {
    let other = folded(name)
    let limit = max(1, wanted.count / 3)
    if let distance = distance(wanted, other, limit: limit) { return distance }
    let (short, long) = wanted.count < other.count ? (wanted, other) : (other, wanted)
    guard short.count >= 3 else { return nil }
    let holds = (0...(long.count - short.count)).contains {
      long[$0..<($0 + short.count)].elementsEqual(short)
    }
    return holds ? limit + long.count - short.count : nil
  }

  /// The names of the least distances, each once, at most three.
  static func best(_ found: [(distance: Int, name: String)]) -> [String] {
    let sorted = found.sorted { $0.distance != $1.distance ? $0.distance < $1.distance : $0.name < $1.name }
    var names: [String] = []
    for entry in sorted where !names.contains(where: { Texts.areSame($0, entry.name) }) {
      names.append(entry.name)
      if names.count == 3 { break }
    }
    return names
  }

  /// The scalars with ASCII letters small.
  static func folded(_ text: String) -> [UInt32] {
    text.unicodeScalars.map { (65...90).contains($0.value) ? $0.value + 32 : $0.value }
  }

  /// The number of edits between two names; nil when it is above the limit.
  static func distance(_ left: [UInt32], _ right: [UInt32], limit: Int) -> Int? {
    guard abs(left.count - right.count) <= limit else { return nil }
    var previous = Array(0...right.count)
    for (row, scalar) in left.enumerated() {
      var current = [row + 1]
      current.reserveCapacity(right.count + 1)
      for (column, other) in right.enumerated() {
        let change = previous[column] + (scalar == other ? 0 : 1)
        current.append(min(change, previous[column + 1] + 1, current[column] + 1))
      }
      guard let best = current.min(), best <= limit else { return nil }
      previous = current
    }
    return previous[right.count] <= limit ? previous[right.count] : nil
  }
}
