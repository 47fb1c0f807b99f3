/// Writes a text in double quotes.
///
/// Quotes, backslashes, LF, CR and TAB are escaped as most languages do, and other characters beyond printable
/// ASCII as `escape` says; nil leaves one as it is.
package func quoted(_ text: String, _ escape: (Unicode.Scalar) -> String?) -> String {
  if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") })
  {
    return "\"" + text + "\""
  }
  var out = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": out += "\\\""
    case "\\": out += "\\\\"
    case "\n": out += "\\n"
    case "\r": out += "\\r"
    case "\t": out += "\\t"
    case " "..."~": out.unicodeScalars.append(scalar)
    default: if let escaped = escape(scalar) { out += escaped } else { out.unicodeScalars.append(scalar) }
    }
  }
  return out + "\""
}
