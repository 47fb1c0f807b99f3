import CLibEdit

/// A place on the screen, counted from where the prompt begins.
struct ScreenPosition: Equatable {
  var row: Int
  var column: Int

  /// Where the cursor is after libedit has written `text` from here on a terminal of `width` columns.
  func after(_ text: String, width: Int) -> ScreenPosition {
    var place = self
    for scalar in text.unicodeScalars { _ = place.advance(over: scalar, width: max(1, width)) }
    return place
  }

  /// Goes to where libedit goes behind one scalar, and gives the place where it drew that scalar.
  ///
  /// A scalar that does not fit goes to the next row whole; so does the cursor behind one that fills its row, at once.
  mutating func advance(over scalar: Unicode.Scalar, width: Int) -> ScreenPosition {
    if scalar == "\n" {
      defer { nextRow() }
      return self
    }
    if scalar == "\t" {
      let start = self
      repeat { step(1, width) } while column % 8 != 0
      return start
    }
    let columns = LineWidth.of(scalar)
    if column + columns > width { nextRow() }
    let start = self
    step(columns, width)
    return start
  }

  private mutating func step(_ columns: Int, _ width: Int) {
    column += columns
    if column >= width { nextRow() }
  }

  private mutating func nextRow() { self = ScreenPosition(row: row + 1, column: 0) }
}

/// The columns that libedit gives a scalar of the line, by the C library's `wcwidth`.
enum LineWidth {
  static func of(_ scalar: Unicode.Scalar) -> Int {
    // A control character is shown as ^X, what cannot be printed by its number.
    if scalar.value < 0x20 || scalar.value == 0x7f { return 2 }
    let width = Int(sms_el_width(wchar_t(bitPattern: scalar.value)))
    return width >= 0 ? width : (scalar.value > 0xffff ? 8 : 7)
  }

  /// Whether libedit draws the scalar as itself, in columns of its own: only such a line can be drawn over.
  static func isDrawn(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\t" || scalar == "\n"
      || scalar.value >= 0x20 && scalar.value != 0x7f
        && sms_el_width(wchar_t(bitPattern: scalar.value)) > 0
  }
}
