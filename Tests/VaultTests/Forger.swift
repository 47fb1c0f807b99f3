import Base
import Crypto
import Support
import Testing

@testable import Vault

/// A hand that can write the file and has the organization key: a person, or the holder of an access token.
///
/// It makes hashes, digests and seals anew, and signs what its own key signs.
struct Forger {
  private let store: StoreInMemory
  private let keys: VaultKeys
  private let vault: UUID128

  /// Forges in the store of a session, with the keys of that session.
  init(_ session: VaultSession) throws {
    store = try #require(session.service.store as? StoreInMemory)
    keys = session.keys
    vault = session.service.ledger.vault
    store.isOpenToEdits = true
  }

  /// All events, in order.
  func events() throws -> [EventRow] { try store.rows(EventQuery()) }

  /// Puts other events in the place of all: numbers, hashes, the head, and the events that rows name are made to fit.
  func replace(_ events: [EventRow]) throws {
    var renumbered: [Int64: Int64] = [:]
    var hash = EventChain.start
    var head = try #require(try store.row(HeadRow.self, number: 1))
    _ = try store.delete(EventQuery())
    for (place, event) in events.enumerated() {
      var event = event
      renumbered[event.number] = Int64(place) + 1
      event.number = Int64(place) + 1
      event.previous = hash
      event.hash = try #require(EventChain.hash(of: event))
      hash = event.hash
      _ = try store.insert(event)
      head.date = event.date
    }
    func number(_ old: Int64) -> Int64 {
      renumbered[old] ?? renumbered.filter { $0.key < old }.values.max() ?? 0
    }
    head.event = Int64(events.count)
    head.hash = hash
    head.changed = number(head.changed)
    head.sealed = number(head.sealed)
    try store.update(
      HeadRow.self, number: 1,
      set: [
        (.event, .int(head.event)), (.hash, .bytes(hash)), (.date, .int(head.date)),
        (.changed, .int(head.changed)), (.sealed, .int(head.sealed)),
      ])
    for type in ProvenTable.rows { try renumber(type, number) }
  }

  private func renumber<Row: ProvenRow>(_ type: Row.Type, _ number: (Int64) -> Int64) throws {
    for row in try store.rows(Query<Row>()) {
      try store.update(Row.self, number: row.number, set: [(.event, .int(number(row.proof.event)))])
    }
  }

  /// Changes columns of a row, seals it anew, and gives the digest for an event.
  func change<Row: ProvenRow>(
    _ row: Row, _ set: [(column: Row.Column, value: Field)], event: Int64
  ) throws -> RowWrite {
    try store.update(Row.self, number: row.number, set: set + [(.event, .int(event))])
    let changed = try #require(try store.row(Row.self, number: row.number))
    let (message, id) = try RowMessage.of(changed, vault: vault, RowIDs(store))
    try store.update(Row.self, number: row.number, set: [(.seal, .bytes(keys.seal(message)))])
    return RowWrite(Row.proven, id, digest: sha256(message))
  }

  /// Signs the end of the chain as this signer.
  func sign(as signer: CheckpointSigner, own: Int64 = 0) throws {
    let head = try #require(try store.row(HeadRow.self, number: 1))
    try signer.sign(head, own: own, in: store)
    // This store gives no number twice, SQLite does.
    try renumberCheckpoints { _ in true }
  }

  /// Takes the checkpoints of a signer out, and closes the gap.
  func removeCheckpoints(of signer: UUID128) throws { try renumberCheckpoints { $0.signer != signer } }

  private func renumberCheckpoints(_ isKept: (CheckpointRow) -> Bool) throws {
    let rows = try store.rows(Query<CheckpointRow>()).filter(isKept)
    _ = try store.delete(Query<CheckpointRow>())
    for (place, row) in rows.enumerated() {
      var row = row
      row.number = Int64(place) + 1
      _ = try store.insert(row)
    }
  }
}
