internal import Base
import Glibc
import Syntax

/// What a value refers to when it does not fit a cell.
///
/// Counted by Swift; the machine counts by hand.
package class HeapObject {
  /// The nesting depth: how many lists, records, closures and errors are inside each other here.
  ///
  /// Values that are too deep are refused where they are made: printing, comparing and freeing them go into
  /// them once a level.
  package internal(set) final var depth: Int

  init(depth: Int = 0) { self.depth = depth }
}

/// A row of a relation, or a mention of one in a column: it knows its kind and id and can be passed wherever a reference is wanted.
package final class EntityObject: HeapObject {
  /// `account`, `project`, `secret` …: the language takes it as it comes.
  package let kind: String
  /// The page that it is a row of, and its number there; nil where it was made alone.
  let page: RowPage?
  let row: Int
  private let ownID: String
  private let ownName: String
  /// The columns of one that was made with them, or that were asked for.
  private var columns: RecordObject?

  /// An entity with its columns, or a reference of kind, id and name alone.
  package init(kind: String, id: String, name: String, row columns: RecordObject? = nil) {
    self.kind = kind
    ownID = id
    ownName = name
    self.columns = columns
    page = nil
    row = 0
  }

  /// A row of a page of entities.
  init(_ page: RowPage, _ row: Int) {
    self.page = page
    self.row = row
    kind = page.kind ?? ""
    ownID = ""
    ownName = ""
  }

  /// The id as text.
  package var id: String { page.map { $0.id(row) } ?? ownID }

  /// The name that the entity has now, or had when it was read.
  package var name: String { page.map { $0.name(row) } ?? ownName }

  /// Whether it is a whole row; else it is a mention (`kind id name` only).
  package var isRow: Bool { page != nil || columns != nil }

  /// The columns if the entity holds them itself, and not its page: only these may hold sealed text.
  package var heldColumns: RecordObject? { page == nil ? columns : nil }

  /// The value of a column; of a mention only `kind`, `id` and `name`.
  package func field(_ key: String) throws(Fault) -> Value? {
    if let page { return try page.field(key, row) }
    if let value = columns?[key] { return value }
    switch key {
    case "kind": return columns == nil ? .string(kind) : nil
    case "id": return .string(ownID)
    case "name": return .string(ownName)
    default: return nil
    }
  }

  /// The names of its columns.
  package var keys: [String] { (page?.shape ?? columns?.shape ?? EntityObject.mention).keys }

  /// The names and order of its columns.
  package var shape: Shape { page?.shape ?? record.shape }

  /// The value of a column by its number: of a row in a page this one alone is read.
  package func value(at index: Int) throws(Fault) -> Value {
    guard let page else { return record.values[index] }
    return try page.value(index, row)
  }

  /// The columns that it shows as a record: its row, or `kind id name`.
  package var record: RecordObject {
    if let columns { return columns }
    guard let page else {
      return RecordObject(
        shape: EntityObject.mention, values: [.string(kind), .string(ownID), .string(ownName)])
    }
    let record = page.record(row)
    columns = record
    return record
  }

  /// The columns that tables show of it unless asked for all.
  package var shownRecord: RecordObject { page.map { $0.shownRecord(row) } ?? record }

  private static let mention = Shape(["kind", "id", "name"])
}

/// What was thrown, as a value: `{code msg help span cause row done}`.
package final class ErrorObject: HeapObject {
  /// What was thrown.
  package let fault: Fault

  /// Makes a value of a fault that was caught.
  package init(_ fault: Fault) {
    self.fault = fault
    super.init(depth: 1 + (fault.report.thrown?.depth ?? 0))
  }
}

/// Why sealed text is opened: written into the event of the opening.
package enum RevealPurpose: Sendable { case reveal, save, exec }

/// Sealed text as the language sees it: a kind and an id, opened by what made it.
package protocol Envelope: AnyObject {
  /// What it seals: `value`, `note`, `token`.
  var kind: String { get }
  /// The id of what it belongs to.
  var id: String { get }
  /// Commits the event of the opening, then decrypts and lends the bytes; they are wiped afterwards.
  func open(_ purpose: RevealPurpose, _ body: (UnsafeRawBufferPointer) throws(Fault) -> Void) throws(Fault)
  /// Opens several at once, where all their events can be one commit; nil, with nothing opened, where they cannot.
  ///
  /// The caller wipes the texts, which come in the order of the envelopes.
  func openTogether(_ envelopes: [any Envelope], _ purpose: RevealPurpose) throws(Fault) -> [[UInt8]]?
}

extension Envelope {
  /// By default envelopes are opened one by one.
  package func openTogether(_ envelopes: [any Envelope], _ purpose: RevealPurpose) throws(Fault) -> [[UInt8]]?
  { nil }
}

/// Text that shows as `••••`: one envelope, or several with plain text between them.
package final class SealedObject: HeapObject {
  /// A piece of the text.
  package enum Part {
    /// Text that may be shown.
    case plain(String)
    /// Text that is encrypted until a command opens it.
    case envelope(any Envelope)
  }

  /// The pieces in order.
  package let parts: [Part]

  /// Sealed text of pieces in order; at least one of them is an envelope.
  package init(parts: [Part]) { self.parts = parts }

  /// Sealed text of one envelope.
  package convenience init(_ envelope: any Envelope) { self.init(parts: [.envelope(envelope)]) }

  /// Lends the text in one piece: all events are committed before the first byte of any part is handed out.
  package func open(_ purpose: RevealPurpose, _ body: (UnsafeRawBufferPointer) throws(Fault) -> Void)
    throws(Fault)
  {
    var bytes: [UInt8] = []
    defer { bytes.withUnsafeMutableBytes { wipe($0) } }
    for part in parts {
      switch part {
      case .plain(let text): append(Array(text.utf8), to: &bytes)
      case .envelope(let envelope):
        var opened: [UInt8] = []
        try envelope.open(purpose) { (raw) throws(Fault) in opened = Array(raw) }
        append(opened, to: &bytes)
        opened.withUnsafeMutableBytes { wipe($0) }
      }
    }
    try lend(bytes, body)
  }

  /// The texts of several, in order, for who wipes them: their events are committed before the first one is lent.
  package static func open(_ objects: [SealedObject], _ purpose: RevealPurpose) throws(Fault) -> [[UInt8]] {
    var envelopes: [any Envelope] = []
    for object in objects {
      for case .envelope(let envelope) in object.parts { envelopes.append(envelope) }
    }
    if let first = envelopes.first, envelopes.count > 1,
      var opened = try first.openTogether(envelopes, purpose)
    {
      defer { for index in opened.indices { opened[index].withUnsafeMutableBytes { Base.wipe($0) } } }
      var next = 0
      return objects.map { $0.joined(opened, &next) }
    }
    var texts: [[UInt8]] = []
    do throws(Fault) {
      for object in objects {
        try object.open(purpose) { (raw) throws(Fault) in texts.append(Array(raw)) }
      }
    } catch {
      for index in texts.indices { texts[index].withUnsafeMutableBytes { Base.wipe($0) } }
      throw error
    }
    return texts
  }

  /// The text in one piece, where its envelopes are open: theirs are the next ones.
  private func joined(_ opened: [[UInt8]], _ next: inout Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for part in parts {
      switch part {
      case .plain(let text): append(Array(text.utf8), to: &bytes)
      case .envelope:
        append(opened[next], to: &bytes)
        next += 1
      }
    }
    return bytes
  }

  /// Grows by hand, so that the smaller buffer is wiped before it is given back.
  private func append(_ more: [UInt8], to bytes: inout [UInt8]) {
    var grown: [UInt8] = []
    grown.reserveCapacity(bytes.count + more.count)
    grown.append(contentsOf: bytes)
    grown.append(contentsOf: more)
    bytes.withUnsafeMutableBytes { wipe($0) }
    bytes = grown
  }

  private func lend(_ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) throws(Fault) -> Void) throws(Fault) {
    let result: Result<Void, Fault> = bytes.withUnsafeBytes { raw in
      do throws(Fault) {
        try body(raw)
        return .success(())
      } catch {
        return .failure(error)
      }
    }
    try result.get()
  }
}
