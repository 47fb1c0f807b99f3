import Glibc

/// Writes all of `text`; the errno of the call that failed, else nil.
func writeAll(_ text: String, to descriptor: Int32) -> Int32? {
  var text = text
  return text.withUTF8 { bytes in
    writeAll(UnsafeRawBufferPointer(bytes), to: descriptor)
  }
}

/// Writes all of `bytes`; the errno of the call that failed, else nil.
func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32? {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
    if count < 0 && errno == EINTR { continue }
    if count < 0 { return errno }
    rest = rest.dropFirst(count)
  }
  return nil
}

/// `open` with an optional mode, again after a signal.
func openDescriptor(_ path: String, _ flags: Int32, mode: mode_t = 0o600) -> Int32 {
  while true {
    let opened = open(path, flags, mode)
    if opened >= 0 || errno != EINTR { return opened }
  }
}
