import Base

/// The sides of many grants, each looked up once.
final class GrantSides {
  /// One side.
  struct Side {
    let number: Int64
    let ref: SealedRef
    /// The side as policies name it; nil for people and groups, which have no policies on them.
    let resource: Resource?
  }

  private let view: AccessView
  private var sides: [GrantSide: Side] = [:]
  /// The numbers of the machine accounts whose watermark moves.
  var touched: Set<Int64> = []

  init(_ view: AccessView) { self.view = view }

  /// The side of an id, as far as the principal may see it.
  func side(_ wanted: GrantSide) throws(VaultError) -> Side {
    if let side = sides[wanted] { return side }
    let side = try find(wanted)
    sides[wanted] = side
    return side
  }

  /// The side of an id, seen or not; nil when it is gone.
  func hiddenAccount(_ id: UUID128) throws(VaultError) -> Side? {
    let row = try view.store.first(Query<AccountRow>([.equal(.id, .id(id))]))
    return row.map { Side(number: $0.number, ref: SealedRef(.account, id, .hidden), resource: $0.resource) }
  }

  private func find(_ wanted: GrantSide) throws(VaultError) -> Side {
    switch wanted.kind {
    case .account: return side(try view.existing(AccountRow.self, wanted.id))
    case .project: return side(try view.existing(ProjectRow.self, wanted.id))
    case .secret: return side(try view.existingSecret(wanted.id))
    case .person:
      guard view.access.right(.personList) == .all,
        let row = try view.store.first(Query<PersonRow>([.equal(.id, .id(wanted.id))]))
      else { break }
      return Side(number: row.number, ref: SealedRef(Person(row)), resource: nil)
    case .group:
      guard view.access.right(.groupList) == .all,
        let row = try view.store.first(Query<GroupRow>([.equal(.id, .id(wanted.id))]))
      else { break }
      return Side(number: row.number, ref: SealedRef(row), resource: nil)
    default: break
    }
    throw .notFound(kind: wanted.kind, text: wanted.id.text, near: [])
  }

  private func side<Row: ResourceRow>(_ row: Row) -> Side {
    Side(number: row.number, ref: SealedRef(row), resource: row.resource)
  }
}
