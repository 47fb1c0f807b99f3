internal import Base
internal import Interpreter

/// Asks for a line.
enum Ask: Command {
  static var name: String { "input" }
  static let signature = Signature(
    "Asks the user for a line. Without a terminal it reads the next line of standard input.", category: .io,
    effect: .waits,
    positional: [Parameter("prompt", .string, "the question")],
    flags: [Flag("hidden", nil, "hides what is typed and seals the answer")],
    output: .oneOf([.string, .sealed]),
    details:
      "A sealed answer can go to `secret create`, and to no command that would show it.",
    examples: [Example("print \"hello \\(input \"name: \")\""), Example("input \"value: \" --hidden")])

  static func output(input: Type, arguments: KnownArguments) -> Type {
    guard let hidden = arguments.flags["hidden"] else { return .string }
    if case .bool(true)? = hidden { return .sealed }
    return .oneOf([.string, .sealed])
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    let isHidden = call.has("hidden")
    guard let line = try call.context.host.readLine(prompt: try call.text("prompt") ?? "", hidden: isHidden)
    else {
      throw call.fault(FileFault.inputEnded)
    }
    return isHidden ? .sealed(SealedObject(TypedEnvelope(line))) : .string(line)
  }
}

/// What was typed without being shown; opening it is no event, for it was never stored.
final class TypedEnvelope: Envelope {
  private var bytes: [UInt8]

  init(_ text: String) { bytes = Array(text.utf8) }

  deinit { wipe(&bytes) }

  var kind: String { "input" }

  var id: String { "" }

  func open(_ purpose: RevealPurpose, _ body: (UnsafeRawBufferPointer) throws(Fault) -> Void) throws(Fault) {
    let result: Result<Void, Fault> = bytes.withUnsafeBytes { raw in
      do throws(Fault) { return .success(try body(raw)) } catch { return .failure(error) }
    }
    try result.get()
  }
}

/// Asks for a yes.
enum Confirm: Command {
  static var name: String { "confirm" }
  static let signature = Signature(
    "Asks the user a yes-or-no question. True if the answer is `y` or `yes`.", category: .io, effect: .waits,
    positional: [Parameter("question", .string, "the question")], output: .bool,
    details:
      "With `--yes` on the command line it returns true without asking. Without a terminal and without `--yes` it is an error of status 5.",
    examples: [Example("if (confirm \"delete them all?\") { print deleted }")])

  static func run(_ call: Call) throws(Fault) -> Value {
    let context = call.context
    if context.assumeYes { return .bool(true) }
    guard context.host.inputIsTerminal else {
      throw call.fault(FileFault.noTerminal)
    }
    let question = try call.text("question") ?? ""
    while let answer = try context.host.readLine(prompt: "\(question) [y/N] ", hidden: false) {
      switch answer.lowercased().split(separator: " ").joined() {
      case "y", "yes": return .bool(true)
      case "", "n", "no": return .bool(false)
      default: context.host.writeError("yes or no?\n")
      }
    }
    return .bool(false)
  }
}
