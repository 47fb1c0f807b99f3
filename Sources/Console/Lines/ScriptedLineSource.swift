/// Lines given beforehand, for tests; after the last one comes the end.
package final class ScriptedLineSource: LineSource {
  private var rest: ArraySlice<LineRead>
  /// The prompts that were asked for, without styles.
  package private(set) var prompts: [String] = []
  /// The entries that were remembered.
  package private(set) var remembered: [String] = []

  package init(_ reads: [LineRead]) { rest = reads[...] }
  package convenience init(lines: [String]) { self.init(lines.map { .line($0) }) }

  package func read(_ prompt: Prompt) throws(LineError) -> LineRead {
    prompts.append(prompt.text)
    return rest.popFirst() ?? .end
  }

  package func remember(_ entry: String) { remembered.append(entry) }
}
