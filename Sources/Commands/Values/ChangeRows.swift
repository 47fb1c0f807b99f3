internal import Interpreter
internal import Vault

/// The rows that commands report their changes in: `{action subject object before after}`.
enum ChangeRows {
  static let columns = [
    Column("action", .string), Column("subject", .any), Column("object", .any), Column("before", .any),
    Column("after", .any),
  ]

  /// The type of such a command's result.
  static let type = Type.rows(columns)

  private static let shape = Shape(columns.map(\.name))

  /// The row of a change.
  static func row(_ change: Change) -> Value {
    row(
      change.action.rawValue, .mention(change.subject), object: .mention(or: change.object),
      before: .string(or: change.before), after: .string(or: change.after))
  }

  /// The row of the one change of a subject; null where there was nothing to change.
  static func row(_ changes: [Change]) -> Value { changes.first.map { row($0) } ?? .null }

  /// A row.
  static func row(
    _ action: String, _ subject: Value, object: Value = .null, before: Value = .null, after: Value = .null
  ) -> Value {
    .record(
      RecordObject(shape: shape, values: [action].map { .string($0) } + [subject, object, before, after]))
  }

  /// A row with more columns.
  static func row(_ action: String, _ subject: Value, adding entries: [(String, Value)]) -> Value {
    guard case .record(var record) = row(action, subject) else { return .null }
    for (key, value) in entries { record = record.setting(key, to: value) }
    return .record(record)
  }

  /// The row of a subject that failed while `--keep-going` went on.
  static func failed(_ subject: Value, _ fault: Fault) -> Value {
    row("failed", subject, after: .string("\(fault.code) \(fault.message)"))
  }
}

extension Call {
  /// Whether a failing subject gives a row while the rest goes on.
  var keepsGoing: Bool { context.keepGoing || has("keep-going") }

  /// Works on subjects one by one: all of it in one transaction, or with `--keep-going` each in its own.
  ///
  /// `things` is what the subjects are, in the plural.
  /// `fault` says the error of a subject; without it, as the vault says it.
  func changing<Subject>(
    _ things: String, _ subjects: [Subject], after failed: [Value] = [], shown: (Subject) -> Value,
    fault: (VaultError, Subject) -> Fault = { (error, _) in Fault(error) },
    _ body: (Subject, VaultSession) throws(VaultError) -> Value
  ) throws(Fault) -> Value {
    let access = try VaultAccess.of(self)
    let session = try access.open()
    if subjects.isEmpty { return .list(failed) }
    func change(_ subject: Subject) throws(Fault) -> Value {
      do throws(VaultError) { return try body(subject, session) } catch { throw fault(error, subject) }
    }
    if keepsGoing {
      let rows = try context.progress.following(
        things, of: subjects.count, outcome: "what they changed stays"
      ) { () throws(Fault) in try each(subjects, shown, access, change) }
      return .list(failed + rows)
    }
    return try context.progress.following(
      things, of: subjects.count, outcome: "nothing was changed"
    ) { () throws(Fault) in try whole(subjects, access, change) }
  }

  private func whole<Subject>(
    _ subjects: [Subject], _ access: VaultAccess, _ change: (Subject) throws(Fault) -> Value
  ) throws(Fault) -> Value {
    try access.beginCall()
    var rows: [Value] = []
    rows.reserveCapacity(subjects.count)
    do throws(Fault) {
      for subject in subjects {
        try context.machine.poll()
        rows.append(try change(subject))
        try context.progress.advance()
      }
      try access.commitCall()
    } catch {
      try access.rollbackCall()
      throw error
    }
    return .list(rows)
  }

  private func each<Subject>(
    _ subjects: [Subject], _ shown: (Subject) -> Value, _ access: VaultAccess,
    _ change: (Subject) throws(Fault) -> Value
  ) throws(Fault) -> [Value] {
    var rows: [Value] = []
    for subject in subjects {
      try context.machine.poll()
      do throws(Fault) {
        rows.append(try change(subject))
      } catch {
        guard error.isCatchable else { throw error }
        access.noteFailure()
        rows.append(ChangeRows.failed(shown(subject), error))
      }
      try context.progress.advance()
    }
    return rows
  }
}
