import Base
import Crypto
import Glibc
import StoreSQLite
import Support
import Testing
import Vault

/// Signed in for a while: `unlock`, `lock`, and the keeper between them.
@Suite struct KeeperTests {
  private static let email = E2EHome.email
  /// No file says what signs in.
  private static let typed: [String: String?] = ["SMS_PASSPHRASE_FILE": nil]
  private static let question = "Passphrase of \(email): "

  /// A home with a user who is signed in for a while.
  private func unlocked(_ flags: String...) throws -> E2EHome {
    let home = try E2EAcme.home(.created)
    let result = try home.start(["unlock"] + flags).wait()
    #expect(result.status == 0, "\(result)")
    return home
  }

  private func agent(_ home: E2EHome, _ words: String...) throws -> E2EResult {
    try home.start(["--agent"] + words, variables: Self.typed).wait()
  }

  @Test func aTerminalAsksOnce() throws {
    let home = try E2EAcme.home(.created)
    let unlock = try home.terminal("unlock", variables: Self.typed)
    try unlock.waitFor(Self.question)
    unlock.send(E2EHome.passphrase + "\n")
    try unlock.waitFor("until")
    #expect(try unlock.waitForExit() == .exit(0))
    for words in [["whoami"], ["-c", "whoami | get email"]] {
      let next = try PtySession(
        executable: E2EHome.binary, arguments: words,
        environment: home.environment.filter { $0.key != "SMS_PASSPHRASE_FILE" })
      try next.waitFor(Self.email)
      #expect(try next.waitForExit() == .exit(0))
      #expect(!next.screenText.contains("Passphrase"))
    }
    let dialogue = try home.terminal(variables: Self.typed)
    try dialogue.waitFor("Acme \(Self.email)> ")
    #expect(!dialogue.screenText.contains("Passphrase"))
    dialogue.send("lock\n")
    try dialogue.waitFor("ended")
    #expect(KeeperProcess(below: home.folder) == nil)
    dialogue.send("accounts | length\n")
    try dialogue.waitFor(Self.question)
    dialogue.send(E2EHome.passphrase + "\n")
    try dialogue.waitFor("0\n")
  }

  @Test func scriptsAskForItByName() throws {
    let home = try unlocked()
    try home.write("whoami | get email\n", to: "job.sms")
    for words in [["whoami"], ["-c", "whoami"], [home.path("job.sms")], ["-"]] {
      let result = try home.start(words, input: "whoami\n", variables: Self.typed).wait()
      #expect(result.status == 4 && result.errors.contains("--agent"), "\(words): \(result)")
    }
    let script = try home.terminal(home.path("job.sms"), variables: Self.typed)
    try script.waitFor(Self.question)
    #expect(try agent(home, home.path("job.sms")).output == Self.email + "\n")
    #expect(try agent(home, "-c", "whoami | get email").output == Self.email + "\n")
    // The file that a flag names and --agent contradict each other; a variable is only a habit.
    let both = try home.run("--agent", "--passphrase-file", home.path("passphrase"), "whoami")
    #expect(both.status == 2 && both.errors.contains("E0701"), "\(both)")
    #expect(try home.run("--agent", "whoami").status == 0)
    #expect(try agent(home, "lock").output.contains("ended  1"))
    #expect(try home.run("--agent", "whoami").status == 4)
  }

  @Test(arguments: [["--for", "1s"], ["--for", "1h", "--idle", "1s"]])
  func itEndsByItself(flags: [String]) throws {
    let home = try E2EAcme.home(.created)
    #expect(try home.start(["unlock"] + flags).wait().status == 0)
    if let keeper = KeeperProcess(below: home.folder) { #expect(keeper.hasEnded()) }
    let result = try agent(home, "whoami")
    #expect(result.status == 4 && result.errors.contains("no keeper runs"), "\(result)")
    #expect(home.files.filter { $0.hasPrefix("sms/") } == [])
  }

  @Test func itEndsWithTheLoginAndWithASignal() throws {
    let home = try unlocked()
    let keeper = try #require(KeeperProcess(below: home.folder))
    TemporaryFolder.remove(home.folder + "/sms")
    #expect(keeper.hasEnded())
    #expect(try home.run("unlock").status == 0)
    let second = try #require(KeeperProcess(below: home.folder))
    // Another `unlock` takes its place.
    #expect(try home.run("unlock").status == 0)
    #expect(second.hasEnded())
    let third = try #require(KeeperProcess(below: home.folder))
    kill(third.number, SIGTERM)
    #expect(third.hasEnded())
    #expect(home.files.filter { $0.hasPrefix("sms/") } == [])
  }

  @Test func aCeilingHolds() throws {
    let home = try unlocked("--only", "read")
    #expect(try agent(home, "accounts").status == 0)
    let refused = try agent(home, "account", "create", "one")
    #expect(refused.status == 1 && refused.errors.contains("V0106"), "\(refused)")
    #expect(try home.run("account", "create", "one").status == 0)
  }

  @Test func whatChangesMeanwhileHoldsAtOnce() throws {
    let home = try unlocked()
    #expect(try home.run("vault", "rekey", "--yes").status == 0)
    #expect(try agent(home, "account", "create", "after-rekey").status == 0)
    try home.write("another good passphrase\n", to: "new")
    let changed = try home.run("vault", "passphrase", "--new-file", home.path("new"))
    #expect(changed.status == 0, "\(changed)")
    let refused = try agent(home, "whoami")
    #expect(refused.status == 4 && refused.errors.contains("no longer opens"), "\(refused)")
  }

  @Test func neverAnotherVaultOrPerson() throws {
    let home = try unlocked()
    let other = try E2EAcme.home(.created)
    #expect(
      try home.run("--vault", home.path("w.db"), "vault", "create", "--organization", "W", "--email", "x@y")
        .status == 0)
    var result = try agent(home, "--vault", home.path("w.db"), "whoami")
    #expect(result.status == 4 && result.errors.contains("no keeper runs"), "\(result)")
    result = try agent(home, "--as", "bob@acme.example", "whoami")
    #expect(result.status == 4 && result.errors.contains("no keeper runs"), "\(result)")
    result = try other.start(["--agent", "whoami"], variables: Self.typed).wait()
    #expect(result.status == 4 && result.errors.contains("no keeper runs"), "\(result)")
  }

  // MARK: what hostile hands and bad luck do

  private func socket(_ home: E2EHome) throws -> String {
    home.path(try #require(home.files.first { $0.hasPrefix("sms/") } ?? sockets(home).first))
  }

  private func sockets(_ home: E2EHome) -> [String] {
    home.files.filter { $0.hasPrefix("sms/") }
  }

  @Test func aKilledKeeper() throws {
    let home = try unlocked()
    let keeper = try #require(KeeperProcess(below: home.folder))
    kill(keeper.number, SIGKILL)
    #expect(keeper.hasEnded())
    let result = try agent(home, "whoami")
    #expect(result.status == 4 && result.errors.contains("was killed"), "\(result)")
    let typed = try home.terminal("whoami", variables: Self.typed)
    try typed.waitFor("was killed")
    try typed.waitFor(Self.question)
    #expect(try agent(home, "lock").output.contains("ended  0"))
    #expect(sockets(home) == [])
    #expect(try home.run("unlock").status == 0)
    #expect(try agent(home, "whoami").status == 0)
  }

  @Test func aStoppedKeeper() throws {
    let home = try unlocked()
    let keeper = try #require(KeeperProcess(below: home.folder))
    kill(keeper.number, SIGSTOP)
    let result = try agent(home, "whoami")
    #expect(
      result.status == 4 && result.errors.contains("(process \(keeper.number)) does not answer"), "\(result)")
    let typed = try home.terminal("whoami", variables: Self.typed)
    try typed.waitFor("does not answer")
    try typed.waitFor(Self.question)
    #expect(try agent(home, "lock").output.contains("ended  1"))
    #expect(keeper.hasEnded())
    #expect(sockets(home) == [])
  }

  @Test func callersThatSayNothing() throws {
    let home = try unlocked()
    let socket = try socket(home)
    var silent: [Int32] = []
    defer { for caller in silent { close(caller) } }
    for _ in 0..<20 {
      let caller = Glibc.socket(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0)
      silent.append(caller)
      #expect(Self.withAddress(socket) { connect(caller, $0, $1) } == 0)
    }
    #expect(try agent(home, "whoami").status == 0)
    #expect(try agent(home, "lock").output.contains("ended  1"))
  }

  /// Calls with the address of a socket.
  private static func withAddress<T>(
    _ path: String, _ body: (UnsafePointer<Glibc.sockaddr>, socklen_t) -> T
  ) -> T {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: Glibc.sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }

  @Test func whatSomebodyElsePutThere() throws {
    let home = try unlocked()
    let socket = try socket(home)
    func refused(_ words: String) throws {
      let result = try agent(home, "whoami")
      #expect(result.status == 4 && result.errors.contains(words), "\(result)")
      // Not even a terminal goes on: another user answers at the socket.
      let typed = try home.terminal("whoami", variables: Self.typed)
      try typed.waitFor(words)
      #expect(try typed.waitForExit() == .exit(4))
    }
    rename(socket, home.path("kept"))
    try home.write("x", to: String(socket.dropFirst(home.folder.utf8.count + 1)))
    try refused("not your socket")
    unlink(socket)
    symlink(home.path("kept"), socket)
    try refused("not your socket")
    unlink(socket)
    let fake = Glibc.socket(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0)
    defer { close(fake) }
    #expect(Self.withAddress(socket) { bind(fake, $0, $1) } == 0)
    chmod(socket, 0o600)
    listen(fake, 4)
    // It takes the question and never answers: the passphrase may be asked for, since it goes to this program alone.
    let silent = try agent(home, "whoami")
    #expect(silent.status == 4 && silent.errors.contains("does not answer"), "\(silent)")
    chmod(socket, 0o666)
    try refused("not your socket")
    chmod(socket, 0o600)
    if getuid() == 0 {
      chown(socket, 1, 1)
      try refused("not your socket")
    }
  }

  @Test func onlyAFolderOfOnesOwn() throws {
    let home = try E2EAcme.home(.created)
    func refused(_ folder: String?, _ words: String) throws {
      let result = try home.run("unlock", variables: ["XDG_RUNTIME_DIR": folder])
      #expect(result.status == 4 && result.errors.contains(words), "\(String(describing: folder)): \(result)")
    }
    try refused(nil, "XDG_RUNTIME_DIR is not set")
    try refused("", "XDG_RUNTIME_DIR is not set")
    try refused("/tmp", "yours alone")
    try refused(home.path("nowhere"), "no folder in which")
    try refused("relative", "no folder in which")
    mkdir(home.path("run"), 0o700)
    chmod(home.path("run"), 0o750)
    try refused(home.path("run"), "yours alone")
    chmod(home.path("run"), 0o700)
    symlink("/tmp", home.path("run/sms"))
    try refused(home.path("run"), "yours alone")
    unlink(home.path("run/sms"))
    symlink(home.path("run"), home.path("link"))
    try refused(home.path("link"), "yours alone")
    mkdir(home.path("run/sms"), 0o755)
    chmod(home.path("run/sms"), 0o755)
    try refused(home.path("run"), "yours alone")
    // Who asks nothing of a keeper is not held up.
    #expect(try home.run("whoami", variables: ["XDG_RUNTIME_DIR": home.path("run")]).status == 0)
  }

  @Test func aMachineAccountIsNotKept() throws {
    let home = try E2EAcme.home(.provisioned)
    let code = "token create ci-payments --name t | get value | save \(home.path("token")) --mode 0600"
    let made = try home.run("-c", code)
    #expect(made.status == 0, "\(made)")
    let result = try home.run("--token-file", home.path("token"), "unlock")
    #expect(result.status == 2 && result.errors.contains("E0808"), "\(result)")
    // A key of a person is.
    #expect(
      try home.run("-c", "person key create | get value | save \(home.path("key")) --mode 0600").status == 0)
    #expect(try home.run("--key-file", home.path("key"), "unlock").status == 0)
    #expect(try agent(home, "-c", "(whoami).credential").output != "passphrase\n")
  }

  // MARK: memory

  /// The seed of the passphrase and the organization key of a home's vault.
  private func secrets(_ home: E2EHome) throws -> (seed: [UInt8], key: [UInt8]) {
    let store = try SQLiteStores().open(at: home.vault)
    let row = try #require(try store.first(Query<CredentialRow>()))
    let parameters = PassphraseParameters(
      memoryKiB: Int(try #require(row.memoryKiB)), passes: Int(try #require(row.passes)),
      salt: try #require(row.salt))
    let seed = try parameters.seed(passphrase: Secret(utf8: E2EHome.passphrase))
    let key = try SealingKeyPair(seed: seed).open(row.sealedKey)
    return (seed.withBytes { [UInt8]($0) }, key.withBytes { [UInt8]($0) })
  }

  @Test(.enabled(if: getuid() == 0, "only root reads the memory of a hardened process"))
  func theSeedLiesInLockedMemoryAlone() throws {
    let home = try unlocked()
    let (seed, key) = try secrets(home)
    let keeper = try #require(KeeperProcess(below: home.folder))
    for _ in 0..<3 {
      #expect(try agent(home, "account", "create", "a\(Int.random(in: 0..<1 << 40))").status == 0)
    }
    let places = keeper.places(of: seed)
    #expect(places.count == 1 && places.allSatisfy(\.isLocked), "\(places)")
    // What it opened and what opened it first are nowhere.
    #expect(keeper.places(of: key) == [])
    #expect(keeper.places(of: Array(E2EHome.passphrase.utf8)) == [])
    // The search finds what is there.
    #expect(keeper.places(of: Array(Self.probe.utf8)) != [])
    let limits = KeeperProcess.text("/proc/\(keeper.number)/limits") ?? ""
    let core = limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") }
    #expect(core?.split(separator: " ").dropFirst(4).first == "0")
    #expect(KeeperProcess.text("/proc/\(keeper.number)/environ") == "")
    // After `lock` there is no memory to look at: what was opened before shows nothing more.
    let memory = open("/proc/\(keeper.number)/mem", O_RDONLY | O_CLOEXEC)
    defer { close(memory) }
    #expect(try agent(home, "lock").status == 0)
    #expect(!keeper.runs)
    var byte: UInt8 = 0
    #expect(pread(memory, &byte, 1, off_t(places[0].start)) <= 0)
  }

  /// A text that stands on the stack of every process.
  private static let probe = "sms-keeper"
}
