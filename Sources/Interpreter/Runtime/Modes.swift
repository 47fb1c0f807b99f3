import Syntax

/// What a call may do where it stands: in a read-only run, in a plan, in a batch.
///
/// The one place below the language where effects are enforced; the checker finds the same before running.
extension Machine {
  /// Refuses a call whose effect does not go with what is around it.
  func allow(_ effect: Effect, _ call: Call) throws(Fault) {
    if !context.readOnly, context.blocks.isEmpty { return }
    let isPlanning = context.isPlanning
    if context.readOnly, !effect.isDisjoint(with: isPlanning ? [.reveal] : .beyondReading) {
      throw call.fault(
        "E0501", "`\(call.name)` is not for a read-only run: it \(effect.phrases.joined(separator: " and "))",
        help: "run it without --read-only")
    }
    if context.isUnattended, effect.contains(.waits) {
      throw call.fault(
        "E0505", "`\(call.name)` waits, which is not for what is read at each start",
        help: "put it into a `def`, and call that at the prompt")
    }
    guard !context.blocks.isEmpty else { return }
    if isPlanning, let misuse = Misuse(effect, in: .plan) { throw misuse.fault(call) }
    if context.isInBatch, let misuse = Misuse(effect, in: .batch) { throw misuse.fault(call) }
  }

  /// Runs a call that is allowed, as what is around it demands.
  func perform(_ command: any Command.Type, _ call: Call) throws(Fault) -> Value {
    guard !context.blocks.isEmpty else { return try command.run(call) }
    let effect = call.signature.effect
    if context.isPlanning, effect.contains(.outside) { return try plan(command, call) }
    let result: Value
    if context.isInBatch, !effect.isDisjoint(with: [.write, .destroy]), let session = context.session {
      result = try between(session, command, call)
    } else {
      result = try command.run(call)
    }
    if context.isPlanning, let session = context.session {
      context.note(try session.plannedChanges(result))
    }
    if context.isInBatch { try context.checkLock() }
    return result
  }

  /// Runs a call of a batch so that an error that is caught leaves no half of it.
  private func between(
    _ session: any Session, _ command: any Command.Type, _ call: Call
  ) throws(Fault) -> Value {
    try session.savepoint()
    do throws(Fault) {
      let result = try command.run(call)
      try session.release()
      return result
    } catch {
      try session.rollbackToSavepoint()
      // A call that stopped because of the time says it as every place of the batch does.
      try context.checkLock()
      throw error
    }
  }

  /// The row of a planned call that would act outside of the vault.
  private func plan(_ command: any Command.Type, _ call: Call) throws(Fault) -> Value {
    if let input = call.input { _ = try Streams.collect(input, context) }
    var subject = call.positional.compactMap { $0 }.first ?? .null
    if case .list(let list) = subject { subject = list.items.first ?? .null }
    if let path = subject.string, call.signature.positional.first?.type.name == "path" {
      context.noteFile(path)
    }
    context.note([PlannedChange.row(call.name, subject: subject, events: command.plannedEvents)])
    return .null
  }
}

/// An effect where it must not be.
struct Misuse {
  let code: String
  let why: String
  let help: String

  /// The error of an effect inside a block; nil if it is allowed.
  init?(_ effect: Effect, in kind: BlockKind) {
    let block = kind == .plan ? "plan" : "batch"
    if effect.contains(.reveal) {
      code = "E0503"
      why = "opens what is secret, which is not for a \(block): its event could be taken back"
      help = "open it before or after the \(block)"
    } else if effect.contains(.alone), kind == .batch || !effect.contains(.outside) {
      code = "E0504"
      why = "is a transaction of its own, which is not for a \(block)"
      help = "run it before or after the \(block)"
    } else if kind == .batch, effect.contains(.waits) {
      code = "E0505"
      why = "waits, which is not for a batch: others cannot write meanwhile"
      help = "do it before the batch, and pass what it gives in"
    } else {
      return nil
    }
  }

  func message(_ name: String) -> String { "`\(name)` \(why)" }

  func fault(_ call: Call) -> Fault { call.fault(code, message(call.name), help: help) }
}
