internal import CSV
internal import Interpreter

extension Formats {
  /// Writes rows whose origin makes lines of cells by itself; false where it does not.
  static func lines(
    of value: Value, _ format: FileFormat, _ options: FormatOptions, _ context: Context,
    _ out: ([UInt8]) throws(Fault) -> Void
  ) throws(Fault) -> Bool {
    let layout = CellLayout(
      separator: UInt8(ascii: format == .csv ? "," : "\t"), neutralises: !options.isRaw)
    guard case .stream(let stream) = value, options.columns == nil, let lines = try stream.lines(layout)
    else {
      return false
    }
    let columns = try stream.take().columns ?? []
    var header = CSVWriter(separator: layout.separator, neutralises: layout.neutralises)
    if !options.omitsHeader, !columns.isEmpty { header.record(columns.map(\.name)) }
    try out(header.take())
    while let bytes = try lines() {
      try context.machine.poll()
      try out(bytes)
    }
    return true
  }
}
