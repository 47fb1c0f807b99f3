import Syntax

/// Takes what looks like a secret out of a line before it is remembered.
enum Redaction {
  /// The text with the texts in it that are tokens, or arguments of parameters that take secrets, replaced.
  ///
  /// Works on the syntax tree: only literal texts and words are looked at, so nothing else of the line changes.
  static func redacted(_ text: String) -> String {
    let tree = parse(Source(name: "", text: text)).tree
    var spans: [Span] = []
    for node in tree.nodes {
      switch node.kind {
      case .text, .word: if isSecret(tree.text(node.a)) { spans.append(node.span) }
      default: break
      }
    }
    if spans.isEmpty { return text }
    var bytes = Array(text.utf8)
    for span in spans.sorted(by: { $0.start > $1.start }) where Int(span.end) <= bytes.count {
      bytes.replaceSubrange(Int(span.start)..<Int(span.end), with: Array("'••••'".utf8))
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// An access token (`0.ID.SECRET:SEED`), a key file's text (`sms-key.1.…`), a PEM block, or a URL with a password.
  static func isSecret(_ text: String) -> Bool {
    if text.contains("sms-key.") || text.contains("-----BEGIN") { return true }
    if isToken(text) { return true }
    return hasPassword(text)
  }

  private static func isToken(_ text: String) -> Bool {
    guard let range = text.firstRange(of: "0.") else { return false }
    let parts = text[range.lowerBound...].split(separator: ":", maxSplits: 1)
    let left = parts.first?.split(separator: ".") ?? []
    return parts.count == 2 && left.count == 3 && left[1].utf8.count >= 32 && left[2].utf8.count >= 20
  }

  /// `scheme://user:password@host`.
  private static func hasPassword(_ text: String) -> Bool {
    guard let scheme = text.firstRange(of: "://") else { return false }
    let authority = text[scheme.upperBound...].prefix { $0 != "/" && $0 != " " }
    guard let at = authority.lastIndex(of: "@") else { return false }
    return authority[..<at].contains(":")
  }
}
