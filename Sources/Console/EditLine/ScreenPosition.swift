/// A place on the screen, counted from where the prompt begins.
struct ScreenPosition: Equatable {
  var row: Int
  var column: Int

  /// Where the cursor is after libedit has written `text` from here on a terminal of `width` columns.
  func after(_ text: String, width: Int) -> ScreenPosition {
    let width = max(1, width)
    var place = self
    for scalar in text.unicodeScalars {
      if scalar == "\n" {
        place = ScreenPosition(row: place.row + 1, column: 0)
        continue
      }
      // Libedit shows a control character as ^X.
      let columns = scalar.value < 0x20 || scalar.value == 0x7f ? 2 : scalarWidth(scalar)
      if place.column + columns > width { place = ScreenPosition(row: place.row + 1, column: 0) }
      place.column += columns
      // It goes to the next row at once, without waiting for the character that needs it.
      if place.column >= width { place = ScreenPosition(row: place.row + 1, column: 0) }
    }
    return place
  }
}
