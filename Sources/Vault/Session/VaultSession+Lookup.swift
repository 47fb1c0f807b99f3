package import Base

extension VaultSession {
  /// The one thing among these kinds that a text names: `kind:name`, an id, a name, `PROJECT/KEY`.
  package func resolve(
    _ text: String, among kinds: [EntityKind]
  ) throws(VaultError) -> EntityRef {
    try holder(of: text, among: kinds).ref
  }

  /// The same, and the labels of those that took its name later.
  ///
  /// A text that says its kind (`project:prod`) names the one that has had the name for longest: no later one takes it over.
  package func holder(
    of text: String, among kinds: [EntityKind]
  ) throws(VaultError) -> (ref: EntityRef, twins: [String]) {
    let (kinds, bare) = Self.split(text, kinds)
    let found = try matches(bare, among: kinds)
    if found.count == 1 { return (found[0], []) }
    let kind = kinds.count == 1 ? kinds[0] : nil
    if bare.utf8.count < text.utf8.count, let first = try firstHolder(of: found) {
      return (first, try labels(of: found.filter { $0 != first }))
    }
    if found.isEmpty {
      throw .notFound(kind: kind, text: bare, near: try near(bare, among: kinds))
    }
    throw .ambiguous(kind: kind, text: bare, matches: try labels(of: found))
  }

  /// All things among these kinds that a text names.
  package func matches(
    _ text: String, among kinds: [EntityKind]
  ) throws(VaultError) -> [EntityRef] {
    if let id = UUID128(text) {
      var found: [EntityRef] = []
      for kind in kinds {
        if let ref = try ref(kind, id: id) { found.append(ref) }
      }
      return found
    }
    var found: [EntityRef] = []
    for kind in kinds { found += try named(text, kind) }
    return found
  }

  /// The thing of a kind with an id, as far as the caller may see it.
  package func ref(_ kind: EntityKind, id: UUID128) throws(VaultError) -> EntityRef? {
    switch kind {
    case .account: return try row(AccountRow.self, id).map(ref)
    case .project: return try row(ProjectRow.self, id).map(ref)
    case .secret: return try row(SecretRow.self, id).flatMap { $0.deleted == nil ? ref($0) : nil }
    case .token: return try row(TokenRow.self, id).flatMap { $0.revoked == nil ? ref($0) : nil }
    case .person: return try canReadAll(kind) ? personRow(id).map { Person($0).ref } : nil
    case .group:
      guard try canReadAll(kind) else { return nil }
      return try store.first(Query<GroupRow>([.equal(.id, .id(id))])).map {
        EntityRef(kind: .group, id: $0.id, name: $0.name)
      }
    case .grant, .event: return nil
    }
  }

  /// The thing with a number, by its id where the person may not read it; nil when it is gone.
  func visibleRef(_ kind: EntityKind, number: Int64) throws(VaultError) -> EntityRef? {
    try accessView().visibleRef(kind, number: number).map(keys.open)
  }

  /// A project by its number, as the caller may name it under a view; nil when it is gone.
  func project(_ number: Int64, _ view: AccessView) throws(VaultError) -> EntityRef? {
    if homes?.view !== view { homes = (view, [:]) }
    if let known = homes?.refs[number] { return known }
    let found = try view.visibleRef(.project, number: number).map(keys.open)
    homes?.refs[number] = found
    return found
  }

  /// The project that holds a secret.
  func home(of row: SecretRow) throws(VaultError) -> EntityRef? {
    try accessView().home(of: row).map(keys.open)
  }

  /// A row as a reference, with its name opened.
  func ref<Row: NamedRow>(_ row: Row) -> EntityRef {
    EntityRef(kind: Row.kind, id: row.id, name: keys.name(row.name.text).text)
  }

  /// The row of an id among those that the person may read.
  func row<Row: NamedRow>(_ type: Row.Type, _ id: UUID128) throws(VaultError) -> Row? {
    try accessView().row(Row.self, id)
  }

  /// The row of an id, or the error that there is none.
  func existing<Row: NamedRow>(_ type: Row.Type, _ id: UUID128) throws(VaultError) -> Row {
    try accessView().existing(Row.self, id)
  }

  /// The live secret of an id, or the error that there is none.
  func existingSecret(_ id: UUID128) throws(VaultError) -> SecretRow {
    try accessView().existingSecret(id)
  }

  func personRow(_ id: UUID128) throws(VaultError) -> PersonRow? {
    try store.first(Query<PersonRow>([.equal(.id, .id(id))]))
  }

  /// The rows of a kind with exactly this name: by digest, and by decrypting those without one.
  func rows<Row: NamedRow>(
    _ type: Row.Type, named name: String, _ more: [Condition<Row>] = []
  ) throws(VaultError) -> [Row] {
    let digest = keys.digest(Row.kind, name)
    var found = try readable(
      store.rows(Query(more + [.equal(Row.Column.nameDigest, .bytes(digest))])))
    if try hasAllDigests(Row.self) { return found }
    for row in try store.rows(limited(Query(more + [.isNull(Row.Column.nameDigest)]))) {
      let stored = keys.name(row.name.text)
      if stored.isReadable, Texts.areSame(stored.text, name) { found.append(row) }
    }
    return found
  }

  /// Whether every row of a kind has a digest, so that `name == text` can be asked of the store.
  package func hasAllDigests<Row: NamedRow>(_ type: Row.Type) throws(VaultError) -> Bool {
    try store.first(Query<Row>([.isNull(Row.Column.nameDigest)])) == nil
  }

  private func named(_ name: String, _ kind: EntityKind) throws(VaultError) -> [EntityRef] {
    switch kind {
    case .account: return try rows(AccountRow.self, named: name).map(ref)
    case .project: return try rows(ProjectRow.self, named: Texts.trimmed(name)).map(ref)
    case .secret: return try secrets(named: name, .isNull(.deleted)).map(ref)
    case .token: return try rows(TokenRow.self, named: name, [.isNull(.revoked)]).map(ref)
    case .person:
      guard try canReadAll(kind) else { return [] }
      return try store.rows(
        Query<PersonRow>([.equal(.email, .text(Texts.normalizedEmail(name)))])
      ).map { Person($0).ref }
    case .group:
      guard try canReadAll(kind) else { return [] }
      return try store.rows(Query<GroupRow>([.equal(.name, .text(name))])).map {
        EntityRef(kind: .group, id: $0.id, name: $0.name)
      }
    case .grant, .event: return []
    }
  }

  /// Secrets by key, or by `PROJECT/KEY` where the project's name ends before any of the slashes.
  ///
  /// The condition says whether those in the trash or the others are asked for.
  func secrets(
    named text: String, _ condition: Condition<SecretRow>
  ) throws(VaultError) -> [SecretRow] {
    let name = Texts.trimmed(text)
    var found = try rows(SecretRow.self, named: name, [condition])
    let scalars = name.unicodeScalars
    for slash in scalars.indices where scalars[slash] == "/" {
      let project = String(scalars[..<slash])
      let key = String(scalars[scalars.index(after: slash)...])
      if project.isEmpty || key.isEmpty { continue }
      for project in try projectRows(project) {
        found += try rows(
          SecretRow.self, named: key, [condition, .equal(.project, .int(project.number))])
      }
    }
    var seen: Set<Int64> = []
    return found.filter { seen.insert($0.number).inserted }
  }

  private func projectRows(_ text: String) throws(VaultError) -> [ProjectRow] {
    guard let id = UUID128(text) else { return try rows(ProjectRow.self, named: text) }
    return try row(ProjectRow.self, id).map { [$0] } ?? []
  }

  /// `kind:rest` when the kind is one of those asked for; else the text as it is.
  private static func split(_ text: String, _ kinds: [EntityKind]) -> ([EntityKind], String) {
    let scalars = text.unicodeScalars
    guard let colon = scalars.firstIndex(of: ":"),
      let kind = EntityKind(word: String(scalars[..<colon])), kinds.contains(kind)
    else { return (kinds, text) }
    return ([kind], String(scalars[scalars.index(after: colon)...]))
  }
}
