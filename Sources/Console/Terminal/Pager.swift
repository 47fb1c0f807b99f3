import CSupport
import Glibc

/// Shows a text that is longer than the screen page by page, under a header that stays.
///
/// However it ends, it restores the terminal and leaves the last page on the screen.
package final class Pager {
  /// A text of pages: how many of its first lines stay in view, and how many of its last ones tell of the others.
  package struct Pages {
    /// The whole text.
    package var text: String
    /// How many lines of header it begins with.
    package var header: Int
    /// How many lines of footer it ends with.
    package var footer: Int

    /// A text with its header and footer.
    package init(_ text: String, header: Int = 0, footer: Int = 0) {
      (self.text, self.header, self.footer) = (text, header, footer)
    }
  }

  /// Lays the text out for the width that the terminal has.
  private let layout: () -> Pages
  private var header: [String] = []
  private var body: [String] = []
  private var footer = 0
  private let input: Int32
  private let output: Int32
  private var top = 0
  private var search = ""
  private var message = ""
  private var hold = sms_hold()
  private var modes = termios()
  /// Whether the terminal shows its other screen.
  private var isShown = false

  /// The pager of a text, which is laid out anew when the terminal gets another size.
  package init(input: Int32 = 0, output: Int32 = 1, layout: @escaping () -> Pages) {
    self.input = input
    self.output = output
    self.layout = layout
    layOut()
  }

  /// Takes the lines of the text; what is wider than the screen goes on in further lines, so that a line is a row.
  private func layOut() {
    let pages = layout()
    var lines = pages.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last?.isEmpty == true { lines.removeLast() }
    let columns = size.columns
    header = Array(lines.prefix(pages.header))
    let rows = lines.dropFirst(pages.header)
    footer = min(pages.footer, rows.count)
    body = rows.dropLast(footer).flatMap { wrapped($0, to: columns) }
    let notes = rows.suffix(footer).flatMap { wrapped($0, to: columns) }
    footer = notes.count
    body += notes
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
    let rest = Style.dim.paint("lines \(place(shown.count))")
    _ = writeAll((header + shown + [rest]).map { $0 + "\n" }.joined(), to: output)
    return true
  }

  private var size: Terminal.Size {
    var rows: Int32 = 0
    var columns: Int32 = 0
    guard sms_terminal_size(output, &rows, &columns) == 0 else { return Terminal.Size(rows: 24, columns: 80) }
    return Terminal.Size(rows: max(1, Int(rows)), columns: max(1, Int(columns)))
  }

  /// Which lines are shown, of so many from the top, without those of the footer.
  private func place(_ shown: Int) -> String {
    let count = body.count - footer
    return "\(min(top + 1, max(1, count)))-\(min(top + shown, count)) of \(count)"
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
    var rows = shownHeader + page + Array(repeating: "", count: max(0, room - page.count))
    let keys = message.isEmpty ? "Space, b, /: search, q: leave" : message
    let status = truncate(neutralise(" \(place(page.count))  \(keys) "), to: size.columns - 1)
    if size.rows > 1 { rows.append(Style.reverse.paint(status)) }
    _ = writeAll("\u{1b}[H" + rows.joined(separator: "\u{1b}[K\r\n") + "\u{1b}[K", to: output)
  }

  /// Does what a key says; true where it leaves.
  private func step() -> Bool {
    switch sms_hold_wait(&hold, input, -1) {
    case 0: break
    case SIGWINCH:
      act()
      layOut()
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
