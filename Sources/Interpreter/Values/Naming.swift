internal import Base
import Syntax

extension EntityObject {
  /// The texts that name one: name, id, `kind:name` and `kind:id`.
  static func names(_ kind: String, _ id: String, _ name: String) -> [String] {
    [name, id, "\(kind):\(name)", "\(kind):\(id)"]
  }

  /// Whether a text names it.
  func isNamed(by text: String) -> Bool {
    EntityObject.names(kind, id, name).contains { sameBytes(text, $0) }
  }
}

/// A record that names an entity, as `to json` and `to yaml` write one: `{kind id name}`, or without one of the last two.
///
/// The id decides where there is one: things are renamed.
package struct NamingRecord {
  /// The kind of the entity, such as `account`.
  package let kind: String
  /// The id in text form; nil where the record has none.
  package let id: String?
  /// The name at the time of writing; nil where the record has none.
  package let name: String?

  /// nil where a record has other keys, or something else than text in them.
  package init?(_ record: RecordObject) {
    let count = record.values.count
    guard count == 2 || count == 3, let kind = record["kind"]?.string else { return nil }
    id = record["id"]?.string
    name = record["name"]?.string
    guard count == 1 + (id == nil ? 0 : 1) + (name == nil ? 0 : 1) else { return nil }
    self.kind = kind
  }

  /// Whether it is this entity that it names.
  func names(_ entity: EntityObject) -> Bool {
    guard sameBytes(kind, entity.kind) else { return false }
    return id.map { sameBytes($0, entity.id) } ?? name.map { sameBytes($0, entity.name) } ?? false
  }
}
