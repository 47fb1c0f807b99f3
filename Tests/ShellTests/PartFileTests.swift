import CSupport
import Glibc
import Support
import Testing

/// T14: files that nobody finds until they are whole, and what a killed program left of them.
@Suite struct PartFileTests {
  private let folder: TemporaryFolder
  private let parent: Int32

  init() throws {
    folder = try TemporaryFolder()
    parent = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  }

  private var names: [String] {
    guard let list = opendir(folder.path) else { return [] }
    defer { closedir(list) }
    var names: [String] = []
    while let entry = readdir(list) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private func begin(isNamed: Bool) throws -> sms_part {
    var part = sms_part()
    try #require(sms_part_begin(&part, parent, 0o600, isNamed ? 1 : 0) == 0)
    try #require(write(part.file, "canary", 6) == 6)
    return part
  }

  private func name(_ part: sms_part) -> String {
    withUnsafeBytes(of: part.name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  private func touch(_ name: String) { close(open(folder.path + "/" + name, O_CREAT | O_WRONLY, 0o600)) }

  @Test func aFileHasNoNameBeforeItIsWhole() throws {
    var part = try begin(isNamed: false)
    // A file system that has no such files gives it a name of its own.
    #expect(names == (name(part).isEmpty ? [] : [name(part)]))
    #expect(sms_part_place(&part, "x", 0) == 0)
    sms_part_end(&part)
    close(part.file)
    #expect(names == ["x"])
  }

  @Test(arguments: [false, true]) func whatIsThereIsReplacedOnlyWhereThatIsWanted(isNamed: Bool) throws {
    touch("x")
    var part = try begin(isNamed: isNamed)
    #expect(sms_part_place(&part, "x", 0) == EEXIST)
    #expect(sms_part_place(&part, "x", 1) == 0)
    sms_part_end(&part)
    close(part.file)
    var facts = stat()
    #expect(names == ["x"] && stat(folder.path + "/x", &facts) == 0 && facts.st_size == 6)
    var given = try begin(isNamed: isNamed)
    sms_part_end(&given)
    close(given.file)
    #expect(names == ["x"])
  }

  /// The lock of a program that was killed is gone, and its file with the next one in the folder.
  @Test func whatAKilledProgramLeftIsRemoved() throws {
    var left = try begin(isNamed: true)
    let name = name(left)
    for suffix in ["-journal", "-wal", "-shm"] { touch(name + suffix) }
    let others = [
      ".sms-0123456789abcdef.par", ".sms-0123456789abcde.part", "sms-0123456789abcdef.part", "x.part",
      name + ".x",
    ]
    for other in others { touch(other) }
    symlink("x.part", folder.path + "/.sms-0000000000000000.part")
    mkdir(folder.path + "/.sms-0000000000000001.part", 0o700)
    let before = names
    sms_parts_remove(parent)
    #expect(names == before, "it is being made")
    close(left.file)
    sms_parts_remove(parent)
    let gone = [name, name + "-journal", name + "-wal", name + "-shm"]
    #expect(names == before.filter { !gone.contains($0) })
    left.folder = -1
  }
}
