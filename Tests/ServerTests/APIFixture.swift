import Base
import Crypto
import Glibc
import StoreSQLite
import Support
import Vault

@testable import Server

/// Hands out one store.
struct OneStore: StoreProvider {
  let store: any VaultStore

  func create(at path: String) throws(VaultError) -> any VaultStore { throw .alreadyThere(path: path) }
  func open(at path: String) throws(VaultError) -> any VaultStore { store }
  func discard(_ store: any VaultStore) {}
}

/// A vault in a file with a machine account, what serves it, and a client.
struct APIFixture {
  let folder: TemporaryFolder
  let vault: VaultFixture
  let api: MachineAPI
  let account: MachineAccount
  /// The account may write to the first, read the second, and knows nothing of the third.
  let projects: [Project]
  let secrets: [SecretItem]
  let token: NewToken
  /// What a client opens and seals with: the key that the sign-in's payload holds.
  let cipher: EncStringCipher

  var ada: VaultSession { vault.session }
  var path: String { folder.path + "/vault.db" }
  var organization: String { vault.service.organization.id.text }

  init() throws {
    folder = try TemporaryFolder()
    let made = try MachineFixture(VaultFixture(SQLiteStores(), path: folder.path + "/vault.db"))
    (vault, account, projects, secrets, token) =
      (made.vault, made.account, made.projects, made.secrets, made.token)
    cipher = try EncStringCipher(vault.session.keys.organizationKey)
    api = try Self.api(SQLiteStores(), folder, vault)
  }

  /// Another handler of the same vault and keys, as another process has it.
  func another(
    _ stores: any StoreProvider = SQLiteStores(), rate: Int? = nil, faults: ServerFaults? = nil
  ) throws -> MachineAPI {
    try Self.api(stores, folder, vault, rate: rate, faults: faults)
  }

  private static func api(
    _ stores: any StoreProvider, _ folder: TemporaryFolder, _ vault: VaultFixture, rate: Int? = nil,
    faults: ServerFaults? = nil
  ) throws -> MachineAPI {
    var environment = vault.service.environment
    // Two with the same bytes would give the same ids.
    environment.random = AnyRandomBytes(SeededRandomBytes(seed: 99))
    var settings = MachineAPISettings(environment: environment, keys: folder.path + "/keys")
    settings.tokenRate = rate
    settings.faults = faults
    return try MachineAPI(stores: stores, path: folder.path + "/vault.db", settings: settings)
  }

  /// The request of a sign-in.
  func signIn(_ token: NewToken, secret: String? = nil, peer: String = "192.0.2.7") throws -> ServerRequest {
    let parsed = try AccessToken(parsing: token.text)
    let secret = try secret ?? parsed.clientSecret.text()
    let form =
      "scope=api.secrets&client_id=\(parsed.id.text)&client_secret=\(secret)&grant_type=client_credentials"
    return ServerRequest(
      method: "POST", path: "/identity/connect/token",
      headers: [("content-type", "application/x-www-form-urlencoded")], body: Array(form.utf8), peer: peer)
  }

  /// The bearer of a sign-in.
  func bearer(_ token: NewToken? = nil, _ api: MachineAPI? = nil) throws -> String {
    let answer = (api ?? self.api).respond([try signIn(token ?? self.token)])[0]
    return WireJSON(answer.body)?["access_token"]?.text ?? ""
  }

  /// A request with a bearer.
  func request(
    _ method: String, _ path: String, _ body: String = "", bearer: String, peer: String = "192.0.2.7"
  ) -> ServerRequest {
    let parts = path.split(separator: "?", maxSplits: 1).map(String.init)
    return ServerRequest(
      method: method, path: parts[0], query: parts.count > 1 ? parts[1] : nil,
      headers: [("authorization", "Bearer \(bearer)"), ("device-type", "21")], body: Array(body.utf8),
      peer: peer)
  }

  /// Text as a client seals it.
  func seal(_ text: String) throws -> String {
    var random = SystemRandomBytes()
    return try cipher.seal(text: text, random: &random)
  }

  /// The body of a new or changed secret.
  func body(_ key: String, _ value: String, _ note: String = "", more: String = "") throws -> String {
    "{\"key\":\"\(try seal(key))\",\"value\":\"\(try seal(value))\",\"note\":\"\(try seal(note))\"\(more)}"
  }

  /// The types of the events after a number.
  func types(after number: Int64) throws -> [Int64] {
    try vault.service.store.rows(EventQuery([Condition(.number, .greater, .int(number))])).map(\.type)
  }

  func lastEvent() throws -> Int64 { try vault.service.store.highest(EventRow.self) }
}

/// One client of a fixture, signed in.
struct APIClient {
  let fixture: APIFixture
  let bearer: String

  init(_ fixture: APIFixture) throws {
    self.fixture = fixture
    bearer = try fixture.bearer()
  }

  func send(_ method: String, _ path: String, _ body: String = "") -> ServerResponse {
    fixture.api.respond([fixture.request(method, path, body, bearer: bearer)])[0]
  }

  func status(_ method: String, _ path: String, _ body: String = "") -> Int {
    send(method, path, body).status
  }

  func json(_ method: String, _ path: String, _ body: String = "") -> WireJSON? {
    let answer = send(method, path, body)
    return answer.status == 200 ? WireJSON(answer.body) : nil
  }
}

extension ServerResponse {
  /// The body as text.
  var text: String { String(decoding: body, as: UTF8.self) }

  func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

extension WireJSON {
  /// The names of the members in their order.
  var names: [String] {
    guard case .object(let members) = self else { return [] }
    return members.map(\.name)
  }

  /// The rows of a list.
  var rows: [WireJSON] { self["data"]?.array ?? [] }
}
