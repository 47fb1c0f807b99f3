extension RowInput {
  /// The input with one more step done where its rows come from; nil where it must be done here.
  package func absorbing(_ step: RowStep) throws(Fault) -> Value? {
    guard isStream, let stream = try stream.absorbing(step) else { return nil }
    return .stream(stream)
  }

  /// The input, narrowed to these fields: its origin may omit the others.
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
    /// The comparisons that it begins with, but for those that the origin did.
    var comparisons: [RowComparison] = []
    /// The rows that fulfil some of these: of them alone the condition is asked.
    var narrow: StreamObject?
  }

  /// The input filtered where its rows come from, as far as the condition is comparisons with constants and the
  /// origin takes them.
  func absorbing(where closure: ClosureObject) throws(Fault) -> Filtered {
    guard let facts = closure.function.rowFacts, let comparisons = try comparisons(facts, closure) else {
      return Filtered()
    }
    guard isStream, facts.isWhole, comparisons.count == facts.conjuncts.count else {
      guard isStream, closure.effect == .read else { return Filtered(comparisons: comparisons) }
      return try narrowed(by: comparisons, Filtered())
    }
    if let absorbed = try absorbing(.filter(comparisons)) { return Filtered(rows: absorbed) }
    guard closure.effect == .read else { return Filtered() }
    let filtered = Filtered(
      columns: comparisons.map(\.column), isTested: stream.leaveOut(unless: comparisons))
    return try narrowed(by: comparisons, filtered)
  }

  /// The same with the rows that fulfil the first comparisons, as many of these as the origin takes.
  private func narrowed(by comparisons: [RowComparison], _ filtered: Filtered) throws(Fault) -> Filtered {
    var filtered = filtered
    filtered.comparisons = comparisons
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
