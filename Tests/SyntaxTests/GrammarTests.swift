import Syntax
import Testing

/// A text and the tree that it gives, as `TreeDump` writes it.
struct Parse: CustomTestStringConvertible, Sendable {
  let code: String
  let tree: String

  init(_ code: String, _ tree: String) {
    self.code = code
    self.tree = tree
  }

  var testDescription: String { code }
}

@Suite("Grammar") struct GrammarTests {
  static let all =
    amendment + amendmentText + precedence + ends + blocks + words + values + strings + patterns + statements
    + stages + rowFields + computedKeys + inputStages

  @Test("gives its tree", arguments: all)
  func parses(_ test: Parse) {
    let parsed = parse(Source(name: "test", text: test.code))
    #expect(parsed.diagnostics.map(\.message) == [])
    #expect(TreeDump.program(parsed.tree) == test.tree)
  }

  @Test("every node lies inside the text, and begins where what it is made of begins", arguments: all)
  func spans(_ test: Parse) {
    let tree = parse(Source(name: "test", text: test.code)).tree
    let end = UInt32(test.code.utf8.count)
    for node in tree.nodes.dropFirst() {
      #expect(node.start <= node.end && node.end <= end, "\(node.kind)")
    }
    #expect(tree[tree.root].kind == .block)
  }

  @Test("a statement's text is the text of its node")
  func statementText() {
    let code = "f 1 2  # c\n  let x = [1\n2]\nif $x { y }\nelse { z }\n$x.a = 1"
    let source = Source(name: "test", text: code)
    let tree = parse(source).tree
    let texts = tree.list(tree[tree.root].a, tree[tree.root].b).map { source.text(tree[$0].span) }
    #expect(texts == ["f 1 2", "let x = [1\n2]", "if $x { y }\nelse { z }", "$x.a = 1"])
  }

  @Test("comments are kept as ranges, in order, each once")
  func comments() {
    let code =
      "#!/bin/sms\n# a\nf 1 # b\n  # c\n| g # d\n[ #e\n1]\nif $x { # f\n}\n# g\nelse { }\nprint 'x # y' a#b"
    let source = Source(name: "test", text: code)
    let texts = parse(source).tree.comments.map(source.text)
    #expect(texts == ["#!/bin/sms", "# a", "# b", "# c", "# d", "#e", "# f", "# g"])
  }

  @Test("a byte order mark is no part of the program")
  func byteOrderMark() {
    #expect(TreeDump.program(parse(Source(name: "test", text: "\u{FEFF}# c\nf")).tree) == "(f)")
    #expect(TreeDump.program(parse(Source(name: "test", text: "\u{FEFF}#!x\nf")).tree) == "(f)")
  }

  @Test("texts that only look alike are different names")
  func exactNames() {
    let tree = parse(Source(name: "test", text: "f \"\u{e9}\" \"e\u{301}\"")).tree
    let statements = Array(tree.list(tree[tree.root].a, tree[tree.root].b))
    let call = tree[statements[0]]
    let parts = Array(tree.list(call.a, call.b)).map { tree[$0].a }
    #expect(parts[1] != parts[2])
    #expect(tree.text(parts[1]).unicodeScalars.count == 1 && tree.text(parts[2]).unicodeScalars.count == 2)
  }

  @Test("the same name has one number, however many names there are")
  func symbols() {
    var symbols = Symbols()
    for round in 0..<2 {
      for number in 0..<5_000 {
        #expect(symbols.number(of: "name-\(number)") == UInt32(number), "round \(round)")
      }
    }
    #expect(symbols[4_999] == "name-4999" && symbols.count == 5_000)
  }
}
