import CLibEdit

/// Lines of several rows, and the history that Up and Down recall.
extension EditLineContext {
  /// What Up and Down look for, and where they are.
  struct Recall {
    /// What the lines begin with.
    var prefix: String
    /// The line as it was before.
    var edited: String
    var index: Int
    /// The line that was put in last.
    var shown: String
  }

  // MARK: rows

  /// Ends the line where it is complete, or where an empty row asks for it; else begins another row.
  func newline(_ editor: OpaquePointer) -> UInt8 {
    let (line, cursor) = currentLine(editor)
    let isEnded =
      line.utf8.contains(UInt8(ascii: "\n")) && cursor == line.utf8.count && Rows(line, cursor).isBlank
    guard canMove, !isEnded, let indent = calls.continuation(line) else {
      recall = nil
      takeAsideAway(line)
      queued.append(PrivateKey.accept)
      return UInt8(CC_NORM)
    }
    return UInt8(el_insertstr(editor, "\n" + indent) == 0 ? CC_REFRESH : CC_ERROR)
  }

  /// Takes away what stands at the right of a line that is accepted: it is no part of what stays on the screen.
  ///
  /// Libedit shows it only beside a line of one row, on which the cursor then is.
  private func takeAsideAway(_ line: String) {
    let size = self.size
    guard asideWidth > 0, lineStart.after(line, width: size.columns).row == 0 else { return }
    _ = writeAll("\u{1b}7\u{1b}[\(max(1, size.columns - asideWidth + 1))G\u{1b}[K\u{1b}8", to: output)
  }

  /// Begins another row, whatever the line says.
  func openRow(_ editor: OpaquePointer) -> UInt8 {
    UInt8(el_insertstr(editor, "\n") == 0 ? CC_REFRESH : CC_ERROR)
  }

  /// Goes to the row above; from the first one to an older line.
  func up(_ editor: OpaquePointer) -> UInt8 {
    let (line, cursor) = currentLine(editor)
    guard let target = Rows(line, cursor).above else { return recall(-1, editor) }
    return go(from: cursor, to: target, line, editor)
  }

  /// Goes to the row below; from the last one to a newer line.
  func down(_ editor: OpaquePointer) -> UInt8 {
    let (line, cursor) = currentLine(editor)
    guard let target = Rows(line, cursor).below else { return recall(1, editor) }
    return go(from: cursor, to: target, line, editor)
  }

  /// Goes to the beginning of the row; from there to that of the line.
  func rowBegin(_ editor: OpaquePointer) -> UInt8 {
    let (line, cursor) = currentLine(editor)
    let start = Rows(line, cursor).start
    return go(from: cursor, to: start == cursor ? 0 : start, line, editor)
  }

  private func go(from: Int, to: Int, _ line: String, _ editor: OpaquePointer) -> UInt8 {
    let bytes = Array(line.utf8)
    let between = String(decoding: bytes[min(from, to)..<max(from, to)], as: UTF8.self).unicodeScalars.count
    _ = el_cursor(editor, Int32(clamping: to < from ? -between : between))
    return UInt8(CC_CURSOR)
  }

  // MARK: history

  /// Puts the next older or newer line in that begins as the line did up to the cursor.
  private func recall(_ step: Int, _ editor: OpaquePointer) -> UInt8 {
    let (line, cursor) = currentLine(editor)
    var state =
      recall.flatMap { $0.shown == line ? $0 : nil }
      ?? Recall(
        prefix: String(decoding: line.utf8.prefix(cursor), as: UTF8.self), edited: line,
        index: entries.count, shown: line)
    var index = state.index + step
    while entries.indices.contains(index),
      !entries[index].utf8.starts(with: state.prefix.utf8) || entries[index] == line
    {
      index += step
    }
    if !entries.indices.contains(index), step < 0 || state.index == entries.count {
      return UInt8(CC_REFRESH_BEEP)
    }
    state.index = min(index, entries.count)
    state.shown = state.index < entries.count ? entries[state.index] : state.edited
    recall = state
    return replaceLine(with: state.shown, editor)
  }

  /// Puts a text in the place of the whole line.
  func replaceLine(with text: String, _ editor: OpaquePointer) -> UInt8 {
    let (line, cursor) = currentLine(editor)
    let after = String(decoding: line.utf8.dropFirst(cursor), as: UTF8.self).unicodeScalars.count
    _ = el_cursor(editor, Int32(clamping: after))
    el_deletestr(editor, Int32(clamping: line.unicodeScalars.count))
    if text.isEmpty { return UInt8(CC_REFRESH) }
    return UInt8(el_insertstr(editor, text) == 0 ? CC_REFRESH : CC_ERROR)
  }

  /// Lists the lines of the history that hold what is typed.
  func searchHistory(_ editor: OpaquePointer) -> UInt8 {
    let list = calls.search(currentLine(editor).line)
    return openMenu(list, .line, editor)
  }

  /// Opens the line in an editor, and takes it back.
  func editOutside(_ editor: OpaquePointer) -> UInt8 {
    let (line, _) = currentLine(editor)
    leaveLine(editor, mark: "")
    setEditing(editor, false)
    finish()
    let edited = calls.edit(line)
    resume(editor)
    if let edited { _ = replaceLine(with: edited, editor) }
    _ = sms_el_refresh(editor)
    return UInt8(CC_NORM)
  }
}

/// The rows of a line around a byte of it.
struct Rows {
  private let bytes: [UInt8]
  private let cursor: Int
  /// Where the row of the cursor begins and ends.
  let start: Int
  private let end: Int

  init(_ line: String, _ cursor: Int) {
    bytes = Array(line.utf8)
    self.cursor = cursor
    start = Rows.start(of: cursor, bytes)
    end = Rows.end(of: cursor, bytes)
  }

  /// Whether the row holds nothing but blanks.
  var isBlank: Bool { bytes[start..<end].allSatisfy { $0 == 0x20 || $0 == 0x09 } }

  /// The place in the row above that is as many characters from its beginning; nil in the first row.
  var above: Int? { start == 0 ? nil : place(in: Rows.start(of: start - 1, bytes)..<start - 1) }

  /// The same in the row below; nil in the last one.
  var below: Int? { end == bytes.count ? nil : place(in: end + 1..<Rows.end(of: end + 1, bytes)) }

  private func place(in row: Range<Int>) -> Int {
    let column = String(decoding: bytes[start..<cursor], as: UTF8.self).unicodeScalars.count
    let text = String(decoding: bytes[row], as: UTF8.self).unicodeScalars.prefix(column)
    return row.lowerBound + String(String.UnicodeScalarView(text)).utf8.count
  }

  private static func start(of place: Int, _ bytes: [UInt8]) -> Int {
    bytes[..<place].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
  }

  private static func end(of place: Int, _ bytes: [UInt8]) -> Int {
    bytes[place...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
  }
}
