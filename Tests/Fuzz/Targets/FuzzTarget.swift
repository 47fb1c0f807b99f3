/// Something that a stranger's bytes are read by, and what must hold whatever they are.
///
/// A crash ends the run by itself. A failure that is thrown ends the fuzzer's run, and is an issue of the replay.
struct FuzzTarget: Sendable {
  /// What `scripts/fuzz` calls it, and the folder of its corpus.
  let name: String
  /// Reads one input.
  let run: @Sendable (UnsafeBufferPointer<UInt8>) throws -> Void

  /// All targets that are written in Swift; the files of rows have theirs in C++.
  static let all = [
    FuzzTarget(name: "script", run: fuzzScript), FuzzTarget(name: "json", run: fuzzJSON),
    FuzzTarget(name: "csv", run: fuzzCSV), FuzzTarget(name: "yaml", run: fuzzYAML),
    FuzzTarget(name: "env", run: fuzzEnv), FuzzTarget(name: "encstring", run: fuzzEncString),
    FuzzTarget(name: "token", run: fuzzToken), FuzzTarget(name: "import", run: fuzzImport),
    FuzzTarget(name: "events", run: fuzzEvents), FuzzTarget(name: "form", run: fuzzForm),
    FuzzTarget(name: "operation", run: fuzzOperation), FuzzTarget(name: "http", run: fuzzHTTP),
    FuzzTarget(name: "vault", run: fuzzVault),
  ]
}

/// Something that does not hold.
struct FuzzFailure: Error {
  let what: String
}

/// Throws where something does not hold.
func require(_ holds: Bool, _ what: @autoclosure () -> String) throws {
  if !holds { throw FuzzFailure(what: what()) }
}

/// The value of an expression, or the error that it throws.
func outcome<Value>(_ body: () throws -> Value) -> Result<Value, any Error> { Result(catching: body) }
