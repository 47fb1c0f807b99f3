internal import Glibc

/// Finds the files of the system's time zone database.
struct ZoneDirectory {
  let folders: [String]

  /// The folder that `TZDIR` names, then the system's.
  static func systemFolders() -> [String] {
    let system = "/usr/share/zoneinfo"
    guard let named = getenv("TZDIR") else { return [system] }
    let folder = String(cString: named)
    return folder.isEmpty || folder == system ? [system] : [folder, system]
  }

  /// The zone of a name that `isName` admits.
  func zone(_ name: String) throws(ZoneError) -> ZoneFile {
    var exists = false
    for folder in folders {
      exists = exists || access(folder + "/.", R_OK) == 0
      guard let bytes = Self.contents(of: folder + "/" + name) else { continue }
      do throws(ZoneFileError) {
        return try ZoneFile(bytes)
      } catch {
        throw .damaged(name: name, reason: error.reason)
      }
    }
    throw exists ? .unknown(name) : .noDatabase(name: name, searched: folders)
  }

  /// Whether a text may be looked up as a file: no absolute or climbing path, only what zone names have.
  static func isName(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    guard (1...100).contains(bytes.count), let first = bytes.first, (first | 0x20) &- 0x61 < 26 else {
      return false
    }
    let known = bytes.allSatisfy { byte in
      (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || "_+-/".utf8.contains(byte)
    }
    return known && !name.utf8.reversed().starts(with: "/".utf8)
  }

  /// The bytes of a regular file of at most 1 MiB; nil if there is none.
  private static func contents(of path: String) -> [UInt8]? {
    // Without O_NONBLOCK the opening of a named pipe would wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= 1 << 20
    else {
      return nil
    }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while bytes.count <= 1 << 20 {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return count == 0 ? bytes : nil }
      bytes += chunk[0..<count]
    }
    return nil
  }
}
