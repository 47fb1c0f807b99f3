internal import Glibc
internal import Interpreter

/// Texts that come again and again, such as addresses, numbered in the order in which they first come.
final class TextReader: CodeReader {
  private var utf8: [UInt8] = []
  private var ends: [Int] = []
  /// For each slot the number of a text from 1, or 0: no more than half of them are taken.
  private var slots = [UInt32](repeating: 0, count: 64)
  private var last = -1
  // Random, so that chosen texts cannot be made to collide.
  private let seed = UInt64.random(in: .min ... .max)

  /// How many texts came.
  private var total = 0

  /// Whether most texts are different, so that codes cost more than they save.
  var isDiverse: Bool { total >= 1024 && ends.count * 2 > total }

  /// The code of a text.
  func code(_ text: UnsafeBufferPointer<UInt8>) -> UInt32 {
    total += 1
    if last >= 0, isSame(last, text) { return UInt32(truncatingIfNeeded: last) }
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash(text)) & mask
    while slots[slot] != 0 {
      let known = Int(slots[slot]) - 1
      if isSame(known, text) {
        last = known
        return UInt32(truncatingIfNeeded: known)
      }
      slot = (slot + 1) & mask
    }
    last = ends.count
    utf8.append(contentsOf: text)
    ends.append(utf8.count)
    slots[slot] = UInt32(truncatingIfNeeded: ends.count)
    if ends.count * 2 > mask { grow() }
    return UInt32(truncatingIfNeeded: last)
  }

  func value(of code: Int) throws(Fault) -> Value {
    .string(String(decoding: utf8[range(code)], as: UTF8.self))
  }

  func lend(_ code: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Void) -> Bool {
    utf8.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range(code)])) }
    return true
  }

  private func range(_ number: Int) -> Range<Int> { (number == 0 ? 0 : ends[number - 1])..<ends[number] }

  private func isSame(_ number: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let range = range(number)
    if range.count != text.count { return false }
    return utf8.withUnsafeBufferPointer { known in
      guard let one = known.baseAddress, let other = text.baseAddress else { return true }
      return memcmp(one + range.lowerBound, other, range.count) == 0
    }
  }

  private func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let raw = UnsafeRawBufferPointer(text)
    var hash = seed ^ UInt64(truncatingIfNeeded: text.count)
    func mix(_ word: UInt64) {
      let product = (hash ^ word).multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
      hash = product.high ^ product.low
    }
    var index = 0
    while index + 8 <= raw.count {
      mix(raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      index += 8
    }
    var rest: UInt64 = 0
    while index < raw.count {
      rest = rest << 8 | UInt64(raw[index])
      index += 1
    }
    mix(rest)
    return hash
  }

  private func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 4)
    utf8.withUnsafeBufferPointer { all in
      for number in ends.indices {
        var slot =
          Int(truncatingIfNeeded: hash(UnsafeBufferPointer(rebasing: all[range(number)]))) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = UInt32(number + 1)
      }
    }
  }
}
