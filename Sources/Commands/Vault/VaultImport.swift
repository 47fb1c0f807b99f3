internal import Crypto
internal import Interpreter
internal import JSON
internal import Vault

/// Imports projects and secrets from the product's format.
enum VaultImport: Command {
  static var name: String { "vault import" }
  static let signature = Signature(
    "Imports projects and secrets from a file in the product's JSON format: all of it or nothing.",
    category: .vault, effect: .of(.importData),
    positional: [Parameter("file", .named("path"), "the file: `{\"projects\": […], \"secrets\": […]}`")],
    output: .record([Column("projects", .int), Column("secrets", .int)]),
    details: """
      At most 1000 projects and 6000 secrets. The ids of the file only tie its secrets to its projects: everything \
      gets new ones, so importing a file twice makes everything twice. \
      Texts are those that `secret create` takes, exactly as they stand; a list `base64` in a project or secret names \
      members that hold any bytes in base64, as `vault export` writes them.
      """,
    examples: [Example("vault import export.json")])

  /// The most bytes of a file that are read.
  private static let limit = 512 << 20

  static func run(_ call: Call) throws(Fault) -> Value {
    let written = try call.requiredText("file")
    let session = try VaultAccess.of(call).open()
    if session.isReadOnly { throw Fault(VaultError.readOnly) }
    let path = Files.expanded(written, call.context.host)
    let bytes = try SecretFile.read(path, limit: limit, status: 1)
    let digest = bytes.withBytes { sha256($0) }
    var content = ImportContent()
    do throws(JSONError) {
      try read(bytes, into: &content)
    } catch {
      let place = error.path.isEmpty ? "" : " at \(error.path)"
      throw call.fault(
        CommandFault.badPlace(
          file: written, line: error.line, column: error.column, message: error.message + place,
          help: "nothing was imported"))
    }
    let result = try Fault.wrapping { () throws(VaultError) in
      try session.importProduct(projects: content.projects, secrets: content.secrets, fileDigest: digest)
    }
    return .record([("projects", .int(result.projects)), ("secrets", .int(result.secrets))])
  }

  /// Reads the bytes in place; they are wiped.
  private static func read(_ bytes: Secret, into content: inout ImportContent) throws(JSONError) {
    try bytes.withMutableBytes { (raw) throws(JSONError) in
      let text = raw.assumingMemoryBound(to: UInt8.self)
      try JSONReader(wipes: true, allowsNUL: true).read(text, into: &content)
    }
  }
}
