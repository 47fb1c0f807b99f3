import Base

/// A call of the protocol, by method and path.
struct APICall {
  /// The endpoint.
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

  /// The call of a request; several slashes are one.
  init(_ request: ServerRequest, _ bases: BasePaths = BasePaths()) throws(Refusal) {
    let parts = bases.stripped(request.path.split(separator: "/").map(String.init))
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

/// The paths of the URLs by which clients reach the server.
///
/// What stands in front of it may take them away from a request's path or leave them: both is served.
struct BasePaths {
  private var bases: [[String]] = []

  /// Those of the URLs that are given.
  init(_ urls: String?...) {
    for url in urls {
      guard let url else { continue }
      // Of `https://host/path`, what is behind the scheme and the host.
      let parts = url.split(separator: "/").dropFirst(2).map(String.init)
      if !parts.isEmpty { bases.append(parts) }
    }
    bases += [["api"]]
  }

  /// The parts of a path behind its base.
  func stripped(_ parts: [String]) -> [String] {
    let base = bases.first { base in
      parts.count >= base.count && zip(base, parts).allSatisfy { WireJSON.areAlike($0, $1) }
    }
    return Array(parts.dropFirst(base?.count ?? 0))
  }
}
