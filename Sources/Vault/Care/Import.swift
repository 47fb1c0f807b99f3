package import Base
package import Crypto

/// A project of an import file.
package struct ImportedProject {
  /// The id as the file writes it.
  package let id: String
  /// The project's name in plain text.
  package let name: String
  /// Whether the name is exact: any that a client of the server can have given.
  package let isExact: Bool

  /// A project.
  package init(id: String, name: String, isExact: Bool = false) {
    self.id = id
    self.name = name
    self.isExact = isExact
  }
}

/// A secret of an import file.
package struct ImportedSecret {
  /// The secret's key in plain text.
  package let key: String
  /// The value in plain text.
  package let value: Secret
  /// The note in plain text, empty if there is none.
  package let note: Secret
  /// The ids of its projects in the file, at most one.
  package let projectIDs: [String]
  /// Its texts that are exact: any that a client of the server can have stored.
  package let exact: Set<SecretPart>

  /// A secret.
  package init(
    key: String, value: Secret, note: Secret, projectIDs: [String], exact: Set<SecretPart> = []
  ) {
    self.key = key
    self.value = value
    self.note = note
    self.projectIDs = projectIDs
    self.exact = exact
  }
}

/// What an import brought.
package struct ImportResult: Sendable, Equatable {
  /// The id of the import, by which events refer to it.
  package let id: UUID128
  /// The projects, or how many.
  package let projects: Int
  /// The secrets, or how many.
  package let secrets: Int
}

/// The rules of an import file, checked before anything is written.
enum ImportRules {
  static let maximumProjects = 1000
  static let maximumSecrets = 6000

  /// Checks everything and returns the place of each project by its id in the file.
  static func check(
    _ projects: [ImportedProject], _ secrets: [ImportedSecret]
  ) throws(VaultError) -> [UUID128: Int] {
    try checkCount(projects.count, "projects", maximumProjects)
    try checkCount(secrets.count, "secrets", maximumSecrets)
    var places: [UUID128: Int] = [:]
    for (index, project) in projects.enumerated() {
      let path = "projects[\(index)]"
      guard let id = UUID128(project.id) else { throw problem("\(path).id", .notAnID) }
      guard places.updateValue(index, forKey: id) == nil else {
        throw problem("\(path).id", .duplicateID)
      }
      try check(Secret(utf8: project.name), .name, project.isExact, "\(path).name")
    }
    for (index, secret) in secrets.enumerated() {
      try check(secret, "secrets[\(index)]", places)
    }
    return places
  }

  private static func check(
    _ secret: ImportedSecret, _ path: String, _ places: [UUID128: Int]
  ) throws(VaultError) {
    try check(Secret(utf8: secret.key), .name, secret.exact.contains(.name), "\(path).key")
    try check(secret.value, .value, secret.exact.contains(.value), "\(path).value")
    try check(secret.note, .note, secret.exact.contains(.note), "\(path).note")
    if secret.projectIDs.count > 1 { throw problem("\(path).projectIds", .severalProjects) }
    for (index, text) in secret.projectIDs.enumerated() {
      let place = "\(path).projectIds[\(index)]"
      guard let id = UUID128(text) else { throw problem(place, .notAnID) }
      guard places[id] != nil else { throw problem(place, .unknownProject) }
    }
  }

  private static func checkCount(_ count: Int, _ what: String, _ limit: Int) throws(VaultError) {
    if count > limit { throw .importTooMany(what: what, count: count, limit: limit) }
  }

  private static func check(
    _ text: Secret, _ part: SecretPart, _ isExact: Bool, _ path: String
  ) throws(VaultError) {
    let found =
      isExact ? SecretTexts.exactProblem(text.count, part) : SecretTexts.problem(text, part)
    if let found { throw problem(path, found) }
  }

  private static func problem(_ path: String, _ problem: ImportProblem) -> VaultError {
    .importProblem(path: path, problem: problem)
  }
}

extension VaultSession {
  /// Imports the projects and secrets of a file in the product's format: all or nothing.
  ///
  /// Ids of the file only tie its secrets to its projects; all get new ones, so importing twice
  /// makes everything twice. Texts are stored exactly as they are.
  package func importProduct(
    projects: [ImportedProject], secrets: [ImportedSecret], fileDigest: [UInt8]? = nil
  ) throws(VaultError) -> ImportResult {
    try require(.importData)
    let places = try ImportRules.check(projects, secrets)
    let sealed = try projects.map { (project) throws(VaultError) in
      ImportProduct.Project(
        id: service.randomID(), name: try seal(name: project.name, .project))
    }
    let operation = ImportProduct(
      fileDigest: fileDigest, projects: sealed,
      secrets: try secrets.map { (secret) throws(VaultError) in
        let home = secret.projectIDs.first.flatMap { UUID128($0) }.flatMap { places[$0] }
        return try self.sealed(secret, project: home.map { sealed[$0].id })
      })
    let id = try perform(operation)
    return ImportResult(id: id, projects: projects.count, secrets: secrets.count)
  }

  private func sealed(
    _ secret: ImportedSecret, project: UUID128?
  ) throws(VaultError) -> ImportProduct.Secret {
    ImportProduct.Secret(
      id: service.randomID(), name: try seal(name: secret.key, .secret), value: try seal(secret.value),
      note: try seal(secret.note), project: project,
      digests: SecretDigests(
        name: keys.digest(.name, secret.key), note: keys.digest(.note, secret.note),
        value: keys.valueDigest(secret.value)))
  }
}
