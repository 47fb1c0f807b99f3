import Syntax

/// What the compilers of one program share: whether they are to go on.
///
/// Compiling gives code in any case, and looks at this at its end: code that was given up is never run.
final class CompileWork {
  /// The work between two looks at signals and time, less one: a power of two.
  static let stretch = 0xFFF

  let context: Context
  /// Why the program cannot be run; all work ends soon once it is there.
  private(set) var fault: Fault?
  private let source: Source

  init(_ context: Context, _ source: Source) {
    self.context = context
    self.source = source
  }

  var isOver: Bool { fault != nil }

  /// Instructions of `finally` blocks that may be copied: each way out has its own, and so has each `finally` in one.
  private static let mostCopied = 1 << 20
  private var copied = 0

  /// Gives up where signals or time say stop.
  func look() {
    if fault != nil { return }
    do throws(Fault) {
      try context.machine.checkStop()
    } catch {
      fault = error
    }
  }

  /// Notes code that is there once more; gives up where that has no end.
  func noteCopy(_ instructions: Int, _ span: Span) {
    copied += instructions
    if fault != nil || copied <= CompileWork.mostCopied { return }
    fault = Fault(CheckFault.copiesTooLong(limit: CompileWork.mostCopied), source: source, span: span)
  }

  /// Gives up: an instruction holds no number as large as that.
  func refuse(_ op: Opcode, _ span: Span) {
    if fault != nil { return }
    let part: CodePart =
      switch op {
      case .getField, .getFieldOfGlobal, .matchHasKey, .environment: .fields
      case .getCapture: .captures
      default: .values
      }
    fault = Fault(
      CheckFault.pieceTooLarge(part, limit: Instruction.largest), source: source, span: span)
  }

  /// Throws where the work was given up.
  func finish() throws(Fault) {
    if let fault { throw fault }
  }
}
