package import Interpreter
internal import Vault

/// Transactions of a `batch` and of single calls, which may begin before sign-in.
extension VaultAccess {
  /// Begins a transaction of a `batch`; before sign-in it begins with the first command that needs the vault.
  package func begin() throws(Fault) {
    hold.batches += 1
    do throws(Fault) { try beginCall() } catch {
      hold.batches -= 1
      throw error
    }
  }

  /// Commits the innermost transaction; on an error it stays open, and the caller rolls it back.
  package func commit() throws(Fault) {
    try commitCall()
    hold.batches -= 1
  }

  /// Takes the changes of the innermost transaction back.
  package func rollback() throws(Fault) {
    defer { hold.batches -= 1 }
    try rollbackCall()
  }

  /// Begins the transaction of one call, which is no batch.
  func beginCall() throws(Fault) {
    oneTimeTexts.begin()
    if plans.isEmpty, session == nil {
      waiting += 1
      return
    }
    do throws(Fault) {
      let session = try open()
      try Fault.wrapping(session.begin())
    } catch {
      oneTimeTexts.rollback()
      throw error
    }
  }

  func commitCall() throws(Fault) {
    if waiting > 0 {
      waiting -= 1
    } else if let session = acting {
      try Fault.wrapping(session.commit())
    }
    oneTimeTexts.commit()
  }

  func rollbackCall() throws(Fault) {
    oneTimeTexts.rollback()
    if waiting > 0 {
      waiting -= 1
    } else if let session = acting {
      session.rollback()
    }
  }

  /// The session that transactions belong to, after sign-in.
  private var acting: VaultSession? { plans.isEmpty ? session : plans.last?.session }

  /// Begins a savepoint, which is a transaction inside another one.
  package func savepoint() throws(Fault) { try begin() }

  /// Keeps the changes since the savepoint.
  package func release() throws(Fault) { try commit() }

  /// Takes the changes since the savepoint back.
  package func rollbackToSavepoint() throws(Fault) { try rollback() }
}
