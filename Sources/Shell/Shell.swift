import CSupport
import Commands
import Console
import Glibc
package import Interpreter
import Syntax

/// The parts of the program: the shell knows commands only through their protocol.
package struct ProgramParts {
  /// The program's version.
  package var version: String
  /// All commands of the language and the domain.
  package var commands: [any Command.Type]
  /// The types of their parameters.
  package var types: [ParameterType]
  /// The engine of regular expressions.
  package var patterns: any PatternEngine
  /// How values are written in the formats of files; nil: as text only.
  package var format: ShellHost.FormatWriter?
  /// Makes the session of the domain, which opens nothing before a command needs it.
  package var session: SessionMaker?
  /// Makes the session of one test of a script: a vault of its own.
  package var testSession: ((any Host) -> any DomainSession)?
  /// `sms serve`, on the vault at a path.
  package var serve: Server?
  /// Goes on as the program that reaches vaults at addresses; nil: this is it.
  package var reach: (() throws(Fault) -> Void)?
  /// Whether the program does nothing but serve.
  package var onlyServes = false
  /// Commands whose result must not be dropped.
  package var mustBeTaken: [String] = []
  /// The texts about error codes that the parts provide.
  package var codes: [String] = []

  /// Serves a vault until a signal and gives the exit status.
  package typealias Server = (
    ServeOptions, _ vault: String, _ environment: @escaping (String) -> String?
  ) throws(Fault) -> Int32
  /// Makes the session of the domain from options and environment.
  package typealias SessionMaker = (Options, _ environment: (String) -> String?, any Host) ->
    any DomainSession

  /// The parts of a program without a domain, unless a session is given.
  package init(
    version: String, commands: [any Command.Type], types: [ParameterType] = [], patterns: any PatternEngine,
    format: ShellHost.FormatWriter? = nil,
    session: SessionMaker? = nil
  ) {
    self.version = version
    self.commands = commands
    self.types = types
    self.patterns = patterns
    self.format = format
    self.session = session
  }
}

/// What the shell asks of the domain beyond transactions.
package protocol DomainSession: Session {
  /// Whether there is a vault to sign in to.
  var hasVault: Bool { get }
  /// Makes the vault, with a passphrase that is asked for; who makes it is signed in by the next command.
  func createVault(organization: String, email: String) throws(Fault)
  /// Signs in, as the first command that needs the vault would.
  func signIn() throws(Fault)
  /// For the prompt: the organization and the person; nil before sign-in.
  var banner: String? { get }
  /// Locks the session: wipes the keys and refuses further use of the old session.
  ///
  /// The next command that needs the vault signs in anew.
  func lock()
  /// Whether `lock` ran since this was asked last: the dialogue locks itself, too.
  func takeLock() -> Bool
  /// How many changes were committed so far.
  var changes: Int { get }
  /// Whether changes are counted by what they are, for `takeTally`.
  var talliesChanges: Bool { get set }
  /// What was changed since this was asked last, in words; nil where nothing was.
  func takeTally() -> String?
  /// Whether nothing can be changed by who is signed in.
  var isReadOnly: Bool { get }
  /// How many subjects failed while `--keep-going` went on: above 0 the program ends with 3.
  var failures: Int { get }
  /// Starts counting commits anew, under a new id: in the dialogue each line reports its own changes.
  func forgetCommitted()
  /// The notes for standard error when the run has ended (a token that was never opened).
  func closingNotes() -> [String]
  /// The names that a parameter takes and that complete a text, for completion.
  ///
  /// Names begin with the text or, with `loose`, hold its letters. nil where the type takes no names or nothing is
  /// unlocked.
  func names(of type: String, _ typed: String, loose: Bool) -> EntityNames?
  /// Whether the vault surely has nothing with a name that a type of parameter takes; false while that is not known.
  func lacks(_ name: String, of type: String) -> Bool
  /// Reads some more of the names that were asked for; false where nothing is left.
  func readNames() -> Bool
}

/// The program as a function of its arguments and environment.
package struct Shell {
  let parts: ProgramParts
  let environment: (String) -> String?

  /// Makes the program; it reads nothing before `run`.
  package init(parts: ProgramParts, environment: @escaping (String) -> String?) {
    self.parts = parts
    self.environment = environment
  }

  /// Runs the program with the words of its process and gives its exit status.
  package func run() -> Int32 {
    do throws(Fault) {
      return run(try Shell.words())
    } catch {
      return tell(error)
    }
  }

  /// The words of the command line; bytes that are no text must not become another one.
  private static func words() throws(Fault) -> [String] {
    var words: [String] = []
    for index in 1..<max(1, sms_argument_count()) {
      guard let bytes = sms_argument(index) else { break }
      guard let word = String(validatingCString: bytes) else {
        throw Fault(ShellFault.notUTF8(word: Int(index)))
      }
      words.append(word)
    }
    return words
  }

  /// Runs the program with some words and gives its exit status.
  package func run(_ arguments: [String]) -> Int32 {
    sms_stop_install()
    sms_stack_raise()
    let registry = Registry()
    registry.add(parts.commands)
    registry.add(parts.types)
    registry.mustBeTaken = parts.mustBeTaken
    registry.codes = parts.codes
    var reader = CommandLineReader(
      arguments,
      // A program that only serves takes every name as a command, and reports that it does nothing else.
      isCommand: { parts.onlyServes || registry.command($0) != nil || registry.isFamily($0) },
      helpForUnknown: { registry.helpForUnknown($0, more: ["check", "test", "serve", "help"]) })
    do throws(Fault) {
      let invocation = try reader.read(inputIsTerminal: isatty(0) == 1)
      var options = reader.options
      if !invocation.isAboutNoVault { try reach(options) }
      options.isTyped = invocation.isTyped && isatty(0) == 1
      let host = ShellHost(options: options, variables: environment, format: parts.format)
      let run = try Run(shell: self, options: options, host: host, registry: registry)
      return run.perform(invocation)
    } catch {
      return tell(error)
    }
  }

  /// Looks at the vault's name, before anything is done with it: at an address another program goes on.
  private func reach(_ options: Options) throws(Fault) {
    guard
      case .address(let scheme) = try VaultName(VaultAccess.path(options: options, environment: environment))
    else { return }
    try parts.reach?()
    throw Fault(ShellFault.schemeNotYet(scheme))
  }

  private func tell(_ fault: Fault) -> Int32 {
    var renderer = DiagnosticRenderer(neutralise: { neutralise($0) })
    renderer.hidden = HiddenSpans().spans(of:)
    let report = renderer.render(fault.diagnostic)
    ShellHost(options: Options(), variables: environment).writeRawError(Array(report.utf8))
    return fault.report.status
  }
}
