import Base
import Crypto

/// Compares a row with the last event about it, before it signs a person or machine account in.
///
/// It needs no key and reads a few events along indexes; `verify` reads them all. A vault that no owner has sealed yet has
/// nothing to compare with.
struct ProofCheck {
  private let store: any VaultStore
  private let vault: UUID128
  private let ids: RowIDs

  init(_ store: any VaultStore, vault: UUID128) {
    self.store = store
    self.vault = vault
    ids = RowIDs(store)
  }

  /// Refuses the row of an access token, or that of its machine account, which is not as its last event wrote it.
  ///
  /// - Parameter sealed: whether their seals are checked, too: what a rekey wrote is left to those.
  func check(_ token: TokenRow, of account: AccountRow, sealed: Bool = false) throws(VaultError) {
    try check(token, .token, token.id, [.tokenCreated, .tokenRevoked, .signingKeyAdded], sealed)
    try check(
      account, .account, account.id,
      [.accountCreated, .accountUserAdded, .accountRenamed, .accountDescribed, .accountDeleted], sealed)
    if token.account != account.number {
      throw .damaged("the access token \(token.id.text) belongs to another account")
    }
  }

  /// Refuses the row of a credential, or that of its person, which is not as its last event wrote it.
  ///
  /// Their seals are checked, too: what a rekey wrote is left to those.
  func check(_ credential: CredentialRow, of person: PersonRow) throws(VaultError) {
    let events: [EventCode] = [
      .vaultCreated, .personInvited, .personJoined, .personChanged, .personReset, .personRemoved,
      .inviteExpired,
      .keyCreated, .keyRevoked, .passphraseChanged, .signingKeyAdded,
    ]
    try check(credential, .person, person.id, events, true)
    try check(person, .person, person.id, events, true)
  }

  /// The row as it is now; refused where what was decided has changed since it was read.
  func current<Row: ProvenRow>(_ row: Row) throws(VaultError) -> Row {
    guard let now = try store.row(Row.self, number: row.number),
      try RowMessage.of(now, vault: vault, ids).bytes == RowMessage.of(row, vault: vault, ids).bytes
    else { throw .busy }
    return now
  }

  /// Refuses a row that an operation is about to use: one whose seal the organization key did not make, or one without a
  /// seal that is not as the server wrote it.
  ///
  /// - Parameter isSealed: whether every row of the vault has a proof.
  func checkUse<Row: ProvenRow>(of row: Row, _ keys: any RowSealer, isSealed: Bool) throws(VaultError) {
    if row.proof.event == 0, !isSealed { return }
    let (message, id) = try RowMessage.of(row, vault: vault, ids)
    if let seal = row.proof.seal {
      if keys.isGenuine(seal, message) { return }
    } else if Row.proven.isServed, let event = try store.row(EventRow.self, number: row.proof.event),
      event.actorAccount != nil,
      event.write(of: RowWrite.Row(table: Row.proven, id: id))?.digest == sha256(message)
    {
      return
    }
    throw .damaged("the \(Row.proven.phrase) \(id.text) is not as the vault wrote it")
  }

  /// Refuses a row that is not as the event that it names wrote it; what a rekey or the sealing of an older vault wrote is
  /// left to the row's seal.
  func checkWritten<Row: ProvenRow>(_ row: Row) throws(VaultError) {
    let (message, id) = try RowMessage.of(row, vault: vault, ids)
    let event = try store.row(EventRow.self, number: row.proof.event)
    if let event, [EventCode.vaultSealed, .vaultRekeyed].contains(where: { $0.number == event.type }) {
      return
    }
    guard event?.write(of: RowWrite.Row(table: Row.proven, id: id))?.digest == sha256(message) else {
      throw .notAsWritten(Row.self, id, row.proof.event)
    }
  }

  /// Refuses a row whose seal the organization key did not make; one of a vault without proofs has none yet.
  func checkSeal<Row: ProvenRow>(_ row: Row, _ keys: any RowSealer) throws(VaultError) {
    guard row.proof.event > 0 else { return }
    let (message, id) = try RowMessage.of(row, vault: vault, ids)
    guard let seal = row.proof.seal, keys.isGenuine(seal, message) else {
      throw .damaged("the \(Row.proven.phrase) \(id.text) has no seal of this vault")
    }
  }

  /// The events of some types about a thing are those that wrote rows; a rekey, and the sealing of an older vault, wrote all.
  private func check<Row: ProvenRow>(
    _ row: Row, _ column: EventRow.Column, _ about: UUID128, _ codes: [EventCode], _ sealed: Bool
  ) throws(VaultError) {
    let (message, id) = try RowMessage.of(row, vault: vault, ids)
    let wanted = RowWrite.Row(table: Row.proven, id: id)
    let wrote = row.proof.event
    var isLeftToSeal = false
    // A later event about it makes it an old row that was put back.
    for code in codes {
      let later = try store.rows(
        EventQuery([
          .equal(column, .id(about)), .equal(.type, .int(code.number)), .isNotNull(.rows),
          Condition(.number, .greater, .int(wrote)),
        ]))
      if let event = later.first(where: { $0.write(of: wanted) != nil }) {
        throw .notAsWritten(Row.self, id, event.number)
      }
    }
    for code in [EventCode.vaultSealed, .vaultRekeyed] {
      guard let number = try newest(code), number >= wrote else { continue }
      if number == wrote {
        isLeftToSeal = sealed
      } else if try store.row(EventRow.self, number: number)?.write(of: wanted) != nil {
        throw .notAsWritten(Row.self, id, number)
      }
    }
    if wrote == 0 || isLeftToSeal { return }
    guard let written = try store.row(EventRow.self, number: wrote)?.write(of: wanted),
      written.digest == sha256(message)
    else { throw .notAsWritten(Row.self, id, wrote) }
  }

  /// The number of the last event of a type; nil: there is none.
  private func newest(_ code: EventCode) throws(VaultError) -> Int64? {
    var query = EventQuery(
      [.equal(.type, .int(code.number))], order: [SortKey(.number, descending: true)])
    query.limit = 1
    var number: Int64?
    try store.scan(query, [.number]) { (row) throws(VaultError) in
      number = try row.int(0)
      return false
    }
    return number
  }
}

extension VaultError {
  /// The error of a row that another event wrote, or wrote otherwise.
  fileprivate static func notAsWritten(_ type: (some ProvenRow).Type, _ id: UUID128, _ event: Int64)
    -> VaultError
  {
    .damaged("the \(type.proven.phrase) \(id.text) is not as event \(event) wrote it")
  }
}
