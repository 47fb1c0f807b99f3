/// Lines given beforehand, for tests; after the last one comes the end.
package final class ScriptedLineSource: LineSource {
  private var rest: ArraySlice<LineRead>
  /// The prompts that were asked for, without styles.
  package private(set) var prompts: [String] = []
  /// The entries that were remembered.
  package private(set) var remembered: [String] = []

  /// A source that gives these outcomes in order, and then the end of input.
  package init(_ reads: [LineRead]) { rest = reads[...] }
  /// A source that gives these lines in order, and then the end of input.
  package convenience init(lines: [String]) { self.init(lines.map { .line($0) }) }

  /// Gives the next outcome and notes the prompt.
  package func read(_ prompt: Prompt) throws(LineError) -> LineRead {
    prompts.append(prompt.text)
    return rest.popFirst() ?? .end
  }

  /// Notes an entry in `remembered`.
  package func remember(_ entry: String) { remembered.append(entry) }
}
