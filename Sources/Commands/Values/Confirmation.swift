internal import Interpreter
internal import Vault

/// Asks before something is gone.
enum Confirmation {
  /// Returns when it may be done; refuses where nobody can be asked.
  static func ask(_ call: Call, _ verb: String, _ subjects: [EntityRef], _ kind: EntityKind) throws(Fault) {
    if subjects.isEmpty || call.has("yes") || call.context.assumeYes { return }
    let what =
      subjects.count == 1
      ? "the \(kind.phrase) \(subjects[0].name)"
      : "\(subjects.count) \(kind.phrase)s: \(subjects.prefix(5).map(\.name).joined(separator: ", "))"
        + (subjects.count > 5 ? " …" : "")
    try ask(call, verb, what)
  }

  /// Returns when something that is no list of things may be done.
  static func ask(_ call: Call, _ verb: String, _ what: String) throws(Fault) {
    if call.has("yes") || call.context.assumeYes { return }
    let host = call.context.host
    guard host.inputIsTerminal else {
      throw call.fault(
        "E0840", "`\(call.name)` would \(verb) \(what)", help: "--yes does it without asking", status: 5)
    }
    let answer = try host.readLine(prompt: "\(verb) \(what)? [y/N] ", hidden: false)
    guard let answer, ["y", "yes"].contains(answer.lowercased()) else {
      throw call.fault("E0841", "nothing was done", status: 5)
    }
  }
}
