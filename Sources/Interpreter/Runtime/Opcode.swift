/// The instructions: 64 bits each.
///
/// The low byte is the opcode, bits 8 to 15 are `flag`, then `a`, `b`, `c` of 16 bits; where an instruction
/// has a distance or a large number it fills the upper 32 bits (`wide`).
enum Opcode: UInt8 {
  case move, loadConstant, loadInt, loadNull, loadBool
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
  case getField, getIndex, setPath
  case listCount, listItem, listRest
  case matchEqual, matchIsList, matchIsRecord, matchHasKey
  /// wide: the function; what `call` and `callSpread` call likewise
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
