internal import Base

/// What the checker knows of the rows that go in and come out.
package enum RowTypes {
  /// What can be gone through.
  package static let items: Type = .oneOf([.rows(nil), .list(.any), .range])

  /// The type of rows after some were dropped or moved.
  package static func same(_ input: Type) -> Type {
    switch input {
    case .list, .rows: input
    case .range: .list(.oneOf([.int, .datetime, .float, .duration]))
    case .optional(let type): same(type)
    default: .list(.any)
    }
  }

  /// The type of one item.
  package static func item(_ input: Type) -> Type {
    switch same(input) {
    case .list(let item): item
    case .rows(let columns): .record(columns)
    default: .any
    }
  }

  /// The type of records with these columns: one where one went in, else rows.
  package static func records(_ input: Type, _ columns: [Column]?) -> Type {
    switch input {
    case .record, .entity, .error: .record(columns)
    case .rows, .list, .range: .rows(columns)
    default: .any
    }
  }

  /// The columns with some of them changed; nil stays unknown.
  package static func changing(_ columns: [Column]?, _ name: String?, to type: Type) -> [Column]? {
    guard var columns, let name else { return nil }
    if let index = columns.firstIndex(where: { sameBytes($0.name, name) }) {
      columns[index].type = type
    } else {
      columns.append(Column(name, type))
    }
    return columns
  }
}
