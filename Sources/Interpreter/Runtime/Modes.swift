import Syntax

/// What a call may do where it stands: in a read-only run, in a plan, in a batch.
///
/// The one place below the language where effects are enforced; the checker finds the same before running.
extension Machine {
  /// Whether calls may be refused, or run in another way, for what is around them.
  @inline(__always)
  var isGuarded: Bool { context.readOnly || !context.blocks.isEmpty }

  /// Refuses a call whose effect does not go with what is around it.
  func allow(_ effect: Effect, _ call: Call) throws(Fault) {
    guard isGuarded else { return }
    let isPlanning = context.isPlanning
    if context.readOnly, !effect.isDisjoint(with: isPlanning ? [.reveal] : .beyondReading) {
      throw call.fault(RunFault.readOnly(command: call.name, phrases: effect.phrases))
    }
    if context.isUnattended, effect.contains(.waits) {
      throw call.fault(RunFault.waitsAtStart(command: call.name))
    }
    guard !context.blocks.isEmpty else { return }
    if isPlanning, let misuse = RunFault.misuse(of: effect, in: .plan, command: call.name) {
      throw call.fault(misuse)
    }
    if context.isInBatch, let misuse = RunFault.misuse(of: effect, in: .batch, command: call.name) {
      throw call.fault(misuse)
    }
  }

  /// Runs a call that is allowed, as what is around it demands; where nothing is, `run` of the command does the same.
  func perform(_ command: any Command.Type, _ call: Call) throws(Fault) -> Value {
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

extension RunFault {
  /// The error of an effect inside a block; nil if it is allowed.
  static func misuse(of effect: Effect, in block: BlockKind, command: String) -> RunFault? {
    if effect.contains(.reveal) { return .revealInBlock(command: command, block) }
    if effect.contains(.alone), block == .batch || !effect.contains(.outside) {
      return .transactionInBlock(command: command, block)
    }
    if block == .batch, effect.contains(.waits) { return .waitsInBatch(command: command) }
    return nil
  }
}
