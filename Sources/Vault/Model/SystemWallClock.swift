import Glibc

/// The system's clock.
package struct SystemWallClock: WallClock {
  /// The system's clock.
  package init() {}

  /// Now, in µs since 1970 UTC.
  package func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
  }
}
