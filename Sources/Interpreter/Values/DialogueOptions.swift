/// The options of a dialogue, which `set` changes, at the prompt and in `config.sms`.
package final class DialogueOptions {
  /// After how many µs without a key the dialogue locks itself; nil: never.
  package private(set) var autoLock: Int? = 15 * 60 * 1_000_000
  /// The most rows that a table shows; nil: as many as the way they are shown allows.
  package private(set) var rows: Int?
  /// Whether what may follow is shown dim behind the cursor.
  package private(set) var hints = true

  /// The options as a new dialogue has them.
  package init() {}

  /// An option as people read of it.
  package struct Option: Sendable {
    /// The name that `set` takes.
    package let name: String
    /// What the option does, as one phrase.
    package let doc: String
    /// What it takes, for errors.
    let takes: String
    /// What completion offers.
    package let offers: Offer
    fileprivate let read: @Sendable (DialogueOptions, Context) -> Value
    /// Takes a value; false where it is none.
    fileprivate let write: @Sendable (DialogueOptions, Context, Value) throws(Fault) -> Bool
  }

  /// All options, in the order in which `set` lists them.
  package static let all = [
    Option(
      name: "auto-lock", doc: "after how long without a key the dialogue locks itself; `off`: never",
      takes: "1s to 1d, or `off`",
      offers: .words([
        Choice("5m", "after five minutes"), Choice("15m", "as without this option"),
        Choice("1h", "after an hour"),
        Choice("off", "never"),
      ]),
      read: { options, _ in options.autoLock.map { .duration($0) } ?? .string("off") },
      write: { (options, _, value) throws(Fault) in
        if case .duration(let time) = value, (1_000_000...86_400_000_000).contains(time) {
          options.autoLock = time
          return true
        }
        guard value.string == "off" else { return false }
        options.autoLock = nil
        return true
      }),
    Option(
      name: "hints", doc: "whether what may follow is shown dim behind the cursor", takes: "`on` or `off`",
      offers: .plain(["on", "off"]),
      read: { options, _ in .string(options.hints ? "on" : "off") },
      write: { (options, _, value) throws(Fault) in
        guard let word = value.string, ["on", "off"].contains(word) else { return false }
        options.hints = word == "on"
        return true
      }),
    Option(
      name: "rows",
      doc: "how many rows of a table are shown; `auto`: 500, on pages 10000",
      takes: "1 to 1000000, or `auto`",
      offers: .words([
        Choice("20", ""), Choice("100", ""), Choice("500", ""), Choice("10000", ""),
        Choice("auto", "as without this option"),
      ]),
      read: { options, _ in options.rows.map { .int($0) } ?? .string("auto") },
      write: { (options, _, value) throws(Fault) in
        if value.string == "auto" {
          options.rows = nil
          return true
        }
        guard case .int(let rows) = value, (1...1_000_000).contains(rows) else { return false }
        options.rows = rows
        return true
      }),
    Option(
      name: "zone", doc: "the zone of dates without one", takes: "a name such as Europe/Berlin",
      offers: .zones,
      read: { _, context in .string(context.zones.name(of: context.zone)) },
      write: { (_, context, value) throws(Fault) in
        guard let name = value.string else { return false }
        do throws(ZoneError) { context.zone = try context.zones.number(named: name) } catch { return false }
        context.now.zone = context.zone
        return true
      }),
  ]

  /// The value of an option.
  package func value(_ option: Option, _ context: Context) -> Value { option.read(self, context) }

  /// Gives an option a value; a fault where there is none of the name, or it does not take this.
  package func set(_ name: String, _ value: Value, _ call: Call) throws(Fault) {
    guard let option = DialogueOptions.all.first(where: { $0.name == name }) else {
      let near = Suggestion.nearest(name, among: DialogueOptions.all.map { $0.name })
      throw call.fault(ArgumentFault.unknownOption(name, near: near))
    }
    if try option.write(self, call.context, value) { return }
    throw call.fault(ArgumentFault.badOption(name, takes: option.takes))
  }
}
