/// The usage of a command, made from its signature.
package enum Usage {
  /// `token create ACCOUNT --name STRING [--twin]`: the call with all that it needs as arguments.
  package static func line(_ name: String, _ signature: Signature) -> String {
    line(name, signature, behindPipe: false)
  }

  /// The usage, and a second line for a command whose subject may come through the pipe.
  package static func lines(_ name: String, _ signature: Signature) -> [String] {
    guard subject(signature) != nil else { return [line(name, signature)] }
    return [line(name, signature), "… | " + line(name, signature, behindPipe: true)]
  }

  /// As the help of an error.
  package static func help(_ name: String, _ signature: Signature) -> String {
    "usage: \(line(name, signature))"
      + (subject(signature).map { "; \($0) may come from the pipe" } ?? "")
  }

  /// The parameter whose value may come through the pipe.
  private static func subject(_ signature: Signature) -> String? {
    guard case .optional = signature.input else { return nil }
    if let first = signature.positional.first, first.isSubject { return first.name }
    return signature.rest.flatMap { $0.least > 0 ? $0.name : nil }
  }

  private static func line(_ name: String, _ signature: Signature, behindPipe: Bool) -> String {
    var parts = [name]
    var written: Set<String> = []
    /// Writes an argument, or all of a group of which one is given where its first one stands.
    func add(_ argument: String, _ text: String, required: Bool) {
      if written.contains(argument) { return }
      guard let rule = signature.rules.first(where: { $0.isChoice && $0.names.contains(argument) }) else {
        parts.append(required ? text : "[\(text)]")
        return
      }
      let names = rule.names.filter { $0 != ArgumentRule.pipe && !written.contains($0) }
      written.formUnion(names)
      let texts = names.map { self.text($0, signature) }.joined(separator: " | ")
      parts.append(rule.kind == .exactlyOne ? "(\(texts))" : "[\(texts)]")
    }
    for parameter in signature.positional where !(behindPipe && parameter.isSubject) {
      add(parameter.name, parameter.name.uppercased(), required: !parameter.isOptional)
    }
    if let rest = signature.rest {
      let word = rest.name.uppercased()
      let least = behindPipe ? 0 : rest.least
      if least > 1 { parts += Array(repeating: word, count: least - 1) }
      add(rest.name, word + "…", required: least > 0)
    }
    for flag in signature.flags { add(flag.name, text(flag.name, signature), required: flag.isRequired) }
    return parts.joined(separator: " ")
  }

  /// A flag with its value, or a parameter.
  private static func text(_ name: String, _ signature: Signature) -> String {
    if let flag = signature.flags.first(where: { $0.name == name }) {
      return "--\(name)\(flag.type.map { " " + $0.name.uppercased() } ?? "")"
    }
    return name.uppercased() + (signature.rest?.name == name ? "…" : "")
  }
}
