/// The effect of a function with that of everything it calls.
extension FunctionInfo {
  /// The effect of the function and of all that it calls; closures that it makes count as called.
  ///
  /// Known only when the whole program is checked; then each function is looked at once, however many call it.
  func wholeEffect() -> Effect {
    if let whole { return whole }
    if calls.isEmpty && inner.isEmpty { return effect }
    var search = EffectSearch()
    return search.find(self)
  }

  /// The function of a number among those that running it may call.
  fileprivate func callee(_ number: Int) -> FunctionInfo? {
    if number < calls.count { return calls[number].info }
    return number - calls.count < inner.count ? inner[number - calls.count] : nil
  }
}

/// Goes through what functions call, depth first: those that call each other in a circle have the same effect (Tarjan).
///
/// A loop, not a recursion: a chain of calls may be as long as the file.
private struct EffectSearch {
  /// The functions on the way here, each with the number of the one that it calls next.
  private var path: [(info: FunctionInfo, next: Int)] = []
  /// Those whose circle is not complete.
  private var open: [FunctionInfo] = []
  private var count = 0

  mutating func find(_ root: FunctionInfo) -> Effect {
    enter(root)
    while let (info, next) = path.last {
      guard let callee = info.callee(next) else {
        leave(info)
        continue
      }
      path[path.count - 1].next += 1
      // Of the functions inside, a `def` runs only where it is called.
      if callee.kind == .def, next >= info.calls.count { continue }
      if callee.whole == nil, callee.order == 0 {
        enter(callee)
      } else if callee.whole == nil {
        info.low = min(info.low, callee.order)
      }
    }
    return root.whole ?? root.effect
  }

  private mutating func enter(_ info: FunctionInfo) {
    count += 1
    (info.order, info.low) = (count, count)
    path.append((info, 0))
    open.append(info)
  }

  private mutating func leave(_ info: FunctionInfo) {
    path.removeLast()
    if let caller = path.last?.info { caller.low = min(caller.low, info.low) }
    guard info.low == info.order else { return }
    var members: [FunctionInfo] = []
    while let member = open.popLast() {
      members.append(member)
      if member === info { break }
    }
    var effect = Effect.read
    for member in members { effect.formUnion(member.effectAround) }
    for member in members {
      member.whole = effect
      member.order = 0
    }
  }
}

extension FunctionInfo {
  /// Its own effect with those that are known of what it calls.
  fileprivate var effectAround: Effect {
    var effect = effect
    for called in calls { if let known = called.info.whole { effect.formUnion(known) } }
    for closure in inner where closure.kind != .def {
      if let known = closure.whole { effect.formUnion(known) }
    }
    return effect
  }
}
