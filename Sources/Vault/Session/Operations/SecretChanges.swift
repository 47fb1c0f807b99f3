package import Base
package import Crypto

/// Changes of a secret; nil keeps a field.
package struct SecretEdits {
  /// Another key.
  package var key: String?
  /// Another value.
  package var value: Secret?
  /// Another note; empty takes it away.
  package var note: Secret?

  /// An edit.
  package init(key: String? = nil, value: Secret? = nil, note: Secret? = nil) {
    self.key = key
    self.value = value
    self.note = note
  }
}

extension VaultSession {
  /// Changes the key, the value or the note of a secret.
  ///
  /// It refuses a key that another secret of the project has, unless it is to be a `twin`. A value or note that is
  /// given always leaves an event, even when it equals the present one: otherwise the missing event would confirm a
  /// guess. The previous value is kept as a version.
  package func editSecret(_ id: UUID128, _ edit: SecretEdits, twin: Bool = false) throws(VaultError) -> Change
  {
    let key = edit.key.map(Texts.trimmed)
    if let key { try TextLimit.name.check(key, "the secret's key") }
    if let value = edit.value { try SecretTexts.check(value: value) }
    let note = try edit.note.map { (note) throws(VaultError) in try SecretTexts.trimmed(note: note) }
    var report: Change?
    let made = try perform { () throws(VaultError) in
      let row = try existingSecret(id)
      let named = keys.name(row.name.text)
      let isRenamed = key.map { !named.isReadable || !Texts.areSame($0, named.text) } ?? false
      if isRenamed, !twin { try fillDigests(SecretRow.self) }
      let subject = EntityRef(kind: .secret, id: id, name: key ?? named.text)
      report = Change(
        .changed, subject, before: isRenamed ? named.text : nil, after: isRenamed ? key : nil)
      // A value that does not open is not kept as a version, and the event says so.
      let before = edit.value.flatMap { _ in try? keys.open(row.value) }
      let digests = SecretDigests(
        name: isRenamed ? key.map { keys.digest(.name, Secret(utf8: $0)) } : nil,
        note: note.map { keys.digest(.note, $0) }, value: edit.value.map(keys.valueDigest),
        before: before.map(keys.valueDigest), dropsBefore: edit.value != nil && before == nil)
      return EditSecret(
        secret: id, version: row.stamp.version,
        name: try (isRenamed ? key : nil).map { (key) throws(VaultError) in try seal(name: key, .secret) },
        value: try edit.value.map { (value) throws(VaultError) in try seal(value) },
        note: try note.map { (note) throws(VaultError) in try seal(note) },
        keepsVersion: edit.value.flatMap { value in before.map { !$0.isEqual(to: value) } } ?? false,
        digests: digests, twin: twin)
    }
    let home = made.project.map(keys.open)
    guard made.isChanged, let report else {
      let name = key ?? keys.name(made.row.name.text).text
      return Change(.unchanged, EntityRef(kind: .secret, id: id, name: name), object: home)
    }
    return Change(.changed, report.subject, object: home, before: report.before, after: report.after)
  }

  /// Moves secrets to a project, or to none where it is nil, all or nothing.
  ///
  /// One that is there already stays `unchanged`; one whose key another secret has there is refused, unless it is
  /// to be a `twin`.
  package func moveSecrets(
    _ ids: [UUID128], to project: UUID128?, twin: Bool = false
  ) throws(VaultError) -> [Change] {
    guard !ids.isEmpty else { throw .emptyList(what: "secrets") }
    let moved = try perform { () throws(VaultError) in
      if !twin { try fillDigests(SecretRow.self) }
      return MoveSecrets(secrets: ids, project: project, twin: twin)
    }
    return moved.map { one in
      let (before, after) = (one.before.map(keys.open), one.after.map(keys.open))
      return Change(
        one.isMoved ? .moved : .unchanged, keys.open(one.secret), object: after, before: before?.name,
        after: after?.name)
    }
  }
}
