import CSupport
import Console
import Glibc

/// Runs one dialogue of Console, so that a test can hold it on a pseudo-terminal.
@main
enum Probe {
  static func main() {
    sms_stop_install()
    let arguments = CommandLine.arguments
    switch arguments.count > 1 ? arguments[1] : "" {
    case "lines": lines(history: arguments.count > 2 ? arguments[2] : nil)
    case "plain": plain()
    case "hidden": hidden()
    case "confirm": confirm()
    default: exit(2)
    }
  }

  /// Reads entries, which go on while a line ends in `{`, and says what it got.
  private static func lines(history path: String?) {
    let file = path.map { HistoryFile(path: $0) }
    let past = file.flatMap { try? $0.load() } ?? []
    let colour = ColourMode.auto.decide(isTerminal: true) { getenv($0).map { String(cString: $0) } }
    var calls = EditLineCalls()
    calls.complete = complete
    calls.paint = paint
    // A line goes on while it ends in a brace, or a brace is open.
    calls.continuation = { line in
      let open = line.utf8.count { $0 == UInt8(ascii: "{") } - line.utf8.count { $0 == UInt8(ascii: "}") }
      return open > 0 && getenv("PROBE_ROWS") != nil ? String(repeating: "  ", count: open) : nil
    }
    var remembered = past
    calls.search = { typed in
      let lines = remembered.reversed().filter { typed.isEmpty || $0.contains(typed) }
      return CompletionList(lines.map { Completion($0, start: 0) })
    }
    calls.edit = { $0 == "keep" ? nil : "edited <\($0)>" }
    guard let source = try? EditLineSource(program: "probe", colour: colour, history: past, calls: calls)
    else { exit(3) }
    var entry = ""
    while true {
      let prompt: Prompt = entry.isEmpty ? Prompt([.init("Acme", .cyan), .init("> ", .bold)]) : "...> "
      guard let read = try? source.read(prompt) else { exit(4) }
      switch read {
      case .line(let line):
        entry += entry.isEmpty ? line : "\n" + line
        if line.hasSuffix("{") && !line.contains("\n") { continue }
        say("got <\(neutralise(entry))>")
        source.remember(entry)
        remembered.append(entry)
        try? file?.append(entry)
        entry = ""
      case .interrupted:
        say("dropped")
        entry = ""
      case .end:
        say("end \(sms_stop_signal())")
        return
      }
    }
  }

  /// Reads lines as from a pipe and says what it got.
  private static func plain() {
    let source = PlainLineSource(descriptor: 0)
    say("ready")
    while let read = try? source.read("> ") {
      say("\(read)")
      if read == .end { return }
    }
  }

  private static func complete(_ line: String, _ cursor: Int) -> CompletionList {
    let before = Array(line.utf8.prefix(cursor))
    let start = before.lastIndex(of: UInt8(ascii: " ")).map { $0 + 1 } ?? 0
    let word = String(decoding: before[start...], as: UTF8.self)
    if word.hasPrefix("row") {
      let rows = (1...100).map { "row-\($0)" }.filter { $0.hasPrefix(word) }
      return CompletionList(rows.map { Completion($0, start: start, note: "a row of \($0)") })
    }
    return CompletionList(
      ["account-list", "account-show", "bête-noire", "evil\u{1b}[31m", "evil\u{202e}b"]
        .filter { $0.hasPrefix(word) }.map { Completion($0, start: start) })
  }

  /// The first word is red unless it is `run`; `run` is green and goes on as `run account-list`.
  private static func paint(_ line: String, _ cursor: Int) -> PaintedLine {
    let word = line.utf8.prefix { $0 != UInt8(ascii: " ") }.count
    let isKnown = line.hasPrefix("run")
    let whole = "run account-list --all"
    return PaintedLine(
      spans: [PaintedLine.Span(0..<word, isKnown ? .green : .red)],
      hint: isKnown && whole.hasPrefix(line) ? String(whole.dropFirst(line.count)) : "",
      note: line == "run" ? "starts a program" : "")
  }

  private static func hidden() {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 16, alignment: 1)
    do throws(TerminalError) {
      let length = try TerminalDialogue().readHidden(prompt: "Passphrase: ", into: buffer)
      // The test tells by the digest of the bytes that they are those it sent, without their being shown.
      say("read \(length) \(buffer[..<length].reduce(0) { $0 &* 31 &+ Int($1) })")
    } catch {
      say("error: \(error)")
    }
    say(echoes() ? "echo is on" : "echo is off")
  }

  private static func confirm() {
    do throws(TerminalError) {
      say(try TerminalDialogue().confirm("Delete \u{1b}[31mall?") ? "yes it is" : "no it is not")
    } catch {
      say("error: \(error)")
    }
  }

  private static func echoes() -> Bool {
    var modes = termios()
    return tcgetattr(0, &modes) == 0 && modes.c_lflag & tcflag_t(ECHO) != 0
  }

  private static func say(_ text: String) {
    let line = Array((text + "\n").utf8)
    _ = write(1, line, line.count)
  }
}
