internal import Base
internal import CSV
internal import Interpreter
internal import Vault

/// What stands in the cells of the product's own files of events: RFC 4180, lines that end with CR LF.
struct EventCSV {
  /// What stands as the icon of events that were imported: exports of the vault's own events leave it empty.
  static let importMark = "import"
  /// What stands before the id of a machine account in the place of a name.
  static let machineAccount = "Machine account "

  private let session: VaultSession
  /// The machine account whose page it is: as in the product every row names it instead of people.
  private let account: UUID128?
  private var people: [UUID128: Person] = [:]

  init(_ session: VaultSession, account: UUID128?) throws(VaultError) {
    self.session = session
    self.account = account
    for person in try session.people() { people[person.id] = person }
  }

  /// The line of the columns' names.
  static var header: [UInt8] { Array((ProductColumn.header + "\r\n").utf8) }

  /// Name and e-mail address of who acted in an event, as the product writes them.
  func user(_ event: Event) throws(VaultError) -> (name: String, email: String) {
    try user(person: event.row.actorPerson, account: event.row.actorAccount)
  }

  /// The same of the person or machine account that acted.
  func user(person: UUID128?, account actor: UUID128?) throws(VaultError) -> (name: String, email: String) {
    if let account { return (Self.machineAccount + account.text, "") }
    guard let id = person else { return (actor.map { Self.machineAccount + $0.text } ?? "", "") }
    if let person = people[id] { return (person.name ?? person.email, person.email) }
    return (try session.name(.person, id) ?? "", "")
  }

  /// What the product shows as the client: its kit for machine accounts.
  static func client(ofAccount isAccount: Bool, device: Int64?) -> String {
    if isAccount || device == EventFileWords.kit { return kitName }
    return device.map { "\(deviceMark)\($0)" } ?? "sms"
  }

  /// The kind of client that such a text names; nil for `sms` and for what is no such text.
  static func device(ofClient text: String) -> Int64? {
    if text == kitName { return EventFileWords.kit }
    return text.hasPrefix(deviceMark) ? Int64(text.dropFirst(deviceMark.count)) : nil
  }

  private static let kitName = "SDK"
  private static let deviceMark = "device "

  /// The bytes of a cell.
  static func cell(_ text: String) -> [UInt8] {
    let bytes = CellBuffer()
    var text = text
    text.withUTF8 { append(cell: $0, to: bytes) }
    return bytes.take()
  }

  /// Appends a cell: as all writers of cells do, and as the product does where it begins or ends with a blank.
  static func append(cell: UnsafeBufferPointer<UInt8>, to bytes: CellBuffer) {
    if CellBytes.isPlain(cell, separator: UInt8(ascii: ","), blanks: true) { return bytes.append(cell) }
    var writer = CSVWriter(neutralises: true, quotesBlanks: true)
    if cell.contains(0) {
      // Only the words of a file that was imported hold one; they are labels like names.
      writer.cell(CSVWriter.label(String(decoding: cell, as: UTF8.self)))
    } else {
      writer.cell(cell)
    }
    writer.take().withUnsafeBufferPointer { bytes.append($0) }
  }
}
