extension String {
  /// The word with its article: `an int`, `a list`.
  package var withArticle: String {
    guard let first = utf8.first, "aeiouAEIOU".utf8.contains(first) else { return "a \(self)" }
    return "an \(self)"
  }
}
