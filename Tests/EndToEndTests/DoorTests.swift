import Base
import Crypto
import StoreSQLite
import Support
import Testing
import Vault

/// A vault that a client of the server has written to as well: the program beside it, and the server's side of it here.
private final class ServedHome {
  let home: E2EHome
  let vault: VaultFixture
  let served: ServedVault
  let project: Project
  let account: MachineAccount
  let token: NewToken

  init() throws {
    home = try E2EHome()
    try home.write(VaultFixture.passphrase + "\n", to: "passphrase")
    vault = try VaultFixture(SQLiteStores(), path: home.vault)
    project = try vault.session.createProject(name: "web")
    account = try vault.session.createAccount(name: "ci").account
    _ = try vault.session.grant([
      GrantRequest(account: account.id, project: project.id, level: .readWrite)
    ])
    token = try vault.session.createToken(account: account.id, name: "pipeline", expires: nil)
    served = try ServedVault(store: vault.service.store, environment: vault.service.environment)
  }

  /// Runs something as the client.
  func serve<T>(_ body: (ServedVault, ServedCaller) throws(VaultError) -> T) throws -> T {
    try served.begin(writing: true)
    do {
      let caller = try served.caller(token: token.item.id, account: account.id, peer: "192.0.2.7")
      let result = try body(served, caller)
      try served.commit()
      return result
    } catch {
      served.rollback()
      throw error
    }
  }

  /// Bytes as a client seals them.
  func seal(_ bytes: [UInt8], _ key: SymmetricKey? = nil) throws -> String {
    var random = SystemRandomBytes()
    let cipher = try EncStringCipher(key ?? vault.session.keys.organizationKey)
    return try cipher.seal(secret: Secret(copying: bytes), random: &random)
  }

  func post(_ key: [UInt8], _ value: [UInt8], _ note: [UInt8] = [], under other: SymmetricKey? = nil) throws {
    let content = SealedSecret(
      key: try seal(key, other), value: try seal(value, other), note: try seal(note, other))
    _ = try serve { (served, caller) throws(VaultError) in
      try served.createSecret(content, in: project.id, caller)
    }
  }

  func run(_ arguments: [String], input: [UInt8] = []) throws -> E2EResult {
    try E2EProgram(E2EHome.binary, arguments, environment: home.environment, input: input).wait()
  }
}

/// K06: what goes in by any door comes out of every door as it was.
@Suite struct DoorTests {
  /// What people may give.
  private static let texts: [String] = [
    "plain", "a\0b", "\0", "line\n", " blanks \t", "\u{FEFF}bom", "\u{202E}rtl\u{7}\u{1B}[31m\u{7F}",
    "quote\"'`$\\\r\n", "\u{e9}cafe\u{301}", String(repeating: "x", count: 25_000),
    String(repeating: "\0", count: 400), "null", "AP8=",
  ]
  /// What only a client can have stored.
  private static let bytes: [(value: [UInt8], code: String)] = [
    ([], "V0301"), ([0xFF, 0xFE, 0], "V0303"), ([0xC3], "V0303"),
    ([UInt8](repeating: 0x78, count: 26_191), "V0302"),
  ]

  /// Everything that the vault holds comes out as it is in there, by each door.
  private func expect(_ home: E2EHome, _ expected: [String: [UInt8]], _ what: String) throws {
    let keys = expected.keys.sorted()
    let code = keys.map { "(secret show \($0)).value | save ~/out-\($0) --force" }.joined(separator: "\n")
    let saved = try home.run("-c", code)
    #expect(saved.status == 0, "\(what): \(saved)")
    for key in keys { #expect(home.read("out-" + key) == expected[key], "\(what): \(key) saved") }
    for (index, text) in Self.texts.enumerated() {
      for key in keys where key.hasSuffix("_\(index)") {
        // A line end is added where there is none.
        let shown = try home.run("reveal", key)
        #expect(
          shown.outputBytes == Array(text.utf8) + (text.utf8.last == 0x0A ? [] : [0x0A]),
          "\(what): \(key) revealed")
      }
    }
  }

  @Test func whatGoesInComesOut() throws {
    let world = try ServedHome()
    let home = world.home
    var expected: [String: [UInt8]] = [:]
    func done(_ result: E2EResult, _ what: String) { #expect(result.status == 0, "\(what): \(result)") }
    for (index, text) in Self.texts.enumerated() {
      let bytes = Array(text.utf8)
      try home.write(bytes, to: "in")
      let key = { (door: String) in "\(door)_\(index)" }
      done(
        try world.run(["secret", "create", key("STDIN"), "--project", "web"], input: bytes), "stdin \(index)")
      done(
        try world.run([
          "-c",
          """
          secret create \(key("FILE")) --project web --file ~/in
          (secret show \(key("FILE"))).value | secret create \(key("PIPE")) --project web
          open --text ~/in | secret create \(key("TEXT")) --project web
          "x" | secret create \(key("EDIT")) --project web
          open --text ~/in | secret edit \(key("EDIT"))
          """,
        ]), "files \(index)")
      try world.post(Array(key("SERVED").utf8), bytes)
      for door in ["STDIN", "FILE", "PIPE", "TEXT", "EDIT", "SERVED"] { expected[key(door)] = bytes }
    }
    for (index, (value, code)) in Self.bytes.enumerated() {
      try home.write(value, to: "in")
      for arguments in [
        ["secret", "create", "NO", "--project", "web"],
        ["secret", "create", "NO", "--file", home.path("in")],
        ["secret", "edit", "STDIN_0"], ["secret", "edit", "STDIN_0", "--file", home.path("in")],
      ] {
        let refused = try world.run(arguments, input: value)
        #expect(refused.status == 1 && refused.errors.contains(code), "\(arguments): \(refused)")
      }
      try world.post(Array("SERVED_RAW_R\(index)".utf8), value)
      expected["SERVED_RAW_R\(index)"] = value
    }
    try expect(home, expected, "first")
    done(try home.run("vault", "export", home.path("e.json"), "--yes"), "export")
    // Into another vault, and from there once more: the files are the same but for ids.
    let other = try E2EHome()
    try other.write(VaultFixture.passphrase + "\n", to: "passphrase")
    _ = try VaultFixture(SQLiteStores(), path: other.vault, seed: 2)
    done(try other.run("vault", "import", home.path("e.json")), "import")
    try expect(other, expected, "imported")
    let verified = try other.run("vault", "verify")
    #expect(verified.errors.hasPrefix("clean: "), "\(verified)")
    // What the client reads is what is in there.
    let rows = try world.serve { (served, caller) throws(VaultError) in
      try served.changes(since: nil, caller) ?? []
    }
    #expect(rows.count == expected.count)
    for secret in rows {
      let key = world.vault.session.keys.name(secret.row.name.text).text
      let value = try world.vault.session.keys.open(secret.row.value)
      #expect(value.withBytes { [UInt8]($0) } == expected[key], "\(key) served")
    }
  }

  /// Names that only a client can give come through, too.
  @Test func namesThatOnlyAClientCanGiveComeThrough() throws {
    let world = try ServedHome()
    let names: [[UInt8]] = [
      [], Array("  ".utf8), [UInt8](repeating: 0x6B, count: 687), Array("a\0b".utf8), Array("AP8=".utf8),
    ]
    for name in names { try world.post(name, Array("v".utf8), Array("  ".utf8)) }
    try world.post([0xFF], Array("v".utf8))
    for name in [[], Array(" ".utf8), [0xFF]] as [[UInt8]] {
      let sealed = try world.seal(name)
      _ = try world.serve { (served, caller) throws(VaultError) in
        try served.createProject(name: sealed, caller)
      }
    }
    let home = world.home
    let export = try home.run("vault", "export", home.path("e.json"), "--yes")
    #expect(export.status == 0 && export.errors.contains("written under its id: the secret"), "\(export)")
    let other = try E2EHome()
    try other.write(VaultFixture.passphrase + "\n", to: "passphrase")
    let vault = try VaultFixture(SQLiteStores(), path: other.vault, seed: 2)
    let imported = try other.run("vault", "import", home.path("e.json"))
    #expect(imported.status == 0, "\(imported)")
    let secrets = try vault.service.unlock(
      email: VaultFixture.email, passphrase: Secret(utf8: VaultFixture.passphrase))
    let keys = try secrets.secrets().map { Array($0.key.utf8) }
    #expect(keys.count == names.count + 1 && names.allSatisfy { keys.contains($0) })
    // The clock of this vault is behind that of the program.
    #expect(try secrets.verify().findings.allSatisfy { $0.area == .clock })
  }

  /// A list `base64` that says nothing sensible is an error with its place, and brings nothing.
  @Test func marksThatSayNothingAreRefused() throws {
    let home = try E2EHome()
    try home.write(VaultFixture.passphrase + "\n", to: "passphrase")
    _ = try VaultFixture(SQLiteStores(), path: home.vault)
    for secret in [
      #"{"key":"K","value":"v","base64":["value"]}"#, #"{"key":"K","value":"v","base64":"value"}"#,
      #"{"key":"K","value":"v","base64":["id"]}"#, #"{"key":"/w==","value":"v","base64":["key"]}"#,
      #"{"key":"K","value":"","base64":["key"]}"#, #"{"key":"K","value":"v","base64":[1]}"#,
    ] {
      try home.write("{\"projects\":[],\"secrets\":[\(secret)]}", to: "bad.json")
      let result = try home.run("vault", "import", home.path("bad.json"))
      #expect(result.status == 1 && result.errors.contains("secrets[0]"), "\(secret): \(result)")
    }
    #expect(try home.run("-c", "secrets | length | to json").output == "0\n")
  }
}

/// K05: the care of a vault to which a client sent what no key opens, by the program itself.
@Suite struct NonsenseVaultTests {
  @Test func eachCommandDoesItsWorkAndSaysWhatItFound() throws {
    let world = try ServedHome()
    let home = world.home
    var random = AnyRandomBytes(SystemRandomBytes())
    let foreign = SymmetricKey.generate(&random)
    try world.post(Array("GOOD".utf8), Array("good".utf8))
    try world.post(Array("BAD".utf8), Array("bad".utf8), under: foreign)
    let name = try world.seal(Array("bad".utf8), foreign)
    _ = try world.serve { (served, caller) throws(VaultError) in try served.createProject(name: name, caller)
    }
    let verify = try home.run("-c", "vault verify | to json -c")
    #expect(verify.status == 0 && verify.errors.contains("warning: the vault holds 4 texts"), "\(verify)")
    #expect(verify.output.contains("the access token \(world.token.item.id.text) sent it so"))
    #expect(verify.output.contains("secret edit ") && verify.output.contains("project rename "))
    for (arguments, words) in [
      (["vault", "backup", home.path("b.db")], "warning: the copy holds 4 texts"),
      (["vault", "rekey", "--yes"], "texts that open under no key, left as they are: 4"),
      (["vault", "export", home.path("e.json"), "--yes"], "left out: the secret "),
      (["vault", "import", home.path("e.json")], ""),
      (["vault", "restore", home.path("b.db"), "--yes"], ""),
      (["vault", "verify"], "warning: the vault holds 4 texts"),
    ] {
      let result = try world.run(arguments)
      #expect(
        result.status == 0 && (words.isEmpty || result.errors.contains(words)), "\(arguments): \(result)")
    }
    // The commands of the findings, one after the other.
    for _ in 0..<10 {
      let mends = try home.run("-c", "vault verify | get mend | uniq | each {|m| print $m }")
      guard let line = mends.output.split(separator: "\n").first else { break }
      let words = line.split(separator: " ").map { ["KEY", "NAME"].contains($0) ? "MENDED" : String($0) }
      let mended = try world.run(words, input: Array("mended".utf8))
      #expect(mended.status == 0, "\(words): \(mended)")
    }
    let clean = try home.run("vault", "verify")
    #expect(clean.status == 0 && clean.errors.hasPrefix("clean: "), "\(clean)")
  }

  /// After `secret delete` and `secret purge` nothing of it is left.
  @Test func aPurgeLeavesNoNameThatDoesNotOpen() throws {
    let world = try ServedHome()
    var random = AnyRandomBytes(SystemRandomBytes())
    try world.post(Array("BAD".utf8), Array("bad".utf8), under: SymmetricKey.generate(&random))
    for code in [
      "secrets | secret delete --yes", "trash | secret purge --yes", "vault backup ~/b.db",
      "vault rekey --yes",
      "vault export ~/e.json --yes",
    ] {
      let result = try world.home.run("-c", code)
      #expect(result.status == 0 && !result.errors.contains("open"), "\(code): \(result)")
    }
    let clean = try world.home.run("vault", "verify")
    #expect(clean.status == 0 && clean.errors.hasPrefix("clean: "), "\(clean)")
  }
}
