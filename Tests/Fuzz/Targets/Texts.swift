import Base
import Builtins
import CSV
import Commands
import Interpreter
import JSON
import Support
import Syntax

/// One run of the language that all scripts are checked in.
nonisolated(unsafe) private let scripts = TestRun(CommandsFixture.commands, patterns: RegexEngine())

/// A script is parsed, checked and told about: nodes and places lie within the text.
func fuzzScript(_ bytes: UnsafeBufferPointer<UInt8>) throws {
  let source = Source(name: "fuzz", bytes: Array(bytes))
  let parsed = parse(source)
  let end = UInt32(bytes.count)
  for (number, node) in parsed.tree.nodes.enumerated() {
    try require(
      node.start <= node.end && node.end <= end, "node \(number) \(node.kind) lies outside the text")
  }
  let program = Checker(context: scripts.context, loader: scripts.loader).check(parsed)
  for diagnostic in program.diagnostics {
    try require(diagnostic.span.start <= diagnostic.span.end, "\(diagnostic.code) points backwards")
    _ = DiagnosticRenderer().render(diagnostic)
  }
}

/// What a reader says, written as JSON.
private struct Spelling: JSONHandler {
  var writer = JSONWriter()

  mutating func null() { writer.null() }
  mutating func bool(_ value: Bool) { writer.bool(value) }
  mutating func integer(_ value: Int64) { writer.integer(value) }
  mutating func number(_ value: Double) { if (try? writer.number(value)) == nil { writer.null() } }
  mutating func string(_ text: UnsafeBufferPointer<UInt8>) { writer.string(text) }
  mutating func key(_ name: UnsafeBufferPointer<UInt8>) { writer.key(name) }
  mutating func startObject() { writer.startObject() }
  mutating func endObject(count: Int) { writer.endObject() }
  mutating func startArray() { writer.startArray() }
  mutating func endArray(count: Int) { writer.endArray() }
}

private func spelled(_ bytes: some Collection<UInt8>) throws -> [UInt8] {
  var spelling = Spelling()
  // The reader changes what it reads.
  var copy = Array(bytes)
  try JSONReader(allowsNUL: true).read(&copy, into: &spelling)
  return Array(spelling.writer.text.utf8)
}

/// JSON that is read and written again is read as the same.
func fuzzJSON(_ bytes: UnsafeBufferPointer<UInt8>) throws {
  guard let once = try? spelled(bytes) else { return }
  let twice = try spelled(once)
  try require(
    once == twice, "what was written is read as something else: \(String(decoding: once, as: UTF8.self))")
}

/// YAML is read; what it means is JSON.
func fuzzYAML(_ bytes: UnsafeBufferPointer<UInt8>) throws {
  var spelling = Spelling()
  guard (try? YAMLReader(maximumExpansion: 5000).read(bytes, into: &spelling)) != nil else { return }
  _ = try spelled(spelling.writer.text.utf8)
}

private func records(_ bytes: ArraySlice<UInt8>, chunk: Int) throws -> [[String]] {
  var reader = CSVReader()
  var records: [[String]] = []
  var rest = bytes
  while !rest.isEmpty {
    reader.feed(rest.prefix(chunk))
    rest = rest.dropFirst(chunk)
    while let record = try reader.next() { records.append(record.texts) }
  }
  reader.finish()
  while let record = try reader.next() { records.append(record.texts) }
  return records
}

/// A file of CSV is the same in whatever pieces it comes, and what is written of it is read as the same.
func fuzzCSV(_ bytes: UnsafeBufferPointer<UInt8>) throws {
  let all = ArraySlice(bytes)
  let whole = outcome { try records(all, chunk: .max) }
  for chunk in [1, 3] {
    switch (whole, outcome { try records(all, chunk: chunk) }) {
    case (.success(let one), .success(let other)):
      try require(one == other, "other records in pieces of \(chunk)")
    case (.failure(let one), .failure(let other)):
      try require(one as? CSVError == other as? CSVError, "another error in pieces of \(chunk)")
    default: try require(false, "in pieces of \(chunk) it is a file, or is none")
    }
  }
  guard case .success(let found) = whole else { return }
  var writer = CSVWriter()
  for record in found { writer.record(record) }
  if writer.holdsNUL { return }
  try require(
    try records(ArraySlice(writer.bytes), chunk: .max) == found, "what was written is read as something else")
}

/// An env file is read; each variable that `sh` can have is written so that it is read as the same.
func fuzzEnv(_ bytes: UnsafeBufferPointer<UInt8>) throws {
  guard let variables = try? Env.read(String(decoding: bytes, as: UTF8.self)) else { return }
  for variable in variables {
    guard let line = try? Env.line(name: variable.name, value: variable.value) else { continue }
    let again = try Env.read(line)
    let isSame = again.count == 1 && again[0].name == variable.name
    try require(
      isSame && again[0].value.utf8.elementsEqual(variable.value.utf8), "\(line) is read as something else")
  }
}
