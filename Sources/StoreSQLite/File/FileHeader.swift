import Glibc

/// The first hundred bytes of a file, read without SQLite.
struct FileHeader {
  private let bytes: [UInt8]

  /// Reads them.
  init(_ descriptor: Int32) {
    var buffer = [UInt8](repeating: 0, count: 100)
    var count = 0
    while count < buffer.count {
      let got = buffer.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress.map { $0 + count }, 100 - count, off_t(count))
      }
      if got < 0, errno == EINTR { continue }
      if got <= 0 { break }
      count += got
    }
    bytes = Array(buffer.prefix(count))
  }

  /// Whether there is nothing: a creation that was interrupted.
  var isEmpty: Bool { bytes.isEmpty }

  /// Whether it is a database of SQLite.
  var isSQLite: Bool { bytes.count == 100 && bytes.starts(with: Array("SQLite format 3\0".utf8)) }

  /// Whose database it is.
  var applicationID: Int64 { number(68) }

  /// The number of its last migration.
  var version: Int { Int(number(60)) }

  private func number(_ place: Int) -> Int64 {
    guard bytes.count >= place + 4 else { return 0 }
    return bytes[place..<place + 4].reduce(0) { $0 << 8 | Int64($1) }
  }
}
