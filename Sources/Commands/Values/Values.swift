internal import Base
internal import Interpreter
internal import Vault

extension Value {
  /// A reference to an entity: kind, id and name.
  static func mention(_ ref: EntityRef) -> Value {
    .entity(EntityObject(kind: ref.kind.word, id: ref.id.text, name: ref.name))
  }

  /// A reference, or null.
  static func mention(or ref: EntityRef?) -> Value { ref.map { mention($0) } ?? .null }

  /// An instant in the zone of the run.
  static func date(_ microseconds: Int64, _ context: Context) -> Value {
    .datetime(Instant(microseconds: Int(microseconds), zone: context.zone))
  }

  /// An instant, or null.
  static func date(or microseconds: Int64?, _ context: Context) -> Value {
    microseconds.map { date($0, context) } ?? .null
  }

  /// A text, or null.
  static func string(or text: String?) -> Value { text.map { .string($0) } ?? .null }

  /// A number, or null.
  static func int(or number: Int64?) -> Value { number.map { .int(Int($0)) } ?? .null }
}

extension Type {
  /// A reference to an entity in a column.
  static func mention(_ kind: EntityKind) -> Type { .entity(kind.word, nil) }

  /// A reference or null.
  static func optionalMention(_ kind: EntityKind) -> Type { .optional(mention(kind)) }
}
