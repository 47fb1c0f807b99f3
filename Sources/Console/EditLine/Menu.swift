/// Candidates in pages: in as many columns as there is room for, read downwards, or one a row with the words about them.
struct Menu {
  let list: CompletionList
  private let size: Terminal.Size
  /// The names as they are shown, neutralised.
  private let names: [String]
  private let column: Int
  private let across: Int
  /// The rows of candidates of a page.
  private let down: Int
  /// The candidate that is chosen so far; nil before any is.
  private(set) var selected: Int?
  /// The first candidate of the page that is shown.
  private(set) var first = 0

  /// The pages of a list on a terminal of a size, where this many rows are free.
  ///
  /// `isColumn` puts one in each row, however short they are.
  init(_ list: CompletionList, size: Terminal.Size, room: Int, isColumn: Bool = false) {
    self.list = list
    self.size = size
    let width = max(1, size.columns)
    let names = list.candidates.map { truncate(neutralise($0.display), to: width) }
    self.names = names
    column = (names.map { displayWidth($0) }.max() ?? 0) + 2
    let hasNotes = list.candidates.contains { !$0.note.isEmpty }
    across = hasNotes || isColumn ? 1 : max(1, (width + 2) / column)
    down = max(1, min(room, (names.count + across - 1) / across))
  }

  /// Where the next page begins; nil on the last one.
  var next: Int? { first + down * across < names.count ? first + down * across : nil }

  /// Goes to the page that begins with a candidate.
  mutating func show(from first: Int) { self.first = first < names.count ? first : 0 }

  /// Moves the choice by this many candidates, wrapping around; the first time it chooses the first or the last.
  mutating func move(_ step: Int) {
    let count = names.count
    if count == 0 { return }
    guard let selected else { return select(step < 0 ? count - 1 : 0) }
    select((selected + step % count + count) % count)
  }

  /// Chooses the candidate in the column beside the chosen one.
  mutating func moveAside(_ columns: Int) {
    guard let selected else { return move(columns) }
    let target = selected + columns * rows
    if names.indices.contains(target) { select(target) }
  }

  /// Turns so many pages.
  mutating func turn(_ pages: Int) {
    if names.isEmpty { return }
    let target = (selected ?? first) + pages * down * across
    select(min(max(0, target), names.count - 1))
  }

  /// The same pages with a candidate chosen.
  func selecting(_ index: Int?) -> Menu {
    var menu = self
    if let index, names.indices.contains(index) { menu.select(index) }
    return menu
  }

  private mutating func select(_ index: Int) {
    selected = index
    first = index / (down * across) * (down * across)
  }

  /// How many candidates stand below each other on the page.
  private var rows: Int { (min(names.count - first, down * across) + across - 1) / across }

  /// The rows of the page.
  func lines() -> [String] {
    let shown = min(names.count - first, down * across)
    return (0..<rows).map { row in
      let cells = Array(stride(from: first + row, to: first + shown, by: rows))
      return cells.map { cell($0, isLast: $0 == cells.last) }.joined()
    }
  }

  /// What stands below them: where the page is, and what is not in the list.
  func footer() -> String {
    var parts: [String] = []
    if next != nil || first > 0 {
      let last = min(names.count, first + down * across)
      parts.append("\(first + 1)-\(last) of \(names.count + list.more)")
    }
    if list.more > 0 { parts.append("\(list.more) more: type on") }
    if !list.note.isEmpty { parts.append(list.note) }
    return truncate(neutralise(parts.joined(separator: ", ")), to: size.columns)
  }

  private func cell(_ index: Int, isLast: Bool) -> String {
    let name = names[index]
    let shown = index == selected ? Style.reverse.paint(name) : name
    let gap = String(repeating: " ", count: max(0, column - displayWidth(name)))
    let note = list.candidates[index].note
    if !isLast { return shown + gap }
    if note.isEmpty || size.columns - column < 8 { return shown }
    return shown + gap + truncate(neutralise(note), to: size.columns - column)
  }
}

/// A page of a list for a terminal that only writes on: its text, and where the next page begins.
func listing(_ list: CompletionList, size: Terminal.Size, from: Int = 0) -> (text: String, next: Int?) {
  if list.candidates.isEmpty { return ("", nil) }
  var menu = Menu(list, size: size, room: max(1, size.rows - 3))
  menu.show(from: from)
  var text = menu.lines().map { $0 + "\n" }.joined()
  if let next = menu.next {
    text += "… +\(list.candidates.count - next + list.more), Tab shows more\n"
  } else if !menu.footer().isEmpty, list.more > 0 || !list.note.isEmpty {
    text += menu.footer() + "\n"
  }
  return (text, menu.next)
}
