import Crypto

/// The sides of many grants, each looked up and opened once.
final class GrantSides {
  /// One side.
  struct Side {
    let number: Int64
    let ref: EntityRef
    /// The side as policies name it; nil for people and groups, which have no policies on them.
    let thing: Thing?

    init(number: Int64, ref: EntityRef, thing: Thing?) {
      self.number = number
      self.ref = ref
      self.thing = thing
    }

    /// Who acts.
    init(_ actor: VaultActor) {
      switch actor {
      case .person(let person, _): self.init(number: person.number, ref: person.ref, thing: nil)
      case .account(let account, _):
        self.init(number: account.number, ref: account.ref, thing: Thing(.account, account.number))
      }
    }
  }

  private let session: VaultSession
  private var sides: [GrantSide: Side] = [:]
  private var refs: [EntityKind: [Int64: EntityRef]] = [:]
  /// The numbers of the machine accounts whose watermark moves.
  var touched: Set<Int64> = []

  init(_ session: VaultSession) { self.session = session }

  /// The side of an id, as far as the person may see it.
  func side(_ wanted: GrantSide) throws(VaultError) -> Side {
    if let side = sides[wanted] { return side }
    let side = try find(wanted)
    sides[wanted] = side
    return side
  }

  /// The side of an id, seen or not; nil when it is gone.
  func hiddenAccount(_ id: UUID128) throws(VaultError) -> Side? {
    let row = try session.store.first(Query<AccountRow>([.equal(.id, .id(id))]))
    guard let row else { return nil }
    return Side(
      number: row.number, ref: EntityRef(kind: .account, id: id, name: id.text), thing: row.thing)
  }

  private func find(_ wanted: GrantSide) throws(VaultError) -> Side {
    switch wanted.kind {
    case .account: return side(try session.existing(AccountRow.self, wanted.id))
    case .project: return side(try session.existing(ProjectRow.self, wanted.id))
    case .secret: return side(try session.existingSecret(wanted.id))
    case .person, .group:
      guard let ref = try session.ref(wanted.kind, id: wanted.id) else { break }
      return Side(number: try session.number(of: ref), ref: ref, thing: nil)
    default: break
    }
    throw .notFound(kind: wanted.kind, text: wanted.id.text, near: [])
  }

  private func side<Row: ThingRow>(_ row: Row) -> Side {
    Side(number: row.number, ref: session.ref(row), thing: row.thing)
  }

  /// The thing with a number; nil when it is gone.
  ///
  /// What the person may not read goes by its id.
  func ref(_ kind: EntityKind, number: Int64) throws(VaultError) -> EntityRef? {
    if let ref = refs[kind]?[number] { return ref }
    let ref = try session.visibleRef(kind, number: number)
    refs[kind, default: [:]][number] = ref
    return ref
  }
}

extension VaultSession {
  /// The thing with a number, by its id where the person may not read it; nil when it is gone.
  func visibleRef(_ kind: EntityKind, number: Int64) throws(VaultError) -> EntityRef? {
    switch kind {
    case .account: return try store.row(AccountRow.self, number: number).map(visibleRef)
    case .project: return try store.row(ProjectRow.self, number: number).map(visibleRef)
    case .secret:
      // What is granted on a secret in the trash comes back with it.
      guard let row = try store.row(SecretRow.self, number: number), row.deleted == nil else { return nil }
      return try visibleRef(row)
    case .token: return try store.row(TokenRow.self, number: number).map(ref)
    case .person: return try store.row(PersonRow.self, number: number).map { Person($0).ref }
    case .group: return try store.row(GroupRow.self, number: number).map { Group($0).ref }
    case .grant, .event: return nil
    }
  }

  private func visibleRef<Row: ThingRow>(_ row: Row) throws(VaultError) -> EntityRef {
    if try canRead(row.thing) { return ref(row) }
    return EntityRef(kind: Row.kind, id: row.id, name: row.id.text)
  }
}
