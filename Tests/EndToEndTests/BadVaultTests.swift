import Glibc
import Support
import Testing

/// Vaults, passphrases and import files that are not as they must be: an error, and nothing touched.
@Suite struct BadVaultTests {
  @Test func nobodyLearnsWhyTheVaultDoesNotOpen() throws {
    let home = try E2EAcme.home(.provisioned)
    try home.write("another passphrase\n", to: "wrong")
    try home.write(E2EHome.passphrase + " \n", to: "blank")
    let results = [
      try home.run("accounts", "--passphrase-file", home.path("wrong")),
      try home.run("accounts", "--passphrase-file", home.path("blank")),
      try home.run("accounts", "--as", "eve@acme.example"),
      try home.run("accounts", "--as", "eve@acme.example", "--passphrase-file", home.path("wrong")),
    ]
    for result in results {
      #expect(result.status == 4, "\(result)")
      #expect(result.output == "")
      #expect(result.errors == results[0].errors)
    }
    #expect(results[0].errors.hasPrefix("error V0101 "))
    // VaultTests count that the work is the same, too. A refused known person leaves one event of the minute.
    _ = try home.run("accounts", "--read-only", "--passphrase-file", home.path("wrong"))
    let events = try home.run("--format", "jsonl", "-c", "events --type 9002 | select event person")
    #expect(events.lines.count == 1 && events.output.contains(E2EHome.email), "\(events)")
    #expect(try home.run("vault", "verify").status == 0)
  }

  @Test func passphraseFiles() throws {
    let home = try E2EAcme.home(.created)
    for mode in [UInt32(0o640), 0o604, 0o660] {
      chmod(home.path("passphrase"), mode)
      let result = try home.run("whoami")
      #expect(result.status == 4, "\(result)")
      #expect(result.errors.contains("chmod 600"))
    }
    chmod(home.path("passphrase"), 0o400)
    #expect(try home.run("whoami").status == 0)
    #expect(try home.run("whoami", "--passphrase-file", home.path("nosuch")).status == 4)
    #expect(try home.run("whoami", "--passphrase-file", home.folder).status == 4)
    let none = try home.run("whoami", variables: ["SMS_PASSPHRASE_FILE": nil])
    #expect(none.status == 4, "\(none)")
    #expect(none.errors.contains("SMS_PASSPHRASE_FILE"))
    #expect(try home.run("whoami", variables: ["SMS_USER": nil]).status == 4)
    // A pipe is taken as it is, and the flag wins over the variable.
    let piped = try home.shell(
      "cat passphrase 2>/dev/null; printf '\(E2EHome.passphrase)' | \"$SMS\" whoami --passphrase-file /dev/stdin"
    )
    #expect(piped.status == 0, "\(piped)")
    try home.write("short", to: "short")
    let short = try home.run(
      "vault", "create", "--vault", home.path("w.db"), "--organization", "A", "--email", "a@b.example",
      "--passphrase-file", home.path("short"))
    #expect(short.status != 0)
    #expect(home.read("w.db") == nil)
  }

  /// A file that is no vault, how it is made from one, and how the program ends.
  struct Damage: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var status: Int32
    var code: String
    var make: @Sendable ([UInt8]) -> [UInt8]
  }

  private static let damages = [
    Damage(testDescription: "text", status: 1, code: "V0604") { _ in Array("hello, I am no vault\n".utf8) },
    Damage(testDescription: "empty", status: 1, code: "V0603") { _ in [] },
    Damage(testDescription: "zeros", status: 1, code: "V0604") { _ in [UInt8](repeating: 0, count: 8192) },
    Damage(testDescription: "truncated", status: 7, code: "V0701") {
      Array($0.prefix($0.count / 2 / 4096 * 4096))
    },
    Damage(testDescription: "cut within a page", status: 7, code: "V0701") { Array($0.prefix(30_000)) },
    Damage(testDescription: "a page of garbage", status: 7, code: "V0701") { bytes in
      var bytes = bytes
      for index in 4096..<8192 { bytes[index] = UInt8(truncatingIfNeeded: index &* 37) }
      return bytes
    },
    Damage(testDescription: "another program's database", status: 1, code: "V0604") { bytes in
      var bytes = bytes
      for index in 68..<72 { bytes[index] = 0 }
      return bytes
    },
    Damage(testDescription: "a newer schema", status: 1, code: "V0605") { bytes in
      var bytes = bytes
      bytes[63] = 99
      return bytes
    },
  ]

  @Test(arguments: damages) func aDamagedVaultIsNotTouched(_ damage: Damage) throws {
    let home = try E2EAcme.home(.imported)
    let bytes = damage.make(try #require(home.read("v.db")))
    try home.write(bytes, to: "v.db")
    for words in [["accounts"], ["account", "create", "x"], ["vault", "verify"]] {
      let result = try home.start(words).wait()
      #expect(result.status == damage.status, "\(words): \(result)")
      #expect(result.errors.contains(damage.code), "\(words): \(result)")
      #expect(result.output == "")
    }
    #expect(home.read("v.db") == bytes)
    #expect(home.files == ["passphrase", "v.db"])
  }

  @Test func aByteThatChangedIsFound() throws {
    let home = try E2EAcme.home(.imported)
    let whole = try #require(home.read("v.db"))
    var damaged = whole
    // In the middle of a sealed text: the pages are sound, the text does not open.
    let mark = Array("2.".utf8)
    let place = try #require(
      (whole.count / 2..<whole.count - 200).first { index in
        whole[index..<(index + 2)].elementsEqual(mark)
          && whole[(index + 26)] == UInt8(ascii: "|")
      })
    damaged[place + 40] = damaged[place + 40] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
    try home.write(damaged, to: "v.db")
    let result = try home.run("vault", "verify")
    #expect(result.status == 7, "\(result)")
    #expect(home.read("v.db") == damaged)
  }

  @Test func filesThatAreNoVaults() throws {
    let home = try E2EAcme.home(.created)
    symlink(home.vault, home.path("link.db"))
    mkdir(home.path("folder.db"), 0o700)
    mkfifo(home.path("pipe.db"), 0o600)
    for (path, code) in [
      (home.path("link.db"), "V0606"), (home.path("folder.db"), "V0607"), (home.path("pipe.db"), "V0607"),
      ("/dev/null", "V0607"), (home.path("nosuch.db"), "V0601"), (home.path("nosuch/v.db"), "V0601"),
    ] {
      let result = try home.run("accounts", "--vault", path)
      #expect(result.status == 1, "\(result)")
      #expect(result.errors.contains(code), "\(result)")
    }
    for name in ["link.db", "folder.db", "pipe.db"] {
      let made = try home.run(
        "vault", "create", "--vault", home.path(name), "--organization", "B", "--email", "b@b.example")
      #expect(made.status == 1, "\(made)")
    }
    unlink(home.path("pipe.db"))
    chmod(home.vault, 0o644)
    let open = try home.run("accounts")
    #expect(open.status == 1 && open.errors.contains("V0609"), "\(open)")
  }

  // MARK: import

  private static let project = #"{"id": "11111111-1111-4111-8111-111111111111", "name": "p"}"#

  private static func secret(_ key: String, _ value: String, _ note: String = "") -> String {
    """
    {"id": "21111111-1111-4111-8111-111111111111", "key": "\(key)", "value": "\(value)", "note": "\(note)",
     "projectIds": ["11111111-1111-4111-8111-111111111111"]}
    """
  }

  private static func file(_ secrets: String...) -> String {
    #"{"projects": [\#(project)], "secrets": [\#(secrets.joined(separator: ", "))]}"#
  }

  private static func many(_ projects: Int, _ secrets: Int) -> String {
    func id(_ number: Int) -> String { "11111111-1111-4111-8111-" + String(number + 100_000_000_000) }
    let projectList = (0..<projects).map { #"{"id": "\#(id($0))", "name": "p\#($0)"}"# }
    let secretList = (0..<secrets).map {
      #"{"id": "\#(id($0))", "key": "k", "value": "v", "note": "", "projectIds": []}"#
    }
    return
      #"{"projects": [\#(projectList.joined(separator: ","))], "secrets": [\#(secretList.joined(separator: ","))]}"#
  }

  private static let imports: [(String, String)] = [
    ("", "1:1"), ("nul", "1:"), ("[]", "1:1"), ("{", "1:"),
    ("{\"projects\": [],\n \"secrets\": [\n{\"key\": \"a\",}]}", "3:"),
    ("{\"projects\": [],\n\"secrets\": [] } x", "2:"),
    (#"{"projects": {}, "secrets": []}"#, "projects"),
    (#"{"projects": [], "secrets": 7}"#, "secrets"),
    (#"{"projects": [{"id": "zz", "name": "a"}], "secrets": []}"#, "projects[0].id"),
    (#"{"projects": [{"id": "11111111-1111-4111-8111-111111111111"}], "secrets": []}"#, "projects[0]"),
    (file(secret("k", "v"), #"{"id": "x", "key": 3}"#), "secrets[1].key"),
    (file(secret("k", "v"), secret("", "v")), "secrets[1].key"),
    (file(secret("k", "v"), secret(String(repeating: "k", count: 501), "v")), "secrets[1].key"),
    (file(secret("k", String(repeating: "v", count: 25_001))), "secrets[0].value"),
    (file(secret("k", "v", String(repeating: "n", count: 7_001))), "secrets[0].note"),
    (
      file(
        secret("k", "v"), secret("k", "v").replacing("\"projectIds\": [\"1", with: "\"projectIds\": [\"9")),
      "secrets[1].projectIds[0]"
    ),
    (file(secret("k", "v\u{1}")), "1:"),
    (many(1001, 0), "1000"), (many(1, 6001), "6000"),
    (#"{"projects": [], "projects": [], "secrets": []}"#, "projects"),
  ]

  @Test func anImportIsAllOrNothing() throws {
    let home = try E2EAcme.home(.created)
    let before = home.read("v.db")
    for (text, place) in Self.imports {
      try home.write(text, to: "i.json")
      let result = try home.run("vault", "import", home.path("i.json"))
      #expect(result.status == 1, "\(text.prefix(200)): \(result)")
      #expect(result.errors.contains(place), "\(text.prefix(200)): \(result)")
      #expect(result.output == "")
    }
    try home.write(
      Array(Self.file(Self.secret("k", "v")).utf8).map { $0 == UInt8(ascii: "v") ? 0xff : $0 }, to: "i.json")
    #expect(try home.run("vault", "import", home.path("i.json")).status == 1)
    #expect(try home.run("vault", "import", home.path("nosuch.json")).status == 1)
    #expect(home.read("v.db") == before)
    try home.write(Self.file(Self.secret("k", "v")), to: "i.json")
    #expect(try home.run("vault", "import", home.path("i.json")).status == 0)
    #expect(
      try home.run("-c", "projects | length; secrets | length; vault verify | length").lines.prefix(2) == [
        "1", "1",
      ])
  }

  @Test func aSecretIsNeverTakenFromTheCommandLine() throws {
    let home = try E2EAcme.home(.created)
    #expect(try home.run("project", "create", "p").status == 0)
    #expect(try home.run("secret", "create", "K", "--project", "p", "--value", "zebra").status == 2)
    #expect(try home.run("secret", "create", "K", "zebra", "--project", "p").status == 2)
    #expect(try home.run("-c", "secrets | length").output == "0\n")
    // What comes from standard input is taken byte for byte, but for one newline at its end.
    for (number, value) in ["a", " leading", "two\nlines\n", "\u{202e}bidi", "quo\"te\\", "ünï ©\u{1f600}"]
      .enumerated()
    {
      #expect(
        try home.run("secret", "create", "S\(number)", "--project", "p", input: value + "\n").status == 0)
      #expect(try home.run("reveal", "p/S\(number)").output == value + "\n")
    }
    #expect(try home.run("secret", "create", "E", "--project", "p", input: "").status == 1)
  }
}
