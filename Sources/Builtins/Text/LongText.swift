internal import Base
internal import Interpreter

/// Texts of many megabytes, in pieces: between two of them signals and time are looked at.
enum LongText {
  /// Bytes that are worked on without a look.
  private static let piece = 1 << 22
  /// So many bytes are put together at once.
  static let shortText = 4096

  /// A text several times behind itself, put before or behind another one.
  static func repeated(
    _ text: String, _ count: Int, before: String = "", behind: String = "", _ call: Call
  ) throws(Fault) -> String {
    let (size, overflow) = text.utf8.count.multipliedReportingOverflow(by: count)
    let whole = size.addingReportingOverflow(before.utf8.count + behind.utf8.count)
    if overflow || whole.overflow { throw call.tooLong() }
    try call.checkLength(whole.partialValue)
    if whole.partialValue <= shortText {
      return String(size: whole.partialValue) { start in
        var end = before.copyBytes(to: start)
        for _ in 0..<count { end = text.copyBytes(to: end) }
        _ = behind.copyBytes(to: end)
      }
    }
    let out = JoinedText()
    try out.reserve(whole.partialValue)
    try out.append(before)
    try out.append(text, count: count) { () throws(Fault) in try call.context.machine.pollNow() }
    try out.append(behind)
    return out.text
  }

  /// How many Unicode scalars a text has.
  static func scalarCount(_ text: String, _ call: Call) throws(Fault) -> Int {
    let size = text.utf8.count
    var text = text
    var count = 0
    for from in stride(from: 0, to: size, by: piece) {
      if from > 0 { try call.context.machine.pollNow() }
      count += text.withUTF8 { bytes in
        Base.scalarCount(UnsafeBufferPointer(rebasing: bytes[from..<min(from + piece, size)]))
      }
    }
    return count
  }
}

extension Call {
  /// Throws where a text of so many bytes is more than the run may hold: before it is made.
  func checkLength(_ bytes: Int) throws(Fault) {
    if bytes > context.limits.memory { throw tooLong() }
  }

  fileprivate func tooLong() -> Fault {
    fault(BuiltinFault.textTooLong(mebibytes: context.limits.memory >> 20))
  }
}
