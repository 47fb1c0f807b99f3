package import Base
internal import Crypto

/// The counts of what was deleted with a group.
package struct DeletedGroup: Sendable, Equatable {
  /// The group that was deleted.
  package let group: EntityRef
  /// How many people were in it.
  package let members: Int
  /// Grants to it that went.
  package let grants: Int
}

extension VaultSession {
  /// Makes a group.
  package func createGroup(name: String) throws(VaultError) -> Group {
    Group(try perform(CreateGroup(name: name)))
  }

  /// Gives a group another name; the same name changes nothing.
  package func renameGroup(_ id: UUID128, to name: String) throws(VaultError) -> Change {
    let name = Texts.trimmed(name)
    return change(try perform(RenameGroup(group: id, name: name)), to: name)
  }

  /// Puts people into a group; who is in it already is `unchanged`.
  package func addToGroup(_ id: UUID128, _ people: [UUID128]) throws(VaultError) -> [Change] {
    guard !people.isEmpty else { throw .emptyList(what: "people") }
    return open(try perform(AddMembers(group: id, people: people)))
  }

  /// Takes people out of a group; who is not in it is `unchanged`.
  package func removeFromGroup(_ id: UUID128, _ people: [UUID128]) throws(VaultError) -> [Change] {
    guard !people.isEmpty else { throw .emptyList(what: "people") }
    return open(try perform(RemoveMembers(group: id, people: people)))
  }

  /// Deletes a group with the grants to it; its people stay.
  package func deleteGroup(_ id: UUID128) throws(VaultError) -> DeletedGroup {
    let deleted = try perform { () throws(VaultError) in
      let name = try store.first(Query<GroupRow>([.equal(.id, .id(id))]))?.name ?? ""
      return DeleteGroup(group: id, name: try seal(name: name, .group))
    }
    return DeletedGroup(
      group: Group(deleted.group).ref, members: deleted.members, grants: deleted.grants)
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
    let sides = NumberedNames(self)
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
    let sides = NumberedNames(self)
    var groups: [Int64: [EntityRef]] = [:]
    for row in rows {
      guard let group = try sides.ref(.group, number: row.group) else { continue }
      groups[row.person, default: []].append(group)
    }
    return numbers.map { groups[$0, default: []] }
  }
}
