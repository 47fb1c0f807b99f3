/// Reads an env file, front to back.
struct EnvReader {
  private let scalars: [Unicode.Scalar]
  private var position = 0
  private var line = 1
  private var lineStart = 0
  /// Whether CR LF within quotes stands for a line end.
  private let joinsReturns: Bool
  private var exported: [(name: String, error: EnvError)] = []

  init(scalars: [Unicode.Scalar]) {
    self.scalars = scalars
    joinsReturns = Self.haveReturns(scalars)
    if scalars.first == "\u{FEFF}" {
      position = 1
      lineStart = 1
    }
  }

  /// Whether there are line ends, all of them CR LF.
  private static func haveReturns(_ scalars: [Unicode.Scalar]) -> Bool {
    var last: Unicode.Scalar = " "
    var found = false
    for scalar in scalars {
      if scalar == "\n" {
        if last != "\r" { return false }
        found = true
      }
      last = scalar
    }
    return found
  }

  mutating func read() throws(EnvError) -> [EnvVariable] {
    var variables: [EnvVariable] = []
    while true {
      skipBlanks()
      guard let next = peek() else { break }
      if next == "#" {
        skipLine()
      } else if next != "\n" && next != "\r", let variable = try variable() {
        variables.append(variable)
      }
      try endLine()
    }
    if !exported.isEmpty {
      let names = Set(variables.map { Array($0.name.utf8) })
      for (name, error) in exported where !names.contains(Array(name.utf8)) { throw error }
    }
    return variables
  }

  /// A variable; nil where a line only exports one.
  private mutating func variable() throws(EnvError) -> EnvVariable? {
    let start = line
    var (name, column) = word()
    var isExported = false
    if name == "export", let next = peek(), isBlank(next) {
      skipBlanks()
      if peek() != "=" {
        isExported = true
        (name, column) = word()
      }
    }
    guard Env.isNameInFiles(name) else {
      throw EnvError(message: Env.badName(name), line: line, column: column)
    }
    skipBlanks()
    if take("=") { return EnvVariable(name: name, value: try value(), line: start) }
    guard isExported, endsHere() else { throw error("after the name of a variable stands =") }
    let missing = EnvError(
      message: "the variable \"\(name)\" is exported, but has no value here", line: start, column: column)
    exported.append((name, missing))
    if peek() == "#" { skipLine() }
    return nil
  }

  /// Whether nothing but a comment is left of the line.
  private func endsHere() -> Bool {
    guard let next = peek() else { return true }
    return next == "\n" || next == "#" || isReturn()
  }

  /// What could be a name: everything up to a blank, `=` or the line's end.
  private mutating func word() -> (String, Int) {
    var name = String.UnicodeScalarView()
    let column = position - lineStart + 1
    while let next = peek(), next != "=", !isBlank(next), next != "\n", next != "\r" {
      name.append(next)
      position += 1
    }
    return (String(name), column)
  }

  private mutating func value() throws(EnvError) -> String {
    var value = String.UnicodeScalarView()
    var isQuoted = false
    let afterBlank = skipBlanks()
    // Quoted pieces may stand side by side, as in 'it'\''s'.
    while let next = peek() {
      if next == "'" {
        isQuoted = true
        try single(&value)
      } else if next == "\"" {
        isQuoted = true
        try double(&value)
      } else if isQuoted && next == "\\" && position + 1 < scalars.count && scalars[position + 1] == "'" {
        position += 2
        value.append("'")
      } else if isQuoted {
        return try afterQuotes(value)
      } else {
        return try plain(afterBlank: afterBlank)
      }
    }
    return String(value)
  }

  /// What may follow a quoted value: blanks and a comment.
  private mutating func afterQuotes(_ value: String.UnicodeScalarView) throws(EnvError) -> String {
    let hadBlank = skipBlanks()
    if let next = peek(), next != "\n", next != "\r" {
      guard next == "#" && hadBlank else {
        throw error("after a quoted value stands a comment or the end of the line")
      }
      skipLine()
    }
    return String(value)
  }

  private mutating func single(_ value: inout String.UnicodeScalarView) throws(EnvError) {
    let open = error("the quote is never closed")
    position += 1
    while let next = peek() {
      if joinsReturns, isReturn() {
        position += 1
        continue
      }
      advance()
      if next == "'" { return }
      try append(next, to: &value)
    }
    throw open
  }

  private mutating func double(_ value: inout String.UnicodeScalarView) throws(EnvError) {
    let open = error("the quote is never closed")
    position += 1
    while let next = peek() {
      if joinsReturns, isReturn() {
        position += 1
        continue
      }
      advance()
      if next == "\"" { return }
      guard next == "\\", let escaped = peek() else {
        try append(next, to: &value)
        continue
      }
      advance()
      switch escaped {
      case "n": value.append("\n")
      case "r": value.append("\r")
      case "t": value.append("\t")
      case "\"", "\\", "$", "`": value.append(escaped)
      case "\n": break
      case "\r" where joinsReturns && peek() == "\n": advance()
      default:
        // As in sh, a backslash before anything else is itself.
        value.append("\\")
        try append(escaped, to: &value)
      }
    }
    throw open
  }

  /// A value without quotes: up to a comment or the line's end, without the blanks around it.
  private mutating func plain(afterBlank: Bool) throws(EnvError) -> String {
    var value = String.UnicodeScalarView()
    var wasBlank = afterBlank
    while let next = peek(), next != "\n", !isReturn() {
      if next == "#" && wasBlank {
        skipLine()
        break
      }
      wasBlank = isBlank(next)
      position += 1
      try append(next, to: &value)
    }
    while let last = value.last, isBlank(last) { value.removeLast() }
    return String(value)
  }

  private func append(_ scalar: Unicode.Scalar, to value: inout String.UnicodeScalarView) throws(EnvError) {
    if scalar == "\0" { throw error("a NUL is not allowed") }
    value.append(scalar)
  }

  private mutating func endLine() throws(EnvError) {
    if isReturn() { position += 1 }
    guard let next = peek() else { return }
    guard next == "\n" else { throw error("the line goes on where it should end") }
    advance()
  }

  /// Whether a CR of a CR LF, or of the end, stands here.
  private func isReturn() -> Bool {
    peek() == "\r" && (position + 1 == scalars.count || scalars[position + 1] == "\n")
  }

  private mutating func skipLine() {
    while peek() != nil && peek() != "\n" { position += 1 }
  }

  @discardableResult
  private mutating func skipBlanks() -> Bool {
    let start = position
    while let next = peek(), isBlank(next) { position += 1 }
    return position > start
  }

  private mutating func advance() {
    let passed = scalars[position]
    position += 1
    if passed == "\n" {
      line += 1
      lineStart = position
    }
  }

  private func peek() -> Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard peek() == scalar else { return false }
    position += 1
    return true
  }

  private func error(_ message: String) -> EnvError {
    EnvError(message: message, line: line, column: position - lineStart + 1)
  }
}
