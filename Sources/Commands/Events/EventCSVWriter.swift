internal import Base
internal import CSV
internal import Interpreter
internal import Vault

/// Writes exported events straight from their stored columns.
final class EventCSVWriter {
  /// The places of the columns of an export.
  private enum Place {
    static let date = 0, type = 2, origin = 3, device = 4, ip = 5, person = 6, account = 7, detail = 8
  }

  /// What the events of a type have in common.
  private struct TypeWords {
    let name: [UInt8]
    /// Whether the words of the message need quotes; ids and their placeholder need none.
    let isQuoted: Bool

    init(_ type: Int64) {
      let code = EventCode(number: type)
      name = EventCSV.cell(code?.exportName ?? String(type))
      let message = code?.message.text { _ in "?" } ?? ""
      isQuoted = EventCSV.cell(message) != Array(message.utf8)
    }
  }

  private let csv: EventCSV
  private let account: UUID128?
  private let fields = LentFields(count: EventExport.columns.count, of: EventRow.table)
  private let bytes = CellBuffer()
  private var dates = UTCDates()
  private let messages: EventMessages
  private var types: [Int64: TypeWords] = [:]
  private var people = KeyTable()
  /// Name and e-mail address of each of them, as two cells.
  private var users: [[UInt8]] = []

  /// A writer of the rows that an export of `account`, or of all, goes through.
  init(_ csv: EventCSV, account: UUID128?) {
    (self.csv, self.account) = (csv, account)
    var places: [EntityKind: Int] = [:]
    for (kind, column) in EventMessages.columns { places[kind] = EventExport.columns.firstIndex(of: column) }
    messages = EventMessages(places)
  }

  /// The lines since the last time.
  func take() -> [UInt8] { bytes.take() }

  /// Adds the line of an event.
  func add(_ row: any RowCursor) throws(VaultError) {
    try row.lend(to: fields.all)
    guard let origin = EventOrigin(rawValue: try fields.int(Place.origin)) else {
      throw .damaged("the origin of an event is unknown")
    }
    let number = try fields.int(Place.type)
    let type = words(of: number)
    let (person, actor) = (try fields.idOrNil(Place.person), try fields.idOrNil(Place.account))
    let own = origin == .imported ? try importedWords() : nil
    if let message = own?.message {
      cell(message)
    } else if type.isQuoted {
      let message = CellBuffer()
      try messages.append(number, fields, to: message)
      message.lend { cell($0) }
    } else {
      try messages.append(number, fields, to: bytes)
    }
    comma()
    if origin == .imported { bytes.append(EventCSV.importMark) }
    comma()
    if let app = own?.app {
      cell(app)
    } else {
      let isAccount = person == nil && actor != nil
      bytes.append(EventCSV.client(ofAccount: isAccount, device: try fields.intOrNil(Place.device)))
    }
    comma()
    if let person { bytes.append(person) }
    comma()
    try appendUser(person, actor, own)
    comma()
    bytes.append(date: try fields.int(Place.date), &dates)
    comma()
    if let ip = try fields.textOrNil(Place.ip) { cell(ip) }
    comma()
    type.name.withUnsafeBufferPointer { bytes.append($0) }
    comma()
    if let installation = own?.installation { cell(installation) }
    bytes.append(0x0D)
    bytes.append(0x0A)
  }

  private func comma() { bytes.append(UInt8(ascii: ",")) }

  private func cell(_ text: String) {
    var text = text
    text.withUTF8 { cell($0) }
  }

  private func cell(_ text: UnsafeBufferPointer<UInt8>) { EventCSV.append(cell: text, to: bytes) }

  private func importedWords() throws(VaultError) -> ImportedWords? {
    guard let detail = try fields.textOrNil(Place.detail) else { return nil }
    return ImportedWords(String(decoding: detail, as: UTF8.self))
  }

  private func words(of type: Int64) -> TypeWords {
    if let known = types[type] { return known }
    let made = TypeWords(type)
    types[type] = made
    return made
  }

  // MARK: who

  /// Appends name and e-mail address; words of a file stand for them, but not on the page of a machine account.
  private func appendUser(
    _ person: UUID128?, _ actor: UUID128?, _ words: ImportedWords?
  ) throws(VaultError) {
    if account == nil, let words, words.name != nil || words.email != nil {
      let user = try csv.user(person: person, account: actor)
      cell(words.name ?? user.name)
      comma()
      cell(words.email ?? user.email)
    } else if account == nil, let person {
      let number = people.number(of: person)
      if number == users.count {
        let user = try csv.user(person: person, account: nil)
        users.append(EventCSV.cell(user.name) + [UInt8(ascii: ",")] + EventCSV.cell(user.email))
      }
      users[number].withUnsafeBufferPointer { bytes.append($0) }
    } else {
      if let id = account ?? actor {
        bytes.append(EventCSV.machineAccount)
        bytes.append(id)
      }
      comma()
    }
  }
}
