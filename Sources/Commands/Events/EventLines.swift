internal import Base
internal import Crypto
internal import Glibc
internal import Interpreter
internal import JSON
internal import Vault

/// Files of events in JSON lines: an object a line.
struct EventLines: EventFormat {
  let file: EventFile

  init(_ file: EventFile) { self.file = file }

  func survey(_ note: (Int) throws(Fault) -> Void) throws(Fault) -> EventFile.Survey {
    var survey = EventFile.Survey()
    let hasher = SHA256Hasher()
    var splitter = LineBuffer()
    var start = (offset: 0, line: 1)
    var inBlock = 0
    var read = 0
    while true {
      let bytes = try file.bytes(at: read)
      hasher.update(bytes)
      read += bytes.count
      try note(bytes.count)
      splitter.feed(bytes)
      while let line = splitter.next(isLast: bytes.isEmpty) {
        let date: Int64
        if let plain = line.withUnsafeBufferPointer({ PlainEvent($0, now: file.now) }) {
          date = plain.date
        } else {
          guard let record = try record(line, splitter.number) else { continue }
          date = record.content.date
        }
        survey.note(date)
        inBlock += 1
        if inBlock == EventFile.blockSize {
          survey.blocks.append(
            EventFile.Block(offset: start.offset, length: splitter.offset - start.offset, line: start.line))
          start = (splitter.offset, splitter.number + 1)
          inBlock = 0
        }
      }
      if bytes.isEmpty { break }
      if splitter.pending > Self.longestLine {
        throw file.fault(splitter.number + 1, 1, "the line is longer than \(Self.longestLine) bytes")
      }
    }
    if inBlock > 0 {
      survey.blocks.append(
        EventFile.Block(offset: start.offset, length: read - start.offset, line: start.line))
    }
    survey.digest = hasher.finalize()
    return survey
  }

  /// The most bytes of a line.
  private static let longestLine = 1 << 16

  func records(_ block: EventFile.Block) throws(Fault) -> [EventFileLine] {
    var splitter = LineBuffer(firstLine: block.line)
    let bytes = try file.bytes(at: block.offset, count: block.length)
    splitter.feed(bytes)
    var records: [EventFileLine] = []
    while let line = splitter.next(isLast: true) {
      if let plain = line.withUnsafeBufferPointer({ PlainEvent($0, now: file.now) }) {
        records.append(
          EventFileLine(kind: .plain(plain, bytes, line.startIndex), lines: self, number: splitter.number))
      } else if let record = try record(line, splitter.number) {
        records.append(EventFileLine(kind: .read(record), lines: self, number: splitter.number))
      }
    }
    return records
  }

  fileprivate func record(_ line: ArraySlice<UInt8>, _ number: Int) throws(Fault) -> EventLine? {
    var bytes = Array(line)
    if number == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return nil }
    var content = EventLineContent(now: file.now)
    var text = bytes
    do throws(JSONError) {
      try JSONReader(maximumDepth: 8, firstLine: number).read(&text, into: &content)
    } catch {
      throw file.fault(error.line, error.column, error.message, help: content.help)
    }
    return EventLine(content: content, bytes: bytes, number: number, file: file)
  }
}

/// One line, as it was looked at.
struct EventFileLine: EventRecord {
  fileprivate enum Kind {
    /// A plain one, which begins at that place of the block's bytes.
    case plain(PlainEvent, [UInt8], Int)
    case read(EventLine)
  }

  fileprivate let kind: Kind
  fileprivate let lines: EventLines
  fileprivate let number: Int

  func event(_ ids: EventIDs) throws(Fault) -> ImportedEvent {
    switch kind {
    case .read(let line): return try line.event(ids)
    case .plain(let plain, let bytes, let start):
      let made = bytes.withUnsafeBufferPointer { plain.event(ids, $0, start) }
      if let made { return made }
      // What names nothing is read once more, to say where it stands.
      guard let line = try lines.record(bytes[start..<(start + plain.length)], number) else {
        throw lines.file.fault(number, 1, "the line is empty")
      }
      return try line.event(ids)
    }
  }
}

/// One line that was read as JSON.
struct EventLine: EventRecord {
  let content: EventLineContent
  /// The line as it stands in the file, to find a place in it again.
  fileprivate let bytes: [UInt8]
  fileprivate let number: Int
  fileprivate let file: EventFile

  func event(_ ids: EventIDs) throws(Fault) -> ImportedEvent {
    guard let code = content.code else { throw file.fault(number, 1, "`type` is missing") }
    var event = ImportedEvent(date: content.date, code: code)
    event.ip = content.ip
    event.device = content.device
    for member in EventLineContent.Member.allCases {
      guard let text = content.name(member), !text.isEmpty else { continue }
      let found: (kind: EntityKind?, id: UUID128)
      do throws(VaultError) { found = try ids.reference(text, member.kinds) } catch {
        throw place(of: member, error)
      }
      guard member == .actor else {
        event.set(member.kind, found.id)
        continue
      }
      var isAccount = found.kind == .account
      if found.kind == nil {
        let isKnown = try Fault.wrapping { () throws(VaultError) in try ids.isAccount(found.id) }
        isAccount = isKnown || content.device == EventFileWords.kit
      }
      event.actor = (isAccount ? .account : .person, found.id)
    }
    event.setActorOfAccount()
    return event
  }

  /// The line once more, up to the member that is no good.
  private func place(of member: EventLineContent.Member, _ error: VaultError) -> Fault {
    switch error {
    case .notFound, .ambiguous: break
    default: return Fault(error)
    }
    var again = EventLineContent(now: Int64.max)
    again.refused = (member, error.message)
    var text = bytes
    do throws(JSONError) {
      try JSONReader(maximumDepth: 8, firstLine: number).read(&text, into: &again)
    } catch let place {
      return file.fault(
        place.line, place.column, place.message,
        help: error.help ?? "give an id, of whatever vault, or the name of something in this one")
    }
    return Fault(error)
  }
}

/// Takes the tokens of a line: `{"date": …, "type": …, "actor": …}`.
struct EventLineContent: JSONHandler {
  /// What names something.
  enum Member: Int, CaseIterable {
    case actor, account, secret, project, person, group, token

    var name: String {
      switch self {
      case .actor: "actor"
      case .account: "machine_account"
      case .secret: "secret"
      case .project: "project"
      case .person: "person"
      case .group: "group"
      case .token: "token"
      }
    }

    init?(name: String) {
      guard let member = Self.allCases.first(where: { Texts.areSame($0.name, name) }) else { return nil }
      self = member
    }

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

  private static let members = ["date", "type", "ip", "device"] + Member.allCases.map(\.name)

  private(set) var code: EventCode?
  private(set) var ip: String?
  private(set) var device: Int64?
  /// What the members name, in the order of `Member`.
  private var names: [String?] = Array(repeating: nil, count: Member.allCases.count)
  /// What to do about a refusal.
  private(set) var help: String?
  /// A member to be refused, and why.
  var refused: (member: Member, why: String)?

  private let now: Int64
  private var instant: Int64?
  private var member: String?

  var date: Int64 { instant ?? 0 }

  /// What a member names.
  func name(_ member: Member) -> String? { names[member.rawValue] }

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
      case .success(let date): instant = date
      case .failure(let problem): throw refusal(problem.message, EventFileWords.dateHelp)
      }
    case "type": try setType(text)
    case "ip":
      if let problem = EventFileWords.problem(ip: text) { throw refusal(problem) }
      ip = text.isEmpty ? nil : text
    case let name?:
      guard let known = Member(name: name) else { throw wanted() }
      if let refused, refused.member == known { throw refusal(refused.why) }
      names[known.rawValue] = text
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
    guard Self.members.contains(text) else {
      throw refusal(
        "there is no `\(text)` in an event", "an event has " + Self.members.joined(separator: ", "))
    }
    member = text
  }

  mutating func startObject() throws(JSONRefusal) {
    if member != nil { throw wanted() }
  }

  mutating func endObject(count: Int) throws(JSONRefusal) {
    if instant == nil { throw refusal("the event has no `date`") }
    if code == nil { throw refusal("the event has no `type`") }
  }

  mutating func startArray() throws(JSONRefusal) { throw wanted() }

  mutating func endArray(count: Int) throws(JSONRefusal) {}
}
