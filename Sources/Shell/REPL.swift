import Builtins
import CSupport
import Commands
import Console
import Glibc
import Interpreter
import Syntax

/// The dialogue: reads a program line by line, more lines while it is incomplete, and runs it.
struct REPL {
  private let run: Run
  private let scopes = Scopes()
  private let lines = LineHistory()
  private let lock = DialogueLock()
  /// The history, once it is read.
  private let past = Past()

  private final class Past {
    var history: SessionHistory?
  }

  init(_ run: Run) {
    self.run = run
  }

  /// The file of the history, its folders made.
  private var historyFile: HistoryFile? {
    guard let path = REPL.historyPath(run.shell.environment) else { return nil }
    UserFolders.make(UserFolders.parent(of: path))
    return HistoryFile(path: path)
  }

  private static func historyPath(_ environment: (String) -> String?) -> String? {
    UserFolders.state(environment).map { $0 + "/history" }
  }

  /// Reads and runs until the input ends; gives the exit status.
  func loop() throws(Fault) -> Int32 {
    run.host.keepsLast = true
    run.session?.talliesChanges = true
    run.context.options = DialogueOptions()
    run.context.tour = { () throws(Fault) in try Tour(run).walk() }
    FirstStart(run: run).offer()
    if run.session?.hasVault == true {
      _ = run.guarded { () throws(Fault) in
        try run.session?.signIn()
        return 0
      }
    }
    let source = try makeSource()
    ConfigFile(run.shell.environment)?.load(run, scopes)
    let history = SessionHistory(
      file: historyFile, source: source, hints: lines, known: { run.host.known },
      warn: { run.host.writeError($0) })
    past.history = history
    run.host.lines = { history.dialogue }
    var number = 0
    while true {
      number += 1
      switch readProgram(source, history, number) {
      case .end: return 0
      case .nothing: continue
      case .stopped(let status): return status
      case .program(let parsed, let text):
        let before = run.session?.changes ?? 0
        let (begun, waited) = (run.host.clock(), run.host.waited)
        let ended = perform(parsed)
        let took = run.host.clock() - begun - (run.host.waited - waited)
        history.finish(
          took: took, isOK: ended.status == 0, changes: (run.session?.changes ?? 0) - before,
          defines: LineTokens(text).defines)
        history.forget(run.host.takeSecrets())
        if ended.isEnd { return ended.status }
        source.aside = LineOutcome.aside(status: ended.status, took: took)
      }
    }
  }

  private func makeSource() throws(Fault) -> EditLineSource {
    let source: EditLineSource
    do throws(LineError) {
      source = try EditLineSource(program: "sms", colour: run.host.terminal.colour, calls: makeCalls())
    } catch {
      throw Fault(ShellFault.notATerminal(reason: error.description))
    }
    run.host.typedAhead = source.typedAhead
    if let problem = source.unreadSettings { run.host.writeErrorLine("note: \(problem)") }
    source.absence = Absence(
      after: { run.session?.banner == nil && run.host.opened.isEmpty ? nil : run.context.options?.autoLock },
      act: {
        let time = Display.shortDuration(run.context.options?.autoLock ?? 0)
        return (lock.close(run, scopes, "locked after \(time) without a key"), prompt)
      })
    return source
  }

  private func makeCalls() -> EditLineCalls {
    let completer = Completer(run: run, scopes: scopes)
    let painter = makePainter(completer)
    let editor = LineEditor(environment: run.shell.environment)
    var calls = EditLineCalls()
    calls.complete = { completer.complete($0, $1) }
    calls.paint = { line, cursor in
      var looks = painter.paint(line, cursor)
      if run.context.options?.hints == false { (looks.hint, looks.note) = ("", "") }
      return looks
    }
    calls.continuation = { REPL.continuation($0) }
    calls.search = { [past] in past.history?.search($0) ?? CompletionList() }
    calls.edit = { editor.edit($0) }
    calls.idle = { [session = run.session] in session?.readNames() ?? false }
    return calls
  }

  /// What a further row begins with while the program is not complete: blanks for each open bracket.
  private static func continuation(_ line: String) -> String? {
    if line.allSatisfy(\.isWhitespace) { return nil }
    guard parse(Source(name: "", text: Scopes.continued(line) + "\n")).isIncomplete else { return nil }
    return String(repeating: "  ", count: LinePlace(line).levels.count - 1)
  }

  /// Whether a program of several rows ends in one that holds nothing.
  private static func endsInBlankRow(_ text: String) -> Bool {
    let rows = text.split(separator: "\n", omittingEmptySubsequences: false)
    return rows.count > 1 && rows.last?.allSatisfy(\.isWhitespace) == true
  }

  private func makePainter(_ completer: Completer) -> LinePainter {
    let commands = LineCommands(registry: run.registry, scopes: scopes)
    let lookahead = Lookahead(run.context, scopes)
    return LinePainter(
      commands: commands, hints: LineHints(commands: commands, completer: completer, history: lines),
      check: { lookahead.errors(in: $0) })
  }

  // MARK: reading

  private enum Reading {
    case program(Parsed, text: String)
    case nothing
    case end
    case stopped(Int32)
  }

  private func readProgram(_ source: EditLineSource, _ history: SessionHistory, _ number: Int) -> Reading {
    var text = ""
    while true {
      let prompt = text.isEmpty ? self.prompt : Prompt([Prompt.Piece("  … ", .dim)])
      do throws(LineError) {
        switch try source.read(prompt) {
        case .interrupted: return .nothing
        case .end:
          if sms_stop_signal() != 0 { return .stopped(128 + sms_stop_signal()) }
          if text.isEmpty { return .end }
          // Ctrl-D gives an unfinished program up, not the dialogue; where the input has ended the next line is the end.
          run.report(parse(Source(name: "<line \(number)>", text: Scopes.continued(text))).diagnostics)
          return .nothing
        case .line(let line): text += (text.isEmpty ? "" : "\n") + line
        }
      } catch {
        run.host.writeError("error E0606 \(error.description)\n")
        return .nothing
      }
      if text.allSatisfy(\.isWhitespace) { return .nothing }
      // With the newline that ended it: a word before Enter is not cut off, so `1h30` and Enter is no question for more.
      let parsed = parse(Source(name: "<line \(number)>", text: Scopes.continued(text) + "\n"))
      if parsed.isIncomplete, !REPL.endsInBlankRow(text) { continue }
      history.remember(text, now: run.host.clock())
      return .program(parsed, text: text)
    }
  }

  private var prompt: Prompt {
    guard let banner = run.session?.banner else {
      guard let before = lock.banner else { return Prompt([Prompt.Piece("sms> ", .bold)]) }
      return Prompt([Prompt.Piece(before + " (locked)", .dim), Prompt.Piece("> ", .bold)])
    }
    let isReadOnly = run.context.readOnly || run.session?.isReadOnly == true
    let mode = isReadOnly ? " (read-only)" : run.options.wholeRun == .plan ? " (plan)" : ""
    return Prompt([
      Prompt.Piece(banner, .cyan), Prompt.Piece(mode, .yellow), Prompt.Piece("> ", .bold),
    ])
  }

  // MARK: running

  /// Runs one program; its status, and whether the dialogue ends with it.
  private func perform(_ parsed: Parsed) -> (status: Int32, isEnd: Bool) {
    run.context.now = Instant(microseconds: run.host.clock(), zone: run.context.zone)
    run.host.rowCap = run.context.options?.rows
    defer { if run.session?.takeLock() == true { run.host.writeError(lock.close(run, scopes, "locked")) } }
    let program = Checker(context: run.context, loader: FileLoader(), scopes: scopes).check(parsed)
    _ = run.session?.takeTally()
    do throws(Fault) {
      try program.finish()
      run.report(program.diagnostics)
      if program.hasErrors { return (2, false) }
      run.session?.forgetCommitted()
      let (planned, end) = try run.within { () throws(Fault) in try run.context.run(program) }
      if let end { throw end }
      let last = run.host.takeLast()
      if let last { run.context.define("last", last, in: scopes) }
      try run.host.flush()
      let summary = LineOutcome.planned(planned) ?? LineOutcome.summary(run.session?.takeTally(), last)
      if let summary { run.host.writeError(summary + "\n") }
    } catch {
      if case .exit(let status) = error.report.kind { return (status, true) }
      let status = run.tell(error)
      if case .signal(let number) = error.report.kind, number != 2 { return (status, true) }
      return (status, false)
    }
    return (0, false)
  }
}
