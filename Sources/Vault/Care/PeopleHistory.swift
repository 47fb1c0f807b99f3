import Base

/// The people and groups that the events add up to.
struct PeopleHistory {
  private struct Member: Hashable {
    let group: UUID128
    let person: UUID128
  }

  /// What each person may be and do, as details write it.
  private var people: [UUID128: String] = [:]
  private var groups: Set<UUID128> = []
  private var members: Set<Member> = []

  /// Adds the next event.
  mutating func add(_ event: EventRow, _ code: EventCode) {
    switch code {
    case .vaultCreated: if let person = event.person { people[person] = Self.founder }
    case .personInvited, .personJoined, .personChanged, .personReset:
      guard let person = event.person else { return }
      people[person] = EventDetail.stateAfter(event.detail)
    case .personRemoved:
      guard let person = event.person else { return }
      people[person] = nil
      members = members.filter { $0.person != person }
    case .groupCreated: if let group = event.group { groups.insert(group) }
    case .groupDeleted:
      guard let group = event.group else { return }
      groups.remove(group)
      members = members.filter { $0.group != group }
    case .groupUserAdded, .groupUserRemoved:
      guard let group = event.group, let person = event.person else { return }
      let member = Member(group: group, person: person)
      if code == .groupUserAdded { members.insert(member) } else { members.remove(member) }
    default: return
    }
  }

  private static let founder =
    "{\"access\":true,\"permissions\":0,\"role\":\"owner\",\"status\":\"confirmed\"}"

  /// Whether a person is an owner as of the last event.
  func isOwner(_ id: UUID128?) -> Bool {
    EventDetail.role(id.flatMap { people[$0] }) == Role.owner.word
  }

  /// Says where the rows differ.
  func compare(with store: any VaultStore, _ report: inout Verification) throws(VaultError) {
    let rows = try store.rows(Query<PersonRow>())
    let found = Dictionary(uniqueKeysWithValues: rows.map { ($0.id, EventDetail.state($0)) })
    for id in Set(people.keys).union(found.keys).sorted() where people[id] != found[id] {
      report.add(
        .history,
        "the person \(id.text) is \(found[id] ?? "absent"), their events say \(people[id] ?? "absent")")
    }
    let groupRows = try store.rows(Query<GroupRow>())
    for id in groups.symmetricDifference(groupRows.map(\.id)).sorted() {
      let what = groups.contains(id) ? "gone" : "there"
      report.add(.history, "the group \(id.text) is \(what) without an event")
    }
    try compareMembers(
      Dictionary(uniqueKeysWithValues: rows.map { ($0.number, $0.id) }),
      Dictionary(uniqueKeysWithValues: groupRows.map { ($0.number, $0.id) }), store, &report)
  }

  private func compareMembers(
    _ people: [Int64: UUID128], _ groups: [Int64: UUID128], _ store: any VaultStore,
    _ report: inout Verification
  ) throws(VaultError) {
    var found: Set<Member> = []
    for row in try store.rows(Query<GroupMemberRow>()) {
      guard let group = groups[row.group], let person = people[row.person] else {
        report.add(.references, "member \(row.number) of a group has a side that is not there")
        continue
      }
      found.insert(Member(group: group, person: person))
    }
    let different = members.symmetricDifference(found)
    for member in different.sorted(by: { ($0.group, $0.person) < ($1.group, $1.person) }) {
      let what = found.contains(member) ? "is" : "is not"
      report.add(
        .history,
        "the person \(member.person.text) \(what) in the group \(member.group.text) without an event")
    }
  }
}
