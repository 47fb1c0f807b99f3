import Base
import Glibc
import Support
import Testing
import Vault

/// One column of one row is changed, a row is swapped, put back, taken out or doubled: `verify` names it, whatever it is.
///
/// The column of every row is tried in turn; a longer run tries more values of each.
@Suite struct MutationTests {
  private let world: VaultOperations
  private let session: VaultSession
  private var store: any VaultStore { session.service.store }

  init() throws {
    world = try VaultOperations(StoresInMemory())
    session = world.fixture.session
    // One that an earlier one left nothing to do for is refused.
    for operation in world.all { try? operation.run(session) }
    #expect(try session.verify().findings == [])
    (store as? StoreInMemory)?.isOpenToEdits = true
  }

  /// Another value of the same kind.
  private func other(_ field: Field, _ random: inout some RandomNumberGenerator, mayBeNull: Bool) -> [Field] {
    switch field {
    case .null: [.int(1), .text("x"), .bytes([1, 2, 3])]
    case .int(let value):
      [.int(value &+ 1), .int(value &- 1), .int(.min), .int(.max)] + (mayBeNull ? [.null] : [])
    case .text(let text):
      [.text(text + "="), .text(String(text.dropLast())), .text("")] + (mayBeNull ? [.null] : [])
    case .id(let id): [.id(UUID128(high: id.high, low: id.low ^ 1))] + (mayBeNull ? [.null] : [])
    case .blob(let bytes):
      bytes.isEmpty
        ? [.blob([0])]
        : [.blob(Self.flipped(bytes, Int.random(in: 0..<bytes.count * 8, using: &random)))]
          + (mayBeNull ? [.null] : [])
    }
  }

  private static func flipped(_ bytes: [UInt8], _ bit: Int) -> [UInt8] {
    var bytes = bytes
    bytes[bit / 8] ^= 1 << (bit % 8)
    return bytes
  }

  private func isFound() -> Bool {
    // What cannot be read at all is found, too.
    do { return try !session.verify().isClean } catch { return true }
  }

  /// Changes each column of some rows of a table to other values, one at a time.
  private func mutate<Row: StoredRow>(_ type: Row.Type, rows most: Int, except columns: Set<String> = [])
    throws -> Int
  {
    var random = StoreRandom(seed: 7)
    var count = 0
    for row in try store.rows(Query<Row>()).shuffled(using: &random).prefix(most) {
      for (column, field) in zip(Row.Column.allCases, row.fields) where !columns.contains(column.rawValue) {
        for value in other(field, &random, mayBeNull: column.isNullable) {
          guard (try? store.update(Row.self, number: row.number, set: [(column, value)])) != nil else {
            continue
          }
          // What a row cannot hold is read as nothing by no release: only other values count.
          #expect(isFound(), "\(Row.table).\(column.rawValue): \(field) -> \(value)")
          count += 1
          let number = column == .number ? Self.number(value) : row.number
          try store.update(Row.self, number: number, set: [(column, field)])
        }
      }
    }
    #expect(try session.verify().findings == [], "\(Row.table)")
    return count
  }

  private static func number(_ field: Field) -> Int64 {
    if case .int(let value) = field { value } else { 0 }
  }

  @Test func everyColumnOfEveryTable() throws {
    let most = getenv("SMS_TEST_LONG") != nil ? 20 : 2
    // Nothing but counts of failed sign-ins may change unseen; the date of a machine account moves with what it reaches.
    var count = try mutate(OrganizationRow.self, rows: most) + mutate(PersonRow.self, rows: most)
    count += try mutate(GroupRow.self, rows: most) + mutate(GroupMemberRow.self, rows: most)
    count += try mutate(CredentialRow.self, rows: most) + mutate(ProjectRow.self, rows: most)
    count += try mutate(AccountRow.self, rows: most, except: ["revised"]) + mutate(SecretRow.self, rows: most)
    count += try mutate(SecretVersionRow.self, rows: most) + mutate(TokenRow.self, rows: most)
    count += try mutate(PolicyRow.self, rows: most) + mutate(ImportRow.self, rows: most)
    count += try mutate(TombstoneRow.self, rows: most) + mutate(EventRow.self, rows: 3 * most)
    count += try mutate(HeadRow.self, rows: 1) + mutate(CheckpointRow.self, rows: most)
    #expect(count > 500)
  }

  /// A row is taken out, and put back behind a deletion.
  private func takeOut<Row: ProvenRow>(_ type: Row.Type) throws {
    for row in try store.rows(Query<Row>()).prefix(3) {
      #expect(try store.delete(Query<Row>([.equal(.number, .int(row.number))])) == 1)
      #expect(isFound(), "a row of \(Row.table) taken out")
      #expect(try store.insert(row) == row.number)
    }
    #expect(try session.verify().findings == [], "\(Row.table)")
  }

  @Test func everyKindOfRowTakenOut() throws {
    try takeOut(PersonRow.self)
    try takeOut(GroupRow.self)
    try takeOut(GroupMemberRow.self)
    try takeOut(CredentialRow.self)
    try takeOut(ProjectRow.self)
    try takeOut(AccountRow.self)
    try takeOut(SecretRow.self)
    try takeOut(SecretVersionRow.self)
    try takeOut(TokenRow.self)
    try takeOut(PolicyRow.self)
    try takeOut(ImportRow.self)
    try takeOut(TombstoneRow.self)
  }

  /// Two rows of a table exchange what one group of columns holds.
  private func swap<Row: StampedRow & Equatable>(_ type: Row.Type) throws {
    let rows = try store.rows(Query<Row>())
    guard rows.count > 1 else { return }
    let columns = Row.Column.allCases.filter { !["number", "id"].contains($0.rawValue) }
    let all = Array(Row.Column.allCases)
    func set(_ target: Row, _ source: Row) throws {
      let fields = source.fields
      let set = columns.map { ($0, fields[all.firstIndex(of: $0) ?? 0]) }
      try store.update(Row.self, number: target.number, set: set)
    }
    let (one, two) = (rows[0], rows[1])
    try set(one, two)
    try set(two, one)
    #expect(isFound(), "\(Row.table): all but number and id swapped")
    try set(one, one)
    try set(two, two)
    #expect(try session.verify().findings == [], "\(Row.table)")
  }

  @Test func wholeRowsSwapped() throws {
    try swap(ProjectRow.self)
    try swap(AccountRow.self)
    try swap(SecretRow.self)
    try swap(SecretVersionRow.self)
    try swap(TombstoneRow.self)
  }
}
