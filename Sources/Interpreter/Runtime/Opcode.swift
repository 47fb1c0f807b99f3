/// The instructions: 64 bits each.
///
/// The low byte is the opcode, bits 8 to 15 are `flag`, then `a`, `b`, `c` of 16 bits; where an instruction
/// has a distance or a large number it fills the upper 32 bits (`wide`).
enum Opcode: UInt8 {
  case move, loadConstant, loadInt, loadNull, loadBool
  case getGlobal, setGlobal, getCapture
  case add, subtract, multiply, divide, floorDivide, modulo
  case addConstant, subtractConstant, multiplyConstant, moduloConstant
  case negate, not, binary
  /// The next word is a jump, taken where the test fails.
  case testLess, testLessEqual, testEqual, testNotEqual
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
  case newList, append, extend, newRecord, mergeRecord, setEntry, newRange, template
  case getField, getIndex, setPath
  case listCount, listItem, listRest
  case matchEqual, matchIsList, matchIsRecord, matchHasKey
  case closure, call, callCommand, callSpread, giveBack
  case throwValue, rethrow
  case show, finish, collect, checkBool
  case loadAbsent, checkType, noMatch, environment
  /// flag: a `BlockKind`; a: where the changes of a plan go
  case enterBlock, leaveBlock
  /// a: the fault, which goes on
  case abandonBlock
}

/// Packs and unpacks instructions.
enum Instruction {
  static func make(_ op: Opcode, flag: UInt8 = 0, a: Int = 0, b: Int = 0, c: Int = 0) -> UInt64 {
    UInt64(op.rawValue) | UInt64(flag) << 8 | UInt64(UInt16(truncatingIfNeeded: a)) << 16
      | UInt64(UInt16(truncatingIfNeeded: b)) << 32 | UInt64(UInt16(truncatingIfNeeded: c)) << 48
  }

  static func make(_ op: Opcode, flag: UInt8 = 0, a: Int = 0, wide: Int) -> UInt64 {
    UInt64(op.rawValue) | UInt64(flag) << 8 | UInt64(UInt16(truncatingIfNeeded: a)) << 16
      | UInt64(UInt32(bitPattern: Int32(truncatingIfNeeded: wide))) << 32
  }

  @inline(__always) static func a(_ word: UInt64) -> Int { Int(truncatingIfNeeded: (word &>> 16) & 0xFFFF) }
  @inline(__always) static func b(_ word: UInt64) -> Int { Int(truncatingIfNeeded: (word &>> 32) & 0xFFFF) }
  @inline(__always) static func c(_ word: UInt64) -> Int { Int(truncatingIfNeeded: word &>> 48) }
  @inline(__always) static func flag(_ word: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: word &>> 8) }
  @inline(__always) static func wide(_ word: UInt64) -> Int { Int(Int64(bitPattern: word) &>> 32) }
}
