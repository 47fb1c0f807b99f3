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
    for (index, name) in EventCSV.columns.enumerated() {
      guard index < record.count else { throw headerFault(record.line, 1, "the column `\(name)` is missing") }
      guard record.bytes(index).elementsEqual(name.utf8) else {
        let place = record.place(index)
        throw headerFault(place.line, place.column, "the column `\(name)` should stand here")
      }
    }
    if record.count > EventCSV.columns.count {
      let place = record.place(EventCSV.columns.count)
      throw headerFault(place.line, place.column, "there is a column too many")
    }
  }

  private func headerFault(_ line: Int, _ column: Int, _ message: String) -> Fault {
    file.fault(
      line, column, message, help: "the header is " + EventCSV.columns.joined(separator: ","))
  }
}

/// One record of the product's ten columns.
struct CSVEvent: EventRecord {
  private enum Column: Int { case message, icon, app, user, name, email, date, ip, type, installation }

  let date: Int64
  private let code: EventCode
  private let user: UUID128?
  private let cells: [String]

  init(_ record: CSVRecord, _ file: EventFile) throws(Fault) {
    func fault(_ column: Column, _ message: String, _ help: String? = nil) -> Fault {
      let place = record.place(column.rawValue)
      return file.fault(place.line, place.column, message, help: help)
    }
    guard record.count == EventCSV.columns.count else {
      throw file.fault(
        record.line, 1, "the record has \(record.count) cell\(record.count == 1 ? "" : "s"), not 10")
    }
    cells = record.texts
    let type = cells[Column.type.rawValue]
    guard let code = EventFileWords.code(type) else {
      throw fault(.type, EventFileWords.unknownType(type), EventFileWords.typeHelp)
    }
    self.code = code
    switch EventFileWords.date(cells[Column.date.rawValue], notAfter: file.now) {
    case .success(let date): self.date = date
    case .failure(let problem): throw fault(.date, problem.message, EventFileWords.dateHelp)
    }
    let user = cells[Column.user.rawValue]
    self.user = UUID128(user)
    if self.user == nil, !user.isEmpty { throw fault(.user, "`userId` is no id") }
    if let problem = EventFileWords.problem(ip: cells[Column.ip.rawValue]) { throw fault(.ip, problem) }
  }

  private subscript(column: Column) -> String { cells[column.rawValue] }

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
    return self[.name].hasPrefix(mark) ? UUID128(self[.name].dropFirst(mark.count)) : nil
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
    let device = EventCSV.device(ofClient: self[.app])
    // A machine account uses the kit, which is not stored.
    event.device = device == EventFileWords.kit && event.actor?.kind == .account ? nil : device
  }

  /// Keeps the words that an export of this event would not write again.
  private func keepWords(_ event: inout ImportedEvent, _ ids: EventIDs) throws(VaultError) {
    let made = event.event
    func kept(_ column: Column, _ other: String) -> String? {
      let isSame = [other, CSVWriter.neutralised(other)].contains { Texts.areSame(self[column], $0) }
      return isSame ? nil : self[column]
    }
    event.words.message = kept(.message, made.ownMessage)
    event.words.app = kept(
      .app, EventCSV.client(ofAccount: made.actor?.kind == .account, device: made.device))
    event.words.installation = kept(.installation, "")
    // On the page of a machine account its name stands in place of the actor's.
    if let account, made.account == account || made.row.actorAccount == account { return }
    let user = try ids.csv.user(made)
    event.words.name = kept(.name, user.name)
    event.words.email = kept(.email, user.email)
  }
}
