internal import Base

/// The three parts of an EncString's text, `2.<iv>|<ciphertext>|<mac>`, found by their lengths.
///
/// The initialization vector has 24 characters and the MAC 44, so only the ciphertext's length varies.
struct EncStringShape {
  /// Characters of everything but the ciphertext.
  static let overhead = 2 + 24 + 1 + 1 + 44
  /// The error of every text of another shape.
  static let fault = CryptoError.malformed("not an EncString of type 2")

  /// The ciphertext's bytes.
  let ciphertextCount: Int
  private let text: UnsafeBufferPointer<UInt8>

  /// The parts of `text`; nil when separators, type or lengths are others.
  init?(_ text: UnsafeBufferPointer<UInt8>) {
    let bar = UInt8(ascii: "|")
    guard text.count > Self.overhead else { return nil }
    guard text[0] == UInt8(ascii: "2"), text[1] == UInt8(ascii: ".") else { return nil }
    guard text[26] == bar, text[text.count - 45] == bar else { return nil }
    self.text = text
    let ciphertext = UnsafeBufferPointer(rebasing: text[27..<text.count - 45])
    guard let count = Base64.count(ofText: ciphertext), count > 0, count & 15 == 0 else { return nil }
    ciphertextCount = count
    guard Base64.count(ofText: vector) == 16, Base64.count(ofText: mac) == 32 else { return nil }
  }

  /// The text of the initialization vector.
  var vector: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: text[2..<26]) }
  /// The text of the ciphertext.
  var ciphertext: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: text[27..<text.count - 45]) }
  /// The text of the MAC.
  var mac: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: text[(text.count - 44)...]) }

  /// Writes vector, ciphertext and MAC, `16 + ciphertextCount + 32` bytes; false if one is no base64.
  func decode(to out: UnsafeMutablePointer<UInt8>) -> Bool {
    Base64.decode(vector, to: UnsafeMutableBufferPointer(start: out, count: 16))
      && Base64.decode(ciphertext, to: UnsafeMutableBufferPointer(start: out + 16, count: ciphertextCount))
      && Base64.decode(mac, to: UnsafeMutableBufferPointer(start: out + 16 + ciphertextCount, count: 32))
  }

  /// Writes the text of vector, ciphertext and MAC, which are consecutive at `parts`; returns its length.
  static func write(
    _ parts: UnsafePointer<UInt8>, ciphertextCount: Int, to out: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    var place = 0
    func put(_ character: UInt8) {
      out[place] = character
      place += 1
    }
    func put(_ start: Int, _ count: Int) {
      let bytes = UnsafeRawBufferPointer(start: parts + start, count: count)
      place += Base64.encode(bytes, to: UnsafeMutableBufferPointer(rebasing: out[place...]))
    }
    put(UInt8(ascii: "2"))
    put(UInt8(ascii: "."))
    put(0, 16)
    put(UInt8(ascii: "|"))
    put(16, ciphertextCount)
    put(UInt8(ascii: "|"))
    put(16 + ciphertextCount, 32)
    return place
  }
}
