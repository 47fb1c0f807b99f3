import Syntax

/// Constants that are compared with fields whose values are a closed set: another word is a mistake.
extension Checker {
  /// Checks the constants of a comparison.
  func checkWords(_ op: BinaryOperator, _ node: Node) {
    switch op {
    case .equal, .notEqual:
      checkWord(node.b, like: node.a)
      checkWord(node.a, like: node.b)
    case .within, .notWithin:
      guard tree[node.b].kind == .list else { return checkWord(node.b, like: node.a) }
      for item in tree.list(tree[node.b].a, tree[node.b].b) { checkWord(item, like: node.a) }
    default: break
    }
  }

  /// Checks one constant beside a field.
  func checkWord(_ id: NodeID, like field: NodeID) {
    guard let words = closedSets[field], let type = context.registry.type(words) else { return }
    let text: String
    switch tree[id].kind {
    case .text: text = tree.text(tree[id].a)
    case .int: text = String(tree.integers[Int(tree[id].a)])
    default: return
    }
    if case .failure(let fault) = type.read(text) {
      error(fault.words, tree[id].span)
    }
  }
}
