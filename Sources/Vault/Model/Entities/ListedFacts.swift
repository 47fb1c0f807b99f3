import Base

/// What lists show of a row beside its name.
struct ListedFacts {
  let number: Int64
  let id: UUID128
  let created: Int64
  let revised: Int64
  let createdBy: UUID128?
  /// The number of its project, where there is one.
  var project: Int64?

  /// Reads them from the first columns of a scan.
  init(_ row: any RowCursor) throws(VaultError) {
    number = try row.int(0)
    id = try row.id(1)
    created = try row.int(2)
    revised = try row.int(3)
    createdBy = try row.idOrNil(4)
  }
}
