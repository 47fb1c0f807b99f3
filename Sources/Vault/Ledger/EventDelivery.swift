import Base

/// Sends the events that a vault's sink does not have yet.
///
/// The head of the chain says how far the sink is. It is read and written under the writer's lock, so that no two processes
/// send an event; where one was killed between the two, the end of a file says more than the head.
struct EventDelivery {
  private static let page = 500
  /// For how long an operation waits for its sink, in seconds.
  private static let patience: [SinkMode: Double] = [.require: 5, .bestEffort: 1]

  private let ledger: Ledger
  private let settings: SinkSettings
  /// The last event of the transaction that ended.
  private let last: Int64
  /// The first event that the sink lacks.
  private var next: Int64
  private var notices: [SinkNotice] = []
  private var store: any VaultStore { ledger.store }

  /// A delivery of what the end of the chain says that the sink lacks.
  init(_ ledger: Ledger, _ settings: SinkSettings, _ head: HeadRow) {
    self.ledger = ledger
    self.settings = settings
    (last, next) = (head.event, head.sinkNext)
  }

  /// Sends what waits; throws `sinkRefused` where the vault requires that its sink takes all.
  ///
  /// It throws nothing else: what is to be sent is committed, and another error would say that it is not.
  mutating func run() throws(VaultError) {
    let failure = sendInTransaction()
    for notice in notices { ledger.tell(notice) }
    guard let failure else { return }
    let place = settings.place.phrase
    if settings.mode == .require { throw .sinkRefused(place: place, reason: failure.reason) }
    ledger.tell(.refused(place: place, reason: failure.reason, waiting: last - next + 1))
  }

  private mutating func sendInTransaction() -> SinkFailure? {
    do throws(VaultError) {
      try store.begin(.write)
      do throws(VaultError) {
        let failure = try send()
        try store.commit()
        return failure
      } catch {
        store.rollback()
        throw error
      }
    } catch { return SinkFailure(error.message) }
  }

  private mutating func send() throws(VaultError) -> SinkFailure? {
    guard let head = try store.row(HeadRow.self, number: 1) else { return nil }
    // Another process has sent it, or has taken the sink away.
    guard (1...head.event).contains(head.sinkNext) else { return nil }
    next = head.sinkNext
    let sink: any EventSink
    do throws(SinkFailure) {
      sink = try ledger.environment.sinks.open(
        settings, vault: ledger.vault, seconds: Self.patience[settings.mode] ?? 1)
    } catch { return error }
    defer { sink.close() }
    try passWhatItHas(sink)
    let failure = try send(to: sink, upTo: head.event)
    try store.update(HeadRow.self, number: 1, set: [(.sinkNext, .int(next))])
    return failure
  }

  /// Moves on behind the last event that the sink has, and notes where it has another one than the vault says.
  private mutating func passWhatItHas(_ sink: any EventSink) throws(VaultError) {
    let place = settings.place.phrase
    guard let end = sink.end else {
      if sink.isNew { notices.append(.isNew(place: place, first: next)) }
      return
    }
    guard try store.row(EventRow.self, number: end.event)?.hash == end.hash else {
      return notices.append(.ahead(place: place, event: end.event))
    }
    // Events of imports are not sent: what stands behind the last one that was is not lost.
    if end.event + 1 < next, try holdsOwn(end.event + 1, next - 1) {
      notices.append(.lost(place: place, first: end.event + 1, last: next - 1))
    }
    next = max(next, end.event + 1)
  }

  private func holdsOwn(_ first: Int64, _ last: Int64) throws(VaultError) -> Bool {
    try store.first(Self.query(from: first, to: last)) != nil
  }

  /// The vault's own events of a range: those that a file brought happened elsewhere.
  private static func query(from first: Int64, to last: Int64) -> EventQuery {
    EventQuery(
      [
        Condition(.number, .greaterOrEqual, .int(first)), Condition(.number, .lessOrEqual, .int(last)),
        Condition(.origin, .notEqual, .int(EventOrigin.imported.rawValue)),
      ], order: [SortKey(.number)])
  }

  /// Sends pages up to an event, and moves on behind what the sink took.
  private mutating func send(to sink: any EventSink, upTo last: Int64) throws(VaultError) -> SinkFailure? {
    while next <= last {
      var query = Self.query(from: next, to: last)
      query.limit = Self.page
      let events = try store.rows(query)
      if events.isEmpty { break }
      let (count, failure) = sink.accept(events)
      if count > 0 { next = events[count - 1].number + 1 }
      if let failure { return failure }
    }
    next = last + 1
    return nil
  }
}
