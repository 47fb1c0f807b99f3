extension RowInput {
  /// The input with one more step done where its rows come from; nil where it must be done here.
  package func absorbing(_ step: RowStep) throws(Fault) -> Value? {
    guard isStream, let stream = try stream.absorbing(step) else { return nil }
    return .stream(stream)
  }

  /// The input, of which only these fields are looked at: its origin may leave the others out.
  package func reading(only fields: [String]?) throws(Fault) -> RowInput {
    guard isStream, let fields, let stream = try stream.absorbing(.only(fields)) else { return self }
    return RowInput(call, stream: stream)
  }

  /// The input filtered where its rows come from; nil where the condition is more than comparisons with constants,
  /// or the origin does not take them.
  func absorbing(where closure: ClosureObject) throws(Fault) -> Value? {
    guard let comparisons = try comparisons(closure) else { return nil }
    if let absorbed = try absorbing(.filter(comparisons)) { return absorbed }
    if closure.effect == .read { stream.leaveOut(unless: comparisons) }
    return nil
  }

  /// A condition as comparisons of columns with values that are known now; nil where it is something else.
  private func comparisons(_ closure: ClosureObject) throws(Fault) -> [RowComparison]? {
    guard isStream, let conjuncts = closure.function.rowFacts?.conjuncts else { return nil }
    var comparisons: [RowComparison] = []
    for conjunct in conjuncts {
      guard let value = try operand(conjunct, closure) else { return nil }
      comparisons.append(
        RowComparison(column: conjunct.column, comparison: conjunct.comparison, value: value))
    }
    return comparisons
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
