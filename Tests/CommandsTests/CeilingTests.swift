import Commands
import Crypto
import Interpreter
import Support
import Testing
import Vault

/// T08: every command of the domain under every ceiling that a key may have.
@Suite struct CeilingTests {
  /// A command as it is called on Acme, and what its key must be allowed beside reading; nil: no ceiling allows it.
  private struct Line: Sendable {
    let command: String
    let text: String
    let needed: CredentialEffects?

    init(_ command: String, _ text: String, _ needed: CredentialEffects?) {
      self.command = command
      self.text = text
      self.needed = needed
    }
  }

  /// Written down once more, and not from the table; what takes away stands behind what needs it.
  private static let lines: [Line] = [
    Line("accounts", "accounts | length", []), Line("projects", "projects | length", []),
    Line("secrets", "secrets | length", []), Line("trash", "trash | length", []),
    Line("grants", "grants | length", []), Line("tokens", "tokens | length", []),
    Line("people", "people | length", []), Line("groups", "groups | length", []),
    Line("events", "events | first 1 | length", []), Line("locked", "locked | length", []),
    Line("account show", "account show ci-web", []), Line("account config", "account config ci-web", []),
    Line("project show", "project show web", []), Line("secret show", "secret show web/DB_URL", []),
    Line("secret versions", "secret versions web/DB_URL | length", []),
    Line("vault status", "vault status", []), Line("vault verify", "vault verify | length", []),
    Line("subscription", "subscription | length", []), Line("person keys", "person keys | length", []),
    Line("whoami", "whoami", []), Line("audit keys", "audit keys | length", []),
    Line("audit key add", "audit key add \(auditKey)", [.write, .manage]),
    Line("account create", "account create made", .write),
    Line("account rename", "account rename made remade", .write),
    Line("account set", "account set ci-web --description d", .write),
    Line("project create", "project create made", .write),
    Line("project rename", "project rename made remade", .write),
    Line("secret create", "\"v\" | secret create MADE --project billing", .write),
    Line("secret edit", "\"w\" | secret edit web/DB_URL", .write),
    Line("secret move", "secret move web/API_KEY --project billing", .write),
    Line("secret restore", "trash | secret restore | length", .write),
    Line("grant", "grant deploy project:web --access read", .write),
    Line("group create", "group create made", .write),
    Line("group rename", "group rename made remade", .write),
    Line("group add", "group add ops ada@acme.example", .write),
    Line("locked clear", "locked clear pipeline", .write),
    Line("token create", "token create deploy --name made", [.write, .reveal]),
    Line("reveal", "reveal web/DB_URL", .reveal), Line("run", "run --project web -- true", .reveal),
    Line("vault set", "vault set machine-projects none", [.write, .manage]),
    Line("subscription set", "subscription set --tier teams", [.write, .manage]),
    Line("person set", "person set bob@acme.example --role admin", [.write, .manage]),
    Line("person invite", "person invite eve@acme.example", nil),
    Line("person reset", "person reset bob@acme.example --yes", nil),
    Line("person key create", "person key create --only read", nil),
    Line("vault passphrase", "vault passphrase", nil), Line("vault recovery-key", "vault recovery-key", nil),
    Line(
      "secret version delete",
      "let old = (secret versions web/DB_URL | first); secret version delete $old.id --yes", .destroy),
    Line("revoke", "revoke ci-web project:web --yes", .destroy),
    Line("group remove", "group remove ops bob@acme.example --yes", .destroy),
    Line("group delete", "group delete ops --yes", .destroy),
    Line("token revoke", "token revoke pipeline --yes", .destroy),
    Line("person key revoke", "person keys | first 1 | person key revoke --yes", [.destroy, .manage]),
    Line("audit key revoke", "audit key revoke (audit keys | first | get id) --yes", [.destroy, .manage]),
    Line("person remove", "person remove bob@acme.example --yes", [.destroy, .manage]),
    Line("secret delete", "secret delete payments-prod/STRIPE_KEY --yes", .destroy),
    Line("secret purge", "secret purge STRIPE_KEY --yes", .destroy),
    Line("trash purge", "trash purge --expired --yes", .destroy),
    Line("project delete", "project delete web --yes", .destroy),
    Line("account delete", "account delete ci-web --yes", .destroy),
    Line("vault rekey", "vault rekey --yes", [.write, .destroy, .manage]),
  ]

  /// What reads or makes files, or needs no sign-in: their operations are tried below the commands.
  private static let others: Set<String> = [
    "events export", "events import", "vault backup", "vault restore", "vault create", "vault export",
    "vault import", "person join", "unlock", "events anchor", "events verify", "vault repair", "lock",
  ]

  private static let auditKey = "sms-audit.1.11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
  private static let all: [CredentialEffects] = [.write, .reveal, .destroy, .manage]

  /// Acme with a key of a ceiling, and the run that it signs in.
  private func world(_ ceiling: CredentialEffects?) throws -> CommandsFixture {
    let store = try CommandsFixture.acme().copy()
    let ada = try CommandsFixture(StoreGiven(store))
    _ = ada.text("\"before\" | secret edit web/DB_URL; person key create --name spare | length")
    _ = ada.text("audit key add \(Self.auditKey) | length")
    guard let ceiling else { return ada }
    let key = try ada.session().createKey(expires: ada.clock.time + 86_400_000_000, ceiling: ceiling)
    let file = PassphraseFile(try key.text.text() + "\n")
    var options = VaultOptions(path: "vault")
    options.flags.key = file.path
    let access = VaultAccess(
      options: options, stores: StoreGiven(store),
      environment: VaultEnvironment(clock: ada.clock, random: SeededRandomBytes(seed: 3), cost: .floor),
      host: ada.run.host)
    _ = try withExtendedLifetime(file) { try access.open() }
    ada.run.context.session = access
    return ada
  }

  /// The fault of a line; nil where it does its work.
  private static func fault(_ text: String, _ world: CommandsFixture) -> Fault? {
    do throws(Fault) { _ = try world.run.evaluate(text) } catch { return error }
    return nil
  }

  @Test func everyCommandHasItsLine() {
    let domain = DomainCommands.all.map { $0.name }
    let named = Self.lines.map(\.command)
    #expect(Set(named).count == named.count)
    #expect(Set(domain).subtracting(named).subtracting(Self.others) == [])
    #expect(Set(named).union(Self.others).subtracting(domain) == [])
  }

  /// Without a ceiling each of them does its work.
  @Test func theLinesAreRight() throws {
    let world = try world(nil)
    for line in Self.lines where !["run", "vault passphrase", "vault recovery-key"].contains(line.command) {
      let fault = Self.fault(line.text, world)
      #expect(fault == nil, "\(line.text): \(String(describing: fault))")
    }
  }

  private func lastEvent(_ world: CommandsFixture) throws -> Int64 {
    try #require(world.run.context.session as? VaultAccess).open().lastEvent().event
  }

  @Test(arguments: 0..<16) func aKeyDoesWhatItsCeilingSaysAndNoMore(bits: Int) throws {
    var ceiling = CredentialEffects.read
    for (place, effect) in Self.all.enumerated() where bits >> place & 1 == 1 { ceiling.insert(effect) }
    let world = try world(ceiling)
    for line in Self.lines {
      let isAllowed = line.needed.map { ceiling.isSuperset(of: $0) } ?? false
      let before = try lastEvent(world)
      let code = Self.fault(line.text, world)?.code
      if isAllowed {
        #expect(code != "V0106", "\(ceiling.words): \(line.text)")
      } else {
        // What names a thing that an earlier line was refused to make is refused for that.
        #expect(try lastEvent(world) == before, "\(ceiling.words): \(line.text) gives \(code ?? "nothing")")
      }
    }
  }

  /// A ceiling that was stored before `manage` was known has no word of it.
  @Test func olderCeilingsMeanNoMore() {
    for operation in VaultOperation.allCases {
      #expect(operation.needed.isSuperset(of: operation.effect), "\(operation)")
      let isOld = CredentialEffects(rawValue: 15).isSuperset(of: operation.needed)
      if isOld { #expect(!operation.needed.contains(.manage)) }
    }
    #expect(CredentialEffects(rawValue: 15).words == ["read", "write", "reveal", "destroy"])
  }
}
