package import Base
internal import Crypto

extension ServedVault {
  /// Makes a secret in a project.
  package func createSecret(
    _ content: SealedSecret, in project: UUID128, _ caller: ServedCaller
  ) throws(VaultError) -> ServedSecret {
    let made = try perform(
      CreateSecret(
        name: sealed(content.key), value: content.value, note: content.note, project: project, digests: nil,
        twin: true), caller)
    return try served(made.row, caller)
  }

  /// Changes a secret; with `keepsVersion` the value is a new one and the previous one is kept as a version.
  ///
  /// The server cannot tell whether a value changed, only whether its ciphertext did.
  package func editSecret(
    _ id: UUID128, _ content: SealedSecret, to project: UUID128?, keepsVersion: Bool, _ caller: ServedCaller
  ) throws(VaultError) -> ServedSecret {
    let before = try view(caller).existingSecret(id)
    let made = try perform(
      EditSecret(
        secret: id, version: before.stamp.version, name: sealed(content.key), value: content.value,
        note: content.note, keepsVersion: keepsVersion && !Texts.areSame(before.value, content.value),
        digests: nil, project: project, twin: true), caller)
    return try served(made.row, caller)
  }

  /// Puts those of these secrets into the trash that the caller may write.
  ///
  /// The answer says of each whether it is gone; one that is unknown refuses all.
  package func deleteSecrets(
    _ ids: [UUID128], _ caller: ServedCaller
  ) throws(VaultError) -> [(id: UUID128, isDeleted: Bool)] {
    let view = try view(caller)
    let rows = try ids.map { (id) throws(VaultError) in try view.existingSecret(id) }
    let report = rows.map { ($0.id, isDeleted: view.allows(.secretDelete, on: $0.resource)) }
    let gone = report.filter(\.isDeleted).map(\.0)
    if !gone.isEmpty { _ = try perform(DeleteSecrets(secrets: gone), caller) }
    return report
  }
}
