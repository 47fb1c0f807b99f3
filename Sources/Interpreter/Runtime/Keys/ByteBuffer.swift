/// A growing buffer of bytes; its owner must free it.
struct ByteBuffer {
  private(set) var start = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
  private var capacity = 256
  var count = 0

  init() { start.initialize(repeating: 0, count: capacity) }

  func free() { start.deallocate() }

  /// Makes room for more bytes, and eight behind them.
  private mutating func reserve(_ more: Int) {
    if count + more + 8 <= capacity { return }
    let larger = max(capacity * 2, count + more + 8)
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    moved.initialize(repeating: 0, count: larger)
    moved.update(from: start, count: count)
    start.deallocate()
    (start, capacity) = (moved, larger)
  }

  mutating func append(tag: UInt8) {
    reserve(1)
    start[count] = tag
    count += 1
  }

  mutating func append(tag: UInt8, _ number: Int) {
    reserve(9)
    start[count] = tag
    UnsafeMutableRawPointer(start + count + 1).storeBytes(of: number, as: Int.self)
    count += 9
  }

  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let address = bytes.baseAddress else { return }
    reserve(bytes.count)
    (start + count).update(from: address, count: bytes.count)
    count += bytes.count
  }
}
