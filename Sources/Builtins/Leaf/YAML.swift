internal import Interpreter
package import JSON

/// Reads YAML documents and hands their values over as the tokens of JSON.
///
/// Plain scalars mean what the core schema of YAML 1.2 says, but `<<` is the merge key of 1.1; aliases are expanded
/// within a limit. Names must be texts, and each the only one in its record.
package struct YAMLReader {
  /// How deep lists and records may nest.
  package var maximumDepth = 200
  /// How many events all aliases and merges of a document together may stand for.
  package var maximumExpansion = 100_000

  /// A reader with the default limits.
  package init(maximumDepth: Int = 200, maximumExpansion: Int = 100_000) {
    self.maximumDepth = maximumDepth
    self.maximumExpansion = maximumExpansion
  }

  /// Reads the only document, `null` if there is none; `.inf` and `.nan` come as numbers, too.
  package func read<Handler: JSONHandler>(
    _ text: UnsafeBufferPointer<UInt8>, into handler: inout Handler
  ) throws(YAMLError) {
    var parser = try YAMLDocumentParser(text, self)
    guard try parser.next(isOnly: true, into: &handler) else {
      do throws(JSONRefusal) {
        return try handler.null()
      } catch {
        throw YAMLError(message: error.message, line: 1, column: 1)
      }
    }
  }
}

/// Reads the documents of a text one by one.
struct YAMLDocumentParser: ~Copyable {
  private let reader: YAMLReader
  private var parser: YAMLParser

  /// A parser over bytes that stay in place while it is used.
  init(_ text: UnsafeBufferPointer<UInt8>, _ reader: YAMLReader) throws(YAMLError) {
    self.reader = reader
    parser = try YAMLParser(text)
  }

  /// Reads the next document; false if there is none.
  ///
  /// Of the only one no other may follow.
  mutating func next<Handler: JSONHandler>(
    isOnly: Bool = false, into handler: inout Handler
  ) throws(YAMLError) -> Bool {
    guard try parser.next().kind == .startDocument else { return false }
    parser.restart()
    var events: [YAMLEvent] = []
    var check = YAMLCheck(maximumDepth: reader.maximumDepth)
    while true {
      let event = try parser.next()
      if Work.isOver() { throw event.error("the run was stopped") }
      if event.kind == .endDocument || event.kind == .endStream { break }
      try check.take(event, events)
      events.append(event)
    }
    if isOnly {
      let event = try parser.next()
      if event.kind == .startDocument {
        var error = event.error("the text holds several documents")
        error.hasMore = true
        throw error
      }
    }
    var expansion = YAMLExpansion(events: events, merging: check.merging, reader: reader)
    try expansion.emit(0..<events.count, into: &handler)
    return true
  }
}

/// Checks names and depth while the events arrive.
struct YAMLCheck {
  private struct Level {
    let isRecord: Bool
    /// The event that began it.
    let first: Int
    var names: Set<[UInt8]> = []
    var wantsName: Bool
  }

  let maximumDepth: Int
  private var levels: [Level] = []
  /// The beginnings of the records that merge others.
  private(set) var merging: Set<Int> = []

  init(maximumDepth: Int) { self.maximumDepth = maximumDepth }

  mutating func take(_ event: YAMLEvent, _ events: [YAMLEvent]) throws(YAMLError) {
    if event.kind == .end {
      levels.removeLast()
      return
    }
    if let last = levels.indices.last, levels[last].isRecord {
      if levels[last].wantsName, event.isMerge {
        guard merging.insert(levels[last].first).inserted else {
          throw event.error("the record merges twice: `<<: [*a, *b]` merges several")
        }
      } else if levels[last].wantsName {
        let name = try Self.name(event, events)
        guard levels[last].names.insert(Array(name.utf8)).inserted else {
          throw event.error("the record has the name \"\(name)\" twice")
        }
      }
      levels[last].wantsName.toggle()
    }
    guard event.kind == .startList || event.kind == .startRecord else { return }
    if levels.count >= maximumDepth { throw event.error("lists and records are nested too deep") }
    levels.append(Level(isRecord: event.kind == .startRecord, first: events.count, wantsName: true))
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
