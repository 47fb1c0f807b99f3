import Glibc
import Syntax

/// One value for each node of a tree, all bits 0 at first.
///
/// Memory that nothing touched costs nothing; one owner writes it, so a write asks for no copy.
final class NodeTable<Value: BitwiseCopyable> {
  private let values: UnsafeMutableBufferPointer<Value>

  init(_ count: Int) {
    let start = calloc(max(1, count), MemoryLayout<Value>.stride)
    values = UnsafeMutableBufferPointer(start: start?.assumingMemoryBound(to: Value.self), count: count)
  }

  deinit { free(values.baseAddress) }

  subscript(_ id: NodeID) -> Value {
    get { values[Int(id)] }
    set { values[Int(id)] = newValue }
  }
}
