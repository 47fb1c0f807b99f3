import JSON
import Testing

@Suite("JSON writer") struct JSONWriterTests {
  /// M05: nothing of a secret stays behind when the bytes move.
  @Test func `a JSON writer leaves nothing in the memory that it gives up`() {
    var json = JSONWriter(wipes: true)
    json.startArray()
    let text = [UInt8](repeating: UInt8(ascii: "~"), count: 400)
    var starts: [UInt: Int] = [:]
    for _ in 0..<40 {
      text.withUnsafeBufferPointer { json.string($0) }
      json.withBytes { bytes in
        starts[UInt(bitPattern: bytes.baseAddress)] = bytes.count
      }
    }
    json.endArray()
    json.wipe()
    #expect(json.count == 0)
    #expect(starts.count > 2)
    for (start, count) in starts {
      // Twice the secret text may lie there again by chance only if the allocator gave it to the writer once more.
      guard let memory = UnsafePointer<UInt8>(bitPattern: start) else { continue }
      let left = (0..<count).count { memory[$0] == UInt8(ascii: "~") }
      #expect(left < 400, "\(left) of \(count)")
    }
  }

  @Test("compact and pretty")
  func layout() throws {
    let node = Node.record(
      ("a", .list([.integer(1), .list([]), .record([]), .record(("b", .null))])), ("c", .text("x")))
    var compact = JSONWriter()
    try node.write(&compact)
    #expect(compact.text == #"{"a":[1,[],{},{"b":null}],"c":"x"}"#)
    var pretty = JSONWriter(pretty: true)
    try node.write(&pretty)
    #expect(
      pretty.text == """
        {
          "a": [
            1,
            [],
            {},
            {
              "b": null
            }
          ],
          "c": "x"
        }
        """)
  }

  @Test("several values, as in a JSON-lines file")
  func lines() {
    var writer = JSONWriter()
    writer.integer(1)
    writer.newline()
    writer.startArray()
    writer.bool(true)
    writer.bool(false)
    writer.endArray()
    writer.newline()
    #expect(writer.take() == Array("1\n[true,false]\n".utf8))
    #expect(writer.count == 0)
  }

  @Test(
    "numbers",
    arguments: [
      (1, "1.0"), (-0.0, "-0.0"), (0.1, "0.1"), (1e300, "1e+300"), (.leastNonzeroMagnitude, "5e-324"),
      (1 / 3, "0.3333333333333333"),
    ]
      as [(Double, String)])
  func numbers(value: Double, text: String) throws {
    var writer = JSONWriter()
    try writer.number(value)
    #expect(writer.text == text)
  }

  @Test("integers are exact, what is not finite is refused")
  func limits() {
    var writer = JSONWriter()
    writer.startArray()
    writer.integer(.min)
    writer.integer(.max)
    writer.endArray()
    #expect(writer.text == "[-9223372036854775808,9223372036854775807]")
    for value in [Double.infinity, -.infinity, .nan] {
      #expect(throws: JSONWriteError.notFinite) { try writer.number(value) }
    }
  }

  @Test("escapes")
  func escapes() {
    var writer = JSONWriter()
    writer.string("\"\\/\u{8}\u{C}\n\r\t\u{0}\u{1F}\u{7F}é😀")
    #expect(writer.text == #""\"\\/\b\f\n\r\t\u0000\u001f"# + "\u{7F}é😀\"")
  }

  @Test("wiping leaves nothing")
  func wipe() {
    var writer = JSONWriter(wipes: true)
    for _ in 0..<1000 { writer.string("a secret of some length") }
    #expect(writer.count == 25_000)
    writer.wipe()
    #expect(writer.count == 0)
    writer.integer(1)
    #expect(writer.text == "1")
  }
}

@Suite("JSON lines") struct JSONLinesTests {
  @Test("errors of a line carry its number")
  func position() throws {
    let error = try #require(throws: JSONError.self) {
      try parse(Array("[1,]".utf8), reader: JSONReader(firstLine: 7))
    }
    #expect(error.line == 7 && error.column == 4)
  }
}
