import Base
import Syntax

/// A tree as one line of S-expressions: what parser tests compare.
///
/// Words of a call are `:word`, text is quoted, names are `$x`, row arguments are `?condition` and `~value`, stages that read `$in` `<stage`,
/// blocks are `(do …)`, closures `(fn [parameters] …)`.
struct TreeDump {
  let tree: Tree

  /// The statements of a program, each after the other.
  static func program(_ tree: Tree) -> String {
    let dump = TreeDump(tree: tree)
    return dump.all(tree[tree.root].a, tree[tree.root].b)
  }

  func all(_ start: UInt32, _ count: UInt32) -> String {
    tree.list(start, count).map(one).joined(separator: " ")
  }

  func one(_ id: NodeID) -> String {
    let node = tree[id]
    return literal(node) ?? value(node) ?? stage(id, node) ?? statement(node) ?? pattern(node)
      ?? "<\(node.kind)>"
  }

  private func form(_ parts: String...) -> String {
    "(" + parts.filter { !$0.isEmpty }.joined(separator: " ") + ")"
  }

  private func literal(_ node: Node) -> String? {
    switch node.kind {
    case .null: "null"
    case .true: "true"
    case .false: "false"
    case .int: String(tree.integers[Int(node.a)])
    case .float: String(tree.floats[Int(node.a)])
    case .duration: "dur:" + duration(tree.integers[Int(node.a)])
    case .date: "date:" + date(node)
    case .text: quoted(tree.text(node.a))
    case .word: ":" + tree.text(node.a)
    case .variable: "$" + tree.text(node.a)
    case .rowField: "." + tree.text(node.a) + (node.op == 1 ? "?" : "")
    default: nil
    }
  }

  private func duration(_ microseconds: Int64) -> String {
    for (name, unit) in NumberReader.units.reversed() where microseconds % unit == 0 {
      return "\(microseconds / unit)\(name)"
    }
    return "\(microseconds)us"
  }

  private func date(_ node: Node) -> String {
    let microseconds = tree.integers[Int(node.a)]
    if node.op == 1 { return String(DateText.format(microseconds: microseconds).prefix(10)) }
    if node.b == 0 { return String(DateText.format(microseconds: microseconds).dropLast()) }
    return DateText.format(microseconds: microseconds, offsetMinutes: Int(node.b) - 1440)
  }

  private func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      default: out += scalar.value < 0x20 ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
      }
    }
    return out + "\""
  }

  private func value(_ node: Node) -> String? {
    switch node.kind {
    case .template: form("text", all(node.a, node.b))
    case .field: form(node.op == 1 ? ".?" : ".", one(node.a), tree.text(node.b))
    case .index: form(node.op == 1 ? "at?" : "at", one(node.a), one(node.b))
    case .list: "[" + all(node.a, node.b) + "]"
    case .record: "{" + all(node.a, node.b) + "}"
    case .entry: tree.text(node.a) + ":" + one(node.b)
    case .computedEntry: "(" + one(node.a) + "):" + one(node.b)
    case .spread: "..." + one(node.a)
    case .closure: form("fn [" + all(node.a, node.b) + "]", all(tree[node.c].a, tree[node.c].b))
    case .negate: form("neg", one(node.a))
    case .not: form("not", one(node.a))
    case .binary: form(BinaryOperator(rawValue: node.op)?.text ?? "?", one(node.a), one(node.b))
    default: nil
    }
  }

  private func stage(_ id: NodeID, _ node: Node) -> String? {
    switch node.kind {
    case .pipeline: form("|", all(node.a, node.b))
    case .call: call(node)
    case .inStage: "<" + one(node.a)
    case .flag:
      (node.op == 1 ? "-" : tree.text(node.a) == "--" ? "" : "--") + tree.text(node.a)
        + (node.b == 0 ? "" : "=" + one(node.b))
    case .condition: "?" + one(node.a)
    case .rowValue: "~" + one(node.a)
    case .ifElse: form("if", one(node.a), one(node.b), node.c == 0 ? "" : one(node.c))
    case .match: form("match", one(node.a), all(node.b, node.c))
    case .arm: arm(node)
    case .tryCatch:
      form(
        "try", one(node.a),
        node.b == 0
          ? ""
          : "catch" + (Tree.catchName(tree.catchNames, id).map { " $" + tree.text($0) } ?? "") + " "
            + one(node.b),
        node.c == 0 ? "" : "finally " + one(node.c))
    case .effect: form(node.op == 1 ? "batch" : "plan", one(node.a))
    case .block: form("do", all(node.a, node.b))
    default: nil
    }
  }

  /// The name of a call stands without the `:` of words.
  private func call(_ node: Node) -> String {
    let parts = tree.list(node.a, node.b)
    let name = parts.first.map { tree.text(tree[$0].a) } ?? ""
    return form(name, parts.dropFirst().map(one).joined(separator: " "))
  }

  private func arm(_ node: Node) -> String {
    let parts = tree.list(node.a, node.b)
    let patterns = parts.dropLast().map(one).joined(separator: " | ")
    return form(patterns, node.c == 0 ? "" : "if " + one(node.c), "=>", parts.last.map(one) ?? "")
  }

  private func statement(_ node: Node) -> String? {
    switch node.kind {
    case .bind: form("let", one(node.a), one(node.b))
    case .mutable: form("mut", "$" + tree.text(node.a), one(node.b))
    case .assign:
      form(
        "set", node.op == 0 ? "" : (BinaryOperator(rawValue: node.op - 1)?.text ?? "?"), one(node.a),
        one(node.b))
    case .def: definition(node)
    case .parameter: parameter(node)
    case .type: type(node)
    case .use: form("use", quoted(tree.text(node.a)), node.b == 0 ? "" : "as " + tree.text(node.b - 1))
    case .forIn: form("for", one(node.a), one(node.b), one(node.c))
    case .whileLoop: form("while", one(node.a), one(node.b))
    case .return: form("return", node.a == 0 ? "" : one(node.a))
    case .break: "break"
    case .continue: "continue"
    case .throwing: form("throw", one(node.a))
    case .test: form("test", quoted(tree.text(node.a)), one(node.b))
    default: nil
    }
  }

  private func definition(_ node: Node) -> String {
    let parts = Array(tree.list(node.b, node.c))
    let doc = tree.text(parts[0])
    return form(
      "def", tree.text(node.a), doc.isEmpty ? "" : "doc " + quoted(doc),
      "[" + parts.dropFirst(3).map(one).joined(separator: " ") + "]",
      parts[2] == 0 ? "" : "-> " + one(parts[2]),
      one(parts[1]))
  }

  private func parameter(_ node: Node) -> String {
    let extra = Array(tree.list(node.b, node.c))
    let short = extra[2] == 0 ? "" : "(-" + (Unicode.Scalar(extra[2]).map(String.init) ?? "?") + ")"
    return ["", "...", "--"][Int(node.op)] + tree.text(node.a) + short
      + (extra[0] == 0 ? "" : "<" + one(extra[0]) + ">") + (extra[1] == 0 ? "" : "=" + one(extra[1]))
  }

  private func type(_ node: Node) -> String {
    tree.text(node.a)
      + (node.c == 0 ? "" : "<" + tree.list(node.b, node.c).map(one).joined(separator: ",") + ">")
      + (node.op == 1 ? "?" : "")
  }

  private func pattern(_ node: Node) -> String? {
    switch node.kind {
    case .bindName: "$" + tree.text(node.a)
    case .bindAny: "_"
    case .bindList:
      "[" + all(node.a, node.b) + (node.c > 0 ? " ...$" + tree.text(node.c - 1) : node.op == 1 ? " ..." : "")
        + "]"
    case .bindRecord: "{" + all(node.a, node.b) + "}"
    case .bindField: tree.text(node.a) + (node.b == 0 ? "" : ":" + one(node.b))
    case .matchValue: "=" + one(node.a)
    case .matchRange:
      "=(\(node.op == 1 ? "..<" : "..") \(node.a == 0 ? "_" : one(node.a)) \(node.b == 0 ? "_" : one(node.b)))"
    default: nil
    }
  }
}
