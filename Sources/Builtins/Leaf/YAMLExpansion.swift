internal import JSON

/// Hands the events of a document over, aliases and merges expanded.
struct YAMLExpansion {
  private struct Level {
    let isRecord: Bool
    var count = 0
    var wantsName: Bool
  }

  /// A field of a record with all merges done.
  private struct Field {
    let name: [UInt8]
    /// The event of its name, and the first one of its value.
    let key: Int
    let value: Int
    var isMerged = false
  }

  let events: [YAMLEvent]
  let reader: YAMLReader
  private let merging: Set<Int>
  private var levels: [Level] = []
  private var expanded = 0
  /// The fields of records that merge, or are merged, by their first event.
  private var known: [Int: [Field]] = [:]

  init(events: [YAMLEvent], merging: Set<Int>, reader: YAMLReader) {
    self.events = events
    self.merging = merging
    self.reader = reader
  }

  /// Hands a range of events over; a range that an alias names calls this again, once for a level of nesting at most.
  mutating func emit<Handler: JSONHandler>(
    _ range: Range<Int>, into handler: inout Handler
  ) throws(YAMLError) {
    var next = range.lowerBound
    while next < range.upperBound {
      let index = next
      let event = events[index]
      next += 1
      if let last = levels.indices.last, event.kind != .end {
        if levels[last].isRecord && levels[last].wantsName {
          levels[last].wantsName = false
          try key(event, into: &handler)
          continue
        }
        levels[last].count += 1
        levels[last].wantsName = true
      }
      if merging.contains(index) {
        next = try merged(index, into: &handler)
        continue
      }
      guard case .alias(let first, let end) = event.kind else {
        try emit(event, into: &handler)
        continue
      }
      try count(end - first + 1, event)
      // The node counts once: it was counted with its alias.
      if let last = levels.indices.last {
        levels[last].count -= 1
        levels[last].wantsName = false
      }
      try emit(first..<end + 1, into: &handler)
    }
  }

  /// Counts events that aliases and merges stand for.
  private mutating func count(_ more: Int, _ event: YAMLEvent) throws(YAMLError) {
    expanded += more
    if expanded > reader.maximumExpansion { throw event.error("the aliases stand for too much") }
  }

  private func key<Handler: JSONHandler>(
    _ event: YAMLEvent, into handler: inout Handler
  ) throws(YAMLError) {
    var name = try YAMLCheck.name(event, events)
    try calling(event) { () throws(JSONRefusal) in
      try Self.with(&name) { bytes throws(JSONRefusal) in try handler.key(bytes) }
    }
  }

  // MARK: merges

  /// Hands a record over that merges others; the event behind it.
  private mutating func merged<Handler: JSONHandler>(
    _ first: Int, into handler: inout Handler
  ) throws(YAMLError) -> Int {
    let fields = try fields(of: first)
    try emit(events[first], into: &handler)
    for field in fields {
      let end = end(of: field.value)
      if field.isMerged { try count(end - field.value + 1, events[first]) }
      // Its name is given here.
      levels[levels.count - 1].wantsName = false
      try key(events[field.key], into: &handler)
      try emit(field.value..<end + 1, into: &handler)
    }
    let last = end(of: first)
    try emit(events[last], into: &handler)
    return last + 1
  }

  /// The fields of a record: its own where they stand, those of what it merges in the place of `<<`, but for names
  /// that it has itself or that an earlier one brought.
  private mutating func fields(of first: Int) throws(YAMLError) -> [Field] {
    if let fields = known[first] { return fields }
    var entries: [Field] = []
    var names: Set<[UInt8]> = []
    var index = first + 1
    while events[index].kind != .end {
      let value = end(of: index) + 1
      let isMerge = events[index].isMerge
      let name = isMerge ? [] : Array(try YAMLCheck.name(events[index], events).utf8)
      if !isMerge { names.insert(name) }
      entries.append(Field(name: name, key: index, value: value, isMerged: isMerge))
      index = end(of: value) + 1
    }
    var fields: [Field] = []
    for entry in entries {
      guard entry.isMerged else {
        fields.append(entry)
        continue
      }
      for source in try sources(entry.value) {
        let brought = try self.fields(of: source)
        try count(brought.count, events[entry.key])
        for var field in brought where names.insert(field.name).inserted {
          field.isMerged = true
          fields.append(field)
        }
      }
    }
    known[first] = fields
    return fields
  }

  /// The beginnings of the records that a `<<` names.
  private func sources(_ value: Int) throws(YAMLError) -> [Int] {
    let first = target(value)
    if events[first].kind == .startRecord { return [first] }
    let wrong = events[value].error("`<<` merges a record, or a list of records")
    guard events[first].kind == .startList else { throw wrong }
    var found: [Int] = []
    var index = first + 1
    while events[index].kind != .end {
      let item = target(index)
      guard events[item].kind == .startRecord else { throw wrong }
      found.append(item)
      index = end(of: index) + 1
    }
    return found
  }

  /// The first event of a node, or of the node that an alias names.
  private func target(_ index: Int) -> Int {
    guard case .alias(let first, _) = events[index].kind else { return index }
    return first
  }

  /// The last event of the node that begins with an event.
  private func end(of first: Int) -> Int {
    var depth = 0
    var index = first
    while true {
      switch events[index].kind {
      case .startList, .startRecord: depth += 1
      case .end: depth -= 1
      default: break
      }
      if depth == 0 { return index }
      index += 1
    }
  }

  // MARK: values

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
