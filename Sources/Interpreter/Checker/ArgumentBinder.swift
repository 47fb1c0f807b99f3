import Syntax

/// Where an argument's value comes from.
enum ArgumentPlan {
  /// A word, to be read by the type of its parameter.
  case word(String, Span)
  case node(NodeID, Span)
  case spread(NodeID, Span)

  var span: Span {
    switch self {
    case .word(_, let span), .node(_, let span), .spread(_, let span): span
    }
  }
}

/// Gives the arguments of a call to the parameters of a signature: for calls in scripts and for command lines alike.
struct ArgumentBinder {
  typealias Part = ArgumentPlan

  struct Problem {
    let code: String
    let message: String
    let span: Span
    let help: String?
  }

  let name: String
  let signature: Signature
  let span: Span
  private(set) var positional: [Part?]
  private(set) var rest: [Part] = []
  private(set) var flags: [Part?]
  /// With `...`: all positional arguments in order, told apart when running.
  private(set) var spread: [Part]?
  private(set) var problems: [Problem] = []
  private var next = 0
  private var skipsFirst = false
  /// A flag that waits for its value: its index and its place.
  private var waiting: (Int, Span)?
  private var flagsEnded = false

  init(name: String, signature: Signature, span: Span) {
    self.name = name
    self.signature = signature
    self.span = span
    positional = Array(repeating: nil, count: signature.positional.count)
    flags = Array(repeating: nil, count: signature.flags.count)
  }

  /// The first positional parameter comes through the pipe.
  mutating func skipFirst() {
    skipsFirst = true
    next = 1
  }

  /// The type of the parameter that the next argument goes to; nil where there is none.
  var nextType: Type? {
    if let (index, _) = waiting { return signature.flags[index].type }
    return next < positional.count ? signature.positional[next].type : signature.rest?.type
  }

  /// Behind `--` nothing is a flag.
  mutating func endFlags() { flagsEnded = true }

  mutating func add(_ part: Part) {
    if let (index, _) = waiting {
      waiting = nil
      flags[index] = part
      return
    }
    if case .spread = part {
      if next < positional.count || spread != nil {
        spread = (spread ?? positional.compactMap { $0 }) + [part]
        return
      }
      rest.append(part)
      if signature.rest == nil { tooMany(part) }
      return
    }
    if spread != nil {
      spread?.append(part)
    } else if next < positional.count {
      positional[next] = part
      next += 1
    } else {
      rest.append(part)
      if signature.rest == nil { tooMany(part) }
    }
  }

  private mutating func tooMany(_ part: Part) {
    let count = signature.positional.count
    problems.append(
      Problem(
        code: "E0211",
        message: "`\(name)` takes \(count == 0 ? "no" : String(count)) argument\(count == 1 ? "" : "s")",
        span: part.span, help: usage))
  }

  private var usage: String { "usage: \(Usage.line(name, signature))" }

  mutating func addFlag(_ flag: String, isShort: Bool, value: Part?, _ span: Span) {
    closeWaiting()
    let index = signature.flags.firstIndex { isShort ? $0.short.map(String.init) == flag : $0.name == flag }
    guard let index else {
      let names = signature.flags.map(\.name)
      let near = Suggestion.nearest(flag, among: names)
      problems.append(
        Problem(
          code: "E0202", message: "`\(name)` has no flag \(isShort ? "-" : "--")\(flag)", span: span,
          help: near.map { "did you mean --\($0)?" }
            ?? (names.isEmpty
              ? "it has no flags" : "it has \(names.map { "--" + $0 }.joined(separator: " "))")))
      return
    }
    if flags[index] != nil {
      problems.append(
        Problem(
          code: "E0203", message: "--\(signature.flags[index].name) is given twice", span: span, help: nil))
      if value == nil, signature.flags[index].type != nil { waiting = (index, span) }
      return
    }
    if let value {
      flags[index] = value
    } else if signature.flags[index].type == nil {
      flags[index] = .word("true", span)
    } else {
      waiting = (index, span)
    }
  }

  private mutating func closeWaiting() {
    guard let (index, span) = waiting else { return }
    waiting = nil
    let flag = signature.flags[index]
    problems.append(
      Problem(
        code: "E0204", message: "--\(flag.name) needs a value: \(flag.type?.name ?? "")", span: span,
        help: nil))
  }

  /// After the last argument: what is missing.
  mutating func finish() {
    closeWaiting()
    guard spread == nil else { return }
    for index in positional.indices where positional[index] == nil {
      let parameter = signature.positional[index]
      if parameter.isOptional || index == 0 && skipsFirst { continue }
      problems.append(
        Problem(code: "E0210", message: "`\(name)` needs \(parameter.name)", span: span, help: usage))
      return
    }
  }

  /// Reads the words by the types of their parameters; what cannot be read is a problem.
  mutating func read(_ context: Context) {
    func look(_ part: Part?, _ type: Type, _ what: @autoclosure () -> String) {
      guard case .word(let word, let span)? = part,
        case .failure(let fault) = Words.read(word, as: type, context)
      else { return }
      problems.append(
        Problem(
          code: fault.code, message: "\(what()): \(fault.message)", span: span, help: fault.report.help))
    }
    for index in positional.indices {
      look(positional[index], signature.positional[index].type, signature.positional[index].name)
    }
    if let parameter = signature.rest {
      for part in rest { look(part, parameter.type, parameter.name) }
    }
    for index in flags.indices where flags[index] != nil {
      look(flags[index], signature.flags[index].type ?? .bool, "--" + signature.flags[index].name)
    }
  }

  /// The plan for the compiler; only of a call without problems.
  func plan(_ target: CallPlan.Target) -> CallPlan {
    CallPlan(
      target: target, signature: signature, positional: positional, rest: rest, flags: flags, spread: spread)
  }
}

/// The usage line of a command.
package enum Usage {
  /// `grant SUBJECT… --access LEVEL [--exact]`.
  package static func line(_ name: String, _ signature: Signature) -> String {
    var parts = [name]
    for parameter in signature.positional {
      parts.append(parameter.isOptional ? "[\(parameter.name.uppercased())]" : parameter.name.uppercased())
    }
    if let rest = signature.rest { parts.append("[\(rest.name.uppercased())…]") }
    for flag in signature.flags {
      let value = flag.type.map { " " + $0.name.uppercased() } ?? ""
      parts.append("[--\(flag.name)\(value)]")
    }
    return parts.joined(separator: " ")
  }
}
