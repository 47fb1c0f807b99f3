package import JSON

/// Reads one YAML document and hands its values over as the tokens of JSON.
///
/// Plain scalars mean what the core schema of YAML 1.2 says; aliases are expanded within a limit; merge keys are
/// names like others. Names must be texts, and each the only one in its record.
package struct YAMLReader {
  /// How deep lists and records may nest.
  package var maximumDepth = 200
  /// How many events all aliases together may stand for.
  package var maximumExpansion = 100_000

  /// A reader with the default limits.
  package init(maximumDepth: Int = 200, maximumExpansion: Int = 100_000) {
    self.maximumDepth = maximumDepth
    self.maximumExpansion = maximumExpansion
  }

  /// Reads one document, `null` if there is none; `.inf` and `.nan` come as numbers, too.
  package func read<Handler: JSONHandler>(
    _ text: UnsafeBufferPointer<UInt8>, into handler: inout Handler
  ) throws(YAMLError) {
    let events = try events(text)
    var expansion = YAMLExpansion(events: events, reader: self)
    if events.isEmpty {
      try expansion.calling(nil) { () throws(JSONRefusal) in try handler.null() }
    } else {
      try expansion.emit(0..<events.count, into: &handler)
    }
  }

  /// The events of the only document, checked to be what is read here but for what aliases make of them.
  private func events(_ text: UnsafeBufferPointer<UInt8>) throws(YAMLError) -> [YAMLEvent] {
    var parser = try YAMLParser(text)
    var events: [YAMLEvent] = []
    var check = YAMLCheck(maximumDepth: maximumDepth)
    var documents = 0
    while true {
      let event = try parser.next()
      switch event.kind {
      case .endStream: return events
      case .startDocument:
        documents += 1
        if documents > 1 { throw event.error("the text holds several documents") }
        parser.restart()
      default:
        try check.take(event, events)
        events.append(event)
      }
    }
  }
}

/// Checks names and depth while the events arrive.
private struct YAMLCheck {
  private struct Level {
    let isRecord: Bool
    var names: Set<[UInt8]> = []
    var wantsName: Bool
  }

  let maximumDepth: Int
  private var levels: [Level] = []

  init(maximumDepth: Int) { self.maximumDepth = maximumDepth }

  mutating func take(_ event: YAMLEvent, _ events: [YAMLEvent]) throws(YAMLError) {
    if event.kind == .end {
      levels.removeLast()
      return
    }
    if let last = levels.indices.last, levels[last].isRecord {
      if levels[last].wantsName {
        let name = try Self.name(event, events)
        guard levels[last].names.insert(Array(name.utf8)).inserted else {
          throw event.error("the record has the name \"\(name)\" twice")
        }
      }
      levels[last].wantsName.toggle()
    }
    guard event.kind == .startList || event.kind == .startRecord else { return }
    if levels.count >= maximumDepth { throw event.error("lists and records are nested too deep") }
    levels.append(Level(isRecord: event.kind == .startRecord, wantsName: true))
  }

  /// The text of a name, which may stand there through an alias.
  static func name(_ event: YAMLEvent, _ events: [YAMLEvent]) throws(YAMLError) -> String {
    switch event.kind {
    case .scalar(let text, let isPlain):
      if isPlain && text.isEmpty { throw event.error("a name is missing") }
      return text
    case .alias(let first, _):
      if case .scalar(let text, _) = events[first].kind { return text }
      fallthrough
    default: throw event.error("a name must be a text, not a list or a record")
    }
  }
}

/// Hands events over, aliases expanded.
private struct YAMLExpansion {
  private struct Level {
    let isRecord: Bool
    var count = 0
    var wantsName: Bool
  }

  let events: [YAMLEvent]
  let reader: YAMLReader
  private var levels: [Level] = []
  private var expanded = 0

  init(events: [YAMLEvent], reader: YAMLReader) {
    self.events = events
    self.reader = reader
  }

  /// Hands a range of events over; a range that an alias names calls this again, once for a level of nesting at most.
  mutating func emit<Handler: JSONHandler>(
    _ range: Range<Int>, into handler: inout Handler
  ) throws(YAMLError) {
    for index in range {
      let event = events[index]
      if let last = levels.indices.last, event.kind != .end {
        if levels[last].isRecord && levels[last].wantsName {
          levels[last].wantsName = false
          var name = try YAMLCheck.name(event, events)
          try calling(event) { () throws(JSONRefusal) in
            try Self.with(&name) { bytes throws(JSONRefusal) in try handler.key(bytes) }
          }
          continue
        }
        levels[last].count += 1
        levels[last].wantsName = true
      }
      guard case .alias(let first, let end) = event.kind else {
        try emit(event, into: &handler)
        continue
      }
      expanded += end - first + 1
      if expanded > reader.maximumExpansion { throw event.error("the aliases stand for too much") }
      // The node counts once: it was counted with its alias.
      if let last = levels.indices.last {
        levels[last].count -= 1
        levels[last].wantsName = false
      }
      try emit(first..<end + 1, into: &handler)
    }
  }

  private mutating func emit<Handler: JSONHandler>(
    _ event: YAMLEvent, into handler: inout Handler
  ) throws(YAMLError) {
    switch event.kind {
    case .scalar(let text, let isPlain):
      try scalar(text, isPlain, event, into: &handler)
    case .startList, .startRecord:
      let isRecord = event.kind == .startRecord
      try checkTag(event, isRecord ? "map" : "seq")
      if levels.count >= reader.maximumDepth { throw event.error("lists and records are nested too deep") }
      levels.append(Level(isRecord: isRecord, wantsName: true))
      try calling(event) { () throws(JSONRefusal) in
        isRecord ? try handler.startObject() : try handler.startArray()
      }
    default:
      guard let level = levels.popLast() else { return }
      try calling(event) { () throws(JSONRefusal) in
        level.isRecord ? try handler.endObject(count: level.count) : try handler.endArray(count: level.count)
      }
    }
  }

  private func scalar<Handler: JSONHandler>(
    _ text: String, _ isPlain: Bool, _ event: YAMLEvent, into handler: inout Handler
  ) throws(YAMLError) {
    let value = try resolved(text, isPlain, event)
    try calling(event) { () throws(JSONRefusal) in
      switch value {
      case .null: try handler.null()
      case .bool(let value): try handler.bool(value)
      case .integer(let value): try handler.integer(value)
      case .number(let value): try handler.number(value)
      case .outOfRange: throw JSONRefusal("the integer does not fit 64 bits")
      case .text:
        var text = text
        try Self.with(&text) { bytes throws(JSONRefusal) in try handler.string(bytes) }
      }
    }
  }

  /// What a scalar means: by its tag, else by its text if it is plain.
  private func resolved(_ text: String, _ isPlain: Bool, _ event: YAMLEvent) throws(YAMLError) -> YAMLScalar {
    guard let tag = event.tag else { return isPlain ? YAMLScalar(plain: text) : .text }
    if tag == "!" || tag == YAMLTag.core + "str" { return .text }
    let value = YAMLScalar(plain: text)
    switch (tag, value) {
    case (YAMLTag.core + "null", .null), (YAMLTag.core + "bool", .bool), (YAMLTag.core + "int", .integer),
      (YAMLTag.core + "int", .outOfRange), (YAMLTag.core + "float", .number):
      return value
    case (YAMLTag.core + "float", .integer(let whole)): return .number(Double(whole))
    default: throw event.error("the tag \(YAMLTag.short(tag)) is not supported for this value")
    }
  }

  private func checkTag(_ event: YAMLEvent, _ kind: String) throws(YAMLError) {
    guard let tag = event.tag, tag != "!", tag != YAMLTag.core + kind else { return }
    throw event.error("the tag \(YAMLTag.short(tag)) is not supported for this value")
  }

  /// Calls the handler; its refusal gets the event's place.
  func calling(_ event: YAMLEvent?, _ body: () throws(JSONRefusal) -> Void) throws(YAMLError) {
    do throws(JSONRefusal) {
      try body()
    } catch {
      throw YAMLError(message: error.message, line: event?.line ?? 1, column: event?.column ?? 1)
    }
  }

  private static func with(
    _ text: inout String, _ body: (UnsafeBufferPointer<UInt8>) throws(JSONRefusal) -> Void
  ) throws(JSONRefusal) {
    let refusal = text.withUTF8 { bytes -> JSONRefusal? in
      do throws(JSONRefusal) { try body(bytes) } catch { return error }
      return nil
    }
    if let refusal { throw refusal }
  }
}

/// Tags as YAML spells them.
enum YAMLTag {
  static let core = "tag:yaml.org,2002:"

  /// `!!int` for a tag of the core schema.
  static func short(_ tag: String) -> String {
    tag.hasPrefix(core) ? "!!" + tag.dropFirst(core.count) : tag
  }
}
