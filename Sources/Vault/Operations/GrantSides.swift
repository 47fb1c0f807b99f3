import Crypto

/// The sides of many grants, each looked up and opened once.
final class GrantSides {
  /// One side.
  struct Side {
    let number: Int64
    let ref: EntityRef
  }

  private let session: VaultSession
  private var accounts: [UUID128: Side] = [:]
  private var projects: [UUID128: Side] = [:]
  private var refs: [EntityKind: [Int64: EntityRef]] = [:]
  /// The numbers of the machine accounts whose watermark moves.
  var touched: Set<Int64> = []

  init(_ session: VaultSession) { self.session = session }

  func account(_ id: UUID128) throws(VaultError) -> Side {
    if let side = accounts[id] { return side }
    let row = try session.existing(AccountRow.self, id)
    let side = Side(number: row.number, ref: session.ref(row))
    accounts[id] = side
    return side
  }

  func project(_ id: UUID128) throws(VaultError) -> Side {
    if let side = projects[id] { return side }
    let row = try session.existing(ProjectRow.self, id)
    let side = Side(number: row.number, ref: session.ref(row))
    projects[id] = side
    return side
  }

  /// The thing with a number; nil when it is gone.
  func ref(_ kind: EntityKind, number: Int64) throws(VaultError) -> EntityRef? {
    if let ref = refs[kind]?[number] { return ref }
    let store = session.store
    let ref: EntityRef? =
      switch kind {
      case .account: try store.row(AccountRow.self, number: number).map(session.ref)
      case .project: try store.row(ProjectRow.self, number: number).map(session.ref)
      case .secret:
        // What is granted on a secret in the trash comes back with it.
        try store.row(SecretRow.self, number: number).flatMap {
          $0.deleted == nil ? session.ref($0) : nil
        }
      case .token: try store.row(TokenRow.self, number: number).map(session.ref)
      case .person: try store.row(PersonRow.self, number: number).map { Person($0).ref }
      case .group:
        try store.row(GroupRow.self, number: number).map {
          EntityRef(kind: .group, id: $0.id, name: $0.name)
        }
      case .grant, .event: nil
      }
    refs[kind, default: [:]][number] = ref
    return ref
  }
}
