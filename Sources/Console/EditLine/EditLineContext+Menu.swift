import CLibEdit
import CSupport
import Glibc

/// The list of candidates below the line, where keys choose one.
extension EditLineContext {
  /// The action of a key while the list is open.
  private enum MenuKey {
    case move(Int)
    case aside(Int)
    case page(Int)
    case accept
    case close
    /// More of the word, which narrows the list.
    case type(String)
    case erase
    /// A key that is not the list's: it closes it, and does what it always does.
    case other([UInt8])
  }

  /// The part of the line that a choice replaces.
  enum MenuTarget {
    case word
    /// The whole line, which narrows the list of the history.
    case line
  }

  /// Shows a list until one is chosen or a key closes it.
  func openMenu(_ list: CompletionList, _ target: MenuTarget, _ editor: OpaquePointer) -> UInt8 {
    guard var menu = makeMenu(list, target, editor) else { return UInt8(CC_REFRESH_BEEP) }
    drawBelow = { [unowned self] in
      // The terminal may have another size.
      menu = makeMenu(menu.list, target, editor)?.selecting(menu.selected) ?? menu
      draw(menu, editor)
    }
    defer { drawBelow = nil }
    draw(menu, editor)
    while true {
      switch menuKey(target, editor) {
      case .move(let step): menu.move(step)
      case .aside(let columns): menu.moveAside(columns)
      case .page(let pages): menu.turn(pages)
      case .accept:
        guard let choice = menu.selected ?? onlyChoice(menu) else {
          // What was looked for is no line to run.
          if target == .word { unread.insert(0x0a, at: 0) }
          return close(editor)
        }
        _ = close(editor)
        return put(menu.list.candidates[choice], target, editor)
      case .type(let text):
        eraseLine(editor)
        _ = el_insertstr(editor, text)
        guard let narrowed = narrowedMenu(target, editor) else { return close(editor) }
        menu = narrowed
      case .erase:
        eraseLine(editor)
        el_deletestr(editor, 1)
        guard let narrowed = narrowedMenu(target, editor) else { return close(editor) }
        menu = narrowed
      case .close: return close(editor)
      case .other(let bytes):
        // A blank behind a choice is the one that the choice brings.
        if menu.selected == nil || bytes != [0x20] { unread = bytes + unread }
        _ = close(editor)
        return menu.selected.map { put(menu.list.candidates[$0], target, editor) } ?? UInt8(CC_REFRESH)
      }
      if target == .word, menu.selected != nil, menu.list.candidates.count == 1, menu.list.more == 0 {
        _ = close(editor)
        return put(menu.list.candidates[0], target, editor)
      }
      draw(menu, editor)
    }
  }

  /// Puts a candidate in the place of the word.
  func put(_ candidate: Completion, _ target: MenuTarget, _ editor: OpaquePointer) -> UInt8 {
    if target == .line { return replaceLine(with: candidate.text, editor) }
    let (line, cursor) = currentLine(editor)
    guard (0...cursor).contains(candidate.start) else { return UInt8(CC_ERROR) }
    return replace(from: candidate.start, with: candidate.text + candidate.suffix, line, cursor, editor)
  }

  /// Puts a text in the place of what stands between a byte of the line and the cursor.
  func replace(
    from start: Int, with text: String, _ line: String, _ cursor: Int, _ editor: OpaquePointer
  ) -> UInt8 {
    let word = String(decoding: Array(line.utf8)[start..<cursor], as: UTF8.self)
    el_deletestr(editor, Int32(word.unicodeScalars.count))
    return UInt8(el_insertstr(editor, text) == 0 ? CC_REFRESH : CC_ERROR)
  }

  private func onlyChoice(_ menu: Menu) -> Int? {
    menu.list.candidates.count == 1 && menu.list.more == 0 ? 0 : nil
  }

  /// A menu for the rows that are free below the line; nil where none is.
  private func makeMenu(_ list: CompletionList, _ target: MenuTarget, _ editor: OpaquePointer) -> Menu? {
    let size = size
    let room = min(size.rows - geometry(editor).end.row - 2, max(8, size.rows / 2))
    if room < 1 { return nil }
    var list = list
    if list.candidates.isEmpty {
      // A search goes on without a match: the keys that follow belong to it.
      if target == .word { return nil }
      list.note = "no line of the history holds this"
    }
    let menu = Menu(list, size: size, room: room, isColumn: target == .line)
    return target == .line ? menu.selecting(0) : menu
  }

  /// The menu for the line as it is now, which is drawn; nil where nothing fits any more.
  private func narrowedMenu(_ target: MenuTarget, _ editor: OpaquePointer) -> Menu? {
    _ = sms_el_refresh(editor)
    let (line, cursor) = currentLine(editor)
    return makeMenu(target == .line ? calls.search(line) : candidates(line, cursor), target, editor)
  }

  /// Draws the list below the line, and goes back to the cursor.
  private func draw(_ menu: Menu, _ editor: OpaquePointer) {
    let (cursor, end) = geometry(editor)
    let footer = menu.footer()
    let rows = menu.lines() + (footer.isEmpty ? [] : [Style.dim.paint(footer)])
    var text = "\r" + String(repeating: "\n", count: end.row - cursor.row) + "\r\n\u{1b}[J"
    text += rows.joined(separator: "\r\n")
    text += "\r\u{1b}[\(end.row - cursor.row + rows.count)A"
    if cursor.column > 0 { text += "\u{1b}[\(cursor.column)C" }
    _ = writeAll(text, to: output)
  }

  /// Takes the list away.
  private func close(_ editor: OpaquePointer) -> UInt8 {
    let (cursor, end) = geometry(editor)
    let below = ScreenPosition(row: end.row + 1, column: 0)
    let down = "\r" + String(repeating: "\n", count: below.row - cursor.row)
    _ = writeAll(down + "\u{1b}[J" + LineDrawing.move(from: below, to: cursor), to: output)
    return UInt8(CC_REFRESH)
  }

  // MARK: keys

  private func menuKey(_ target: MenuTarget, _ editor: OpaquePointer) -> MenuKey {
    guard case .byte(let byte) = readByte(editor) else { return .close }
    switch byte {
    case 0x09, 0x0e: return .move(1)
    case 0x10: return .move(-1)
    case 0x12 where target == .line: return .move(1)
    case 0x13 where target == .line: return .move(-1)
    case 0x0a, 0x0d: return .accept
    case 0x07: return .close
    case 0x08, 0x7f: return .erase
    case Paste.escape: return menuSequence(bytesBehindEscape())
    case 0x20: return target == .line ? .type(" ") : .other([byte])
    case 0..<0x20: return .other([byte])
    default: return .type(character(byte, editor))
    }
  }

  private func menuSequence(_ bytes: [UInt8]) -> MenuKey {
    switch String(decoding: bytes, as: UTF8.self) {
    case "": .close
    case "[A", "OA", "[Z": .move(-1)
    case "[B", "OB": .move(1)
    case "[C", "OC": .aside(1)
    case "[D", "OD": .aside(-1)
    case "[5~": .page(-1)
    case "[6~": .page(1)
    default: .other([Paste.escape] + bytes)
    }
  }

  /// The character that begins with a byte.
  private func character(_ first: UInt8, _ editor: OpaquePointer) -> String {
    var decoder = InputDecoder()
    decoder.push(first)
    while true {
      if let scalar = decoder.next() { return String(Character(scalar)) }
      guard case .byte(let byte) = readByte(editor) else { return "" }
      decoder.push(byte)
    }
  }
}
