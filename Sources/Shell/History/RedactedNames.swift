import Builtins
import Interpreter
import Syntax

/// Secrets by the names of what they are given to: variables, fields, parameters, flags.
extension Redaction {
  /// Hides literals that are given to a name that tells of a secret, or to something that takes one.
  ///
  /// - Parameter earlier: the functions and variables of lines before that take a secret.
  mutating func findNamed(_ earlier: Set<String>) {
    let calls = tree.nodes.filter { $0.kind == .call }.map(\.span)
    for value in bindings(SecretWords.tells) {
      // What a call inside the value is given names other things; the call around it does not matter.
      let span = tree[value].span
      hideLiterals(in: span, except: calls.filter { span.contains($0) })
    }
    findCompared()
    let takers = earlier.union(takers)
    for call in tree.nodes where call.kind == .call {
      let parts = Array(tree.list(call.a, call.b))
      hideFlags(of: parts[...])
      hideFields(of: parts)
      if isTaker(parts, takers) { hideGiven(to: call, parts) }
    }
  }

  /// The functions and variables of a line that take a secret by the name of a parameter.
  static func takers(in text: String) -> Set<String> { Redaction(text).takers }

  // MARK: bindings

  /// The values of variables, fields, parameters and flags of such names.
  func bindings(_ isMeant: (String) -> Bool) -> [NodeID] {
    var values: [NodeID] = []
    for node in tree.nodes {
      switch node.kind {
      case .mutable, .entry, .flag: if node.b != 0, isMeant(tree.text(node.a)) { values.append(node.b) }
      case .computedEntry: if names(node.a, isMeant) { values.append(node.b) }
      case .bind, .forIn: if binds(node.a, isMeant) { values.append(node.b) }
      case .assign: if isPlace(node.a, isMeant) { values.append(node.b) }
      case .parameter:
        let about = Array(tree.list(node.b, node.c))
        if about.count > 1, about[1] != 0, isMeant(tree.text(node.a)) { values.append(about[1]) }
      case .match: if matches(node, isMeant) { values.append(node.a) }
      default: break
      }
    }
    return values
  }

  /// Whether a pattern binds such a name.
  private func binds(_ pattern: NodeID, _ isMeant: (String) -> Bool) -> Bool {
    let node = tree[pattern]
    switch node.kind {
    case .bindName: return isMeant(tree.text(node.a))
    case .bindList:
      if node.c > 0, isMeant(tree.text(node.c - 1)) { return true }
      return tree.list(node.a, node.b).contains { binds($0, isMeant) }
    case .bindRecord: return tree.list(node.a, node.b).contains { binds($0, isMeant) }
    case .bindField: return isMeant(tree.text(node.a)) || node.b != 0 && binds(node.b, isMeant)
    default: return false
    }
  }

  /// Whether what is assigned to is such a variable or field, at any depth.
  private func isPlace(_ place: NodeID, _ isMeant: (String) -> Bool) -> Bool {
    let node = tree[place]
    switch node.kind {
    case .variable: return isMeant(tree.text(node.a))
    case .field: return isMeant(tree.text(node.b)) || isPlace(node.a, isMeant)
    case .index: return names(node.b, isMeant) || isPlace(node.a, isMeant)
    default: return false
    }
  }

  private func matches(_ match: Node, _ isMeant: (String) -> Bool) -> Bool {
    tree.list(match.b, match.c).contains { arm in
      tree.list(tree[arm].a, tree[arm].b).dropLast().contains { binds($0, isMeant) }
    }
  }

  /// Whether a value is the text of such a name.
  private func names(_ value: NodeID, _ isMeant: (String) -> Bool) -> Bool {
    let node = tree[value]
    return (node.kind == .text || node.kind == .word || node.kind == .rowField) && isMeant(tree.text(node.a))
      || node.kind == .rowValue && names(node.a, isMeant)
      || node.kind == .field && isMeant(tree.text(node.b))
  }

  // MARK: comparisons

  /// Literals that something of such a name is compared with, or that stand for it where it is missing.
  private mutating func findCompared() {
    for node in tree.nodes where node.kind == .binary {
      for (side, other) in [(node.a, node.b), (node.b, node.a)] where isSecretValue(side) {
        hideLiterals(in: tree[other].span, except: [])
      }
    }
  }

  private func isSecretValue(_ value: NodeID) -> Bool {
    let node = tree[value]
    switch node.kind {
    case .variable: return SecretWords.tells(tree.text(node.a))
    case .rowField: return SecretWords.tells(tree.text(node.a)) && !Self.entities.contains(tree.text(node.a))
    case .field: return SecretWords.tells(tree.text(node.b)) && !Self.entities.contains(tree.text(node.b))
    default: return false
    }
  }

  /// Columns of our own rows, which hold names of things.
  private static let entities: Set<String> = ["secret", "secrets", "token", "tokens"]

  // MARK: calls

  /// Literals behind flags of such names, with `=` or a blank between.
  private mutating func hideFlags(of parts: ArraySlice<NodeID>) {
    for (part, next) in zip(parts, parts.dropFirst().map { Optional($0) } + [nil]) {
      let flag = tree[part]
      guard flag.kind == .flag, SecretWords.tells(tree.text(flag.a)) else { continue }
      guard let value = flag.b != 0 ? flag.b : next else { continue }
      hideArgument(value)
    }
  }

  /// Commands that take a field and its value.
  private static let fieldCommands: Set<String> = Set(
    BuiltinCommands.all.filter { command in
      let names = command.signature.positional.map(\.name)
      guard names.first == "column" else { return false }
      return names.contains("value")
        || command.signature.flags.contains {
          if case .any? = $0.type { true } else { false }
        }
    }.map { $0.name })

  /// What such a command gives a field of such a name.
  private mutating func hideFields(of parts: [NodeID]) {
    guard let first = parts.first, Self.fieldCommands.contains(tree.text(tree[first].a)),
      let place = parts.dropFirst().firstIndex(where: { tree[$0].kind != .flag }),
      names(parts[place], SecretWords.tells)
    else { return }
    for part in parts[1...] where part != parts[place] { hideArgument(part) }
  }

  /// The functions, and variables of closures, that take a secret by the name of a parameter.
  private var takers: Set<String> {
    var takers: Set<String> = []
    for node in tree.nodes {
      switch node.kind {
      case .def:
        let parameters = tree.list(node.b, node.c).dropFirst(3)
        if parameters.contains(where: { SecretWords.tells(tree.text(tree[$0].a)) }) {
          takers.insert(tree.text(node.a))
        }
      case .bind where tree[node.a].kind == .bindName:
        if takesSecret(node.b) { takers.insert("$" + tree.text(tree[node.a].a)) }
      case .mutable: if takesSecret(node.b) { takers.insert("$" + tree.text(node.a)) }
      default: break
      }
    }
    return takers
  }

  private func takesSecret(_ value: NodeID) -> Bool {
    let node = tree[value]
    return node.kind == .closure && tree.list(node.a, node.b).contains { binds($0, SecretWords.tells) }
  }

  private func isTaker(_ parts: [NodeID], _ takers: Set<String>) -> Bool {
    parts.enumerated().contains { (place, part) in
      let node = tree[part]
      switch node.kind {
      case .word: return place == 0 && takers.contains(tree.text(node.a))
      case .variable: return takers.contains("$" + tree.text(node.a))
      default: return takesSecret(part)
      }
    }
  }

  /// The inputs of a call: its arguments and the value from its pipe.
  private mutating func hideGiven(to call: Node, _ parts: [NodeID]) {
    for part in parts.dropFirst() where tree[part].kind != .closure { hideArgument(part) }
    for node in tree.nodes where node.kind == .pipeline {
      let stages = tree.list(node.a, node.b).map { tree[$0].span }
      guard let stage = stages.firstIndex(where: { $0.contains(call.span) }) else { continue }
      for before in stages[..<stage] { hideLiterals(in: before, except: []) }
    }
  }

  /// An argument: itself where it is a literal or a word, else the literals in it.
  private mutating func hideArgument(_ part: NodeID) {
    let node = tree[part]
    switch node.kind {
    case .text, .template, .word, .int, .float, .date, .duration, .true, .false: spans.append(node.span)
    case .flag: if node.b != 0 { hideArgument(node.b) }
    default: hideLiterals(in: node.span, except: [])
    }
  }

  // MARK: arguments of programs

  /// What programs are given: in calls, and in the lists of `exec`.
  mutating func findArguments() {
    for node in tree.nodes where node.kind == .call || node.kind == .list {
      let parts = Array(tree.list(node.a, node.b))
      let words = parts.map { text(of: tree[$0]) }
      for place in SecretWords.secretPlaces(among: words) where tree[parts[place]].kind != .flag {
        spans.append(tree[parts[place]].span)
      }
    }
  }

  /// The text of a literal, with something for what is calculated in it; a flag as it is written.
  func text(of node: Node) -> String? {
    switch node.kind {
    case .text, .word: return tree.text(node.a)
    case .flag: return node.b == 0 ? (node.op == 1 ? "-" : "--") + tree.text(node.a) : nil
    case .template:
      return tree.list(node.a, node.b).map { tree[$0].kind == .text ? tree.text(tree[$0].a) : "x" }.joined()
    default: return nil
    }
  }
}
