package import Interpreter

/// A session in which transactions and plans do nothing.
package protocol IdleSession: Session {}

extension IdleSession {
  package var committed: String? { nil }
  package var lockedSince: Int? { nil }

  package func begin() throws(Fault) {}
  package func commit() throws(Fault) {}
  package func rollback() throws(Fault) {}
  package func savepoint() throws(Fault) {}
  package func release() throws(Fault) {}
  package func rollbackToSavepoint() throws(Fault) {}
  package func beginPlan() throws(Fault) {}
  package func endPlan() {}
  package func plannedChanges(_ result: Value) throws(Fault) -> [Value] { [] }
}
