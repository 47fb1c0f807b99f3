import Base
import Vault

/// Three people, two groups, three machine accounts, three projects, three secrets and grants between them.
struct SmallWorld {
  /// Something by its kind and its place among its kind.
  struct Side: Hashable {
    let kind: EntityKind
    let place: Int

    init(_ kind: EntityKind, _ place: Int) {
      self.kind = kind
      self.place = place
    }
  }

  struct Member {
    var role: Role
    var bits: Set<String> = []
    var status: PersonStatus = .confirmed
    var hasAccess = true
  }

  struct Grant {
    let subject: Side
    let object: Side
    let level: Int
    var isExpired = false
  }

  var people: [Member] = []
  var groups: [Set<Int>] = [[], []]
  var homes: [Int?] = [nil, nil, nil]
  var grants: [Grant] = []
  /// The organization's switches, and which machine accounts may make projects.
  var isEnabled = true
  var usesSecretsManager = true
  var machineProjects = MachineProjects.writers

  static let subjects = sides(.person, 3) + sides(.group, 2) + sides(.account, 3)
  static let objects = sides(.account, 3) + sides(.project, 3) + sides(.secret, 3)
  static let callers = sides(.person, 3) + sides(.account, 3)
  static let bits = ["event-logs", "manage-people", "manage-groups"]

  private static func sides(_ kind: EntityKind, _ count: Int) -> [Side] {
    (0..<count).map { Side(kind, $0) }
  }

  /// A world by chance: sparse and dense ones, all roles, some people without access or not here.
  init(_ random: inout SeededNumbers) {
    for _ in 0..<3 {
      var member = Member(role: Role.allCases[random.below(4)])
      if member.role == .custom { member.bits = Set(Self.bits.filter { _ in random.below(2) == 0 }) }
      if random.below(8) == 0 { member.status = PersonStatus.allCases[random.below(4)] }
      member.hasAccess = random.below(6) != 0
      people.append(member)
    }
    for group in 0..<2 { groups[group] = Set((0..<3).filter { _ in random.below(2) == 0 }) }
    for secret in 0..<3 { homes[secret] = random.below(4) == 0 ? nil : random.below(3) }
    isEnabled = random.below(9) != 0
    usesSecretsManager = random.below(9) != 0
    machineProjects = MachineProjects.allCases[random.below(3)]
    let sparseness = 2 + random.below(10)
    for subject in Self.subjects {
      for object in Self.objects where !(subject.kind == .account && object.kind == .account) {
        if random.below(sparseness) != 0 { continue }
        grants.append(
          Grant(
            subject: subject, object: object, level: 1 + random.below(2), isExpired: random.below(9) == 0))
      }
    }
  }

  /// How many worlds there are of one person, one group, one thing of each kind and all grants between them.
  static let countOfAll = 4 * 3 * 2 * 2 * 2 * 729 * 3

  /// One of them: the digits of its number are its facts.
  init(number: Int) {
    var rest = number
    func digit(_ base: Int) -> Int {
      defer { rest /= base }
      return rest % base
    }
    var member = Member(role: Role.allCases[digit(4)])
    member.status = [.confirmed, .invited, .revoked][digit(3)]
    member.hasAccess = digit(2) == 0
    groups[0] = digit(2) == 0 ? [0] : []
    homes[0] = digit(2) == 0 ? 0 : nil
    people = [member, Member(role: .user), Member(role: .user)]
    for subject in [Side(.person, 0), Side(.group, 0)] {
      for kind in [EntityKind.account, .project, .secret] {
        let level = digit(3)
        if level > 0 { grants.append(Grant(subject: subject, object: Side(kind, 0), level: level)) }
      }
    }
    let off = digit(3)
    isEnabled = off != 1
    usesSecretsManager = off != 2
  }

  /// The person of a place as the vault has them.
  func person(_ place: Int) -> Person {
    let member = people[place]
    var permissions: Permissions = []
    for (word, permission) in Permissions.words where member.bits.contains(word) {
      permissions.insert(permission)
    }
    return Person(
      number: Int64(place + 1), role: member.role, permissions: permissions, status: member.status,
      hasAccess: member.hasAccess)
  }

  /// The access of a caller under these rules.
  func access(_ caller: Side, _ rules: RuleTable) -> Access {
    let stamp = Stamp(
      id: UUID128(high: 1, low: 1), organization: UUID128(high: 1, low: 2), now: 0, createdBy: nil)
    let policies = grants.map { grant in
      PolicyRow(
        stamp: stamp, subjectKind: grant.subject.kind, subject: Int64(grant.subject.place + 1),
        objectKind: grant.object.kind, object: Int64(grant.object.place + 1),
        level: grant.level == 1 ? .read : .readWrite, expires: grant.isExpired ? 99 : nil)
    }
    let isPerson = caller.kind == .person
    let mine = groups.indices.filter { isPerson && groups[$0].contains(caller.place) }
    return Access(
      isPerson ? .person(person(caller.place)) : .account(Int64(caller.place + 1)), rules,
      OrganizationState(
        isEnabled: isEnabled, usesSecretsManager: usesSecretsManager, machineProjects: machineProjects),
      policies: policies, groups: Set(mine.map { Int64($0 + 1) }), now: 100)
  }

  /// A side as the rules name it.
  func resource(_ side: Side) -> Resource {
    let home = side.kind == .secret ? homes[side.place].map { Int64($0 + 1) } : nil
    return Resource(side.kind, Int64(side.place + 1), project: home)
  }
}

/// Numbers by chance that a seed determines.
struct SeededNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func below(_ limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
  }
}
