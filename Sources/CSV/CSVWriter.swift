internal import Glibc

/// Writes CSV after RFC 4180, with CR LF at line ends, or TSV, with LF as `cut` and `awk` want it; quotes where needed.
///
/// The one writer of cells: quicker ways write only those that nothing has to be done about.
package struct CSVWriter {
  /// The bytes written so far.
  package private(set) var bytes: [UInt8] = []

  private let separator: UInt8
  /// Whether no cell is a formula to a spreadsheet.
  package let neutralises: Bool
  /// Whether a cell that begins or ends with a blank is quoted, as the product quotes it.
  private let quotesBlanks: Bool
  private var lastWasEmpty = false
  private var count = 0
  /// Whether a cell so far holds a NUL, which no reader takes.
  package private(set) var holdsNUL = false

  /// A writer; with `neutralises` no cell is a formula to a spreadsheet: those that look so begin with an apostrophe.
  package init(
    separator: UInt8 = UInt8(ascii: ","), neutralises: Bool = false, quotesBlanks: Bool = false
  ) {
    self.separator = separator
    self.neutralises = neutralises
    self.quotesBlanks = quotesBlanks
  }

  /// Writes one record.
  package mutating func record(_ cells: [String]) {
    for cell in cells { self.cell(cell) }
    endRecord()
  }

  /// Writes one cell of the record.
  package mutating func cell(_ text: String) {
    var text = text
    text.withUTF8 { cell($0) }
  }

  /// Writes one cell given as UTF-8.
  package mutating func cell(_ text: UnsafeBufferPointer<UInt8>) {
    if count > 0 { bytes.append(separator) }
    count += 1
    lastWasEmpty = text.isEmpty
    if let start = text.baseAddress, memchr(start, 0, text.count) != nil { holdsNUL = true }
    let isFormula = neutralises && Self.looksLikeFormula(text)
    let quotes = needsQuotes(text)
    if quotes { bytes.append(UInt8(ascii: "\"")) }
    if isFormula { bytes.append(UInt8(ascii: "'")) }
    for byte in text {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    if quotes { bytes.append(UInt8(ascii: "\"")) }
  }

  /// Ends the record.
  package mutating func endRecord() {
    // A record of one empty cell would be an empty line, which readers pass over.
    if count == 1 && lastWasEmpty { bytes += [UInt8(ascii: "\""), UInt8(ascii: "\"")] }
    bytes += separator == UInt8(ascii: "\t") ? [0x0A] : [0x0D, 0x0A]
    count = 0
  }

  /// Appends lines that are whole.
  package mutating func lines(_ lines: [UInt8]) { bytes += lines }

  /// Gives the bytes away and goes on with the next record.
  package mutating func take() -> [UInt8] {
    let taken = bytes
    bytes = []
    return taken
  }

  private func needsQuotes(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    // At the start of a file a reader would take U+FEFF for a byte order mark.
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { return true }
    let blank = UInt8(ascii: " ")
    if quotesBlanks, text.first == blank || text.last == blank { return true }
    return text.contains { $0 == separator || $0 == UInt8(ascii: "\"") || $0 == 0x0A || $0 == 0x0D }
  }

  /// Where the first NUL stands.
  package static func firstNUL(in bytes: [UInt8]) -> Int? {
    bytes.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress, let found = memchr(start, 0, bytes.count) else { return nil }
      return start.distance(to: UnsafeRawPointer(found))
    }
  }

  /// The name of a thing as a cell shows it: with each NUL, which no cell holds, written `\u{0}`, as tables do.
  ///
  /// A name is a label of what has an id. The label keeps a NUL of a text: the writer of cells refuses it.
  package static func label(_ name: String) -> String {
    if !name.utf8.contains(0) { return name }
    return name.unicodeScalars.reduce(into: "") { $0 += $1 == "\0" ? "\\u{0}" : String($1) }
  }

  /// The text as a cell that is no formula holds it.
  package static func neutralised(_ text: String) -> String {
    var text = text
    return text.withUTF8 { looksLikeFormula($0) } ? "'" + text : text
  }

  /// Whether a spreadsheet could take a cell for a formula: it begins like one and is no plain number.
  private static func looksLikeFormula(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    switch text.first {
    case UInt8(ascii: "="), UInt8(ascii: "@"), 0x09, 0x0A, 0x0D: true
    case UInt8(ascii: "+"), UInt8(ascii: "-"): !isNumber(text.dropFirst())
    case 0xEF: wideSigns.contains { text.starts(with: $0) }
    default: false
    }
  }

  /// `＝＠＋－`, which spreadsheets of East Asia take for the narrow ones.
  private static let wideSigns: [[UInt8]] = [
    [0xEF, 0xBC, 0x9D], [0xEF, 0xBC, 0xA0], [0xEF, 0xBC, 0x8B], [0xEF, 0xBC, 0x8D],
  ]

  /// `5`, `3.2`, `1e-7`: digits, with a fraction and an exponent perhaps.
  private static func isNumber(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    func digits(_ rest: inout Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
      let count = rest.prefix { $0 &- 0x30 < 10 }.count
      rest = rest.dropFirst(count)
      return count > 0
    }
    var rest = text
    guard digits(&rest) else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard digits(&rest) else { return false }
    }
    if let next = rest.first, next | 0x20 == UInt8(ascii: "e") {
      rest = rest.dropFirst()
      if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
        rest = rest.dropFirst()
      }
      guard digits(&rest) else { return false }
    }
    return rest.isEmpty
  }
}
