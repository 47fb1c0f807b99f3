package import Interpreter
package import Syntax

/// A host without a world: what is shown and printed is collected, the clock stands still.
package final class TestHost: Host {
  package private(set) var output = ""
  package private(set) var errors = ""
  package var input: [UInt8] = []
  package var lines: [String] = []
  package var variables: [String: String] = ["HOME": "/home/ada"]
  package var time = 1_764_000_000_000_000
  /// How far the clock moves with each look.
  package var step = 0
  package var shown: [Value] = []
  /// What was shown of the progress of long operations; nil where it was taken away.
  package var progress: [ProgressState?] = []
  /// What is added to the output for each value that is shown.
  package var showing: ((Value, [Column]?, Context) -> String)?

  package init() {}

  package func write(_ bytes: [UInt8]) throws(Fault) { output += String(decoding: bytes, as: UTF8.self) }

  package func writeError(_ text: String) { errors += text }

  package func show(_ value: Value, context: Context) throws(Fault) {
    var columns: [Column]?
    if case .stream(let stream) = value { columns = stream.columns }
    let value = try Streams.collect(value, context)
    shown.append(value)
    if let showing { output += showing(value, columns, context) }
    output += Display(context).literal(value) + "\n"
  }

  package func print(_ text: String) throws(Fault) { output += text + "\n" }

  package func showProgress(_ state: ProgressState?) { progress.append(state) }

  /// Forgets what was written.
  package func clear() {
    output = ""
    errors = ""
    shown = []
  }

  package func readInput() throws(Fault) -> [UInt8] { input }

  package func readLine(prompt: String, hidden: Bool) throws(Fault) -> String? {
    lines.isEmpty ? nil : lines.removeFirst()
  }

  package func environment(_ name: String) -> String? { name.hasPrefix("SMS_") ? nil : variables[name] }

  package func clock() -> Int {
    defer { time += step }
    return time
  }

  package var outputIsTerminal = false

  package var inputIsTerminal = false
}

/// Files of `use`, by path.
package final class TestLoader: SourceLoader {
  package var files: [String: String]

  package init(_ files: [String: String] = [:]) { self.files = files }

  package func load(_ path: String, from source: Source) throws(Fault) -> Source {
    guard let text = files[path] else { throw Fault(FaultWords("E0244", "there is no file `\(path)`")) }
    return Source(name: path, text: text)
  }
}

/// Patterns that only find plain text: for tests of the language without the library of regular expressions.
package final class PlainPatterns: PatternEngine {
  final class Plain: Pattern {
    let text: String

    init(_ text: String) { self.text = text }

    func matches(_ text: String) throws(Fault) -> Bool {
      self.text.isEmpty || text.utf8.count >= self.text.utf8.count && text.contains(self.text)
    }
  }

  package init() {}

  package func pattern(_ text: String) throws(Fault) -> any Pattern { Plain(text) }
}

/// One run of the language in a test.
package struct TestRun {
  package let host = TestHost()
  package let context: Context
  package let loader: TestLoader

  package init(
    _ commands: [any Command.Type] = [], patterns: any PatternEngine = PlainPatterns(),
    limits: Limits = Limits(),
    files: [String: String] = [:]
  ) {
    let registry = Registry()
    registry.add(commands)
    context = Context(host: host, registry: registry, patterns: patterns, zones: ZoneTable(), limits: limits)
    loader = TestLoader(files)
  }

  /// Parses and checks.
  package func check(_ code: String) -> Program {
    Checker(context: context, loader: loader).check(parse(Source(name: "test", text: code)))
  }

  /// The value of a program's last statement, as the language writes it; for errors `E0123 message`.
  package func evaluateText(_ code: String) -> String {
    do throws(Fault) {
      return Display(context).literal(try evaluate(code))
    } catch {
      return "\(error.code) \(error.message)"
    }
  }

  /// The value of a program's last statement; the first error of the check, or the fault of the run, is thrown.
  package func evaluate(_ code: String) throws(Fault) -> Value {
    let program = check(code)
    if let first = program.diagnostics.first(where: { $0.severity == .error }) {
      throw Fault(
        FaultWords(first.code, first.message, help: first.help), source: first.source, span: first.span)
    }
    return try context.working { () throws(Fault) in
      try Streams.collect(try context.evaluate(program), context)
    }
  }

  /// Everything that running a program shows and prints; faults as `error CODE message`.
  package func output(_ code: String) -> String {
    let program = check(code)
    if program.hasErrors {
      return program.diagnostics.map { "\($0.severity.rawValue) \($0.code) \($0.message)\n" }.joined()
    }
    do throws(Fault) {
      try context.run(program)
    } catch {
      return host.output + "error \(error.code) \(error.message)\n"
    }
    return host.output
  }
}
