import Base
import Crypto
import Support
import Testing
import Vault

/// The encoding of events that is hashed, against one that goes by columns.
@Suite struct EventHashTests {
  private func encoded(_ event: EventRow) -> [UInt8] {
    var bytes = event.previous
    func framed(_ tag: UInt8, _ part: [UInt8]) {
      bytes.append(tag)
      withUnsafeBytes(of: UInt32(part.count).bigEndian) { bytes.append(contentsOf: $0) }
      bytes += part
    }
    for (column, field) in zip(EventRow.Column.allCases, event.fields) {
      if column == .previous || column == .hash { continue }
      switch field {
      case .null: bytes.append(0)
      case .int(let value):
        bytes.append(1)
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
      case .text(let value): framed(2, Array(value.utf8))
      case .id(let value): framed(3, value.bytes)
      case .blob(let value): framed(3, value)
      }
    }
    return bytes
  }

  @Test func everyColumnIsHashedInItsPlace() {
    func id(_ number: UInt64) -> UUID128 { UUID128(high: number << 32, low: ~number) }
    var event = EventRow(number: 7, id: id(1), organization: id(2), date: 5, type: 2100)
    event.previous = EventChain.start
    #expect(EventChain.hash(of: event) == sha256(encoded(event)))
    event.importID = id(3)
    event.runID = id(4)
    event.device = 21
    event.ip = "10.0.0.1"
    event.actorPerson = id(5)
    event.actorAccount = id(6)
    event.credential = id(7)
    event.secret = id(8)
    event.project = id(9)
    event.account = id(10)
    event.person = id(11)
    event.group = id(12)
    event.token = id(13)
    event.detail = "{\"é\":1}"
    event.origin = .imported
    #expect(EventChain.hash(of: event) == sha256(encoded(event)))
  }

  @Test func keysGetNumbersInTheirOrder() {
    var table = KeyTable()
    #expect(table.numberOfNull() == 0)
    for value in 0..<5000 { #expect(table.number(of: Int64(value) << 32) == value + 1) }
    #expect(table.number(of: UUID128(high: 0, low: 0)) == 5001)
    #expect(table.number(of: UUID128(high: 0, low: 0), tag: 9) == 5002)
    #expect(table.number(of: 4999 << 32) == 5000 && table.numberOfNull() == 0 && table.count == 5003)
  }
}
