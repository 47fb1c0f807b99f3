import Builtins
import Interpreter
import Support
import Syntax
import Testing

/// What is written is read back as the same, for random values.
@Suite("formats: there and back") struct FormatRoundTripTests {
  /// Makes values from a seed.
  struct Maker {
    var state: UInt64

    mutating func below(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }

    static let pieces = [
      "a", "Z", "7", " ", "  ", "\n", "\r\n", "\r", "\t", ",", "\"", "'", "\\", "|", "<br>", "<", "&", "&#9;",
      "`", "*", "_", "=",
      "-", "+", "@", "#", ": ", "- ", "é", "e\u{301}", "😀", "\u{202E}", "\u{FEFF}", "\u{2028}", "\u{85}",
      "$x", "${y}", "null",
      "true", "0x1", "1.5", "~", "[", "]", "{", "}", "%", "!", ";", "\u{7F}", "\u{1B}", "\u{200B}", "no",
      "2026-01-31",
    ]

    mutating func text(_ most: Int = 6) -> String {
      (0..<below(most + 1)).map { _ in Self.pieces[below(Self.pieces.count)] }.joined()
    }

    mutating func scalar() -> Value {
      switch below(7) {
      case 0: .null
      case 1: .bool(below(2) == 0)
      case 2: .int([0, -1, .max, .min, below(1000)][below(5)])
      case 3: .float([0.5, -1e300, 1e-7, 3.0, Double(below(1000)) / 7][below(5)])
      default: .string(text())
      }
    }

    mutating func keys(_ count: Int) -> [String] {
      var keys: [String] = []
      while keys.count < count {
        let key = text(3)
        if !keys.contains(where: { Array($0.utf8) == Array(key.utf8) }) { keys.append(key) }
      }
      return keys
    }

    mutating func tree(_ depth: Int) -> Value {
      guard depth > 0 else { return scalar() }
      switch below(4) {
      case 0: return .list((0..<below(4)).map { _ in tree(depth - 1) })
      case 1, 2: return .record(keys(below(4)).map { ($0, tree(depth - 1)) })
      default: return scalar()
      }
    }

    /// Rows of texts under the same names.
    mutating func rows() -> Value {
      let shape = Shape(keys(1 + below(4)))
      return .list(
        (0..<below(5)).map { _ in
          .record(RecordObject(shape: shape, values: shape.keys.map { _ in .string(text()) }))
        })
    }
  }

  private static func back(_ value: Value, _ format: String, _ options: FormatOptions = FormatOptions())
    throws -> Value
  {
    let run = IORun().run
    let bytes = try Formats.write(value, as: format, options: options, run.context)
    let text = String(decoding: bytes, as: UTF8.self)
    let command = try #require(IOCommands.all.first { $0.name == "from \(format)" })
    let call = Call(
      name: command.name, signature: command.signature, positional: [], rest: [],
      flags: Array(repeating: nil, count: command.signature.flags.count), input: .string(text), source: nil,
      span: .init(0, 0), context: run.context)
    return try Streams.collect(try command.run(call), run.context)
  }

  private static func show(_ value: Value) -> String { Display(IORun().run.context).literal(value) }

  @Test(arguments: ["json", "yaml"]) func trees(_ format: String) throws {
    var maker = Maker(state: 7)
    for _ in 0..<600 {
      let value = maker.tree(4)
      #expect(Self.show(try Self.back(value, format)) == Self.show(value))
    }
  }

  @Test func lines() throws {
    var maker = Maker(state: 11)
    for _ in 0..<300 {
      let value = Value.list((0..<maker.below(5)).map { _ in maker.tree(2) })
      #expect(Self.show(try Self.back(value, "jsonl")) == Self.show(value))
    }
  }

  @Test(arguments: ["csv", "tsv", "md"]) func rows(_ format: String) throws {
    var maker = Maker(state: 13)
    var options = FormatOptions()
    options.isRaw = true
    for _ in 0..<600 {
      let value = maker.rows()
      guard case .list(let list) = value, !list.items.isEmpty else { continue }
      #expect(Self.show(try Self.back(value, format, options)) == Self.show(value))
    }
  }

  @Test func variables() throws {
    var maker = Maker(state: 17)
    for number in 0..<400 {
      let value = Value.record([("A\(number)", .string(maker.text())), ("_b", .string(maker.text()))])
      #expect(Self.show(try Self.back(value, "env")) == Self.show(value))
    }
  }

  /// K06: what goes in comes out, or is an error with a code.
  @Test(arguments: ["json", "jsonl", "yaml", "csv", "tsv", "md", "env"]) func isCarriedOrRefused(
    _ format: String
  ) throws {
    var maker = Maker(state: 23)
    var refused = 0
    var options = FormatOptions()
    options.isRaw = true
    func text() -> String {
      maker.text(3) + ["", "", "", "\0", "\0\"\n", "\u{1}"][maker.below(6)] + maker.text(2)
    }
    for _ in 0..<500 {
      let names = Set((0..<maker.below(4)).map { _ in format == "env" ? "A\(maker.below(9))" : text() })
      let row = Value.record(names.map { ($0, .string(text())) })
      let value: Value = ["json", "yaml", "env"].contains(format) ? row : .list([row])
      let holdsNUL =
        names.contains { $0.utf8.contains(0) } || Self.show(value).contains("\\0")
        || Self.show(value).contains("\\u{0}")
      let fault: Fault
      do {
        let read = try Self.back(value, format, options)
        #expect(Self.show(read) == Self.show(value))
        continue
      } catch let caught as Fault { fault = caught }
      refused += 1
      let isEmpty = names.isEmpty && ["csv", "tsv", "md"].contains(format)
      #expect(
        isEmpty ? fault.code == "E0632" : holdsNUL && ["E0631", "E0633"].contains(fault.code), "\(fault)")
    }
    #expect(["json", "jsonl", "yaml"].contains(format) == (refused == 0))
  }

  /// K31: as many documents as items, each the same.
  @Test func documents() throws {
    var maker = Maker(state: 29)
    let run = IORun()
    for _ in 0..<300 {
      let value = Value.list((0..<maker.below(5)).map { _ in maker.tree(3) })
      run.run.context.session = nil
      let code = "\(Self.show(value)) | to yaml --all | from yaml --all"
      let read = try Streams.collect(try run.run.evaluate(code), run.run.context)
      #expect(Self.show(read) == Self.show(value))
    }
  }

  /// Only spreadsheets see the difference: without the apostrophe of what looks like a formula it is the same.
  @Test func neutralisedCells() throws {
    var maker = Maker(state: 19)
    for _ in 0..<300 {
      let value = Value.list([.record([("k", .string(maker.text()))])])
      guard case .list(let rows) = try Self.back(value, "csv"), case .record(let row)? = rows.items.first,
        let read = row["k"]?.string, case .list(let wanted) = value,
        case .record(let first)? = wanted.items.first,
        let written = first["k"]?.string
      else {
        Issue.record("no row came back")
        return
      }
      #expect(read == written || read == "'" + written)
    }
  }
}
