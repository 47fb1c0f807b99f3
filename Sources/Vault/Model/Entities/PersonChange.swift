/// Changes of a person; nil keeps a field.
package struct PersonChange: Sendable, Equatable, Codable {
  /// What the person may do from now on.
  package var role: Role?
  /// The bits of a custom role.
  package var permissions: Permissions?
  /// The name; an empty one takes it away.
  package var name: String?
  /// Whether the person may use secrets at all.
  package var hasAccess: Bool?
  /// Whether the person may do nothing for the time being.
  package var isSuspended: Bool?

  /// No change.
  package init() {}
}
