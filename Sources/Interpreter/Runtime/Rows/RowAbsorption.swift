extension RowInput {
  /// The input with one more step done where its rows come from; nil where it must be done here.
  package func absorbing(_ step: RowStep) throws(Fault) -> Value? {
    guard isStream, let stream = try stream.absorbing(step) else { return nil }
    return .stream(stream)
  }

  /// The input, of which only these fields are looked at: its origin may leave the others out.
  package func reading(only fields: [String]?) throws(Fault) -> RowInput {
    guard isStream, let fields else { return self }
    if let narrow = try stream.absorbing(.only(fields)) { return RowInput(call, stream: narrow) }
    stream.needOnly(fields)
    return self
  }

  /// What of a condition is done where the rows come from.
  struct Filtered {
    /// The rows that are left; nil where the condition must be asked of those that come.
    var rows: Value?
    /// The columns that the condition looks at; nil where it may look at all.
    var columns: [String]?
    /// True iff the origin leaves rows out that surely do not fulfil it.
    var isTested = false
    /// The comparisons that it begins with.
    var comparisons: [RowComparison] = []
  }

  /// The input filtered where its rows come from, as far as the condition is comparisons with constants and the
  /// origin takes them.
  func absorbing(where closure: ClosureObject) throws(Fault) -> Filtered {
    guard let facts = closure.function.rowFacts, let comparisons = try comparisons(facts, closure) else {
      return Filtered()
    }
    guard isStream, facts.isWhole, comparisons.count == facts.conjuncts.count else {
      return Filtered(comparisons: comparisons)
    }
    if let absorbed = try absorbing(.filter(comparisons)) { return Filtered(rows: absorbed) }
    guard closure.effect == .read else { return Filtered() }
    return Filtered(
      columns: comparisons.map(\.column), isTested: stream.leaveOut(unless: comparisons),
      comparisons: comparisons)
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
