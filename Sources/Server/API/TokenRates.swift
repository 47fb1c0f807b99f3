import Base

/// How much each token may do in a second: an event is one, and so is a request without any.
///
/// What was not used is kept for ten seconds. A request is never cut: what it took beyond is waited for later.
struct TokenRates {
  /// The most tokens that are remembered.
  private static let most = 4096
  private static let kept: Double = 10

  private struct Count {
    var taken: Double
    var date: Int64
  }

  /// The events a second; nil: as many as it likes.
  var rate: Int?
  private var counts: [UUID128: Count] = [:]

  init(_ rate: Int?) { self.rate = rate }

  /// For how many seconds a token has to wait; nil where it may go on.
  func wait(_ token: UUID128, now: Int64) -> Int64? {
    guard let rate, let count = counts[token] else { return nil }
    let over = left(count, rate, now) - Double(rate) * Self.kept
    return over < 0 ? nil : Int64(over / Double(rate)) + 1
  }

  /// Counts what a token did.
  mutating func take(_ token: UUID128, _ events: Int, now: Int64) {
    guard let rate else { return }
    if counts.count >= Self.most, counts[token] == nil {
      counts = counts.filter { left($0.value, rate, now) > 0 }
      if counts.count >= Self.most { counts = [:] }
    }
    let taken = counts[token].map { left($0, rate, now) } ?? 0
    counts[token] = Count(taken: taken + Double(max(1, events)), date: now)
  }

  private func left(_ count: Count, _ rate: Int, _ now: Int64) -> Double {
    max(0, count.taken - Double(max(0, now - count.date)) * Double(rate) / 1_000_000)
  }
}
