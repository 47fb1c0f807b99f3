import Base
import Glibc
import StoreSQLite
import Support
import Vault

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
