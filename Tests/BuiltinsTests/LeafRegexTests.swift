import Builtins
import Testing

@Suite("Regex") struct LeafRegexTests {
  /// The texts of a match and its groups.
  private func groups(_ pattern: String, _ text: String, from: Int = 0) throws -> [String?]? {
    let match = try Regex(pattern: pattern).search(text, from: from)
    let bytes = Array(text.utf8)
    return match?.groups.map { $0.map { String(decoding: bytes[$0], as: UTF8.self) } }
  }

  @Test("groups, and those that take no part")
  func search() throws {
    #expect(
      try groups("(\\w+)@(\\w+)(\\.\\w+)?", "to: ada@example now") == ["ada@example", "ada", "example", nil])
    #expect(try groups("x", "abc") == nil)
    #expect(try groups("", "") == [""])
    #expect(try groups("a(?<n>b)", "ab ab", from: 1) == ["ab", "b"])
    #expect(try groups("^a", "ba", from: 1) == nil)
    #expect(try groups("a", "a", from: 2) == nil)
    #expect(try groups("a", "a", from: -1) == nil)
    #expect(try groups("foo\\Kbar", "foobar") == ["bar"])
  }

  @Test("letters are Unicode's, ranges are bytes")
  func unicode() throws {
    let match = try #require(try Regex(pattern: "\\w+").search("… Zürich"))
    #expect(match.range == 4..<11)
    #expect(try Regex(pattern: "ÄÖ", caseless: true).matches("xäöx"))
    #expect(try !Regex(pattern: "ÄÖ").matches("xäöx"))
    #expect(try Regex(pattern: "^.$").matches("😀"))
    #expect(throws: RegexError.self) { try Regex(pattern: "x").search("é", from: 1) }
  }

  @Test(
    "errors of patterns with their offset",
    arguments: [
      ("a(b", 3), ("a)", 1), ("[a", 2), ("*a", 0), ("a{2,1}", 5), ("é(?<1>a)", 5), ("\\C", 2),
      ("(?<a>x)(?<a>y)", 12),
    ])
  func badPatterns(pattern: String, offset: Int) throws {
    let error = try #require(throws: RegexError.self) { try Regex(pattern: pattern) }
    #expect(error.kind == .pattern && error.offset == offset && !error.message.isEmpty, "\(error)")
  }

  @Test(
    "a pattern that explodes ends with an error, not in an hour",
    arguments: ["(a+)+$", "(?:a|a)*$", "^(\\w+\\s?)*$"])
  func limits(pattern: String) throws {
    let text = String(repeating: "a", count: 60) + "!"
    let error = try #require(throws: RegexError.self) { try Regex(pattern: pattern).matches(text) }
    #expect(error.kind == .limit)
  }

  @Test("long texts are no explosion")
  func long() throws {
    let text = String(repeating: "ab", count: 100_000) + "c"
    #expect(try Regex(pattern: "(?:a|b)*c").search(text)?.range == 0..<200_001)
    #expect(try Regex(pattern: "[^c]*c$").matches(text))
    #expect(try Regex(pattern: "\"[^\"]*\"").matches(text) == false)
  }

  @Test("names of groups in order")
  func names() throws {
    let regex = try Regex(pattern: "(?<year>\\d+)-(\\d+)-(?<day>\\d+)")
    #expect(regex.names.map(\.name) == ["year", "day"])
    #expect(regex.names.map(\.group) == [1, 3])
    #expect(regex.groupCount == 3)
    #expect(try Regex(pattern: "a").names.isEmpty)
  }

  @Test(
    "replacements",
    arguments: [
      ("(\\w+) (\\w+)", "ada lovelace", "$2, $1", "lovelace, ada"), ("(?<x>a)|b", "abc", "<${x}>", "<a><>c"),
      ("a", "banana", "$$", "b$n$n$"), ("", "aé", "-", "-a-é-"), ("x*", "axb", "-", "-a--b-"),
      ("z", "abc", "!", "abc"),
      ("a", "aaa", "$0$0", "aaaaaa"), ("(a)(b)?", "a", "[$2]", "[]"), ("\\b", "to be", "|", "|to| |be|"),
      ("(?<=o)", "foo", "-", "fo-o-"), ("$", "a\nb", "!", "a\nb!"), ("(a)", "a", "${1}0", "a0"),
    ])
  func replace(pattern: String, text: String, template: String, expected: String) throws {
    let regex = try Regex(pattern: pattern)
    let made = try RegexTemplate(template, for: regex)
    #expect(try regex.replace(text, with: made) == expected)
  }

  @Test("a limit on replacements")
  func limited() throws {
    let regex = try Regex(pattern: "a")
    let template = try RegexTemplate("o", for: regex)
    #expect(try regex.replace("banana", with: template, limit: 1) == "bonana")
    #expect(try regex.replace("banana", with: template, limit: 0) == "banana")
  }

  @Test(
    "errors of templates with their offset",
    arguments: [
      ("$", 0), ("a$x", 1), ("${", 0), ("${}", 0), ("$2", 0), ("x${no}", 1), ("${1", 0),
      ("$99999999999999999999", 0),
    ])
  func badTemplates(template: String, offset: Int) throws {
    let regex = try Regex(pattern: "(a)")
    let error = try #require(throws: RegexError.self) { try RegexTemplate(template, for: regex) }
    #expect(error.kind == .template && error.offset == offset)
  }

  @Test("random patterns never crash, and their matches lie within the text")
  func random() throws {
    let pieces = [
      "a", "b", ".", "*", "+", "?", "(", ")", "[", "]", "|", "^", "$", "\\K", "\\b", "é", "(?<n>", "(?=",
      "{2}", "\\1", "\\",
    ]
    var compiled = 0
    for _ in 0..<5000 {
      let pattern = (0..<Int.random(in: 1...8)).map { _ in pieces.randomElement() ?? "" }.joined()
      guard let regex = try? Regex(pattern: pattern) else { continue }
      compiled += 1
      let text = (0..<Int.random(in: 0...12)).map { _ in ["a", "b", "é", "\n"].randomElement() ?? "" }
        .joined()
      var copy = text
      let matches = copy.withUTF8 { bytes in (try? regex.all(in: bytes)) ?? [] }
      #expect(matches.allSatisfy { $0.range.upperBound <= text.utf8.count }, "\(pattern) in \(text)")
      for (left, right) in zip(matches, matches.dropFirst()) {
        #expect(left.range.upperBound <= right.range.lowerBound, "\(pattern) in \(text)")
      }
      let template = try RegexTemplate("<$0>", for: regex)
      let replaced = try regex.replace(text, with: template)
      #expect(replaced.filter { $0 != "<" && $0 != ">" } == text)
    }
    #expect(compiled > 500)
  }
}
