internal import Crypto
internal import Interpreter
internal import Vault

/// Joins with an invite.
enum PersonJoin: Command {
  static var name: String { "person join" }
  static let signature = Signature(
    "Joins with an invite code and a new passphrase. The code works once.",
    category: .people, effect: .of(.passphraseChange, [.outside, .alone]),
    flags: [
      Flag("code-file", .named("path"), "the file that holds the code; without it, a prompt asks"),
      Flag("name", .string, "the name"),
    ], output: ChangeRows.type,
    details: """
      Needs no sign-in: the invite code is enough. The passphrase comes from --passphrase-file, from the file that SMS_PASSPHRASE_FILE \
      names, or from a prompt; it has at least 12 characters.
      """,
    examples: [Example("person join --code-file eve.code --name Eve")])

  static let plannedEvents = ["person.joined"]

  static func run(_ call: Call) throws(Fault) -> Value {
    let access = try VaultAccess.of(call)
    let name = try call.text("name")
    let code = try code(call)
    let person = try access.join(code: code, name: name)
    return .list([ChangeRows.row("joined", .mention(person.ref), after: .string(person.role.word))])
  }

  private static func code(_ call: Call) throws(Fault) -> Secret {
    let host = call.context.host
    if let path = try call.text("code-file") {
      return try SecretFile.code(Files.expanded(path, host))
    }
    guard host.inputIsTerminal, let line = try host.readLine(prompt: "Invite code: ", hidden: true) else {
      throw call.fault(CommandFault.noInviteCode)
    }
    return Secret(utf8: line)
  }
}
