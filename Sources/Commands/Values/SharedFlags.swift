internal import Interpreter

/// Flags that several commands have in the same words.
enum SharedFlags {
  static let keepGoing = Flag(
    "keep-going", nil, "go on when one fails: it gets a row `failed`, and the program ends with 3")
  static let twin = Flag("twin", nil, "also when another one has this name or key")
  static let yes = Flag("yes", nil, "do not ask")
}
