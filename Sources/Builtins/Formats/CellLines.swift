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
      if let place = CSVWriter.firstNUL(in: bytes) {
        let column = column(of: place, in: bytes, separator: layout.separator)
        let step =
          columns.indices.contains(column) ? FormatPath.Step.key(columns[column].name) : .index(column)
        throw FormatPath(steps: [step]).holdsNUL(format)
      }
      try out(bytes)
    }
    return true
  }

  /// The number of the column that a byte of whole lines stands in.
  private static func column(of place: Int, in lines: [UInt8], separator: UInt8) -> Int {
    var (column, isQuoted) = (0, false)
    for byte in lines[..<place] {
      switch byte {
      case UInt8(ascii: "\""): isQuoted.toggle()
      case separator where !isQuoted: column += 1
      case 0x0A where !isQuoted: column = 0
      default: break
      }
    }
    return column
  }
}
