internal import Glibc

/// Numbers with a fixed number of places behind the point.
enum Decimal {
  /// The number with that many places, rounded to the nearest; ties as the machine's number lies.
  static func text(_ number: Double, places: Int) -> String {
    var buffer = [CChar](repeating: 0, count: 400)
    let count = withVaList([Int32(places), number]) { arguments in
      vsnprintf(&buffer, buffer.count, "%.*f", arguments)
    }
    return String(decoding: buffer.prefix(max(0, Int(count))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
