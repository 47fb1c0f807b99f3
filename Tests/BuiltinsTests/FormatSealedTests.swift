import Builtins
import Interpreter
import Support
import Testing

/// Sealed text never comes out of a format, a print or a log.
@Suite("formats: sealed text") struct FormatSealedTests {
  static let formats = ["json", "jsonl", "csv", "tsv", "yaml", "md"]

  @Test(arguments: formats) func isRefused(_ format: String) {
    let io = IORun()
    let text = io.string("[{a: 1, b: (canary)}] | to \(format)")
    #expect(
      text.hasPrefix("E0630 sealed text is not written as \(format) at `") && !text.contains(IORun.canary),
      "\(text)")
    #expect(io.openings.purposes.isEmpty)
  }

  @Test(arguments: formats) func isMasked(_ format: String) {
    let io = IORun()
    let text = io.string("[{a: 1, b: (canary), c: [(canary)], d: \"x\\(canary)\"}] | to \(format) --masked")
    #expect(text.contains("••••") && !text.contains(IORun.canary) && !text.hasPrefix("E"), "\(text)")
    #expect(io.openings.purposes.isEmpty)
  }

  @Test func ofTheCommandLineIsRefused() {
    let io = IORun()
    let value = Value.record([("a", .sealed(SealedObject(CanaryCommand.Canary(IORun.canary, io.openings))))])
    for format in Self.formats + ["env"] {
      let fault = #expect(throws: Fault.self) { try Formats.write(value, as: format, io.run.context) }
      #expect(fault?.code == "E0630")
    }
    #expect(io.openings.purposes.isEmpty)
  }

  @Test func asEnv() {
    #expect(IORun().fault("{A: (canary)} | to env")?.code == "E0630")
    #expect(IORun().string("{A: (canary)} | to env --masked") == "A='••••'\n")
  }

  /// The places of refusals inside lists and records.
  @Test(arguments: [
    ("{x: [1 {y: (canary)}]} | to json", "E0630 sealed text is not written as json at `x[1].y`"),
    ("[{x: 1} {x: (canary)}] | to csv", "E0630 sealed text is not written as csv at `[1].x`"),
    ("canary | to json", "E0630 sealed text is not written as json"),
  ]) func place(_ code: String, _ message: String) { #expect(IORun().string(code) == message) }

  @Test(arguments: [
    "print (canary)", "print x (canary) [(canary)] {a: (canary)}", "print \"a\\(canary)\"",
    "[{a: (canary)}] | print",
    "canary | print", "log (canary)", "log \"a \\(canary)\" --level error", "log {a: (canary)}",
    "print ([{a: (canary)}] | table)", "canary", "[{a: (canary)} {a: (canary)}]", "print ((canary) + \"x\")",
    "print ([(canary)] | to json --masked)", "print (try { canary | to json } catch e { $e.msg })",
  ]) func neverShows(_ code: String) {
    let io = IORun()
    let output = io.run.output(code) + io.host.errors
    #expect(!output.contains(IORun.canary) && output.contains("••••") || code.contains("catch"), "\(output)")
    #expect(!output.contains(IORun.canary))
    #expect(io.openings.purposes.isEmpty)
  }

  @Test(arguments: [
    "from json", "from csv", "from env", "lines", "save /nonexistent/x --base64 --encode json",
  ])
  func isNoInputOf(_ command: String) {
    let io = IORun()
    #expect(io.fault("canary | \(command)") != nil)
    #expect(io.openings.purposes.isEmpty)
  }
}
