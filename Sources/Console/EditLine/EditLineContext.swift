import CLibEdit
import CSupport
import Glibc

/// What libedit's callbacks work on, reached through the editor's client data.
final class EditLineContext {
  /// Why a read ended without libedit's doing.
  enum Outcome {
    case none
    case stopped
    case failed(Int32)
  }

  let input: Int32
  let output: Int32
  private let colour: Bool
  let calls: EditLineCalls
  /// Whether the terminal moves its cursor: only then there are rows, lists and colours over what libedit drew.
  var canMove = true
  /// Gives the looks of the line; nil where nothing is drawn over what libedit drew.
  var painter: Painter? { colour && canMove ? calls.paint : nil }
  /// The lines that Up recalls, oldest first.
  var entries: [String] = []
  var recall: Recall?
  /// The states that undo returns to.
  var states = LineStates()
  var lastWord: LastWord?
  /// Characters that libedit is given before any that is typed.
  var queued: [wchar_t] = []
  private var decoder = InputDecoder()
  private(set) var promptWidth = 0
  var hold = sms_hold()
  /// The pasted text, until the key that inserts it.
  var pasted = ""
  /// The line whose candidates were listed last, and where their next page begins.
  private var listed: (line: String, cursor: Int, next: Int) = ("", 0, 0)
  /// Bytes to be read once more.
  var unread: [UInt8] {
    get { ahead.bytes }
    set { ahead.bytes = newValue }
  }
  /// Where these stand, for questions, too.
  let ahead = TypedAhead()
  /// How many bytes are still to be read that were typed before the prompt.
  private var typedAhead = 0
  /// The text of the user's `.editrc`.
  var settings: [UInt8] = []
  /// The settings of the terminal outside of editing.
  private var usualModes = termios()
  /// Draws what stands below the line, after the line itself was drawn anew.
  var drawBelow: (() -> Void)?
  /// The action when no key was pressed for a while; nil: none.
  var absence: Absence?
  /// When the last key came, by the clock of `Absence`; 0 once that time has passed.
  var lastKey: Int64 = 0
  /// What takes the hint away that is on the screen; empty if there is none.
  var erasing = ""
  /// The prompt as libedit reads it, whenever it draws.
  private(set) var prompt: UnsafeMutablePointer<CChar>?
  /// What libedit draws at the right of the first row, as long as the line leaves room for it.
  private(set) var aside = strdup("")
  private(set) var asideWidth = 0
  private(set) var outcome = Outcome.none

  init(
    input: Int32, output: Int32, colour: Bool, calls: EditLineCalls
  ) {
    self.input = input
    self.output = output
    self.colour = colour
    self.calls = calls
  }

  deinit {
    free(prompt)
    free(aside)
  }

  /// The context of an editor, alive as long as its source.
  static func of(_ editor: OpaquePointer?) -> EditLineContext? {
    guard let editor, let pointer = sms_el_context(editor) else { return nil }
    return Unmanaged<EditLineContext>.fromOpaque(pointer).takeUnretainedValue()
  }

  /// Makes ready for a line with this prompt, and holds signals back until `finish`.
  ///
  /// All the time of editing, not only while waiting: Ctrl-Z between two keys would stop the program in the
  /// modes of editing, and nothing would set them again when it goes on.
  func begin(_ prompt: Prompt, aside: Prompt?) throws(LineError) {
    setPrompt(prompt)
    setAside(canMove ? aside : nil)
    outcome = .none
    (states, lastWord) = (LineStates(), nil)
    lastKey = Absence.now
    if sms_hold_begin(&hold) != 0 { throw .system(errno) }
  }

  func setPrompt(_ prompt: Prompt) {
    free(self.prompt)
    self.prompt = strdup(EditLinePrompt.text(prompt, colour: colour))
    promptWidth = displayWidth(neutralise(prompt.text))
    recall = nil
    queued = []
  }

  private func setAside(_ aside: Prompt?) {
    free(self.aside)
    self.aside = strdup(aside.map { EditLinePrompt.text($0, colour: colour) } ?? "")
    // Before it stands a blank, and libedit leaves the last column empty.
    asideWidth = aside.map { displayWidth(neutralise($0.text)) + 2 } ?? 0
  }

  /// Puts the terminal into the modes of editing, in which a paste comes marked, or back into its usual ones.
  ///
  /// While editing, the keys of signals come as bytes: those of a paste are none, and must not end it.
  func setEditing(_ editor: OpaquePointer, _ on: Bool) {
    if on { tcgetattr(input, &usualModes) }
    _ = sms_el_prepare(editor, on ? 1 : 0)
    var modes = termios()
    if on, tcgetattr(input, &modes) == 0 {
      modes.c_lflag &= ~tcflag_t(ISIG)
      modes.c_iflag &= ~tcflag_t(IXON)
      tcsetattr(input, TCSADRAIN, &modes)
    }
    if colour { _ = writeAll(on ? Paste.on : Paste.off, to: output) }
  }

  /// Takes away what the terminal itself has shown of keys that were typed before the prompt: libedit shows them behind it.
  func takeEchoAway() {
    if canMove, sms_hold_wait(&hold, input, 0) == 0 { _ = writeAll("\r\u{1b}[K", to: output) }
  }

  /// Counts the bytes that were typed before the prompt, when the terminal was in its usual modes.
  func countTypedAhead() {
    var count: Int32 = 0
    typedAhead = ioctl(input, UInt(FIONREAD), &count) == 0 ? Int(count) : 0
  }

  /// A byte of the terminal: in its usual modes it keeps Ctrl-D as a zero.
  private func typed(_ byte: UInt8) -> UInt8 {
    if typedAhead == 0 { return byte }
    typedAhead -= 1
    return byte == 0 ? 4 : byte
  }

  /// Reads what was typed behind the line already: in the usual modes a key of a signal among it would be a character.
  func takePending() {
    var count: Int32 = 0
    guard ioctl(input, UInt(FIONREAD), &count) == 0, count > 0 else { return }
    var bytes = [UInt8](repeating: 0, count: Int(count))
    let got = Glibc.read(input, &bytes, bytes.count)
    if got <= 0 { return }
    if let signal = ahead.add(bytes[..<got], signal: { KeyModes.signal(of: $0, usualModes) }) {
      kill(0, signal)
    }
  }

  /// Lets signals act again; the terminal is in its usual modes.
  func finish() { sms_hold_end(&hold) }

  /// Gives libedit the next character: 1, or 0 at the end of input, or -1 when the line is dropped.
  func readCharacter(_ editor: OpaquePointer, into target: UnsafeMutablePointer<wchar_t>) -> Int32 {
    while true {
      if !queued.isEmpty {
        target.pointee = queued.removeFirst()
        return 1
      }
      if let scalar = decoder.next() {
        target.pointee = wchar_t(scalar.value)
        return 1
      }
      switch readByte(editor) {
      case .byte(Paste.escape) where colour:
        let bytes = [Paste.escape] + bytesBehindEscape()
        if bytes != Paste.begin {
          if isKey(bytes) { for byte in bytes { decoder.push(byte) } }
        } else if let text = readPaste(editor) {
          pasted = text
          target.pointee = PrivateKey.paste
          return 1
        }
      case .byte(let byte): decoder.push(byte)
      case .end: return 0
      case .stopped:
        leaveLine(editor, mark: sms_stop_signal() == SIGINT ? "^C" : "")
        decoder = InputDecoder()
        unread = []
        outcome = .stopped
        return -1
      case .failed(let number):
        outcome = .failed(number)
        return -1
      }
    }
  }

  /// The candidates at the cursor.
  func candidates(_ line: String, _ cursor: Int) -> CompletionList { calls.complete(line, cursor) }

  /// The action of Tab.
  func complete(_ editor: OpaquePointer) -> UInt8 {
    let (line, cursor) = currentLine(editor)
    switch CompletionAction(candidates(line, cursor), line: line, cursor: cursor) {
    case .nothing: return UInt8(CC_REFRESH_BEEP)
    case .insert(let text, let start): return replace(from: start, with: text, line, cursor, editor)
    case .list(let list):
      return colour && canMove ? openMenu(list, .word, editor) : write(list, line, cursor, editor)
    }
  }

  /// Writes a page of a list below the line, and the line again below it.
  private func write(_ list: CompletionList, _ line: String, _ cursor: Int, _ editor: OpaquePointer) -> UInt8
  {
    leaveLine(editor, mark: "")
    let isSame = listed.line == line && listed.cursor == cursor
    let page = listing(list, size: size, from: isSame ? listed.next : 0)
    listed = (line, cursor, page.next ?? 0)
    _ = writeAll(page.text, to: output)
    _ = sms_el_refresh(editor)
    return UInt8(CC_NORM)
  }

  var size: Terminal.Size {
    var rows: Int32 = 0
    var columns: Int32 = 0
    guard sms_terminal_size(output, &rows, &columns) == 0 else { return Terminal.Size(rows: 24, columns: 80) }
    return Terminal.Size(rows: max(1, Int(rows)), columns: max(1, Int(columns)))
  }

  /// The line and the byte before which the cursor stands.
  func currentLine(_ editor: OpaquePointer) -> (line: String, cursor: Int) {
    guard let info = el_line(editor)?.pointee, let start = info.buffer else { return ("", 0) }
    let bytes = UnsafeRawBufferPointer(start: start, count: info.lastchar - start)
    return (String(decoding: bytes, as: UTF8.self), info.cursor - start)
  }

  /// Where the prompt ends.
  var lineStart: ScreenPosition {
    let columns = size.columns
    return ScreenPosition(row: promptWidth / columns, column: promptWidth % columns)
  }

  /// Where on the screen, counted from the prompt, the cursor is and the line ends.
  func geometry(_ editor: OpaquePointer) -> (cursor: ScreenPosition, end: ScreenPosition) {
    let (line, cursor) = currentLine(editor)
    let before = String(decoding: line.utf8.prefix(cursor), as: UTF8.self)
    let columns = size.columns
    return (lineStart.after(before, width: columns), lineStart.after(line, width: columns))
  }

  /// Writes `mark` at the end of the line, which stays on the screen, and goes to the start of the row below.
  func leaveLine(_ editor: OpaquePointer, mark: String) {
    let (cursor, end) = geometry(editor)
    var moves = ""
    if cursor != end {
      moves = "\r" + String(repeating: "\n", count: end.row - cursor.row)
      if end.column > 0 { moves += "\u{1b}[\(end.column)C" }
    }
    _ = writeAll(moves + mark + "\n", to: output)
  }
}

// MARK: - Waiting

extension EditLineContext {
  enum ByteRead {
    case byte(UInt8)
    case end
    case stopped
    case failed(Int32)
  }

  /// Waits for a byte; signals act only while the terminal is in its usual modes, and never get lost.
  func readByte(_ editor: OpaquePointer) -> ByteRead {
    while true {
      if sms_stop_signal() != 0 { return .stopped }
      if !unread.isEmpty {
        let byte = unread.removeFirst()
        if actsAsSignal(byte) { continue }
        return .byte(byte)
      }
      if !decoder.isInside {
        let isPending = sms_hold_wait(&hold, input, 0) != -2
        if !isPending || isShort(editor) { noteState(editor) }
        if !isPending {
          typedAhead = 0
          paint(editor)
        }
      }
      readOn(editor)
      switch waitForInput(editor) {
      case .ready: break
      case .drawn: continue
      case .ended(let why): return why
      }
      var byte: UInt8 = 0
      let count = Glibc.read(input, &byte, 1)
      if count == 1 {
        byte = typed(byte)
        if !actsAsSignal(byte) { return .byte(byte) }
      } else if count == 0 || errno == EIO {
        // EIO: the terminal is gone.
        return .end
      } else if errno != EINTR && errno != EAGAIN {
        return .failed(errno)
      }
    }
  }

  enum Wait {
    /// Something can be read.
    case ready
    /// The line was drawn anew for another reason.
    case drawn
    case ended(ByteRead)
  }

  /// Waits until something can be read or happens.
  func waitForInput(_ editor: OpaquePointer) -> Wait {
    if sms_stop_signal() != 0 { return .ended(.stopped) }
    let event = waitForKey()
    eraseHint()
    switch event {
    case 0: return .ready
    case -2: becomeAbsent(editor)
    case SIGWINCH:
      if let failure = letSignalsAct() { return .ended(.failed(failure)) }
      resize(editor)
    case let signal where signal > 0:
      // Back to the usual modes first: the signal may end or stop the program.
      setEditing(editor, false)
      if let failure = letSignalsAct() { return .ended(.failed(failure)) }
      setEditing(editor, true)
      if sms_stop_signal() == 0 { drawAfterStop(editor) }
    default: return .ended(.failed(errno))
    }
    return .drawn
  }

  /// Sends the signal of a key to the group of processes at the terminal, as the terminal itself does outside of editing.
  private func actsAsSignal(_ byte: UInt8) -> Bool {
    guard let signal = KeyModes.signal(of: byte, usualModes) else { return false }
    kill(0, signal)
    return true
  }

  /// Lets what can wait be done while no key is pressed; what became known by it may change how the line looks.
  private func readOn(_ editor: OpaquePointer) {
    var isNew = false
    while sms_hold_wait(&hold, input, 0) == -2, calls.idle() { isNew = true }
    guard isNew, !decoder.isInside, sms_hold_wait(&hold, input, 0) == -2 else { return }
    eraseHint()
    paint(editor)
  }

  /// Goes on editing after another program had the terminal.
  func resume(_ editor: OpaquePointer) {
    if sms_hold_begin(&hold) != 0 { outcome = .failed(errno) }
    setEditing(editor, true)
  }

  private func letSignalsAct() -> Int32? {
    sms_hold_end(&hold)
    return sms_hold_begin(&hold) == 0 ? nil : errno
  }

  /// A byte that is there, or comes at once as the rest of a key's sequence does.
  func byteAtOnce() -> UInt8? {
    if !unread.isEmpty { return unread.removeFirst() }
    var byte: UInt8 = 0
    let isThere = sms_hold_wait(&hold, input, EditLineContext.patience) == 0
    return isThere && Glibc.read(input, &byte, 1) == 1 ? typed(byte) : nil
  }

  /// Whether libedit is given a screen of this size: it has room for each of its places, and draws them.
  static func isScreen(_ rows: Int32, _ columns: Int32) -> Bool { rows <= 2000 && columns <= 2000 }

  private var isOnScreen: Bool { EditLineContext.isScreen(Int32(size.rows), Int32(size.columns)) }

  /// Draws the line below what other programs wrote while this one was stopped.
  private func drawAfterStop(_ editor: OpaquePointer) {
    _ = writeAll("\r", to: output)
    if isOnScreen { el_resize(editor) }
    _ = sms_el_refresh(editor)
    drawBelow?()
  }

  /// Redraws the line for the current size, over where it was.
  private func resize(_ editor: OpaquePointer) {
    guard isOnScreen else { return }
    eraseLine(editor)
    el_resize(editor)
    _ = sms_el_refresh(editor)
    drawBelow?()
  }

  /// Goes to where the prompt begins and takes everything from there on away.
  func eraseLine(_ editor: OpaquePointer) {
    let up = geometry(editor).cursor.row
    _ = writeAll("\r" + (up > 0 ? "\u{1b}[\(up)A" : "") + "\u{1b}[J", to: output)
  }
}
