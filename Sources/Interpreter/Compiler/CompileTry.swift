import Syntax

/// `try`, `plan` and `batch`: what must run however they are left.
extension FunctionCompiler {
  /// Copies the `finally` blocks that a `break` or `return` leaves, innermost first.
  mutating func runCleanups(downTo count: Int) {
    let saved = cleanups
    let savedLoops = loops
    while cleanups.count > count, let cleanup = cleanups.popLast() {
      let from = code.here
      if cleanup.block == 0 { leaveEffect() } else { block(cleanup.block, into: nil) }
      work.noteCopy(code.here - from, code.span)
      let hole = (from, code.here)
      for index in cleanups.count..<saved.count { noteHole(hole, index) }
    }
    let holes = pendingHoles
    cleanups = saved
    for (hole, index) in holes { cleanups[index].holes.append(hole) }
    pendingHoles = []
    loops = savedLoops
  }

  private mutating func noteHole(_ hole: (Int, Int), _ index: Int) { pendingHoles.append((hole, index)) }

  /// Compiles `try`: what it gives is collected, so that no stream throws outside its `catch`.
  mutating func tryCatch(_ id: NodeID, into result: Int) {
    let node = tree[id]
    let start = code.top
    let error = code.take()
    if node.c != 0 { cleanups.append(Cleanup(block: node.c)) }
    let from = code.here
    guards += 1
    block(node.a, into: result)
    guards -= 1
    code.emit(.collect, a: result)
    let to = code.here
    var ends = [code.jump()]
    if node.b != 0 {
      let target = code.here
      addHandlers(
        .catching, from, to, target, error, cleanups.last?.block == node.c ? cleanups.last?.holes ?? [] : [])
      let inner = code.top
      let register = code.take()
      code.emit(.move, a: register, b: error)
      own(unit.facts.variable(id), register)
      block(node.b, into: result)
      code.emit(.collect, a: result)
      code.release(to: inner)
      ends.append(code.jump())
    }
    guard node.c != 0, let cleanup = cleanups.popLast() else {
      code.land(ends)
      code.release(to: start)
      return
    }
    let watched = code.here
    addHandlers(.finally, from, watched, code.here, error, cleanup.holes)
    let kept = code.take()
    code.emit(.move, a: kept, b: error)
    let cleaning = code.here
    block(node.c, into: nil)
    addHandlers(.cleanup, cleaning, code.here, 0, kept, [])
    code.emit(.rethrow, a: kept)
    code.land(ends)
    let copy = code.here
    block(node.c, into: nil)
    work.noteCopy(code.here - copy, node.span)
    code.release(to: start)
  }

  /// Compiles `plan` and `batch`: every way out of the block ends them.
  mutating func effect(_ node: Node, into result: Int) {
    let start = code.top
    let error = code.take()
    code.span = node.span
    code.emit(.enterBlock, flag: node.op)
    cleanups.append(Cleanup(block: 0))
    let from = code.here
    guards += 1
    block(node.a, into: result)
    guards -= 1
    code.emit(.collect, a: result)
    let to = code.here
    code.span = node.span
    code.emit(.leaveBlock, a: result)
    let end = code.jump()
    if let cleanup = cleanups.popLast() { addHandlers(.block, from, to, code.here, error, cleanup.holes) }
    code.emit(.abandonBlock, a: error)
    code.land(end)
    code.release(to: start)
  }

  /// Ends a `plan` or `batch` on the way out; what a plan gives is dropped.
  private mutating func leaveEffect() {
    let start = code.top
    code.emit(.leaveBlock, a: code.take())
    code.release(to: start)
  }

  private mutating func addHandlers(
    _ kind: Handler.Kind, _ from: Int, _ to: Int, _ target: Int, _ register: Int, _ holes: [(Int, Int)]
  ) {
    var at = from
    for (start, end) in holes.sorted(by: { $0.0 < $1.0 }) where end > at && start < to {
      if start > at {
        code.handlers.append(Handler(kind: kind, from: at, to: start, target: target, register: register))
      }
      at = max(at, end)
    }
    if at < to {
      code.handlers.append(Handler(kind: kind, from: at, to: to, target: target, register: register))
    }
  }
}
