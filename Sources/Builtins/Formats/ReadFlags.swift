internal import Base
internal import Interpreter

/// How a format is read.
struct ReadOptions {
  /// Cells become numbers, dates and so on where they look like them.
  var guessesTypes = false
  /// What parts the cells of csv.
  var separator: UInt8?
  /// Lines of csv and tsv that begin with it are passed over.
  var comment: UInt8?
  /// Whether the first line of csv and tsv is a row like the others.
  var hasNoHeader = false
  /// The names of the columns of csv and tsv, in place of those of the first line.
  var columns: [String]?
  /// Of a variable that stands twice in an env file the last value counts; else it is a fault.
  var lastWins = false
  /// All documents of YAML, as a stream.
  var readsAll = false
  /// The shapes of records that were read before.
  var shapes = KnownShapes()

  init() {}
}

/// The flags that say how a format is read: `from`, `open` and `stdin` have the same ones.
enum ReadFlags {
  static let types = Flag(
    "types", nil, "cells of csv, tsv and md become numbers, dates and so on where they look like them")
  static let separator = Flag("separator", .string, "csv: what parts the cells, one character: `;`")
  static let comment = Flag("comment", .string, "csv, tsv: passes over lines that begin with this: `#`")
  static let header = Flag(
    "no-header", nil, "csv, tsv: the first line is a row; the columns are --columns, else column0, column1 …")
  static let columns = Flag("columns", .list(.string), "csv, tsv: names in place of those of the first line")
  static let last = Flag("last", nil, "env: of a variable that stands twice the last value counts")
  static let documents = Flag("all", nil, "yaml: all documents, as a list")

  /// Those of cells but the separator.
  static let cells = [types, header, columns, comment]

  /// What the flags of a call say; a fault where one is for another format.
  static func options(_ call: Call, _ format: FileFormat) throws(Fault) -> ReadOptions {
    var options = ReadOptions()
    options.guessesTypes = call.has(types.name)
    options.separator = try byte(call, separator, format)
    options.comment = try byte(call, comment, format)
    if let comment = options.comment, comment == options.separator ?? format.separator {
      throw call.fault(FileFault.commentIsSeparator)
    }
    options.hasNoHeader = try has(call, header, format)
    if try has(call, columns, format), case .list(let names)? = call.flag(columns.name) {
      let names = names.items.compactMap(\.string)
      if Set(names.map { ExactText($0) }).count < names.count {
        throw call.fault(FileFault.columnGivenTwice)
      }
      options.columns = names
    }
    options.lastWins = try has(call, last, format)
    options.readsAll = try has(call, documents, format)
    return options
  }

  private static func has(_ call: Call, _ flag: Flag, _ format: FileFormat) throws(Fault) -> Bool {
    try FileFormat.has(call, flag, format) { $0.readFlags }
  }

  private static func byte(_ call: Call, _ flag: Flag, _ format: FileFormat) throws(Fault) -> UInt8? {
    guard try has(call, flag, format), let text = try call.text(flag.name) else { return nil }
    guard text.utf8.count == 1, let byte = text.utf8.first, ![0x22, 0x0A, 0x0D, 0].contains(byte) else {
      throw call.fault(FileFault.notOneCharacter(flag: flag.name))
    }
    return byte
  }
}
