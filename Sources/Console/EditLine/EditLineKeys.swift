import CLibEdit

/// The actions of keys that libedit has no function for.
extension EditLineContext {
  /// Puts what was pasted into the line as one edit.
  func paste(_ editor: OpaquePointer) -> UInt8 {
    let text = pasted
    pasted = ""
    if text.isEmpty { return UInt8(CC_NORM) }
    return UInt8(el_insertstr(editor, text) == 0 ? CC_REFRESH : CC_ERROR)
  }

  /// Goes one character on; at the end of the line puts the hint in.
  func forward(_ editor: OpaquePointer) -> UInt8 {
    if let result = take(hint(editor), editor) { return result }
    _ = el_cursor(editor, 1)
    return UInt8(CC_CURSOR)
  }

  /// Goes to the end of the row of the line; at the end of the line puts the hint in.
  func lineEnd(_ editor: OpaquePointer) -> UInt8 {
    if let result = take(hint(editor), editor) { return result }
    let (line, cursor) = currentLine(editor)
    let after = String(decoding: line.utf8.dropFirst(cursor), as: UTF8.self)
    let row = after.unicodeScalars.prefix { $0 != "\n" }
    _ = el_cursor(editor, Int32(clamping: row.count))
    return UInt8(CC_CURSOR)
  }

  /// Goes one word on; at the end of the line puts a word of the hint in.
  func forwardWord(_ editor: OpaquePointer) -> UInt8 {
    if let result = take(EditLineContext.firstWord(hint(editor)[...]), editor) { return result }
    let (line, cursor) = currentLine(editor)
    let after = String(decoding: line.utf8.dropFirst(cursor), as: UTF8.self)
    _ = el_cursor(editor, Int32(clamping: EditLineContext.firstWord(after[...]).unicodeScalars.count))
    return UInt8(CC_CURSOR)
  }

  private func take(_ hint: String, _ editor: OpaquePointer) -> UInt8? {
    if hint.isEmpty { return nil }
    return UInt8(el_insertstr(editor, hint) == 0 ? CC_REFRESH : CC_ERROR)
  }

  /// What stands before the first word of a text, and that word.
  static func firstWord(_ text: Substring) -> String {
    func isPart(_ scalar: Unicode.Scalar) -> Bool {
      scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }
    let before = text.unicodeScalars.prefix { !isPart($0) }
    let word = text.unicodeScalars[before.endIndex...].prefix(while: isPart)
    return String(String.UnicodeScalarView(before)) + String(String.UnicodeScalarView(word))
  }
}

/// Characters that libedit is given and no keyboard sends, in the table of its keys.
enum PrivateKey {
  /// A whole paste.
  static let paste: wchar_t = 0x80
  /// The end of the line.
  static let accept: wchar_t = 0x81
}

/// The keys of the dialogue, by what they do.
extension EditLineContext {
  /// A function that a key may be bound to, under the name that `~/.editrc` can use.
  typealias KeyFunction = (name: String, help: String, run: sms_el_key)

  static let functions: [KeyFunction] = [
    (
      "sms-complete", "completes the word before the cursor", { editor, _ in run(editor) { $0.complete($1) } }
    ),
    ("sms-paste", "puts a paste into the line", { editor, _ in run(editor) { $0.paste($1) } }),
    (
      "sms-forward", "goes to the next character, or takes the hint",
      { editor, _ in run(editor) { $0.forward($1) } }
    ),
    ("sms-line-end", "goes to the end, or takes the hint", { editor, _ in run(editor) { $0.lineEnd($1) } }),
    (
      "sms-forward-word", "goes to the next word, or takes a word of the hint",
      { editor, _ in run(editor) { $0.forwardWord($1) } }
    ),
    ("sms-newline", "ends the line, or its row", { editor, _ in run(editor) { $0.newline($1) } }),
    ("sms-open-row", "begins another row", { editor, _ in run(editor) { $0.openRow($1) } }),
    ("sms-up", "goes to the row above, or an older line", { editor, _ in run(editor) { $0.up($1) } }),
    ("sms-down", "goes to the row below, or a newer line", { editor, _ in run(editor) { $0.down($1) } }),
    ("sms-row-begin", "goes to the beginning", { editor, _ in run(editor) { $0.rowBegin($1) } }),
    ("sms-search", "lists lines of the history", { editor, _ in run(editor) { $0.searchHistory($1) } }),
    ("sms-undo", "takes the last change back", { editor, _ in run(editor) { $0.undo($1) } }),
    ("sms-redo", "makes a change again", { editor, _ in run(editor) { $0.redo($1) } }),
    (
      "sms-last-word", "puts the last word of an older line in",
      { editor, _ in run(editor) { $0.lastWord($1) } }
    ),
    ("sms-edit", "opens the line in an editor", { editor, _ in run(editor) { $0.editOutside($1) } }),
  ]

  /// What terminals send and shells do, where libedit's defaults differ.
  static let keys = [
    ("^R", "sms-search"), ("^W", "ed-delete-prev-word"), ("\\e[3~", "ed-delete-next-char"),
    ("\\e[H", "sms-row-begin"), ("\\eOH", "sms-row-begin"), ("\\e[1~", "sms-row-begin"),
    ("^A", "sms-row-begin"),
    ("\\e[1;5D", "ed-prev-word"), ("\\e[1;3D", "ed-prev-word"),
    ("\\e[A", "sms-up"), ("\\eOA", "sms-up"), ("^P", "sms-up"),
    ("\\e[B", "sms-down"), ("\\eOB", "sms-down"), ("^N", "sms-down"), ("^_", "sms-undo"),
    ("\\e/", "sms-redo"), ("\\e.", "sms-last-word"),
    ("\\e^M", "sms-open-row"), ("\\e^J", "sms-open-row"), ("^X^E", "sms-edit"),
    ("^F", "sms-forward"), ("\\e[C", "sms-forward"), ("\\eOC", "sms-forward"),
    ("^E", "sms-line-end"), ("\\e[F", "sms-line-end"), ("\\eOF", "sms-line-end"), ("\\e[4~", "sms-line-end"),
    ("\\ef", "sms-forward-word"), ("\\e[1;5C", "sms-forward-word"), ("\\e[1;3C", "sms-forward-word"),
  ]

  /// The bindings that a user cannot change, in the maps of emacs and vi.
  static let fixedKeys = [
    ("^I", "sms-complete"), ("^J", "sms-newline"), ("^M", "sms-newline"),
    ("\\200", "sms-paste"), ("\\201", "ed-newline"),
  ]

  /// What the map of vi's commands has beside its own.
  static let commandKeys = [("u", "sms-undo"), ("^R", "sms-redo")]

  private static func run(_ editor: OpaquePointer?, _ key: (EditLineContext, OpaquePointer) -> UInt8) -> UInt8
  {
    guard let context = of(editor), let editor else { return UInt8(CC_ERROR) }
    // What a key of ours changes is a change of its own.
    context.noteState(editor)
    context.states.endTyping()
    return key(context, editor)
  }
}
