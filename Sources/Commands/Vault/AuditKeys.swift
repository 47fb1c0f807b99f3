internal import Base
internal import Interpreter
internal import Vault

/// The audit keys of servers.
enum AuditKeyList: Command {
  static var name: String { "audit keys" }
  static let signature = Signature(
    "Lists the audit keys, with which servers sign the events that they write.", category: .vault,
    output: .rows(columns),
    details: "For owners and admins. `signed` is the last event that a key has signed.",
    examples: [Example("audit keys | length", gives: "0")])

  private static let columns = [
    Column("id", .string), Column("key", .string), Column("added", .datetime), Column("by", .string),
    Column("revoked", .optional(.datetime)), Column("signed", .optional(.int)),
    Column("signed_date", .optional(.datetime)),
  ]

  static func run(_ call: Call) throws(Fault) -> Value {
    let session = try VaultAccess.of(call).open()
    let keys = try Fault.wrapping { () throws(VaultError) in try session.auditKeys() }
    let shape = Shape(columns.map(\.name))
    return .list(
      keys.map { key in
        let values: [Value] = [
          .string(key.id.text), .string(key.text), .date(key.added, call.context), .string(key.addedBy),
          .date(or: key.revoked, call.context), key.signed.map { .int(Int($0)) } ?? .null,
          .date(or: key.signedDate, call.context),
        ]
        return .record(RecordObject(shape: shape, values: values))
      })
  }
}

/// Adds the audit key of a server.
enum AuditKeyAdd: Command {
  static var name: String { "audit key add" }
  static let signature = Signature(
    "Lets a server sign the events that it writes, with its audit key.", category: .vault,
    effect: .of(.vaultSet),
    positional: [Parameter("key", .string, "what `sms serve keys audit` prints: sms-audit.1.…")],
    output: ChangeRows.type,
    details: """
      For owners. A server opens nothing, so its events have no seal, and only its signature tells them from events that somebody with a key of the vault made up. Look at the key on the server itself. A key that was revoked signs again.
      """,
    examples: [
      Example(
        "audit key add sms-audit.1.11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo= | get action",
        gives: "[\"added\"]")
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let text = try call.requiredText("key")
    let session = try VaultAccess.of(call).open()
    let (id, isNew) = try Fault.wrapping { () throws(VaultError) in try session.addAuditKey(text) }
    let action: ChangeAction = isNew ? .added : .unchanged
    return .list([ChangeRows.row(action.rawValue, .string(id.text), before: .null, after: .string(text))])
  }
}

/// Revokes the audit key of a server.
enum AuditKeyRevoke: Command {
  static var name: String { "audit key revoke" }
  static let signature = Signature(
    "Ends an audit key: what it signs from now on counts no more.", category: .vault,
    effect: .of(.auditKeyRevoke),
    positional: [Parameter("key", .string, "the id, or the key itself")], flags: [SharedFlags.yes],
    output: ChangeRows.type,
    details: """
      For owners. Asks first on a terminal, needs --yes elsewhere. What it signed before counts still. The server goes on, and its events are signed by the next change of a person.
      """,
    examples: [
      Example(
        """
        audit key add sms-audit.1.11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=; \
        audit key revoke (audit keys | first | get id) --yes | get action
        """, gives: "[\"revoked\"]")
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let text = try call.requiredText("key")
    guard let id = UUID128(text) ?? AuditKeyText.read(text).map(AuditKeyRow.id(of:)) else {
      throw call.fault(CommandFault.badAuditKey)
    }
    try Confirmation.ask(call, "revoke", [id.text], one: "audit key", many: "audit keys")
    let session = try VaultAccess.of(call).open()
    let isDone = try Fault.wrapping { () throws(VaultError) in try session.revokeAuditKey(id) }
    let action: ChangeAction = isDone ? .revoked : .unchanged
    return .list([ChangeRows.row(action.rawValue, .string(id.text), before: .null, after: .null)])
  }
}
