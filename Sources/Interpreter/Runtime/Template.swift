internal import Base

/// Texts with `\( )` in them.
extension Machine {
  /// Puts the text that the parts give into register `a`.
  func template(_ a: Int, _ parts: UnsafeMutablePointer<UInt64>, _ count: Int) throws(Fault) {
    var room = 0
    for index in 0..<count {
      let cell = part(parts + index)
      switch cell.tag {
      case Cell.text: room += cell.textSize
      case Cell.int: room += Template.intRoom
      default: return try slowTemplate(a, parts, count)
      }
    }
    if room > Template.shortRoom { return try slowTemplate(a, parts, count) }
    let text = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Template.shortRoom) { buffer in
      guard let start = buffer.baseAddress else { return "" }
      var end = start
      for index in 0..<count {
        let cell = part(parts + index)
        end = cell.tag == Cell.int ? Template.write(cell.bits, to: end) : cell.copyText(to: end)
      }
      return String(valid: UnsafeBufferPointer(start: start, count: end - start))
    }
    try Arithmetic.checkLength(text.utf8.count, context)
    base.give(a, Cell(taking: .string(text)))
  }

  @inline(__always)
  private func part(_ word: UnsafeMutablePointer<UInt64>) -> Cell {
    word.flag == 1 ? layout.pointee.constants[word.wide] : base[word.wide]
  }

  @inline(never)
  private func slowTemplate(_ a: Int, _ parts: UnsafeMutablePointer<UInt64>, _ count: Int) throws(Fault) {
    // Counted before it is made: a text that doubles would be there three times.
    var room = 0
    for index in 0..<count {
      let cell = part(parts + index)
      if cell.tag == Cell.text { room += cell.object(as: TextObject.self).string.utf8.count }
    }
    try Arithmetic.checkLength(room, context)
    var pieces: [SealedObject.Part] = []
    var text = ""
    if room > Template.shortRoom { text.reserveCapacity(room) }
    var isSealed = false
    for index in 0..<count {
      switch try Streams.collect(part(parts + index).value, context) {
      case .text(let part): text += part.string
      case .sealed(let sealed):
        isSealed = true
        pieces.append(.plain(text))
        text = ""
        pieces.append(contentsOf: sealed.parts)
      case .null:
        throw Fault(ValueFault.nullInText)
      case let value: text += Display(context).inline(value)
      }
    }
    try Arithmetic.checkLength(text.utf8.count, context)
    if isSealed {
      pieces.append(.plain(text))
      base.give(a, Cell(.sealed(SealedObject(parts: pieces))))
    } else {
      base.give(a, Cell(.string(text)))
    }
  }
}

/// Writes the parts of short texts into a buffer.
private enum Template {
  /// The longest text that is made on the stack.
  static let shortRoom = 256
  /// The length of the longest int.
  static let intRoom = 20

  /// Writes the digits of a number; gives their end.
  static func write(_ number: Int, to start: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
    var at = start
    if number < 0 {
      at.pointee = UInt8(ascii: "-")
      at += 1
    }
    var rest = number.magnitude
    var length = 1
    while rest >= 10 {
      rest /= 10
      length += 1
    }
    rest = number.magnitude
    for index in stride(from: length - 1, through: 0, by: -1) {
      at[index] = UInt8(truncatingIfNeeded: rest % 10) + UInt8(ascii: "0")
      rest /= 10
    }
    return at + length
  }
}
