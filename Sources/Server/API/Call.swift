import Crypto

/// A call of the protocol, by method and path.
struct Call {
  /// What is called.
  enum Kind {
    case alive, signIn
    case projects, createProject, project, renameProject, deleteProjects, projectSecrets
    case secrets, createSecret, secret, editSecret, secretsByIDs, deleteSecrets, sync
    case versions, version, versionsByIDs, restoreVersion, deleteVersions
  }

  let kind: Kind
  /// What stands in the place of the id; nil for paths without one.
  let id: String?

  /// Whether it may write to the vault, if only an event.
  var writes: Bool {
    switch kind {
    case .alive, .projects, .secrets, .projectSecrets: false
    default: true
    }
  }

  /// Whether it writes nothing but that it read, and that last.
  var onlyReads: Bool {
    switch kind {
    case .alive, .projects, .secrets, .projectSecrets, .secret, .secretsByIDs, .sync: true
    default: false
    }
  }

  private static let table: [(path: [String], methods: [String: Kind])] = [
    (["alive"], ["GET": .alive]),
    (["identity", "connect", "token"], ["POST": .signIn]),
    (["connect", "token"], ["POST": .signIn]),
    (["organizations", "*", "projects"], ["GET": .projects, "POST": .createProject]),
    (["projects", "delete"], ["POST": .deleteProjects]),
    (["projects", "*"], ["GET": .project, "PUT": .renameProject]),
    (["projects", "*", "secrets"], ["GET": .projectSecrets]),
    (["organizations", "*", "secrets"], ["GET": .secrets, "POST": .createSecret]),
    (["organizations", "*", "secrets", "sync"], ["GET": .sync]),
    (["secrets", "get-by-ids"], ["POST": .secretsByIDs]),
    (["secrets", "delete"], ["POST": .deleteSecrets]),
    (["secrets", "*"], ["GET": .secret, "PUT": .editSecret]),
    (["secrets", "*", "versions"], ["GET": .versions]),
    (["secrets", "*", "versions", "restore"], ["PUT": .restoreVersion]),
    (["secret-versions", "get-by-ids"], ["POST": .versionsByIDs]),
    (["secret-versions", "delete"], ["POST": .deleteVersions]),
    (["secret-versions", "*"], ["GET": .version]),
  ]

  /// The call of a request; several slashes are one, and the API may stand under `/api`.
  init(_ request: ServerRequest) throws(Refusal) {
    var parts = request.path.split(separator: "/").map(String.init)
    if let first = parts.first, WireJSON.areAlike(first, "api") { parts.removeFirst() }
    for (path, methods) in Self.table where path.count == parts.count {
      guard zip(path, parts).allSatisfy({ $0 == "*" || WireJSON.areAlike($0, $1) }) else { continue }
      guard let kind = methods[request.method] else { throw .wrongMethod(methods.keys.sorted()) }
      self.kind = kind
      id = path.firstIndex(of: "*").map { parts[$0] }
      return
    }
    throw .notFound
  }
}
