internal import Interpreter

/// Changes the options of the dialogue.
enum SetOption: Command {
  static var name: String { "set" }
  static let signature = Signature(
    "Changes an option of the dialogue; without a name it lists them.", category: .flow, effect: .shows,
    positional: [
      Parameter("option", .string, "its name", optional: true, offers: .options),
      Parameter("value", .any, "what it becomes", optional: true, offers: .options),
    ], rules: [.with("option", "value")], output: .any,
    details: """
      It holds until the dialogue ends; `set` in config.sms (beside `def` and `let`) holds for each dialogue. In a script \
      there are no such options: the command line has those of a run.
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
