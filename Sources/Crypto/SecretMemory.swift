internal import CSodium
import Glibc

/// One piece of memory for secret bytes: zero at first, wiped and given back by `free`.
///
/// `sodium_malloc` puts the bytes between guard pages, asks for them to be locked and left out of core dumps,
/// and ignores a refused lock (RLIMIT_MEMLOCK). It needs four pages and three mappings a piece; where it gives
/// none, as when a process has too many mappings, ordinary memory serves, which is wiped too.
struct SecretMemory {
  /// Who gave the memory, and so who takes it back.
  private enum Owner { case sodium, heap, swift }

  let start: UnsafeMutableRawPointer
  private let count: Int
  private let owner: Owner

  /// Memory of `count` bytes, nil where there is none.
  init?(count: Int) {
    guard count >= 0 else { return nil }
    if Sodium.isReady, let guarded = sodium_malloc(count) {
      memset(guarded, 0, count)
      self.init(start: guarded, count: count, owner: .sodium)
    } else if let plain = calloc(1, max(count, 1)) {
      self.init(start: plain, count: count, owner: .heap)
    } else {
      return nil
    }
  }

  /// Memory of `count` bytes; without any the process ends, as it does for an array.
  init(necessary count: Int) {
    if let memory = SecretMemory(count: count) {
      self = memory
    } else {
      let start = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 16)
      memset(start, 0, count)
      self.init(start: start, count: count, owner: .swift)
    }
  }

  private init(start: UnsafeMutableRawPointer, count: Int, owner: Owner) {
    self.start = start
    self.count = count
    self.owner = owner
  }

  /// Wipes the bytes and gives the memory back.
  func free() {
    switch owner {
    case .sodium:
      sodium_free(start)
    case .heap:
      sodium_memzero(start, count)
      Glibc.free(start)
    case .swift:
      sodium_memzero(start, count)
      start.deallocate()
    }
  }
}
