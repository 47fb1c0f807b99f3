import Glibc

/// A folder for one test that goes with everything in it.
package final class TemporaryFolder: Sendable {
  /// Why a folder or a file in it could not be made or read.
  package struct Failure: Error { let number = errno }

  /// Where it is.
  package let path: String

  /// Makes an empty folder.
  package init() throws(Failure) {
    var template = Array("/tmp/sms-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Failure() }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { TemporaryFolder.remove(path) }

  /// The path of a file in it.
  package func file(_ name: String) -> String { path + "/" + name }

  /// What is in it, in order.
  package var names: [String] { TemporaryFolder.names(path) }

  /// Writes a file and gives its path.
  @discardableResult
  package func write(_ bytes: [UInt8], to name: String, mode: UInt32 = 0o600) throws(Failure) -> String {
    let file = open(file(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard file >= 0 else { throw Failure() }
    defer { close(file) }
    fchmod(file, mode)
    guard Glibc.write(file, bytes, bytes.count) == bytes.count else { throw Failure() }
    return self.file(name)
  }

  /// Writes a file of text and gives its path.
  @discardableResult
  package func write(_ text: String, to name: String, mode: UInt32 = 0o600) throws(Failure) -> String {
    try write(Array(text.utf8), to: name, mode: mode)
  }

  /// The bytes of a file; nil where it cannot be read.
  package func bytes(_ name: String) -> [UInt8]? { readBytes(file(name)) }

  /// The text of a file; nil where it cannot be read.
  package func text(_ name: String) -> String? { bytes(name).map { String(decoding: $0, as: UTF8.self) } }

  /// The permissions of what is there, links themselves; nil for nothing.
  package func mode(_ name: String) -> UInt32? {
    var facts = stat()
    return lstat(file(name), &facts) == 0 ? facts.st_mode & 0o7777 : nil
  }

  /// The names of what is in a folder, in order.
  package static func names(_ folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  static func isFolder(_ path: String) -> Bool {
    var facts = stat()
    return lstat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
  }

  /// Removes a folder with what is in it.
  package static func remove(_ folder: String) {
    chmod(folder, 0o700)
    for name in names(folder) {
      let path = folder + "/" + name
      if isFolder(path) { remove(path) } else { unlink(path) }
    }
    rmdir(folder)
  }
}
