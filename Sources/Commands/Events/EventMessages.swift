internal import CSV
internal import Interpreter
internal import Vault

/// Writes the messages of events from the stored columns of their rows.
final class EventMessages {
  /// The stored columns of what messages name.
  static let columns: [(kind: EntityKind, column: EventRow.Column)] = [
    (.secret, .secret), (.project, .project), (.account, .account), (.person, .person), (.group, .group),
    (.token, .token),
  ]

  /// The message of a type: words, and the places of the ids between them.
  private struct Message {
    let words: [[UInt8]]
    let places: [Int]
  }

  private let places: [EntityKind: Int]
  private var messages: [Int64: Message] = [:]

  /// A writer for rows whose fields have the ids of these kinds at these places.
  init(_ places: [EntityKind: Int]) { self.places = places }

  /// Appends the message of a row of a type, as it follows from that and the ids.
  func append(_ type: Int64, _ fields: BorrowedFields, to bytes: CellBuffer) throws(VaultError) {
    let message = message(of: type)
    message.words[0].withUnsafeBufferPointer { bytes.append($0) }
    for (index, place) in message.places.enumerated() {
      if let id = try fields.idOrNil(place) {
        bytes.append(beginning: id)
      } else {
        bytes.append(UInt8(ascii: "?"))
      }
      message.words[index + 1].withUnsafeBufferPointer { bytes.append($0) }
    }
  }

  private func message(of type: Int64) -> Message {
    if let known = messages[type] { return known }
    let template = EventCode(number: type)?.message
    let words = template?.words ?? ["Event \(type)"]
    let made = Message(
      words: words.map { Array($0.utf8) }, places: (template?.things ?? []).compactMap { places[$0] })
    messages[type] = made
    return made
  }
}

extension ColumnFiller {
  /// The stored columns of messages.
  static let messageColumns: [EventRow.Column] =
    [.type, .origin, .detail] + EventMessages.columns.map(\.column)

  /// What events say: in the words of the file that they come from, or as it follows from their types and ids.
  @Sendable static func messages(_ places: [Int], capacity: Int) -> ColumnFiller {
    let kinds = EventMessages.columns.map(\.kind)
    let messages = EventMessages(Dictionary(uniqueKeysWithValues: zip(kinds, places[3...])))
    let bytes = CellBuffer()
    let column = RowColumn.texts(capacity)
    return ColumnFiller(column) { (row, fields) throws(VaultError) in
      if try fields.int(places[1]) == EventOrigin.imported.rawValue,
        let detail = try fields.textOrNil(places[2]),
        var words = ImportedWords(String(decoding: detail, as: UTF8.self)).message
      {
        return words.withUTF8 { column.set(row, utf8: $0) }
      }
      bytes.clear()
      try messages.append(try fields.int(places[0]), fields, to: bytes)
      bytes.lend { column.set(row, utf8: $0) }
    }
  }

  /// The stored columns of changes.
  static let changeColumns: [EventRow.Column] = [.type, .origin, .detail, .project]

  /// What events say of before and after.
  @Sendable static func changes(_ places: [Int], capacity: Int) -> ColumnFiller {
    let column = RowColumn.texts(capacity)
    return ColumnFiller(column) { (row, fields) throws(VaultError) in
      guard let origin = EventOrigin(rawValue: try fields.int(places[1])) else {
        throw .damaged("the origin of an event is unknown")
      }
      let detail = try fields.textOrNil(places[2]).map { String(decoding: $0, as: UTF8.self) }
      let change = Event.change(
        try fields.int(places[0]), origin, detail, project: try fields.idOrNil(places[3]))
      guard var change else { return column.setNull(row) }
      change.withUTF8 { column.set(row, utf8: $0) }
    }
  }
}
