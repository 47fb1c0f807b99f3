package import Interpreter

/// Writing values in a format: what `to`, `save` and `--format` do.
package enum Formats {
  /// The names that `--format` takes, besides those that are no formats of files.
  package static var names: [String] {
    FileFormat.allCases.filter { $0.definition.isForRuns }.map(\.rawValue)
  }

  /// The bytes of a value in a format, as a file of it would hold them; streams are read to their end.
  package static func write(
    _ value: Value, as format: String, options: FormatOptions = FormatOptions(), _ context: Context
  ) throws(Fault) -> [UInt8] {
    var bytes: [UInt8] = []
    var options = options
    options.mayStream = false
    try FileFormat.named(format).definition.write(value, options, context) { (piece) throws(Fault) in
      bytes += piece
      if bytes.count > context.limits.memory {
        throw Fault(FileFault.textTooLarge(mebibytes: context.limits.memory >> 20), kind: .limit)
      }
    }
    return bytes
  }

  /// Writes rows as CSV or TSV while they are read.
  ///
  /// Returns false, with nothing read, for other formats and for rows whose columns are not known beforehand.
  /// Throws the faults of the rows and of `out`.
  package static func stream(
    _ value: Value, as format: String, _ context: Context, _ out: ([UInt8]) throws(Fault) -> Void
  ) throws(Fault) -> Bool {
    let format = try FileFormat.named(format)
    guard format == .csv || format == .tsv else { return false }
    guard case .stream(let stream) = value, let known = try stream.absorbing(.columns) else { return false }
    var rows = CellRows(format, FormatOptions(), columns: known.columns?.map(\.name), context)
    try rows.write(.stream(known), out)
    return true
  }

  /// Calls the body for each item of what can be gone through; a record or entity is one.
  static func forEach(
    _ value: Value, _ format: FileFormat, _ context: Context, _ body: (Value) throws(Fault) -> Void
  ) throws(Fault) {
    switch value {
    case .record, .entity: return try body(value)
    case .list, .stream, .range: break
    default: throw FormatPath().refused(value, format, help: "lists and rows can; `[$x]` is a list of one")
    }
    let stream = try Streams.read(value)
    var number = 0
    while let item = try stream.next() {
      try context.machine.poll()
      do throws(Fault) { try body(item) } catch { throw error.atRow(number) }
      number += 1
    }
  }
}
