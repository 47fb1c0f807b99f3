package import Base

/// An event: something that happened, with ids; names are looked up by who shows it.
package struct Event: Sendable, Equatable {
  /// The event as it is stored.
  package let row: EventRow

  /// The event of a row.
  package init(_ row: EventRow) { self.row = row }

  /// Its place in the chain, from 1 without gaps.
  package var number: Int64 { row.number }
  /// The id of 16 bytes, which never changes.
  package var id: UUID128 { row.id }
  /// When it happened, in µs.
  package var date: Int64 { row.date }
  /// The number of its type.
  package var type: Int64 { row.type }
  /// The type, when this release knows it.
  package var code: EventCode? { EventCode(number: row.type) }
  /// The dotted name of its type, or its number.
  package var name: String { code?.name ?? String(row.type) }
  /// The machine account that was acted upon, or else the one that acted.
  ///
  /// Machine accounts have no right on machine accounts, so only the file of an import can name two: `actor` tells then
  /// who acted.
  package var account: UUID128? { row.account ?? row.actorAccount }
  /// The id of the project acted upon.
  package var project: UUID128? { row.project }
  /// The id of the secret acted upon.
  package var secret: UUID128? { row.secret }
  /// The access token.
  package var token: UUID128? { row.token }
  /// The id of the person acted upon.
  package var person: UUID128? { row.person }
  /// The id of the group acted upon.
  package var group: UUID128? { row.group }
  /// The address of the client.
  package var ip: String? { row.ip }
  /// The kind of client, as the product numbers them.
  package var device: Int64? { row.device }
  /// Where it came from.
  package var origin: EventOrigin { row.origin }
  /// What the file of an import said in words of its own.
  package var imported: ImportedWords? { row.origin == .imported ? ImportedWords(row.detail) : nil }
  /// Levels and digests in canonical JSON.
  package var detail: String? { row.detail }

  /// The actor: a person or a machine account; nil where the event names none.
  package var actor: (kind: EntityKind, id: UUID128)? {
    if let person = row.actorPerson { return (.person, person) }
    if let account = row.actorAccount { return (.account, account) }
    return nil
  }

  /// The event's message, with ids cut to their first eight characters.
  package var message: String { imported?.message ?? ownMessage }

  /// The message that follows from the type and the ids.
  package var ownMessage: String {
    guard let code else { return "Event \(row.type)" }
    return code.message.text { kind in row.id(of: kind).map { String($0.text.prefix(8)) } ?? "?" }
  }

  /// The verb of the event: the first word of the message, in lower case.
  package var verb: String {
    guard let word = message.split(separator: " ").first else { return "" }
    return word.lowercased()
  }

  /// What it is about, in the order of the message.
  package var things: [(kind: EntityKind, id: UUID128)] {
    (code?.message.things ?? []).compactMap { kind in row.id(of: kind).map { (kind, $0) } }
  }
}
