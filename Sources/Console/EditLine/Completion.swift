/// Something that Tab may put into the line.
package struct Completion: Sendable, Equatable {
  /// What is put in, quoted as the language needs it, from `start` to the cursor.
  package var text: String
  /// What is listed when there are several; neutralised by the list.
  package var display: String
  /// The byte of the line where the word begins that `text` replaces.
  package var start: Int
  /// A word about it, shown beside it in a list.
  package var note: String
  /// Whether it only holds what was typed, and does not begin with it.
  package var isLoose: Bool
  /// What follows `text` when it is the only candidate, usually a blank.
  package var suffix: String

  /// A candidate that replaces the line from byte `start` on.
  package init(
    _ text: String, display: String? = nil, start: Int, suffix: String = " ", note: String = "",
    isLoose: Bool = false
  ) {
    self.text = text
    self.display = display ?? text
    self.start = start
    self.suffix = suffix
    self.isLoose = isLoose
    self.note = note
  }
}

/// The candidates at one place of a line.
package struct CompletionList: Sendable, Equatable {
  /// The candidates to show, in order.
  package var candidates: [Completion]
  /// The common prefix, if `candidates` are only the first of them.
  package var common: String?
  /// How many there are beside `candidates`.
  package var more: Int
  /// A word about the list itself, shown below it.
  package var note: String

  /// A list of candidates; the default is an empty one.
  package init(_ candidates: [Completion] = [], common: String? = nil, more: Int = 0, note: String = "") {
    self.candidates = candidates
    self.common = common
    self.more = more
    self.note = note
  }
}

/// Gives the candidates for the word before the cursor, which stands before byte `cursor` of `line`.
package typealias CompletionSource = (_ line: String, _ cursor: Int) -> CompletionList

/// The action of Tab, decided from the candidates alone.
enum CompletionAction: Equatable {
  case nothing
  /// Replaces the word that begins at byte `start`.
  case insert(String, start: Int)
  case list(CompletionList)

  init(_ list: CompletionList, line: String, cursor: Int) {
    let candidates = list.candidates
    guard let first = candidates.first else {
      self = .nothing
      return
    }
    let bytes = Array(line.utf8.prefix(cursor))
    let agree = candidates.allSatisfy { $0.start == first.start } && (0...bytes.count).contains(first.start)
    if agree && candidates.count == 1 && list.more == 0 {
      self = .insert(first.text + first.suffix, start: first.start)
      return
    }
    let common = list.common ?? commonPrefix(candidates.map(\.text))
    // More than was typed is progress; the same or less would only undo what was typed.
    let isProgress = common.utf8.count > bytes.count - first.start && !candidates.contains(where: \.isLoose)
    self = agree && isProgress ? .insert(common, start: first.start) : .list(list)
  }
}

/// The common prefix of `texts`, compared scalar by scalar.
func commonPrefix(_ texts: [String]) -> String {
  guard let first = texts.first else { return "" }
  var common = Array(first.unicodeScalars)
  for text in texts.dropFirst() {
    let same = zip(common, text.unicodeScalars).prefix { $0.0 == $0.1 }.count
    common.removeSubrange(same...)
  }
  var prefix = String.UnicodeScalarView()
  prefix.append(contentsOf: common)
  return String(prefix)
}
