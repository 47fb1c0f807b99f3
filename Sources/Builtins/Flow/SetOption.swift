internal import Interpreter

/// Changes the options of the dialogue.
enum SetOption: Command {
  static var name: String { "set" }
  static let signature = Signature(
    "Sets an option of the interactive session, or lists all options.", category: .flow, effect: .shows,
    positional: [
      Parameter("option", .string, "the option", optional: true, offers: .options),
      Parameter("value", .any, "the new value", optional: true, offers: .options),
    ], rules: [.with("option", "value")], output: .any,
    details: """
      The option holds until the session ends; `set` in config.sms (beside `def` and `let`) holds for each session. Scripts have no such options: use those of the command line.
      """,
    examples: [
      Example("set", "lists the options with their values"), Example("set auto-lock 30m"),
      Example("if false { set zone Europe/Berlin }", gives: "null"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let context = call.context
    guard let options = context.options else {
      throw call.fault(BuiltinFault.noDialogueOptions)
    }
    guard let name = try call.text("option") else {
      let shape = Shape(["option", "value", "about"])
      return .list(
        DialogueOptions.all.map { option in
          let values: [Value] = [.string(option.name), options.value(option, context), .string(option.doc)]
          return .record(RecordObject(shape: shape, values: values))
        })
    }
    try options.set(name, try call.required("value"), call)
    return .null
  }
}
