/// Follows the long operations of a session, and may stop them.
package protocol WorkFollower: AnyObject {
  /// Begins an operation on this many items, which `unit` names in the plural; nil: the number is unknown.
  ///
  /// Operations nest. `changes`: it takes back what it did where it is stopped.
  func begin(_ unit: String, of total: Int?, changes: Bool)
  /// Some steps of the innermost operation are done.
  func advance(_ steps: Int) throws(VaultError)
  /// The innermost operation ended, with or without an error.
  func end()
}

/// Why a follower stopped an operation: an error of those above the vault.
package final class StopReason: Sendable, Equatable {
  /// The error that the operation fails with.
  package let error: any Error

  /// A reason.
  package init(_ error: any Error) { self.error = error }

  package static func == (left: StopReason, right: StopReason) -> Bool { left === right }
}

extension Optional where Wrapped == any WorkFollower {
  /// Works through something in steps that the follower counts.
  package func following<T>(
    _ unit: String, of total: Int?, changes: Bool = false, _ body: () throws(VaultError) -> T
  ) throws(VaultError) -> T {
    guard let self else { return try body() }
    self.begin(unit, of: total, changes: changes)
    defer { self.end() }
    return try body()
  }
}
