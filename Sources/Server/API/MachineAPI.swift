import Base
import Crypto
import JSON
package import Vault

/// The settings of the API of machine accounts.
package struct MachineAPISettings {
  /// The clock, the source of random bytes and the rules.
  package var environment: VaultEnvironment
  /// The file of the signing keys; nil: that of the service manager's folder, else one beside the vault.
  package var keys: String?
  /// The folder in which the service manager hands out credentials, if there is one.
  package var credentials: String?
  /// The URLs by which clients reach the server; nil: those that the vault is set to.
  package var identityURL: String?
  /// The URL of the API that clients call; nil: the one that the vault is set to.
  package var apiURL: String?
  /// How many events each token may cause in a second, 0: as many as it likes; nil: as the vault says.
  package var tokenRate: Int?
  /// Who is told what goes wrong.
  package var faults: ServerFaults?

  /// Settings.
  package init(
    environment: VaultEnvironment = VaultEnvironment(), keys: String? = nil, credentials: String? = nil,
    identityURL: String? = nil, apiURL: String? = nil
  ) {
    self.environment = environment
    self.keys = keys
    self.credentials = credentials
    self.identityURL = identityURL
    self.apiURL = apiURL
  }

  /// The file of the signing keys of a vault, and whether the service manager guards it.
  package func keyFile(of vault: String) -> (path: String, isGuarded: Bool) {
    if let keys { return (keys, false) }
    if let credentials {
      let path = credentials + "/sms-serve.keys"
      if FileState(path) != nil { return (path, true) }
    }
    return (vault + ".keys", false)
  }
}

/// The protocol that machine accounts speak, over a vault without keys.
package final class MachineAPI: RequestHandler {
  let vault: ServedVault
  /// The issuer that bearers name.
  let issuer: String
  /// The URLs by which clients reach the server, if they were configured.
  package let identityURL: String?
  /// The URL of the API that clients call, if one was configured.
  package let apiURL: String?
  private let bases: BasePaths
  private let keyFile: (path: String, isGuarded: Bool)
  private(set) var keys: SigningKeys
  private var keyState: FileState?
  private var bearers = BearerCache()
  let faults: ServerFaults?
  var rates: TokenRates
  /// The rate that the server was started with; nil: the vault's.
  private let chosenRate: Int?

  /// Opens the vault at a path; the file of the signing keys is made where there is none.
  package init(
    stores: any StoreProvider, path: String, settings: MachineAPISettings
  ) throws(VaultError) {
    vault = try ServedVault(store: try stores.open(at: path), environment: settings.environment)
    identityURL = settings.identityURL ?? vault.organization.identityURL
    apiURL = settings.apiURL ?? vault.organization.apiURL
    issuer = identityURL ?? "sms"
    bases = BasePaths(identityURL, apiURL)
    faults = settings.faults
    chosenRate = settings.tokenRate
    rates = TokenRates(nil)
    keyFile = settings.keyFile(of: path)
    keys = try SigningKeys(
      path: keyFile.path, isGuarded: keyFile.isGuarded, now: settings.environment.clock.now(),
      random: &vault.environment.random)
    keyState = FileState(keyFile.path)
    vault.sign(with: keys.audit)
    vault.environment.sinkNotice = { [faults] notice in faults?.add(ServerFault(notice)) }
  }

  /// The text of the audit key of this server, if the vault does not have it.
  package func unknownAuditKey() throws(VaultError) -> String? {
    guard let key = keys.audit, try !vault.knows(key) else { return nil }
    return AuditKeyText.write(key.publicKey)
  }

  /// Answers requests: what they write is committed once, before any answer is sent.
  package func respond(_ requests: [ServerRequest]) -> [ServerResponse] {
    refreshKeys()
    var answers = [ServerResponse](repeating: Refusal.failed.response, count: requests.count)
    var open: [Item] = []
    for (place, request) in requests.enumerated() {
      do throws(Refusal) {
        let call = try APICall(request, bases)
        if call.kind == .alive {
          answers[place] = .json { $0.string(WireDate.text(vault.environment.clock.now())) }
        } else {
          open.append(Item(place: place, request: request, call: call))
        }
      } catch { answers[place] = error.response }
    }
    for (place, answer) in commit(open) { answers[place] = answer }
    return answers
  }

  /// A request and where its answer belongs.
  private struct Item {
    let place: Int
    let request: ServerRequest
    let call: APICall
  }

  private typealias Answered = [(place: Int, answer: ServerResponse)]

  /// Answers requests in one transaction; where the store fails at one of them, each in its own.
  private func commit(_ items: [Item]) -> Answered {
    if items.isEmpty { return [] }
    let isWriting = items.contains { $0.call.writes }
    do throws(VaultError) { try vault.begin(writing: isWriting) } catch {
      let reading = items.filter { isWriting && !$0.call.writes }
      let rest = items.filter { isWriting == $0.call.writes }
      return commit(reading) + unavailable(rest, error)
    }
    rates.rate = chosenRate.map { $0 == 0 ? nil : $0 } ?? vault.organization.tokenLimit
    var answered: Answered = []
    for item in items {
      do throws(VaultError) { answered.append((item.place, try answerOrUndo(item))) } catch {
        return alone(items, error)
      }
    }
    do throws(VaultError) { try vault.commit() } catch {
      // Everything is committed: it must not be done again, and no value may leave.
      if case .sinkRefused = error { return unavailable(items, error) }
      return alone(items, error)
    }
    return answered
  }

  /// The store failed at one of these: each is tried in a transaction of its own.
  private func alone(_ items: [Item], _ error: VaultError) -> Answered {
    vault.rollback()
    return items.count == 1 ? unavailable(items, error) : items.flatMap { commit([$0]) }
  }

  private func unavailable(_ items: [Item], _ error: VaultError) -> Answered {
    if items.isEmpty { return [] }
    let answer = Refusal.store(error).response
    faults?.add(ServerFault(error, status: answer.status), requests: items.count)
    return items.map { ($0.place, answer) }
  }

  /// Answers a request; what a refused one wrote is taken back.
  ///
  /// An error is the store's: nothing of the transaction may be relied on.
  private func answerOrUndo(_ item: Item) throws(VaultError) -> ServerResponse {
    try vault.savepoint(appendsOnly: item.call.onlyReads)
    let response: ServerResponse
    do throws(CallFault) {
      response = try perform(item.call, item.request)
    } catch {
      switch error {
      case .refusal(let refusal):
        try vault.rollbackToSavepoint()
        return refusal.response
      case .vault(let error):
        if Self.isStoreFault(error) { throw error }
        try vault.rollbackToSavepoint()
        let refusal = Self.refusal(error).response
        if refusal.status >= 500 { faults?.add(ServerFault(error, status: refusal.status)) }
        return refusal
      }
    }
    try vault.release()
    return response
  }

  private static func isStoreFault(_ error: VaultError) -> Bool {
    switch error {
    case .busy, .transaction, .readOnlyStorage, .storageFull, .inputOutput, .storeFailed, .cannotOpen: true
    default: false
    }
  }

  /// The answer to an error of the vault: a caller without rights is told that nothing is there.
  private static func refusal(_ error: VaultError) -> Refusal {
    switch error {
    case .wrongToken: .unauthorized
    case .notFound, .notAllowed, .grantMissing, .disabled, .noAccess: .notFound
    case .limitReached: Refusal(400, "The plan has no room for another project.")
    default: .failed
    }
  }

  /// Reads the signing keys again when their file is another one; one that cannot be read changes nothing.
  private func refreshKeys() {
    let state = FileState(keyFile.path)
    guard state != keyState, state != nil else { return }
    let read = try? SigningKeys(
      path: keyFile.path, isGuarded: keyFile.isGuarded, now: vault.environment.clock.now(),
      random: &vault.environment.random)
    guard let read else {
      let fault = ServerFault(
        .keys, message: "The file of the signing keys cannot be read: the last ones stay.")
      faults?.add(fault)
      return
    }
    keys = read
    keyState = state
    vault.sign(with: keys.audit)
    bearers = BearerCache()
  }

  /// The claims of a request's bearer, if it is valid for this vault.
  func bearer(_ request: ServerRequest) -> Bearer? {
    let mark = "bearer "
    guard let header = request.header("authorization")?.utf8, header.count > mark.utf8.count,
      WireJSON.areAlike(Substring(header.prefix(mark.utf8.count)), mark),
      let bearer = bearers.bearer(
        Substring(header.dropFirst(mark.utf8.count)), keys, issuer: issuer, now: vault.environment.clock.now()
      ),
      bearer.organization == vault.organization.id, bearer.generation == vault.organization.generation
    else { return nil }
    return bearer
  }
}

/// Why a call has no answer of its own.
enum CallFault: Error {
  case refusal(Refusal)
  case vault(VaultError)
}

/// Runs what asks the vault.
func asking<T>(_ body: () throws(VaultError) -> T) throws(CallFault) -> T {
  do { return try body() } catch { throw .vault(error) }
}

/// Runs what reads a request.
func reading<T>(_ body: () throws(Refusal) -> T) throws(CallFault) -> T {
  do { return try body() } catch { throw .refusal(error) }
}
