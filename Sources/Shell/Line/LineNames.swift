import Interpreter

/// The names in a line that the vault surely does not have.
///
/// What takes names where in a line is worked out once for each beginning of a line; the names themselves are compared
/// with what completion has read, which waits for nothing.
final class LineNames {
  private let completer: Completer
  /// The type of what stands behind a beginning of a line; empty: none that takes names.
  private var types: [String: String] = [:]
  /// Whether a command knows a word that it takes from a closed set, by the line up to its end.
  private var known: [String: Bool] = [:]

  init(_ completer: Completer) { self.completer = completer }

  /// The places of tokens that name nothing; not of the word at the cursor, which may go on, nor of what the line has
  /// named before, perhaps to make it.
  func unknown(_ tokens: LineTokens, _ cursor: Int) -> [Int] {
    let session = completer.run.session.flatMap { $0.banner == nil ? nil : $0 }
    var found: [Int] = []
    // What the line itself has named before may be made by it.
    var named: Set<String> = []
    var stage = false
    for (index, token) in tokens.tokens.enumerated() {
      if token.beginsStage { stage = token.kind == .word }
      guard stage, !token.beginsStage, token.bytes.upperBound != cursor,
        let name = LineNames.name(tokens, index)
      else { continue }
      if isUnknownWord(name, tokens, token) { found.append(index) }
      guard let session, named.insert(name).inserted, let type = type(tokens, before: token) else { continue }
      if session.lacks(name, of: type) { found.append(index) }
    }
    return found
  }

  /// The name that a token is by itself: a word, or a text without anything in it that is worked out.
  private static func name(_ tokens: LineTokens, _ index: Int) -> String? {
    let token = tokens.tokens[index]
    let neighbours = [index - 1, index + 1].filter { tokens.tokens.indices.contains($0) }
    let isTouched = neighbours.contains { place in
      let other = tokens.tokens[place]
      let touches =
        other.bytes.upperBound == token.bytes.lowerBound || other.bytes.lowerBound == token.bytes.upperBound
      return touches && ![.open, .close, .pipe, .sign].contains(other.kind)
    }
    if isTouched || token.isOpen { return nil }
    let text = tokens.text(token)
    switch token.kind {
    case .word: return text
    case .text:
      let inner = text.dropFirst().dropLast()
      return inner.utf8.contains(UInt8(ascii: "\\")) ? nil : String(inner)
    default: return nil
    }
  }

  /// Whether a token stands where a command takes words of a closed set that it only reads when it runs, and is none.
  private func isUnknownWord(_ name: String, _ tokens: LineTokens, _ token: LineTokens.Token) -> Bool {
    let end = String(decoding: tokens.bytes[..<token.bytes.upperBound], as: UTF8.self)
    if let isKnown = known[end] { return !isKnown }
    let beginning = String(decoding: tokens.bytes[..<token.bytes.lowerBound], as: UTF8.self)
    let isUnknown = completer.isUnknownWord(name, at: LinePlace(beginning))
    if known.count > 1000 { known = [:] }
    known[end] = !isUnknown
    return isUnknown
  }

  /// The type of parameter or flag that a token is given to, where it takes names.
  private func type(_ tokens: LineTokens, before token: LineTokens.Token) -> String? {
    let beginning = String(decoding: tokens.bytes[..<token.bytes.lowerBound], as: UTF8.self)
    if let known = types[beginning] { return known.isEmpty ? nil : known }
    let type = completer.nameType(at: LinePlace(beginning))
    if types.count > 1000 { types = [:] }
    types[beginning] = type ?? ""
    return type
  }
}
