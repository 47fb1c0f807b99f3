internal import Base
internal import Glibc
internal import Interpreter

/// One value on its way into a file.
struct Saving {
  static let flags =
    [
      FileFormat.flag("encode", "writes this format, not that of the name", FileFormat.allCases),
      Flag("append", nil, "adds to the end of the file", short: "a"),
      Flag("force", nil, "replaces a file that is there", short: "f"),
      Flag(
        "mode", .string, "the permissions of the file in octal, such as 0600",
        offers: .words([Choice("0600", "for you alone"), Choice("0640", "your group reads, too")])),
      Flag("base64", nil, "the text is base64, and its bytes are written"),
    ] + FileFormat.flags { $0.writeFlags }

  static let rules: [ArgumentRule] =
    [.atMostOne("append", "force"), .atMostOne("encode", "base64")] + FormatFlags.rules

  private let call: Call
  private let input: Value
  private let request: SaveRequest
  private let options: FormatOptions
  /// The format to write in; nil where text, sealed or not, is written as it is.
  private let format: FileFormat?

  /// Refuses what can be refused before there is anything to write; nothing is made or opened.
  static func check(_ call: Call, isSealed: Bool) throws(Fault) {
    if let name = try call.text("encode") { _ = try FileFormat.named(name) }
    let request = SaveRequest(
      path: try call.path("file"), isAppending: call.has("append"), isForced: call.has("force"),
      mode: try mode(call), isSealed: isSealed)
    if isSealed { try SealedFile.check(mode: request.mode) }
    if request.isAppending {
      try AppendedFile.check(request)
    } else {
      try ReplacingFile.check(request, call.context)
    }
  }

  init(_ call: Call, _ input: Value) throws(Fault) {
    self.call = call
    self.input = input
    let path = try call.path("file")
    format = try Self.format(call, input, path)
    options = try FormatFlags.options(call, format)
    request = SaveRequest(
      path: path, isAppending: call.has("append"), isForced: call.has("force"), mode: try Self.mode(call),
      isSealed: Unsealed.isIn(input))
    if request.isSealed { try SealedFile.check(mode: request.mode) }
  }

  func run() throws(Fault) {
    if case .sealed(let sealed) = input, format == nil {
      try asItIs(sealed)
    } else if request.isAppending {
      try append()
    } else {
      let file = try ReplacingFile(request, call.context)
      try encode(options, file) { (bytes) throws(Fault) in try file.write(bytes) }
      try file.commit()
    }
  }

  private static func mode(_ call: Call) throws(Fault) -> mode_t? {
    guard let text = try call.text("mode") else { return nil }
    guard let mode = mode_t(text, radix: 8), mode <= 0o777, text.utf8.first != UInt8(ascii: "+") else {
      throw call.fault(FileFault.badMode(text))
    }
    return mode
  }

  private static func format(_ call: Call, _ input: Value, _ path: String) throws(Fault) -> FileFormat? {
    if let name = try call.text("encode") { return try FileFormat.named(name) }
    switch input {
    case .text, .sealed: return nil
    default: return FileFormat.of(path: path)
    }
  }

  /// Adds to a file all at once: what is read may be the file itself.
  private func append() throws(Fault) {
    var options = options
    let file = try AppendedFile(request, call.context)
    let format = format ?? .text
    switch format.definition.adding {
    case .rows:
      if let columns = try file.columns(format) {
        options.columns = columns
        options.omitsHeader = true
      }
    case .documents where options.isDocuments: break
    case .documents, .never:
      throw call.fault(
        FileFault.notAppendable(format: format.rawValue, hasDocuments: format.definition.adding == .documents)
      )
    case .lines, .bytes: break
    }
    var bytes: [UInt8] = []
    defer { wipe(&bytes) }
    let limit = call.context.limits.memory
    try encode(options, file) { (piece) throws(Fault) in
      bytes += piece
      if bytes.count > limit {
        throw Fault(FileFault.addedTooLarge(mebibytes: limit >> 20), kind: .limit)
      }
    }
    if format.definition.adding != .bytes { try file.beginLine() }
    try file.write(bytes)
    try file.finish()
  }

  private func encode(
    _ options: FormatOptions, _ file: any SealableFile, _ out: ([UInt8]) throws(Fault) -> Void
  ) throws(Fault) {
    if call.has("base64") {
      guard let text = input.string else { throw call.wrongType("--base64", "string", input) }
      return try out(try Self.decoded(Array(text.utf8)))
    }
    guard let format else { return try out(Array((input.string ?? "").utf8)) }
    try format.definition.write(try unsealed(format, options, file), options, call.context, out)
  }

  /// The input with its seals opened, or a stream that opens them as it is read.
  private func unsealed(
    _ format: FileFormat, _ options: FormatOptions, _ file: any SealableFile
  ) throws(Fault) -> Value {
    // Lines of text have no quotes: the writer refuses seals among them.
    if format == .text { return input }
    if case .stream(let stream) = input, Self.maySeal(stream) {
      let rows = try stream.take()
      return .stream(
        PageStream(
          UnsealedRows(rows, .save, call.context) { () throws(Fault) in try file.becomeSealed() }))
    }
    guard request.isSealed else { return input }
    // What the format refuses is refused before the first seal is opened, which leaves an event behind.
    var masked = options
    masked.isMasked = true
    try format.definition.write(input, masked, call.context) { _ throws(Fault) in }
    return try Unsealed(purpose: .save).value(input)
  }

  /// Whether sealed text may come in these rows, as far as their columns tell.
  private static func maySeal(_ stream: StreamObject) -> Bool {
    guard let columns = stream.columns else { return true }
    return columns.contains { column in
      switch column.type {
      case .string, .int, .float, .bool, .duration, .datetime: false
      default: true
      }
    }
  }

  private static func decoded(_ text: [UInt8]) throws(Fault) -> [UInt8] {
    let result: Result<[UInt8], Fault> = text.withUnsafeBytes { text in
      do throws(Fault) {
        return .success(
          try Base64Source.decode(text) { Fault(FileFault.notBase64(offset: $0)) })
      } catch { return .failure(error) }
    }
    return try result.get()
  }

  // MARK: one sealed text

  /// Everything that can be refused is refused before the seal is opened.
  private func asItIs(_ sealed: SealedObject) throws(Fault) {
    let isBase64 = call.has("base64")
    if request.isAppending {
      let file = try AppendedFile(request, call.context)
      try Self.open(sealed, isBase64) { (bytes) throws(Fault) in try file.write(bytes) }
      return try file.finish()
    }
    let file = try ReplacingFile(request, call.context)
    try Self.open(sealed, isBase64) { (bytes) throws(Fault) in try file.write(bytes) }
    try file.commit()
  }

  private static func open(
    _ sealed: SealedObject, _ isBase64: Bool, _ write: (UnsafeRawBufferPointer) throws(Fault) -> Void
  ) throws(Fault) {
    try sealed.open(.save) { (text) throws(Fault) in
      guard isBase64 else { return try write(text) }
      var bytes = try Base64Source.decode(text) { _ in Fault(FileFault.sealedNotBase64) }
      defer { wipe(&bytes) }
      let result: Result<Void, Fault> = bytes.withUnsafeBytes { raw in
        do throws(Fault) { return .success(try write(raw)) } catch { return .failure(error) }
      }
      try result.get()
    }
  }
}
