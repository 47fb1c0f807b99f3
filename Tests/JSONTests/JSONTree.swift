import JSON

/// A JSON value for tests.
indirect enum Node: Equatable, Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case text(String)
  case list([Node])
  case record([Member])

  struct Member: Equatable, Sendable {
    let name: [UInt8]
    let value: Node
  }

  static func record(_ members: (String, Node)...) -> Node {
    .record(members.map { Member(name: Array($0.0.utf8), value: $0.1) })
  }

  static func random(depth: Int, using random: inout SystemRandomNumberGenerator) -> Node {
    switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &random) {
    case 0: return .null
    case 1: return .bool(.random(using: &random))
    case 2: return .integer(Int64(bitPattern: random.next()) >> Int64.random(in: 0..<64, using: &random))
    case 3:
      let value = Double(bitPattern: random.next())
      return .number(value.isFinite ? value : 0.1)
    case 4: return .text(randomText(using: &random))
    case 5, 6:
      return .list(
        (0..<Int.random(in: 0..<5, using: &random)).map { _ in .random(depth: depth - 1, using: &random) })
    default:
      let count = Int.random(in: 0..<(Int.random(in: 0..<20, using: &random) == 0 ? 40 : 5), using: &random)
      return .record(
        (0..<count).map { index in
          let name = Array("\(index)\(randomText(using: &random))".utf8)
          return Member(name: name, value: .random(depth: depth - 1, using: &random))
        })
    }
  }

  /// Text with everything that escaping and decoding meet.
  static func randomText(using random: inout SystemRandomNumberGenerator) -> String {
    let pieces = [
      "a", "plain words ", "\"", "\\", "\n", "\u{1}", "\u{7F}", "é", "€", "😀", "/", "\t", "\u{2028}",
      "e\u{301}",
    ]
    let count = Int.random(in: 0..<12, using: &random)
    return (0..<count).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }.joined()
  }

  func write(_ writer: inout JSONWriter) throws {
    switch self {
    case .null: writer.null()
    case .bool(let value): writer.bool(value)
    case .integer(let value): writer.integer(value)
    case .number(let value): try writer.number(value)
    case .text(let text): writer.string(text)
    case .list(let items):
      writer.startArray()
      for item in items { try item.write(&writer) }
      writer.endArray()
    case .record(let members):
      writer.startObject()
      for member in members {
        member.name.withUnsafeBufferPointer { writer.key($0) }
        try member.value.write(&writer)
      }
      writer.endObject()
    }
  }
}

/// Builds a tree out of tokens.
struct TreeBuilder: JSONHandler {
  private var lists: [[Node]] = [[]]
  private var names: [[UInt8]] = []
  private var counts: [Int] = []
  /// A text that is refused, for tests of a handler's own errors.
  var refused: String?

  var root: Node? { lists.count == 1 ? lists[0].first : nil }

  private mutating func add(_ node: Node) { lists[lists.count - 1].append(node) }

  mutating func null() { add(.null) }
  mutating func bool(_ value: Bool) { add(.bool(value)) }
  mutating func integer(_ value: Int64) { add(.integer(value)) }
  mutating func number(_ value: Double) { add(.number(value)) }
  mutating func string(_ text: UnsafeBufferPointer<UInt8>) throws(JSONRefusal) {
    let text = String(decoding: text, as: UTF8.self)
    if text == refused { throw JSONRefusal("not this") }
    add(.text(text))
  }
  mutating func key(_ name: UnsafeBufferPointer<UInt8>) { names.append(Array(name)) }
  mutating func startObject() { lists.append([]) }
  mutating func endObject(count: Int) throws(JSONRefusal) {
    let values = lists.removeLast()
    guard values.count == count, names.count >= count else { throw JSONRefusal("wrong count") }
    let names = self.names.suffix(count)
    self.names.removeLast(count)
    add(.record(zip(names, values).map { Node.Member(name: $0, value: $1) }))
  }
  mutating func startArray() { lists.append([]) }
  mutating func endArray(count: Int) throws(JSONRefusal) {
    let values = lists.removeLast()
    guard values.count == count else { throw JSONRefusal("wrong count") }
    add(.list(values))
  }
}

/// The tree of a text.
func parse(_ bytes: [UInt8], reader: JSONReader = JSONReader(), refusing: String? = nil) throws -> Node? {
  var bytes = bytes
  var builder = TreeBuilder()
  builder.refused = refusing
  try reader.read(&bytes, into: &builder)
  return builder.root
}

func parse(_ text: String) throws -> Node? { try parse(Array(text.utf8)) }
