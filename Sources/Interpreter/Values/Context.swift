/// The limits of a run; each has a code and can be set.
package struct Limits: Sendable {
  /// Brackets and blocks inside each other, and values inside values.
  package var nesting = 200
  /// Calls of `def`s and closures inside each other.
  package var calls = 10_000
  /// Of these, calls that go through a command and back.
  package var nativeCalls = 200
  /// Steps of the machine (back edges and calls); nil: no limit.
  package var steps: Int?
  /// Bytes that collected lists and texts may hold at once, roughly.
  package var memory = 1 << 30
  /// Bytes of output; nil: no limit.
  package var output: Int?
  /// Microseconds of the whole run (`--timeout`); nil: no limit.
  package var time: Int?
  /// Microseconds for which a batch, and beside a server each command, may keep others from writing (`--max-lock`).
  package var lock = 5_000_000
  /// What a batch may use of that: the rest is for its commit, or for taking it back.
  package var lockWork: Int { lock - min(lock / 20, 250_000) }

  /// The standard limits.
  package init() {}
}

/// The run's access to the system: made by the shell, or by a test.
package protocol Host: AnyObject {
  /// Writes bytes to standard output, exactly.
  func write(_ bytes: [UInt8]) throws(Fault)
  /// Passes written output on, where it must be visible now.
  func flush() throws(Fault)
  /// Writes text to standard error.
  func writeError(_ text: String)
  /// Writes one line to standard error: line ends inside it, as of a name that holds one, are shown as `\n`.
  func writeErrorLine(_ line: String)
  /// Shows the value of a statement at top level (a table, a text); reads streams to their end.
  func show(_ value: Value, context: Context) throws(Fault)
  /// Writes what `print` is given: neutralised on a terminal.
  func print(_ text: String) throws(Fault)
  /// All of standard input.
  func readInput() throws(Fault) -> [UInt8]
  /// A line that a person types; nil at the end. `hidden`: without echo.
  func readLine(prompt: String, hidden: Bool) throws(Fault) -> String?
  /// A variable of the environment; nil where it is not set or may not be read (`SMS_*`).
  func environment(_ name: String) -> String?
  /// Microseconds since 1970 of the system's clock.
  func clock() -> Int
  /// True iff standard output (or input) is a terminal.
  var outputIsTerminal: Bool { get }
  /// True iff `show` would write a text to standard output as it is, so that its parts may be written instead.
  var showsPlainText: Bool { get }
  /// True iff standard input is a terminal.
  var inputIsTerminal: Bool { get }
  /// The lines of the dialogue, those of earlier ones first; nil where there is none.
  var dialogue: [DialogueLine]? { get }
  /// Told of each text that becomes a secret: what remembers lines forgets it.
  func becameSecret(_ text: UnsafeRawBufferPointer)
  /// Told of each text that `reveal` opens: a dialogue forgets it when it is locked.
  func wasRevealed(_ text: String)
  /// Shows how far a long operation has come; nil: it has ended.
  func showProgress(_ state: ProgressState?)
}

extension Host {
  /// By default nothing is shown otherwise than it is.
  package func writeErrorLine(_ line: String) { writeError(line + "\n") }

  /// By default output is not shown as it is.
  package var showsPlainText: Bool { false }
  /// By default there is no dialogue.
  package var dialogue: [DialogueLine]? { nil }
  /// By default no lines are remembered, so that none must be forgotten.
  package func becameSecret(_ text: UnsafeRawBufferPointer) {}
  /// By default no opened texts are remembered.
  package func wasRevealed(_ text: String) {}
  /// By default progress is not shown.
  package func showProgress(_ state: ProgressState?) {}
  /// By default nothing is buffered.
  package func flush() throws(Fault) {}
}

/// The state of a vault (or of nothing) behind the commands of a domain: the interpreter knows no more of it.
package protocol Session: AnyObject {
  /// Begins a transaction, commits it, or rolls it back: what `batch` is made of.
  func begin() throws(Fault)
  /// Commits the innermost transaction.
  func commit() throws(Fault)
  /// Rolls the innermost transaction back.
  func rollback() throws(Fault)
  /// A point inside a transaction to which one failed call goes back.
  func savepoint() throws(Fault)
  /// Keeps the changes since the last savepoint.
  func release() throws(Fault)
  /// Takes the changes since the last savepoint back.
  func rollbackToSavepoint() throws(Fault)
  /// Since when the run keeps others from writing, by the host's clock; nil while it does not.
  var lockedSince: Int? { get }
  /// Begins a plan: until its end everything works on a snapshot that is thrown away; plans nest.
  func beginPlan() throws(Fault)
  /// Throws the innermost plan away.
  func endPlan()
  /// What a call that has just returned this would have changed: the rows of a plan.
  func plannedChanges(_ result: Value) throws(Fault) -> [Value]
  /// The changes committed so far in this run, as a message; nil without any.
  var committed: String? { get }
}

/// One run: everything that a call may need.
///
/// A thread has its own.
package final class Context {
  /// The run's access to files, terminal and clock.
  package let host: any Host
  /// The session of the domain, made at first use; nil where no domain is plugged in.
  package var session: (any Session)?
  /// The limits of steps, memory, output and time.
  package var limits: Limits
  /// The commands and types that the run knows.
  package let registry: Registry
  /// The time zones that dates were given in.
  package let zones: ZoneTable
  /// What `$now` is: read once a run, in the REPL once a line.
  package var now: Instant
  /// The zone of dates without one (`--zone`).
  package var zone: UInt16 = 0
  /// When the run began, by the host's clock: `--timeout` counts from here.
  package var started: Int
  /// The arguments of the script, as `$args`.
  package var arguments: [String] = []
  /// Refuses calls with an effect on the vault or outside (`--read-only`).
  package var readOnly = false
  /// Whether no person started what runs, so that no one would see a question.
  ///
  /// Commands that wait are then refused, as are changes by `readOnly`.
  package var isUnattended = false
  /// Whether `exec` may start programs (`--allow-exec`).
  package var allowExec = false
  /// Whether the run has something to do that ends with it (`--lock`): then no program takes its place.
  package var mustOutlivePrograms = false
  /// `--yes`: nothing asks.
  package var assumeYes = false
  /// `--keep-going`: a failing subject gives a row and the rest goes on.
  package var keepGoing = false
  /// `--quiet`: commands write no notes to standard error.
  package var isQuiet = false
  /// What `tour` walks through; nil where there is no dialogue.
  package var tour: (() throws(Fault) -> Void)?
  /// What `set` changes; nil where there is no dialogue.
  package var options: DialogueOptions?
  /// How regular expressions are compiled: plugged in by Builtins.
  package let patterns: any PatternEngine
  /// The `plan`s and `batch`es around what runs, innermost last.
  var blocks: [RunningBlock] = []
  /// The mode of the whole run: the checker refuses code that it does not allow.
  package var wholeRun: BlockKind?
  /// The file whose `def`s `help` knows: the one that runs.
  var program: Unit?
  /// The names of the globals, by number: they outlive a line of the REPL.
  var globalNames: [String] = []
  /// The machine that runs this.
  package private(set) lazy var machine = Machine(context: self)
  /// What long operations tell how far they have come.
  package private(set) lazy var progress = Progress(self)

  /// Makes a run with the zone UTC and no session.
  package init(
    host: any Host, registry: Registry, patterns: any PatternEngine, zones: ZoneTable,
    limits: Limits = Limits()
  ) {
    self.host = host
    self.registry = registry
    self.patterns = patterns
    self.zones = zones
    self.limits = limits
    started = host.clock()
    now = Instant(microseconds: started)
  }
}

/// A compiled regular expression, searching unanchored.
package protocol Pattern: AnyObject {
  /// True iff the text holds a match; exceeding the match limit is a fault.
  func matches(_ text: String) throws(Fault) -> Bool
}

/// Compiles regular expressions; each once a run.
package protocol PatternEngine: AnyObject {
  /// The compiled pattern; a bad one is a fault with its offset.
  func pattern(_ text: String) throws(Fault) -> any Pattern
}
