internal import Base
internal import CSupport
internal import Interpreter
internal import JSON
internal import Vault

/// One line of a file of events: `{"date": …, "type": …, "actor": …}`.
struct EventLine: EventRecord {
  /// The value of a member.
  enum Token {
    case null
    case integer(Int64)
    case text(UnsafeBufferPointer<UInt8>)
  }

  /// Where a text lies among the texts; none where the count is 0.
  private struct Place {
    var start: Int32 = 0
    var count: Int32 = 0
  }

  private(set) var date: Int64 = 0
  /// The number of the type, which is a known one.
  private var type: Int64 = 0
  private var device: Int64?
  /// The texts of the members.
  private var places = InlineArray<11, Place>(repeating: Place())
  private var texts: [UInt8] = []
  /// The members that it has, a bit each.
  private var seen = 0
  private let file: EventFile
  /// The bytes of the line, and its number in the file.
  private let line: ArraySlice<UInt8>
  private let number: Int

  /// A line that says nothing yet.
  init(_ file: EventFile, _ line: ArraySlice<UInt8>, _ number: Int) {
    self.file = file
    self.line = number == 1 && line.starts(with: [0xEF, 0xBB, 0xBF]) ? line.dropFirst(3) : line
    self.number = number
  }

  // MARK: reading

  /// Takes a member, or says what is wrong with it.
  mutating func take(_ member: LineMember, _ token: Token) throws(EventFileWords.Problem) {
    switch (member, token) {
    case (.date, .text(let text)): date = try EventFileWords.date(text, notAfter: file.now)
    case (.type, .text(let text)):
      type = try EventFileWords.code(String(decoding: text, as: UTF8.self)).number
    case (.type, .integer(let number)):
      type = EventCode(number: number) == nil ? try EventFileWords.code(String(number)).number : number
    case (.device, .integer(let number)): device = number
    case (_, .null) where !member.isRequired: break
    case (.device, .text), (_, .integer), (_, .null): throw EventFileWords.Problem(member.wanted)
    case (_, .text(let text)):
      if member == .ip { try EventFileWords.check(ip: text) }
      places[member.rawValue] = Place(start: Int32(texts.count), count: Int32(text.count))
      texts += text
    }
    seen |= 1 << member.rawValue
  }

  /// The member that each event has and this one lacks.
  var missing: LineMember? {
    LineMember.allCases.first { $0.isRequired && seen & 1 << $0.rawValue == 0 }
  }

  /// Takes the members of a line in which nothing is escaped and everything is right; false for any other.
  mutating func takeFields(_ fields: LineFields) -> Bool {
    let line = line
    texts.reserveCapacity(line.count)
    return line.withUnsafeBufferPointer { (text) -> Bool in
      let count = sms_flat_json_layout(
        text.baseAddress, UInt32(clamping: text.count), fields.values, fields.keys, Int32(LineFields.most))
      for index in 0..<Int(max(0, count)) {
        guard let member = LineMember(Self.slice(text, fields.keys[index])), seen & 1 << member.rawValue == 0,
          let token = Self.token(fields.values[index], text), (try? take(member, token)) != nil
        else { return false }
      }
      return count > 0 && missing == nil
    }
  }

  private static func token(_ field: sms_field, _ line: UnsafeBufferPointer<UInt8>) -> Token? {
    let text = slice(line, field)
    switch Unicode.Scalar(field.kind) {
    case "s": return .text(text)
    case "0": return .null
    // The reader of JSON has the say about a number below zero.
    case "i" where text.first != UInt8(ascii: "-"):
      return .integer(text.reduce(0) { $0 &* 10 &+ Int64($1 &- 0x30) })
    default: return nil
    }
  }

  private static func slice(
    _ line: UnsafeBufferPointer<UInt8>, _ field: sms_field
  ) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: line[Int(field.start)..<Int(field.start + field.length)])
  }

  /// Reads the line as JSON, which says what is wrong with it; nil where it holds only blanks.
  func read() throws(Fault) -> EventLine? {
    if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return nil }
    return try read(refusing: nil)
  }

  /// The same; a member to be refused is, with what is wrong with it.
  private func read(refusing refused: (LineMember, EventFileWords.Problem)?) throws(Fault) -> EventLine {
    var parser = EventLineParser(EventLine(file, line, number), refused)
    var text = Array(line)
    do throws(JSONError) {
      try JSONReader(maximumDepth: 8, firstLine: number).read(&text, into: &parser)
    } catch {
      throw file.fault(error.line, error.column, error.message, help: parser.help)
    }
    return parser.event
  }

  // MARK: what it names

  private func withText<T>(_ member: LineMember, _ body: (UnsafeBufferPointer<UInt8>) -> T) -> T {
    let place = places[member.rawValue]
    return texts.withUnsafeBufferPointer {
      body(UnsafeBufferPointer(rebasing: $0[Int(place.start)..<Int(place.start + place.count)]))
    }
  }

  private func has(_ member: LineMember) -> Bool { places[member.rawValue].count > 0 }

  private func text(_ member: LineMember) -> String {
    withText(member) { String(decoding: $0, as: UTF8.self) }
  }

  func event(_ ids: EventIDs) throws(Fault) -> ImportedEvent {
    guard let code = EventCode(number: type) else { throw file.fault(number, 1, "`type` is missing") }
    var event = ImportedEvent(date: date, code: code)
    event.device = device
    if has(.ip) { event.ip = text(.ip) }
    for member in LineMember.allCases where has(member) && !member.kinds.isEmpty {
      guard let found = withText(member, { ids.known($0, member) }) else {
        throw refusal(of: member, ids)
      }
      if member != .actor {
        event.set(member.kinds[0], found.id)
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
  private func refusal(of member: LineMember, _ ids: EventIDs) -> Fault {
    do throws(VaultError) {
      let found = try ids.reference(text(member), member.kinds)
      if found.kind == nil { _ = try ids.isAccount(found.id) }
      return file.fault(number, 1, "`\(member.name)` names nothing")
    } catch {
      switch error {
      case .notFound, .ambiguous: break
      default: return Fault(error)
      }
      let problem = EventFileWords.Problem(
        error.message,
        error.help ?? "give an id, of whatever vault, or the name of something in this one")
      do throws(Fault) { _ = try read(refusing: (member, problem)) } catch let fault { return fault }
      return Fault(error)
    }
  }
}

/// Takes the tokens of a line that is read as JSON.
private struct EventLineParser: JSONHandler {
  private(set) var event: EventLine
  /// What to do about a refusal.
  private(set) var help: String?
  private let refused: (member: LineMember, problem: EventFileWords.Problem)?
  /// The member whose value follows; nil before the first one.
  private var member: LineMember?

  init(_ event: EventLine, _ refused: (LineMember, EventFileWords.Problem)?) {
    self.event = event
    self.refused = refused
  }

  private mutating func refusal(_ problem: EventFileWords.Problem) -> JSONRefusal {
    help = problem.help
    return JSONRefusal(problem.message)
  }

  /// The refusal of what stands in the place of something else.
  private func wanted() -> JSONRefusal {
    JSONRefusal(member?.wanted ?? "an object `{\"date\": …, \"type\": …}` is wanted here")
  }

  private mutating func take(_ token: EventLine.Token) throws(JSONRefusal) {
    guard let member else { throw wanted() }
    do throws(EventFileWords.Problem) { try event.take(member, token) } catch { throw refusal(error) }
  }

  mutating func null() throws(JSONRefusal) { try take(.null) }

  mutating func bool(_ value: Bool) throws(JSONRefusal) { throw wanted() }

  mutating func number(_ value: Double) throws(JSONRefusal) { throw wanted() }

  mutating func integer(_ value: Int64) throws(JSONRefusal) { try take(.integer(value)) }

  mutating func string(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONRefusal) {
    if let refused, refused.member == member { throw refusal(refused.problem) }
    try take(.text(bytes))
  }

  mutating func key(_ name: UnsafeBufferPointer<UInt8>) throws(JSONRefusal) {
    guard let known = LineMember(name) else {
      let name = String(decoding: name, as: UTF8.self)
      throw refusal(
        EventFileWords.Problem("there is no `\(name)` in an event", "an event has " + LineMember.names))
    }
    member = known
  }

  mutating func startObject() throws(JSONRefusal) {
    if member != nil { throw wanted() }
  }

  mutating func endObject(count: Int) throws(JSONRefusal) {
    if let missing = event.missing {
      throw refusal(EventFileWords.Problem("the event has no `\(missing.name)`"))
    }
  }

  mutating func startArray() throws(JSONRefusal) { throw wanted() }

  mutating func endArray(count: Int) throws(JSONRefusal) {}
}
