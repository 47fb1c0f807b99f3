import Base
import Interpreter
import JSON
import Support
import Vault
import Wire

@testable import Commands

/// The folder of the one file that events are read from.
nonisolated(unsafe) private var folder: TemporaryFolder?

/// A file of the product's export is read, as `vault import` reads it.
func fuzzImport(_ bytes: UnsafeBufferPointer<UInt8>) throws {
  var content = ImportContent()
  var copy = Array(bytes)
  do { try JSONReader(wipes: true, allowsNUL: true).read(&copy, into: &content) } catch { return }
  try require(content.secrets.count <= bytes.count, "there are more secrets than bytes")
}

/// A file of events is surveyed and read in blocks, as `events import` does; the first byte says which kind it is.
func fuzzEvents(_ bytes: UnsafeBufferPointer<UInt8>) throws {
  guard let first = bytes.first else { return }
  if folder == nil { folder = try TemporaryFolder() }
  guard let path = try folder?.write(Array(bytes.dropFirst()), to: "events") else { return }
  let opened = try EventFile(path, written: "fuzz", now: 1_772_323_200_000_000)
  if first % 2 == 0 { try survey(EventCells.self, opened) } else { try survey(EventLines.self, opened) }
}

private func survey<Reader: EventReader>(_ format: Reader.Type, _ file: EventFile) throws {
  guard let survey = try? file.survey(format, { _ in }) else { return }
  var count = 0
  for block in survey.blocks { count += try file.records(format, block).count }
  try require(count == survey.count, "the second reading finds \(count) events, the first \(survey.count)")
}

/// An operation or a query that is read is written so that it is read as the same.
func fuzzOperation(_ bytes: UnsafeBufferPointer<UInt8>) throws {
  let text = Array(bytes)
  if let operation = try? OperationCodec.read(text) {
    let once = try OperationCodec.write(operation)
    try require(
      try OperationCodec.write(OperationCodec.read(once)) == once, "an operation is read as another one")
  }
  if let query = try? QueryCodec.read(SecretRow.self, text) {
    let once = try QueryCodec.write(query)
    try require(
      try QueryCodec.write(QueryCodec.read(SecretRow.self, once)) == once, "a query is read as another one")
  }
}
