internal import Base
internal import CSV
internal import Interpreter
internal import Syntax
internal import Vault

/// Reads a file of events in the product's CSV.
struct EventCells: EventReader {
  private let file: EventFile
  private var reader: CSVReader
  private var isAtHeader: Bool
  private var isAtEnd = false
  private(set) var start = (offset: 0, line: 1)
  /// Where the next record begins.
  private var following = (offset: 0, line: 1)

  init(_ file: EventFile, _ block: EventFile.Block?) {
    self.file = file
    reader = block.map { CSVReader(firstLine: $0.line) } ?? CSVReader(refusesMixedEnds: true)
    isAtHeader = block == nil
  }

  var offset: Int { reader.offset }

  mutating func feed(_ bytes: [UInt8]) {
    isAtEnd = bytes.isEmpty
    if isAtEnd { reader.finish() } else { reader.feed(bytes) }
  }

  mutating func next() throws(Fault) -> CSVEvent? {
    while true {
      guard let record = try record() else {
        if isAtEnd, isAtHeader { throw headerFault(1, 1, "the header is missing") }
        return nil
      }
      start = following
      following = (reader.offset, reader.nextLine)
      guard isAtHeader else { return try CSVEvent(record, file) }
      isAtHeader = false
      try checkHeader(record)
    }
  }

  private mutating func record() throws(Fault) -> CSVRecord? {
    do throws(CSVError) { return try reader.next() } catch {
      throw file.fault(error.line, error.column, error.message)
    }
  }

  private func checkHeader(_ record: CSVRecord) throws(Fault) {
    for (index, name) in ProductColumn.allCases.map(\.name).enumerated() {
      guard index < record.count else { throw headerFault(record.line, 1, "the column `\(name)` is missing") }
      guard record.bytes(index).elementsEqual(name.utf8) else {
        let place = record.place(index)
        throw headerFault(place.line, place.column, "the column `\(name)` should stand here")
      }
    }
    if record.count > ProductColumn.allCases.count {
      let place = record.place(ProductColumn.allCases.count)
      throw headerFault(place.line, place.column, "there is a column too many")
    }
  }

  private func headerFault(_ line: Int, _ column: Int, _ message: String) -> Fault {
    file.fault(line, column, message, help: "the header is " + ProductColumn.header)
  }
}

/// One record of the product's ten columns.
struct CSVEvent: EventRecord {
  let date: Int64
  private let code: EventCode
  private let user: UUID128?
  private let cells: [String]

  init(_ record: CSVRecord, _ file: EventFile) throws(Fault) {
    guard record.count == ProductColumn.allCases.count else {
      throw file.fault(
        record.line, 1, "the record has \(record.count) cell\(record.count == 1 ? "" : "s"), not 10")
    }
    func read<T>(
      _ column: ProductColumn, _ body: (UnsafeBufferPointer<UInt8>) throws(EventFileWords.Problem) -> T
    ) throws(Fault) -> T {
      do throws(EventFileWords.Problem) {
        return try record.bytes(column.rawValue).withUnsafeBufferPointer(body)
      } catch {
        let place = record.place(column.rawValue)
        throw file.fault(place.line, place.column, error.message, help: error.help)
      }
    }
    code = try read(.type) { (text) throws(EventFileWords.Problem) in
      try EventFileWords.code(String(decoding: text, as: UTF8.self))
    }
    date = try read(.date) { (text) throws(EventFileWords.Problem) in
      try EventFileWords.date(text, notAfter: file.now)
    }
    user = try read(.userId) { (text) throws(EventFileWords.Problem) in
      let id = UUID128(String(decoding: text, as: UTF8.self))
      if id == nil, !text.isEmpty { throw EventFileWords.Problem("`userId` is no id") }
      return id
    }
    try read(.ip, EventFileWords.check(ip:))
    cells = record.texts
  }

  private subscript(column: ProductColumn) -> String { cells[column.rawValue] }

  func event(_ ids: EventIDs) throws(Fault) -> ImportedEvent {
    try Fault.wrapping { () throws(VaultError) in
      var event = ImportedEvent(date: date, code: code)
      event.ip = self[.ip].isEmpty ? nil : self[.ip]
      try setSides(&event, ids)
      setDevice(&event)
      try keepWords(&event, ids)
      return event
    }
  }

  /// The machine account whose page it was, or that acted: its full id stands in the place of a name.
  private var account: UUID128? {
    let mark = EventCSV.machineAccount
    return self[.userName].hasPrefix(mark) ? UUID128(self[.userName].dropFirst(mark.count)) : nil
  }

  private func setSides(_ event: inout ImportedEvent, _ ids: EventIDs) throws(VaultError) {
    let account = account
    let marks = code.message.things
    let prefixes = EventFileWords.prefixes(in: self[.message])
    var isActedUpon = false
    if marks.count == prefixes.count {
      for (mark, prefix) in zip(marks, prefixes) {
        var id: UUID128?
        if mark == .account, let account, account.high >> 32 == UInt64(prefix) {
          id = account
          isActedUpon = true
        } else {
          id = try ids.id(mark, beginning: prefix).flatMap { isYounger($0) ? nil : $0 }
        }
        event.set(mark, id)
      }
    }
    if let user {
      event.actor = (.person, user)
    } else if let account, !isActedUpon {
      event.actor = (.account, account)
    }
  }

  /// Whether an id was made after the event: ids of `sms` say when, and many begin alike.
  private func isYounger(_ id: UUID128) -> Bool {
    id.high & 0xf000 == 0x7000 && Int64(id.high >> 16) > date / 1000
  }

  private func setDevice(_ event: inout ImportedEvent) {
    let device = EventCSV.device(ofClient: self[.appName])
    // A machine account uses the kit, which is not stored.
    event.device = device == EventFileWords.kit && event.actor?.kind == .account ? nil : device
  }

  /// Keeps the words that an export of this event would not write again.
  private func keepWords(_ event: inout ImportedEvent, _ ids: EventIDs) throws(VaultError) {
    let made = event.event
    func kept(_ column: ProductColumn, _ other: String) -> String? {
      let isSame = [other, CSVWriter.neutralised(other)].contains { Texts.areSame(self[column], $0) }
      return isSame ? nil : self[column]
    }
    event.words.message = kept(.message, made.ownMessage)
    event.words.app = kept(
      .appName, EventCSV.client(ofAccount: made.actor?.kind == .account, device: made.device))
    event.words.installation = kept(.installationId, "")
    // On the page of a machine account its name stands in place of the actor's.
    if let account, made.account == account || made.row.actorAccount == account { return }
    let user = try ids.csv.user(made)
    event.words.name = kept(.userName, user.name)
    event.words.email = kept(.userEmail, user.email)
  }
}
