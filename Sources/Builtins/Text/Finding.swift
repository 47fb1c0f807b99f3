internal import Interpreter
internal import Syntax

/// Compares the beginning.
enum StartsWith: Command {
  static var name: String { "starts-with" }
  static let signature = Signature(
    "Tells whether a text begins with another one.", category: .text,
    positional: [Parameter("text", .string, "what it should begin with")],
    flags: [Parts.ignoringCase], input: .required(.string), output: .bool,
    examples: [
      Example("\"ci-web\" | starts-with ci-", gives: "true"),
      Example("\"ab\" | starts-with b", gives: "false"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let (text, part) = try Parts.read(call)
    return .bool(text.utf8.starts(with: part.utf8))
  }
}

/// Compares the end.
enum EndsWith: Command {
  static var name: String { "ends-with" }
  static let signature = Signature(
    "Tells whether a text ends with another one.", category: .text,
    positional: [Parameter("text", .string, "what it should end with")],
    flags: [Parts.ignoringCase], input: .required(.string), output: .bool,
    examples: [
      Example("\"key.PEM\" | ends-with .pem -i", gives: "true"),
      Example("\"ab\" | ends-with a", gives: "false"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let (text, part) = try Parts.read(call)
    return .bool(
      text.utf8.count >= part.utf8.count && text.utf8.suffix(part.utf8.count).elementsEqual(part.utf8))
  }
}

/// Looks for text.
enum Contains: Command {
  static var name: String { "contains" }
  static let signature = Signature(
    "Tells whether a text contains another one.", category: .text,
    positional: [Parameter("text", .string, "what it should hold, exactly this text")],
    flags: [Parts.ignoringCase], input: .required(.string), output: .bool,
    details: "For lists there is `$list has ITEM`, for patterns `$text =~ RE`.",
    examples: [
      Example("\"a.b\" | contains .", gives: "true"), Example("\"Web\" | contains web", gives: "false"),
      Example("\"Web\" | contains web -i", gives: "true"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let (text, part) = try Parts.read(call)
    var finder = TextFinder(text.utf8, Array(part.utf8))
    if part.isEmpty { return .bool(true) }
    return .bool(try finder.next() != nil)
  }
}

/// Finds the place of text.
enum Find: Command {
  static var name: String { "find" }
  static let signature = Signature(
    "Finds the index of the first match, counted in characters from 0, or null.",
    category: .text, positional: [Parameter("text", .string, "what to look for, exactly this text")],
    flags: [Parts.ignoringCase], input: .required(.string), output: .optional(.int),
    examples: [
      Example("\"äöü\" | find ü", gives: "2"), Example("\"abc\" | find x", gives: "null"),
      Example("\"abc\" | find \"\"", gives: "0"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let (text, part) = try Parts.read(call)
    if part.isEmpty { return .int(0) }
    var finder = TextFinder(text.utf8, Array(part.utf8))
    guard let found = try finder.next() else { return .null }
    return .int(text.unicodeScalars[..<found.lowerBound].count)
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

/// Takes parts out of text.
enum Extract: Command {
  static var name: String { "extract" }
  static let signature = Signature(
    "Extracts what the groups of a regular expression match: a record by their names.",
    category: .text,
    positional: [Parameter("pattern", .string, "a regular expression with groups: `(?<name>…)`")],
    flags: [Flag("all", nil, "gives a list with a record for each place that matches", short: "a")],
    input: .required(.string), output: .any,
    details: """
      Null where nothing matches; a group that takes no part is null. A pattern without names gives its groups by number,
      one without groups the text that it matches.
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
    let columns = keys(regex).map { Column($0.name, .optional(.string)) }
    return all ? .rows(columns) : .optional(.record(columns))
  }

  /// The keys of the record, each with its group.
  private static func keys(_ regex: Regex) -> [(name: String, group: Int)] {
    if regex.names.isEmpty { return (0..<regex.groupCount).map { (name: String($0 + 1), group: $0 + 1) } }
    var keys: [(name: String, group: Int)] = []
    for named in regex.names where !keys.contains(where: { sameBytes($0.name, named.name) }) {
      keys.append(named)
    }
    return keys
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    var text = try call.inputText()
    let regex = try call.regex("pattern")
    let keys = keys(regex)
    let shape = Shape(keys.map(\.name))
    let all = call.has("all")
    do throws(RegexError) {
      let found = try Regex.withBytes(&text) { (bytes) throws(RegexError) -> [Value] in
        func part(_ range: Range<Int>?) -> Value {
          range.map { .string(String(decoding: bytes[$0], as: UTF8.self)) } ?? .null
        }
        return try regex.all(in: bytes, limit: all ? .max : 1).map { match in
          if regex.groupCount == 0 { return part(match.range) }
          let values = keys.map { $0.group < match.groups.count ? part(match.groups[$0.group]) : .null }
          return .record(RecordObject(shape: shape, values: values))
        }
      }
      return all ? .list(found) : found.first ?? .null
    } catch {
      throw Fault(error)
    }
  }
}
