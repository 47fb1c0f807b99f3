import Builtins
package import Commands
package import Crypto
package import Glibc
package import Interpreter
package import Vault

/// A provider that opens one store, whatever the path: each run of a test works on a copy of a vault.
package final class StoreGiven: StoreProvider {
  private let store: any VaultStore

  package init(_ store: any VaultStore) { self.store = store }

  package func create(at path: String) throws(VaultError) -> any VaultStore {
    throw .alreadyThere(path: path)
  }

  package func open(at path: String) throws(VaultError) -> any VaultStore { store }

  package func discard(_ store: any VaultStore) {}
}

/// A file with a passphrase, of mode 0600, that goes with its last reference.
package final class PassphraseFile {
  package let path: String

  package init(_ text: String = VaultFixture.passphrase + "\n", mode: mode_t = 0o600) {
    var template = Array("/tmp/sms-passphrase-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    path = template.withUnsafeBufferPointer { buffer in
      String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
    let bytes = Array(text.utf8)
    _ = write(descriptor, bytes, bytes.count)
    fchmod(descriptor, mode)
    close(descriptor)
  }

  deinit { unlink(path) }
}

/// What passphrases derive to, each derived once: for tests that sign in thousands of times.
package final class SeedCache {
  private var seeds: [[UInt8]: Secret] = [:]

  package init() {}

  /// The seed of a passphrase: the tests have one passphrase, so the salt tells.
  package func seed(_ parameters: PassphraseParameters, _ passphrase: Secret) throws(CryptoError) -> Secret {
    if let seed = seeds[parameters.salt] { return seed }
    let seed = try parameters.seed(passphrase: passphrase)
    seeds[parameters.salt] = seed
    return seed
  }
}

/// A run of the language with the commands of the domain on the organization Acme.
///
/// Acme has the projects payments-prod, web and billing, the machine accounts ci-payments, ci-web and deploy, three
/// secrets, a grant for each of the first two accounts, two tokens; bob@acme.example is invited and in the group ops.
package struct CommandsFixture {
  package let run: TestRun
  package let access: VaultAccess
  package let clock: VaultTestClock
  private let file: PassphraseFile

  /// All commands that tests use.
  package static var commands: [any Command.Type] {
    BuiltinCommands.all + IOCommands.all + DomainCommands.all
  }

  /// A run on a copy of Acme in memory.
  package init(isReadOnly: Bool = false) throws {
    try self.init(StoreGiven(try Self.acme().copy()), isReadOnly: isReadOnly)
  }

  /// A run on what a provider opens.
  package init(
    _ stores: any StoreProvider, path: String = "vault", person: String? = VaultFixture.email,
    isReadOnly: Bool = false, file: PassphraseFile = PassphraseFile(), seeds: SeedCache? = nil,
    limits: Limits = Limits()
  ) throws {
    self.file = file
    clock = VaultTestClock(time: 1_772_409_600_000_000)
    run = TestRun(Self.commands, patterns: RegexEngine(), limits: limits)
    run.context.registry.add(IOCommands.types + DomainCommands.types)
    run.host.time = Int(clock.time)
    run.context.started = run.host.time
    run.context.now = Instant(microseconds: Int(clock.time))
    run.context.readOnly = isReadOnly
    var options = VaultOptions(path: path, person: person)
    options.flags.passphrase = file.path
    options.isReadOnly = isReadOnly
    var environment = VaultEnvironment(clock: clock, random: SeededRandomBytes(seed: 7), cost: .floor)
    if let seeds { environment.derive = seeds.seed }
    access = VaultAccess(options: options, stores: stores, environment: environment, host: run.host)
    run.context.session = access
  }

  /// The session of the run.
  package func session() throws -> VaultSession {
    // The file of the passphrase must be there until it was read.
    try withExtendedLifetime(file) { try access.open() }
  }

  /// Acme, as it is copied for each run; `fill` makes what is in it.
  package static func acme(
    _ fill: (VaultSession) throws -> Void = { _ = try Self.fill($0) }
  ) throws -> StoreInMemory {
    let stores = StoresInMemory()
    let fixture = try VaultFixture(stores)
    try fill(fixture.session)
    guard let store = try stores.open(at: "vault") as? StoreInMemory else {
      throw VaultError.missing(path: "vault")
    }
    return store
  }

  /// The secrets of Acme: key, value, project.
  package static let secrets = [
    ("DB_URL", "postgres://web:pw@db/web", "web"), ("API_KEY", "k-123", "web"),
    ("STRIPE_KEY", "sk-1", "payments-prod"),
  ]

  /// Makes what Acme has in a vault, and gives the texts of its tokens; a mark stands in all values and notes.
  @discardableResult package static func fill(
    _ session: VaultSession, mark: String? = nil
  ) throws -> [Secret] {
    let payments = try session.createProject(name: "payments-prod")
    let web = try session.createProject(name: "web")
    _ = try session.createProject(name: "billing")
    let first = try session.createAccount(name: "ci-payments").account
    let second = try session.createAccount(name: "ci-web").account
    let third = try session.createAccount(name: "deploy").account
    for (key, value, project) in secrets {
      _ = try session.createSecret(
        key: key, value: Secret(utf8: mark.map { $0 + "-of-" + key } ?? value),
        note: Secret(utf8: mark.map { "the note \($0) of " + key } ?? "a note"),
        project: project == "web" ? web.id : payments.id)
    }
    _ = try session.grant([
      GrantRequest(account: first.id, project: payments.id, level: .readWrite),
      GrantRequest(account: second.id, project: web.id, level: .read),
    ])
    let tokens = [
      try session.createToken(account: third.id, name: "pipeline", expires: nil).text,
      try session.createToken(
        account: first.id, name: "nightly", expires: session.service.now() + 30 * 86_400_000_000
      ).text,
    ]
    let bob = try session.invitePerson(
      email: "bob@acme.example", role: .user, expires: session.service.now() + 7 * 86_400_000_000)
    let group = try session.createGroup(name: "ops")
    _ = try session.addToGroup(group.id, [bob.person.id])
    return tokens
  }
}
