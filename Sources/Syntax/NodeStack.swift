/// Children of nodes that are not finished yet: each list stands above the mark at which it began.
///
/// Memory of its own, since every node passes through it; who makes one frees it.
struct NodeStack {
  private var base = UnsafeMutablePointer<NodeID>.allocate(capacity: 256)
  private var capacity = 256
  private(set) var count = 0

  @inline(__always)
  mutating func append(_ id: NodeID) {
    if count == capacity { grow() }
    base[count] = id
    count += 1
  }

  subscript(_ index: Int) -> NodeID {
    get { base[index] }
    set { base[index] = newValue }
  }

  /// The nodes above a mark.
  func above(_ mark: Int) -> UnsafeBufferPointer<NodeID> {
    UnsafeBufferPointer(start: base + mark, count: count - mark)
  }

  @inline(__always)
  mutating func drop(to mark: Int) { count = mark }

  mutating func free() {
    base.deallocate()
    capacity = 0
    count = 0
  }

  @inline(never)
  private mutating func grow() {
    let larger = UnsafeMutablePointer<NodeID>.allocate(capacity: capacity * 2)
    larger.update(from: base, count: count)
    base.deallocate()
    base = larger
    capacity *= 2
  }
}
