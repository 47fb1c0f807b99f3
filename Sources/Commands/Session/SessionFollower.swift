internal import Interpreter
internal import Vault

/// Tells a run how far the operations of its vault have come.
final class SessionFollower: WorkFollower {
  private let progress: Progress

  init(_ progress: Progress) { self.progress = progress }

  func begin(_ unit: String, of total: Int?, changes: Bool) {
    progress.begin(unit, of: total, outcome: changes ? "nothing was changed" : nil)
  }

  func advance(_ steps: Int) throws(VaultError) {
    do throws(Fault) { try progress.advance(steps) } catch { throw .stopped(StopReason(error)) }
  }

  func end() { progress.end() }
}
