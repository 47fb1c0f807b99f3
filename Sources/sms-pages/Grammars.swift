import Interpreter
import Syntax

/// Grammars for editors, from the words of the language and the names of the commands.
enum Grammars {
  private static let title = "made by sms-pages from the tables of the program: do not edit"

  /// The names of the commands, the longest first: `secret version delete` before `secret`.
  private static func commands(_ registry: Registry) -> [String] {
    registry.names.sorted { ($0.utf8.count, $1) > ($1.utf8.count, $0) }
  }

  private static var keywords: [String] { LanguageWords.keywords.subtracting(LanguageWords.values).sorted() }

  private static var units: String { NumberReader.units.map { $0.name }.joined(separator: "|") }

  // MARK: vim

  /// Documentation/editors/sms.vim.
  static func vim(_ registry: Registry) -> String {
    let names = commands(registry).map { $0.replacing(" ", with: "\\s\\+") }
    return """
      " Vim syntax of sms, \(title).
      if exists("b:current_syntax")
        finish
      endif

      syntax iskeyword @,48-57,_,-
      syntax match smsComment "\\(^\\|\\s\\)\\@<=#.*$"
      syntax region smsText start=+"+ skip=+\\\\.+ end=+"+ contains=smsEscape,smsHole
      syntax match smsEscape contained "\\\\\\([ntre0\\"\\\\]\\|u{\\x\\+}\\)"
      syntax region smsHole contained matchgroup=smsEscape start="\\\\(" end=")" contains=TOP
      syntax region smsRaw start=+'+ end=+'+
      syntax match smsVariable "\\$[A-Za-z_][A-Za-z0-9_-]*"
      syntax match smsColumn "\\(^\\|[[:blank:](]\\)\\@<=\\.[A-Za-z_][A-Za-z0-9_-]*"
      syntax match smsFlag "\\(\\s\\)\\@<=--\\=[A-Za-z][A-Za-z0-9-]*"
      syntax match smsNumber "\\<\\d[0-9_]*\\(\\.\\d\\+\\)\\=\\(\(units.replacing("|", with: "\\|"))\\)\\=\\>"
      syntax match smsDate "\\<\\d\\{4}-\\d\\d-\\d\\d\\(T[0-9:.]*\\(Z\\|[+-]\\d\\d:\\d\\d\\)\\=\\)\\="
      syntax match smsCommand "\\(^\\s*\\|[|;({=]\\s*\\)\\@<=\\(\(names.joined(separator: "\\|"))\\)\\>"
      syntax keyword smsKeyword \(keywords.joined(separator: " "))
      syntax keyword smsValue \(LanguageWords.values.sorted().joined(separator: " "))
      syntax keyword smsOperator \(LanguageWords.operators.sorted().joined(separator: " "))
      syntax match smsDef "\\(\\<def\\s\\+\\)\\@<=[A-Za-z_-][A-Za-z0-9_ -]*\\ze\\s*\\["

      highlight default link smsComment Comment
      highlight default link smsText String
      highlight default link smsRaw String
      highlight default link smsEscape SpecialChar
      highlight default link smsVariable Identifier
      highlight default link smsColumn Identifier
      highlight default link smsFlag Special
      highlight default link smsNumber Number
      highlight default link smsDate Number
      highlight default link smsCommand Function
      highlight default link smsDef Function
      highlight default link smsKeyword Keyword
      highlight default link smsValue Constant
      highlight default link smsOperator Operator

      let b:current_syntax = "sms"

      """
  }

  // MARK: TextMate

  /// Documentation/editors/sms.tmLanguage.json.
  static func textMate(_ registry: Registry) -> String {
    let signs = LanguageWords.signs.map(escaped).joined(separator: "|")
    let words = LanguageWords.operators.sorted().joined(separator: "|")
    let rules: [(name: String, pattern: String)] = [
      ("comment.line.number-sign.sms", #"(?<!\S)#.*$"#),
      ("string.quoted.single.sms", "'[^']*'"),
      ("variable.other.sms", #"\$[A-Za-z_][A-Za-z0-9_-]*"#),
      ("variable.other.member.sms", #"(?<![^\s(])\.[A-Za-z_][A-Za-z0-9_-]*"#),
      ("entity.name.function.sms", #"(?<=\bdef\s)[A-Za-z_-][A-Za-z0-9_ -]*(?=\s*\[)"#),
      (
        "support.function.sms",
        #"(?:(?<=^)|(?<=[|;({=]))\s*(?:"#
          + commands(registry).map { $0.replacing(" ", with: #"\s+"#) }.joined(separator: "|")
          + #")(?![\w-])"#
      ),
      ("keyword.control.sms", #"(?<![\w$.-])(?:"# + keywords.joined(separator: "|") + #")(?![\w-])"#),
      (
        "constant.language.sms",
        #"(?<![\w$.-])(?:"# + LanguageWords.values.sorted().joined(separator: "|") + #")(?![\w-])"#
      ),
      ("variable.parameter.option.sms", #"(?<=\s)--?[A-Za-z][A-Za-z0-9-]*"#),
      ("constant.numeric.date.sms", #"\b\d{4}-\d\d-\d\d(?:T[0-9:.]*(?:Z|[+-]\d\d:\d\d)?)?"#),
      ("constant.numeric.sms", #"\b\d[0-9_]*(?:\.\d+)?(?:"# + units + #")?\b"#),
      ("keyword.operator.word.sms", #"(?<![\w$.-])(?:"# + words + #")(?![\w-])"#),
      ("keyword.operator.sms", signs),
    ]
    let text = """
          {
            "name": "string.quoted.double.sms", "begin": "\\"", "end": "\\"",
            "patterns": [
              { "name": "meta.interpolation.sms", "begin": "\\\\\\\\\\\\(", "end": "\\\\)", "patterns": [{ "include": "$self" }] },
              { "name": "constant.character.escape.sms", "match": "\\\\\\\\(?:[ntre0\\"\\\\\\\\]|u\\\\{[0-9A-Fa-f]+\\\\})" }
            ]
          }
      """
    let matches = rules.map { "    { \"name\": \(json($0.name)), \"match\": \(json($0.pattern)) }" }
    return """
      {
        "comment": \(json(title)),
        "name": "sms",
        "scopeName": "source.sms",
        "fileTypes": ["sms"],
        "firstLineMatch": "^#!.*\\\\bsms\\\\b",
        "patterns": [
      \(([matches[0], text] + matches.dropFirst()).joined(separator: ",\n"))
        ]
      }

      """
  }

  private static func escaped(_ sign: String) -> String {
    sign.unicodeScalars.map { "\\" + String($0) }.joined()
  }

  private static func json(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}

extension String {
  /// The text with another one in place of each `part`.
  fileprivate func replacing(_ part: String, with other: String) -> String {
    var out = ""
    var rest = self[...]
    while let place = rest.firstPlace(of: part) {
      out += rest[..<place] + other
      rest = rest[place...].dropFirst(part.count)
    }
    return out + rest
  }
}

extension Substring {
  fileprivate func firstPlace(of part: String) -> Index? { indices.first { self[$0...].hasPrefix(part) } }
}
