internal import Interpreter
internal import Vault

/// Asks before a destructive action.
enum Confirmation {
  /// How many things are listed one by one.
  private static let listed = 20

  /// Returns when the action may be done; throws where it is declined or no terminal can ask.
  static func ask(_ call: Call, _ verb: String, _ subjects: [EntityRef], _ kind: EntityKind) throws(Fault) {
    try ask(call, verb, subjects.map(\.name), one: kind.phrase, many: kind.phrase + "s")
  }

  /// The same for things of any sort, by name.
  static func ask(
    _ call: Call, _ verb: String, _ names: [String], one: String, many: String
  ) throws(Fault) {
    // A plan changes nothing, so it needs no question.
    if names.isEmpty || call.has("yes") || call.context.assumeYes || call.context.isPlanning { return }
    let what =
      names.count == 1
      ? "the \(one) \(names[0])"
      : "\(names.count) \(many): \(names.prefix(5).joined(separator: ", "))" + (names.count > 5 ? " …" : "")
    if names.count > 1, call.context.host.inputIsTerminal, !call.context.isInBatch {
      list(names, call.context.host)
    }
    try confirm(call, verb, what, question: names.count == 1 ? what : "these \(names.count) \(many)")
  }

  private static func confirm(
    _ call: Call, _ verb: String, _ what: String, question: String
  ) throws(Fault) {
    let host = call.context.host
    guard host.inputIsTerminal, !call.context.isInBatch else {
      throw call.fault(
        CommandFault.unconfirmed(
          command: call.name, action: "\(verb) \(what)", inBatch: call.context.isInBatch))
    }
    let answer = try host.readLine(prompt: "\(verb) \(question)? [y/N] ", hidden: false)
    guard let answer, ["y", "yes"].contains(answer.lowercased()) else {
      throw call.fault(CommandFault.declined)
    }
  }

  /// The same for something that is no list of things.
  static func ask(_ call: Call, _ verb: String, _ what: String) throws(Fault) {
    if call.has("yes") || call.context.assumeYes || call.context.isPlanning { return }
    try confirm(call, verb, what, question: what)
  }

  private static func list(_ names: [String], _ host: any Host) {
    for name in names.prefix(listed) { host.writeErrorLine("  \(name)") }
    if names.count > listed { host.writeErrorLine("  … and \(names.count - listed) more") }
  }
}
