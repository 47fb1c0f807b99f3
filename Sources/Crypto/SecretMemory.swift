internal import CSodium
import Glibc
import Synchronization

/// One piece of memory for secret bytes: zero at first, wiped and given back by `free`.
///
/// `sodium_malloc` puts the bytes between guard pages, asks for them to be locked and left out of core dumps,
/// and ignores a refused lock (RLIMIT_MEMLOCK). It needs four pages and three mappings a piece, and a process
/// may have 65,530 mappings: beyond, even `malloc` fails (seen with 21,000 pieces). So only the first 4,000 that
/// live at one time are guarded; the others are ordinary memory, which is wiped too.
struct SecretMemory {
  /// The allocator of the memory, which also frees it.
  private enum Owner { case sodium, heap, swift }

  /// How many pieces may be guarded at one time, and how many are; this counts what the system limits for
  /// the whole process, hence one counter for all threads.
  private static let mostGuarded = 4000
  private static let guarded = Atomic<Int>(0)

  let start: UnsafeMutableRawPointer
  private let count: Int
  private let owner: Owner

  /// Memory of `count` bytes, nil if there is none.
  init?(count: Int) {
    guard count >= 0 else { return nil }
    if let guarded = Self.guardedMemory(count) {
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

  /// Zeroed memory of libsodium, nil where it gives none or enough of it is in use.
  private static func guardedMemory(_ count: Int) -> UnsafeMutableRawPointer? {
    let place = guarded.add(1, ordering: .relaxed).oldValue
    if place < mostGuarded, Sodium.isReady, let start = sodium_malloc(count) {
      memset(start, 0, count)
      return start
    }
    guarded.subtract(1, ordering: .relaxed)
    return nil
  }

  /// Wipes the bytes and gives the memory back.
  func free() {
    switch owner {
    case .sodium:
      sodium_free(start)
      Self.guarded.subtract(1, ordering: .relaxed)
    case .heap:
      sodium_memzero(start, count)
      Glibc.free(start)
    case .swift:
      sodium_memzero(start, count)
      start.deallocate()
    }
  }
}
