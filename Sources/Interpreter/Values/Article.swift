extension String {
  /// The word with its article: `an int`, `a list`.
  package var withArticle: String {
    if self == "null" || hasPrefix("rows") { return self }
    if self == "any" { return "any value" }
    if self == "sealed" { return "sealed text" }
    guard let first = utf8.first, "aeiouAEIOU".utf8.contains(first) else { return "a \(self)" }
    return "an \(self)"
  }
}
