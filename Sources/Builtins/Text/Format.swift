internal import Interpreter

/// Fills a template.
enum Format: Command {
  static var name: String { "format" }
  static let signature = Signature(
    "Formats a record, or every row, with a template.", category: .text,
    positional: [
      Parameter(
        "template", .string,
        "`{field}` is a field, `{}` the value itself, `{{` and `}}` are braces")
    ],
    input: .required(.any), output: .any,
    details: """
      After a colon: `.2` rounds a number to two decimals, `8` pads to 8 characters (numbers to the right, others to the left), `<8` aligns left, `>8` right, `>8.2` does both. Null is an error.
      """,
    examples: [
      Example("{name: ci, n: 3} | format \"{name} has {n}\"", gives: "\"ci has 3\""),
      Example("[{a: 1} {a: 20}] | format \"<{a:>3}>\"", gives: "[\"<  1>\" \"< 20>\"]"),
      Example("3.14159 | format \"{:.2}\"", gives: "\"3.14\""),
      Example("7 | format \"{{{}}}\"", gives: "\"{7}\""),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type {
    switch input {
    case .list, .rows, .range: .list(.string)
    case .any, .oneOf, .optional: .any
    default: .string
    }
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    let template = try FormatTemplate(try call.text("template") ?? "", call)
    switch call.input {
    case .list?, .stream?, .range?:
      return try RowInput(call).transform(columns: nil) { (row, _) throws(Fault) -> Value? in
        .string(try template.text(row, call.context))
      }
    case let value?: return .string(try template.text(value, call.context))
    case nil: throw call.fault(BuiltinFault.inputMissing(command: "format", help: nil))
    }
  }
}

/// A template as pieces of text and places for fields.
struct FormatTemplate {
  private enum Part {
    case text(String)
    /// An empty name is the value itself.
    case field(String, Layout)
  }

  /// How a field is laid out.
  struct Layout {
    var width = 0
    var places: Int?
    /// Nil: numbers stand to the right, other values to the left.
    var toRight: Bool?
  }

  private var parts: [Part] = []

  init(_ template: String, _ call: Call) throws(Fault) {
    var text = ""
    var scalars = template.unicodeScalars[...]
    while let scalar = scalars.popFirst() {
      guard scalar == "{" || scalar == "}" else {
        text.unicodeScalars.append(scalar)
        continue
      }
      if scalars.first == scalar {
        scalars.removeFirst()
        text.unicodeScalars.append(scalar)
        continue
      }
      guard scalar == "{", let end = scalars.firstIndex(of: "}") else {
        throw call.fault(BuiltinFault.braceAlone(String(scalar)))
      }
      if !text.isEmpty { parts.append(.text(text)) }
      text = ""
      parts.append(try FormatTemplate.field(String(scalars[..<end]), call))
      scalars = scalars[scalars.index(after: end)...]
    }
    if !text.isEmpty { parts.append(.text(text)) }
  }

  /// `name`, `name:>8.2`.
  private static func field(_ text: String, _ call: Call) throws(Fault) -> Part {
    guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else {
      return .field(plainName(text), Layout())
    }
    let name = plainName(String(text[..<colon]))
    var rest = text[text.utf8.index(after: colon)...]
    var layout = Layout()
    if rest.first == "<" || rest.first == ">" { layout.toRight = rest.removeFirst() == ">" }
    let numbers = rest.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let width = numbers.first.map(String.init) ?? ""
    if !width.isEmpty {
      guard let number = Int(width), number >= 0, number <= 10_000 else { throw badLayout(text, call) }
      layout.width = number
    }
    if numbers.count == 2 {
      guard let places = Int(numbers[1]), places >= 0, places <= 18 else { throw badLayout(text, call) }
      layout.places = places
    }
    return .field(name, layout)
  }

  private static func badLayout(_ text: String, _ call: Call) -> Fault {
    call.fault(BuiltinFault.badLayout(String(text)))
  }

  /// The template filled with the fields of a value.
  func text(_ value: Value, _ context: Context) throws(Fault) -> String {
    var out = ""
    for part in parts {
      switch part {
      case .text(let text): out += text
      case .field(let name, let layout):
        let field = name.isEmpty ? value : try Fields.field(value, name, optional: false, context)
        out += try FormatTemplate.text(field, layout, name, context)
      }
    }
    return out
  }

  private static func text(
    _ value: Value, _ layout: Layout, _ name: String, _ context: Context
  ) throws(Fault) -> String {
    var text: String
    var isNumber = false
    switch value {
    case .null:
      throw Fault(BuiltinFault.nullInText(name: name))
    case .sealed:
      throw Fault(BuiltinFault.sealedInFormat)
    case .int(let number):
      isNumber = true
      text = layout.places.map { Decimal.text(Double(number), places: $0) } ?? String(number)
    case .float(let number):
      isNumber = true
      text = layout.places.map { Decimal.text(number, places: $0) } ?? Display(context).inline(value)
    default: text = Display(context).inline(value)
    }
    let missing = layout.width - text.unicodeScalars.count
    if missing > 0 {
      let fill = String(repeating: " ", count: missing)
      text = layout.toRight ?? isNumber ? fill + text : text + fill
    }
    return text
  }
}
