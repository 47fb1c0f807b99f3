internal import Base
internal import Crypto
internal import Interpreter
internal import JSON
internal import Vault

/// Writes projects and secrets to a file in the product's format.
enum VaultExport: Command {
  static var name: String { "vault export" }
  static let signature = Signature(
    "Writes all projects and secrets, in plain text, to a file in the product's JSON format.",
    category: .vault, effect: .of(.exportData, .outside),
    positional: [Parameter("file", .named("path"), "the file; a leading `~/` is the home folder")],
    flags: [Flag("force", nil, "replaces an existing file", short: "f"), SharedFlags.yes],
    output: .record([Column("projects", .int), Column("secrets", .int), Column("file", .string)]),
    details: """
      For owners and admins. Asks first on a terminal, needs --yes elsewhere. One event for each secret and one of the \
      export are committed before anything is opened. The file holds no trash, versions, grants, machine accounts and \
      tokens; it is for its owner only (0600), and takes its place when it is whole. `vault import` reads it.

      What only a client of the server can have stored (empty, blank, too long, or no UTF-8) is written exactly, in \
      base64, and the list `base64` names its members. A secret whose value does not decrypt is left out, a name that does not decrypt becomes the id; a note on stderr names each.
      """,
    examples: [Example("vault export ~/export.json --yes")])

  static func run(_ call: Call) throws(Fault) -> Value {
    let written = try call.requiredText("file")
    let session = try VaultAccess.of(call).open()
    if session.isReadOnly { throw Fault(VaultError.readOnly) }
    try confirm(call, session, written)
    // All that can be refused is refused before anything leaves its event.
    let file = try WholeFile(Files.expanded(written, call.context.host), replaces: call.has("force"))
    let export = try Fault.wrapping { () throws(VaultError) in try session.exportProduct() }
    try write(export, file, call)
    try file.commit()
    tell(export.unopened, call.context.host)
    return .record([
      ("projects", .int(export.projects.count)), ("secrets", .int(export.count)),
      ("file", .string(written)),
    ])
  }

  /// Reports items that the file leaves out or holds only in part.
  private static func tell(_ unopened: [Unopened], _ host: any Host) {
    for item in unopened {
      let what = "the \(item.kind.phrase) \(item.id.text)"
      let line =
        switch item.outcome {
        case .leftOut: "left out: \(what), whose value does not open"
        case .namedByID: "written under its id: \(what), whose name does not open"
        case .withoutNote: "written without its note, which does not open: \(what)"
        }
      host.writeErrorLine(line)
    }
    if !unopened.isEmpty {
      host.writeErrorLine("`vault verify` says who sent what does not open, and what repairs it")
    }
  }

  private static func confirm(_ call: Call, _ session: VaultSession, _ path: String) throws(Fault) {
    let count = try Fault.wrapping { () throws(VaultError) in try session.countSecrets() }
    let what = "\(count) secret\(count == 1 ? "" : "s") in plain text to \(path)"
    try Confirmation.ask(call, "write", what)
  }

  /// How many bytes are gathered before they are written.
  private static let piece = 1 << 16

  private static func write(_ export: ProductExport, _ file: WholeFile, _ call: Call) throws(Fault) {
    var json = JSONWriter(pretty: true, wipes: true)
    json.startObject()
    json.key("projects")
    json.startArray()
    for project in export.projects {
      json.startObject()
      json.key("id")
      json.string(project.id.text)
      json.key("name")
      if project.isExact {
        json.string(base64Encode(Array(project.name.utf8)))
        mark(["name"], &json)
      } else {
        json.string(project.name)
      }
      json.endObject()
    }
    json.endArray()
    json.key("secrets")
    json.startArray()
    try call.context.progress.following(
      "secrets", of: export.count, outcome: "no file was written, the events of the export stay"
    ) { () throws(Fault) in
      while let secret = try Fault.wrapping({ () throws(VaultError) in try export.next() }) {
        try call.context.progress.advance()
        add(secret, &json)
        if json.count >= piece { try flush(&json, file) }
      }
    }
    json.endArray()
    json.endObject()
    json.newline()
    try flush(&json, file)
  }

  private static func flush(_ json: inout JSONWriter, _ file: WholeFile) throws(Fault) {
    var bytes = json.take()
    defer { wipe(&bytes) }
    try file.write(bytes)
  }

  private static func add(_ secret: ExportedSecret, _ json: inout JSONWriter) {
    json.startObject()
    var marks: [String] = []
    let texts: [(name: String, text: Secret, part: SecretPart)] = [
      ("key", secret.key, .name), ("value", secret.value, .value), ("note", secret.note, .note),
    ]
    for (name, text, part) in texts {
      json.key(name)
      let isExact = secret.exact.contains(part)
      if isExact { marks.append(name) }
      (isExact ? base64Encode(text) : text).withBytes {
        json.string($0.assumingMemoryBound(to: UInt8.self))
      }
    }
    json.key("id")
    json.string(secret.id.text)
    json.key("projectIds")
    json.startArray()
    if let project = secret.project { json.string(project.text) }
    json.endArray()
    if !marks.isEmpty { mark(marks, &json) }
    json.endObject()
  }

  /// Says which members are in base64.
  private static func mark(_ names: [String], _ json: inout JSONWriter) {
    json.key("base64")
    json.startArray()
    for name in names { json.string(name) }
    json.endArray()
  }
}
