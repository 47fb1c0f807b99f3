import Synchronization

/// Slows down guessing: counts the failed sign-ins of an address, after they were checked.
///
/// What succeeds is never asked for: a right secret is taken from every address.
final class HTTPThrottle: Sendable {
  /// The most failures within a minute.
  static let most = 30
  private static let window: Int64 = 60_000_000
  /// The most addresses that are remembered.
  private static let addresses = 10_000

  private struct Count {
    var failures: Double
    var date: Int64

    /// How much is left of the failures: they fade evenly within a minute.
    func left(_ now: Int64) -> Double {
      max(0, failures - Double(now - date) * Double(HTTPThrottle.most) / Double(HTTPThrottle.window))
    }
  }

  private let counts = Mutex<[String: Count]>([:])

  /// For how many seconds an address has to wait; nil where it may ask.
  func wait(_ address: String, now: Int64) -> Int? {
    counts.withLock { counts -> Int? in
      guard let count = counts[address] else { return nil }
      let left = count.left(now)
      if left < Double(Self.most) { return nil }
      let seconds = (left - Double(Self.most)) * Double(Self.window) / Double(Self.most) / 1_000_000
      return Int(seconds) + 1
    }
  }

  /// The answer to a refused sign-in of an address: from too many on, all it learns is when to come again.
  func told(_ response: ServerResponse, to address: String, now: Int64) -> ServerResponse {
    if let seconds = wait(address, now: now) {
      let later = [(name: "Retry-After", value: String(seconds))]
      return HTTPFront.refusal(429, "Too many failed logins.", headers: later)
    }
    if response.status != 429 { failed(address, now: now) }
    return response
  }

  /// Counts a failure.
  func failed(_ address: String, now: Int64) {
    counts.withLock { counts in
      if counts.count >= Self.addresses, counts[address] == nil {
        counts = counts.filter { $0.value.left(now) > 0 }
        // A client with that many addresses evades the limit anyway; this bounds the memory.
        if counts.count >= Self.addresses { counts.removeAll() }
      }
      let left = counts[address]?.left(now) ?? 0
      counts[address] = Count(failures: min(left + 1, Double(Self.most + 10)), date: now)
    }
  }
}
