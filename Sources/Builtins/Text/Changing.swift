internal import Base
internal import Interpreter

/// Cuts blanks off.
enum Trim: Command {
  static var name: String { "trim" }
  static let signature = Signature(
    "Removes whitespace from both ends of a text.", category: .text,
    positional: [
      Parameter("characters", .string, "removes these characters instead", optional: true)
    ],
    flags: [
      Flag("left", nil, "trims only the start", short: "l"),
      Flag("right", nil, "trims only the end", short: "r"),
    ],
    input: .required(.string), output: .string,
    examples: [
      Example("\"  a b \\n\" | trim", gives: "\"a b\""), Example("\"--a-\" | trim \"-\"", gives: "\"a\""),
      Example("\" a \" | trim --left", gives: "\"a \""),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let text = try call.inputText()
    let (left, right) = (call.has("left"), call.has("right"))
    let both = left == right
    guard let characters = try call.text("characters") else {
      return blanks(text, left: both || left, right: both || right)
    }
    let set = Set(characters.unicodeScalars)
    var part = text.unicodeScalars[...]
    if both || left { part = part.drop { set.contains($0) } }
    if both || right {
      while let last = part.last, set.contains(last) { part.removeLast() }
    }
    return .string(String(part))
  }

  /// A text without blanks at its ends.
  private static func blanks(_ text: String, left: Bool, right: Bool) -> Value {
    var whole = text
    return whole.withUTF8 { bytes in
      var (start, end) = (0, bytes.count)
      if left { while case let blank = Blank.length(at: start, in: bytes), blank > 0 { start += blank } }
      if right {
        while end > start, case let blank = Blank.length(before: end, in: bytes), blank > 0 { end -= blank }
      }
      if end - start == bytes.count { return .string(text) }
      return .string(valid: UnsafeBufferPointer(rebasing: bytes[start..<end]))
    }
  }
}

/// Replaces what a pattern finds.
enum Replace: Command {
  static var name: String { "replace" }
  static let signature = Signature(
    "Replaces the matches of a regular expression in a text.", category: .text,
    positional: [
      Parameter("pattern", .string, "the pattern: a regular expression, or with --literal plain text"),
      Parameter(
        "text", .string,
        "the replacement: `$1` and `${name}` are groups, `$0` the match, `$$` a dollar sign"),
    ],
    flags: [
      Flag("literal", nil, "takes pattern and replacement as plain text", short: "l"),
      Flag("max", .int, "the most matches to replace; default: all"),
    ],
    input: .required(.string), output: .string,
    examples: [
      Example("\"a1b22\" | replace '[0-9]+' '<$0>'", gives: "\"a<1>b<22>\""),
      Example("\"ada@acme\" | replace '(?<user>\\w+)@(\\w+)' '${2}:${user}'", gives: "\"acme:ada\""),
      Example("\"a.b.c\" | replace . \"-\" --literal --max 1", gives: "\"a-b.c\""),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let text = try call.inputText()
    let limit = try call.count("max") ?? .max
    let (pattern, new) = (try call.requiredText("pattern"), try call.requiredText("text"))
    if call.has("literal") {
      if pattern.isEmpty { throw call.fault(BuiltinFault.emptySearch) }
      return .string(try literal(text, pattern, new, limit, call))
    }
    let compiled = try call.pattern("pattern")
    do throws(RegexError) {
      return .string(try compiled.replace(text, with: new, limit: limit))
    } catch {
      throw Fault(error)
    }
  }

  private static func literal(
    _ text: String, _ pattern: String, _ new: String, _ limit: Int, _ call: Call
  ) throws(Fault) -> String {
    try TextFinder.search(text, pattern) { (finder, bytes) throws(Fault) in
      let out = JoinedText()
      var start = 0
      var count = 0
      while count < limit, let found = try finder.next() {
        if count == 0 { try out.reserve(bytes.count + new.utf8.count) }
        try out.append(UnsafeBufferPointer(rebasing: bytes[start..<found.lowerBound]))
        try out.append(new)
        start = found.upperBound
        count += 1
        try call.context.machine.poll()
        try call.checkLength(out.count)
      }
      if count == 0 { return text }
      try out.append(UnsafeBufferPointer(rebasing: bytes[start...]))
      return out.text
    }
  }
}

/// Small letters.
enum Lower: Command {
  static var name: String { "lower" }
  static let signature = Signature(
    "Converts a text to lower case.", category: .text, input: .required(.string), output: .string,
    examples: [
      Example("\"ÄB\" | lower", gives: "\"äb\""), Example("\"ΟΔΟΣ\" | lower", gives: "\"οδος\""),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    .string(try CaseFolding.lowered(try call.inputText(), CaseTable.kept(at: call, isLower: true)))
  }
}

/// Capital letters.
enum Upper: Command {
  static var name: String { "upper" }
  static let signature = Signature(
    "Converts a text to upper case.", category: .text, input: .required(.string), output: .string,
    examples: [Example("\"äb\" | upper", gives: "\"ÄB\"")])

  static func run(_ call: Call) throws(Fault) -> Value {
    .string(try CaseFolding.raised(try call.inputText(), CaseTable.kept(at: call, isLower: false)))
  }
}

/// Makes text as wide as wanted.
enum Pad: Command {
  static var name: String { "pad" }
  static let signature = Signature(
    "Pads a text to N characters. A longer text stays as it is.", category: .text,
    positional: [Parameter("width", .int, "the length in characters")],
    flags: [
      Flag("left", nil, "pads at the start instead of the end", short: "l"),
      Flag("with", .string, "the character to pad with (a space)"),
    ],
    input: .required(.string), output: .string,
    examples: [
      Example("\"ab\" | pad 4", gives: "\"ab  \""),
      Example("\"7\" | pad 3 --left --with \"0\"", gives: "\"007\""),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let text = try call.inputText()
    let width = try call.count("width") ?? 0
    let filler = try call.text("with") ?? " "
    guard filler.scalarCount == 1 else {
      throw call.fault(BuiltinFault.badFiller(characters: filler.scalarCount))
    }
    let missing = width - text.scalarCount
    guard missing > 0 else { return .string(text) }
    let isLeft = call.has("left")
    return .string(
      try LongText.repeated(filler, missing, before: isLeft ? "" : text, behind: isLeft ? text : "", call))
  }
}

/// Repeats text.
enum Repeat: Command {
  static var name: String { "repeat" }
  static let signature = Signature(
    "Repeats a text N times.", category: .text,
    positional: [Parameter("count", .int, "the number of repetitions; 0 gives empty text")],
    input: .required(.string), output: .string,
    examples: [
      Example("\"ab\" | repeat 3", gives: "\"ababab\""), Example("\"ab\" | repeat 0", gives: "\"\""),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let text = try call.inputText()
    let count = try call.count("count") ?? 1
    return .string(try LongText.repeated(text, count, call))
  }
}
