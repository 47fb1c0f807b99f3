extension RowInput {
  /// The input with one more step done where its rows come from; nil where it must be done here.
  package func absorbing(_ step: RowStep) throws(Fault) -> Value? {
    guard isStream, let stream = try stream.absorbing(step) else { return nil }
    return .stream(stream)
  }

  /// The input, narrowed to these fields: its origin may omit the others.
  package func reading(only fields: [String]?) throws(Fault) -> RowInput {
    guard isStream, let fields, let narrow = try stream.absorbing(.only(fields)) else { return self }
    return RowInput(call, stream: narrow)
  }

  /// What of a condition is done where the rows come from.
  struct Filtered {
    /// The rows that are left; nil where the condition must be asked of those that come.
    var rows: Value?
    /// The comparisons that it begins with, but for those that the origin did.
    var comparisons: [RowComparison] = []
    /// The rows that fulfil some of these: of them alone the condition is asked.
    var narrow: StreamObject?
    /// The rows but for those that surely do not fulfil it.
    var candidates: StreamObject?
    /// Whether it is nothing but these comparisons, so that it need not be asked of rows that are tested.
    var isTested = false
  }

  /// The input filtered where its rows come from, as far as the condition is comparisons with constants and the
  /// origin takes them.
  func absorbing(where closure: ClosureObject) throws(Fault) -> Filtered {
    guard let facts = closure.function.rowFacts, let comparisons = try comparisons(facts, closure) else {
      return Filtered()
    }
    var filtered = Filtered(comparisons: comparisons)
    guard isStream else { return filtered }
    filtered.isTested = facts.isWhole && comparisons.count == facts.conjuncts.count
    if filtered.isTested, let absorbed = try absorbing(.filter(comparisons)) {
      filtered.rows = absorbed
      return filtered
    }
    guard closure.effect == .read else { return filtered }
    filtered.candidates = try stream.absorbing(.candidates(comparisons))
    return filtered.candidates == nil ? try narrowed(by: comparisons, filtered) : filtered
  }

  /// The same with the rows that fulfil the first comparisons, as many of these as the origin takes.
  private func narrowed(by comparisons: [RowComparison], _ filtered: Filtered) throws(Fault) -> Filtered {
    var filtered = filtered
    for count in stride(from: comparisons.count, to: 0, by: -1) {
      guard let narrow = try stream.absorbing(.filter(Array(comparisons.prefix(count)))) else { continue }
      filtered.narrow = narrow
      filtered.comparisons = Array(comparisons.dropFirst(count))
      break
    }
    return filtered
  }

  /// The comparisons of columns with values that are known now that a condition begins with; nil where there are none.
  private func comparisons(
    _ facts: RowFacts, _ closure: ClosureObject
  ) throws(Fault) -> [RowComparison]? {
    if facts.conjuncts.isEmpty { return nil }
    var comparisons: [RowComparison] = []
    for conjunct in facts.conjuncts {
      guard let value = try operand(conjunct, closure) else { break }
      comparisons.append(
        RowComparison(column: conjunct.column, comparison: conjunct.comparison, value: value))
    }
    return comparisons.isEmpty ? nil : comparisons
  }

  /// The other side of a comparison.
  ///
  /// What fails here must fail at a row, or not at all if there is none.
  private func operand(_ conjunct: RowConjunct, _ closure: ClosureObject) throws(Fault) -> Value? {
    do throws(Fault) {
      return try call.context.machine.enter(conjunct.operand, captures: closure.captures) { _ in }
    } catch {
      if error.isCatchable { return nil }
      throw error
    }
  }
}
