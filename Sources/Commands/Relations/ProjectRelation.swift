internal import Crypto
internal import Interpreter
internal import Vault

/// The projects.
enum ProjectRelation: ListedRelation {
  static var noun: String { "projects" }
  static let columns: [RelationColumn<ProjectRow>] = [
    RelationColumn(
      "name", .string,
      .name(.project, .nameDigest) { (session) throws(VaultError) in
        try session.hasAllDigests(ProjectRow.self)
      }),
    RelationColumn("secrets", .int),
    RelationColumn("accounts", .int),
    RelationColumn("revised", .datetime, .date(.revised)),
    RelationColumn("access", .string, isShown: false, words: "level"),
    RelationColumn("created", .datetime, .date(.created), isShown: false),
    RelationColumn("id", .string, .id(.id), isShown: false),
  ]

  static var name: String { "name" }
  static var counted: [String] { ["secrets", "accounts"] }
  static var accessed: EntityKind? { .project }

  static func list(
    _ query: Query<ProjectRow>, _ parts: ListedParts, _ session: VaultSession
  ) throws(VaultError) -> ListedPage { try session.listProjects(query, parts) }

  static func counts(
    _ numbers: [Int64], _ wanted: Set<String>, _ session: VaultSession
  ) throws(VaultError) -> [Int] {
    try session.projectCounts(numbers).flatMap { [$0.secrets, $0.accounts] }
  }

  static func items(_ query: Query<ProjectRow>, _ session: VaultSession) throws(VaultError) -> [Project] {
    try session.projects(query)
  }

  static func count(_ query: Query<ProjectRow>, _ session: VaultSession) throws(VaultError) -> Int {
    try session.countProjects(query)
  }

  static func number(_ item: Project) -> Int64 { item.number }

  static func rows(
    _ items: [Project], wanted: Set<String>, shape: Shape, _ maker: RowMaker
  ) throws(VaultError) -> [EntityObject] {
    let isCounted = !wanted.isDisjoint(with: ["secrets", "accounts"])
    let counts = isCounted ? try maker.session.counts(of: items) : items.map { _ in ProjectCounts() }
    let access = try OwnAccess(.project, wanted, maker)
    return zip(items, counts).map { project, count in
      let values: [Value] = [
        .string(project.name), .int(count.secrets), .int(count.accounts), maker.date(project.revised),
        access.value(project.number), maker.date(project.created), .string(project.id.text),
      ]
      return EntityObject(
        kind: "project", id: project.id.text, name: project.name,
        row: RecordObject(shape: shape, values: values))
    }
  }
}

/// The access of who is signed in to what they can list.
struct OwnAccess {
  /// What they may write; nil: everything.
  private let writable: Set<Int64>?
  private let values = (
    write: Value.string(AccessLevel.readWrite.word), read: Value.string(AccessLevel.read.word)
  )

  init(_ kind: EntityKind, _ wanted: Set<String>, _ maker: RowMaker) throws(VaultError) {
    writable = wanted.contains("access") ? try maker.session.writable(kind) : nil
  }

  /// The same as a value, one for all rows.
  func value(_ number: Int64) -> Value {
    writable?.contains(number) ?? true ? values.write : values.read
  }

  /// The level on the thing of a number, which they can read at least.
  func word(_ number: Int64) -> String {
    let canWrite = writable?.contains(number) ?? true
    return (canWrite ? AccessLevel.readWrite : .read).word
  }
}
