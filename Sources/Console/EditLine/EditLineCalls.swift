/// The callbacks of the editor to its dialogue.
package struct EditLineCalls {
  /// Gives the candidates for Tab.
  package var complete: CompletionSource = { _, _ in CompletionList() }
  /// Gives the line its colours and its hint.
  package var paint: Painter?
  /// What a further row of a line that is not complete begins with; nil where Return ends the line.
  package var continuation: (String) -> String? = { _ in nil }
  /// The lines of the history that contain the typed text, newest first.
  package var search: (String) -> CompletionList = { _ in CompletionList() }
  /// Opens a text in an editor; nil where the text stays.
  package var edit: (String) -> String? = { _ in nil }
  /// Does a little of what can wait, while no key is pressed; false where nothing is left.
  package var idle: () -> Bool = { false }

  /// Calls that do nothing: completion, colours and the editor are set one by one.
  package init() {}
}
