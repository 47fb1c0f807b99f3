/// The instructions: 64 bits each.
///
/// The low byte is the opcode, bits 8 to 15 are `flag`, then `a`, `b`, `c` of 16 bits; where an instruction
/// has a distance or a large number it fills the upper 32 bits (`wide`).
enum Opcode: UInt8 {
  /// `take` moves: the register that it takes from holds null then.
  case move, take, loadSite, loadConstant, loadInt, loadNull, loadBool
  /// `setGlobal` with flag 1 moves
  case getGlobal, setGlobal, getCapture
  case add, subtract, multiply, divide, floorDivide, modulo
  /// c: the right operand, a number of 16 bits
  case addConstant, subtractConstant, multiplyConstant, moduloConstant
  case negate, not, binary
  /// The next word is a jump, taken where the test fails.
  case testLess, testLessEqual, testEqual, testNotEqual
  /// wide: the right operand
  case testLessConstant, testLessEqualConstant, testGreaterConstant, testGreaterEqualConstant,
    testEqualConstant, testNotEqualConstant
  case jump, jumpIfFalse, jumpIfTrue, jumpIfNotNull, jumpIfPresent
  /// Like `jump`, backwards: counts a step.
  case loop
  case forPrepare, forLoop
  /// a: iterator, b: what is gone through
  case iterate
  /// a: iterator, b: where the item goes; the next word is the jump at the end
  case iterateNext
  case newList, append, extend, newRecord, mergeRecord, setEntry, newRange
  /// b: how many `part`s follow
  case template
  /// flag: 1 for a constant; wide: its number, or that of a register
  case part
  /// The operand `c` of a field is its site; `Global`: the operand `b` is a global.
  case getField, getIndex, getFieldOfGlobal, getIndexOfGlobal
  /// a: slot, b: key, c: value; flag: 1 where that is moved
  case setItem
  /// a: slot, b: the first key, behind the last one the values, c: how many keys; flag: the `PlaceChange`, shifted left,
  /// and 1 where the slot is a global.  The next word is a jump, taken where the work is done; its `a` is that global,
  /// its flag says more about the change.
  case changePlace
  /// a: the number of items where it is known; then the next instruction, which finds it, is left out
  case length
  /// a: the list, b: the first value, c: how many; then the next instruction, which appends them, is left out
  case appendAll
  /// b: how many registers from a on are emptied
  case clear
  case listCount, listItem, listRest
  /// wide: the table that says how far the arm lies ahead which fits; 0: the arms are tried in turn
  case matchTable
  /// b: the register of the value, or with flag 1 its constant
  case matchEqual, matchIsList, matchIsRecord, matchHasKey
  /// wide: the function; what `call` and `callSpread` call likewise
  case closure, call, callCommand, callSpread, `return`
  /// a: the window, in which a closure and b arguments lie behind the first register; where it can be called the next
  /// instruction is left out, and its result comes to where the arguments were
  case callClosure
  case throwValue, rethrow
  case show, finish, collect, checkBool
  case loadAbsent, checkType, noMatch
  /// b: the name of a variable of the environment, or with flag 1 of one that may be missing; flag 2: `$now`
  case environment
  /// flag: a `BlockKind`; a: where the changes of a plan go
  case enterBlock, leaveBlock
  /// a: the fault, which goes on
  case abandonBlock
}

/// Packs and unpacks instructions.
enum Instruction {
  /// The largest number that `a`, `b` and `c` hold.
  static let largest = 0xFFFF

  static func make(_ op: Opcode, flag: UInt8 = 0, a: Int = 0, b: Int = 0, c: Int = 0) -> UInt64 {
    UInt64(op.rawValue) | UInt64(flag) << 8 | UInt64(UInt16(truncatingIfNeeded: a)) << 16
      | UInt64(UInt16(truncatingIfNeeded: b)) << 32 | UInt64(UInt16(truncatingIfNeeded: c)) << 48
  }

  static func make(_ op: Opcode, flag: UInt8 = 0, a: Int = 0, wide: Int) -> UInt64 {
    UInt64(op.rawValue) | UInt64(flag) << 8 | UInt64(UInt16(truncatingIfNeeded: a)) << 16
      | UInt64(UInt32(bitPattern: Int32(truncatingIfNeeded: wide))) << 32
  }
}

/// The parts of an instruction, each read from memory by itself: shorter than taking a whole word apart.
///
/// Only the assembler makes these words, so the low byte, which comes first on all machines that Swift knows, is
/// always an opcode.
extension UnsafeMutablePointer where Pointee == UInt64 {
  @inline(__always) var opcode: Opcode { UnsafeRawPointer(self).load(as: Opcode.self) }
  @inline(__always) var flag: UInt8 { UnsafeRawPointer(self).load(fromByteOffset: 1, as: UInt8.self) }
  @inline(__always) var a: Int { Int(UnsafeRawPointer(self).load(fromByteOffset: 2, as: UInt16.self)) }
  @inline(__always) var b: Int { Int(UnsafeRawPointer(self).load(fromByteOffset: 4, as: UInt16.self)) }
  @inline(__always) var c: Int { Int(UnsafeRawPointer(self).load(fromByteOffset: 6, as: UInt16.self)) }
  /// `c` with a sign.
  @inline(__always) var number: Int { Int(UnsafeRawPointer(self).load(fromByteOffset: 6, as: Int16.self)) }
  @inline(__always) var wide: Int { Int(UnsafeRawPointer(self).load(fromByteOffset: 4, as: Int32.self)) }
}
