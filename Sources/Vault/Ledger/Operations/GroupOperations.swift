import Base

/// Makes a group.
struct CreateGroup: Operation {
  static let name = "group.create"
  static let rule = VaultOperation.groupChange
  /// The name.
  let name: String

  func perform(in scope: Scope) throws(VaultError) -> GroupRow {
    let name = try PersonTexts.groupName(name)
    try scope.refuseSecondGroup(name)
    var row = GroupRow(stamp: scope.stamp(), name: name)
    row.number = try scope.insert(row)
    let id = row.id
    try scope.record(.groupCreated) { $0.group = id }
    return row
  }
}

/// Gives a group another name; the same name changes nothing.
struct RenameGroup: Operation {
  static let name = "group.rename"
  static let rule = VaultOperation.groupChange
  /// Which one.
  let group: UUID128
  /// The name.
  let name: String

  func perform(in scope: Scope) throws(VaultError) -> Renamed {
    let row = try scope.existingGroup(group)
    let name = try PersonTexts.groupName(name)
    if Texts.areSame(row.name, name) { return Renamed(before: SealedRef(row), isChanged: false) }
    try scope.refuseSecondGroup(name)
    try scope.update(
      GroupRow.self, number: row.number,
      set: [
        (.name, .text(name)), (.revised, .int(scope.now)), (.version, .int(row.stamp.nextVersion)),
      ])
    try scope.record(.groupRenamed) { $0.group = group }
    return Renamed(before: SealedRef(row), isChanged: true)
  }
}

/// Puts people into a group; who is in it already is `unchanged`.
struct AddMembers: Operation {
  static let name = "group.add"
  static let rule = VaultOperation.groupChange
  /// The group.
  let group: UUID128
  /// The people.
  let people: [UUID128]

  func perform(in scope: Scope) throws(VaultError) -> [Outcome] {
    try scope.changeMembers(of: group, people, areMembers: true)
  }
}

/// Takes people out of a group; who is not in it is `unchanged`.
struct RemoveMembers: Operation {
  static let name = "group.remove"
  static let rule = VaultOperation.groupShrink
  /// The group.
  let group: UUID128
  /// The people.
  let people: [UUID128]

  func perform(in scope: Scope) throws(VaultError) -> [Outcome] {
    try scope.changeMembers(of: group, people, areMembers: false)
  }
}

extension Scope {
  /// Makes people members of a group, or ends that they are.
  fileprivate func changeMembers(
    of group: UUID128, _ people: [UUID128], areMembers: Bool
  ) throws(VaultError) -> [Outcome] {
    let group = try existingGroup(group)
    return try people.map { (id) throws(VaultError) in
      guard let person = try store.first(Query<PersonRow>([.equal(.id, .id(id))])) else {
        throw .notFound(kind: .person, text: id.text, near: [])
      }
      let action = try change(person, group, areMembers: areMembers)
      return Outcome(action, SealedRef(Person(person)), object: SealedRef(group))
    }
  }

  private func change(
    _ person: PersonRow, _ group: GroupRow, areMembers: Bool
  ) throws(VaultError) -> ChangeAction {
    let member = try store.first(
      Query<GroupMemberRow>([
        .equal(.group, .int(group.number)), .equal(.person, .int(person.number)),
      ]))
    if (member != nil) == areMembers { return .unchanged }
    if let member {
      try delete(member)
    } else {
      _ = try insert(
        GroupMemberRow(group: group.number, person: person.number, created: now))
    }
    try record(areMembers ? .groupUserAdded : .groupUserRemoved) {
      $0.group = group.id
      $0.person = person.id
    }
    return areMembers ? .added : .removed
  }
}

/// Deletes a group with the grants to it; its people stay.
struct DeleteGroup: Operation {
  static let name = "group.delete"
  static let rule = VaultOperation.groupShrink
  /// Which one.
  let group: UUID128
  /// Its name, sealed, which its tombstone keeps.
  let name: SealedName

  func perform(
    in scope: Scope
  ) throws(VaultError) -> (group: GroupRow, members: Int, grants: Int) {
    let row = try scope.existingGroup(group)
    let number = Field.int(row.number)
    let grants = try scope.delete(
      GrantQuery([
        .equal(.subjectKind, .int(EntityKind.group.rawValue)), .equal(.subject, number),
      ]))
    let members = try scope.delete(Query<GroupMemberRow>([.equal(.group, number)]))
    try scope.leaveTombstone(.group, group, name)
    try scope.delete(row)
    try scope.record(.groupDeleted) { $0.group = group }
    return (row, members, grants)
  }
}

extension Scope {
  fileprivate func refuseSecondGroup(_ name: String) throws(VaultError) {
    if try store.first(Query<GroupRow>([.equal(.name, .text(name))])) != nil {
      throw .exists(kind: .group, text: name)
    }
  }

  fileprivate func existingGroup(_ id: UUID128) throws(VaultError) -> GroupRow {
    guard let row = try store.first(Query<GroupRow>([.equal(.id, .id(id))])) else {
      throw .notFound(kind: .group, text: id.text, near: [])
    }
    return row
  }

  /// Keeps the name of a person or group that goes, so that its events can still be read.
  func leaveTombstone(_ kind: EntityKind, _ id: UUID128, _ name: SealedName) throws(VaultError) {
    _ = try insert(
      TombstoneRow(
        stamp: stamp(), kind: kind, subject: id, keyVersion: name.keyVersion, name: name.text,
        digest: name.digest))
  }
}
