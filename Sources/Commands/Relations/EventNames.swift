internal import CSV
internal import Crypto
internal import Interpreter
internal import Vault

/// Makes the cells of what events mention: names of things, also of what is gone, or their ids.
final class EventNames {
  private let session: VaultSession

  init(_ session: VaultSession) { self.session = session }

  /// Makes the cells that a table has not yet.
  func makeCells(of table: MentionTable, _ layout: CellLayout) throws(VaultError) {
    let new = table.cellCount..<table.count
    if new.count > 1 { try fetch(table, new) }
    let cell = CellBytes(layout: layout)
    for number in new {
      let (kind, id) = (table[number].kind, table[number].id)
      let name = try kind.flatMap { (kind) throws(VaultError) in try session.name(kind, id) }
      table.addCell(cell.cell(CSVWriter.label(name ?? id.text)))
    }
  }

  /// Reads the names of many mentions together.
  private func fetch(_ table: MentionTable, _ numbers: Range<Int>) throws(VaultError) {
    var ids: [EntityKind: [UUID128]] = [:]
    for number in numbers {
      if let kind = table[number].kind { ids[kind, default: []].append(table[number].id) }
    }
    for (kind, ids) in ids { try session.fetchNames(kind, ids) }
  }
}
