internal import CSV
internal import Crypto
internal import Interpreter
internal import Vault

/// Writes exported events straight from their stored columns.
final class EventCSVWriter {
  /// The places of the columns of an export.
  private enum Place {
    static let date = 0, type = 2, origin = 3, device = 4, ip = 5, person = 6, account = 7, detail = 8
    /// The marks of messages, and where the ids for them are.
    static let things: [(mark: Unicode.Scalar, place: Int)] = [
      ("s", 9), ("p", 10), ("a", 11), ("u", 12), ("g", 13), ("t", 14),
    ]
  }

  /// What the events of a type have in common.
  private struct TypeWords {
    let name: [UInt8]
    /// The message: bytes, and what is behind each: the place of an id, or -1 where no id is known, or nothing.
    var pieces: [(bytes: [UInt8], place: Int?)] = []
    var isQuoted = false
  }

  private let csv: EventCSV
  private let zones: ZoneTable
  private let account: UUID128?
  private let fields = LentFields(count: EventExport.columns.count, of: EventRow.table)
  private let bytes = CellBuffer()
  private var dates = UTCDates()
  private var types: [Int64: TypeWords] = [:]
  private var people = KeyTable()
  /// Name and e-mail address of each of them, as two cells.
  private var users: [[UInt8]] = []

  /// A writer of the rows that an export of `account`, or of all, goes through.
  init(_ csv: EventCSV, _ zones: ZoneTable, account: UUID128?) {
    (self.csv, self.zones, self.account) = (csv, zones, account)
  }

  /// The lines since the last time.
  func take() -> [UInt8] { bytes.take() }

  /// Adds the line of an event.
  func add(_ row: any RowCursor) throws(VaultError) {
    try row.lend(to: fields.all)
    guard let origin = EventOrigin(rawValue: try fields.int(Place.origin)) else {
      throw .damaged("the origin of an event is unknown")
    }
    let type = try words(of: fields.int(Place.type))
    let (person, actor) = (try fields.idOrNil(Place.person), try fields.idOrNil(Place.account))
    let own = origin == .imported ? try importedWords() : nil
    if let message = own?.message { cell(message) } else { try append(message: type) }
    comma()
    if origin == .imported { bytes.append(EventCSV.importMark) }
    comma()
    if let app = own?.app { cell(app) } else { try appendClient(isAccount: person == nil && actor != nil) }
    comma()
    if let person { bytes.append(person) }
    comma()
    try appendUser(person, actor, own)
    comma()
    dates.append(try fields.int(Place.date), to: bytes) { zones.text($0, in: 0) }
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

  // MARK: messages

  private func words(of type: Int64) -> TypeWords {
    if let known = types[type] { return known }
    let made = Self.make(type)
    types[type] = made
    return made
  }

  private static func make(_ type: Int64) -> TypeWords {
    let code = EventCode(number: type)
    var words = TypeWords(name: EventCSV.cell(code?.exportName ?? String(type)))
    guard let code else {
      words.pieces = [(Array("Event \(type)".utf8), nil)]
      return words
    }
    var text = ""
    var isMark = false
    for scalar in code.template.unicodeScalars {
      if isMark {
        let place = Place.things.first { $0.mark == scalar }?.place
        words.pieces.append((Array(text.utf8), place ?? -1))
        (text, isMark) = ("", false)
      } else if scalar == "%" {
        isMark = true
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    words.pieces.append((Array(text.utf8), nil))
    // Whatever stands for an id needs no quotes.
    var whole: [UInt8] = []
    for (bytes, place) in words.pieces { whole += bytes + (place == nil ? [] : [UInt8(ascii: "?")]) }
    words.isQuoted = EventCSV.cell(String(decoding: whole, as: UTF8.self)) != whole
    return words
  }

  private func append(message type: TypeWords) throws(VaultError) {
    guard type.isQuoted else { return try append(pieces: type.pieces, to: bytes) }
    let message = CellBuffer()
    try append(pieces: type.pieces, to: message)
    message.take().withUnsafeBufferPointer { cell($0) }
  }

  private func append(pieces: [(bytes: [UInt8], place: Int?)], to bytes: CellBuffer) throws(VaultError) {
    for (literal, place) in pieces {
      literal.withUnsafeBufferPointer { bytes.append($0) }
      guard let place else { continue }
      if place >= 0, let id = try fields.idOrNil(place) {
        bytes.append(beginning: id)
      } else {
        bytes.append(UInt8(ascii: "?"))
      }
    }
  }

  // MARK: who

  /// What the product shows as the client: its kit for machine accounts.
  private func appendClient(isAccount: Bool) throws(VaultError) {
    let device = try fields.intOrNil(Place.device)
    if isAccount || device == 21 {
      bytes.append("SDK")
    } else if let device {
      bytes.append("device ")
      bytes.append(number: device)
    } else {
      bytes.append("sms")
    }
  }

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
