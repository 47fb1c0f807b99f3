import CLibEdit
import CSupport
import Glibc

/// Lines typed on a terminal, with editing, history and completion by libedit.
///
/// The caller has installed the handlers of `sms_stop_install`: at the prompt SIGINT drops the line and
/// SIGTERM ends the input. Libedit installs no handler, starts nothing off a terminal, and writes no file;
/// a user's `~/.editrc` is read, so those who want vi keys have them.
package final class EditLineSource: LineSource {
  private let editor: OpaquePointer
  private let entries: OpaquePointer
  private let context: EditLineContext

  /// Starts an editor between a terminal to read from and one to write to.
  ///
  /// `program` is the name that `~/.editrc` can address; `history` is what the arrow keys recall, oldest
  /// first. `colour` says whether lines have colours, hints and lists below them.
  package init(
    program: String, input: Int32 = 0, output: Int32 = 1, colour: Bool, history: [String] = [],
    calls: EditLineCalls = EditLineCalls()
  ) throws(LineError) {
    guard isatty(input) == 1, isatty(output) == 1 else { throw .editor }
    useUnicodeLocale()
    var (rows, columns) = (Int32(0), Int32(0))
    if sms_terminal_size(output, &rows, &columns) == 0, !EditLineContext.isScreen(rows, columns) {
      throw .screen(columns: Int(columns), rows: Int(rows))
    }
    Self.checkTerminalName()
    guard let editor = sms_el_open(program, input, output) else { throw .editor }
    guard let entries = history_init() else {
      sms_el_close(editor)
      throw .editor
    }
    self.editor = editor
    self.entries = entries
    context = EditLineContext(
      input: input, output: output, colour: colour, calls: calls)
    configure()
    for entry in history { remember(entry) }
  }

  deinit {
    sms_el_close(editor)
    history_end(entries)
  }

  /// What was typed ahead, for the questions between two lines.
  package var typedAhead: TypedAhead { context.ahead }

  /// The action when no key was pressed for a while.
  package var absence: Absence? {
    get { context.absence }
    set { context.absence = newValue }
  }

  /// Adds an entry to the history that the keys go through; empty ones and those with a NUL are left out.
  package func remember(_ entry: String) {
    if entry.isEmpty || entry.utf8.contains(0) { return }
    context.entries.append(entry)
    _ = sms_history_enter(entries, entry)
  }

  /// Puts other entries in place of all that are remembered, oldest first.
  package func replaceHistory(_ entries: [String]) {
    _ = sms_history_clear(self.entries)
    context.entries = []
    for entry in entries { remember(entry) }
  }

  /// What is shown at the right of the prompt of the next line that is read; none for those after it.
  package var aside: Prompt?

  /// Reads a line with editing; throws when the terminal fails or a line is too long.
  package func read(_ prompt: Prompt) throws(LineError) -> LineRead {
    if let stopped = stopRead() { return stopped }
    try context.begin(prompt, aside: aside)
    aside = nil
    // Libedit would show the prompt first: keys typed in between would appear twice.
    context.setEditing(editor, true)
    context.takeEchoAway()
    context.countTypedAhead()
    var count: Int32 = 0
    let text = el_gets(editor, &count)
    context.takePending()
    context.setEditing(editor, false)
    context.finish()
    switch context.outcome {
    case .failed(let number): throw .system(number)
    case .stopped: return stopRead() ?? .interrupted
    case .none: break
    }
    guard let text, count > 0 else {
      _ = writeAll("\n", to: context.output)
      return .end
    }
    let bytes = UnsafeRawBufferPointer(start: text, count: Int(count))
    let line = bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...]
    guard let line = String(validating: line, as: UTF8.self) else { throw .notText(offset: 0) }
    return .line(line)
  }

  /// A name of a terminal that no terminal has is not written to one: libedit tells it as it is.
  private static func checkTerminalName() {
    guard let name = getenv("TERM") else { return }
    let isName = String(cString: name).utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
    if !isName { setenv("TERM", "dumb", 1) }
  }

  /// The file with the user's settings of the editor, and why it was not read; nil where it was, or there is none.
  package private(set) var unreadSettings: String?

  /// Reads the user's `.editrc`: a regular file of a moderate size, since libedit waits for pipes and keeps whole lines on
  /// the stack.
  private func readSettings() {
    let home = getenv("HOME").map { String(cString: $0) + "/.editrc" }
    guard let path = getenv("EDITRC").map({ String(cString: $0) }) ?? home else { return }
    var facts = stat()
    guard stat(path, &facts) == 0 else { return }
    if facts.st_mode & S_IFMT != S_IFREG {
      unreadSettings = "\(path) is no regular file, and was not read"
    } else if facts.st_size > Self.longestSettings {
      unreadSettings = "\(path) is longer than \(Self.longestSettings) bytes, and was not read"
    } else {
      context.settings = Self.text(path)
      _ = el_source(editor, path)
    }
  }

  /// The text of a file of settings, as far as it can be read.
  private static func text(_ path: String) -> [UInt8] {
    let file = openDescriptor(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if file < 0 { return [] }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: longestSettings)
    let count = Glibc.read(file, &bytes, bytes.count)
    return Array(bytes[..<max(0, count)])
  }

  private static let longestSettings = 256 << 10

  private func configure() {
    _ = sms_el_set_context(editor, Unmanaged.passUnretained(context).toOpaque())
    _ = sms_el_set_signals(editor, 0)
    _ = sms_el_set_prompt(editor, { EditLineContext.of($0)?.prompt }, EditLinePrompt.marker)
    _ = sms_el_set_aside(editor, { EditLineContext.of($0)?.aside }, EditLinePrompt.marker)
    _ = sms_el_set_reader(editor) { editor, target in
      guard let context = EditLineContext.of(editor), let editor, let target else { return -1 }
      return context.readCharacter(editor, into: target)
    }
    _ = sms_history_size(entries, 10_000)
    _ = sms_history_unique(entries, 1)
    _ = sms_el_set_history(editor, entries)
    _ = sms_el_set_editor(editor, "emacs")
    for (name, help, key) in EditLineContext.functions { _ = sms_el_add_key(editor, name, help, key) }
    context.canMove = sms_el_can_move(editor) != 0
    for (keys, name) in EditLineContext.keys { _ = sms_el_bind(editor, keys, name) }
    // The user's own bindings win over those above, but not over Tab and over pastes, which no key sends.
    readSettings()
    for (keys, name) in EditLineContext.commandKeys { _ = sms_el_bind_alternate(editor, keys, name) }
    if !context.canMove { _ = sms_el_bind(editor, "^R", "em-inc-search-prev") }
    for (keys, name) in EditLineContext.fixedKeys {
      _ = sms_el_bind(editor, keys, name)
      _ = sms_el_bind_alternate(editor, keys, name)
    }
  }
}

/// Makes libedit and libc read and write UTF-8, also where the environment names no locale that does.
func useUnicodeLocale() {
  _ = setlocale(LC_CTYPE, "")
  guard let name = nl_langinfo(Int32(CODESET)), strcmp(name, "UTF-8") != 0 else { return }
  _ = setlocale(LC_CTYPE, "C.UTF-8")
}
