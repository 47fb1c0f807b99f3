internal import CSupport

/// The look at the clock of all that works long with no machine at hand: what compares, hashes, writes, reads or searches
/// a value that may be large, or hold the same value many times.
package enum Work {
  private static let share: Int64 = 4096

  /// Counts steps of work; throws where signals, time or steps say stop, or where so many bytes are more than the run may
  /// hold.
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
      throw Fault(
        "E0406", "a value is over the memory limit of \(machine.context.limits.memory >> 20) MiB",
        kind: .limit)
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
  /// Does work that polls the limits of this run, however large its values are: code that runs does so by
  /// itself, but reading and showing its results happens outside of it.
  package func working<R>(_ body: () throws(Fault) -> R) throws(Fault) -> R {
    try Work.forMachine(machine, body)
  }
}
