/// A page of the manual in roff.
struct Roff {
  private(set) var text: String
  /// Whether a paragraph begins by itself: behind a heading.
  private var isAtHeading = false

  init(_ name: String, section: Int, about: String) {
    text = ".\\\" Made by sms-pages from the tables of the program: do not edit.\n"
    text += ".TH \(name.uppercased()) \(section) \"\" \"sms\" \"sms\"\n"
    heading("NAME")
    text += "\(Roff.plain(name)) \\- \(Roff.plain(about))\n"
  }

  mutating func heading(_ title: String) {
    text += ".SH \(Roff.plain(title))\n"
    isAtHeading = true
  }

  mutating func subheading(_ title: String) {
    text += ".SS \(Roff.plain(title))\n"
    isAtHeading = true
  }

  private mutating func begin() {
    if !isAtHeading { text += ".PP\n" }
    isAtHeading = false
  }

  mutating func paragraph(_ words: String) {
    begin()
    text += Roff.line(words) + "\n"
  }

  /// A term and what it means.
  mutating func item(_ term: String, _ words: String) {
    isAtHeading = false
    text += ".TP\n.B \(Roff.line(term))\n\(Roff.line(words))\n"
  }

  /// Lines that stay as they are.
  mutating func verbatim(_ lines: String) {
    begin()
    text += ".nf\n"
    for line in lines.split(separator: "\n", omittingEmptySubsequences: false) {
      text += Roff.line(String(line)) + "\n"
    }
    text += ".fi\n"
  }

  /// A line of text: none of it steers.
  private static func line(_ words: String) -> String {
    let plain = plain(words)
    return plain.hasPrefix(".") || plain.hasPrefix("'") ? "\\&" + plain : plain.isEmpty ? "\\&" : plain
  }

  private static func plain(_ words: String) -> String {
    var out = ""
    for scalar in words.unicodeScalars {
      switch scalar {
      case "\\": out += "\\e"
      case "-": out += "\\-"
      case "'": out += "\\(aq"
      case "`": out += "\\(ga"
      case "~": out += "\\(ti"
      case "^": out += "\\(ha"
      case "\n": out += " "
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
