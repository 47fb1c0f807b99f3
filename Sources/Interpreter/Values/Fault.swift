package import Syntax

/// What went wrong, thrown by everything that runs: one word wide, so that the way without errors stays fast.
package struct Fault: Error {
  /// How a fault travels: only ordinary ones can be caught.
  package enum Kind: Sendable, Equatable {
    /// An error that `try` can catch.
    case ordinary
    /// `exit N`.
    case exit(Int32)
    /// SIGINT or SIGTERM.
    case signal(Int32)
    /// `--timeout` passed.
    case timeout
    /// A limit of steps or memory.
    case limit
  }

  /// The contents, shared by copies.
  ///
  /// Unchecked: a fault stays on the thread of its run, like all values.
  package final class Report: @unchecked Sendable {
    /// Whether `try` may catch it, and what else it does to the run.
    package let kind: Kind
    /// The stable code, such as `E0612`.
    package let code: String
    /// What went wrong, in one line without values of secrets.
    package let message: String
    /// What to do about it, one line.
    package internal(set) var help: String?
    /// The text in which the place stands.
    package internal(set) var source: Source?
    /// The place at which it happened; nil before one is known.
    package internal(set) var span: Span?
    /// What led here, innermost last.
    package internal(set) var cause: Fault?
    /// The number of the row that was being worked on, from 0.
    package internal(set) var row: Int?
    /// The changes committed before it, as a message.
    package internal(set) var done: String?
    /// The argument of `throw`, where it was a record.
    package internal(set) var thrown: Value?
    /// The exit status of the program if the fault is not caught.
    package internal(set) var status: Int32

    init(kind: Kind, code: String, message: String, status: Int32) {
      self.kind = kind
      self.code = code
      self.message = message
      self.status = status
    }
  }

  /// The contents; copies share them.
  package let report: Report

  /// The fault of a cause, in the words of its floor; `after` is what it came after.
  @inline(never)
  package init(
    _ cause: some FaultCause, source: Source? = nil, span: Span? = nil, kind: Kind = .ordinary,
    after: Fault? = nil
  ) {
    let words = cause.words
    report = Report(kind: kind, code: words.code, message: words.message, status: words.status)
    report.help = words.help
    report.source = source
    report.span = span
    report.cause = after
  }

  /// The stable code, such as `E0612`.
  package var code: String { report.code }
  /// What went wrong, in one line without values of secrets.
  package var message: String { report.message }
  /// Whether `try` may catch it: signals, limits and `exit` end the run.
  package var isCatchable: Bool { report.kind == .ordinary }

  /// How it is said, for another to say it.
  package var words: FaultWords {
    FaultWords(report.code, report.message, help: report.help, status: report.status)
  }

  /// Adds the place where it happened, unless a nearer one is known.
  package func located(_ source: Source?, _ span: Span) -> Fault {
    if report.span == nil {
      report.source = source
      report.span = span
    }
    return self
  }

  /// Adds the row in which it happened, unless an inner one is known.
  package func atRow(_ row: Int) -> Fault {
    if report.row == nil { report.row = row }
    return self
  }

  /// Adds which changes were committed before the fault.
  ///
  /// The program then ends with 3 instead of a status that says that nothing was changed. The statuses of time and
  /// signals stay, because callers of the program look for them.
  package func afterCommit(_ done: String) -> Fault {
    if report.done == nil {
      report.done = done
      if [1, 2, 5].contains(report.status) { report.status = 3 }
    }
    return self
  }

  /// The fault to throw where `finally` fails after another fault: this one, with the earlier one as the last
  /// of its causes.
  ///
  /// An earlier fault that cannot be caught is thrown itself: an error in `finally` does not undo that the run
  /// was stopped. After `exit` the run ends all the same, but with the error reported, and not with success.
  func coming(after earlier: Fault) -> Fault {
    if isCatchable, case .exit(let status) = earlier.report.kind {
      let words = FaultWords(
        code, message, help: report.help, status: status == 0 ? report.status : status)
      let told = Fault(
        words, source: report.source, span: report.span, kind: .limit, after: report.cause)
      (told.report.row, told.report.done) = (report.row, report.done)
      return told
    }
    if isCatchable, !earlier.isCatchable { return earlier }
    var last = report
    var length = 0
    while let cause = last.cause, length < Fault.longestChain {
      if cause.report === earlier.report { return self }
      last = cause.report
      length += 1
    }
    var before = earlier.report
    for _ in 0..<Fault.longestChain {
      if before === report { return self }
      guard let cause = before.cause else { break }
      before = cause.report
    }
    if last !== earlier.report, length < Fault.longestChain { last.cause = earlier }
    return self
  }

  /// How many causes are kept.
  private static let longestChain = 16

  /// As something to print.
  package var diagnostic: Diagnostic {
    var message = report.message
    if let row = report.row { message += " (row \(row))" }
    var help = report.help
    var (cause, told) = (report.cause, [message])
    for _ in 0..<Fault.longestChain {
      guard let earlier = cause else { break }
      let words = "`\(earlier.code) \(earlier.message)`"
      // A chain may hold the same many times.
      if !told.contains(words) { help = (help.map { $0 + "; " } ?? "") + "it came after \(words)" }
      told.append(words)
      cause = earlier.report.cause
    }
    if let done = report.done {
      // A question ends its sentence.
      let isAsked = help?.hasSuffix("?") ?? false
      help =
        (help.map { $0 + (isAsked ? " " : "; ") } ?? "") + "\(isAsked ? "C" : "c")ommitted before: \(done)"
    }
    return Diagnostic(
      code: report.code, message: message, source: report.source, span: report.span ?? Span(0, 0), help: help)
  }
}
