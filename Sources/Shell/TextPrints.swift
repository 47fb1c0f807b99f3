/// Secret texts of a dialogue, as fingerprints: nothing can be read from them, and a text that holds one of them is known
/// again.
struct TextPrints {
  /// Of each length in bytes the fingerprints.
  private var prints: [Int: Set<UInt64>] = [:]
  /// The base of the polynomial, another one in each process.
  private let base = UInt64.random(in: 1...UInt64.max) | 1

  var isEmpty: Bool { prints.isEmpty }

  mutating func add(_ text: String) {
    let bytes = Array(text.utf8)
    if bytes.isEmpty { return }
    prints[bytes.count, default: []].insert(mix(bytes.reduce(0) { next($0, $1) }))
  }

  /// A text with `••••` in the place of those that stand in it and have at least so many bytes.
  func hidden(in text: String, least: Int) -> String {
    var bytes = Array(text.utf8)
    for (count, prints) in prints.sorted(by: { $0.key > $1.key }) where count >= least {
      var end = bytes.count
      while let place = bytes[..<end].withUnsafeBufferPointer({ lastPlace(prints, of: count, $0) }) {
        bytes.replaceSubrange(place..<place + count, with: "••••".utf8)
        end = place
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Whether one of them stands in a text.
  func stand(in text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      prints.contains { count, prints in lastPlace(prints, of: count, bytes) != nil }
    }
  }

  /// Where the last one of a length begins.
  private func lastPlace(
    _ prints: Set<UInt64>, of count: Int, _ bytes: UnsafeBufferPointer<UInt8>
  ) -> Int? {
    if bytes.count < count { return nil }
    var highest: UInt64 = 1
    for _ in 0..<count { highest = highest &* base }
    var sum: UInt64 = 0
    var last: Int?
    for place in 0..<bytes.count {
      sum = next(sum, bytes[place])
      if place >= count { sum = sum &- highest &* (UInt64(bytes[place - count]) + 1) }
      if place >= count - 1, prints.contains(mix(sum)) { last = place - count + 1 }
    }
    return last
  }

  private func next(_ sum: UInt64, _ byte: UInt8) -> UInt64 { sum &* base &+ UInt64(byte) &+ 1 }

  /// Spreads what the low bits of a sum say over all.
  private func mix(_ sum: UInt64) -> UInt64 {
    let once = (sum ^ (sum >> 32)) &* 0x9e37_79b9_7f4a_7c15
    return once ^ (once >> 29)
  }
}
