internal import Base
internal import Interpreter

/// Takes lines apart.
enum Lines: Command {
  static var name: String { "lines" }
  static let signature = Signature(
    "Splits a text into lines. A newline at the end does not add an empty line.",
    category: .text, input: .required(.string), output: .list(.string),
    examples: [
      Example("\"a\\nb\\r\\n\\nc\\n\" | lines", gives: "[a b \"\" c]"), Example("\"\" | lines", gives: "[]"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    var text = try call.inputText()
    let machine = call.context.machine
    var position = 0
    return .stream(
      MadeStream { () throws(Fault) -> Value? in
        try machine.poll()
        return text.withUTF8 { bytes in
          guard position < bytes.count else { return nil }
          let rest = UnsafeBufferPointer(rebasing: bytes[position...])
          let length = firstNewline(in: UnsafeRawBufferPointer(rest)) ?? rest.count
          position += min(length + 1, rest.count)
          let cutsReturn = length < rest.count && length > 0 && rest[length - 1] == 0x0D
          return .string(
            valid: UnsafeBufferPointer(rebasing: rest[..<(cutsReturn ? length - 1 : length)]))
        }
      })
  }
}

/// Takes text apart.
enum Split: Command {
  static var name: String { "split" }
  static let signature = Signature(
    "Splits a text at a separator, or at whitespace.", category: .text,
    positional: [Parameter("separator", .string, "the separator; default: whitespace", optional: true)],
    flags: [
      Flag("max", .int, "the most parts; the last one keeps the rest"),
      Flag("regex", nil, "the separator is a regular expression", short: "r"),
    ],
    input: .required(.string), output: .list(.string),
    details: "Two separators side by side give an empty text; whitespace counts as one separator.",
    examples: [
      Example("\"a,b,,c\" | split \",\"", gives: "[a b \"\" c]"),
      Example("\" a  b \" | split", gives: "[a b]"),
      Example("\"k=v=w\" | split \"=\" --max 2", gives: "[k \"v=w\"]"),
      Example("\"a1b22c\" | split '[0-9]+' --regex", gives: "[a b c]"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let text = try call.inputText()
    let limit = try call.int("max") ?? .max
    if limit < 1 { throw call.fault(BuiltinFault.badMaximum(limit)) }
    guard let separator = try call.text("separator") else { return .list(try blanks(text, limit)) }
    if call.has("regex") {
      let regex = try call.pattern("separator").regex
      return .list(try parts(text, regex, limit))
    }
    if separator.isEmpty { throw call.fault(BuiltinFault.emptySeparator) }
    return .list(try parts(text, separator, limit))
  }

  private static func blanks(_ text: String, _ limit: Int) throws(Fault) -> ListObject {
    try text.withBytes { (bytes) throws(Fault) in
      let parts = ListObject(capacity: 4)
      var position = 0
      while true {
        while case let blank = Blank.length(at: position, in: bytes), blank > 0 { position += blank }
        if position == bytes.count { return parts }
        let start = position
        if parts.count == limit - 1 { position = bytes.count }
        while position < bytes.count, Blank.length(at: position, in: bytes) == 0 { position += 1 }
        parts.append(.string(valid: UnsafeBufferPointer(rebasing: bytes[start..<position])))
        try Work.poll(position - start)
      }
    }
  }

  private static func parts(_ text: String, _ separator: String, _ limit: Int) throws(Fault) -> ListObject {
    try TextFinder.search(text, separator) { (finder, bytes) throws(Fault) in
      let parts = ListObject(capacity: 4)
      var start = 0
      while parts.count < limit - 1, let found = try finder.next() {
        parts.append(.string(valid: UnsafeBufferPointer(rebasing: bytes[start..<found.lowerBound])))
        start = found.upperBound
      }
      parts.append(.string(valid: UnsafeBufferPointer(rebasing: bytes[start...])))
      return parts
    }
  }

  private static func parts(_ text: String, _ regex: Regex, _ limit: Int) throws(Fault) -> ListObject {
    var text = text
    do throws(RegexError) {
      return try Regex.withBytes(&text) { (bytes) throws(RegexError) -> ListObject in
        let parts = ListObject(capacity: 4)
        var start = 0
        func add(_ range: Range<Int>) {
          parts.append(.string(valid: UnsafeBufferPointer(rebasing: bytes[range])))
        }
        try regex.forEach(in: bytes, limit: limit == .max ? .max : limit - 1) { groups in
          let found = groups.range
          if found.isEmpty { return }
          add(start..<found.lowerBound)
          start = found.upperBound
        }
        add(start..<bytes.count)
        return parts
      }
    } catch {
      throw Fault(error)
    }
  }
}

/// Puts texts together.
enum Join: Command {
  static var name: String { "join" }
  static let signature = Signature(
    "Joins the items of a list into one text.", category: .text,
    positional: [
      Parameter("separator", .string, "the separator; default: none", optional: true)
    ],
    input: .required(.oneOf([.list(.any), .rows(nil), .range])), output: .string,
    details: "Numbers and dates are written as they are shown. Null is an error.",
    examples: [
      Example("[a b c] | join \", \"", gives: "\"a, b, c\""), Example("1..3 | join", gives: "\"123\""),
      Example("[] | join \",\"", gives: "\"\""),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let separator = try call.text("separator") ?? ""
    if case .list(let list)? = call.input, let whole = list.joinedTexts(separator, most: LongText.shortText) {
      try call.context.machine.poll(list.count)
      return .string(whole)
    }
    let display = Display(call.context)
    let joined = JoinedText()
    try RowInput(call).forEach { (item, number) throws(Fault) -> Bool in
      if number > 0 { try joined.append(separator) }
      if case .text(let part) = item { try call.checkLength(joined.count + part.string.utf8.count) }
      try call.checkLength(joined.count)
      switch item {
      case .text(let part): try joined.append(part.string)
      case .entity, .int, .float, .bool, .datetime, .duration: try joined.append(display.inline(item))
      case .sealed:
        throw call.fault(BuiltinFault.sealedInJoin)
      default:
        throw call.fault(BuiltinFault.notJoinable(given: item.typeName, isNull: item.isNull))
      }
      return true
    }
    return .string(joined.text)
  }
}
