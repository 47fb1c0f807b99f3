/// Why a text is no env file, or a variable cannot be written to one.
package struct EnvError: Error, Equatable, Sendable {
  package let message: String
  /// The line, from 1; 0 where there is no text, as with a bad name that is to be written.
  package let line: Int
  /// The column, from 1, in Unicode scalars; 0 as above.
  package let column: Int
}

/// A variable of an env file.
package struct EnvVariable: Equatable, Sendable {
  package let name: String
  package let value: String
  /// The line on which it stands, from 1.
  package let line: Int
}

/// Env files: `KEY=VALUE` lines, as shells and dotenv tools know them.
package enum Env {
  /// Whether a text may be the name of a variable.
  package static func isName(_ name: String) -> Bool {
    guard let first = name.utf8.first, isNameByte(first), first &- 0x30 >= 10 else { return false }
    return name.utf8.allSatisfy(isNameByte)
  }

  /// Reads the variables of a file, in order; a name that comes twice is there twice.
  ///
  /// `export` before a name, empty lines and `#` comments are passed over. In single quotes everything stands for
  /// itself; in double quotes `\n \r \t \" \\ \$` and a backslash before a backquote or a line end are escapes;
  /// without quotes the value ends at a blank with `#` after it or at the line's end, blanks around it are cut.
  /// Nothing is expanded: a `$` is a dollar sign.
  package static func read(_ text: String) throws(EnvError) -> [EnvVariable] {
    var reader = EnvReader(scalars: Array(text.unicodeScalars))
    return try reader.read()
  }

  /// One line that `sh` reads as this variable, whatever the value is; a NUL is the only thing it cannot hold.
  package static func line(name: String, value: String, export: Bool = false) throws(EnvError) -> String {
    guard isName(name) else { throw EnvError(message: badName(name), line: 0, column: 0) }
    return (export ? "export " : "") + name + "=" + (try quoted(value)) + "\n"
  }

  /// A text as one word of `sh`: in single quotes, unless it consists of letters, digits and a few harmless signs.
  package static func quoted(_ value: String) throws(EnvError) -> String {
    if value.utf8.contains(0) { throw EnvError(message: "a variable cannot hold a NUL", line: 0, column: 0) }
    if !value.isEmpty && value.utf8.allSatisfy(isHarmless) { return value }
    // Scalars, not characters: an apostrophe with a combining mark must be found, too.
    var word = "'"
    for scalar in value.unicodeScalars {
      if scalar == "'" { word += "'\\''" } else { word.unicodeScalars.append(scalar) }
    }
    return word + "'"
  }

  static func badName(_ name: String) -> String {
    "\"\(name)\" is no name of a variable: letters, digits and _ only, no digit first"
  }

  static func isNameByte(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == UInt8(ascii: "_")
  }

  private static func isHarmless(_ byte: UInt8) -> Bool {
    isNameByte(byte) || "-./:@%+,".utf8.contains(byte)
  }
}
