internal import Glibc
internal import Interpreter

extension String {
  /// Calls a body that may throw with the bytes.
  func withBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) throws(Fault) -> R) throws(Fault) -> R {
    var text = self
    let result = text.withUTF8 { bytes -> Result<R, Fault> in
      do throws(Fault) { return .success(try body(bytes)) } catch { return .failure(error) }
    }
    return try result.get()
  }
}

/// Finds a text in another one, from front to back.
struct TextFinder {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let wanted: UnsafeBufferPointer<UInt8>
  private var position = 0
  /// Bytes that are searched without a look at signals and time.
  private static let piece = 1 << 20
  /// So many bytes count as a step of work.
  private static let step = 256

  private init(_ bytes: UnsafeBufferPointer<UInt8>, _ wanted: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    self.wanted = wanted
  }

  /// Gives the body what finds one text in the bytes of another.
  static func search<R>(
    _ text: String, _ wanted: String,
    _ body: (inout TextFinder, UnsafeBufferPointer<UInt8>) throws(Fault) -> R
  ) throws(Fault) -> R {
    try text.withBytes { (bytes) throws(Fault) in
      try wanted.withBytes { (wanted) throws(Fault) in
        var finder = TextFinder(bytes, wanted)
        return try body(&finder, bytes)
      }
    }
  }

  /// The next place that does not overlap the one before.
  mutating func next() throws(Fault) -> Range<Int>? {
    guard let start = bytes.baseAddress, let first = wanted.first else { return nil }
    while position + wanted.count <= bytes.count {
      let last = min(bytes.count - wanted.count, position + TextFinder.piece)
      guard let found = memchr(start + position, Int32(first), last - position + 1) else {
        try Work.poll(1 + (last - position) / TextFinder.step)
        position = last + 1
        continue
      }
      let place = UnsafeRawPointer(found) - UnsafeRawPointer(start)
      var matched = 1
      while matched < wanted.count, bytes[place + matched] == wanted[matched] { matched += 1 }
      try Work.poll(matched + (place - position) / TextFinder.step)
      position = place + 1
      if matched == wanted.count {
        position = place + matched
        return place..<position
      }
    }
    return nil
  }
}
