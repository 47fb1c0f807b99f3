package import Base
import Crypto

/// What of the events is exported.
package struct EventRange: Sendable, Equatable {
  /// The first instant, included, in µs.
  package let from: Int64
  /// The first instant that is not included any more, in µs.
  package let to: Int64
  /// Only what this machine account did, or what was done to it.
  package let account: UUID128?

  /// How much further the clock of the calendar that is meant went between both than time did, in µs.
  package let shift: Int64

  /// The longest time that one export takes, in µs of that clock.
  package static let longest: Int64 = 367 * 86_400_000_000

  /// A range; without a shift its days have 24 hours.
  package init(from: Int64, to: Int64, account: UUID128? = nil, shift: Int64 = 0) {
    self.from = from
    self.to = to
    self.account = account
    self.shift = shift
  }

  /// Whether it is longer than one export takes.
  var isTooLong: Bool {
    let (length, overflow) = to.subtractingReportingOverflow(from)
    if overflow { return true }
    let (days, tooLong) = length.addingReportingOverflow(shift)
    return tooLong || days > Self.longest
  }
}

/// An export of events in the making: pages to be written, then an event that says so.
///
/// Holds one page at a time, however many events there are; those that are written meanwhile, its own among
/// them, do not belong to it.
package final class EventExport {
  /// How many events are read at a time.
  package static let pageSize = 1200
  /// What is read of them.
  package static let columns: [EventRow.Column] = [
    .date, .number, .type, .origin, .device, .ip, .actorPerson, .actorAccount, .detail, .secret, .project,
    .account,
    .person, .group, .token, .id,
  ]

  private let session: VaultSession
  private let range: EventRange
  private let query: EventQuery
  private var last: Event?
  private var mark: EventCursor?
  /// The hash over the ids of the events that were handed out.
  private let ids = SHA256Hasher()
  private static let idPlace = columns.count - 1
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

  /// Goes through the columns of the next events, newest first, and says how many there were: none at the end.
  package func next(_ body: (any RowCursor) throws(VaultError) -> Void) throws(VaultError) -> Int {
    let read = range.account == nil ? try scan(body) : try merge(body)
    count += read
    return read
  }

  private func scan(_ body: (any RowCursor) throws(VaultError) -> Void) throws(VaultError) -> Int {
    var last: EventCursor?
    let read = try session.scanEvents(query, after: mark, limit: Self.pageSize, Self.columns) {
      (row) throws(VaultError) in
      last = EventCursor(date: try row.int(0), number: try row.int(1))
      ids.update(try row.id(Self.idPlace).bytes)
      try body(row)
    }
    mark = last ?? mark
    return read
  }

  /// The events of a machine account come from two walks.
  private func merge(_ body: (any RowCursor) throws(VaultError) -> Void) throws(VaultError) -> Int {
    let page = try session.events(
      query, after: last.map { EventCursor(date: $0.date, number: $0.number) }, limit: Self.pageSize)
    last = page.last ?? last
    for event in page {
      ids.update(event.row.id.bytes)
      try body(event.row.cursor(Self.columns))
    }
    return page.count
  }

  /// Records the export, before its file takes its place.
  package func record() throws(VaultError) {
    let detail = EventDetail.exported(events: count, from: range.from, to: range.to)
    try session.write(.eventExport) { (scope) throws(VaultError) in
      try scope.record(.eventsExported) {
        $0.account = range.account
        $0.detail = detail
      }
    }
  }

  /// The signed proof of the file that the events were written into, after `record`.
  ///
  /// Nil where the vault does not have the signing key: no owner has changed it since an earlier release.
  ///
  /// - Parameter file: the SHA-256 of the file.
  package func proof(file: [UInt8]) throws(VaultError) -> EventProof? {
    guard let anchor = try session.signedEnd() else { return nil }
    var proof = EventProof(
      file: file, ids: ids.finalize(), count: count, from: range.from, to: range.to, anchor: anchor)
    guard let signature = try session.signer?.signature(of: proof.message, in: session.store) else {
      return nil
    }
    proof.signature = signature
    return proof
  }
}

extension VaultSession {
  /// Begins an export of events; as in the product it takes at most 367 days.
  package func exportEvents(_ range: EventRange) throws(VaultError) -> EventExport {
    try require(.eventExport)
    if isReadOnly { throw .readOnly }
    let what = "the range of events"
    if range.to < range.from { throw .invalid(what: what, why: "ends before it begins") }
    if range.isTooLong { throw .invalid(what: what, why: "is longer than 367 days") }
    return try EventExport(self, range)
  }
}
