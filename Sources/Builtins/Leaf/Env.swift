/// Why a text is no env file, or a variable cannot be written to one.
package struct EnvError: Error, Equatable, Sendable {
  /// What is wrong, without the place.
  package let message: String
  /// The line, from 1; 0 where there is no text, as with a bad name that is to be written.
  package let line: Int
  /// The column, from 1, in Unicode scalars; 0 as above.
  package let column: Int
}

/// A variable of an env file.
package struct EnvVariable: Equatable, Sendable {
  /// The variable's name; it needs not be one that a shell takes.
  package let name: String
  /// The value, with quotes taken away and escapes resolved.
  package let value: String
  /// The line on which it stands, from 1.
  package let line: Int
}

/// Env files: `KEY=VALUE` lines, as shells and dotenv tools know them.
package enum Env {
  /// For whom a variable is written.
  package enum Style {
    /// For `sh`; libraries for .env files read most values alike.
    case sh
    /// For both: what they do not read alike is refused.
    case dotenv
    /// For docker, which takes a line as it is.
    case plain
  }

  /// Whether a text may be the name of a variable of `sh`.
  package static func isName(_ name: String) -> Bool {
    guard let first = name.utf8.first, isNameByte(first), first &- 0x30 >= 10 else { return false }
    return name.utf8.allSatisfy(isNameByte)
  }

  /// Whether a file may have a variable of this name: libraries take `.` and `-` within names, too.
  package static func isNameInFiles(_ name: String) -> Bool {
    guard let first = name.utf8.first, isNameByte(first), first &- 0x30 >= 10 else { return false }
    return name.utf8.allSatisfy { isNameByte($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
  }

  /// Reads the variables of a file, in order; a name that comes twice is there twice.
  ///
  /// `export` before a name, blanks around `=`, empty lines and `#` comments are passed over. In single quotes
  /// everything stands for itself; in double quotes `\n \r \t \" \\ \$` and a backslash before a backquote or a
  /// line end are escapes; without quotes the value ends at a blank with `#` after it or at the line's end, blanks
  /// around it are cut. Where all lines end with CR LF, so do those within quotes, which stand for a line feed.
  /// Nothing is expanded: a `$` is a dollar sign.
  package static func read(_ text: String) throws(EnvError) -> [EnvVariable] {
    var reader = EnvReader(scalars: Array(text.unicodeScalars))
    return try reader.read()
  }

  /// Writes one assignment that `sh` reads back exactly; `sh` cannot hold a NUL.
  package static func line(
    name: String, value: String, export: Bool = false, for style: Style = .sh
  ) throws(EnvError) -> String {
    if style == .plain { return try plain(name, value) }
    guard isName(name) else { throw refused(badName(name)) }
    if style == .dotenv, !isAlike(value) {
      throw refused("libraries for .env files do not read the value as `sh` does")
    }
    return (export ? "export " : "") + name + "=" + (try quoted(value)) + "\n"
  }

  /// Writes a text as one word of `sh`.
  ///
  /// Text of letters, digits and a few harmless signs stays without quotes; other text gets single quotes; text
  /// with an apostrophe gets double quotes if nothing in it has a meaning there. Throws for a text with a NUL,
  /// which no variable can hold.
  package static func quoted(_ value: String) throws(EnvError) -> String {
    if value.utf8.contains(0) { throw refused("a variable cannot hold a NUL") }
    if !value.isEmpty && value.utf8.allSatisfy(isHarmless) { return value }
    if value.utf8.contains(apostrophe), !value.utf8.contains(where: isActive) { return "\"" + value + "\"" }
    // Scalars, not characters: an apostrophe with a combining mark must be found, too.
    var word = "'"
    for scalar in value.unicodeScalars {
      if scalar == "'" { word += "'\\''" } else { word.unicodeScalars.append(scalar) }
    }
    return word + "'"
  }

  /// Whether libraries for .env files read what is written for `sh` as the same value.
  ///
  /// Some take `\\` and `\'` for escapes in single quotes, too, some replace `${…}` in them, and some read every CR
  /// as a line end; none knows the two kinds of quotes side by side.
  static func isAlike(_ value: String) -> Bool {
    let bytes = value.utf8
    if bytes.contains(0x0D) { return false }
    if bytes.contains(apostrophe) { return !bytes.contains(where: isActive) }
    var last: UInt8 = 0
    for byte in bytes {
      if last == UInt8(ascii: "\\") && byte == last || last == UInt8(ascii: "$") && byte == UInt8(ascii: "{")
      {
        return false
      }
      last = byte
    }
    return last != UInt8(ascii: "\\")
  }

  /// The longest line that docker takes, with its end.
  private static let longestPlain = 65_536

  private static func plain(_ name: String, _ value: String) throws(EnvError) -> String {
    guard isNameInFiles(name) else { throw refused(badName(name)) }
    for (byte, what) in [(UInt8(0), "a NUL"), (0x0A, "a line feed"), (0x0D, "a carriage return")]
    where value.utf8.contains(byte) {
      throw refused("without quotes the value cannot hold \(what)")
    }
    let line = name + "=" + value + "\n"
    if line.utf8.count > longestPlain { throw refused("the line is longer than docker takes: 65,536 bytes") }
    return line
  }

  private static func refused(_ message: String) -> EnvError {
    EnvError(message: message, line: 0, column: 0)
  }

  static func badName(_ name: String) -> String {
    "\"\(name)\" is not a variable's name: letters, digits and _ only, no digit first"
  }

  private static let apostrophe = UInt8(ascii: "'")

  /// What means something in double quotes, for `sh` or for libraries.
  private static func isActive(_ byte: UInt8) -> Bool { "\"\\$`\r".utf8.contains(byte) }

  static func isNameByte(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == UInt8(ascii: "_")
  }

  private static func isHarmless(_ byte: UInt8) -> Bool {
    isNameByte(byte) || "-./:@%+,".utf8.contains(byte)
  }
}
