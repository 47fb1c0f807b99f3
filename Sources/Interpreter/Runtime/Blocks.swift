import Syntax

/// A `plan` or `batch` around what runs.
package enum BlockKind: UInt8, Sendable {
  /// Runs on a snapshot that is thrown away.
  case plan = 0
  /// All or nothing.
  case batch = 1
}

/// One that has begun and has not ended.
struct RunningBlock {
  let kind: BlockKind
  /// A plan: the changes so far.
  var rows: [Value] = []
  /// A plan: files that it would have written.
  var files: Set<[UInt8]> = []
  /// A batch inside a plan: how many changes the plan had when it began.
  var mark = 0
}

extension Context {
  /// Whether what runs is only planned.
  package var isPlanning: Bool { blocks.contains { $0.kind == .plan } }

  /// Whether what runs is one transaction.
  package var isInBatch: Bool { blocks.contains { $0.kind == .batch } }

  private var innermostPlan: Int? { blocks.lastIndex { $0.kind == .plan } }

  /// Begins a block.
  package func enter(_ kind: BlockKind) throws(Fault) {
    var block = RunningBlock(kind: kind)
    switch kind {
    case .plan: try session?.beginPlan()
    case .batch:
      block.mark = innermostPlan.map { blocks[$0].rows.count } ?? 0
      try session?.begin()
    }
    blocks.append(block)
  }

  /// Ends the innermost block well: a batch commits; a plan is thrown away and gives its changes.
  package func leave() throws(Fault) -> Value? {
    guard let block = blocks.popLast() else { return nil }
    switch block.kind {
    case .plan:
      session?.endPlan()
      return .list(block.rows)
    case .batch:
      defer { settleLock() }
      do throws(Fault) {
        try checkLock()
        try session?.commit()
      } catch {
        try session?.rollback()
        forget(since: block.mark)
        throw error
      }
      return nil
    }
  }

  /// Ends the innermost block because something went wrong: nothing of it stays.
  package func abandon() {
    guard let block = blocks.popLast() else { return }
    switch block.kind {
    case .plan: session?.endPlan()
    case .batch:
      // A rollback says nothing that the fault which led here does not say.
      try? session?.rollback()
      forget(since: block.mark)
      settleLock()
    }
  }

  private func forget(since mark: Int) {
    guard let plan = innermostPlan, blocks[plan].rows.count > mark else { return }
    blocks[plan].rows.removeSubrange(mark...)
  }

  /// Adds to what the innermost plan would change.
  package func note(_ rows: [Value]) {
    guard let plan = innermostPlan else { return }
    blocks[plan].rows += rows
  }

  /// Notes that the plan would have written a file: in it the file cannot be read.
  package func noteFile(_ path: String) {
    guard let plan = innermostPlan else { return }
    blocks[plan].files.insert(Array(path.utf8))
  }

  /// Refuses a file that only a plan has written.
  package func refusePlanned(_ path: String) throws(Fault) {
    let bytes = Array(path.utf8)
    guard blocks.contains(where: { $0.files.contains(bytes) }) else { return }
    throw Fault(RunFault.plannedFile(path: path))
  }

  // MARK: the writer's lock

  /// Forgets since when the lock is held, once no batch holds it any more.
  private func settleLock() { if !isInBatch { machine.lockDeadline = nil } }

  /// Notes since when a batch keeps others from writing, and stops it where that is too long.
  func checkLock() throws(Fault) {
    if machine.lockDeadline == nil, let since = session?.lockedSince {
      machine.lockDeadline = since + limits.lockWork
    }
    guard let deadline = machine.lockDeadline, host.clock() > deadline else { return }
    throw Fault(RunFault.lockTooLong(limit: limits.lock), kind: .limit)
  }
}

extension Machine {
  func enterBlock(_ flag: UInt8) throws(Fault) { try context.enter(BlockKind(rawValue: flag) ?? .plan) }

  /// Ends a block; what a plan gives goes to a register.
  func leaveBlock(_ a: Int) throws(Fault) {
    if let changes = try context.leave() { base.give(a, Cell(changes)) }
  }
}
