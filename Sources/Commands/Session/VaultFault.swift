import Interpreter
internal import Syntax
import Vault

extension Fault {
  /// The fault of a vault's error, with its message and exit status.
  init(_ error: VaultError) {
    if case .stopped(let reason) = error, let fault = reason.error as? Fault {
      self = fault
      return
    }
    let status: Int32 =
      switch error.errorClass {
      case .failed: 1
      case .locked: 4
      case .damaged: 7
      case .busy: 75
      }
    var kind = Kind.ordinary
    // A limit of the run is not for `catch`.
    switch error {
    case .tooManyChanges, .heldTooLong: kind = .limit
    default: break
    }
    self.init(FaultWords(error.code, error.message, help: error.help, status: status), kind: kind)
  }

  /// Asks the vault for something and says its errors as the language does: the border between both.
  static func wrapping<T>(_ answer: @autoclosure () throws(VaultError) -> T) throws(Fault) -> T {
    do throws(VaultError) { return try answer() } catch { throw Fault(error) }
  }

  /// The same of several steps.
  static func wrapping<T>(_ body: () throws(VaultError) -> T) throws(Fault) -> T {
    do throws(VaultError) { return try body() } catch { throw Fault(error) }
  }
}
