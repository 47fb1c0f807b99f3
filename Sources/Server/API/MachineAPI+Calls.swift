import Base
import Crypto
import JSON
import Vault

extension MachineAPI {
  /// The answer to one call, in the transaction of all.
  func perform(_ call: APICall, _ request: ServerRequest) throws(CallFault) -> ServerResponse {
    if call.kind == .signIn { return try signIn(request) }
    let caller = try caller(request)
    try checkRate(caller.token.id)
    let before = vault.recordedEvents
    defer { rates.take(caller.token.id, vault.recordedEvents - before, now: vault.environment.clock.now()) }
    return try answer(call, request, caller)
  }

  /// Refuses a token that did more than it may, before it does anything else.
  private func checkRate(_ token: UUID128) throws(CallFault) {
    guard let seconds = rates.wait(token, now: vault.environment.clock.now()) else { return }
    let message = "A token causes more events than its rate allows."
    faults?.add(ServerFault(.rate, message: message, status: 429))
    throw .refusal(.tooMuch(seconds: seconds))
  }

  private func answer(
    _ call: APICall, _ request: ServerRequest, _ caller: ServedCaller
  ) throws(CallFault) -> ServerResponse {
    switch call.kind {
    case .projects, .createProject, .secrets, .createSecret, .sync:
      guard try id(call) == vault.organization.id else { throw .refusal(.notFound) }
    default: break
    }
    switch call.kind {
    case .alive, .signIn: throw .refusal(.notFound)
    case .projects, .createProject, .project, .renameProject, .deleteProjects:
      return try project(call, request, caller)
    case .secrets, .projectSecrets, .createSecret, .secret, .editSecret, .secretsByIDs, .deleteSecrets, .sync:
      return try secret(call, request, caller)
    case .versions, .version, .versionsByIDs, .restoreVersion, .deleteVersions:
      return try version(call, request, caller)
    }
  }

  private var shapes: Shapes { Shapes(organization: vault.organization.id) }

  private func id(_ call: APICall) throws(CallFault) -> UUID128 {
    guard let id = call.id.flatMap({ UUID128($0) }) else {
      throw .refusal(.invalid("id", "The value is not an id."))
    }
    return id
  }

  // MARK: signing in

  private func signIn(_ request: ServerRequest) throws(CallFault) -> ServerResponse {
    guard let form = FormBody(request.body) else { throw .refusal(.signIn("invalid_request")) }
    guard form.text("grant_type") == "client_credentials" else {
      throw .refusal(.signIn("unsupported_grant_type"))
    }
    guard form.text("scope") == Bearer.scope else { throw .refusal(.signIn("invalid_scope")) }
    guard let id = form.text("client_id").flatMap({ UUID128($0) }), let secret = form.secret("client_secret")
    else { throw .refusal(.signIn("invalid_client")) }
    let outcome = try asking { () throws(VaultError) in
      try vault.signIn(token: id, secret: secret, peer: request.peer)
    }
    switch outcome {
    case .accepted(let caller, let payload):
      // What it wrote is taken back: a sign-in is an event, too.
      try checkRate(caller.token.id)
      rates.take(caller.token.id, 1, now: vault.environment.clock.now())
      return accepted(caller, payload)
    // What a refusal wrote stays: these are answers, not errors.
    case .refused: return Refusal.signIn("invalid_client").response
    case .delayed(let seconds):
      return Refusal.signIn("invalid_client", status: 429, retryAfter: seconds).response
    }
  }

  private func accepted(_ caller: ServedCaller, _ payload: String) -> ServerResponse {
    let bearer = Bearer(
      account: caller.account.id, token: caller.token.id, organization: vault.organization.id,
      generation: vault.organization.generation)
    let id = UUID128.random(using: &vault.environment.random)
    let text = bearer.text(keys.current, issuer: issuer, id: id, now: vault.environment.clock.now())
    return .json { writer in
      writer.startObject()
      writer.member("access_token", text)
      writer.key("expires_in")
      writer.integer(Bearer.lifetime)
      writer.member("token_type", "Bearer")
      writer.member("scope", Bearer.scope)
      writer.member("encrypted_payload", payload)
      writer.endObject()
    }
  }

  private func caller(_ request: ServerRequest) throws(CallFault) -> ServedCaller {
    guard let bearer = bearer(request) else { throw .refusal(.unauthorized) }
    return try asking { () throws(VaultError) in
      try vault.caller(token: bearer.token, account: bearer.account, peer: request.peer)
    }
  }

  // MARK: projects

  private func project(
    _ call: APICall, _ request: ServerRequest, _ caller: ServedCaller
  ) throws(CallFault) -> ServerResponse {
    let project: ServedProject
    switch call.kind {
    case .projects:
      let projects = try asking { () throws(VaultError) in try vault.projects(caller) }
      return .json { shapes.list(projects, &$0, shapes.project) }
    case .deleteProjects:
      let ids = try idsToDelete(request)
      let report = try asking { () throws(VaultError) in try vault.deleteProjects(ids, caller) }
      return .json { shapes.list(report, &$0, shapes.deleted) }
    case .createProject:
      let name = try projectName(request)
      project = try asking { () throws(VaultError) in try vault.createProject(name: name, caller) }
    case .renameProject:
      let id = try id(call)
      let name = try projectName(request)
      project = try asking { () throws(VaultError) in try vault.renameProject(id, to: name, caller) }
    default:
      let id = try id(call)
      project = try asking { () throws(VaultError) in try vault.showProject(id, caller) }
    }
    return .json { shapes.project(project, &$0) }
  }

  private func projectName(_ request: ServerRequest) throws(CallFault) -> String {
    try reading { () throws(Refusal) in
      try WireJSON.object(request).sealed("name", limit: SealedLimit.name)
    }
  }

  /// The ids of a bare list: an empty list or a repeated id gets the answer of a missing secret.
  private func idsToDelete(_ request: ServerRequest) throws(CallFault) -> [UUID128] {
    let ids = try reading { () throws(Refusal) in try WireJSON.body(request).ids("Ids") }
    if ids.isEmpty || Set(ids).count != ids.count { throw .refusal(.notFound) }
    return ids
  }

  // MARK: secrets

  private func secret(
    _ call: APICall, _ request: ServerRequest, _ caller: ServedCaller
  ) throws(CallFault) -> ServerResponse {
    switch call.kind {
    case .secrets, .projectSecrets:
      let project = call.kind == .secrets ? nil : try id(call)
      let secrets = try asking { () throws(VaultError) in try vault.secrets(of: project, caller) }
      return .json { shapes.listed(secrets, &$0) }
    case .secretsByIDs: return try secretsByIDs(request, caller)
    case .deleteSecrets:
      let ids = try idsToDelete(request)
      let report = try asking { () throws(VaultError) in try vault.deleteSecrets(ids, caller) }
      return .json { shapes.list(report, &$0, shapes.deleted) }
    case .sync: return try sync(request, caller)
    case .createSecret: return try createSecret(request, caller)
    case .editSecret: return try editSecret(try id(call), request, caller)
    default:
      let id = try id(call)
      let secret = try asking { () throws(VaultError) in try vault.reveal(id, caller) }
      return .json { shapes.secret(secret, &$0) }
    }
  }

  private func secretsByIDs(
    _ request: ServerRequest, _ caller: ServedCaller
  ) throws(CallFault) -> ServerResponse {
    let ids = try reading { () throws(Refusal) in
      let body = try WireJSON.object(request)
      guard let list = body["ids"] else { throw Refusal.invalid("Ids", "The field Ids is required.") }
      return try list.ids("Ids")
    }
    if ids.isEmpty { throw .refusal(.notFound) }
    try refuseDuplicates(ids)
    let secrets = try asking { () throws(VaultError) in try vault.reveal(ids, caller) }
    return .json { shapes.list(secrets, &$0, shapes.base) }
  }

  private func refuseDuplicates(_ ids: [UUID128]) throws(CallFault) {
    var seen: Set<UUID128> = []
    let twice = ids.filter { !seen.insert($0).inserted }.map(\.text)
    if !twice.isEmpty {
      throw .refusal(Refusal(400, "These ids are given more than once: \(twice.joined(separator: ", "))."))
    }
  }

  private func createSecret(
    _ request: ServerRequest, _ caller: ServedCaller
  ) throws(CallFault) -> ServerResponse {
    let body = try reading { () throws(Refusal) in try SecretBody(request) }
    guard case .project(let project) = body.home else { throw .refusal(.notFound) }
    let secret = try asking { () throws(VaultError) in
      try vault.createSecret(body.content, in: project, caller)
    }
    return .json { shapes.secret(secret, &$0) }
  }

  private func editSecret(
    _ id: UUID128, _ request: ServerRequest, _ caller: ServedCaller
  ) throws(CallFault) -> ServerResponse {
    let body = try reading { () throws(Refusal) in try SecretBody(request) }
    let project: UUID128?
    switch body.home {
    case .unsaid: project = nil
    case .project(let id): project = id
    case .none: throw .refusal(.notFound)
    }
    let secret = try asking { () throws(VaultError) in
      try vault.editSecret(
        id, body.content, to: project, keepsVersion: body.isValueChanged, caller)
    }
    return .json { shapes.secret(secret, &$0) }
  }

  private func sync(_ request: ServerRequest, _ caller: ServedCaller) throws(CallFault) -> ServerResponse {
    var since: Int64?
    if let query = request.query {
      guard let form = FormBody(Array(query.utf8), plusIsBlank: false) else {
        throw .refusal(.invalid("lastSyncedDate", "The query is not percent-encoded."))
      }
      if let text = form.text("lastSyncedDate"), !text.isEmpty {
        guard let date = WireDate.parse(text) else {
          throw .refusal(.invalid("lastSyncedDate", "The value is not a date."))
        }
        if date > vault.now { throw .refusal(Refusal(400, "Last synced date must be in the past.")) }
        since = date
      }
    }
    let secrets = try asking { () throws(VaultError) in try vault.changes(since: since, caller) }
    return .json { shapes.synced(secrets, &$0) }
  }

  // MARK: versions

  private func version(
    _ call: APICall, _ request: ServerRequest, _ caller: ServedCaller
  ) throws(CallFault) -> ServerResponse {
    switch call.kind {
    case .versions:
      let id = try id(call)
      let versions = try asking { () throws(VaultError) in try vault.versions(of: id, caller) }
      return .json { shapes.list(versions, &$0, shapes.version) }
    case .restoreVersion:
      let id = try id(call)
      let version = try reading { () throws(Refusal) in
        guard let version = try WireJSON.object(request).id("versionId") else {
          throw Refusal.invalid("VersionId", "The field VersionId is required.")
        }
        return version
      }
      let secret = try asking { () throws(VaultError) in
        try vault.restore(version: version, of: id, caller)
      }
      return .json { shapes.secret(secret, &$0) }
    case .version:
      let id = try id(call)
      let versions = try asking { () throws(VaultError) in try vault.versions([id], caller) }
      return .json { writer in for version in versions { shapes.version(version, &writer) } }
    default:
      let ids = try reading { () throws(Refusal) in try WireJSON.body(request).ids("Ids") }
      if ids.isEmpty { throw .refusal(.invalid("Ids", "The list is empty.")) }
      try refuseDuplicates(ids)
      if call.kind == .deleteVersions {
        try asking { () throws(VaultError) in try vault.delete(versions: ids, caller) }
        return ServerResponse(status: 200)
      }
      let versions = try asking { () throws(VaultError) in try vault.versions(ids, caller) }
      return .json { shapes.list(versions, &$0, shapes.version) }
    }
  }
}
