import Syntax

extension Machine {
  /// The loop: one switch over the opcodes until the function returns that was entered with this frame on top.
  ///
  /// Long because it is one dispatch over a closed set; whatever is not on the fast path is a function elsewhere. The
  /// fields `base`, `layout` and `captures` are always right; `pc` is stored before anything that may throw.
  func interpret(_ entry: UnsafeMutablePointer<Frame>) throws(Fault) -> Cell {
    var r = base
    var pc = self.pc
    var k = layout.pointee.constants
    let ticks = self.ticks
    while true {
      let at = pc
      pc += 1
      let a = at.a
      switch at.opcode {
      case .move: r.put(a, r[at.b])
      case .take: r.take(a, at.b)
      case .loadSite: r.give(a, Cell(tag: Cell.site, bits: at.wide))
      case .loadConstant: r.put(a, k[at.wide])
      case .loadInt: r.put(a, int: at.wide)
      case .loadNull: r.give(a, Cell())
      case .loadBool: r.give(a, Cell(bool: at.b != 0))
      case .getGlobal:
        let cell = globals[at.wide]
        if cell.tag == Cell.absent {
          self.pc = pc
          throw unsetGlobal(at.wide)
        }
        r.put(a, cell)
      case .setGlobal:
        if at.flag == 0 {
          globals.put(at.wide, r[a])
        } else {
          globals.give(at.wide, r[a])
          r[a] = Cell()
        }
      case .getCapture:
        if let captures { r.put(a, captures[at.b]) }

      case .add:
        let x = r[at.b]
        let y = r[at.c]
        if let sum = Cell.sum(x, y) {
          r.put(a, int: sum)
        } else if x.tag == Cell.float, y.tag == Cell.float, (x.double + y.double).isFinite {
          r.give(a, Cell(float: x.double + y.double))
        } else {
          self.pc = pc
          try slowBinary(.add, a, at.b, y)
        }
      case .subtract:
        let x = r[at.b]
        let y = r[at.c]
        if let difference = Cell.difference(x, y) {
          r.put(a, int: difference)
        } else if x.tag == Cell.float, y.tag == Cell.float, (x.double - y.double).isFinite {
          r.give(a, Cell(float: x.double - y.double))
        } else {
          self.pc = pc
          try slowBinary(.subtract, a, at.b, y)
        }
      case .multiply:
        let x = r[at.b]
        let y = r[at.c]
        if let product = Cell.product(x, y) {
          r.put(a, int: product)
        } else if x.tag == Cell.float, y.tag == Cell.float, (x.double * y.double).isFinite {
          r.give(a, Cell(float: x.double * y.double))
        } else {
          self.pc = pc
          try slowBinary(.multiply, a, at.b, y)
        }
      case .addConstant:
        let x = r[at.b]
        let y = Cell(int: at.number)
        if let sum = Cell.sum(x, y) {
          r.put(a, int: sum)
        } else {
          self.pc = pc
          try slowBinary(.add, a, at.b, y)
        }
      case .subtractConstant:
        let x = r[at.b]
        let y = Cell(int: at.number)
        if let difference = Cell.difference(x, y) {
          r.put(a, int: difference)
        } else {
          self.pc = pc
          try slowBinary(.subtract, a, at.b, y)
        }
      case .multiplyConstant:
        let x = r[at.b]
        let y = Cell(int: at.number)
        if let product = Cell.product(x, y) {
          r.put(a, int: product)
        } else {
          self.pc = pc
          try slowBinary(.multiply, a, at.b, y)
        }
      case .modulo:
        let x = r[at.b]
        let y = r[at.c]
        if x.tag == Cell.int, y.tag == Cell.int, x.bits >= 0, y.bits > 0 {
          r.put(a, int: x.bits % y.bits)
        } else {
          self.pc = pc
          try slowBinary(.modulo, a, at.b, y)
        }
      case .moduloConstant:
        let x = r[at.b]
        let y = Cell(int: at.number)
        if x.tag == Cell.int, y.tag == Cell.int, x.bits >= 0, y.bits > 0 {
          r.put(a, int: x.bits % y.bits)
        } else {
          self.pc = pc
          try slowBinary(.modulo, a, at.b, y)
        }
      case .divide:
        self.pc = pc
        try slowBinary(.divide, a, at.b, r[at.c])
      case .floorDivide:
        self.pc = pc
        try slowBinary(.floorDivide, a, at.b, r[at.c])
      case .negate:
        self.pc = pc
        try negate(a, r[at.b])
      case .not:
        let x = r[at.b]
        if x.tag != Cell.bool {
          self.pc = pc
          throw notBool(x, .not)
        }
        r.give(a, Cell(bool: x.bits == 0))
      case .binary:
        self.pc = pc
        try slowBinary(BinaryOperator(rawValue: at.flag) ?? .equal, a, at.b, r[at.c])

      case .testLess:
        pc += try test(.less, r[a], r[at.b], pc, { $0 < $1 }, { $0 < $1 })
      case .testLessEqual:
        pc += try test(.lessEqual, r[a], r[at.b], pc, { $0 <= $1 }, { $0 <= $1 })
      case .testEqual:
        pc += try test(.equal, r[a], r[at.b], pc, { $0 == $1 }, { $0 == $1 })
      case .testNotEqual:
        pc += try test(.notEqual, r[a], r[at.b], pc, { $0 != $1 }, { $0 != $1 })
      case .testLessConstant:
        pc += try test(.less, r[a], Cell(int: at.wide), pc, { $0 < $1 }, { $0 < $1 })
      case .testLessEqualConstant:
        pc += try test(.lessEqual, r[a], Cell(int: at.wide), pc, { $0 <= $1 }, { $0 <= $1 })
      case .testGreaterConstant:
        pc += try test(.greater, r[a], Cell(int: at.wide), pc, { $0 > $1 }, { $0 > $1 })
      case .testGreaterEqualConstant:
        pc += try test(.greaterEqual, r[a], Cell(int: at.wide), pc, { $0 >= $1 }, { $0 >= $1 })
      case .testEqualConstant:
        pc += try test(.equal, r[a], Cell(int: at.wide), pc, { $0 == $1 }, { $0 == $1 })
      case .testNotEqualConstant:
        pc += try test(.notEqual, r[a], Cell(int: at.wide), pc, { $0 != $1 }, { $0 != $1 })
      case .jump: pc += at.wide
      case .jumpIfFalse:
        let x = r[a]
        if x.tag != Cell.bool {
          self.pc = pc
          throw notBool(x, .condition)
        }
        if x.bits == 0 { pc += at.wide }
      case .jumpIfTrue:
        let x = r[a]
        if x.tag != Cell.bool {
          self.pc = pc
          throw notBool(x, .condition)
        }
        if x.bits != 0 { pc += at.wide }
      case .jumpIfNotNull:
        if r[a].tag != Cell.null { pc += at.wide }
      case .jumpIfPresent:
        if r[a].tag != Cell.absent { pc += at.wide }
      case .loop:
        ticks.pointee &-= 1
        if ticks.pointee < 0 {
          self.pc = pc
          try checkLimits()
        }
        pc += at.wide
      case .forPrepare:
        if r[a].tag == Cell.int, r[a + 1].tag == Cell.int {
          if r[a].bits > r[a + 1].bits { pc += at.wide }
        } else {
          self.pc = pc
          if try !prepareRange(a) { pc += at.wide }
        }
      case .forLoop:
        ticks.pointee &-= 1
        if ticks.pointee < 0 {
          self.pc = pc
          try checkLimits()
        }
        let counter = r + a
        if counter.pointee.tag == Cell.int {
          let number = counter.pointee.bits
          if number < counter[1].bits {
            counter.pointee.bits = number &+ 1
            pc += at.wide
          }
        } else {
          self.pc = pc
          if try nextItem(a) { pc += at.wide }
        }
      case .iterate:
        self.pc = pc
        try iterate(a, r[at.b])
      case .iterateNext:
        ticks.pointee &-= 1
        self.pc = pc
        if ticks.pointee < 0 { try checkLimits() }
        let item = try r[a].object(as: StreamObject.self).nextCell()
        if item.tag != Cell.absent {
          r.give(at.b, item)
          pc += 1
        } else {
          pc += 1 + pc.wide
        }

      case .newList:
        self.pc = pc
        try newList(a, at.b, at.c)
      case .append:
        self.pc = pc
        try append(a, r[at.b])
      case .extend:
        self.pc = pc
        try extend(a, at.b, isTemporary: at.flag == 1)
      case .newRecord:
        self.pc = pc
        try newRecord(a, at.b, function.shapes[at.c])
      case .mergeRecord:
        self.pc = pc
        try mergeRecord(a, at.b, isTemporary: at.flag == 1)
      case .setEntry:
        self.pc = pc
        try setEntry(a, computedKey(r[at.b]), r[at.c])
      case .newRange:
        self.pc = pc
        try newRange(
          a, r[at.b], r[at.c], inclusive: at.flag & 1 == 1, mayBeOpen: at.flag & 2 != 0)
      case .template:
        self.pc = pc
        try template(a, pc, at.b)
        pc += at.b
      case .part: break
      case .getField, .getFieldOfGlobal:
        let x = at.opcode == .getField ? r[at.b] : globals[at.b]
        let site = layout.pointee.fields + at.c
        if let cell = x.field(site) {
          if let inner = inner(of: cell, a, pc, r) {
            r.put(pc.a, inner)
            if at.flag & 2 != 0, at.b != pc.a { r.give(at.b, Cell()) }
            if a != pc.a { r.give(a, Cell()) }
            pc += 1
            continue
          }
          r.put(a, cell)
        } else {
          self.pc = pc
          if x.tag == Cell.absent { throw unsetGlobal(at.b) }
          try getField(a, x, site, optional: at.flag & 1 != 0)
        }
        if at.flag & 2 != 0, a != at.b { r.give(at.b, Cell()) }
      case .getIndex, .getIndexOfGlobal:
        let x = at.opcode == .getIndex ? r[at.b] : globals[at.b]
        if let cell = x.item(r[at.c]) {
          if let inner = inner(of: cell, a, pc, r) {
            r.put(pc.a, inner)
            if at.flag & 2 != 0, at.b != pc.a { r.give(at.b, Cell()) }
            if a != pc.a { r.give(a, Cell()) }
            pc += 1
            continue
          }
          r.put(a, cell)
        } else {
          self.pc = pc
          if x.tag == Cell.absent { throw unsetGlobal(at.b) }
          try getIndex(a, x, r[at.c], optional: at.flag & 1 != 0)
        }
        if at.flag & 2 != 0, a != at.b { r.give(at.b, Cell()) }
      case .setItem:
        self.pc = pc
        try setItem(r + a, r + at.b, r + at.c, isTemporary: at.flag == 1)
      case .changePlace:
        self.pc = pc
        pc += try changePlace(at) ? 1 + pc.wide : 1
      case .appendAll:
        self.pc = pc
        if try append(r + a, r + at.b, at.c, level: 0) { pc += 1 }
      case .length: if length(a) { pc += 1 }
      case .clear: r.clear(a, at.b)
      case .listCount:
        self.pc = pc
        try listCount(a, at.b, hasRest: at.flag == 1)
      case .listItem: listItem(a, r[at.b], at.c)
      case .listRest: listRest(a, r[at.b], at.c)
      case .matchTable:
        let x = r[a]
        pc += layout.pointee.tables[at.wide]._withUnsafeGuaranteedRef { $0.distance(x) }
      case .matchEqual:
        let (x, wanted) = (r[a], at.flag == 0 ? r[at.b] : k[at.b])
        let holds: Bool
        if x.tag == Cell.int, wanted.tag == Cell.int {
          holds = x.bits == wanted.bits
        } else {
          self.pc = pc
          holds = try matches(x, wanted)
        }
        pc += holds ? 1 : 1 + pc.wide
      case .matchIsList:
        let holds = isList(r[a], at.b, hasRest: at.flag == 1)
        pc += holds ? 1 : 1 + pc.wide
      case .matchIsRecord: pc += isRecord(r[a]) ? 1 : 1 + pc.wide
      case .matchHasKey:
        let holds = hasKey(r[a], function.names[at.b])
        pc += holds ? 1 : 1 + pc.wide

      case .closure:
        self.pc = pc
        try makeClosure(a, function.functions[at.wide])
      case .call:
        ticks.pointee &-= 1
        self.pc = pc
        if ticks.pointee < 0 { try checkLimits() }
        guard let callee = layout.pointee.slots[at.wide]._withUnsafeGuaranteedRef({ $0.layout })
        else { throw missingCode() }
        let window = r + a
        try checkRoom(window)
        top.pointee = Frame(pc: pc, base: r, layout: layout, captures: captures)
        top += 1
        layout = callee
        captures = nil
        base = window
        r = window
        pc = callee.pointee.code
        k = callee.pointee.constants
      case .callCommand:
        self.pc = pc
        try callCommand(a, at.wide)
      case .callClosure:
        ticks.pointee &-= 1
        self.pc = pc
        if ticks.pointee < 0 { try checkLimits() }
        if let closure = callable(r[a + 1], at.b) {
          let window = r + a + 2
          try checkRoom(window)
          top.pointee = Frame(pc: pc + 1, base: r, layout: layout, captures: captures)
          top += 1
          layout = closure.layout
          captures = closure.captures
          base = window
          r = window
          pc = closure.layout.pointee.code
          k = closure.layout.pointee.constants
        }
      case .callSpread:
        self.pc = pc
        guard let callee = function.functions[at.wide].function else { throw missingCode() }
        try spreadArguments(a, callee)
      case .return:
        let result = r[a]
        // Moved out: its register is emptied with the others.
        if result.isObject { r[a] = Cell() }
        if top == entry { return result }
        let count = layout.pointee.registerCount
        if r.holdsObjects(count) { r.clear(0, count) }
        r[0] = result
        let frame = top - 1
        top = frame
        pc = frame.pointee.pc
        r = frame.pointee.base
        base = r
        let caller = frame.pointee.layout
        layout = caller
        captures = frame.pointee.captures
        k = caller.pointee.constants
      case .throwValue:
        self.pc = pc
        throw thrown(r[a])
      case .rethrow:
        self.pc = pc
        shieldedUntil = nil
        throw r[a].object(as: ErrorObject.self).fault
      case .show:
        self.pc = pc
        try show(r[a])
      case .finish:
        if r[a].tag == Cell.stream {
          self.pc = pc
          try finish(r[a])
        }
      case .collect:
        if r[a].tag == Cell.stream {
          self.pc = pc
          try collect(a)
        }
      case .loadAbsent: r.give(a, Cell(tag: Cell.absent, bits: 0))
      case .checkType:
        // The flag is the kind that is surely of the type, or one that no cell has.
        if r[a].tag == UInt(at.flag) { continue }
        self.pc = pc
        try checkType(a, function.types[at.b])
      case .noMatch:
        self.pc = pc
        throw noMatch(r[a])
      case .environment:
        self.pc = pc
        try environment(a, at.b, at.flag, function.names)
      case .enterBlock:
        self.pc = pc
        try enterBlock(at.flag)
      case .leaveBlock:
        self.pc = pc
        try leaveBlock(a)
      case .abandonBlock:
        self.pc = pc
        context.abandon()
        throw r[a].object(as: ErrorObject.self).fault
      case .checkBool:
        if r[a].tag != Cell.bool {
          self.pc = pc
          throw notBool(r[a], .logic)
        }
      }
    }
  }

  /// What the next instruction takes out of a field or item, where it takes that from the register which is just for it:
  /// then the field or item is not counted on its way.
  @inline(__always)
  private func inner(of cell: Cell, _ register: Int, _ next: UnsafeMutablePointer<UInt64>, _ r: Cells)
    -> Cell?
  {
    guard cell.isObject, next.flag & 2 != 0, next.b == register else { return nil }
    switch next.opcode {
    case .getField: return cell.field(layout.pointee.fields + next.c)
    case .getIndex: return cell.item(r[next.c])
    default: return nil
    }
  }

  /// How far a test moves on: over the jump behind it where it holds, else to the jump's target.
  @inline(__always)
  private func test(
    _ op: BinaryOperator, _ x: Cell, _ y: Cell, _ pc: UnsafeMutablePointer<UInt64>,
    _ integers: (Int, Int) -> Bool, _ floats: (Double, Double) -> Bool
  ) throws(Fault) -> Int {
    let holds: Bool
    if x.tag == Cell.int, y.tag == Cell.int {
      holds = integers(x.bits, y.bits)
    } else if x.tag == Cell.float, y.tag == Cell.float {
      holds = floats(x.double, y.double)
    } else {
      self.pc = pc
      holds = try slowTest(op, x, y)
    }
    return holds ? 1 : 1 + pc.wide
  }
}

extension Cell {
  /// The field of a record, where the site saw it last; not counted.
  @inline(__always)
  fileprivate func field(_ site: UnsafeMutablePointer<FieldSite>) -> Cell? {
    guard tag == Cell.record, let pointer = UnsafeRawPointer(bitPattern: bits) else { return nil }
    return Unmanaged<RecordObject>.fromOpaque(pointer)._withUnsafeGuaranteedRef { record in
      site.pointee.index(in: record).map { record.cells[$0] }
    }
  }

  /// The item of a list, counted from its start; not counted.
  @inline(__always)
  fileprivate func item(_ index: Cell) -> Cell? {
    guard tag == Cell.list, index.tag == Cell.int, let pointer = UnsafeRawPointer(bitPattern: bits) else {
      return nil
    }
    return Unmanaged<ListObject>.fromOpaque(pointer)._withUnsafeGuaranteedRef { list in
      let number = index.bits < 0 ? list.count + index.bits : index.bits
      return number >= 0 && number < list.count ? list.cells[number] : nil
    }
  }

  /// The sum of two ints; nil for other cells, or where it does not fit.
  @inline(__always)
  fileprivate static func sum(_ x: Cell, _ y: Cell) -> Int? {
    guard x.tag == int, y.tag == int else { return nil }
    let (result, overflow) = x.bits.addingReportingOverflow(y.bits)
    return overflow ? nil : result
  }

  /// The difference of two ints, likewise.
  @inline(__always)
  fileprivate static func difference(_ x: Cell, _ y: Cell) -> Int? {
    guard x.tag == int, y.tag == int else { return nil }
    let (result, overflow) = x.bits.subtractingReportingOverflow(y.bits)
    return overflow ? nil : result
  }

  /// The product of two ints, likewise.
  @inline(__always)
  fileprivate static func product(_ x: Cell, _ y: Cell) -> Int? {
    guard x.tag == int, y.tag == int else { return nil }
    let (result, overflow) = x.bits.multipliedReportingOverflow(by: y.bits)
    return overflow ? nil : result
  }
}
