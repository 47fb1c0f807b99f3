internal import Interpreter
internal import Syntax
internal import Vault

/// Types of events as people write them: `2304`, `account.created`, `2100..2105`, several with commas.
enum EventTypes {
  /// The ranges of numbers that a text names.
  static func read(_ text: String) -> Result<[ClosedRange<Int64>], Fault> {
    var ranges: [ClosedRange<Int64>] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      switch one(String(part)) {
      case .success(let range): ranges.append(range)
      case .failure(let fault): return .failure(fault)
      }
    }
    return .success(ranges)
  }

  /// All types with their messages, a line each; what the messages name stands in braces.
  static var table: String {
    EventCode.all.map { code in
      let pad = String(repeating: " ", count: max(1, 24 - code.name.utf8.count))
      return "\(code.number)  \(code.name)\(pad)\(code.words)\n"
    }.joined()
  }

  private static func one(_ word: String) -> Result<ClosedRange<Int64>, Fault> {
    switch Literal.read(word: word) {
    case .int(let number)?: return known(number...number, word)
    case .range(let low, let high, let inclusive)?:
      let last = inclusive ? high : high - 1
      return low <= last ? known(low...last, word) : .failure(unknown(word))
    default: break
    }
    guard let code = EventCode(name: word) else { return .failure(unknown(word)) }
    return .success(code.number...code.number)
  }

  private static func known(
    _ range: ClosedRange<Int64>, _ word: String
  ) -> Result<ClosedRange<Int64>, Fault> {
    EventCode.all.contains { range.contains($0.number) } ? .success(range) : .failure(unknown(word))
  }

  private static func unknown(_ word: String) -> Fault {
    let near = Suggestion.nearest(word, among: EventCode.all.map(\.name))
    return Fault(
      "E0820", "there is no type of event `\(word)`",
      help: near.map { "did you mean `\($0)`?" } ?? "`help events` lists the types")
  }

  /// The ranges that a value names.
  static func ranges(_ value: Value, _ call: Call) throws(Fault) -> [ClosedRange<Int64>] {
    switch value {
    case .text(let text): return try read(text.string).get()
    case .int(let number): return try read(String(number)).get()
    case .range(let range):
      guard case .int(let low) = range.low, case .int(let high) = range.high else { break }
      return try read("\(low)\(range.isInclusive ? ".." : "..<")\(high)").get()
    case .list(let list):
      var ranges: [ClosedRange<Int64>] = []
      for item in list.items { ranges += try self.ranges(item, call) }
      return ranges
    default: break
    }
    throw call.wrongType("--type", "type of event", value)
  }
}
