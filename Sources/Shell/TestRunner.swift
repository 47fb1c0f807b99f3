import Interpreter
import Syntax

/// `sms test`: the `test` blocks of files, each on a vault of its own in memory.
struct TestRunner {
  private let run: Run

  init(_ run: Run) { self.run = run }

  /// Runs the tests of all files; the status is 0 if none fails, 2 where a file does not check.
  func run(_ files: [String]) throws(Fault) -> Int32 {
    if files.isEmpty { throw Fault(ShellFault.noFiles(command: "test")) }
    var (count, failed) = (0, 0)
    for file in files {
      let source = try FileLoader.source(file)
      let titles = try check(source).tests
      if titles.isEmpty { run.host.writeError("note: \(file) has no `test`\n") }
      for (index, title) in titles.enumerated() {
        count += 1
        if try !runs(source, index, title) { failed += 1 }
      }
    }
    let words = "\(count) test\(count == 1 ? "" : "s"), \(failed == 0 ? "all passed" : "\(failed) failed")\n"
    try run.host.write(Array(words.utf8))
    return failed == 0 ? 0 : 1
  }

  /// A file that checks; its errors end the program with 2.
  private func check(_ source: Source) throws(Fault) -> Program {
    let program = Checker(context: context(), loader: FileLoader()).check(parse(source))
    try program.finish()
    run.report(program.diagnostics)
    if program.hasErrors {
      throw Fault(ShellFault.uncheckedTest(file: source.name))
    }
    return program
  }

  /// Runs one test from the very beginning: nothing of another one is left over.
  private func runs(_ source: Source, _ index: Int, _ title: String) throws(Fault) -> Bool {
    let context = context()
    let program = Checker(context: context, loader: FileLoader()).check(parse(source))
    do throws(Fault) {
      try context.run(program, test: index)
    } catch {
      guard error.isCatchable else { throw error }
      try run.host.write(Array("failed  \(title)\n".utf8))
      run.report([error.diagnostic])
      return false
    }
    try run.host.write(Array("passed  \(title)\n".utf8))
    return true
  }

  private func context() -> Context {
    let context = Context(
      host: run.host, registry: run.registry, patterns: run.shell.parts.patterns, zones: run.context.zones,
      limits: run.options.limits)
    context.now = run.context.now
    context.zone = run.context.zone
    context.allowExec = run.options.allowExec
    context.assumeYes = run.options.assumeYes
    context.isQuiet = run.options.quiet
    context.session = run.shell.parts.testSession?(run.host)
    return context
  }
}
