import Builtins
import CSupport
import Console
import Glibc
package import Interpreter

/// The world as a run sees it: standard streams, the environment, the clock.
package final class ShellHost: Host {
  let options: Options
  let terminal: Terminal
  private var buffer: [UInt8] = []
  /// Why output was lost, until it can be thrown.
  private var failure: Fault?
  private let variables: (String) -> String?
  /// The most rows of a table on a terminal, where the dialogue was told.
  var rowCap: Int?
  /// Writes a value in a format other than a table, perhaps piece by piece before its last bytes; plugged in by the
  /// composition.
  private let write: FormatWriter?
  /// True iff the value that was shown last may be asked for.
  var keepsLast = false
  /// Texts that became secrets since they were last asked for, in the dialogue.
  private var secrets: [String] = []
  /// What was typed ahead of a question.
  var typedAhead = TypedAhead()
  /// The texts opened in the dialogue.
  private(set) var opened = TextPrints()
  /// The texts that became secrets in the dialogue, or were opened in it: no later line keeps them.
  private(set) var known = TextPrints()
  /// The value that was shown last, for `$last`.
  private var last: Value?
  /// Gives the lines of the dialogue.
  var lines: () -> [DialogueLine]? = { nil }
  /// The lines of the dialogue, for `history`; nil if there is none.
  package var dialogue: [DialogueLine]? { lines() }
  /// How long the host has waited for a person so far: answers typed, pages read.
  private(set) var waited = 0
  /// While a run is planned, standard output is for its changes alone.
  var isPlanning = false
  /// Bytes that went out, for the limit of output.
  private var written = 0

  /// Writes a value in a format of files, in one piece or piece by piece to `out`.
  package typealias FormatWriter = (
    _ value: Value, _ format: String, _ context: Context, _ out: (([UInt8]) throws(Fault) -> Void)?
  ) throws(Fault) -> [UInt8]

  /// The line that says how far a long operation has come.
  private let progress: ProgressScreen

  /// Makes the host of a run with standard input, output and error of the process.
  package init(options: Options, variables: @escaping (String) -> String?, format: FormatWriter? = nil) {
    progress = ProgressScreen(isQuiet: options.quiet, environment: variables)
    self.options = options
    self.variables = variables
    write = format
    terminal = Terminal(descriptor: 1, colour: options.colour, environment: variables)
  }

  /// Whether standard output is a terminal.
  package var outputIsTerminal: Bool { terminal.isTerminal }

  /// Whether standard input is a terminal.
  package var inputIsTerminal: Bool { isatty(0) == 1 }

  var target: TextTable.Target {
    terminal.columns.map { .terminal(columns: $0, colour: terminal.colour) } ?? .plain
  }

  // MARK: output

  /// Writes bytes to standard output; throws E0408 at the limit of output and E0601 if it fails.
  package func write(_ bytes: [UInt8]) throws(Fault) {
    if isPlanning { return writeError(String(decoding: bytes, as: UTF8.self)) }
    written += bytes.count
    if let limit = options.limits.output, written > limit {
      throw Fault(ShellFault.outputLimit(bytes: limit), kind: .limit)
    }
    if bytes.count >= 1 << 16 {
      try flush()
      return try send(bytes)
    }
    buffer.append(contentsOf: bytes)
    if buffer.count >= 1 << 16 { try flush() }
  }

  /// Flushes everything before something else is written; the next `flush` throws its error.
  func settle() {
    do throws(Fault) { try flush() } catch { failure = error }
  }

  /// Hands everything to the system; a closed pipe ends the run silently, as `| head` expects.
  package func flush() throws(Fault) {
    defer { buffer.removeAll(keepingCapacity: true) }
    if let failure { throw failure }
    try send(buffer)
  }

  private func send(_ bytes: [UInt8]) throws(Fault) {
    if outputIsTerminal, !bytes.isEmpty { progress.erase() }
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(1, $0.baseAddress?.advanced(by: start), $0.count - start)
      }
      if count >= 0 {
        start += count
        continue
      }
      if errno == EINTR { continue }
      if errno == EPIPE {
        throw Fault(ShellFault.readerGone, kind: .exit(141))
      }
      throw Fault(ShellFault.outputUnwritable(reason: String(cString: strerror(errno))))
    }
  }

  /// Writes text for people to standard error, with control characters made harmless.
  package func writeError(_ text: String) {
    settle()
    // Also off a terminal: what stands here is for people, and a timer's mail is read on one.
    writeRawError(Array(folded(neutralise(text, lines: .kept)).utf8))
  }

  /// The columns of the terminal that standard error is; nil where it is none.
  var errorColumns: Int? {
    var rows: Int32 = 0
    var columns: Int32 = 0
    guard isatty(2) == 1, sms_terminal_size(2, &rows, &columns) == 0, columns > 0 else { return nil }
    return Int(columns)
  }

  /// A text for standard error, on a terminal with its lines broken at blanks.
  func folded(_ text: String) -> String {
    guard let columns = errorColumns else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { wrapped(String($0), to: columns).joined(separator: "\n") }.joined(separator: "\n")
  }

  /// Writes one line to standard error, with line ends inside it shown as `\n`.
  package func writeErrorLine(_ line: String) { writeError(neutralise(line) + "\n") }

  /// Writes diagnostics, which are neutralised part by part since they may be coloured.
  func writeRawError(_ bytes: [UInt8]) {
    progress.erase()
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(2, $0.baseAddress?.advanced(by: start), $0.count - start)
      }
      if count < 0, errno != EINTR { return }
      start += max(0, count)
    }
  }

  /// Writes a line; on a terminal control characters are made harmless.
  package func print(_ text: String) throws(Fault) {
    try write(Array(((outputIsTerminal ? neutralise(text, lines: .kept) : text) + "\n").utf8))
  }

  /// Whether text at top level goes out as it is, so that its parts may be written one by one.
  package var showsPlainText: Bool {
    options.format == .table && !outputIsTerminal && !isPlanning && !keepsLast
  }

  /// Shows a value at top level in the format of the run.
  package func show(_ value: Value, context: Context) throws(Fault) {
    if outputIsTerminal, !isPlanning { try showNew(value) }
    if options.format == .none || isPlanning {
      _ = try Streams.collect(value, context)
      return
    }
    var note: (() throws(Fault) -> String?)?
    if case .stream(let stream) = value, options.format != .none { note = stream.note }
    try showRows(value, context)
    if let line = try note?() { writeError(line) }
    if outputIsTerminal { try flush() }
  }

  private func showRows(_ value: Value, _ context: Context) throws(Fault) {
    if case .file(let format) = options.format, let write {
      let pieces: (([UInt8]) throws(Fault) -> Void)? =
        outputIsTerminal ? nil : { (bytes) throws(Fault) in try self.write(bytes) }
      let bytes = try write(value, format, context, pieces)
      try self.write(outputIsTerminal ? ShellHost.shown(bytes) : bytes)
      return
    }
    var columns: [Column]?
    if case .stream(let stream) = value { columns = stream.columns }
    let whole = try Streams.collect(value, context)
    last = whole
    var presentation = Presentation(context)
    presentation.rowCap = rowCap ?? (pages ? ShellHost.mostPaged : keepsLast ? ShellHost.mostUnpaged : nil)
    presentation.isDialogue = keepsLast && outputIsTerminal
    let shown = presentation
    let layout = { [self] in Self.pages(whole, shown.text(whole, columns: columns, for: target), shown.rowCap)
    }
    let pages = layout()
    if try page(pages.text, layout) { return }
    try write(Array(pages.text.utf8))
  }

  // MARK: pages

  /// The most rows that are laid out for a pager, and without one, unless `set rows` says otherwise.
  private static let (mostPaged, mostUnpaged) = (10_000, 500)

  /// Whether output taller than the screen is paged: in the dialogue, unless `$PAGER` is `cat` or empty.
  private var pages: Bool {
    guard keepsLast, outputIsTerminal, inputIsTerminal, terminal.colour else { return false }
    return variables("PAGER").map { !$0.isEmpty && $0 != "cat" } ?? true
  }

  /// A text with the header and the footer of the table that it is, if it is one.
  private static func pages(_ value: Value, _ text: String, _ rowCap: Int?) -> Pager.Pages {
    guard case .list(let list) = value, let first = list.items.first else { return Pager.Pages(text) }
    switch first {
    case .record: break
    case .entity(let entity) where entity.isRow: break
    default: return Pager.Pages(text)
    }
    let lines = text.utf8.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
    let rows = min(list.items.count, rowCap ?? .max)
    return Pager.Pages(text, header: 2, footer: max(0, lines - 2 - rows))
  }

  /// Shows a text that is taller than the screen in pages; false where it is not.
  private func page(_ text: String, _ layout: @escaping () -> Pager.Pages) throws(Fault) -> Bool {
    guard pages, let size = terminal.size else { return false }
    guard text.utf8.reduce(0, { $0 + ($1 == 0x0A ? 1 : 0) }) >= size.rows else { return false }
    try flush()
    let begun = clock()
    defer { waited += clock() - begun }
    if let program = variables("PAGER"), ForeignPager(program, variables).show(text) { return true }
    return Pager(layout: layout).run()
  }

  /// A text of a format as a terminal gets it: nothing in it steers the terminal.
  private static func shown(_ bytes: [UInt8]) -> [UInt8] {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    for index in lines.indices where lines[index].last == 0x0D { lines[index].removeLast() }
    let text = String(decoding: Array(lines.joined(separator: [0x0A])), as: UTF8.self)
    return Array(neutralise(text, lines: .kept).utf8)
  }

  /// The value that was shown last, once.
  func takeLast() -> Value? {
    defer { last = nil }
    return last
  }

  /// Shows a new token, invite code or key once, on the terminal of the user who made it.
  private func showNew(_ value: Value) throws(Fault) {
    guard case .record(let record) = value else { return }
    for case .sealed(let sealed) in record.values where sealed.parts.count == 1 {
      guard case .envelope(let envelope)? = sealed.parts.first, let name = Self.names[envelope.kind] else {
        continue
      }
      var line: [UInt8] = []
      try sealed.open(.reveal) { (raw) throws(Fault) in line = Array(raw) }
      try write(Array("The \(name), shown this once:\n".utf8) + line + [0x0A, 0x0A])
      for index in line.indices { line[index] = 0 }
    }
  }

  /// The names of one-time results, by the kind of their envelope.
  private static let names = ["token": "access token", "invite": "invite code", "key": "key"]

  // MARK: secrets

  /// Texts short and few enough to be typed; others come from files.
  package func becameSecret(_ text: UnsafeRawBufferPointer) {
    guard keepsLast, secrets.count < 1000, text.count <= 1 << 16 else { return }
    guard let text = String(validating: text, as: UTF8.self) else { return }
    secrets.append(text)
    known.add(text)
  }

  /// Draws how far a long operation has come, or erases the line.
  package func showProgress(_ state: ProgressState?) {
    guard let state else { return progress.erase() }
    progress.show(
      ProgressLine(unit: state.unit, done: state.done, total: state.total, time: state.time))
  }

  /// Remembers an opened text, so that the dialogue forgets it when it is locked.
  package func wasRevealed(_ text: String) {
    guard keepsLast else { return }
    opened.add(text)
    known.add(text)
  }

  /// Forgets the opened texts: no value holds them any more.
  func forgetOpened() {
    opened = TextPrints()
    last = nil
  }

  func takeSecrets() -> [String] {
    defer { secrets = [] }
    return secrets
  }

  // MARK: input

  /// Reads standard input to its end; throws on a signal.
  package func readInput() throws(Fault) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = chunk.withUnsafeMutableBytes { Glibc.read(0, $0.baseAddress, $0.count) }
      if count == 0 { return bytes }
      if count > 0 {
        bytes.append(contentsOf: chunk[..<count])
      } else if errno == EINTR {
        try stopIfAsked()
      } else {
        throw Fault(ShellFault.inputUnreadable(reason: String(cString: strerror(errno))))
      }
    }
  }

  private func stopIfAsked() throws(Fault) {
    let signal = sms_stop_signal()
    if signal != 0 {
      sms_stop_clear()
      throw Fault.stopped(by: signal)
    }
  }

  /// Reads a line from the terminal; nil at the end of input, and nothing is echoed if it is hidden.
  package func readLine(prompt: String, hidden: Bool) throws(Fault) -> String? {
    try flush()
    guard inputIsTerminal else { return Swift.readLine() }
    let begun = clock()
    defer { waited += clock() - begun }
    do throws(TerminalError) {
      let dialogue = try TerminalDialogue(ahead: typedAhead, isPlain: !terminal.colour)
      guard hidden else { return try dialogue.ask(prompt) }
      return try Self.hiddenLine(dialogue, prompt)
    } catch {
      try stopIfAsked()
      throw Fault(ShellFault.terminalUnreadable(reason: error.description))
    }
  }

  private static func hiddenLine(_ dialogue: borrowing TerminalDialogue, _ prompt: String)
    throws(TerminalError) -> String
  {
    var bytes = [UInt8](repeating: 0, count: 4096)
    defer {
      for index in bytes.indices { bytes[index] = 0 }
    }
    let count = try read(dialogue, prompt, &bytes)
    return String(decoding: bytes[..<count], as: UTF8.self)
  }

  private static func read(
    _ dialogue: borrowing TerminalDialogue, _ prompt: String, _ bytes: inout [UInt8]
  ) throws(TerminalError) -> Int {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    defer {
      for index in 0..<buffer.count { buffer[index] = 0 }
      buffer.deallocate()
    }
    let count = try dialogue.readHidden(prompt: prompt, into: buffer)
    for index in 0..<count { bytes[index] = buffer[index] }
    return count
  }

  /// A variable of the environment; those of this program (`SMS_…`) are hidden from scripts.
  package func environment(_ name: String) -> String? { name.hasPrefix("SMS_") ? nil : variables(name) }

  /// The system's clock, in microseconds since 1970-01-01T00:00:00Z.
  package func clock() -> Int {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return now.tv_sec * 1_000_000 + now.tv_nsec / 1000
  }
}
