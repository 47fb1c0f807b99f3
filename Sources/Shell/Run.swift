import Builtins
import CSupport
import Commands
import Console
import Glibc
import Interpreter
import Syntax

/// One run of the program: a context, and what is done with it.
final class Run {
  let shell: Shell
  let options: Options
  let host: ShellHost
  let registry: Registry
  let context: Context
  let session: (any DomainSession)?
  /// What this run holds until its end: `--lock`, and that it serves.
  private var locks: [HeldLock] = []

  init(shell: Shell, options: Options, host: ShellHost, registry: Registry) throws(Fault) {
    self.shell = shell
    self.options = options
    self.host = host
    self.registry = registry
    context = Context(
      host: host, registry: registry, patterns: shell.parts.patterns, zones: ZoneTable(),
      limits: options.limits)
    context.readOnly = options.readOnly
    context.wholeRun = options.wholeRun
    context.assumeYes = options.assumeYes
    context.keepGoing = options.keepGoing
    context.isQuiet = options.quiet
    context.allowExec = options.allowExec
    session = shell.parts.session?(options, shell.environment, host)
    context.session = session
    if let zone = options.zone {
      do throws(ZoneError) {
        context.zone = try context.zones.number(named: zone)
      } catch {
        throw Fault(ShellFault.badZone(reason: error.message))
      }
      context.now.zone = context.zone
    }
    if let now = options.now {
      guard let date = Durations.date(now) else {
        throw Fault(ShellFault.badDate(now))
      }
      context.now.microseconds = date
    }
    if let name = options.lock {
      let vault = VaultAccess.path(options: options, environment: shell.environment)
      locks.append(try RunLock.take(name, vault: vault))
      // A program in our place would let it go.
      context.mustOutlivePrograms = true
    }
  }

  /// Does what the command line asks, reports every error, and returns the exit status.
  func perform(_ invocation: Invocation) -> Int32 {
    if startsPrograms(invocation) { sms_guard_start() }
    let status = guarded { () throws(Fault) in try self.dispatch(invocation) }
    for note in session?.closingNotes() ?? [] { host.writeError("note: \(note)\n") }
    return flushed(status == 0 ? afterFailures() : status)
  }

  /// Whether the run may start programs and stay.
  private func startsPrograms(_ invocation: Invocation) -> Bool {
    if options.allowExec { return true }
    guard case .command(let words) = invocation, words.first == "run" else { return false }
    return options.limits.time != nil || context.mustOutlivePrograms
  }

  /// With --keep-going each failure has its row; that there were some must show in the status, too.
  private func afterFailures() -> Int32 {
    guard let failures = session?.failures, failures > 0 else { return 0 }
    let committed = session?.committed
    host.writeError(
      "note: \(failures) failed" + (committed.map { "; committed before: \($0)" } ?? ", nothing was changed")
        + "\n")
    return committed == nil ? 1 : 3
  }

  private func dispatch(_ invocation: Invocation) throws(Fault) -> Int32 {
    if shell.parts.onlyServes, !invocation.isServe {
      throw Fault(ShellFault.servesOnly)
    }
    switch invocation {
    case .version:
      try host.write(Array("sms \(shell.parts.version)\n".utf8))
      return 0
    case .complete(let words):
      let lines = CommandLineCompletion(registry: registry).lines(words)
      try host.write(Array(lines.map { $0 + "\n" }.joined().utf8))
      return 0
    case .help(let words):
      // What `help` gives in the language, it gives at the command line.
      let text =
        words.isEmpty
        ? CommandLineHelp.text + "\n" + HelpPage.overview(registry)
        : (try context.invoke(Help.self, words: words).string ?? "") + "\n"
      try host.write(Array(text.utf8))
      return 0
    case .repl:
      return try REPL(self).loop()
    case .code(let code, let words): return try script(Source(name: "<command>", text: code), words)
    case .standardInput(let words):
      return try script(Source(name: "<stdin>", bytes: try host.readInput()), words)
    case .file(let path, let words): return try script(try FileLoader.source(path), words)
    case .command(let words): return try command(words)
    case .check(let files): return try check(files)
    case .test(let files): return try TestRunner(self).run(files)
    case .serve(let words): return try serve(words)
    }
  }

  private func serve(_ words: [String]) throws(Fault) -> Int32 {
    if words.contains("--help") {
      try host.write(Array(CommandLineHelp.serve.utf8))
      return 0
    }
    guard let serve = shell.parts.serve else {
      throw Fault(ShellFault.servesNot)
    }
    let path = VaultAccess.path(options: options, environment: shell.environment)
    var asked = try ServeOptions(words: words)
    asked.lock = options.limits.lock
    // `sms` goes on as another program, which marks that it serves. Runs look for the mark: see `--max-lock`.
    if shell.parts.onlyServes, asked.isServing, access(path, F_OK) == 0 {
      if let mark = try LockFolder.serverMark(vault: path) { locks.append(mark) }
    }
    return try serve(asked, path, shell.environment)
  }

  // MARK: scripts

  private func script(_ source: Source, _ words: [String]) throws(Fault) -> Int32 {
    context.arguments = words
    return try whole { () throws(Fault) in try self.run(source, words) }
  }

  private func run(_ source: Source, _ words: [String]) throws(Fault) -> Int32 {
    let program = Checker(context: context, loader: FileLoader()).check(parse(source))
    try program.finish()
    report(program.diagnostics.filter { $0.severity == .error || !options.quiet })
    if program.hasErrors { return 2 }
    if let signature = program.mainSignature, words.first == "--help" {
      try host.write(Array(HelpPage.text(source.name, signature).utf8))
      return 0
    }
    if program.main == nil, let word = words.first, !program.mayReadArguments {
      throw Run.unread(word, of: source.name)
    }
    try context.run(program)
    if let main = program.main {
      try host.show(try context.call(main, words: words), context: context)
    }
    return 0
  }

  /// What stands behind a program belongs to it: where it reads nothing, an option that was meant for the run would be
  /// dropped, and a change made that was to be planned.
  private static func unread(_ word: String, of name: String) -> Fault {
    let isOption = CommandLineOption.all.contains { word == $0.name || word.hasPrefix($0.name + "=") }
    let help =
      isOption
      ? "options stand before `-c CODE`, before a file and before `-`: what follows belongs to the program"
      : "`$args` holds the words behind a program, a `def main` takes them as parameters"
    return Fault(ShellFault.argumentsUnread(program: name, word: word, help: help))
  }

  /// Runs one command with the words of the command line.
  private func command(_ words: [String]) throws(Fault) -> Int32 {
    for count in stride(from: min(3, words.count), to: 0, by: -1) {
      guard let command = registry.command(words.prefix(count).joined(separator: " ")) else { continue }
      let rest = Array(words.dropFirst(count))
      if rest.first == "--help" {
        try host.write(Array(HelpPage.text(command.name, command.signature).utf8))
        return 0
      }
      if registry.mustBeTaken.contains(command.name), !host.outputIsTerminal {
        throw Fault(ShellFault.sealedResult(command: command.name))
      }
      return try whole { () throws(Fault) in
        let result: Value
        do throws(Fault) { result = try self.context.invoke(command, words: rest) } catch {
          throw self.withOption(error, rest)
        }
        try self.host.show(result, context: self.context)
        return 0
      }
    }
    let first = words.first ?? ""
    let members = registry.names.filter { $0.hasPrefix(first + " ") }
    if words.dropFirst().first == "--help" || words.count == 1 {
      try host.write(Array((HelpPage.family(first, registry) ?? "").utf8))
      return words.count == 1 ? 2 : 0
    }
    let help = registry.helpForUnknown(words) ?? "there are \(members.joined(separator: ", "))"
    throw Fault(ShellFault.unknownCommand(words: Array(words.prefix(2)), help: help))
  }

  /// A fault of an unknown flag, with the option of the whole run that may be meant.
  private func withOption(_ fault: Fault, _ words: [String]) -> Fault {
    guard fault.code == "E0202", !(fault.report.help?.hasPrefix("did you mean") ?? false) else {
      return fault
    }
    for word in words where word.hasPrefix("--") {
      let name = String(word.prefix { $0 != "=" })
      guard fault.message.hasSuffix(" \(name)"), Habits.helpForSecretFlag(String(name.dropFirst(2))) == nil,
        let near = Suggestion.nearest(name, among: CommandLineReader.names)
      else { continue }
      return Fault(fault.words.saying(help: "did you mean \(near)?"))
    }
    return fault
  }

  /// Does a whole run as `--plan` or `--atomic` wish: planned, or all or nothing.
  private func whole(_ body: () throws(Fault) -> Int32) throws(Fault) -> Int32 {
    var status: Int32 = 0
    host.isPlanning = options.wholeRun == .plan
    let (changes, _) = try within { () throws(Fault) in
      defer { host.isPlanning = false }
      status = try body()
    }
    if let changes { try host.show(changes, context: context) }
    return status
  }

  /// Runs something inside what `--plan` or `--atomic` wish: the changes of a plan, and the `exit 0` that ended it well.
  func within(_ body: () throws(Fault) -> Void) throws(Fault) -> (changes: Value?, end: Fault?) {
    guard let kind = options.wholeRun else {
      try body()
      return (nil, nil)
    }
    try context.enter(kind)
    var end: Fault?
    do throws(Fault) { try body() } catch {
      guard case .exit(0) = error.report.kind else {
        context.abandon()
        throw error
      }
      end = error
    }
    return (try context.leave(), end)
  }

  /// `sms check`: the diagnostics of files, and nothing run.
  private func check(_ files: [String]) throws(Fault) -> Int32 {
    if files.isEmpty, options.stdinFile == nil {
      throw Fault(ShellFault.noFiles(command: "check"))
    }
    var sources: [Source] = []
    var all: [Diagnostic] = []
    // What an editor has not saved yet.
    if let name = options.stdinFile { sources.append(Source(name: name, bytes: try host.readInput())) }
    for file in files {
      do throws(Fault) { sources.append(try FileLoader.source(file)) } catch {
        // A reader of JSON reads nothing else.
        guard options.json else { throw error }
        all.append(error.diagnostic.of(Source(name: file, text: "")))
      }
    }
    for source in sources {
      let checker = Checker(context: context, loader: FileLoader(), isForRunning: false)
      let program = checker.check(parse(source))
      try program.finish()
      all += program.diagnostics
    }
    if options.json {
      try host.write(DiagnosticsJSON.bytes(all))
    } else {
      report(all)
    }
    return all.contains { $0.severity == .error } ? 2 : 0
  }

  // MARK: reports

  /// Runs something, tells its fault, and gives the exit status.
  func guarded(_ body: () throws(Fault) -> Int32) -> Int32 {
    do throws(Fault) {
      return try context.working(body)
    } catch {
      return tell(error)
    }
  }

  /// Reports a fault on standard error, with the changes committed before it.
  ///
  /// `exit` and a closed pipe have no more to say.
  func tell(_ fault: Fault) -> Int32 {
    let committed = session?.committed
    // Once: after a closed pipe the last flush fails again.
    session?.forgetCommitted()
    if case .exit(let status) = fault.report.kind {
      if status != 0, let committed { host.writeError("note: committed before: \(committed)\n") }
      return status
    }
    let whole = committed.map { fault.afterCommit($0) } ?? fault
    report([whole.diagnostic])
    return whole.report.status
  }

  func report(_ diagnostics: [Diagnostic]) {
    if diagnostics.isEmpty { return }
    let isTerminal = isatty(2) == 1
    let colour = options.colour.decide(isTerminal: isTerminal, environment: shell.environment)
    var renderer = DiagnosticRenderer(
      colour: colour, columns: host.errorColumns, neutralise: { neutralise($0) })
    renderer.hidden = HiddenSpans().spans(of:)
    host.settle()
    host.writeRawError(Array(host.folded(diagnostics.map(renderer.render).joined()).utf8))
  }

  /// Writes what is left; a failed write is an error of its own.
  private func flushed(_ status: Int32) -> Int32 {
    do throws(Fault) {
      try host.flush()
      return status
    } catch {
      let failed = tell(error)
      return status == 0 ? failed : status
    }
  }
}
