internal import Crypto
internal import Interpreter
internal import Vault

/// Invites a person.
enum PersonInvite: Command {
  static var name: String { "person invite" }
  static let signature = Signature(
    "Invites a person. The code lets them join with a passphrase of their own.", category: .people,
    effect: .of(.personInvite), positional: [Parameter("email", .string, "the e-mail address")],
    flags: [
      Flag("role", .named("role"), "`owner`, `admin`, `user` (without this flag) or `custom`"),
      Flag(
        "allow", .named("permissions"),
        "with `custom`: one or a list of `event-logs`, `manage-people`, `manage-groups`"),
      Flag("name", .string, "the name"),
      Flag("no-access", nil, "gives no access to secrets"),
      Flag("expires", .named("expiry"), "when the code expires (7d)"),
    ], output: .record(InviteRecord.columns),
    details: """
      A person with access to secrets takes a seat of the subscription. The code is sealed and can be read once; it is of no use without the vault. The end of the run names a code that was never read.
      """,
    examples: [
      Example("(person invite eve@acme.example --role admin).role", gives: "\"admin\""),
      Example(
        "person invite eve@acme.example | get value | reveal | starts-with \"sms-invite.1.\"", gives: "true"),
      Example(
        "person invite eve@acme.example --role custom --allow [event-logs manage-groups] | get role",
        gives: "\"custom\""),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let access = try VaultAccess.of(call)
    let session = try access.open()
    let email = try call.requiredText("email")
    let role = try call.role() ?? .user
    let permissions = try call.permissions() ?? []
    let name = try call.text("name")
    let expires = try call.end(session, days: 7)
    let invite = try Fault.wrapping(
      session.invitePerson(
        email: email, role: role, permissions: permissions, name: name, hasAccess: !call.has("no-access"),
        expires: expires))
    GrowthNote.tell([invite.growth].compactMap { $0 }, call)
    return InviteRecord.value(invite, access, call)
  }
}

/// The result row of a new invite.
enum InviteRecord {
  static let columns = [
    Column("value", .sealed), Column("person", .mention(.person)), Column("role", .string),
    Column("expires", .datetime),
  ]

  static func value(_ invite: NewInvite, _ access: VaultAccess, _ call: Call) -> Value {
    let envelope = CodeEnvelope(invite, isPlanned: access.isPlanning)
    access.keep(envelope)
    let values: [Value] = [
      .sealed(SealedObject(envelope)), .mention(invite.person.ref), .string(invite.person.role.word),
      .date(invite.expires, call.context),
    ]
    return .record(RecordObject(shape: Shape(columns.map(\.name)), values: values))
  }
}
