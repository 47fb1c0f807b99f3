import Base
import JSON
import Vault

/// An event as a line: with ids, never a name, so that a server without keys writes the same.
///
/// It begins with the vault, the number and the hash, by which its end is found again.
struct SinkLine {
  private let format: SinkFormat
  private let vault: String

  init(_ format: SinkFormat, vault: UUID128) {
    self.format = format
    self.vault = vault.text
  }

  /// The line of an event, without its end.
  func text(_ event: EventRow) -> String {
    switch format {
    case .json: json(event)
    case .cef: cef(event)
    }
  }

  // MARK: writing

  private static let jsonStart = #"{"vault":""#
  private static let cefStart = "CEF:0|sms|sms|1|"
  private static let cefVault = " cs1Label=vault cs1="

  private func json(_ event: EventRow) -> String {
    var writer = JSONWriter()
    writer.startObject()
    writer.key("vault")
    writer.string(vault)
    writer.key("number")
    writer.integer(event.number)
    writer.key("hash")
    writer.string(hexEncode(event.hash))
    writer.key("date")
    writer.string(DateText.format(microseconds: event.date))
    writer.key("type")
    writer.integer(event.type)
    for (key, text) in facts(event) {
      writer.key(key)
      writer.string(text)
    }
    writer.endObject()
    return writer.text
  }

  /// What an event says beside its place, under the keys of JSON.
  private func facts(_ event: EventRow) -> [(key: String, text: String)] {
    let ids: [(String, UUID128?)] = [
      ("actor_person", event.actorPerson), ("actor_account", event.actorAccount),
      ("credential", event.credential), ("run", event.runID), ("secret", event.secret),
      ("project", event.project), ("account", event.account), ("person", event.person),
      ("group", event.group), ("token", event.token),
    ]
    let texts: [(String, String?)] = [
      ("name", EventCode(number: event.type)?.name), ("origin", event.origin.word), ("id", event.id.text),
    ]
    return
      (texts + ids.map { ($0, $1?.text) } + [
        ("change", Event.change(event.type, event.origin, event.detail, project: event.project)),
        ("ip", event.ip),
      ]).compactMap { key, text in text.map { (key, $0) } }
  }

  /// The names of the format where it has one for what we say; the others have labels.
  private static let cefKeys = [
    "id": "externalId", "ip": "src", "name": "act", "actor_person": "suid", "actor_account": "spid",
  ]

  private func cef(_ event: EventRow) -> String {
    let name = EventCode(number: event.type)?.name ?? "unknown"
    var text = Self.cefStart + "\(event.type)|\(name)|\(Self.severity(event))|"
    text += "rt=\(event.date / 1000)" + Self.cefVault + vault
    text += " cn1Label=number cn1=\(event.number) cs2Label=hash cs2=\(hexEncode(event.hash))"
    for (key, value) in facts(event) {
      text += " \(Self.cefKeys[key] ?? "sms_\(key)")=\(Self.escaped(value))"
    }
    return text
  }

  /// How grave an event is, from 0 to 10: refused sign-ins stand out.
  private static func severity(_ event: EventRow) -> Int {
    switch EventCode(number: event.type) {
    case .signInRefused, .tokenRefused: 7
    case .secretRetrieved, .projectRetrieved: 3
    default: 5
    }
  }

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", "=": escaped += "\\" + String(scalar)
      case "\n": escaped += "\\n"
      case "\r": escaped += "\\r"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  // MARK: reading

  /// Whether a line is one of a sink, of any vault and in any format.
  static func isOne(_ line: ArraySlice<UInt8>) -> Bool {
    line.starts(with: jsonStart.utf8) || line.starts(with: cefStart.utf8)
  }

  /// Whether bytes are the beginning of such a line.
  static func begins(_ bytes: ArraySlice<UInt8>) -> Bool {
    isOne(bytes) || jsonStart.utf8.starts(with: bytes) || cefStart.utf8.starts(with: bytes)
  }

  /// The event of a line of this vault, in either format; nil: it is of another vault.
  func end(_ line: ArraySlice<UInt8>) -> SinkEnd? {
    guard Self.isOne(line) else { return nil }
    return Self.end(line, behind: Self.jsonStart + vault + #"","number":"#, and: #","hash":""#)
      ?? Self.end(line, behind: Self.cefVault + vault + " cn1Label=number cn1=", and: " cs2Label=hash cs2=")
  }

  private static func end(_ line: ArraySlice<UInt8>, behind start: String, and middle: String) -> SinkEnd? {
    guard let number = place(behind: start, in: line), let hash = place(behind: middle, in: line[number...])
    else { return nil }
    let digits = line[number..<(hash - middle.utf8.count)]
    guard let event = Int64(String(decoding: digits, as: UTF8.self)), event > 0,
      let bytes = hexDecode(String(decoding: line[hash...].prefix(64), as: UTF8.self)), bytes.count == 32
    else { return nil }
    return SinkEnd(event: event, hash: bytes)
  }

  private static func place(behind part: String, in line: ArraySlice<UInt8>) -> Int? {
    let starts = line.indices.first { line[$0...].starts(with: part.utf8) }
    return starts.map { $0 + part.utf8.count }
  }
}
