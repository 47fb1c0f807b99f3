package import Base

/// One side of a grant.
package struct GrantSide: Sendable, Hashable, Codable {
  /// What the principal or resource is.
  package let kind: EntityKind
  /// The id of 16 bytes, which never changes.
  package let id: UUID128

  /// A side.
  package init(_ kind: EntityKind, _ id: UUID128) {
    self.kind = kind
    self.id = id
  }

  /// The side that a reference names.
  package init(_ ref: EntityRef) { self.init(ref.kind, ref.id) }
}

/// A grant to be made: a subject, an object and a level.
package struct GrantRequest: Sendable, Hashable, Codable {
  /// Who or what it is for: a person, a group, a machine account.
  package let subject: GrantSide
  /// What it is about or on: a machine account, a project, a secret.
  package let object: GrantSide
  /// What it allows; nil on a machine account, where it is always read-write.
  package let level: AccessLevel?

  /// A request.
  package init(_ subject: GrantSide, on object: GrantSide, level: AccessLevel?) {
    self.subject = subject
    self.object = object
    self.level = level
  }

  /// A request of a project for a machine account.
  package init(account: UUID128, project: UUID128, level: AccessLevel) {
    self.init(GrantSide(.account, account), on: GrantSide(.project, project), level: level)
  }
}

/// A grant to be taken back.
package struct RevokeRequest: Sendable, Hashable, Codable {
  /// Who or what it is for.
  package let subject: GrantSide
  /// The resource that it concerns.
  package let object: GrantSide

  /// A request.
  package init(_ subject: GrantSide, on object: GrantSide) {
    self.subject = subject
    self.object = object
  }

  /// A request of a project and a machine account.
  package init(account: UUID128, project: UUID128) {
    self.init(GrantSide(.account, account), on: GrantSide(.project, project))
  }
}

/// The eight kinds of grants, and what an event is called for each.
enum GrantKinds {
  static let subjects: [EntityKind] = [.person, .group, .account]
  static let objects: [EntityKind] = [.account, .project, .secret]

  /// Refuses pairs of kinds that there is no grant for.
  static func check(_ subject: EntityKind, _ object: EntityKind) throws(VaultError) {
    guard subjects.contains(subject), objects.contains(object), subject != object else {
      throw .invalid(
        what: "a grant of a \(object.phrase) to a \(subject.phrase)", why: "does not exist")
    }
  }

  /// The level that a request means.
  static func level(_ request: GrantRequest) throws(VaultError) -> AccessLevel {
    if request.object.kind == .account {
      guard request.level != .read else {
        throw .invalid(what: "a grant on a machine account", why: "is always read-write")
      }
      return .readWrite
    }
    guard let level = request.level else {
      throw .invalid(what: "a grant on a \(request.object.kind.phrase)", why: "needs a level")
    }
    return level
  }

  /// The event of a grant that is made, changed or taken back.
  static func code(
    _ subject: EntityKind, _ object: EntityKind, _ before: AccessLevel?, _ after: AccessLevel?
  ) -> EventCode {
    let codes: [EventCode] =
      switch (subject, object) {
      case (.person, .account): [.accountUserAdded, .accountUserAdded, .accountUserRemoved]
      case (.group, .account): [.accountGroupAdded, .accountGroupAdded, .accountGroupRemoved]
      case (.person, .project): [.projectUserAdded, .projectUserChanged, .projectUserRemoved]
      case (.group, .project): [.projectGroupAdded, .projectGroupChanged, .projectGroupRemoved]
      case (.person, .secret): [.secretUserAdded, .secretUserChanged, .secretUserRemoved]
      case (.group, .secret): [.secretGroupAdded, .secretGroupChanged, .secretGroupRemoved]
      case (_, .secret): [.secretGrantCreated, .secretGrantChanged, .secretGrantRemoved]
      default: [.grantCreated, .grantChanged, .grantRemoved]
      }
    return codes[before == nil ? 0 : after == nil ? 2 : 1]
  }
}
