/// A place in the order of events, newest first.
package struct EventCursor: Sendable {
  /// When the event at it happened.
  package let date: Int64
  /// The number of that event.
  package let number: Int64

  /// The place of an event.
  package init(date: Int64, number: Int64) {
    self.date = date
    self.number = number
  }
}

extension VaultSession {
  /// Goes through the next events of a query after a place, newest first, and says how many there were.
  ///
  /// Only for queries without a condition that one of two columns equals something: those are merged from two.
  package func scanEvents(
    _ query: EventQuery, after mark: EventCursor?, limit: Int, _ columns: [EventRow.Column],
    _ body: (any RowCursor) throws(VaultError) -> Void
  ) throws(VaultError) -> Int {
    try require(.eventList)
    return try store.scanPage(
      try limitedEvents(query), fallingBy: .date, after: mark.map { ($0.date, $0.number) }, limit: limit,
      columns,
      body)
  }

  /// Goes through all events of a query in its order.
  package func scanEvents(
    _ query: EventQuery, _ columns: [EventRow.Column], _ body: (any RowCursor) throws(VaultError) -> Void
  ) throws(VaultError) {
    try require(.eventList)
    try store.scan(try limitedEvents(query), columns) { (row) throws(VaultError) in
      try body(row)
      return true
    }
  }
}
