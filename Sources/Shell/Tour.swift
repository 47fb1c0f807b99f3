import Commands
import Console
import Glibc
import Interpreter
import Syntax

/// The main job on a sample organization in memory, a line at a time.
///
/// Nothing of it touches a vault.
struct Tour {
  /// What is said, and the line that is then run.
  struct Step {
    let words: String
    let line: String
  }

  /// The organization before the first step.
  private static let sample = """
    project create web; project create payments
    "postgres://app@db/web" | secret create DATABASE_URL --project web
    "sk_live_51" | secret create STRIPE_KEY --project payments
    account create ci-web; account create deploy
    grant ci-web web --access read
    """

  /// The lines of the tour with what they show, in order.
  package static let steps = [
    Step(
      words: "A machine account stands for a program. Here are those of a small organization.",
      line: "accounts"),
    Step(
      words: "Secrets lie in projects. Their values are sealed: nothing shows them by accident.",
      line: "secrets"),
    Step(
      words: "A new program gets an account of its own.", line: "account create ci-payments"),
    Step(
      words:
        "It may read one project, and nothing else. (`plan { … }` around a line shows what it would change.)",
      line: "plan { grant ci-payments payments --access read }"),
    Step(words: "The same, done.", line: "grant ci-payments payments --access read"),
    Step(
      words: "With an access token the program signs in. The token is shown once, and ends by itself.",
      line: "token create ci-payments --name first --expires 90d"),
    Step(
      words: "Who may read what? Rows flow through a pipe.", line: "grants | where .object == \"payments\""),
    Step(
      words: "A value is opened on purpose, and leaves its event behind.", line: "reveal payments/STRIPE_KEY"),
    Step(
      words: "The log knows all of it: here by type.", line: "events | count-by .type"),
    Step(
      words: "And what leaves the company is taken back.", line: "revoke ci-payments payments --yes"),
  ]

  private let run: Run
  private let context: Context

  init(_ run: Run) {
    self.run = run
    context = Context(
      host: run.host, registry: run.registry, patterns: run.shell.parts.patterns, zones: run.context.zones,
      limits: run.options.limits)
    context.zone = run.context.zone
    context.isQuiet = true
    context.assumeYes = true
    context.session = run.shell.parts.testSession?(run.host)
  }

  /// Goes from step to step; Enter runs the line that is shown, `q` leaves.
  func walk() throws(Fault) {
    guard run.host.inputIsTerminal, run.host.outputIsTerminal else {
      throw Fault(ShellFault.tourWithoutTerminal)
    }
    try perform(Tour.sample, shows: false)
    try say(
      "A tour of \(Tour.steps.count) steps, on a sample organization in memory: your vault stays as it is.")
    try say("Enter runs the line that is shown, s skips it, q leaves.\n")
    for (index, step) in Tour.steps.enumerated() {
      try say("\(index + 1)/\(Tour.steps.count)  \(step.words)")
      switch try key("sms> \(step.line)  ⏎ ") {
      case .leave: return try say("Left. `help` lists all commands.")
      case .skip: continue
      case .go:
        do throws(Fault) { try perform(step.line, shows: true) } catch {
          guard error.isCatchable else { throw error }
          run.report([error.diagnostic])
        }
        try say("")
      }
    }
    try say("That is the job. `help` lists all commands, `help CMD` shows one with examples.")
  }

  private enum Key { case go, skip, leave }

  private func key(_ prompt: String) throws(Fault) -> Key {
    guard let line = try run.host.readLine(prompt: prompt, hidden: false) else {
      try say("")
      return .leave
    }
    switch line.lowercased() {
    case "q", "quit", "exit": return .leave
    case "s": return .skip
    default: return .go
    }
  }

  private func perform(_ code: String, shows: Bool) throws(Fault) {
    context.now = Instant(microseconds: run.host.clock(), zone: context.zone)
    let program = Checker(context: context, loader: nil).check(parse(Source(name: "<tour>", text: code)))
    try program.finish()
    if program.hasErrors {
      run.report(program.diagnostics)
      return
    }
    if shows { try context.run(program) } else { _ = try context.evaluate(program) }
    try run.host.flush()
  }

  private func say(_ words: String) throws(Fault) {
    try run.host.print(words)
    try run.host.flush()
  }
}
