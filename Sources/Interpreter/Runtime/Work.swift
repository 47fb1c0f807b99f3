internal import CSupport

/// Polls signals and limits during long work outside the machine.
///
/// Code that compares, hashes, writes, reads or searches large values calls it, because the machine does not run
/// meanwhile.
package enum Work {
  private static let share: Int64 = 4096

  /// Counts steps of work and throws the fault that ends the run.
  ///
  /// It throws on a signal, at `--timeout`, at the limit of steps, and if the work holds more than the run may hold
  /// in `bytes`.
  @inline(__always)
  package static func poll(_ steps: Int = 1, holding bytes: Int = 0) throws(Fault) {
    if sms_work_take(Int64(steps)) != 0 { try look(bytes) }
  }

  /// The same for work that cannot throw: true where it is to end early; the fault follows as soon as something can.
  @inline(__always)
  package static func isOver(holding bytes: Int = 0) -> Bool {
    sms_work_take(1) != 0 && mustEnd(bytes)
  }

  /// The machine that this thread works for.
  private static var machine: Machine? {
    sms_work_owner().map { Unmanaged<Machine>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Works for a machine until the body ends; what could not throw in it is thrown then.
  static func forMachine<R>(_ machine: Machine, _ body: () throws(Fault) -> R) throws(Fault) -> R {
    let before = sms_work_begin(Unmanaged.passUnretained(machine).toOpaque())
    defer { _ = sms_work_begin(before) }
    let result = try body()
    try machine.throwPostponed()
    return result
  }

  @inline(never)
  private static func look(_ bytes: Int) throws(Fault) {
    sms_work_refill(share)
    guard let machine else { return }
    try machine.checkLimits()
    if bytes > machine.context.limits.memory {
      throw Fault(RunFault.memory(.value, limit: machine.context.limits.memory), kind: .limit)
    }
  }

  @inline(never)
  private static func mustEnd(_ bytes: Int) -> Bool {
    do throws(Fault) { try look(bytes) } catch {
      machine?.postpone(error)
      // The next poll ends at once, too.
      sms_work_refill(0)
      return true
    }
    return false
  }
}

extension Context {
  /// Runs work that polls the limits of this run.
  ///
  /// Code of the language polls by itself; reading and showing its results happens outside of it.
  package func working<R>(_ body: () throws(Fault) -> R) throws(Fault) -> R {
    try Work.forMachine(machine, body)
  }
}
