internal import Crypto
internal import Interpreter
internal import Vault

/// Events as the product's own files have them: ten columns, RFC 4180, lines that end with CR LF.
struct EventCSV {
  static let columns = [
    "message", "appIcon", "appName", "userId", "userName", "userEmail", "date", "ip", "type",
    "installationId",
  ]

  /// What stands as the icon of events that were imported: exports of the vault's own events leave it empty.
  static let importMark = "import"
  /// What stands before the id of a machine account in the place of a name.
  static let machineAccount = "Machine account "

  private let session: VaultSession
  private let zones: ZoneTable
  /// The machine account whose page it is: as in the product every row names it instead of people.
  private let account: UUID128?
  private var people: [UUID128: Person] = [:]

  init(_ session: VaultSession, _ zones: ZoneTable, account: UUID128?) throws(VaultError) {
    self.session = session
    self.zones = zones
    self.account = account
    for person in try session.people() { people[person.id] = person }
  }

  /// The line of the columns' names.
  var header: [UInt8] { Self.line(Self.columns) }

  /// The lines of events.
  func lines(_ events: [Event]) throws(VaultError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(events.count * 160)
    for event in events { bytes += Self.line(try cells(event)) }
    return bytes
  }

  private func cells(_ event: Event) throws(VaultError) -> [String] {
    let actor = event.actor
    let words = event.imported
    var user = try user(event)
    if account == nil { user = (words?.name ?? user.name, words?.email ?? user.email) }
    return [
      words?.message ?? event.ownMessage, event.origin == .imported ? Self.importMark : "",
      words?.app ?? Self.client(event),
      actor?.kind == .person ? actor?.id.text ?? "" : "", user.name, user.email,
      zones.text(event.date, in: 0), event.ip ?? "", event.code?.exportName ?? String(event.type),
      words?.installation ?? "",
    ]
  }

  /// Name and e-mail address of who acted, as the product writes them.
  func user(_ event: Event) throws(VaultError) -> (name: String, email: String) {
    var user = (name: "", email: "")
    let actor = event.actor
    if let account {
      user.name = Self.machineAccount + account.text
    } else if let actor, actor.kind == .account {
      user.name = Self.machineAccount + actor.id.text
    } else if let actor {
      if let person = people[actor.id] {
        user = (person.name ?? person.email, person.email)
      } else {
        user.name = try session.name(.person, actor.id) ?? ""
      }
    }
    return user
  }

  /// What the product shows as the client: its kit for machine accounts.
  static func client(_ event: Event) -> String {
    if event.actor?.kind == .account || event.device == 21 { return "SDK" }
    return event.device.map { "device \($0)" } ?? "sms"
  }

  /// A record: quotes only where they are needed.
  static func line(_ cells: [String]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (index, cell) in cells.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      guard needsQuotes(cell) else {
        bytes += cell.utf8
        continue
      }
      bytes.append(UInt8(ascii: "\""))
      for byte in cell.utf8 {
        if byte == UInt8(ascii: "\"") { bytes.append(byte) }
        bytes.append(byte)
      }
      bytes.append(UInt8(ascii: "\""))
    }
    bytes += [0x0D, 0x0A]
    return bytes
  }

  private static func needsQuotes(_ cell: String) -> Bool {
    let text = cell.utf8
    let blank = UInt8(ascii: " ")
    return text.first == blank || text.last == blank
      || text.contains { [0x22, 0x2C, 0x0D, 0x0A].contains($0) }
  }
}
