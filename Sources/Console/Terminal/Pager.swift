import CSupport
import Glibc

/// Shows a text that is longer than the screen page by page, under a header that stays.
///
/// However it ends, it restores the terminal and leaves the last page on the screen.
package final class Pager {
  private let header: [String]
  private let body: [String]
  private let input: Int32
  private let output: Int32
  private var top = 0
  private var search = ""
  private var message = ""
  private var hold = sms_hold()
  private var modes = termios()
  /// Whether the terminal shows its other screen.
  private var isShown = false

  /// The pager of a text that begins with so many lines of header.
  package init(_ text: String, header: Int, input: Int32 = 0, output: Int32 = 1) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last?.isEmpty == true { lines.removeLast() }
    self.header = Array(lines.prefix(header))
    body = Array(lines.dropFirst(header))
    self.input = input
    self.output = output
  }

  /// Shows the pages until the user leaves; false where the terminal does not support it.
  package func run() -> Bool {
    guard tcgetattr(input, &modes) == 0, sms_hold_begin(&hold) == 0 else { return false }
    enter()
    var isDone = false
    while !isDone {
      draw()
      isDone = step()
    }
    leave()
    sms_hold_end(&hold)
    if sms_stop_signal() == SIGINT { sms_stop_clear() }
    let shown = body[top..<min(body.count, top + room)]
    let rest = Style.dim.paint("lines \(top + 1)-\(top + shown.count) of \(body.count)")
    _ = writeAll((header + shown + [rest]).map { $0 + "\n" }.joined(), to: output)
    return true
  }

  private var size: Terminal.Size {
    var rows: Int32 = 0
    var columns: Int32 = 0
    guard sms_terminal_size(output, &rows, &columns) == 0 else { return Terminal.Size(rows: 24, columns: 80) }
    return Terminal.Size(rows: max(3, Int(rows)), columns: max(1, Int(columns)))
  }

  /// The lines of the body that a page holds.
  private var room: Int { max(1, size.rows - shownHeader.count - 1) }

  private var shownHeader: ArraySlice<String> { header.prefix(max(0, size.rows - 2)) }

  private func enter() {
    var raw = modes
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
    _ = tcsetattr(input, TCSADRAIN, &raw)
    _ = writeAll("\u{1b}[?1049h", to: output)
    isShown = true
  }

  private func leave() {
    // A signal left it already.
    guard isShown else { return }
    isShown = false
    _ = writeAll("\u{1b}[?1049l", to: output)
    _ = tcsetattr(input, TCSADRAIN, &modes)
  }

  private func draw() {
    top = max(0, min(top, body.count - room))
    let page = body[top..<min(body.count, top + room)]
    var text = "\u{1b}[H"
    for line in shownHeader + page { text += line + "\u{1b}[K\r\n" }
    for _ in page.count..<room { text += "\u{1b}[K\r\n" }
    let place = "\(top + 1)-\(top + page.count) of \(body.count)"
    let keys = message.isEmpty ? "Space, b, /: search, q: leave" : message
    let status = truncate(neutralise(" \(place)  \(keys) "), to: size.columns - 1)
    _ = writeAll(text + Style.reverse.paint(status) + "\u{1b}[K", to: output)
  }

  /// Does what a key says; true where it leaves.
  private func step() -> Bool {
    switch sms_hold_wait(&hold, input, -1) {
    case 0: break
    case SIGWINCH:
      act()
      _ = writeAll("\u{1b}[2J", to: output)
      return false
    case let signal where signal > 0:
      leave()
      act()
      if sms_stop_signal() != 0 { return true }
      enter()
      return false
    default: return true
    }
    guard let key = readKey() else { return true }
    message = ""
    switch key {
    case "q", "Q", "\u{3}", "\u{1b}": return true
    case " ", "f", "\u{6}", "\u{1b}[6~": top += room
    case "b", "\u{2}", "\u{1b}[5~": top -= room
    case "j", "\n", "\u{1b}[B", "\u{1b}OB": top += 1
    case "k", "\u{1b}[A", "\u{1b}OA": top -= 1
    case "g", "\u{1b}[H", "\u{1b}OH", "\u{1b}[1~": top = 0
    case "G", "\u{1b}[F", "\u{1b}OF", "\u{1b}[4~": top = body.count
    case "/": ask()
    case "n": find(1)
    case "N": find(-1)
    default: break
    }
    return false
  }

  /// Lets the signals act that were held back.
  private func act() {
    sms_hold_end(&hold)
    _ = sms_hold_begin(&hold)
  }

  /// A key: a character, or the sequence of one.
  private func readKey() -> String? {
    guard let first = readByte() else { return nil }
    var bytes = [first]
    if first == 0x1b {
      while bytes.count < 8, sms_hold_wait(&hold, input, 20) == 0, let byte = readByte() {
        bytes.append(byte)
        let isIntroducer = bytes.count == 2 && (byte == UInt8(ascii: "[") || byte == UInt8(ascii: "O"))
        if !isIntroducer, (0x40...0x7e).contains(byte) { break }
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func readByte() -> UInt8? {
    var byte: UInt8 = 0
    while true {
      let count = Glibc.read(input, &byte, 1)
      if count == 1 { return byte }
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      return nil
    }
  }

  // MARK: search

  /// Reads the text to search for on the last row.
  private func ask() {
    var bytes: [UInt8] = []
    while true {
      let typed = truncate("/" + neutralise(String(decoding: bytes, as: UTF8.self)), to: size.columns - 1)
      _ = writeAll("\r" + typed + "\u{1b}[K", to: output)
      guard sms_hold_wait(&hold, input, -1) == 0, let byte = readByte() else { return }
      switch byte {
      case 0x0a, 0x0d:
        search = String(decoding: bytes, as: UTF8.self).lowercased()
        return find(1)
      case 0x1b, 0x07: return
      case 0x08, 0x7f:
        repeat {} while bytes.popLast().map { $0 & 0xc0 == 0x80 } ?? false
      default: bytes.append(byte)
      }
    }
  }

  private func find(_ step: Int) {
    if search.isEmpty { return }
    var line = top + step
    while body.indices.contains(line) {
      if body[line].lowercased().utf8Contains(search) {
        top = line
        message = "found"
        return
      }
      line += step
    }
    message = "not found: \(search)"
  }
}

extension String {
  /// Whether the bytes of a text stand in this one.
  fileprivate func utf8Contains(_ wanted: String) -> Bool {
    let bytes = Array(utf8)
    let wanted = Array(wanted.utf8)
    return bytes.indices.contains { bytes[$0...].starts(with: wanted) }
  }
}
