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
  private let fields = BorrowedFields(count: EventExport.columns.count, of: EventRow.table)
  private let bytes = CellBuffer()
  private var dates = UTCDates()
  private let messages: EventMessages
  private var types: [Int64: TypeWords] = [:]
  private var people = KeyTable()
  /// The cells of each of them.
  private var users: [(name: [UInt8], email: [UInt8])] = []

  // The row that is written: whether it was imported, in which words, and who acted.
  private var isImported = false
  private var own: ImportedWords?
  private var person: UUID128?
  private var actor: UUID128?

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
    isImported = origin == .imported
    own = isImported ? try importedWords() : nil
    (person, actor) = (try fields.idOrNil(Place.person), try fields.idOrNil(Place.account))
    for column in ProductColumn.allCases {
      if column.rawValue > 0 { bytes.append(UInt8(ascii: ",")) }
      try append(column)
    }
    bytes.append(0x0D)
    bytes.append(0x0A)
  }

  private func append(_ column: ProductColumn) throws(VaultError) {
    switch column {
    case .message: try appendMessage()
    case .appIcon: if isImported { bytes.append(EventCSV.importMark) }
    case .appName:
      if let app = own?.app { return cell(app) }
      let isAccount = person == nil && actor != nil
      bytes.append(EventCSV.client(ofAccount: isAccount, device: try fields.intOrNil(Place.device)))
    case .userId: if let person { bytes.append(person) }
    case .userName:
      if account == nil, let name = own?.name {
        cell(name)
      } else if let user = try user() {
        append(user.name)
      } else if let id = account ?? actor {
        bytes.append(EventCSV.machineAccount)
        bytes.append(id)
      }
    case .userEmail:
      if account == nil, let email = own?.email {
        cell(email)
      } else if let user = try user() {
        append(user.email)
      }
    case .date: bytes.append(date: try fields.int(Place.date), &dates)
    case .ip: if let ip = try fields.textOrNil(Place.ip) { cell(ip) }
    case .type: append(words(of: try fields.int(Place.type)).name)
    case .installationId: if let installation = own?.installation { cell(installation) }
    }
  }

  private func append(_ cell: [UInt8]) { cell.withUnsafeBufferPointer { bytes.append($0) } }

  private func cell(_ text: String) {
    var text = text
    text.withUTF8 { cell($0) }
  }

  private func cell(_ text: UnsafeBufferPointer<UInt8>) { EventCSV.append(cell: text, to: bytes) }

  private func importedWords() throws(VaultError) -> ImportedWords? {
    guard let detail = try fields.textOrNil(Place.detail) else { return nil }
    return ImportedWords(String(decoding: detail, as: UTF8.self))
  }

  private func appendMessage() throws(VaultError) {
    if let message = own?.message { return cell(message) }
    let type = try fields.int(Place.type)
    guard words(of: type).isQuoted else { return try messages.append(type, fields, to: bytes) }
    let message = CellBuffer()
    try messages.append(type, fields, to: message)
    message.lend { cell($0) }
  }

  private func words(of type: Int64) -> TypeWords {
    if let known = types[type] { return known }
    let made = TypeWords(type)
    types[type] = made
    return made
  }

  /// The cells of the person who acted; nil on the page of a machine account, whose name stands there instead.
  private func user() throws(VaultError) -> (name: [UInt8], email: [UInt8])? {
    guard account == nil, let person else { return nil }
    let number = people.number(of: person)
    if number == users.count {
      let user = try csv.user(person: person, account: nil)
      users.append((EventCSV.cell(user.name), EventCSV.cell(user.email)))
    }
    return users[number]
  }
}
