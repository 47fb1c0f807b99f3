internal import Glibc
internal import Interpreter

/// The bytes of a block of lines, or the fields that a scan found in them: lent by the block, and given to the rows of
/// it that are still held when the block is read anew.
final class BlockBuffer {
  let start: UnsafeMutableRawPointer?
  private var size = 0
  private weak var machine: Machine?

  /// Memory that the block lends.
  init(lent start: UnsafeMutableRawPointer?) { self.start = start }

  /// Memory of its own.
  init(size: Int, _ machine: Machine) {
    start = malloc(max(1, size))
    own(size, machine)
  }

  deinit {
    if size == 0 { return }
    machine?.hold(-size)
    free(start)
  }

  /// Takes over the memory from who lent it.
  func own(_ size: Int, _ machine: Machine) {
    self.size = max(1, size)
    self.machine = machine
    machine.hold(self.size)
  }
}
