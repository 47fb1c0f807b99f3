import CSupport
import Glibc
import Syntax

/// A register machine: runs compiled functions.
///
/// One thread's own.
package final class Machine {
  unowned(unsafe) let context: Context
  /// All registers; windows slide over them.
  let registers: Cells
  /// No window begins behind it.
  let lastWindow: Cells
  private let frames: UnsafeMutablePointer<Frame>
  /// The frame that the next call fills; no call fills the last one.
  var top: UnsafeMutablePointer<Frame>
  let lastFrame: UnsafeMutablePointer<Frame>
  /// Where the running function's registers begin, where it is in its code, and what it captured.
  ///
  /// Kept here only around calls and faults; the loop has them in locals.
  var base: Cells
  var pc: UnsafeMutablePointer<UInt64>
  /// The running function's layout: it is kept alive by its slot, its unit or the closure that is being called.
  var layout: Layout
  var captures: UnsafeMutablePointer<Cell>?
  /// Counts down at back edges and calls; below zero the limits are looked at.
  let ticks: UnsafeMutablePointer<Int>
  var stepsTaken = 0
  var nativeDepth = 0
  /// Below this address the thread's stack is nearly used up.
  let stackFloor = sms_stack_floor()
  var globals: Cells
  var globalCount = 0
  var globalCapacity = 64
  /// While `finally` runs after an uncatchable fault: until when it is shielded from another one.
  var shieldedUntil: Int?
  /// The fault of work that could not throw.
  private var postponed: Fault?
  /// The bytes that retained pages of rows take.
  var pageBytes = 0
  /// Until when all `finally` of a run that was stopped may go on together: then those that are left do not run.
  private var cleanupEnd: Int?
  /// Why the run was stopped that such a `finally` cleans up after.
  private var stopReason: Fault?
  /// Until when a batch may go on, once it keeps others from writing.
  var lockDeadline: Int?
  private let empty: Function
  private let nativeLimit: Int
  /// Code that was run here: kept, since values may refer to it.
  private var units: [Function] = []
  /// Short texts that code makes again and again.
  let characters = ShortTexts()

  struct Frame {
    var pc: UnsafeMutablePointer<UInt64>
    var base: Cells
    var layout: Layout
    var captures: UnsafeMutablePointer<Cell>?
  }

  /// The running function, for all that is not on the fast path.
  var function: Function { layout.pointee.owner.takeUnretainedValue() }

  static let tickBatch = 4096

  init(context: Context) {
    self.context = context
    let registerLimit = 1 << 20
    // Pages are touched when used: a large zeroed allocation costs nothing at start. All-zero cells are null.
    registers = zeroedCells(registerLimit + 65_536)
    lastWindow = registers + registerLimit
    frames = .allocate(capacity: context.limits.calls + 2)
    top = frames
    lastFrame = frames + context.limits.calls
    globals = zeroedCells(globalCapacity)
    ticks = .allocate(capacity: 1)
    ticks.initialize(to: Machine.tickBatch)
    let empty = Function(
      name: "", source: Source(name: "", text: ""), parameterCount: 0, code: [Instruction.make(.return)],
      constants: [])
    self.empty = empty
    layout = empty.layout
    nativeLimit = context.limits.nativeCalls
    base = registers
    pc = empty.code
  }

  deinit {
    globals.clear(0, globalCount)
    free(globals)
    free(registers)
    frames.deallocate()
    ticks.deallocate()
  }

  /// Runs a whole script's code and gives the value of its last statement.
  func run(_ unit: Function) throws(Fault) -> Value {
    units.append(unit)
    if nativeDepth > 0 { return try enter(unit, captures: nil) { _ in } }
    cleanupEnd = nil
    return try Work.forMachine(self) { () throws(Fault) in try enter(unit, captures: nil) { _ in } }
  }

  /// Keeps a fault of work that cannot throw until something can.
  func postpone(_ fault: Fault) {
    if postponed == nil { postponed = fault }
    ticks.pointee = 0
  }

  func throwPostponed() throws(Fault) {
    guard let fault = postponed else { return }
    postponed = nil
    throw fault
  }

  /// Makes room for global names.
  func reserveGlobals(_ count: Int) {
    if count > globalCapacity {
      let capacity = max(count, globalCapacity * 2)
      let larger = zeroedCells(capacity)
      for index in 0..<globalCount { larger[index] = globals[index] }
      free(globals)
      globals = larger
      globalCapacity = capacity
    }
    while globalCount < count {
      globals[globalCount] = Cell(tag: Cell.absent, bits: 0)
      globalCount += 1
    }
  }

  /// Calls a closure with arguments: missing ones are null, surplus ones are left out.
  package func invoke(_ closure: ClosureObject, _ arguments: [Value]) throws(Fault) -> Value {
    let wanted = closure.function.parameterCount
    return try enter(closure.function, captures: closure.captures) { window in
      for index in 0..<min(wanted, arguments.count) { window.give(index, Cell(arguments[index])) }
    }
  }

  /// Runs a function in a fresh window above the running one; keeps what the loop keeps around calls.
  func enter(
    _ callee: Function, captures calleeCaptures: UnsafeMutablePointer<Cell>?, _ fill: (Cells) -> Void
  ) throws(Fault) -> Value {
    try run(callee.layout, captures: calleeCaptures, fill).taken
  }

  /// The same for a layout that the caller keeps alive; gives a cell that owns its reference.
  ///
  /// No frame is stored: the loop ends at this one, and so does the search for a handler.
  @inline(__always)
  func run(
    _ callee: Layout, captures calleeCaptures: UnsafeMutablePointer<Cell>?, _ fill: (Cells) -> Void
  ) throws(Fault) -> Cell {
    guard nativeDepth < nativeLimit, sms_stack_pointer() > stackFloor else { throw tooDeepInside() }
    let (oldBase, oldPC, oldLayout, oldCaptures, oldTop) = (base, pc, layout, captures, top)
    let window = oldTop == frames && nativeDepth == 0 ? oldBase : oldBase + oldLayout.pointee.registerCount
    try checkRoom(window)
    nativeDepth += 1
    fill(window)
    top = oldTop + 1
    base = window
    layout = callee
    captures = calleeCaptures
    pc = callee.pointee.code
    let count = callee.pointee.registerCount
    defer {
      if window.holdsObjects(count) { window.clear(0, count) }
      nativeDepth -= 1
      (base, pc, layout, captures, top) = (oldBase, oldPC, oldLayout, oldCaptures, oldTop)
    }
    return try interpretUntilReturn(oldTop + 1)
  }

  @inline(never)
  private func tooDeepInside() -> Fault {
    // Streams inside streams take the stack without a call that is counted.
    Fault(RunFault.commandsTooDeep(nativeDepth < nativeLimit ? nil : Int(nativeDepth)))
  }

  /// Throws where the registers or frames run out.
  @inline(__always)
  func checkRoom(_ window: Cells) throws(Fault) {
    if top >= lastFrame || window > lastWindow { throw tooDeep() }
  }

  @inline(never)
  private func tooDeep() -> Fault {
    Fault(RunFault.callsTooDeep(limit: context.limits.calls))
  }

  /// Runs until the function returns that was entered with this frame on top; errors go to handlers on the way.
  private func interpretUntilReturn(_ entry: UnsafeMutablePointer<Frame>) throws(Fault) -> Cell {
    while true {
      do throws(Fault) {
        return try interpret(entry)
      } catch {
        try unwind(error, entry)
      }
    }
  }

  /// Finds the handler of a fault in the frames of this entry; rethrows where there is none.
  private func unwind(_ thrown: Fault, _ entry: UnsafeMutablePointer<Frame>) throws(Fault) {
    var fault = thrown
    while true {
      let index = pc - function.code - 1
      _ = fault.located(function.source, function.span(index))
      if let handler = handler(at: index, &fault) {
        if handler.kind == .finally, !fault.isCatchable {
          let end = cleanupEnd ?? context.host.clock() + 5_000_000
          (shieldedUntil, cleanupEnd) = (end, end)
          stopReason = fault
        }
        base.give(handler.register, Cell(.error(ErrorObject(fault))))
        pc = function.code + handler.target
        return
      }
      guard top > entry else { throw fault }
      base.clear(0, function.registerCount)
      top -= 1
      let frame = top.pointee
      pc = frame.pc
      base = frame.base
      layout = frame.layout
      captures = frame.captures
    }
  }

  /// The handler of a fault at an instruction; where that is in `finally`, the fault is put together with the one before.
  private func handler(at index: Int, _ fault: inout Fault) -> Handler? {
    // Inner handlers are added first.
    for handler in function.handlers where handler.from <= index && index < handler.to {
      switch handler.kind {
      case .cleanup:
        fault = fault.coming(after: base[handler.register].object(as: ErrorObject.self).fault)
        shieldedUntil = nil
      case .catching: if fault.isCatchable { return handler }
      case .finally where !fault.isCatchable:
        if let cleanupEnd, context.host.clock() >= cleanupEnd { continue }
        return handler
      case .finally, .block: return handler
      }
    }
    return nil
  }

  // MARK: limits

  /// Looks at signals, time and steps: called when the ticks run out.
  @inline(never)
  func checkLimits() throws(Fault) {
    stepsTaken += Machine.tickBatch
    ticks.pointee = Machine.tickBatch
    try checkStop()
    if pageBytes > context.limits.memory { try checkMemory(items: 0) }
    if shieldedUntil == nil, let limit = context.limits.steps, stepsTaken > limit {
      throw Fault(RunFault.steps(limit: limit), kind: .limit)
    }
  }

  /// Looks at signals and time: also before each command that does something.
  ///
  /// Such a command waits for a disk, and thousands of them may pass until the ticks run out.
  func checkStop() throws(Fault) {
    try throwPostponed()
    if let until = shieldedUntil {
      if context.host.clock() < until { return }
      shieldedUntil = nil
      throw Fault.overlong(after: stopReason)
    }
    let signal = sms_stop_signal()
    if signal != 0 {
      sms_stop_clear()
      throw Fault.stopped(by: signal)
    }
    if lockDeadline != nil { try context.checkLock() }
    if let time = context.limits.time, context.host.clock() - context.started > time {
      throw Fault(RunFault.time, kind: .timeout)
    }
  }

  /// Throws where signals, time or steps say stop: for commands that work long.
  package func poll() throws(Fault) {
    ticks.pointee -= 1
    if ticks.pointee < 0 { try checkLimits() }
  }

  /// The same for many steps at once.
  package func poll(_ steps: Int) throws(Fault) {
    ticks.pointee -= steps
    while ticks.pointee < 0 {
      let missing = -ticks.pointee
      try checkLimits()
      ticks.pointee -= missing - 1
    }
  }

  /// Counts bytes that rows take which are held, less where they are given back.
  package func hold(_ bytes: Int) { pageBytes += bytes }

  /// Throws if a list of this many items is more than the run may hold.
  package func checkMemory(items: Int) throws(Fault) {
    if items * MemoryLayout<Value>.stride * 4 + pageBytes > context.limits.memory {
      throw Fault(RunFault.memory(.collected, limit: context.limits.memory), kind: .limit)
    }
  }
}

extension Fault {
  /// The fault of a signal that asked the run to stop.
  package static func stopped(by signal: Int32) -> Fault {
    Fault(RunFault.signal(signal), kind: .signal(signal))
  }
}

extension Fault {
  /// The fault of a `finally` that does not end: the program ends as it would have without it.
  fileprivate static func overlong(after reason: Fault?) -> Fault {
    var (kind, status) = (reason?.report.kind ?? .limit, reason?.report.status ?? 1)
    // What `exit` wished for was not reached.
    if case .exit = kind { (kind, status) = (.limit, max(1, status)) }
    return Fault(RunFault.finallyTooLong(status: status), kind: kind, after: reason)
  }
}

/// Zeroed memory for cells; never nil: the system ends a process that has none left.
private func zeroedCells(_ count: Int) -> Cells {
  guard let memory = calloc(count, MemoryLayout<Cell>.stride) else { return .allocate(capacity: count) }
  return memory.bindMemory(to: Cell.self, capacity: count)
}
