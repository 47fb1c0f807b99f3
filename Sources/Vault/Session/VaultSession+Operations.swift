import Base
import Crypto

/// The session as the keyring of the ledger: it seals what operations hold, and opens what they tell.
extension VaultSession {
  /// Performs an operation, all or nothing, with things named in its errors.
  func perform<O: Operation>(_ operation: O) throws(VaultError) -> O.Result {
    try perform { () throws(VaultError) in operation }
  }

  /// Performs an operation that is made inside its transaction, from rows as they are then.
  func perform<O: Operation>(_ make: () throws(VaultError) -> O) throws(VaultError) -> O.Result {
    try naming { () throws(VaultError) in
      try write(O.rule) { (scope) throws(VaultError) in try make().perform(in: scope) }
    }
  }

  /// Seals a name.
  func seal(name: String, _ kind: EntityKind) throws(VaultError) -> SealedName {
    try keys.seal(name: name, kind, random: &service.environment.random)
  }

  /// Seals secret bytes.
  func seal(_ secret: Secret) throws(VaultError) -> String {
    whenSealing?(secret)
    return try keys.seal(secret: secret, random: &service.environment.random)
  }

  /// The reports of outcomes, with names opened, each once.
  func open(_ outcomes: [Outcome]) -> [Change] {
    var names: [SealedRef: EntityRef] = [:]
    func ref(_ sealed: SealedRef) -> EntityRef {
      if let known = names[sealed] { return known }
      let ref = keys.open(sealed)
      names[sealed] = ref
      return ref
    }
    return outcomes.map { outcome in
      var change = Change(
        outcome.action, ref(outcome.subject), object: outcome.object.map(ref), before: outcome.before,
        after: outcome.after)
      change.growth = outcome.growth
      return change
    }
  }

  /// The report of a renaming.
  func change(_ renamed: Renamed, to name: String) -> Change {
    let before = keys.open(renamed.before)
    let subject = EntityRef(kind: before.kind, id: before.id, name: name)
    return renamed.isChanged
      ? Change(.renamed, subject, before: before.name, after: name)
      : Change(.unchanged, subject, before: name, after: name)
  }

  /// The deletion of a row, which goes without a tombstone where its name does not open: it would name nothing.
  func deletion<Row: NamedRow>(_ type: Row.Type, _ id: UUID128) throws(VaultError) -> Deletion {
    guard let row = try row(type, id) else { return Deletion(id) }
    return Deletion(id, nameless: nameless([row]))
  }

  /// Of these rows the ids of those whose names do not open.
  func nameless<Row: NamedRow>(_ rows: [Row]) -> Set<UUID128> {
    Set(rows.filter { !keys.name($0.name.text).isReadable }.map(\.id))
  }

  /// Computes the missing digests of names that clients wrote; a name that does not open stays without.
  func fillDigests<Row: NamedRow>(_ type: Row.Type) throws(VaultError) {
    let query = Query<Row>([.isNull(Row.Column.nameDigest)]).light
    for row in try store.rows(query) {
      let name = keys.name(row.name.text)
      guard name.isReadable else { continue }
      try store.update(
        Row.self, number: row.number,
        set: [(Row.Column.nameDigest, .bytes(keys.digest(Row.kind, name.text)))])
    }
  }
}
