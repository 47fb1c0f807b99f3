import Support
import Testing

/// Names of vaults that are addresses: nothing is made, and no password is shown.
@Suite struct VaultNameTests {
  private static let password = "s3cr3t-canary"

  @Test(arguments: [
    "postgres://u:s3cr3t-canary@h/db", "https://u:s3cr3t-canary@h", "x://:s3cr3t-canary@h",
    "postgres://u:s3cr3t-canary/with?signs@h/db", "postgres://h/db?user=u&password=s3cr3t-canary",
    "POSTGRES://u:s3cr3t-canary@h", "mysql://root:s3cr3t-canary@h/", "://u:s3cr3t-canary@h",
  ])
  func aPasswordIsRefusedAndNotShown(name: String) throws {
    let home = try E2EHome()
    for words in [
      ["vault", "create", "--organization", "A", "--email", "a@b"], ["-c", "accounts"], ["serve"],
    ] {
      for (options, variable) in [(["--vault", name], nil), (["--vault=" + name], nil), ([], name)] {
        var variables: [String: String?] = [:]
        if let variable { variables["SMS_VAULT"] = variable }
        let result = try home.start(options + words, variables: variables).wait()
        #expect(result.status == 2 && result.errors.contains("E0709"), "\(name) \(words): \(result)")
        #expect(!(result.output + result.errors).contains(Self.password), "\(result)")
      }
    }
    #expect(home.files == ["passphrase"])
  }

  @Test(arguments: [
    "mysql://h/db", "file:///tmp/v.db", "s3://bucket/key", "http://h", " postgres://h", "a b://c", "://",
  ])
  func anotherAddressIsRefused(name: String) throws {
    let home = try E2EHome()
    let result = try home.run("--vault", name, "vault", "create", "--organization", "A", "--email", "a@b")
    #expect(result.status == 2 && result.errors.contains("E0710"), "\(name): \(result)")
    #expect(home.files == ["passphrase"])
  }

  @Test(arguments: [
    "postgres://u@h/db", "postgresql://h", "https://vault.acme.example", "HTTPS://[::1]:8443",
  ])
  func anotherProgramGoesOn(name: String) throws {
    let home = try E2EHome()
    for words in [["accounts"], ["-c", "accounts"], ["serve"]] {
      let result = try home.start(["--vault", name] + words).wait()
      #expect(result.status == 2 && result.errors.contains("E0711"), "\(name): \(result)")
    }
    let dialogue = try home.terminal("--vault", name)
    #expect(try dialogue.waitForExit() == .exit(2))
    #expect(home.files == ["passphrase"])
    // Without the other program that is what is said.
    let lonely = home.path("sms")
    try home.write(readBytes(E2EHome.binary) ?? [], to: "sms", mode: 0o700)
    let result = try E2EProgram(lonely, ["--vault", name, "accounts"], environment: home.environment).wait()
    #expect(result.status == 1 && result.errors.contains("sms-net, which has the network"), "\(result)")
  }

  @Test func aPathIsAPath() throws {
    let home = try E2EHome()
    home.makeFolder("a:")
    let path = home.folder + "/a://v.db"
    let made = try home.run("--vault", path, "vault", "create", "--organization", "A", "--email", "a@b")
    #expect(made.status == 0 && home.read("a:/v.db") != nil, "\(made)")
    // What needs no vault does not look at its name.
    #expect(try home.run("--vault", "x://y", "--version").status == 0)
    #expect(try home.run("--vault", "x://y", "help", "print").status == 0)
  }
}
