internal import Syntax

/// A checked call: its target and its arguments.
final class CallPlan {
  enum Target {
    case command(any Command.Type)
    case def(DefInfo)
  }

  let callee: Callee
  var positional: [ArgumentPlan?]
  var rest: [ArgumentPlan] = []
  var flags: [ArgumentPlan?]
  /// With `...` among the positional arguments: all of them in order, told apart when running.
  var spread: [ArgumentPlan]?

  /// The plan of a call without arguments; an `ArgumentBinder` puts them in.
  init(_ callee: Callee) {
    self.callee = callee
    positional = callee.noPositional
    flags = callee.noFlags
  }

  var target: Target { callee.target }
  var signature: Signature { callee.signature }

  /// Takes the arguments out.
  func clear() {
    for index in positional.indices where positional[index] != nil { positional[index] = nil }
    for index in flags.indices where flags[index] != nil { flags[index] = nil }
    while !rest.isEmpty { rest.removeLast() }
    if spread != nil { spread = nil }
  }
}

/// The command or `def` that the words at the beginning of a call name.
final class Callee {
  let target: CallPlan.Target
  /// How many words that takes.
  let words: Int
  let name: String
  let signature: Signature
  let effect: Effect
  /// Its result must not be discarded.
  let mustBeTaken: Bool
  /// It ends the run, and so the block where it stands.
  let isExit: Bool
  /// Some parameter is a key, which is another one for each row.
  let takesKeys: Bool
  /// The signature asks for more than its positional parameters.
  let hasRequirements: Bool
  /// The positional arguments of an empty plan: shared until one is added.
  fileprivate let noPositional: [ArgumentPlan?]
  fileprivate let noFlags: [ArgumentPlan?]
  /// A plan without arguments, for a check behind which nothing is run: it looks at a call and gives the plan back.
  private var spare: CallPlan?

  init(_ target: CallPlan.Target, words: Int, mustBeTaken: Bool = false) {
    self.target = target
    self.words = words
    self.mustBeTaken = mustBeTaken
    switch target {
    case .command(let command):
      (signature, name) = (command.signature, command.name)
      isExit = name == "exit"
    case .def(let def):
      (signature, name) = (def.signature, def.name)
      isExit = false
    }
    effect = signature.effect
    hasRequirements = Requirements.hasMore(signature)
    noPositional = Array(repeating: nil, count: signature.positional.count)
    noFlags = Array(repeating: nil, count: signature.flags.count)
    takesKeys = (signature.positional + [signature.rest].compactMap { $0 }).contains(where: Callee.isKey)
  }

  func takePlan() -> CallPlan {
    guard let plan = spare else { return CallPlan(self) }
    spare = nil
    return plan
  }

  func giveBack(_ plan: CallPlan) {
    plan.clear()
    spare = plan
  }

  static func isKey(_ parameter: Parameter) -> Bool {
    if case .rowValue = parameter.type { return parameter.name == "key" }
    return false
  }
}
