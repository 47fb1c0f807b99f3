internal import Glibc
internal import Interpreter

/// What is to be written, and how.
struct SaveRequest {
  var path: String
  var isAppending: Bool
  var isForced: Bool
  /// The permissions that were asked for.
  var mode: mode_t?
  /// Sealed text goes into regular files of the owner only.
  var isSealed: Bool

  var shown: String { Display.quoted(path) }
}

/// An open file that is closed at the end of its use; writing goes on after signals, unless the run is to stop.
final class OpenFile {
  let descriptor: Int32
  private let shown: String
  private let context: Context

  init(descriptor: Int32, shown: String, _ context: Context) {
    self.descriptor = descriptor
    self.shown = shown
    self.context = context
  }

  deinit { close(descriptor) }

  func write(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
    var start = 0
    while start < bytes.count {
      let count = Glibc.write(
        descriptor, bytes.baseAddress?.advanced(by: start), min(bytes.count - start, 1 << 20))
      if count >= 0 {
        start += count
      } else if errno == EINTR {
        try context.machine.pollNow()
      } else {
        throw Fault(FileFault.notWritten(shown, number: errno))
      }
    }
  }

  func write(_ bytes: [UInt8]) throws(Fault) {
    let result: Result<Void, Fault> = bytes.withUnsafeBytes { raw in
      do throws(Fault) { return .success(try write(raw)) } catch { return .failure(error) }
    }
    try result.get()
  }

  /// Waits until the disk has it; what cannot be synchronised, such as a device, is passed over.
  func synchronise() throws(Fault) {
    while fsync(descriptor) != 0 {
      switch errno {
      case EINTR: continue
      case EINVAL, EROFS, ENOTSUP: return
      default: throw Fault(FileFault.notWritten(shown, number: errno))
      }
    }
  }

  func status() throws(Fault) -> stat {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw Fault(FileFault.targetNotExamined(shown, number: errno))
    }
    return status
  }
}

extension stat {
  /// The kind of file, of the mode.
  var kind: mode_t { st_mode & S_IFMT }
}
