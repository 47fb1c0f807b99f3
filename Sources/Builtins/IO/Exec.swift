internal import Base
internal import Glibc
internal import Interpreter

/// Runs a program.
enum Exec: Command {
  static var name: String { "exec" }
  static let signature = Signature(
    "Runs a program with exactly these arguments, without a shell; needs --allow-exec.", category: .io,
    effect: [.outside, .waits],
    positional: [Parameter("program", .list(.any), "the program and its arguments: `[curl -s $url]`")],
    flags: [
      Flag("ok", nil, "accepts any exit status"),
      Flag("raw", nil, "returns `out` in base64, for output that is not text"),
    ],
    input: .optional(.oneOf([.string, .sealed])),
    output: .record([Column("out", .string), Column("err", .string), Column("status", .int)]),
    details: """
      The input of the pipe is its standard input. Sealed text is opened for it, which writes an event. The \
      program sees the environment without SMS_* variables and no open file but the standard three. It ends with the run, and \
      so does what it started in its process group; what leaves that (`setsid`, a daemon) goes on.
      """,
    examples: [
      Example("(exec [date -u]).out | trim"), Example("(exec [test -f notes.txt] --ok).status == 0"),
      Example("\"text\\n\" | exec [sha256sum] | get out"),
    ])

  static func preparation(isSealed: Bool) -> (any Command.Type)? { ExecPreparation.self }

  /// Refuses a program that cannot be started.
  static func check(_ call: Call) throws(Fault) {
    try allow(call)
    _ = try ProgramFile.find(arguments(call)[0], call.context.host, code: "E0643", status: 1)
  }

  private static func allow(_ call: Call) throws(Fault) {
    guard !call.context.allowExec else { return }
    throw call.fault(FileFault.programsForbidden)
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    try allow(call)
    let words = try arguments(call)
    let result = try run(words, call)
    if result.status != 0, !call.has("ok") { throw failure(words[0], result, call) }
    let out =
      call.has("raw")
      ? base64Encode(result.out) : try ByteSource.text(result.out, "the output of `\(words[0])`")
    let err = String(decoding: result.err, as: UTF8.self)
    return .record([("out", .string(out)), ("err", .string(err)), ("status", .int(result.status))])
  }

  /// The words of the program: text, numbers and the like as they are shown; arguments are visible to all on the machine.
  private static func arguments(_ call: Call) throws(Fault) -> [String] {
    guard
      case .list(let list)? = try call.argument("program").map({ (value) throws(Fault) in
        try Streams.collect(value, call.context)
      })
    else { throw call.wrongType("program", "list", call.argument("program") ?? .null) }
    var words: [String] = []
    for (index, item) in list.items.enumerated() {
      switch item {
      case .text, .int, .float, .bool, .datetime, .duration, .entity:
        words.append(Display(call.context).inline(item))
      case .sealed:
        throw call.fault(FileFault.sealedArgument)
      default:
        throw call.fault(FileFault.notAnArgument(index: index, given: item.typeName))
      }
    }
    guard let first = words.first, !first.isEmpty else {
      throw call.fault(FileFault.noProgram)
    }
    if words.contains(where: { $0.utf8.contains(0) }) { throw call.fault(FileFault.argumentWithNUL) }
    return words
  }

  private static func run(_ words: [String], _ call: Call) throws(Fault) -> ChildResult {
    switch call.input {
    case .sealed(let sealed)?:
      // Everything that could keep the program from starting is checked before the seal is opened.
      let child = try ChildProcess(words, hasInput: true, call.context)
      var result: ChildResult?
      do throws(Fault) {
        try sealed.open(.exec) { (text) throws(Fault) in result = try child.communicate(text) }
      } catch {
        child.stop()
        throw error
      }
      guard let result else { throw call.fault(FileFault.notRun(program: words[0])) }
      return result
    case .text(let text)?:
      let child = try ChildProcess(words, hasInput: true, call.context)
      let bytes = Array(text.string.utf8)
      let result: Result<ChildResult, Fault> = bytes.withUnsafeBytes { raw in
        do throws(Fault) { return .success(try child.communicate(raw)) } catch { return .failure(error) }
      }
      return try result.get()
    default:
      return try ChildProcess(words, hasInput: false, call.context).communicate(
        UnsafeRawBufferPointer(start: nil, count: 0))
    }
  }

  private static func failure(_ program: String, _ result: ChildResult, _ call: Call) -> Fault {
    let how =
      result.signal.map { "was ended by signal \($0)" } ?? "ended with status \(result.status)"
    return call.fault(
      FileFault.programFailed(program, how: how, out: result.out.count, err: result.err.count))
  }
}

/// Refuses a program that cannot be started, before what it is to read is made.
private enum ExecPreparation: Command {
  static var name: String { Exec.name }
  static var signature: Signature { Exec.signature }

  static func run(_ call: Call) throws(Fault) -> Value {
    try Exec.check(call)
    return .null
  }
}
