import Base
import Glibc

/// The fixed duration of a refused sign-in, which does not depend on what is recorded.
package struct RefusalPace: Sendable {
  /// How long a refusal takes, in µs.
  package var duration: Int64
  /// A clock that only goes forward, in µs.
  package var now: @Sendable () -> Int64
  /// Waits for some µs.
  package var wait: @Sendable (Int64) -> Void

  /// A pace.
  package init(
    duration: Int64, now: @escaping @Sendable () -> Int64, wait: @escaping @Sendable (Int64) -> Void
  ) {
    self.duration = duration
    self.now = now
    self.wait = wait
  }

  /// A tenth of a second: long enough to write an event to any disk.
  package static let standard = RefusalPace(
    duration: 100_000,
    now: {
      var time = timespec()
      clock_gettime(CLOCK_MONOTONIC, &time)
      return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    },
    wait: { usleep(UInt32(clamping: $0)) })

  /// Does something, and returns when the time of a refusal is over.
  func keep(_ body: () -> Void) {
    let start = now()
    body()
    let rest = start + duration - now()
    if rest > 0 { wait(rest) }
  }
}
