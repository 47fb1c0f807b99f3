import Base
import Crypto

/// Imports the projects and secrets of a file in the product's format.
///
/// All get new ids, so importing twice makes everything twice.
struct ImportProduct: Operation {
  static let name = "vault.import"
  static let rule = VaultOperation.importData
  /// The digest of the file.
  let fileDigest: [UInt8]?
  /// Its projects.
  let projects: [Project]
  /// Its secrets.
  let secrets: [Secret]

  /// A project.
  struct Project: Sendable, Equatable, Codable {
    let id: UUID128
    let name: SealedName
  }

  /// A secret, in one of the file's projects or in none.
  struct Secret: Sendable, Equatable, Codable {
    let id: UUID128
    let name: SealedName
    let value: String
    let note: String
    let project: UUID128?
    let digests: SecretDigests
  }

  func perform(in scope: Scope) throws(VaultError) -> UUID128 {
    _ = try scope.makeRoom(for: projects.count, .projects)
    let file = ImportRow(
      stamp: scope.stamp(), digest: fileDigest, projects: Int64(projects.count),
      secrets: Int64(secrets.count))
    _ = try scope.insert(file)
    try scope.record(.imported) {
      $0.importID = file.id
      $0.detail = EventDetail.imported(
        projects: projects.count, secrets: secrets.count, digest: fileDigest)
    }
    var numbers: [UUID128: Int64] = [:]
    _ = try scope.each(projects, "projects") { (project) throws(VaultError) in
      numbers[project.id] = try add(project, file.id, scope)
    }
    _ = try scope.each(secrets, "secrets") { (secret) throws(VaultError) in
      try add(secret, numbers, file.id, scope)
    }
    return file.id
  }

  private func add(_ project: Project, _ file: UUID128, _ scope: Scope) throws(VaultError) -> Int64 {
    let number = try scope.insert(ProjectRow(stamp: scope.stamp(project.id), name: project.name))
    try scope.record(.projectImported) {
      $0.project = project.id
      $0.importID = file
    }
    return number
  }

  private func add(
    _ secret: Secret, _ numbers: [UUID128: Int64], _ file: UUID128, _ scope: Scope
  ) throws(VaultError) {
    let number = secret.project.flatMap { numbers[$0] }
    if let project = secret.project, number == nil {
      throw .notFound(kind: .project, text: project.text, near: [])
    }
    _ = try scope.insert(
      SecretRow(
        stamp: scope.stamp(secret.id), name: secret.name, project: number, value: secret.value,
        note: secret.note))
    try scope.record(.secretImported) {
      $0.secret = secret.id
      $0.project = secret.project
      $0.importID = file
      $0.detail = EventDetail.secret(secret.digests)
    }
  }
}
