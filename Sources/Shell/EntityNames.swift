/// A name of the vault that may be typed.
package struct EntityName: Sendable, Equatable {
  /// The unique name to insert.
  package var text: String
  /// The name to list and to compare with the typed text.
  package var display: String
  /// The kind of the entity, with a note.
  package var note: String
  /// Whether it only holds what was typed, and does not begin with it.
  package var isLoose: Bool

  /// A name as completion offers it; by default it is shown as it is typed.
  package init(_ text: String, display: String? = nil, note: String = "", isLoose: Bool = false) {
    self.text = text
    self.display = display ?? text
    self.note = note
    self.isLoose = isLoose
  }
}

/// The names of the vault that fit what was typed.
package struct EntityNames: Sendable, Equatable {
  /// The first ones in order.
  package var first: [EntityName]
  /// How many there are beside these.
  package var more: Int
  /// The common prefix, if there are more.
  package var common: String?
  /// Whether all names were read by now.
  package var isWhole: Bool
  /// Whether the search took too long: there may be more than are counted.
  package var isCut: Bool

  /// The first names that fit, and how many `more` there are.
  package init(
    _ first: [EntityName] = [], more: Int = 0, common: String? = nil, isWhole: Bool = true,
    isCut: Bool = false
  ) {
    self.first = first
    self.more = more
    self.common = common
    self.isWhole = isWhole
    self.isCut = isCut
  }
}
