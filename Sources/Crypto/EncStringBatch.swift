internal import Base
internal import COpenSSL

/// Opens the EncStrings of many names together, under one key.
///
/// Texts are added one after the other, then opened, then read. The contexts and buffers are kept; of many texts a
/// second thread opens half.
package final class EncStringBatch {
  /// How many texts are worth a second thread: it costs as much as opening some hundred.
  private static let fewest = 512

  private let openers: (first: EncStringOpener, second: EncStringOpener)
  /// The texts, one after the other, with some room behind them.
  private var texts: [UInt8] = []
  /// Where each text ends.
  private var ends: [Int] = []
  private var used = 0
  /// The opened texts, in secret memory until the batch is emptied.
  private var plain: Secret
  private var places: [EncStringOpener.Place] = []

  /// A batch under `key`.
  package init(_ key: SymmetricKey) throws(CryptoError) {
    openers = (EncStringOpener(key), EncStringOpener(key))
    plain = try Secret(checkedCount: 4000)
  }

  /// How many texts there are.
  package var count: Int { ends.count }

  /// Adds a text; whether it is an EncString at all shows when it is opened.
  package func add(utf8 text: UnsafeBufferPointer<UInt8>) {
    let needed = used + text.count
    if texts.count < needed { texts += [UInt8](repeating: 0, count: max(4000, 2 * needed) - texts.count) }
    texts.withUnsafeMutableBytes { all in
      UnsafeMutableRawBufferPointer(rebasing: all[used..<needed])
        .copyMemory(from: UnsafeRawBufferPointer(text))
    }
    used = needed
    ends.append(used)
  }

  /// Opens all texts that were added.
  package func open() throws(CryptoError) {
    places = [EncStringOpener.Place](repeating: .unreadable, count: ends.count)
    guard !ends.isEmpty else { return }
    // What a text becomes is shorter than the text.
    if plain.count < used { plain = try Secret(checkedCount: used + used / 2) }
    let (texts, ends, openers) = (texts, ends, openers)
    try plain.withOctets { (target) throws(CryptoError) in
      try texts.withUnsafeBufferPointer { (texts) throws(CryptoError) in
        try ends.withUnsafeBufferPointer { (ends) throws(CryptoError) in
          try places.withUnsafeMutableBufferPointer { (places) throws(CryptoError) in
            let work = EncStringOpener.Work(texts: texts, ends: ends, target: target, places: places)
            guard ends.count >= Self.fewest, HelperThread.isWorthwhile else {
              return try openers.first.open(work, 0..<ends.count)
            }
            try Self.open(work, openers)
          }
        }
      }
    }
  }

  /// Opens one half here and the other one on another thread.
  private static func open(
    _ work: EncStringOpener.Work, _ openers: (first: EncStringOpener, second: EncStringOpener)
  ) throws(CryptoError) {
    let middle = work.ends.count / 2
    let half = EncStringHalf(openers.second, work, middle..<work.ends.count)
    let thread = HelperThread { half.run() }
    thread.start()
    var failure: CryptoError?
    do throws(CryptoError) { try openers.first.open(work, 0..<middle) } catch { failure = error }
    thread.join()
    if let error = failure ?? half.error { throw error }
  }

  /// Calls the body with the plaintexts in the order of their texts; nil for what does not open, or is no UTF-8.
  package func forEach(_ body: (UnsafeBufferPointer<UInt8>?) -> Void) {
    plain.withOctets { start in
      for place in places {
        guard place.count >= 0 else {
          body(nil)
          continue
        }
        let bytes = UnsafeBufferPointer(start: UnsafePointer(start + place.start), count: place.count)
        body((try? UTF8Span(validating: bytes.span)) == nil ? nil : bytes)
      }
    }
  }

  /// Forgets all texts, and wipes what they became.
  package func empty() {
    plain.withMutableBytes { wipe(UnsafeMutableRawBufferPointer(rebasing: $0[..<min(used, $0.count)])) }
    ends.removeAll(keepingCapacity: true)
    places = []
    used = 0
  }
}

/// One thread's contexts for opening.
final class EncStringOpener {
  /// The place of a plaintext.
  struct Place {
    var start: Int
    /// Below 0 where the text does not open.
    var count: Int

    static let unreadable = Place(start: 0, count: -1)
  }

  /// Consecutive texts, with as much room for their plaintexts as they take.
  ///
  /// Threads write to parts of it that do not overlap.
  struct Work {
    let texts: UnsafeBufferPointer<UInt8>
    let ends: UnsafeBufferPointer<Int>
    let target: UnsafeMutablePointer<UInt8>
    let places: UnsafeMutableBufferPointer<Place>
  }

  private let key: SymmetricKey
  private let authenticator: HMACSHA256
  private var cipher: BlockCipher?
  private let mac = Secret(count: 32)

  init(_ key: SymmetricKey) {
    self.key = key
    authenticator = key.authenticator()
  }

  /// Opens the texts of some places.
  ///
  /// First all MACs are checked; then what is genuine is decrypted in one call of the cipher. Each ciphertext lies
  /// behind its vector, and in CBC a block needs only the block before it: so all of them are one message, of
  /// which the blocks that stand where the vectors were are left out.
  func open(_ work: Work, _ range: Range<Int>) throws(CryptoError) {
    let start = range.lowerBound == 0 ? 0 : work.ends[range.lowerBound - 1]
    var next = start
    var from = start
    for index in range {
      let text = UnsafeBufferPointer(rebasing: work.texts[from..<work.ends[index]])
      from = work.ends[index]
      guard let shape = EncStringShape(text), isGenuine(shape, work.target + next) else { continue }
      work.places[index] = Place(start: next + 16, count: shape.ciphertextCount)
      next += 16 + shape.ciphertextCount
    }
    guard next > start else { return }
    try decrypt(work.target + start, next - start)
    for index in range where work.places[index].count > 0 { Self.unpad(&work.places[index], work.target) }
  }

  /// Writes vector, ciphertext and MAC of a text; says whether the MAC is that of the others.
  private func isGenuine(_ shape: EncStringShape, _ parts: UnsafeMutablePointer<UInt8>) -> Bool {
    guard shape.decode(to: parts) else { return false }
    let count = 16 + shape.ciphertextCount
    authenticator.update(UnsafeRawBufferPointer(start: parts, count: count))
    return mac.withOctets { mac in
      authenticator.finalize(into: mac)
      return CRYPTO_memcmp(mac, parts + count, 32) == 0
    }
  }

  private func decrypt(_ parts: UnsafeMutablePointer<UInt8>, _ count: Int) throws(CryptoError) {
    let kept: BlockCipher
    if let cipher { kept = cipher } else { kept = try key.cipher(encrypts: false) }
    cipher = kept
    try kept.update(parts, count: count, to: parts)
  }

  /// Takes the padding away: 1 to 16 bytes that all say how many they are.
  private static func unpad(_ place: inout Place, _ target: UnsafeMutablePointer<UInt8>) {
    let end = place.start + place.count
    let padding = Int(target[end - 1])
    guard (1...16).contains(padding),
      (end - padding..<end).allSatisfy({ target[$0] == UInt8(truncatingIfNeeded: padding) })
    else { return place = .unreadable }
    place.count -= padding
  }
}

/// Half of a batch, opened on a thread of its own.
private final class EncStringHalf {
  private let opener: EncStringOpener
  private let work: EncStringOpener.Work
  private let range: Range<Int>
  private(set) var error: CryptoError?

  init(_ opener: EncStringOpener, _ work: EncStringOpener.Work, _ range: Range<Int>) {
    self.opener = opener
    self.work = work
    self.range = range
  }

  func run() {
    do throws(CryptoError) { try opener.open(work, range) } catch { self.error = error }
  }
}
