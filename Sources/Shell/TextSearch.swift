/// Searches by bytes: the library that would do it by patterns is left out of the program.
extension StringProtocol {
  /// The ranges at which a text that is not empty begins, in order; they may overlap.
  func ranges(of wanted: String) -> [Range<String.Index>] {
    let bytes = utf8
    let wanted = wanted.utf8
    return bytes.indices.compactMap { start in
      guard bytes[start...].starts(with: wanted) else { return nil }
      return start..<bytes.index(start, offsetBy: wanted.count)
    }
  }

  /// Whether a text is part of this one.
  func contains(_ wanted: String) -> Bool { !ranges(of: wanted).isEmpty }
}
