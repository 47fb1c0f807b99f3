internal import Syntax

/// How far a long operation has come, as a host shows it.
package struct ProgressState: Sendable, Equatable {
  /// The unit of the work, in the plural: `secrets`.
  package let unit: String
  /// How many are done.
  package internal(set) var done: Int
  /// How many there are; nil: unknown.
  package let total: Int?
  /// How long it takes so far, in µs.
  package internal(set) var time: Int

  /// A state.
  package init(unit: String, done: Int, total: Int?, time: Int) {
    (self.unit, self.done, self.total, self.time) = (unit, done, total, time)
  }
}

/// What long operations tell how far they have come, and what stops them.
///
/// A run has one. It looks at signals and limits, lets the host show the innermost operation once it takes long, and
/// says in the fault of an interruption how far that operation came.
package final class Progress {
  private struct Job {
    var state: ProgressState
    let begun: Int
    /// True if the operation should stop.
    let outcome: String?
  }

  /// How many steps may pass before signals and the clock are looked at.
  private static let stride = 16
  /// How long an operation takes before it is shown, and between two drawings, in µs.
  private static let patience = 500_000
  private static let pause = 100_000

  private unowned let context: Context
  private var jobs: [Job] = []
  private var left = 0
  private var shown = 0

  init(_ context: Context) { self.context = context }

  /// Begins an operation; `outcome` says what is true where it is stopped.
  package func begin(_ unit: String, of total: Int?, outcome: String? = nil) {
    let now = context.host.clock()
    // An operation that others are a part of looks even where each of them is short.
    if jobs.isEmpty {
      shown = now + Progress.patience - Progress.pause
      left = Progress.stride
    }
    jobs.append(
      Job(
        state: ProgressState(unit: unit, done: 0, total: total, time: 0), begun: now, outcome: outcome))
  }

  /// Notes some steps of the innermost operation; throws where signals or limits say stop.
  package func advance(_ steps: Int = 1) throws(Fault) {
    guard !jobs.isEmpty else { return }
    jobs[jobs.count - 1].state.done += steps
    left -= steps
    if left <= 0 { try look() }
  }

  /// Ends the innermost operation.
  package func end() {
    _ = jobs.popLast()
    if jobs.isEmpty { context.host.showProgress(nil) }
  }

  /// Works through something in steps.
  package func following<T>(
    _ unit: String, of total: Int?, outcome: String? = nil, _ body: () throws(Fault) -> T
  ) throws(Fault) -> T {
    begin(unit, of: total, outcome: outcome)
    defer { end() }
    return try body()
  }

  /// Runs several operations; the fault of an interruption says `outcome` for all of them.
  package func saying<T>(_ outcome: String, _ body: () throws(Fault) -> T) throws(Fault) -> T {
    try following("", of: nil, outcome: outcome, body)
  }

  private func look() throws(Fault) {
    left = Progress.stride
    do throws(Fault) { try context.machine.checkStop() } catch { throw stopped(error) }
    let now = context.host.clock()
    guard now - shown >= Progress.pause, let job = told(now) else { return }
    shown = now
    var state = job.state
    state.time = now - job.begun
    context.host.showProgress(state)
  }

  /// The operation whose progress is shown: the innermost that takes long itself, else the outermost.
  ///
  /// One of a single step is not: thousands of them may be what another counts.
  private func told(_ now: Int) -> Job? {
    let counted = jobs.filter { !$0.state.unit.isEmpty && $0.state.total != 1 }
    return counted.last { now - $0.begun >= Progress.patience } ?? counted.first
  }

  /// The fault of a signal or of the time limit, with how far the operation came.
  private func stopped(_ fault: Fault) -> Fault {
    switch fault.report.kind {
    case .signal, .timeout: break
    default: return fault
    }
    var place = ""
    if let state = told(context.host.clock())?.state {
      let total = state.total.map { " of \($0.grouped)" } ?? ""
      place = " after \(state.done.grouped)\(total) \(state.unit)"
    }
    let outcome = jobs.lazy.compactMap(\.outcome).first.map { "; \($0)" } ?? ""
    return Fault(fault.words.saying("\(fault.message)\(place)\(outcome)"), kind: fault.report.kind)
  }
}
