import Syntax

extension Checker {
  /// Reports an error if a value of a type with a closed set of words is compared with another constant.
  func compare(_ type: Type, with id: NodeID) {
    guard let name = Checker.wordsType(type), let words = context.registry.type(name) else { return }
    let node = tree[id]
    switch node.kind {
    case .text:
      if case .failure(let fault) = words.read(tree.text(node.a)) {
        error(fault.words, node.span)
      }
    case .list:
      for item in tree.list(node.a, node.b) { compare(type, with: item) }
    default: break
    }
  }

  private static func wordsType(_ type: Type) -> String? {
    switch type {
    case .named(let name): name
    case .optional(let inner): wordsType(inner)
    default: nil
    }
  }
}
