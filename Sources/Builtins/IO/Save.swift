internal import Glibc
internal import Interpreter

/// Writes a file.
enum Save: Command {
  static var name: String { "save" }
  static let signature = Signature(
    "Writes a file: text as it is, rows and records by the ending of its name.", category: .io,
    effect: .outside,
    positional: [Parameter("file", .named("path"), "the file; a leading `~/` is the home folder")],
    flags: [
      Flag(
        "encode", .string, "writes this format whatever the name says: json jsonl csv tsv yaml env md text"),
      Flag("append", nil, "adds to the end of the file", short: "a"),
      Flag("force", nil, "replaces a file that is there", short: "f"),
      Flag("mode", .string, "the permissions of the file in octal, such as 0600"),
      Flag("base64", nil, "the text is base64, and its bytes are written"),
    ],
    input: .required(.any), output: .null,
    details: """
      The file is written beside its place and takes it when it is whole: a full disk or a stopped run leaves the old one \
      as it was. A new file is for its owner only, unless --mode says otherwise. The items of a list become lines of a \
      text file. Sealed text is opened and leaves an event behind; \
      its file is for the owner only (0600), and links and devices are refused for it.
      """,
    examples: [
      Example("[{a: 1}] | save rows.csv"), Example("\"TOKEN=x\\n\" | save ~/web.env --mode 0600 --force"),
      Example("[{a: 1}] | save log.jsonl --append"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    try call.excluding("append", "force")
    try call.excluding("encode", "base64")
    let request = SaveRequest(
      path: try call.path("file"), isAppending: call.has("append"), isForced: call.has("force"),
      mode: try mode(call),
      isSealed: isSealed(call.input))
    if case .sealed(let sealed)? = call.input {
      if call.flag("encode") != nil {
        throw call.fault("E0630", "sealed text is written as it is, in no other format")
      }
      try sealedText(sealed, request, call)
    } else if request.isAppending {
      try append(request, call)
    } else {
      try replace(request, call)
    }
    return .null
  }

  private static func isSealed(_ value: Value?) -> Bool {
    if case .sealed? = value { return true }
    return false
  }

  private static func mode(_ call: Call) throws(Fault) -> mode_t? {
    guard let text = try call.text("mode") else { return nil }
    guard let mode = mode_t(text, radix: 8), mode <= 0o777, text.utf8.first != UInt8(ascii: "+") else {
      throw call.fault("E0340", "--mode takes permissions in octal, such as 0600, not `\(text)`", status: 2)
    }
    return mode
  }

  // MARK: plain values

  private static func replace(_ request: SaveRequest, _ call: Call) throws(Fault) {
    let file = try ReplacingFile(request, call.context)
    try encode(call, request.path, FormatOptions()) { (bytes) throws(Fault) in try file.write(bytes) }
    try file.commit()
  }

  /// Adds to a file all at once: what is read may be the file itself.
  private static func append(_ request: SaveRequest, _ call: Call) throws(Fault) {
    var options = FormatOptions()
    let format = try format(call, request.path)
    let file = try AppendedFile(request, call.context)
    switch format {
    case .csv?, .tsv?:
      if let columns = try file.columns(format ?? .csv) {
        options.columns = columns
        options.omitsHeader = true
      }
    case .json?, .yaml?, .md?:
      throw call.fault(
        "E0618", "a \(format?.rawValue ?? "") file cannot be added to", help: "jsonl and csv can")
    case .jsonl?, .env?, .text?, nil: break
    }
    var bytes: [UInt8] = []
    let limit = call.context.limits.memory
    try encode(call, request.path, options) { (piece) throws(Fault) in
      bytes += piece
      if bytes.count > limit {
        throw Fault("E0406", "what is added is over the memory limit of \(limit >> 20) MiB", kind: .limit)
      }
    }
    if format != nil, format != .text { try file.beginLine() }
    try file.write(bytes)
    try file.finish()
  }

  /// The format to write in; nil where text is written as it is.
  private static func format(_ call: Call, _ path: String) throws(Fault) -> FileFormat? {
    if let name = try call.text("encode") { return try FileFormat.named(name) }
    if case .text? = call.input { return nil }
    return FileFormat.of(path: path)
  }

  private static func encode(
    _ call: Call, _ path: String, _ options: FormatOptions, _ out: ([UInt8]) throws(Fault) -> Void
  ) throws(Fault) {
    let input = call.input ?? .null
    if call.has("base64") {
      guard let text = input.string else { throw call.wrongType("--base64", "string", input) }
      return try out(try decoded(Array(text.utf8)))
    }
    guard let format = try format(call, path) else { return try out(Array((input.string ?? "").utf8)) }
    try Formats.encode(input, format, options, call.context, out)
  }

  private static func decoded(_ text: [UInt8]) throws(Fault) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3 + 3)
    if let offset = text.withUnsafeBytes({ Base64Text.decode($0, into: &bytes) }) {
      wipe(&bytes)
      throw Fault("E0619", "the text is no base64: offset \(offset)")
    }
    return bytes
  }

  // MARK: sealed text

  /// Everything that can be refused is refused before the seal is opened, which leaves an event behind.
  private static func sealedText(_ sealed: SealedObject, _ request: SaveRequest, _ call: Call) throws(Fault) {
    if let mode = request.mode, mode & 0o077 != 0 {
      throw call.fault(
        "E0617", "a file of sealed text is for its owner only, not of mode 0\(String(mode, radix: 8))",
        help: "0600 and 0400 are possible")
    }
    let isBase64 = call.has("base64")
    if request.isAppending {
      let file = try AppendedFile(request, call.context)
      try open(sealed, isBase64) { (bytes) throws(Fault) in try file.write(bytes) }
      return try file.finish()
    }
    let file = try ReplacingFile(request, call.context)
    try open(sealed, isBase64) { (bytes) throws(Fault) in try file.write(bytes) }
    try file.commit()
  }

  private static func open(
    _ sealed: SealedObject, _ isBase64: Bool, _ write: (UnsafeRawBufferPointer) throws(Fault) -> Void
  ) throws(Fault) {
    try sealed.open(.save) { (text) throws(Fault) in
      guard isBase64 else { return try write(text) }
      var bytes: [UInt8] = []
      bytes.reserveCapacity(text.count / 4 * 3 + 3)
      defer { wipe(&bytes) }
      if Base64Text.decode(text, into: &bytes) != nil { throw Fault("E0619", "the sealed text is no base64") }
      let result: Result<Void, Fault> = bytes.withUnsafeBytes { raw in
        do throws(Fault) { return .success(try write(raw)) } catch { return .failure(error) }
      }
      try result.get()
    }
  }
}
