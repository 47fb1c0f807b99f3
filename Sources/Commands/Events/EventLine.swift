internal import Base
internal import CSupport
internal import Interpreter
internal import JSON
internal import Syntax
internal import Vault

/// One line of a file of events: `{"date": …, "type": …, "actor": …}`.
struct EventLine: EventRecord {
  /// What names something.
  enum Member: Int, CaseIterable {
    case actor, account, secret, project, person, group, token

    var name: String { EventLine.members[rawValue + 4] }

    /// What it names; an actor may also be a machine account.
    var kind: EntityKind {
      switch self {
      case .actor, .person: .person
      case .account: .account
      case .secret: .secret
      case .project: .project
      case .group: .group
      case .token: .token
      }
    }

    var kinds: [EntityKind] { self == .actor ? [.person, .account] : [kind] }
  }

  /// Where a text lies; none where the count is 0.
  private struct Place {
    var start: Int32 = 0
    var count: Int32 = 0
  }

  fileprivate static let members = [
    "date", "type", "ip", "device", "actor", "machine_account", "secret", "project", "person", "group",
    "token",
  ]
  private static let keys = members.map { Array($0.utf8) }

  private(set) var date: Int64 = 0
  /// The number of the type, which is a known one.
  private var type: Int64 = 0
  private var device: Int64?
  private var ip = Place()
  /// What the members name.
  private var names = InlineArray<7, Place>(repeating: Place())
  /// The bytes that the texts lie in: those of the file, where nothing in the line is escaped.
  private var texts: ArraySlice<UInt8>
  private let file: EventFile
  /// The bytes of the line, and its number in the file.
  private let line: ArraySlice<UInt8>
  private let number: Int

  /// A line that says nothing yet.
  init(_ file: EventFile, _ line: ArraySlice<UInt8>, _ number: Int) {
    self.file = file
    self.line = number == 1 && line.starts(with: [0xEF, 0xBB, 0xBF]) ? line.dropFirst(3) : line
    self.number = number
    texts = line
  }

  private func text(_ place: Place) -> String {
    String(decoding: texts[Int(place.start)..<Int(place.start + place.count)], as: UTF8.self)
  }

  // MARK: reading

  /// Takes the fields of a line in which nothing is escaped and everything is right; false for any other.
  mutating func takeFields(_ fields: LineFields) -> Bool {
    line.withUnsafeBufferPointer { (text) -> Bool in
      let count = sms_flat_json_layout(
        text.baseAddress, UInt32(clamping: text.count), fields.values, fields.keys, Int32(LineFields.most))
      var seen = 0
      for index in 0..<Int(max(0, count)) {
        let key = Self.slice(text, fields.keys[index])
        guard let member = Self.keys.firstIndex(where: { $0.elementsEqual(key) }), seen & 1 << member == 0,
          take(member, fields.values[index], text)
        else { return false }
        seen |= 1 << member
      }
      // Date and type.
      return seen & 3 == 3
    }
  }

  private static func slice(
    _ line: UnsafeBufferPointer<UInt8>, _ field: sms_field
  ) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: line[Int(field.start)..<Int(field.start + field.length)])
  }

  private mutating func take(
    _ member: Int, _ field: sms_field, _ line: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    let text = Self.slice(line, field)
    let place = Place(start: Int32(self.line.startIndex) + Int32(field.start), count: Int32(field.length))
    switch (member, Unicode.Scalar(field.kind)) {
    case (0, "s"):
      guard let date = DateText.parse(text), date.microseconds <= file.now else { return false }
      self.date = date.microseconds
    case (1, "i"):
      guard let number = Self.number(text), EventCode(number: number) != nil else { return false }
      type = number
    case (2, "s"):
      if text.count > EventImport.addressLength { return false }
      if text.contains(where: { $0 == 0x20 || $0 == 0x7F }) { return false }
      ip = place
    case (3, "i"):
      guard let number = Self.number(text) else { return false }
      device = number
    case (4..., "s"): names[member - 4] = place
    case (2..., "0"): break
    default: return false
    }
    return true
  }

  /// A whole number that is not below zero.
  private static func number(_ digits: UnsafeBufferPointer<UInt8>) -> Int64? {
    digits.first == UInt8(ascii: "-") ? nil : digits.reduce(0) { $0 &* 10 &+ Int64($1 &- 0x30) }
  }

  /// Reads the line as JSON, which says what is wrong with it; false where it holds only blanks.
  mutating func read() throws(Fault) -> Bool {
    if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return false }
    var parser = EventLineParser(now: file.now)
    try parse(&parser)
    (date, type, device) = (parser.date ?? 0, parser.code?.number ?? 0, parser.device)
    texts = []
    ip = added(parser.ip)
    for index in names.indices { names[index] = added(parser.names[index]) }
    return true
  }

  private mutating func added(_ text: String?) -> Place {
    let start = texts.count
    texts += (text ?? "").utf8
    return Place(start: Int32(start), count: Int32(texts.count - start))
  }

  private func parse(_ parser: inout EventLineParser) throws(Fault) {
    var text = Array(line)
    do throws(JSONError) {
      try JSONReader(maximumDepth: 8, firstLine: number).read(&text, into: &parser)
    } catch {
      throw file.fault(error.line, error.column, error.message, help: parser.help)
    }
  }

  // MARK: what it names

  func event(_ ids: EventIDs) throws(Fault) -> ImportedEvent {
    guard let code = EventCode(number: type) else { throw file.fault(number, 1, "`type` is missing") }
    var event = ImportedEvent(date: date, code: code)
    event.device = device
    if ip.count > 0 { event.ip = text(ip) }
    for member in Member.allCases where names[member.rawValue].count > 0 {
      let place = names[member.rawValue]
      let found = texts.withUnsafeBufferPointer { texts in
        let start = Int(place.start) - self.texts.startIndex
        return ids.known(
          UnsafeBufferPointer(rebasing: texts[start..<start + Int(place.count)]), member)
      }
      guard let found else { throw refusal(of: member, ids) }
      guard member == .actor else {
        event.set(member.kind, found.id)
        continue
      }
      let isAccount = found.isAccount || found.kind == nil && device == EventFileWords.kit
      event.actor = (isAccount ? .account : .person, found.id)
    }
    // In the product's rows about secrets and projects the machine account is who acted.
    if event.actor == nil, 2100..<2300 ~= code.number, let account = event.account {
      event.actor = (.account, account)
      event.account = nil
    }
    return event
  }

  /// Why what a member names is not found: the line is read once more, up to there.
  private func refusal(of member: Member, _ ids: EventIDs) -> Fault {
    do throws(VaultError) {
      let found = try ids.reference(text(names[member.rawValue]), member.kinds)
      if found.kind == nil { _ = try ids.isAccount(found.id) }
      return file.fault(number, 1, "`\(member.name)` names nothing")
    } catch {
      switch error {
      case .notFound, .ambiguous: break
      default: return Fault(error)
      }
      var again = EventLineParser(now: Int64.max)
      again.refused = (
        member.name, error.message,
        error.help ?? "give an id, of whatever vault, or the name of something in this one"
      )
      do throws(Fault) { try parse(&again) } catch let fault { return fault }
      return Fault(error)
    }
  }
}

/// Takes the tokens of a line.
private struct EventLineParser: JSONHandler {
  private(set) var code: EventCode?
  private(set) var date: Int64?
  private(set) var ip: String?
  private(set) var device: Int64?
  /// What the members name.
  private(set) var names = [String?](repeating: nil, count: EventLine.Member.allCases.count)
  /// What to do about a refusal.
  private(set) var help: String?
  /// A member to be refused, why, and what to do about it.
  var refused: (member: String, why: String, help: String)?
  private let now: Int64
  private var member: String?

  init(now: Int64) { self.now = now }

  private mutating func refusal(_ message: String, _ help: String? = nil) -> JSONRefusal {
    self.help = help
    return JSONRefusal(message)
  }

  private mutating func wanted() -> JSONRefusal {
    switch member {
    case nil: refusal("an object `{\"date\": …, \"type\": …}` is wanted here")
    case "device": refusal("a number is wanted here")
    case "type": refusal("a type of event is wanted here", EventFileWords.typeHelp)
    default: refusal("a text is wanted here")
    }
  }

  mutating func null() throws(JSONRefusal) {
    if member == nil || member == "date" || member == "type" { throw wanted() }
  }

  mutating func bool(_ value: Bool) throws(JSONRefusal) { throw wanted() }

  mutating func number(_ value: Double) throws(JSONRefusal) { throw wanted() }

  mutating func integer(_ value: Int64) throws(JSONRefusal) {
    switch member {
    case "device": device = value
    case "type": try setType(String(value))
    default: throw wanted()
    }
  }

  mutating func string(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONRefusal) {
    let text = String(decoding: bytes, as: UTF8.self)
    switch member {
    case "date":
      switch EventFileWords.date(text, notAfter: now) {
      case .success(let date): self.date = date
      case .failure(let problem): throw refusal(problem.message, EventFileWords.dateHelp)
      }
    case "type": try setType(text)
    case "ip":
      if let problem = EventFileWords.problem(ip: text) { throw refusal(problem) }
      ip = text.isEmpty ? nil : text
    case let name?:
      guard let known = EventLine.Member.allCases.firstIndex(where: { $0.name == name }) else {
        throw wanted()
      }
      if let refused, refused.member == name { throw refusal(refused.why, refused.help) }
      names[known] = text
    case nil: throw wanted()
    }
  }

  private mutating func setType(_ text: String) throws(JSONRefusal) {
    guard let code = EventFileWords.code(text) else {
      throw refusal(EventFileWords.unknownType(text), EventFileWords.typeHelp)
    }
    self.code = code
  }

  mutating func key(_ name: UnsafeBufferPointer<UInt8>) throws(JSONRefusal) {
    let text = String(decoding: name, as: UTF8.self)
    guard EventLine.members.contains(text) else {
      throw refusal(
        "there is no `\(text)` in an event", "an event has " + EventLine.members.joined(separator: ", "))
    }
    member = text
  }

  mutating func startObject() throws(JSONRefusal) {
    if member != nil { throw wanted() }
  }

  mutating func endObject(count: Int) throws(JSONRefusal) {
    if date == nil { throw refusal("the event has no `date`") }
    if code == nil { throw refusal("the event has no `type`") }
  }

  mutating func startArray() throws(JSONRefusal) { throw wanted() }

  mutating func endArray(count: Int) throws(JSONRefusal) {}
}
