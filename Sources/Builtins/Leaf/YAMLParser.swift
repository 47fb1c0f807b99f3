internal import Base
internal import CYAML
internal import Syntax

/// Why a text is no YAML that is read here, and where.
package struct YAMLError: Error, Equatable, Sendable {
  /// What is wrong, without the place.
  package let message: String
  /// The line, from 1.
  package let line: Int
  /// The column, from 1, in Unicode scalars.
  package let column: Int
  /// Whether one document was wanted and the text is right, but has more.
  package var hasMore = false
}

/// One event of a YAML document, in order.
struct YAMLEvent {
  enum Kind: Equatable {
    case scalar(text: String, isPlain: Bool)
    /// The node that ends at this event, which was begun earlier, stands here again.
    case alias(first: Int, last: Int)
    case startList
    case startRecord
    case end
    case startDocument
    case endDocument
    case endStream
  }

  let kind: Kind
  let tag: String?
  let line: Int
  let column: Int

  /// Whether it is the merge key of YAML 1.1, where a name stands.
  var isMerge: Bool {
    guard case .scalar("<<", let isPlain) = kind else { return false }
    return tag.map { $0 == YAMLTag.core + "merge" } ?? isPlain
  }

  func error(_ message: String) -> YAMLError { YAMLError(message: message, line: line, column: column) }
}

/// libyaml's event parser behind typed errors; anchors are resolved here.
struct YAMLParser: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let text: UnsafeBufferPointer<UInt8>
  /// What each anchor names: the node's events, its last one unknown while it is open.
  private var anchors: [ExactText: (first: Int, last: Int?)] = [:]
  private var open: [(anchor: String?, first: Int)] = []
  private var count = 0

  /// A parser over bytes that stay in place while it is used.
  init(_ text: UnsafeBufferPointer<UInt8>) throws(YAMLError) {
    parser = .allocate(capacity: 1)
    self.text = text
    guard yaml_parser_initialize(parser) == 1 else {
      throw YAMLError(message: "there is not enough memory", line: 1, column: 1)
    }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, text.baseAddress, text.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  /// The next event that a reader cares for.
  mutating func next() throws(YAMLError) -> YAMLEvent {
    while true {
      var event = yaml_event_t()
      guard yaml_parser_parse(parser, &event) == 1 else { throw error() }
      defer { yaml_event_delete(&event) }
      if let found = try converted(event) {
        count += 1
        return found
      }
    }
  }

  private mutating func converted(_ event: yaml_event_t) throws(YAMLError) -> YAMLEvent? {
    switch event.type {
    case YAML_STREAM_END_EVENT: return made(.endStream, event)
    case YAML_DOCUMENT_START_EVENT: return made(.startDocument, event)
    case YAML_DOCUMENT_END_EVENT: return made(.endDocument, event)
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      let kind = YAMLEvent.Kind.scalar(
        text: String(decoding: bytes, as: UTF8.self), isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
      let found = made(kind, event, Self.text(scalar.tag))
      if let anchor = Self.text(scalar.anchor) { anchors[ExactText(anchor)] = (count, count) }
      return found
    case YAML_SEQUENCE_START_EVENT:
      let start = event.data.sequence_start
      begin(Self.text(start.anchor))
      return made(.startList, event, Self.text(start.tag))
    case YAML_MAPPING_START_EVENT:
      let start = event.data.mapping_start
      begin(Self.text(start.anchor))
      return made(.startRecord, event, Self.text(start.tag))
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
      if let (anchor, first) = open.popLast(), let anchor, anchors[ExactText(anchor)]?.first == first {
        anchors[ExactText(anchor)]?.last = count
      }
      return made(.end, event)
    case YAML_ALIAS_EVENT: return try alias(event)
    default: return nil
    }
  }

  /// Begins a document: the next event is its number 0.
  mutating func restart() {
    anchors = [:]
    count = 0
  }

  private mutating func begin(_ anchor: String?) {
    open.append((anchor, count))
    if let anchor { anchors[ExactText(anchor)] = (count, nil) }
  }

  private func alias(_ event: yaml_event_t) throws(YAMLError) -> YAMLEvent {
    let name = Self.text(event.data.alias.anchor) ?? ""
    guard let target = anchors[ExactText(name)] else {
      throw made(.end, event).error("there is no anchor \"\(name)\" before this")
    }
    guard let last = target.last else {
      throw made(.end, event).error("the alias stands within what it names")
    }
    return made(.alias(first: target.first, last: last), event)
  }

  private func made(_ kind: YAMLEvent.Kind, _ event: yaml_event_t, _ tag: String? = nil) -> YAMLEvent {
    YAMLEvent(
      kind: kind, tag: tag, line: Int(event.start_mark.line) + 1, column: Int(event.start_mark.column) + 1)
  }

  private func error() -> YAMLError {
    var message = parser.pointee.problem.map { String(cString: $0) } ?? "this is no YAML"
    if let context = parser.pointee.context { message = String(cString: context) + ": " + message }
    if parser.pointee.error == YAML_READER_ERROR {
      let before = text.prefix(Int(parser.pointee.problem_offset))
      let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
      let column = before[start...].count { $0 & 0xC0 != 0x80 } + 1
      return YAMLError(message: message, line: before.count { $0 == 0x0A } + 1, column: column)
    }
    let mark = parser.pointee.problem_mark
    return YAMLError(message: message, line: Int(mark.line) + 1, column: Int(mark.column) + 1)
  }

  private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    pointer.map { String(cString: $0) }
  }
}
