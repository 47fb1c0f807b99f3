package import Syntax

/// What stops a program while it runs: limits, signals, modes, programs that do not start, and steps that lead nowhere.
package enum RunFault: FaultCause, Equatable {
  // Limits and signals.
  case signal(Int32)
  case steps(limit: Int)
  case time
  case memory(HeldValue, limit: Int)
  /// The depth is nil where the stack ended first.
  case commandsTooDeep(Int?)
  case callsTooDeep(limit: Int)
  case finallyTooLong(status: Int32)

  // Steps.
  /// The name is nil where only the call is known.
  case noCode(String?)
  case notBool(BoolPlace, String)
  case unsetVariable(String)
  case noArm(value: String)
  case noEnvironment(String)

  // Modes and blocks.
  case readOnly(command: String, phrases: [String])
  case revealInBlock(command: String, BlockKind)
  case transactionInBlock(command: String, BlockKind)
  case waitsInBatch(command: String)
  case waitsAtStart(command: String)
  case fileInPlan(command: String)
  case plannedFile(path: String)
  case lockTooLong(limit: Int)

  // Programs.
  case noProgram(String, isPath: Bool, ProgramCodes)
  case notAProgram(String, ProgramFlaw, ProgramCodes)
  case programUnstarted(String, ProgramFlaw, ProgramCodes)
}

/// What is over the limit of memory.
package enum HeldValue: String, Sendable {
  case collected = "a collected list"
  case value = "a value"
  case text = "a text or list"
}

/// What takes a bool.
package enum BoolPlace: Sendable { case not, condition, logic }

/// The code and status with which the caller of a program tells that it does not start.
package struct ProgramCodes: Sendable, Equatable {
  /// The code of the fault.
  package let code: String
  /// The exit status of a run that does not catch it.
  package let status: Int32
}

/// Why a file is no program, or does not start.
package enum ProgramFlaw: Sendable, Equatable {
  /// What the system says.
  case system(String)
  /// It is a folder.
  case folder
  /// It is a device, a socket or a pipe.
  case noPlainFile
  /// The path is nil where the file is marked as a program.
  case notExecutable(path: String?)
  /// The first line of a script names a file that is not there.
  case interpreterMissing(String?)
  /// The first line of a script names a file that may not be executed.
  case interpreterRefused(String)
  /// The file is neither machine code nor begins with `#!`; the text is what the system says.
  case noInterpreter(String)
  /// One argument is longer than the system takes.
  case longArgument(Int, limit: Int, help: String)
  /// All arguments and variables together are longer than the system takes.
  case argumentsTooLong(help: String)
}

// MARK: words

extension RunFault {
  package var words: FaultWords {
    switch self {
    case .signal(let number):
      FaultWords("E0400", number == 2 ? "interrupted" : "terminated", status: 128 + number)
    case .steps(let limit): FaultWords("E0403", "the limit of \(limit) steps is reached")
    case .time: FaultWords("E0404", "the time limit is reached (`--timeout`)", status: 124)
    case .memory(let held, let limit):
      FaultWords(
        "E0406", "\(held.rawValue) is over the memory limit of \(limit >> 20) MiB",
        help: held == .collected ? "`for x in (…)` and row commands stream without collecting" : nil)
    case .commandsTooDeep(let depth):
      FaultWords(
        "E0401", "calls through commands are deeper than \(depth.map { "\($0)" } ?? "the stack holds")",
        help: "a closure that a command calls should not call that command again without end")
    case .callsTooDeep(let limit):
      FaultWords(
        "E0402", "calls are more than \(limit) deep", help: "a recursion needs a case in which it ends")
    case .finallyTooLong(let status):
      FaultWords("E0405", "`finally` took longer than 5 s after the run was stopped", status: status)

    case .noCode(let name?): FaultWords("E0407", "`\(name)` has no code: it did not check")
    case .noCode(nil): FaultWords("E0407", "a command has no code: its definition did not check")
    case .notBool(let place, let type):
      FaultWords(
        "E0302", "\(place.words) a bool, not \(type.withArticle)",
        help: "there is no truthiness: compare, as in `$x != null` or `($list | length) > 0`")
    case .unsetVariable(let name):
      FaultWords(
        "E0303", "`$\(name)` is used before its `let` has run",
        help: "move the `let` above the call that needs it")
    case .noArm(let value):
      FaultWords(
        "E0326", "no arm of `match` fits \(value)", help: "`_ => …` takes what no other arm does")
    case .noEnvironment(let name):
      FaultWords(
        "E0327", "the environment has no `\(name)`",
        help: "`$env.\(name)?` gives null where it is not set")

    case .readOnly(let command, let phrases):
      FaultWords(
        "E0501", "`\(command)` is not for a read-only run: it \(phrases.joined(separator: " and "))",
        help: "run it without --read-only")
    case .revealInBlock(let command, let block):
      FaultWords(
        "E0503",
        "`\(command)` opens what is secret, which is not for a \(block.word): its event could be taken back",
        help: "open it before or after the \(block.word)")
    case .transactionInBlock(let command, let block):
      FaultWords(
        "E0504", "`\(command)` is a transaction of its own, which is not for a \(block.word)",
        help: "run it before or after the \(block.word)")
    case .waitsInBatch(let command):
      FaultWords(
        "E0505", "`\(command)` waits, which is not for a batch: others cannot write meanwhile",
        help: "do it before the batch, and pass what it gives in")
    case .waitsAtStart(let command):
      FaultWords(
        "E0505", "`\(command)` waits, which is not for what is read at each start",
        help: "put it into a `def`, and call that at the prompt")
    case .fileInPlan(let command):
      FaultWords(
        "E0509", "`\(command)` would write a file, which is not for a plan", help: "do it after the plan")
    case .plannedFile(let path):
      FaultWords(
        "E0507", "\(path) would be written in this plan, and is not there yet",
        help: "a plan touches no files; what was to be saved can be used as a value")
    case .lockTooLong(let limit):
      FaultWords(
        "E0506", "the batch kept others from writing for longer than \(Display.duration(limit))",
        help: "it was rolled back; --max-lock 30s gives it more time")

    case .noProgram(let name, let isPath, let codes):
      FaultWords(
        codes.code, "there is no program `\(name)`",
        help: isPath ? nil : "it is looked for in the folders of $PATH", status: codes.status)
    case .notAProgram(let name, let flaw, let codes):
      FaultWords(
        codes.code, "`\(name)` is no program: \(flaw.words)", help: flaw.help, status: codes.status)
    case .programUnstarted(let name, let flaw, let codes):
      FaultWords(
        codes.code, "`\(name)` does not start: \(flaw.words)", help: flaw.help, status: codes.status)
    }
  }
}

extension BoolPlace {
  fileprivate var words: String {
    switch self {
    case .not: "not takes"
    case .condition: "a condition takes"
    case .logic: "`and` and `or` take"
    }
  }
}

extension BlockKind {
  fileprivate var word: String {
    switch self {
    case .plan: "plan"
    case .batch: "batch"
    }
  }
}

extension ProgramFlaw {
  fileprivate var words: String {
    switch self {
    case .system(let reason), .noInterpreter(let reason): reason
    case .folder: "it is a folder"
    case .noPlainFile: "it is no plain file"
    case .notExecutable: "it may not be executed"
    case .interpreterMissing(let path):
      "its interpreter \(path.map { "\(Display.quoted($0)) " } ?? "")is not there"
    case .interpreterRefused(let path): "its interpreter \(Display.quoted(path)) may not be executed"
    case .longArgument(let index, let limit, _): "argument \(index) is longer than \(limit) bytes"
    case .argumentsTooLong: "its arguments and variables are more than the system takes"
    }
  }

  fileprivate var help: String? {
    switch self {
    case .notExecutable(let path): path.map { "chmod +x \($0)" }
    case .interpreterMissing: "a script's first line names it: `#!/bin/sh`"
    case .noInterpreter: "a script begins with #! and its interpreter"
    case .longArgument(_, _, let help), .argumentsTooLong(let help): help
    case .system, .folder, .noPlainFile, .interpreterRefused: nil
    }
  }
}
