package import Crypto

/// What of the events is exported.
package struct EventRange: Sendable, Equatable {
  /// The first instant, included, in µs.
  package let from: Int64
  /// The first instant that is not included any more, in µs.
  package let to: Int64
  /// Only what this machine account did, or what was done to it.
  package let account: UUID128?

  /// The longest time that one export takes, in µs.
  package static let longest: Int64 = 367 * 86_400_000_000

  /// A range.
  package init(from: Int64, to: Int64, account: UUID128? = nil) {
    self.from = from
    self.to = to
    self.account = account
  }
}

/// An export of events in the making: pages to be written, then an event that says so.
///
/// Holds one page at a time, however many events there are; those that are written meanwhile, its own among
/// them, do not belong to it.
package final class EventExport {
  /// How many events are read at a time.
  package static let pageSize = 1000

  private let session: VaultSession
  private let range: EventRange
  private let query: EventQuery
  private var last: Event?
  /// How many events were handed out.
  package private(set) var count = 0

  init(_ session: VaultSession, _ range: EventRange) throws(VaultError) {
    self.session = session
    self.range = range
    let highest = try session.highestNumber(EventRow.self)
    var filter = EventFilter()
    (filter.from, filter.to, filter.account) = (range.from, range.to, range.account)
    query = filter.query.and(Condition(.number, .lessOrEqual, .int(highest)))
  }

  /// The next events, newest first; none at the end.
  package func next() throws(VaultError) -> [Event] {
    let page = try session.events(query, after: last, limit: Self.pageSize)
    last = page.last ?? last
    count += page.count
    return page
  }

  /// Records the export, before its file takes its place.
  package func record() throws(VaultError) {
    let detail = EventDetail.exported(events: count, from: range.from, to: range.to)
    try session.write(.eventExport) { (writer) throws(VaultError) in
      try writer.record(.eventsExported) {
        $0.account = range.account
        $0.detail = detail
      }
    }
  }
}

extension VaultSession {
  /// Begins an export of events; as in the product it takes at most 367 days.
  package func exportEvents(_ range: EventRange) throws(VaultError) -> EventExport {
    try require(.eventExport)
    if isReadOnly { throw .readOnly }
    let what = "the range of events"
    if range.to < range.from { throw .invalid(what: what, why: "ends before it begins") }
    let (length, overflow) = range.to.subtractingReportingOverflow(range.from)
    if overflow || length > EventRange.longest {
      throw .invalid(what: what, why: "is longer than 367 days")
    }
    return try EventExport(self, range)
  }
}
