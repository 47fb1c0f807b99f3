/// Texts of one character, and the words for weekdays, once they were needed: each is one object for all who ask.
final class ShortTexts {
  private var ascii = [TextObject?](repeating: nil, count: 128)
  /// Others by a number that is made of their bytes: the one that came last stays.
  ///
  /// Most runs need none: there is no room for them before the first.
  private var others: [TextObject?] = []
  private var otherBytes: [UInt32] = []
  private var weekdays: [TextObject] = []

  /// The text of a character; the number holds its UTF-8 bytes, the first one lowest.
  func text(_ bytes: UInt32) -> TextObject {
    if bytes < 0x80 {
      if let known = ascii[Int(bytes)] { return known }
      let text = TextObject(ShortTexts.string(bytes))
      ascii[Int(bytes)] = text
      return text
    }
    if others.isEmpty {
      others = Array(repeating: nil, count: 256)
      otherBytes = Array(repeating: 0, count: 256)
    }
    let slot = Int((bytes &* 0x9E37_79B1) >> 24)
    if otherBytes[slot] == bytes, let known = others[slot] { return known }
    let text = TextObject(ShortTexts.string(bytes))
    (otherBytes[slot], others[slot]) = (bytes, text)
    return text
  }

  /// The word for a day of the week; 0 is Monday.
  func weekday(_ number: Int) -> TextObject {
    if weekdays.isEmpty { weekdays = Weekdays.words.map { TextObject($0) } }
    return weekdays[number]
  }

  private static func string(_ bytes: UInt32) -> String {
    withUnsafeBytes(of: bytes.littleEndian) { buffer in
      let count = bytes < 0x80 ? 1 : bytes < 0x1_0000 ? 2 : bytes < 0x100_0000 ? 3 : 4
      return String(decoding: buffer.prefix(count), as: UTF8.self)
    }
  }
}
