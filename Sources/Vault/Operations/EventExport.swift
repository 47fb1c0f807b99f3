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
/// them, do not belong to it. Works through windows of time that hold few events each: a store that finds a
/// window by date and then sorts it by number would else sort the whole range for every page.
package final class EventExport {
  /// How many events are read at a time.
  package static let pageSize = 1000
  /// How many events a window holds at most, if it can be made smaller.
  private static let windowSize = 4 * pageSize

  private let session: VaultSession
  private let range: EventRange
  private let highest: Int64
  /// The window in work: its begin, its end, and the number that its next page comes before.
  private var start: Int64
  private var end: Int64
  private var before: Int64
  /// The length that a window had last.
  private var length: Int64 = 86_400_000_000
  /// How many events were handed out.
  package private(set) var count = 0

  init(_ session: VaultSession, _ range: EventRange) throws(VaultError) {
    self.session = session
    self.range = range
    highest = try session.highestNumber(EventRow.self)
    (start, end, before) = (range.to, range.to, 0)
  }

  /// The next events, newest first; none at the end.
  package func next() throws(VaultError) -> [Event] {
    while true {
      if start < end {
        let page = try session.events(
          query(start, end).page(before: before, limit: Self.pageSize))
        if let last = page.last {
          before = last.number
          count += page.count
          return page
        }
      }
      guard start > range.from else { return [] }
      try openWindow()
    }
  }

  private func openWindow() throws(VaultError) {
    end = start
    before = highest + 1
    while true {
      start = end - range.from > length ? end - length : range.from
      let found = try session.countEvents(query(start, end))
      if found < Self.windowSize / 4, length < EventRange.longest { length *= 2 }
      if found <= Self.windowSize || end - start == 1 { return }
      length = max(1, (end - start) / 2)
    }
  }

  private func query(_ from: Int64, _ to: Int64) -> EventQuery {
    var filter = EventFilter()
    (filter.from, filter.to, filter.account) = (from, to, range.account)
    return filter.query
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
