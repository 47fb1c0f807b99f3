internal import Interpreter
internal import Vault

/// Gives a machine account another name.
enum AccountRename: Command {
  static var name: String { "account rename" }
  static let signature = Signature(
    "Renames a machine account. Its tokens stay valid.", category: .accounts, effect: .of(.accountRename),
    positional: Renaming.parameters("account"), flags: [SharedFlags.twin], input: .optional(.any),
    output: ChangeRows.type,
    examples: [
      Example("account rename deploy deploy-web | get action", gives: "[\"renamed\"]"),
      Example("account rename deploy deploy | get action", gives: "[\"unchanged\"]"),
      Example("account show deploy | account rename deploy-2 | get after", gives: "[\"deploy-2\"]"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let (account, name) = try Renaming.read(call, .account)
    let session = try VaultAccess.of(call).open()
    let change = try Fault.wrapping(session.renameAccount(account.id, to: name, twin: call.has("twin")))
    return .list([ChangeRows.row(change)])
  }
}

/// Shared parts of the commands that rename objects.
enum Renaming {
  /// `THING NAME`, or `NAME` alone where the thing comes through the pipe.
  static func parameters(_ type: String) -> [Parameter] {
    [
      Parameter(type, .named(type), "which one", subject: true),
      Parameter("name", .string, "the new name"),
    ]
  }

  /// The thing and its new name.
  static func read(_ call: Call, _ kind: EntityKind) throws(Fault) -> (EntityRef, String) {
    let references = try References(call)
    return (try references.subject(kind.word, [kind]), try call.requiredText("name"))
  }
}
