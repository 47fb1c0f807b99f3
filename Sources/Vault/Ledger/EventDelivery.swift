import Base

/// Sends the events that a vault's sink does not have yet.
///
/// The head of the chain says how far the sink is. It is read and written under the writer's lock, so that no two processes
/// send an event; where one was killed between the two, the end of a file says more than the head.
struct EventDelivery {
  private static let page = 500
  /// For how long an operation waits for its sink, in seconds.
  private static let patience: [SinkMode: Double] = [.require: 5, .bestEffort: 1]

  let ledger: Ledger
  private var store: any VaultStore { ledger.store }

  /// Whether the sink of a vault lacks events; one without a sink has none to get.
  static func isDue(_ head: HeadRow) -> Bool { head.sinkNext > 0 && head.sinkNext <= head.event }

  /// Sends what waits, if the vault has a sink; throws `sinkRefused` where the vault requires that it takes all.
  func run() throws(VaultError) {
    try store.begin(.write)
    let outcome: (SinkMode, SinkNotice)?
    do throws(VaultError) {
      outcome = try send()
      try store.commit()
    } catch {
      store.rollback()
      throw error
    }
    guard case (let mode, .refused(let place, let reason, let waiting))? = outcome else { return }
    if mode == .require { throw .sinkRefused(place: place, reason: reason) }
    ledger.tell(.refused(place: place, reason: reason, waiting: waiting))
  }

  private func send() throws(VaultError) -> (SinkMode, SinkNotice)? {
    guard let head = try store.row(HeadRow.self, number: 1), Self.isDue(head) else { return nil }
    let row = try ledger.organizationRow()
    if head.sealed > 0 { try ProofCheck(store, vault: ledger.vault).checkWritten(row) }
    guard let settings = SinkSettings(row) else {
      throw .damaged("the head of the events names a sink that the vault does not have")
    }
    func refused(_ failure: SinkFailure, next: Int64) -> (SinkMode, SinkNotice) {
      let waiting = head.event - next + 1
      return (
        settings.mode, .refused(place: settings.place.phrase, reason: failure.reason, waiting: waiting)
      )
    }
    let sink: any EventSink
    do throws(SinkFailure) {
      sink = try ledger.environment.sinks.open(
        settings, vault: ledger.vault, seconds: Self.patience[settings.mode] ?? 1)
    } catch { return refused(error, next: head.sinkNext) }
    defer { sink.close() }
    var next = try first(head, sink, settings.place.phrase)
    let failure = try send(to: sink, &next, head.event)
    try store.update(HeadRow.self, number: 1, set: [(.sinkNext, .int(next))])
    return failure.map { refused($0, next: next) }
  }

  /// The number of the first event that the sink does not have.
  private func first(_ head: HeadRow, _ sink: any EventSink, _ place: String) throws(VaultError) -> Int64 {
    let next = head.sinkNext
    guard let end = sink.end else {
      if sink.isNew { ledger.tell(.isNew(place: place, first: next)) }
      return next
    }
    guard try store.row(EventRow.self, number: end.event)?.hash == end.hash else {
      ledger.tell(.ahead(place: place, event: end.event))
      return next
    }
    // Events of imports are not sent: what stands behind the last one that was is not lost.
    if end.event + 1 < next, try holdsOwn(end.event + 1, next - 1) {
      ledger.tell(.lost(place: place, first: end.event + 1, last: next - 1))
    }
    return max(next, end.event + 1)
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

  /// Sends pages up to the last event, and moves `next` behind what the sink took.
  private func send(to sink: any EventSink, _ next: inout Int64, _ last: Int64) throws(VaultError)
    -> SinkFailure?
  {
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
