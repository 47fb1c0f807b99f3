import Glibc
import Support
import Testing

/// What is installed beside the programs, and what is made from their tables.
@Suite struct InstallTests {
  private static let root = repositoryRoot()
  /// Where the programs under test lie.
  private static let programs = String(
    E2EHome.binary[..<(E2EHome.binary.lastIndex(of: "/") ?? E2EHome.binary.endIndex)])

  private func script(_ home: E2EHome, _ command: String) throws -> E2EResult {
    var environment = home.environment
    environment["SMS_PROGRAMS"] = Self.programs
    environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return try E2EProgram("/bin/sh", ["-c", "cd '\(Self.root)' && \(command)"], environment: environment)
      .wait(seconds: 900)
  }

  private func page(_ home: E2EHome, _ name: String) throws -> String {
    let result = try E2EProgram(Self.programs + "/sms-pages", [name], environment: home.environment).wait()
    #expect(result.status == 0, "\(result)")
    return result.output
  }

  @Test(arguments: ["/opt/sms", "/a b/c"])
  func whatIsInstalledIsRemoved(prefix: String) throws {
    let home = try E2EHome()
    let before = home.files
    let folder = home.folder + prefix
    let installed = try script(home, "scripts/install --prefix '\(folder)'")
    #expect(installed.status == 0, "\(installed)")
    #expect(home.mode(String(prefix.dropFirst()) + "/bin/sms") == 0o755)
    // The programs work where they are, and find each other.
    let version = try E2EProgram(folder + "/bin/sms", ["--version"], environment: home.environment).wait()
    #expect(version.status == 0 && version.output.hasPrefix("sms "), "\(version)")
    let serve = try E2EProgram(
      folder + "/bin/sms", ["--vault", "https://h", "accounts"], environment: home.environment
    )
    .wait()
    #expect(serve.errors.contains("E0711"), "\(serve)")
    let unit = KeeperProcess.text(folder + "/lib/systemd/system/sms-serve.service") ?? ""
    #expect(unit.contains("ExecStart=\(folder)/bin/sms serve "), "\(unit)")
    for name in ["share/man/man1/sms.1", "share/man/man5/sms.5", "share/man/man8/sms-net.8"] {
      #expect(KeeperProcess.text(folder + "/" + name)?.contains(".TH SMS") == true, "\(name)")
    }
    // Once more in the same place, and away.
    #expect(try script(home, "scripts/install --prefix '\(folder)'").status == 0)
    let removed = try script(home, "scripts/uninstall --prefix '\(folder)'")
    #expect(removed.status == 0, "\(removed)")
    #expect(home.files == before)
  }

  @Test func aStrangerStays() throws {
    let home = try E2EHome()
    home.makeFolder("p")
    home.makeFolder("p/bin")
    try home.write("mine", to: "p/bin/mine")
    #expect(try script(home, "scripts/install --prefix '\(home.path("p"))'").status == 0)
    #expect(try script(home, "scripts/uninstall --prefix '\(home.path("p"))'").status == 0)
    #expect(home.files.filter { $0.hasPrefix("p/") } == ["p/bin/mine"])
    #expect(try script(home, "scripts/install --nonsense").status == 2)
    #expect(try script(home, "scripts/uninstall --nonsense").status != 0)
  }

  @Test func thePagesSayWhatHelpSays() throws {
    let home = try E2EHome()
    let program = try page(home, "sms.1")
    for words in ["\\-\\-agent", "unlock", "EXIT STATUS", "XDG_RUNTIME_DIR"] {
      #expect(program.contains(words))
    }
    #expect(try page(home, "sms-net.8").contains("\\-\\-tls\\-cert"))
    let language = try page(home, "sms.5")
    for words in ["KEYWORDS", "chart heat", "secret version delete"] { #expect(language.contains(words)) }
    // No line of text steers.
    let requests = [".TH", ".SH", ".SS", ".PP", ".TP", ".B ", ".nf", ".fi", ".\\\""]
    for line in (program + language).split(separator: "\n") where line.hasPrefix(".") || line.hasPrefix("'") {
      #expect(requests.contains { line.hasPrefix($0) }, "\(line)")
    }
    let none = try E2EProgram(Self.programs + "/sms-pages", ["nonsense"], environment: home.environment)
      .wait()
    #expect(none.status == 2)
  }

  /// `SMS_UPDATE_TRANSCRIPTS=1` writes them anew.
  @Test(arguments: ["sms.vim", "sms.tmLanguage.json"])
  func theGrammarsAreUpToDate(name: String) throws {
    let home = try E2EHome()
    let path = Self.root + "/Documentation/editors/" + name
    let made = try page(home, name)
    if getenv("SMS_UPDATE_TRANSCRIPTS") != nil {
      let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
      defer { close(file) }
      #expect(write(file, Array(made.utf8), made.utf8.count) == made.utf8.count)
    }
    #expect(KeeperProcess.text(path) == made, "SMS_UPDATE_TRANSCRIPTS=1 writes it anew")
    if name.hasSuffix("json") {
      let valid = try script(home, "python3 -c 'import json,sys; json.load(open(sys.argv[1]))' '\(path)'")
      #expect(valid.status == 0, "\(valid)")
    }
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func theCompletionsOfShellsAreRead(shell: String) throws {
    guard ["/bin/", "/usr/bin/"].contains(where: { access($0 + shell, X_OK) == 0 }) else { return }
    let home = try E2EHome()
    let file = ["bash": "sms.bash", "zsh": "_sms", "fish": "sms.fish"][shell] ?? ""
    let result = try script(home, "\(shell) -n scripts/completions/\(file)")
    #expect(result.status == 0 && result.errors.isEmpty, "\(result)")
  }

  /// Installs and removes the package that `scripts/test --long` made, which takes a release build of minutes.
  @Test(.enabled(if: getenv("SMS_PACKAGE") != nil))
  func aDebianPackage() throws {
    let home = try E2EHome()
    let package = try #require(getenv("SMS_PACKAGE").map { String(cString: $0) })
    let system = home.path("system")
    let prepare =
      "mkdir -p \(system)/var/lib/dpkg/updates \(system)/var/lib/dpkg/info && touch \(system)/var/lib/dpkg/status"
    let dpkg =
      "fakeroot dpkg --root=\(system) --log=/dev/null --force-script-chrootless --force-depends --force-not-root"
    let installed = try script(home, "\(prepare) && \(dpkg) --install \(package)")
    #expect(installed.status == 0, "\(installed)")
    let version = try E2EProgram(system + "/usr/bin/sms", ["--version"], environment: home.environment).wait()
    #expect(version.status == 0, "\(version)")
    for path in ["usr/share/man/man1/sms.1.gz", "lib/systemd/system/sms-serve.service", "usr/bin/sms-net"] {
      #expect(home.mode("system/" + path) != nil, "\(path)")
    }
    let removed = try script(home, "\(dpkg) --purge sms")
    #expect(removed.status == 0, "\(removed)")
    #expect(home.files.filter { $0.hasPrefix("system/usr/") || $0.hasPrefix("system/lib/") } == [])
  }
}
