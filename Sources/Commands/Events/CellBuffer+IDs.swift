internal import Base
internal import CSV

extension CellBuffer {
  /// Appends the text of an id.
  func append(_ id: UUID128) {
    wrote(id.writeText(to: UnsafeMutableBufferPointer(start: place(for: 36), count: 36)))
  }

  /// Appends the first eight digits of an id.
  func append(beginning id: UUID128) {
    _ = id.writeText(to: UnsafeMutableBufferPointer(start: place(for: 36), count: 36))
    wrote(8)
  }
}
