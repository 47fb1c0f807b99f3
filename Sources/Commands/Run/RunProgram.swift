internal import Base
internal import Glibc
internal import Interpreter
internal import Vault

/// Starts a program with secrets in its environment.
enum RunProgram: Command {
  static var name: String { "run" }
  static let signature = Signature(
    "Runs a program with secrets in its environment, without a shell. Writes an event for each secret first.",
    category: .secrets, effect: .of(.secretReveal, [.outside, .waits]),
    positional: [
      Parameter("program", .string, "the program, after `--`: a file, or a name found in $PATH")
    ],
    rest: Parameter("arguments", .string, "its arguments, passed as they are"),
    flags: [
      Flag("project", .named("project"), "only the secrets of this project"),
      Flag("account", .named("account"), "only the secrets that this machine account may read"),
      Flag("only", .named("names"), "only these keys, separated by commas"),
      Flag("skip-invalid", nil, "skips keys that are not valid variable names, with a note"),
      Flag("force-name", .named("names"), "allows these variables, although they change how programs work"),
      Flag("force", nil, "allows all variables, even those that change how programs work"),
    ], output: .null,
    details: """
      A machine account (--token-file) gives all that it may read. A person names a project, or with --account a \
      machine account that they may write to: they get its secrets, and the events name both. The keys are the names of \
      the variables; two secrets of one key are an error, and so are names such as PATH or LD_PRELOAD. Variables SMS_* \
      are not passed on, nor any open file but the standard three. On the command line sms becomes the program, which so \
      has its signals and its exit status (127: there is none, 126: it does not start). With --timeout or --lock sms \
      stays: it hands on all signals, and ends the program and what it started (TERM, after 2 s KILL) when the time is \
      over or sms is killed; what leaves the program's process group (`setsid`, a daemon) goes on. In a script it is the same, `run` needs --allow-exec, and a status other than 0 is an \
      error.
      """,
    examples: [
      Example("run --project web -- sh -c \"env > ~/export.json\""),
      Example("run --account ci-web --only DB_URL -- cp /proc/self/environ ~/export.json"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    // On the command line the user asked for the program; a script may have got it from anywhere.
    guard call.source == nil || call.context.allowExec else {
      throw call.fault(CommandFault.noExec)
    }
    let words = try words(call)
    let program = try ProgramFile.find(words[0], call.context.host, code: "E0878")
    let variables = try variables(call)
    // With nothing left to do, the run is replaced by the program (exec): it gets its own signals, and the
    // vault's keys stay in no memory meanwhile.
    if call.source == nil, call.context.limits.time == nil, !call.context.mustOutlivePrograms {
      try VaultAccess.of(call).close()
      throw RunningProgram.become(program, words, variables)
    }
    let running = try RunningProgram(program, words, variables, call.context)
    let (status, signal) = try running.wait()
    if call.source == nil { throw Fault(CommandFault.exited(status: status), kind: .exit(status)) }
    if status == 0 { return .null }
    let how = signal.map { "was ended by signal \($0)" } ?? "ended with status \(status)"
    throw call.fault(CommandFault.programFailed(program: words[0], how: how, status: status))
  }

  private static func words(_ call: Call) throws(Fault) -> [String] {
    let words = [try call.text("program") ?? ""] + call.rest.compactMap(\.string)
    if words[0].isEmpty {
      throw call.fault(CommandFault.emptyProgram)
    }
    if words.contains(where: { $0.utf8.contains(0) }) { throw call.fault(CommandFault.nulInArgument) }
    return words
  }

  /// Everything that may be wrong with names is found before a secret is opened; then the events are committed, and
  /// only then the program starts.
  private static func variables(_ call: Call) throws(Fault) -> RunVariables {
    let references = try References(call)
    let session = references.session
    if session.isReadOnly { throw Fault(VaultError.readOnly) }
    let account = try references.given("account", [.account])?.id
    let project = try project(call)
    if account == nil, project == nil, session.actor.person != nil {
      throw call.fault(CommandFault.sourceMissing)
    }
    let found = try Fault.wrapping(session.secretsToRun(account: account, project: project))
    let chosen = try RunNames(call).check(found)
    let revealed = try Fault.wrapping(session.revealToRun(chosen.map(\.id), account: account))
    // Flushes earlier output, so that it comes before the program's.
    call.context.host.writeError("")
    return try RunVariables(revealed)
  }

  /// The text that names the project; a machine account must name one that it can see.
  private static func project(_ call: Call) throws(Fault) -> String? {
    switch call.flag("project") {
    case nil: return nil
    case .text(let text)?: return text.string
    case .entity(let entity)?: return entity.id
    case let value?: throw call.wrongType("--project", "project", value)
    }
  }
}
