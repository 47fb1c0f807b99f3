package import Crypto

/// What went with a group.
package struct DeletedGroup: Sendable, Equatable {
  /// The group.
  package let group: EntityRef
  /// How many people were in it.
  package let members: Int
  /// Grants to it that went.
  package let grants: Int
}

extension VaultSession {
  /// Makes a group.
  package func createGroup(name: String) throws(VaultError) -> Group {
    let name = try groupName(name)
    return try write(.groupChange) { (writer) throws(VaultError) in
      try refuseSecond(name)
      var row = GroupRow(stamp: writer.stamp(), name: name)
      row.number = try store.insert(row)
      let id = row.id
      try writer.record(.groupCreated) { $0.group = id }
      return Group(row)
    }
  }

  /// Gives a group another name; the same name changes nothing.
  package func renameGroup(_ id: UUID128, to name: String) throws(VaultError) -> Change {
    let name = try groupName(name)
    return try write(.groupChange) { (writer) throws(VaultError) in
      let row = try existingGroup(id)
      let subject = EntityRef(kind: .group, id: id, name: name)
      if Texts.areSame(row.name, name) {
        return Change(.unchanged, subject, before: name, after: name)
      }
      try refuseSecond(name)
      try store.update(
        GroupRow.self, number: row.number,
        set: [
          (.name, .text(name)), (.revised, .int(writer.now)), (.version, .int(row.stamp.version + 1)),
        ])
      try writer.record(.groupRenamed) { $0.group = id }
      return Change(.renamed, subject, before: row.name, after: name)
    }
  }

  /// Puts people into a group; who is in it already is `unchanged`.
  package func addToGroup(_ id: UUID128, _ people: [UUID128]) throws(VaultError) -> [Change] {
    try changeMembers(id, people) { (group, person, member, writer) throws(VaultError) in
      guard member == nil else { return .unchanged }
      _ = try store.insert(
        GroupMemberRow(group: group.number, person: person.number, created: writer.now))
      try writer.record(.groupUserAdded) {
        $0.group = group.id
        $0.person = person.id
      }
      return .added
    }
  }

  /// Takes people out of a group; who is not in it is `unchanged`.
  package func removeFromGroup(_ id: UUID128, _ people: [UUID128]) throws(VaultError) -> [Change] {
    try changeMembers(id, people) { (group, person, member, writer) throws(VaultError) in
      guard let member else { return .unchanged }
      _ = try store.delete(Query<GroupMemberRow>([.equal(.number, .int(member.number))]))
      try writer.record(.groupUserRemoved) {
        $0.group = group.id
        $0.person = person.id
      }
      return .removed
    }
  }

  private func changeMembers(
    _ id: UUID128, _ people: [UUID128],
    _ body: (GroupRow, PersonRow, GroupMemberRow?, Writer) throws(VaultError) -> ChangeAction
  ) throws(VaultError) -> [Change] {
    guard !people.isEmpty else { throw .emptyList(what: "people") }
    return try write(.groupChange) { (writer) throws(VaultError) in
      let group = try existingGroup(id)
      var changes: [Change] = []
      for id in people {
        guard let person = try personRow(id) else {
          throw VaultError.notFound(kind: .person, text: id.text, near: [])
        }
        let member = try store.first(
          Query<GroupMemberRow>([
            .equal(.group, .int(group.number)), .equal(.person, .int(person.number)),
          ]))
        let action = try body(group, person, member, writer)
        changes.append(Change(action, Person(person).ref, object: Group(group).ref))
      }
      return changes
    }
  }

  /// Deletes a group with the grants to it; its people stay.
  package func deleteGroup(_ id: UUID128) throws(VaultError) -> DeletedGroup {
    try write(.groupChange) { (writer) throws(VaultError) in
      let row = try existingGroup(id)
      let number = Field.int(row.number)
      let grants = try store.delete(
        GrantQuery([
          .equal(.subjectKind, .int(EntityKind.group.rawValue)), .equal(.subject, number),
        ]))
      let members = try store.delete(Query<GroupMemberRow>([.equal(.group, number)]))
      try bury(.group, id, named: row.name, writer)
      _ = try store.delete(Query<GroupRow>([.equal(.number, number)]))
      try writer.record(.groupDeleted) { $0.group = id }
      return DeletedGroup(group: Group(row).ref, members: members, grants: grants)
    }
  }

  private func groupName(_ name: String) throws(VaultError) -> String {
    let name = Texts.trimmed(name)
    try TextLimit.groupName.check(name, "the group's name")
    try PersonTexts.checkLine(name, "the group's name")
    return name
  }

  private func refuseSecond(_ name: String) throws(VaultError) {
    if try store.first(Query<GroupRow>([.equal(.name, .text(name))])) != nil {
      throw .exists(kind: .group, text: name)
    }
  }

  private func existingGroup(_ id: UUID128) throws(VaultError) -> GroupRow {
    guard let row = try store.first(Query<GroupRow>([.equal(.id, .id(id))])) else {
      throw .notFound(kind: .group, text: id.text, near: [])
    }
    return row
  }

  /// The groups of a query.
  package func groups(_ query: Query<GroupRow> = Query()) throws(VaultError) -> [Group] {
    try require(.groupList)
    return try store.rows(query).map(Group.init)
  }

  /// How many groups fulfil a query.
  package func countGroups(_ query: Query<GroupRow>) throws(VaultError) -> Int {
    try require(.groupList)
    return try store.count(query)
  }

  /// The people of each of these groups, in their order.
  package func members(ofGroups numbers: [Int64]) throws(VaultError) -> [[EntityRef]] {
    try require(.groupList)
    let rows = try store.rows(
      Query<GroupMemberRow>([.oneOf(.group, numbers.map { .int($0) })]))
    let sides = GrantSides(self)
    var members: [Int64: [EntityRef]] = [:]
    for row in rows {
      guard let person = try sides.ref(.person, number: row.person) else { continue }
      members[row.group, default: []].append(person)
    }
    return numbers.map { members[$0, default: []] }
  }

  /// The groups of each of these people, in their order.
  package func groups(ofPeople numbers: [Int64]) throws(VaultError) -> [[EntityRef]] {
    try require(.groupList)
    let rows = try store.rows(
      Query<GroupMemberRow>([.oneOf(.person, numbers.map { .int($0) })]))
    let sides = GrantSides(self)
    var groups: [Int64: [EntityRef]] = [:]
    for row in rows {
      guard let group = try sides.ref(.group, number: row.group) else { continue }
      groups[row.person, default: []].append(group)
    }
    return numbers.map { groups[$0, default: []] }
  }
}
