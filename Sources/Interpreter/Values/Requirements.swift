/// Says which arguments of a call are given together, or instead of each other.
///
/// An argument is named as the signature names it: a flag, a parameter, or `pipe`.
package struct ArgumentRule: Sendable {
  /// How many of the arguments a call gives; `with`: the first only together with the second.
  package enum Kind: Sendable { case exactlyOne, atMostOne, atLeastOne, with }

  /// What the rule demands of `names`.
  package let kind: Kind
  /// The arguments that the rule is about.
  package let names: [String]

  /// Whether a call may not give two of them.
  package var isChoice: Bool { kind == .exactlyOne || kind == .atMostOne }

  /// Names what comes through the pipe.
  package static let pipe = "|"

  /// One of them must be given, and not two.
  package static func exactlyOne(_ names: String...) -> ArgumentRule {
    ArgumentRule(kind: .exactlyOne, names: names)
  }

  /// Not two of them may be given.
  package static func atMostOne(_ names: String...) -> ArgumentRule {
    ArgumentRule(kind: .atMostOne, names: names)
  }

  /// One of them must be given, or several.
  package static func atLeastOne(_ names: String...) -> ArgumentRule {
    ArgumentRule(kind: .atLeastOne, names: names)
  }

  /// The first may be given only with the second.
  package static func with(_ name: String, _ needed: String) -> ArgumentRule {
    ArgumentRule(kind: .with, names: [name, needed])
  }
}

extension Signature {
  /// The flags that a call may still give beside others.
  package func flags(besides given: [String]) -> [Flag] {
    let excluded = rules.filter { $0.isChoice && $0.names.contains(where: given.contains) }.flatMap(\.names)
    return flags.filter { flag in
      let isGiven = given.contains(flag.name) || flag.short.map { given.contains(String($0)) } ?? false
      return flag.isPerKey || !isGiven && !excluded.contains(flag.name)
    }
  }
}

/// What a call must give by its signature: the same for the checker, the command line and a call that runs.
struct Requirements {
  /// What is known of an argument.
  enum Given {
    case no
    /// Its value is known only when running: null and false are as good as nothing.
    case perhaps
    case yes
  }

  let name: String
  let signature: Signature
  var positional: [Given]
  var rest = 0
  /// More arguments may come from a list that is known only when running.
  var isOpen = false
  var flags: [Given]
  var hasInput: Bool

  /// Whether a signature asks for more than its positional parameters.
  static func hasMore(_ signature: Signature) -> Bool {
    !signature.rules.isEmpty || (signature.rest?.least ?? 0) > 0
      || signature.flags.contains(where: \.isRequired)
  }

  /// What a call lacks, or gives too much; nil where all is in order.
  func problem() -> ArgumentFault? {
    let missing = self.missing
    if !missing.isEmpty { return lacking(.arguments(missing)) }
    for rule in signature.rules {
      if let problem = problem(of: rule) { return problem }
    }
    return nil
  }

  private var missing: [String] {
    var missing: [String] = []
    for (index, parameter) in signature.positional.enumerated() where positional[index] == .no {
      if parameter.isOptional || isOpen || parameter.isSubject && hasInput { continue }
      missing.append(parameter.name)
    }
    if let parameter = signature.rest, rest < parameter.least, !hasInput, !isOpen {
      missing.append(parameter.least == 1 ? parameter.name : "at least \(parameter.least) arguments")
    }
    for (index, flag) in signature.flags.enumerated() where flag.isRequired && flags[index] == .no {
      missing.append("--" + flag.name)
    }
    return missing
  }

  private func lacking(_ lack: ArgumentLack) -> ArgumentFault {
    .lacking(command: name, lack, usage: Usage.help(name, signature))
  }

  private func problem(of rule: ArgumentRule) -> ArgumentFault? {
    let given = rule.names.filter { self.given($0) == .yes }
    let mayBeGiven = rule.names.contains {
      self.given($0) != .no || hasInput && $0 == signature.rest?.name
    }
    switch rule.kind {
    case .exactlyOne, .atMostOne:
      if given.count > 1 {
        return .exclusive(
          command: name, label(given[0]), label(given[1]), usage: Usage.help(name, signature))
      }
      if mayBeGiven || rule.kind == .atMostOne { return nil }
      return lacking(.oneOf(rule.names.map(label)))
    case .atLeastOne:
      return mayBeGiven ? nil : lacking(.atLeastOneOf(rule.names.map(label)))
    case .with:
      if self.given(rule.names[0]) != .yes || self.given(rule.names[1]) != .no { return nil }
      let beside = label(rule.names[0])
      return lacking(.partner(label(rule.names[1]), of: beside.hasPrefix("--") ? beside : nil))
    }
  }

  private func given(_ name: String) -> Given {
    if name == ArgumentRule.pipe { return hasInput ? .yes : .no }
    if let index = signature.flags.firstIndex(where: { $0.name == name }) { return flags[index] }
    if let index = signature.positional.firstIndex(where: { $0.name == name }) { return positional[index] }
    return rest > 0 ? .yes : isOpen ? .perhaps : .no
  }

  private func label(_ name: String) -> String {
    if name == ArgumentRule.pipe { return "input from the pipe" }
    return signature.flags.contains { $0.name == name } ? "--" + name : name
  }
}

extension Requirements {
  /// What a call that runs gives.
  init(_ call: Call) {
    name = call.name
    signature = call.signature
    positional = call.signature.positional.indices.map { index in
      index < call.positional.count && call.positional[index] != nil ? .yes : .no
    }
    rest = call.rest.count
    flags = call.signature.flags.map { call.has($0.name) ? .yes : .no }
    hasInput = call.input != nil
  }

  /// What a call gives as far as its arguments tell before it runs.
  init(_ plan: CallPlan, hasInput: Bool) {
    name = plan.callee.name
    signature = plan.signature
    positional = plan.positional.map { $0 == nil ? .no : .yes }
    rest = plan.rest.count
    isOpen = plan.spread != nil || plan.rest.contains(where: \.isSpread)
    flags = plan.flags.map { part in
      switch part {
      case nil, .word("false", _)?: .no
      case .word?, .constant?: .yes
      case .node?, .spread?: .perhaps
      }
    }
    self.hasInput = hasInput
  }
}

extension Call {
  /// The value of a parameter that the signature requires.
  package func required(_ name: String) throws(Fault) -> Value {
    if let value = argument(name) ?? flag(name) { return value }
    throw fault(
      ArgumentFault.lacking(
        command: self.name, .arguments([name]), usage: Usage.help(self.name, signature)))
  }

  /// What came through the pipe, or else the subject of the signature.
  package func subject(_ name: String) throws(Fault) -> Value {
    if let input { return input }
    return try required(name)
  }

  /// The text of a parameter that the signature requires.
  package func requiredText(_ name: String) throws(Fault) -> String {
    if let text = try text(name) { return text }
    throw wrongType(name, "string", try required(name))
  }
}
