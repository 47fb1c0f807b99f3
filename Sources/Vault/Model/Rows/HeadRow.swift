/// The end of the chain of events: one row, number 1.
package struct HeadRow: StoredRow, Equatable {
  /// The columns, in the order of the fields.
  package enum Column: String, StoredColumn {
    package typealias Row = HeadRow
    case number
    case event = "event_number"
    case hash
    case date
    case changed, sealed
    case sinkNext = "sink_next"
  }

  package static let table = "head"
  /// The columns that may be empty.
  package static let nullable = nullableColumns()

  /// Always 1.
  package var number: Int64 = 1
  /// The number of the last event, 0 when there is none.
  package var event: Int64 = 0
  /// The hash of the last event.
  package var hash: [UInt8] = []
  /// The date of the last event: time never runs backwards in a vault.
  package var date: Int64 = 0
  /// The number of the last event that was more than a read.
  package var changed: Int64 = 0
  /// The number of the event since which every row has a proof; 0: there is none.
  ///
  /// A release before proofs made the vault then, and no owner has written to it since.
  package var sealed: Int64 = 0
  /// The number of the first event that the vault's sink lacks; 0: the vault has no sink.
  package var sinkNext: Int64 = 0

  /// A blank row.
  package init() {}

  /// A head.
  package init(event: Int64, hash: [UInt8], date: Int64, changed: Int64 = 0, sealed: Int64 = 0) {
    self.event = event
    self.hash = hash
    self.date = date
    self.changed = changed
    self.sealed = sealed
  }

  /// Goes through the fields in the order of the columns.
  package mutating func visit(_ visitor: inout some FieldVisitor) throws(VaultError) {
    try visitor.visit(&number)
    try visitor.visit(&event)
    try visitor.visit(&hash)
    try visitor.visit(&date)
    try visitor.visit(&changed)
    try visitor.visit(&sealed)
    try visitor.visit(&sinkNext)
  }
}
