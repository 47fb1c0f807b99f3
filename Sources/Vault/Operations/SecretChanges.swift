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
  /// Changes the key, the value or the note of a secret; refuses a key that another secret of the project has,
  /// unless it is to be a `twin`.
  ///
  /// A value or note that is given always leaves an event, even when it equals the present one: otherwise the
  /// missing event would confirm a guess. The previous value is kept as a version.
  package func editSecret(_ id: UUID128, _ edit: SecretEdits, twin: Bool = false) throws(VaultError) -> Change
  {
    let key = edit.key.map(Texts.trimmed)
    if let key { try TextLimit.name.check(key, "the secret's key") }
    if let value = edit.value { try SecretTexts.check(value: value) }
    let note = try edit.note.map { (note) throws(VaultError) in try SecretTexts.trimmed(note: note) }
    return try write(.secretEdit) { (writer) throws(VaultError) in
      let row = try writer.targetSecret(id)
      let named = keys.name(row.name.text)
      let home = try home(of: row)
      let isRenamed = key.map { !named.isReadable || !Texts.areSame($0, named.text) } ?? false
      let subject = EntityRef(kind: .secret, id: id, name: key ?? named.text)
      if !isRenamed, edit.value == nil, note == nil {
        return Change(.unchanged, subject, object: home)
      }
      var columns: [(column: SecretRow.Column, value: Field)] = []
      if isRenamed, let key {
        if !twin { try refuseTwin(key: key, in: row.project, except: row.number) }
        let sealed = try writer.seal(name: key, .secret)
        columns += [(.name, .text(sealed.text)), (.nameDigest, .bytes(or: sealed.digest))]
      }
      if let note { columns.append((.note, .text(try writer.seal(note)))) }
      // A value that does not open is not kept as a version, and the event says so.
      let before = edit.value.flatMap { _ in try? keys.open(row.value) }
      if let value = edit.value {
        if let before, !before.isEqual(to: value) { try keepVersion(of: row, writer) }
        columns.append((.value, .text(try writer.seal(value))))
      }
      try update(row, columns, writer)
      let detail = EventDetail.secret(
        name: isRenamed ? key.map { keys.digest(.name, Secret(utf8: $0)) } : nil,
        note: note.map { keys.digest(.note, $0) }, value: edit.value.map(keys.valueDigest),
        before: before.map(keys.valueDigest), dropsBefore: edit.value != nil && before == nil)
      try writer.record(.secretEdited) {
        $0.secret = id
        $0.project = home?.id
        $0.detail = detail
      }
      try touchAccounts(reaching: row, writer)
      return Change(
        .changed, subject, object: home, before: isRenamed ? named.text : nil,
        after: isRenamed ? key : nil)
    }
  }

  /// Moves secrets to a project (nil: to none), all or nothing; one that is there already stays `unchanged`,
  /// one whose key another secret has there is refused, unless it is to be a `twin`.
  package func moveSecrets(
    _ ids: [UUID128], to project: UUID128?, twin: Bool = false
  ) throws(VaultError) -> [Change] {
    guard !ids.isEmpty else { throw .emptyList(what: "secrets") }
    return try write(.secretMove) { (writer) throws(VaultError) in
      if project == nil { try require(.secretCreateAlone) }
      let target = try project.map { (id) throws(VaultError) in try existing(ProjectRow.self, id) }
      if let target { try require(.secretCreate, on: target) }
      return try each(ids, "secrets") { (id) throws(VaultError) in
        try move(id, to: target, twin: twin, writer)
      }
    }
  }

  private func move(
    _ id: UUID128, to target: ProjectRow?, twin: Bool, _ writer: Writer
  ) throws(VaultError) -> Change {
    let row = try writer.targetSecret(id)
    let before = try home(of: row)
    let after = target.map(ref)
    if row.project == target?.number {
      return Change(.unchanged, ref(row), object: after, before: before?.name, after: after?.name)
    }
    let name = keys.name(row.name.text)
    // A key that cannot be read equals no other key.
    if !twin, name.isReadable { try refuseTwin(key: name.text, in: target?.number) }
    try touchAccounts(reaching: row, writer)
    try update(row, [(.project, .int(or: target?.number))], writer)
    try writer.record(.secretEdited) {
      $0.secret = id
      $0.project = target?.id
      $0.detail = EventDetail.moved(from: before?.id)
    }
    if let target { try touchAccounts(reading: target, writer) }
    return Change(.moved, ref(row), object: after, before: before?.name, after: after?.name)
  }

  /// The project that a secret lies in.
  func home(of row: SecretRow) throws(VaultError) -> EntityRef? {
    guard let number = row.project else { return nil }
    return try visibleRef(.project, number: number)
  }

  /// Sets columns of a secret together with what says that it was changed.
  func update(
    _ row: SecretRow, _ columns: [(column: SecretRow.Column, value: Field)], _ writer: Writer
  ) throws(VaultError) {
    try store.update(row, columns, now: writer.now)
  }
}
