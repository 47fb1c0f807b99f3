import Base

/// The end of the chain of events inside one transaction: appends events, for which it needs no key.
struct EventTail {
  /// The moment of what is written: the clock, but never before the last event.
  private(set) var now: Int64
  /// The clock's time, which decides what has expired; the date of the last event does not.
  private(set) var clock: Int64
  /// The last event, with what was appended so far.
  private(set) var head: HeadRow
  /// The last event that the row of the head names.
  private var stored: Int64
  /// How many events were appended that the transaction's signer answers for.
  var own: Int64 = 0
  /// The rows that were written since the last event: the next one holds their digests.
  private(set) var writes: [RowWrite] = []

  /// The end of the chain as it is now; without a clock at the moment of the last event.
  init(_ store: any VaultStore, clock: Int64? = nil) throws(VaultError) {
    guard let head = try store.row(HeadRow.self, number: 1) else {
      throw .damaged("the head of the events is missing")
    }
    guard (0...Self.mostEvents).contains(head.event), Self.dates.contains(head.date) else {
      throw .damaged("the head of the events names event \(head.event) of \(head.date) µs")
    }
    self.head = head
    stored = head.event
    self.clock = clock ?? head.date
    now = max(self.clock, head.date)
  }

  /// More events than any vault will have: numbers of the file are checked before anything is added to them.
  private static let mostEvents: Int64 = 1 << 53
  /// The years that dates may have, 0001 to 9999, in µs.
  static let dates: ClosedRange<Int64> = -62_135_596_800_000_000...253_402_300_799_999_999

  /// Moves on to a later moment: what is written next is dated by it.
  mutating func advance(to clock: Int64) {
    self.clock = clock
    now = max(clock, head.date)
  }

  /// Dates what is written next by the clock, though the last event is dated ahead of it; says by how much it is, in µs.
  mutating func setBack() -> Int64 {
    let ahead = head.date - clock
    head.date = clock
    now = clock
    return ahead
  }

  /// An event of this moment that comes next.
  func event(_ code: EventCode, id: UUID128, organization: UUID128) -> EventRow {
    EventRow(number: head.event + 1, id: id, organization: organization, date: now, type: code.number)
  }

  /// Takes a row that the next event holds the digest of.
  mutating func add(_ write: RowWrite) { writes.append(write) }

  /// Says that every row has a proof since the last event.
  mutating func seal() { head.sealed = head.event }

  /// Says whether the vault has a sink from the next event on; one in place of another gets what that one lacked, too.
  mutating func beginDelivery(hasSink: Bool) {
    if !hasSink { head.sinkNext = 0 } else if head.sinkNext == 0 { head.sinkNext = head.event + 1 }
  }

  /// Ties an event to the chain and adds it; an event of an import does not date the chain.
  mutating func append(
    _ event: inout EventRow, to store: any VaultStore, dates: Bool = true
  ) throws(VaultError) {
    event.number = head.event + 1
    event.previous = head.hash
    if dates {
      event.rows = RowWrite.joined(writes)
      writes = []
    }
    guard let hash = EventChain.hash(of: event) else {
      throw .damaged("an event has an unknown hash version")
    }
    event.hash = hash
    _ = try store.insert(event)
    head.event = event.number
    head.hash = hash
    if dates { head.date = now }
    if event.type != EventCode.secretRetrieved.number { head.changed = event.number }
  }

  /// Writes the chain's new end.
  mutating func finish(_ store: any VaultStore) throws(VaultError) {
    guard writes.isEmpty else { throw .damaged("a row was written without an event") }
    guard head.event != stored else { return }
    try store.update(
      HeadRow.self, number: 1,
      set: [
        (.event, .int(head.event)), (.hash, .bytes(head.hash)), (.date, .int(head.date)),
        (.changed, .int(head.changed)), (.sealed, .int(head.sealed)), (.sinkNext, .int(head.sinkNext)),
      ])
    stored = head.event
  }
}
