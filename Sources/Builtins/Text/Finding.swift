internal import Base
internal import Glibc
internal import Interpreter
internal import Syntax

/// Compares the beginning.
enum StartsWith: Command {
  static var name: String { "starts-with" }
  static let signature = Signature(
    "Tests whether a text starts with another text.", category: .text,
    positional: [Parameter("text", .string, "the text to look for")],
    flags: [Parts.ignoringCase], input: .required(.string), output: .bool,
    examples: [
      Example("\"ci-web\" | starts-with ci-", gives: "true"),
      Example("\"ab\" | starts-with b", gives: "false"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let (text, part) = try Parts.read(call)
    return .bool(try Parts.isEqual(text, part) { bytes, count in bytes.prefix(count) })
  }
}

/// Compares the end.
enum EndsWith: Command {
  static var name: String { "ends-with" }
  static let signature = Signature(
    "Tests whether a text ends with another text.", category: .text,
    positional: [Parameter("text", .string, "the text to look for")],
    flags: [Parts.ignoringCase], input: .required(.string), output: .bool,
    examples: [
      Example("\"key.PEM\" | ends-with .pem -i", gives: "true"),
      Example("\"ab\" | ends-with a", gives: "false"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let (text, part) = try Parts.read(call)
    return .bool(try Parts.isEqual(text, part) { bytes, count in bytes.suffix(count) })
  }
}

/// Looks for text.
enum Contains: Command {
  static var name: String { "contains" }
  static let signature = Signature(
    "Tests whether a text contains another text.", category: .text,
    positional: [Parameter("text", .string, "the text to look for")],
    flags: [Parts.ignoringCase], input: .required(.string), output: .bool,
    details: "For lists there is `$list has ITEM`, for patterns `$text =~ RE`.",
    examples: [
      Example("\"a.b\" | contains .", gives: "true"), Example("\"Web\" | contains web", gives: "false"),
      Example("\"Web\" | contains web -i", gives: "true"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let (text, part) = try Parts.read(call)
    if part.isEmpty { return .bool(true) }
    return .bool(
      try TextFinder.search(text, part) { (finder, _) throws(Fault) in try finder.next() != nil })
  }
}

/// Finds the place of text.
enum Find: Command {
  static var name: String { "find" }
  static let signature = Signature(
    "Finds the index of the first match, counted in characters from 0, or null.",
    category: .text, positional: [Parameter("text", .string, "the text to look for")],
    flags: [Parts.ignoringCase], input: .required(.string), output: .optional(.int),
    examples: [
      Example("\"äöü\" | find ü", gives: "2"), Example("\"abc\" | find x", gives: "null"),
      Example("\"abc\" | find \"\"", gives: "0"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let (text, part) = try Parts.read(call)
    if part.isEmpty { return .int(0) }
    return try TextFinder.search(text, part) { (finder, bytes) throws(Fault) in
      guard let found = try finder.next() else { return .null }
      return .int(scalarCount(UnsafeBufferPointer(rebasing: bytes[..<found.lowerBound])))
    }
  }
}

/// What these commands share.
private enum Parts {
  static let ignoringCase = Flag("ignore-case", nil, "takes capital and small letters as equal", short: "i")

  /// The text from the pipe and the one to look for.
  static func read(_ call: Call) throws(Fault) -> (String, String) {
    let text = try call.inputText()
    let part = try call.text("text") ?? ""
    return call.has("ignore-case")
      ? (try CaseFolding.folded(text), try CaseFolding.folded(part)) : (text, part)
  }
}

extension Parts {
  /// Whether an end of a text, which as many bytes of it are, is another one.
  fileprivate static func isEqual(
    _ text: String, _ part: String,
    _ end: (UnsafeBufferPointer<UInt8>, Int) -> Slice<UnsafeBufferPointer<UInt8>>
  ) throws(Fault) -> Bool {
    try text.withBytes { (bytes) throws(Fault) in
      try part.withBytes { (part) throws(Fault) in
        let piece = UnsafeBufferPointer(rebasing: end(bytes, part.count))
        guard piece.count == part.count, let one = piece.baseAddress, let other = part.baseAddress else {
          return part.isEmpty
        }
        return memcmp(one, other, part.count) == 0
      }
    }
  }
}

/// Takes parts out of text.
enum Extract: Command {
  static var name: String { "extract" }
  static let signature = Signature(
    "Extracts what the groups of a regular expression match: a record by their names.",
    category: .text,
    positional: [Parameter("pattern", .string, "a regular expression with groups: `(?<name>…)`")],
    flags: [Flag("all", nil, "returns a list with a record for each match", short: "a")],
    input: .required(.string), output: .any,
    details: """
      Null without a match; a group that does not take part is null. Without names the groups come by number; without groups the matched text.
      """,
    examples: [
      Example(
        "\"ci-web 42\" | extract '(?<name>\\S+) (?<n>\\d+)'", gives: "{name: \"ci-web\", n: \"42\"}"),
      Example(
        "\"a1 b2\" | extract '([a-z])(\\d)' --all",
        gives: "[{\"1\": a, \"2\": \"1\"} {\"1\": b, \"2\": \"2\"}]"),
      Example("\"on 2026-01-31\" | extract '\\d{4}'", gives: "\"2026\""),
      Example("\"abc\" | extract '(?<n>\\d+)'", gives: "null"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type {
    guard let pattern = arguments.positional.first?.flatMap({ $0.string }),
      let regex = try? Regex(pattern: pattern)
    else { return .any }
    let all = arguments.flags["all"] != nil
    if regex.groupCount == 0 { return all ? .list(.string) : .optional(.string) }
    let columns = CompiledPattern(regex).keys.map { Column($0.name, .optional(.string)) }
    return all ? .rows(columns) : .optional(.record(columns))
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    var text = try call.inputText()
    let pattern = try call.pattern("pattern")
    let all = call.has("all")
    do throws(RegexError) {
      return try Regex.withBytes(&text) { (bytes) throws(RegexError) -> Value in
        if !all {
          return try pattern.regex.first(in: bytes) { value(pattern, bytes, $0) } ?? .null
        }
        let found = ListObject(capacity: 4)
        try pattern.regex.forEach(in: bytes, limit: .max) { found.append(value(pattern, bytes, $0)) }
        return .list(found)
      }
    } catch {
      throw Fault(error)
    }
  }

  /// The value that a match gives.
  private static func value(
    _ pattern: CompiledPattern, _ bytes: UnsafeBufferPointer<UInt8>, _ groups: RegexGroups
  ) -> Value {
    func part(_ number: Int) -> Value {
      groups[number].map { .string(valid: UnsafeBufferPointer(rebasing: bytes[$0])) } ?? .null
    }
    if pattern.regex.groupCount == 0 { return part(0) }
    let record = RecordObject(shape: pattern.shape, capacity: pattern.keys.count)
    for key in pattern.keys { record.append(part(key.group)) }
    return .record(record)
  }
}
