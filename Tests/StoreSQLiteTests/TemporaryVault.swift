import Base
import Glibc
import StoreSQLite
import Support
import Vault

/// A folder that goes with its last reference.
final class TemporaryFolder {
  let path: String

  init() throws {
    var template = Array("/tmp/sms-store-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw VaultError.inputOutput(code: Int(errno)) }
    path = template.withUnsafeBufferPointer { buffer in
      String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
  }

  deinit { remove(path) }

  /// The path of a file in it.
  func file(_ name: String) -> String { path + "/" + name }

  /// The names of what is in a folder.
  static func names(_ path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private func remove(_ path: String) {
    for name in Self.names(path) {
      let inner = path + "/" + name
      if unlink(inner) != 0 { remove(inner) }
    }
    rmdir(path)
  }
}

/// The bytes of a file, none when it is not there.
func bytes(ofFile path: String) -> [UInt8] {
  guard let file = fopen(path, "rb") else { return [] }
  defer { fclose(file) }
  var result: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = fread(&buffer, 1, buffer.count, file)
    if count == 0 { return result }
    result += buffer[..<count]
  }
}

/// Overwrites bytes of a file.
func overwrite(_ path: String, at offset: Int, with bytes: [UInt8]) {
  let descriptor = open(path, O_WRONLY)
  defer { close(descriptor) }
  _ = pwrite(descriptor, bytes, bytes.count, off_t(offset))
}

/// The mode bits of a path.
func mode(_ path: String) -> UInt32 {
  var facts = stat()
  return lstat(path, &facts) == 0 ? facts.st_mode & 0o777 : 0
}
