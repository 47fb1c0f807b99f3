package import Interpreter
internal import Vault

/// Plans: what runs in them is taken back.
extension VaultAccess {
  /// Whether what runs is only planned.
  package var isPlanning: Bool { !plans.isEmpty }

  /// Begins a plan; no vault is opened before a command needs it.
  package func beginPlan() throws(Fault) { plans.append(RunningPlan()) }

  /// Ends the innermost plan and rolls its changes back.
  package func endPlan() {
    guard let plan = plans.popLast(), let session = plan.session else { return }
    session.pendingReads.settle()
    guard plan.isRolledBack else { return }
    session.rollback()
    if plans.isEmpty { session.stopLog() }
  }

  /// The session of a plan, made at first use: on a copy, or where there is none in a transaction that is
  /// rolled back.
  func openPlan(_ plan: RunningPlan, _ index: Int) throws(Fault) -> VaultSession {
    if let session = plan.session { return session }
    let outer = try index == 0 ? openItself() : openPlan(plans[index - 1], index - 1)
    try Fault.wrapping { () throws(VaultError) in
      if index == 0, !outer.isInTransaction, let copy = try outer.snapshot() {
        plan.session = copy
        return
      }
      outer.startLog()
      try outer.begin()
      plan.session = outer
      plan.isRolledBack = true
    }
    return plan.session ?? outer
  }

  /// The rows that `plan` shows for the changes of the innermost plan, with `result` as what its block gave.
  package func plannedChanges(_ result: Value) throws(Fault) -> [Value] {
    guard let session = plans.last?.session else { return [] }
    return try PlannedChanges.rows(result, session.takeLog(), session)
  }
}
