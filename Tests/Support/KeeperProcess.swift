package import Glibc

/// A keeper that a test found running, and what is in its memory.
package struct KeeperProcess {
  package let number: pid_t

  /// The keeper whose socket lies below a folder; nil where none runs.
  package init?(below folder: String) {
    guard let stream = opendir("/proc") else { return nil }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard let number = pid_t(name), Self.text("/proc/\(name)/comm") == "sms-keeper\n",
        Self.link("/proc/\(name)/fd/4") == folder + "/sms"
      else { continue }
      self.number = number
      return
    }
    return nil
  }

  /// Whether it still runs.
  package var runs: Bool {
    guard let status = Self.text("/proc/\(number)/status"), status.hasPrefix("Name:\tsms-keeper\n") else {
      return false
    }
    // A zombie, which was not waited for yet, has ended and holds nothing.
    return !status.contains("State:\tZ")
  }

  /// Waits until it has ended; false where it has not within 20 seconds.
  package func hasEnded() -> Bool {
    for _ in 0..<2000 {
      if !runs { return true }
      usleep(10_000)
    }
    return false
  }

  package static func text(_ path: String) -> String? {
    readBytes(path).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func link(_ path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: 4096)
    let count = readlink(path, &bytes, bytes.count - 1)
    return count > 0 ? String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
  }

  // MARK: memory

  /// A part of the memory in which a text stands.
  package struct Place: Equatable {
    /// Where the part begins, for messages.
    package let start: UInt
    /// Whether the part is locked in memory.
    package let isLocked: Bool
  }

  /// The writable parts of its memory in which `bytes` stand.
  package func places(of bytes: [UInt8]) -> [Place] {
    let memory = open("/proc/\(number)/mem", O_RDONLY | O_CLOEXEC)
    guard memory >= 0, let smaps = Self.text("/proc/\(number)/smaps") else { return [] }
    defer { close(memory) }
    var places: [Place] = []
    var part: (start: UInt, end: UInt)?
    for line in smaps.split(separator: "\n") {
      let words = line.split(separator: " ")
      if let range = words.first?.split(separator: "-"), range.count == 2, words.count > 4,
        let start = UInt(range[0], radix: 16), let end = UInt(range[1], radix: 16)
      {
        part = words[1].hasPrefix("rw") ? (start, end) : nil
      } else if line.hasPrefix("VmFlags:"), let found = part {
        var contents = [UInt8](repeating: 0, count: Int(found.end - found.start))
        let count = pread(memory, &contents, contents.count, off_t(found.start))
        if count > 0, Self.contains(contents[..<count], bytes) {
          places.append(Place(start: found.start, isLocked: words.contains("lo")))
        }
      }
    }
    return places
  }

  private static func contains(_ contents: ArraySlice<UInt8>, _ bytes: [UInt8]) -> Bool {
    guard let first = bytes.first else { return false }
    return contents.withUnsafeBytes { all in
      guard let start = all.baseAddress else { return false }
      var place = 0
      // By the first byte: most of memory is zeros.
      while let found = memchr(start + place, Int32(first), all.count - place) {
        place = UnsafeRawPointer(found) - start
        if all.count - place < bytes.count { return false }
        if all[place..<place + bytes.count].elementsEqual(bytes) { return true }
        place += 1
      }
      return false
    }
  }
}
