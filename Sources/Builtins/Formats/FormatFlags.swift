internal import Interpreter

/// The flags that say how a format is written: `to` and `save` have the same ones.
enum FormatFlags {
  static let masked = Flag("masked", nil, "sealed text becomes `••••`; without it, it is an error")
  static let compact = Flag("compact", nil, "in one line", short: "c")
  static let raw = Flag("raw", nil, "csv: leaves cells as they are that a spreadsheet would run as formulas")
  static let exports = Flag("export", nil, "env: with `export` before each name")
  static let plain = Flag(
    "plain", nil, "env: values without quotes, as `docker run --env-file` reads them")
  static let dotenv = Flag(
    "dotenv", nil, "env: refuses values that `sh` reads, but libraries for .env files do not read alike")
  /// What of env excludes each other.
  static let rules: [ArgumentRule] = [.atMostOne("plain", "export"), .atMostOne("plain", "dotenv")]
  static let documents = Flag("all", nil, "yaml: a document for each item")

  /// What the flags of a call say; a fault where one is for another format.
  static func options(_ call: Call, _ format: FileFormat?) throws(Fault) -> FormatOptions {
    var options = FormatOptions()
    options.isCompact = call.has(compact.name)
    options.isMasked = call.has(masked.name)
    let format = format ?? .text
    options.isRaw = try has(call, raw, format)
    options.exports = try has(call, exports, format)
    options.isPlain = try has(call, plain, format)
    options.isDotenv = try has(call, dotenv, format)
    options.isDocuments = try has(call, documents, format)
    return options
  }

  private static func has(_ call: Call, _ flag: Flag, _ format: FileFormat) throws(Fault) -> Bool {
    try FileFormat.has(call, flag, format) { $0.writeFlags }
  }
}
