internal import CSupport
internal import Console
internal import Glibc
internal import Interpreter

/// Runs something again and again, and shows what it gives in place.
enum Watch: Command {
  static var name: String { "watch" }
  static let signature = Signature(
    "Runs a closure repeatedly and redraws its result in place. Marks changed lines.",
    category: .flow,
    effect: [.shows, .waits],
    positional: [
      Parameter(
        "interval", .duration, "the pause between two runs, at least 100ms",
        offers: .plain(["1s", "5s", "30s", "1m"])),
      Parameter("closure", .closure, "the closure, without parameters"),
    ],
    flags: [
      Flag("times", .int, "stops after this many runs; default: at Ctrl-C"),
      Flag("changes", nil, "lets the closure change the vault"),
    ], output: .null,
    details: """
      On a terminal the screen is redrawn, and new lines are marked with *. After Ctrl-C the last text stays. Elsewhere each result that differs from the one before is printed, after a line with the time. A closure that changes the vault is refused without --changes.
      """,
    examples: [
      Example("watch 5s {|| [$now] }", "the time, every five seconds"),
      Example("watch 100ms --times 1 {|| null }", gives: "null"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    guard case .duration(let interval)? = call.argument("interval"), interval >= 100_000 else {
      throw call.fault(BuiltinFault.watchTooOften)
    }
    let closure = try call.closure("closure")
    let times = try call.int("times") ?? Int.max
    if !call.has("changes"), !closure.effect.isDisjoint(with: [.write, .destroy]) {
      throw call.fault(BuiltinFault.watchChanges)
    }
    var screen = WatchScreen(call)
    defer { screen.close() }
    for round in 0..<times {
      do throws(Fault) {
        // The time goes on between two rounds.
        call.context.now.microseconds = call.context.host.clock()
        try screen.show(try call.invoke(closure, []))
        if round + 1 < times { try wait(interval, call) }
      } catch {
        // Ctrl-C is how one leaves.
        guard screen.isTerminal, case .signal(SIGINT) = error.report.kind else { throw error }
        sms_stop_clear()
        break
      }
    }
    return .null
  }

  private static func wait(_ interval: Int, _ call: Call) throws(Fault) {
    let end = call.context.host.clock() + interval
    while true {
      try call.context.machine.pollNow()
      let left = end - call.context.host.clock()
      // A clock that was set back must not make one wait for long.
      if left <= 0 || left > interval { return }
      var time = timespec(tv_sec: 0, tv_nsec: min(left, 100_000) * 1000)
      nanosleep(&time, nil)
    }
  }
}

/// Where `watch` shows what it found.
private struct WatchScreen {
  private let call: Call
  private let terminal: Terminal
  /// The lines of the round before; nil before the first.
  private var lines: [String]?
  /// Whether the terminal shows a screen of its own.
  private var isOpen = false
  /// How its input was before.
  private var modes: termios?

  var isTerminal: Bool { terminal.isTerminal && call.context.host.outputIsTerminal }

  init(_ call: Call) {
    self.call = call
    terminal = Terminal(descriptor: 1, colour: .never, environment: { _ in nil })
  }

  mutating func show(_ value: Value) throws(Fault) {
    let context = call.context
    var columns: [Column]?
    if case .stream(let stream) = value { columns = stream.columns }
    let whole = try Streams.collect(value, context)
    let width = max(10, (terminal.columns ?? 82) - 2)
    let target: TextTable.Target = isTerminal ? .terminal(columns: width, colour: false) : .plain
    let text = Presentation(context).text(whole, columns: columns, for: target)
    let found = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    try isTerminal ? draw(found.last == "" ? found.dropLast() : found, width) : write(text, found)
    lines = found
  }

  /// Goes to a screen of its own, on which what is typed does not show.
  private mutating func open() -> String {
    if isOpen { return "" }
    isOpen = true
    var found = termios()
    if tcgetattr(0, &found) == 0 {
      modes = found
      found.c_lflag &= ~tcflag_t(ECHO)
      _ = tcsetattr(0, TCSADRAIN, &found)
    }
    return "\u{1b}[?1049h"
  }

  /// Draws the screen anew, with a mark before each line that the round before did not have.
  private mutating func draw(_ found: [String], _ width: Int) throws(Fault) {
    let rows = max(2, terminal.size?.rows ?? 24)
    let known = lines.map { Set($0) }
    var out = open()
    out += "\u{1b}[H" + heading + "\u{1b}[K\r\n"
    let room = rows - 2
    for line in found.prefix(found.count > room ? room - 1 : room) {
      let isNew = known.map { !$0.contains(line) } ?? false
      out += (isNew ? "* " : "  ") + truncate(line, to: width) + "\u{1b}[K\r\n"
    }
    if found.count > room { out += "… +\(found.count - room + 1) lines\u{1b}[K\r\n" }
    try call.context.host.write(Array((out + "\u{1b}[J").utf8))
    try call.context.host.flush()
  }

  private var heading: String {
    call.context.zones.text(Int64(call.context.now.microseconds), in: call.context.zone) + "  Ctrl-C ends"
  }

  /// Writes a text that is another than the one before.
  private func write(_ text: String, _ found: [String]) throws(Fault) {
    if let lines, lines == found { return }
    try call.context.host.print(
      "--- " + call.context.zones.text(Int64(call.context.now.microseconds), in: call.context.zone))
    try call.context.host.write(Array(text.utf8))
    try call.context.host.flush()
  }

  /// Gives the screen back as it was, and leaves the last text on it.
  mutating func close() {
    guard isOpen else { return }
    isOpen = false
    if var modes { _ = tcsetattr(0, TCSADRAIN, &modes) }
    let text = "\u{1b}[?1049l\r" + (lines ?? []).joined(separator: "\n")
    do throws(Fault) {
      try call.context.host.write(Array(text.utf8))
      try call.context.host.flush()
    } catch {
      // A closed terminal needs no screen.
    }
  }
}

/// Empties the screen.
enum Clear: Command {
  static var name: String { "clear" }
  static let signature = Signature(
    "Clears the terminal's screen. The scrollback stays.", category: .flow, effect: .shows,
    output: .null,
    details: "Ctrl-L at the prompt does the same and keeps the line.",
    examples: [Example("clear", gives: "null")])

  static func run(_ call: Call) throws(Fault) -> Value {
    if call.context.host.outputIsTerminal { try call.context.host.write(Array("\u{1b}[H\u{1b}[2J".utf8)) }
    return .null
  }
}
