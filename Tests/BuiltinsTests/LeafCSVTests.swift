import CSV
import Testing

@Suite("CSV") struct LeafCSVTests {
  /// All records of a text, fed in chunks.
  private func read(
    _ text: some Collection<UInt8>, chunk: Int = .max, separator: UInt8 = UInt8(ascii: ","),
    checksWidth: Bool = true
  ) throws -> [[String]] {
    var reader = CSVReader(separator: separator, checksWidth: checksWidth)
    var records: [[String]] = []
    var rest = ArraySlice(Array(text))
    while !rest.isEmpty {
      reader.feed(rest.prefix(chunk))
      rest = rest.dropFirst(chunk)
      while let record = try reader.next() { records.append(record.texts) }
    }
    reader.finish()
    while let record = try reader.next() { records.append(record.texts) }
    return records
  }

  @Test(
    "what is read, in any chunks",
    arguments: [
      ("", []), ("a", [["a"]]), ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
      ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
      ("a,b\n1,\n,2\n,\n", [["a", "b"], ["1", ""], ["", "2"], ["", ""]]), ("a\n\n\r\nb\n\n", [["a"], ["b"]]),
      ("\"a\",\"b\"\"c\"\n\"d\r\ne\nf\",\" g \"", [["a", "b\"c"], ["d\r\ne\nf", " g "]]), ("\"\"\n", [[""]]),
      ("a,b\n1\n", [["a", "b"], ["1"]]), ("\u{FEFF}é,😀\n", [["é", "😀"]]), ("\u{FEFF}", []),
      ("a;b\tc\n", [["a;b\tc"]]),
      ("\"a\"\"\"\n", [["a\""]]), ("x,\"\"\"\"\"\"\n", [["x", "\"\""]]),
    ] as [(String, [[String]])])
  func reads(text: String, expected: [[String]]) throws {
    for chunk in [1, 2, 3, 7, .max] {
      #expect(try read(Array(text.utf8), chunk: chunk) == expected)
    }
  }

  @Test("tabs and other separators")
  func separators() throws {
    #expect(try read(Array("a\tb,c\n\"x\ty\"\tz".utf8), separator: 0x09) == [["a", "b,c"], ["x\ty", "z"]])
    #expect(try read(Array("a;b".utf8), separator: UInt8(ascii: ";")) == [["a", "b"]])
  }

  @Test(
    "errors with line and column",
    arguments: [
      ("a,b\nx\"y,1", 2, 2, "a quote within a cell that does not begin with one"),
      ("é,b\"\n", 1, 4, "a quote within a cell that does not begin with one"),
      (
        "a\n\"x\" ,", 2, 4,
        "after the closing quote of a cell stands neither a separator nor the end of the line"
      ),
      ("a\n\n\"é\nx", 3, 1, "the quote is never closed"), ("a,\"", 1, 3, "the quote is never closed"),
      ("a,b\n1,2\n1,2,3\n", 3, 6, "the record has more cells than the header, which has 2"),
      ("a\rb", 1, 2, "a carriage return must be followed by a line feed"),
      ("a\n\r", 2, 1, "a carriage return must be followed by a line feed"),
      ("a,\0", 1, 3, "a NUL: this is no text in UTF-8"), ("\"a\0", 1, 3, "a NUL: this is no text in UTF-8"),
    ])
  func errors(text: String, line: Int, column: Int, message: String) throws {
    for chunk in [1, 3, .max] {
      let error = try #require(throws: CSVError.self) { try read(Array(text.utf8), chunk: chunk) }
      #expect(error.message == message && error.line == line && error.column == column, "\(error)")
    }
  }

  @Test("bytes that are not UTF-8 are refused; wide records pass when nobody checks")
  func options() throws {
    let error = try #require(throws: CSVError.self) { try read(Array("a\n".utf8) + [0xC3, 0x0A]) }
    #expect(error.line == 2)
    #expect(try read(Array("a\n1,2".utf8), checksWidth: false) == [["a"], ["1", "2"]])
  }

  @Test("records know their line")
  func lines() throws {
    var reader = CSVReader()
    reader.feed("a\n\n\"x\ny\"\nz\n".utf8)
    reader.finish()
    var lines: [Int] = []
    while let record = try reader.next() { lines.append(record.line) }
    #expect(lines == [1, 3, 5])
  }

  @Test(
    "what is written",
    arguments: [
      (["a", "b c", ""], "a,b c,\r\n"),
      (["a,b", "c\"d", "e\nf", "g\rh"], "\"a,b\",\"c\"\"d\",\"e\nf\",\"g\rh\"\r\n"),
      ([""], "\"\"\r\n"), (["", ""], ",\r\n"), (["=1+1", "-5"], "=1+1,-5\r\n"),
      (["\u{FEFF}x"], "\"\u{FEFF}x\"\r\n"),
    ])
  func writes(cells: [String], expected: String) {
    var writer = CSVWriter()
    writer.record(cells)
    #expect(writer.bytes == Array(expected.utf8))
  }

  @Test(
    "formulas are neutralised, plain numbers are not",
    arguments: [
      ("=1+1", "'=1+1"), ("@SUM", "'@SUM"), ("+cmd", "'+cmd"), ("-1+1", "'-1+1"), ("-", "'-"), ("+", "'+"),
      ("-5", "-5"),
      ("+3.2", "+3.2"), ("-1e-7", "-1e-7"), ("-1.", "'-1."), ("-1e", "'-1e"), ("\tx", "'\tx"),
      ("\rx", "\"'\rx\""),
      ("a=1", "a=1"), ("", "\"\""), ("-5,3", "\"'-5,3\""), ("'x", "'x"), ("--5", "'--5"),
    ])
  func neutralises(cell: String, expected: String) {
    var writer = CSVWriter(neutralises: true)
    writer.record([cell])
    #expect(writer.take() == Array((expected + "\r\n").utf8))
    #expect(writer.bytes.isEmpty)
  }

  @Test("a record knows where its cells begin, the reader where the next record does")
  func places() throws {
    var reader = CSVReader(firstLine: 7)
    reader.feed(Array("é,\"a\r\nb\",c\r\n\r\n,x,\n".utf8))
    reader.finish()
    let first = try #require(try reader.next())
    #expect(
      (0..<3).map { "\(first.place($0))" }.description
        == "[\"(line: 7, column: 1)\", \"(line: 7, column: 3)\", \"(line: 8, column: 4)\"]")
    #expect(reader.offset == 13 && reader.nextLine == 9)
    let second = try #require(try reader.next())
    #expect(second.line == 10 && second.place(0) == (10, 1) && second.place(2) == (10, 4))
    #expect(try reader.next() == nil && reader.offset == 19)
    var open = CSVReader()
    open.feed(Array("a,".utf8))
    open.finish()
    #expect(try open.next()?.place(1).column == 3)
  }

  @Test(
    "lines that end by turns are refused where somebody asks for it",
    arguments: [
      ("a\r\nb\n", 2, 2), ("a\nb\n\"x\"\r\n", 3, 4), ("a\n\r\n", 2, 1), ("a\r\nb\r\n", 0, 0), ("a\nb", 0, 0),
      ("a\r\n\"b\nc\"\r\n", 0, 0),
    ])
  func mixedEnds(text: String, line: Int, column: Int) throws {
    var reader = CSVReader(refusesMixedEnds: true)
    reader.feed(Array(text.utf8))
    reader.finish()
    do throws(CSVError) {
      while try reader.next() != nil {}
      #expect(line == 0)
    } catch {
      #expect(error.line == line && error.column == column && error.message.contains("those before it with"))
    }
    _ = try read(text.utf8)
  }

  @Test("write, then read, is the same", arguments: [UInt8(ascii: ","), 0x09])
  func roundTrip(separator: UInt8) throws {
    let pieces = ["a", "\"", ",", "\n", "\r", "\r\n", "\t", " ", "é", "😀", "=", "\u{FEFF}", "'"]
    for _ in 0..<1000 {
      let width = Int.random(in: 1...4)
      let records = (0..<Int.random(in: 0...5)).map { _ in
        (0..<width).map { _ in (0..<Int.random(in: 0...5)).map { _ in pieces.randomElement() ?? "" }.joined()
        }
      }
      var writer = CSVWriter(separator: separator)
      for record in records { writer.record(record) }
      let back = try read(writer.bytes, chunk: Int.random(in: 1...20), separator: separator)
      // By bytes: "\r\n" and what combines are equal to other texts in Swift's eyes.
      #expect(back.map { $0.map { Array($0.utf8) } } == records.map { $0.map { Array($0.utf8) } })
    }
  }

  @Test("random bytes never crash, and chunks change nothing")
  func random() {
    let alphabet = Array("ab,,\"\"\n\r\n\0é\u{FEFF}".utf8)
    for _ in 0..<5000 {
      let bytes = (0..<Int.random(in: 0...30)).map { _ in alphabet.randomElement() ?? 0 }
      let whole = Result { try read(bytes) }
      let parts = Result { try read(bytes, chunk: Int.random(in: 1...4)) }
      switch (whole, parts) {
      case (.success(let left), .success(let right)): #expect(left == right)
      case (.failure(let left), .failure(let right)): #expect(left as? CSVError == right as? CSVError)
      default: Issue.record("chunks changed the outcome of \(bytes)")
      }
    }
  }
}
