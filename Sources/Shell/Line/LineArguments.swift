import Interpreter

/// Which parameter or flag of a command the word at the cursor is given to.
struct LineArguments {
  /// The type of what is given there, and what is offered beyond it; nil where nothing more is taken.
  private(set) var type: Type?
  private(set) var offers: Offer?
  /// The names of the flags that were given before.
  private(set) var flags: [String] = []
  /// The words that were given before, without flags and their values.
  private(set) var words: [String] = []

  /// Reads the tokens behind the name of the command, up to the cursor.
  init(_ signature: Signature, _ tokens: ArraySlice<LineTokens.Token>, _ place: LinePlace) {
    let arguments = LineArguments.arguments(tokens)
    let isTouched = tokens.last.map { $0.bytes.upperBound == place.start } ?? false
    var flag: Flag?
    for (index, argument) in arguments.enumerated() {
      let goesOn = isTouched && index == arguments.count - 1
      if argument[0].kind == .flag {
        let isWhole = argument.count > 1 && !goesOn
        flags.append(String(place.tokens.text(argument[0]).drop { $0 == "-" }))
        flag = isWhole ? nil : LineArguments.flag(place.tokens.text(argument[0]), signature)
      } else if flag != nil {
        if !goesOn { flag = nil }
      } else {
        words.append(argument.map { place.tokens.text($0) }.joined())
      }
    }
    if let flag {
      (type, offers) = (flag.type, flag.offers)
    } else {
      let position = isTouched ? max(0, words.count - 1) : words.count
      // Behind a pipe the subject has come.
      let skipped = place.isBehindBar && signature.positional.first?.isSubject == true ? 1 : 0
      let parameters = signature.positional.dropFirst(skipped)
      let parameter =
        position < parameters.count ? parameters[skipped + position] : signature.rest
      (type, offers) = (parameter?.type, parameter?.offers)
    }
  }

  /// The arguments: what touches is one, and so is what stands in brackets.
  private static func arguments(_ tokens: ArraySlice<LineTokens.Token>) -> [[LineTokens.Token]] {
    var arguments: [[LineTokens.Token]] = []
    var depth = 0
    var end = -1
    for token in tokens {
      if depth == 0, token.bytes.lowerBound != end {
        arguments.append([token])
      } else {
        arguments[arguments.count - 1].append(token)
      }
      if token.kind == .open { depth += 1 }
      if token.kind == .close { depth = max(0, depth - 1) }
      end = token.bytes.upperBound
    }
    return arguments
  }

  /// The flag of a name, where it takes a value.
  private static func flag(_ name: String, _ signature: Signature) -> Flag? {
    signature.flags.first {
      $0.type != nil && ("--" + $0.name == name || $0.short.map { "-\($0)" } == name)
    }
  }
}
