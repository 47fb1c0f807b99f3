import Console
import Interpreter
import Testing

@testable import Shell

/// The colours and hints of lines, in process; what the screen shows is tested in Console.
@Suite struct LinePainterTests {
  private static let styles: [(Style, String)] = [
    (.bold, "bold"), (.red, "red"), (.green, "green"), (.yellow, "yellow"), (.cyan, "cyan"),
    (.magenta, "magenta"),
    (.blue, "blue"), (.dim, "dim"),
  ]

  private static func name(_ style: Style) -> String {
    for (known, name) in styles {
      if style == known { return name }
      if style == known.with(.underline) { return name + " underlined" }
    }
    return style == .underline ? "underlined" : "\(style)"
  }

  private static func painted(_ line: String, cursor: Int? = nil, history: [String] = []) throws
    -> PaintedLine
  {
    let completer = try CompleterTests.completer()
    let commands = LineCommands(registry: completer.run.registry, scopes: completer.scopes)
    let lines = LineHistory()
    for line in history { lines.add(line) }
    let lookahead = Lookahead(completer.run.context, completer.scopes)
    let painter = LinePainter(
      commands: commands, hints: LineHints(commands: commands, completer: completer, history: lines),
      check: { lookahead.errors(in: $0) })
    return painter.paint(line, cursor ?? line.utf8.count)
  }

  /// Each piece that has a style, as `piece:style`.
  private static func pieces(_ line: String, cursor: Int? = nil) throws -> [String] {
    let bytes = Array(line.utf8)
    return try painted(line, cursor: cursor).spans.map {
      String(decoding: bytes[$0.bytes], as: UTF8.self) + ":" + name($0.style)
    }
  }

  private static let lines: [(String, [String])] = [
    ("accounts", ["accounts:bold"]),
    // This word is still being typed.
    ("accou", []),
    ("acount", ["acount:red"]),
    ("acount ", ["acount:red underlined"]),
    ("acount x", ["acount:red underlined"]),
    ("account ", []),
    ("account create x", ["account:bold", "create:bold"]),
    (
      "accounts | where .projects == 0 # none",
      [
        "accounts:bold", "where:bold", ".projects:cyan", "0:yellow", "# none:dim",
      ]
    ),
    ("accounts | where .nmae == 1", ["accounts:bold", "where:bold", ".nmae:cyan underlined", "1:yellow"]),
    (
      "let x = (accounts | first 2)",
      [
        "let:magenta", "(:bold;33", "accounts:bold", "first:bold", "2:yellow", "):bold;33",
      ].map { $0.replacing(":bold;33", with: ":Style(parameters: \"1;33\")") }
    ),
    (
      "for a in (accounts) { print $a }  ",
      [
        "for:magenta", "in:magenta", "accounts:bold", "print:bold", "$a:cyan",
      ]
    ),
    (
      "print \"n is \\($answer) \" 'raw'  ",
      [
        "print:bold", "\"n is \\(:green", "$answer:cyan", ") \":green", "'raw':green",
      ]
    ),
    ("print \"open", ["print:bold", "\"open:green"]),
    (
      "person key create --expires 90d  ",
      [
        "person:bold", "key:bold", "create:bold", "--expires:blue", "90d:yellow",
      ]
    ),
    ("print )  ", ["print:bold", "):red"]),
    ("return accounts  ", ["return:magenta underlined", "accounts:bold underlined"]),
    // The last word is wrong as soon as the cursor leaves it; what is missing may still come.
    (
      "accounts | sort-by .secrets --dsc ",
      ["accounts:bold", "sort-by:bold", ".secrets:cyan", "--dsc:blue underlined"]
    ),
    ("accounts | sort-by .secrets --dsc", ["accounts:bold", "sort-by:bold", ".secrets:cyan", "--dsc:blue"]),
    ("$undefined ", ["$undefined:cyan underlined"]), ("$undefined", ["$undefined:cyan"]),
    ("grant a b --access foo ", ["grant:bold", "--access:blue", "foo:underlined"]),
    ("account create ", ["account:bold", "create:bold"]),
    ("grant a b --access ", ["grant:bold", "--access:blue"]),
    ("set auto-lck 3", ["set:bold", "auto-lck:underlined", "3:yellow"]),
    ("set auto-lck", ["set:bold"]),
    ("help E9999 ", ["help:bold", "E9999:underlined"]), ("help account create ", ["help:bold"]),
    ("help nosuch ", ["help:bold", "nosuch:underlined"]), ("help E0317 ", ["help:bold"]),
  ]

  @Test(arguments: lines) func `a line has its colours`(line: String, pieces: [String]) throws {
    #expect(try Self.pieces(line) == pieces)
  }

  @Test func `every prefix of a long line can be painted, and spans stay inside`() throws {
    let line =
      "def f [x: int = 1 --loud (-l)] { if $x > 1 { print \"a \\(f ($x - 1)) é\" } else { [1 2 ...$x] | each {|y| {k: $y.z?}} } } # end"
    let bytes = Array(line.utf8)
    for end in 0...bytes.count {
      guard let prefix = String(validating: bytes[..<end], as: UTF8.self) else { continue }
      var last = 0
      for span in try Self.painted(prefix).spans {
        #expect(span.bytes.lowerBound >= last && span.bytes.upperBound <= end)
        last = span.bytes.upperBound
      }
    }
  }

  @Test(
    arguments: [
      ("account sh", ["account show ci-web", "account show deploy"], "ow deploy", ""),
      ("account sho", [], "w", ""),
      ("accounts | sor", [], "t-by", ""),
      ("account show ", [], "", "ACCOUNT"),
      ("zz", ["zzz"], "z", ""),
      ("z", ["zzz"], "ip", ""),
      ("print \"acc", [], "", ""),
    ] as [(String, [String], String, String)])
  func `a line is hinted at`(line: String, history: [String], hint: String, note: String) throws {
    let painted = try Self.painted(line, history: history)
    #expect(painted.hint == hint)
    #expect(note.isEmpty ? painted.note.isEmpty : painted.note.contains(note))
  }

  @Test func `no hint stands where the cursor is inside the line`() throws {
    #expect(try Self.painted("account sho", cursor: 3).hint.isEmpty)
  }
}
