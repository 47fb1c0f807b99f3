internal import Interpreter
internal import Vault

/// The projects.
enum ProjectRelation: Relation {
  static var noun: String { "projects" }
  static var kind: EntityKind { .project }
  static var name: String { "name" }

  static let columns: [RelationColumn<Self>] = [
    RelationColumn(
      "name", .string,
      .name(.project, .name, digest: .nameDigest) { (session) throws(VaultError) in
        try session.hasAllDigests(ProjectRow.self)
      }),
    RelationColumn("secrets", .int, page: counted(\.secrets)),
    RelationColumn("accounts", .int, page: counted(\.accounts)),
    RelationColumn("revised", .datetime, .date(.revised)),
    RelationColumn("access", .string, isShown: false, words: "level", page: ownAccess(.project)),
    RelationColumn("created", .datetime, .date(.created), isShown: false),
    RelationColumn("id", .string, .id(.id), isShown: false),
  ]

  /// Counts what belongs to the rows of a page.
  private static func counted(
    _ count: any KeyPath<ProjectCounts, Int> & Sendable
  ) -> @Sendable ([Int64], RowContext) throws(VaultError) -> (Int) -> Value {
    { (numbers, rowContext) throws(VaultError) in
      let counts = try rowContext.session.projectCounts(numbers)
      return { .int(counts[$0][keyPath: count]) }
    }
  }

  /// The access that the caller has to listed rows.
  static func ownAccess(
    _ kind: EntityKind
  ) -> @Sendable ([Int64], RowContext) throws(VaultError) -> (Int) -> Value {
    { (numbers, rowContext) throws(VaultError) in
      // nil: everything.
      let writable = try rowContext.session.writable(kind)
      let (write, read) = (Value.string(AccessLevel.readWrite.word), Value.string(AccessLevel.read.word))
      return { writable?.contains(numbers[$0]) ?? true ? write : read }
    }
  }

  static func items(_ query: Query<ProjectRow>, _ session: VaultSession) throws(VaultError) -> [Project] {
    try session.projects(query)
  }

  static func count(_ query: Query<ProjectRow>, _ session: VaultSession) throws(VaultError) -> Int {
    try session.countProjects(query)
  }

  static func number(_ item: Project) -> Int64 { item.number }

  static func scan(
    _ query: Query<ProjectRow>, _ columns: [ProjectRow.Column], _ session: VaultSession,
    _ body: (any RowCursor) throws(VaultError) -> Void
  ) throws(VaultError) -> Bool {
    try session.scanProjects(query, columns, body)
    return true
  }
}
