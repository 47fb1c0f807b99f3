import Base

/// Names of machine accounts, projects, access tokens of an account and keys of a project are unique when they
/// are new, renamed or moved.
///
/// Clients of the server, imports and the trash may bring twins all the same: the server cannot read names, the
/// others copy them.
extension VaultSession {
  /// Labels that tell several objects of the same name apart: `PROJECT/KEY` for a secret where this is unique,
  /// else the id with the project or machine account and the creator.
  func labels(of refs: [EntityRef]) throws(VaultError) -> [String] {
    var homes: [String] = []
    for ref in refs { homes.append(try home(of: ref).map { "\($0)/\(ref.name)" } ?? ref.name) }
    let counts = Dictionary(homes.map { ($0, 1) }, uniquingKeysWith: +)
    let kinds = Set(refs.map(\.kind))
    var labels: [String] = []
    for (ref, home) in zip(refs, homes) {
      let word = kinds.count == 1 ? "" : ref.kind.word + ":"
      let isAlone = ref.kind == .secret && !Texts.areSame(home, ref.name) && counts[home] == 1
      labels.append(isAlone ? word + home : "\(word)\(ref.id.text)" + (try owner(of: ref, home)))
    }
    return labels
  }

  /// Of machine accounts or projects of one name the one that got it first; nil for other kinds, and for none.
  func firstHolder(of refs: [EntityRef]) throws(VaultError) -> EntityRef? {
    var first: (ref: EntityRef, event: Int64)?
    for ref in refs {
      guard let event = try eventOfName(ref) else { return nil }
      if first.map({ event < $0.event }) ?? true { first = (ref, event) }
    }
    return first?.ref
  }

  /// The event that gave a thing its name; behind all others where an import brought it without one.
  private func eventOfName(_ ref: EntityRef) throws(VaultError) -> Int64? {
    let codes: [EventCode]
    let subject: Condition<EventRow>
    switch ref.kind {
    case .account:
      codes = [.accountCreated, .accountRenamed]
      subject = .equal(.account, .id(ref.id))
    case .project:
      codes = [.projectCreated, .projectImported, .projectEdited]
      subject = .equal(.project, .id(ref.id))
    default: return nil
    }
    var last: Int64?
    for code in codes {
      let events = EventQuery(
        [subject, .equal(.type, .int(code.number))], order: [SortKey(.number, descending: true)])
      if let event = try store.first(events) { last = max(last ?? 0, event.number) }
    }
    return last ?? Int64.max
  }

  /// The container of a thing, such as the project of a secret.
  private func home(of ref: EntityRef) throws(VaultError) -> String? {
    switch ref.kind {
    case .secret:
      return try row(SecretRow.self, ref.id).flatMap { (row) throws(VaultError) in try home(of: row) }?.name
    case .token:
      return try row(TokenRow.self, ref.id).flatMap { (row) throws(VaultError) in
        try store.row(AccountRow.self, number: row.account).map { self.ref($0).name }
      }
    default: return nil
    }
  }

  private func owner(of ref: EntityRef, _ home: String) throws(VaultError) -> String {
    let stamp: Stamp? =
      switch ref.kind {
      case .account: try row(AccountRow.self, ref.id)?.stamp
      case .project: try row(ProjectRow.self, ref.id)?.stamp
      case .secret: try row(SecretRow.self, ref.id)?.stamp
      case .token: try row(TokenRow.self, ref.id)?.stamp
      default: nil
      }
    guard let stamp else { return "" }
    let maker = try stamp.createdBy.flatMap { (id) throws(VaultError) in try makerName(id) }
    let parts = [Texts.areSame(home, ref.name) ? nil : home, maker.map { "made by " + $0 }].compactMap(\.self)
    return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
  }

  private func makerName(_ id: UUID128) throws(VaultError) -> String? {
    for kind in [EntityKind.person, .account] {
      if let name = try name(kind, id) { return name }
    }
    return nil
  }
}
