import Base
internal import CSupport
package import Crypto
import Glibc
package import Vault

/// The keys that bearers are signed with, in a file of their own that is never part of the vault.
///
/// The file's first line says what it is; each further one is a key: its name, when it was made in µs, and 32 bytes
/// as base64, the newest first. After a change the last one is good for as long as what it signed. The one that is called
/// `audit` is the seed of the key that signs the chain of events; it stays when the others change.
package struct SigningKeys {
  /// One key.
  struct Key {
    let name: String
    let created: Int64
    let bytes: Secret
  }

  private static let title = "sms-serve-keys 1"
  private static let byteCount = 32
  private static let auditName = "audit"
  /// How long a bearer lasts, in µs, and so a key after the next one was made.
  static let lifetime: Int64 = 3_600_000_000

  private(set) var keys: [Key]
  private var auditSeed: Key?

  /// The key that signs the chain of events; nil: the file has none, and may not be written.
  package var audit: SigningKey? { auditSeed.flatMap { try? SigningKey(seed: $0.bytes) } }

  /// The key that signs.
  var current: Key { keys[0] }

  /// The key of a name, if what it signed may still be good.
  func key(named name: String, now: Int64) -> Key? {
    guard let place = keys.firstIndex(where: { Texts.areSame($0.name, name) }) else { return nil }
    return place == 0 || now < keys[place - 1].created + Self.lifetime ? keys[place] : nil
  }

  /// Reads the keys of a file; makes it with one key where there is none.
  package init(
    path: String, isGuarded: Bool = false, now: Int64, random: inout AnyRandomBytes
  ) throws(VaultError) {
    if access(path, F_OK) != 0, errno == ENOENT {
      keys = [Self.made(now, &random)]
      auditSeed = Self.made(now, &random, name: Self.auditName)
      try Self.write(keys + [auditSeed], path)
      return
    }
    keys = try Self.read(path, isGuarded)
    auditSeed = keys.first { $0.name == Self.auditName }
    keys.removeAll { $0.name == Self.auditName }
    if keys.isEmpty { throw Self.noKeys(path) }
    if auditSeed != nil || isGuarded { return }
    // An earlier release made it.
    let made = Self.made(now, &random, name: Self.auditName)
    if access(path, W_OK) == 0, (try? Self.write(keys + [made], path)) != nil { auditSeed = made }
  }

  /// Makes a new key that signs from now on, and keeps the last one.
  package static func rotate(path: String, now: Int64, random: inout AnyRandomBytes) throws(VaultError) {
    let old = try SigningKeys(path: path, now: now, random: &random)
    let keys = [made(now, &random)] + old.keys
    try write(Array(keys.prefix(2)) + [old.auditSeed], path)
  }

  private static func made(_ now: Int64, _ random: inout AnyRandomBytes, name: String? = nil) -> Key {
    Key(
      name: name ?? hexEncode(random.bytes(8)), created: now,
      bytes: Secret.random(count: byteCount, using: &random))
  }

  private static func read(_ path: String, _ isGuarded: Bool) throws(VaultError) -> [Key] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { throw failed(path) }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { throw failed(path) }
    if !isGuarded, facts.st_mode & 0o077 != 0 { throw .openToOthers(path: path) }
    let text = Secret(count: 4096)
    let count = text.withMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
    guard count >= 0 else { throw failed(path) }
    text.shorten(to: count)
    guard let keys = parsed(text) else { throw noKeys(path) }
    return keys
  }

  private static func noKeys(_ path: String) -> VaultError {
    .cannotOpen(path: path, reason: "it holds no signing keys")
  }

  private static func parsed(_ text: Secret) -> [Key]? {
    text.withBytes { bytes -> [Key]? in
      let lines = bytes.split(separator: 0x0A)
      guard let first = lines.first, first.elementsEqual(title.utf8) else { return nil }
      var keys: [Key] = []
      for line in lines.dropFirst() {
        let parts = line.split(separator: 0x20)
        guard parts.count == 3, let created = Int64(String(decoding: parts[1], as: UTF8.self)),
          let secret = try? base64Decode(secret: UnsafeRawBufferPointer(rebasing: parts[2])),
          secret.count == byteCount
        else { return nil }
        keys.append(Key(name: String(decoding: parts[0], as: UTF8.self), created: created, bytes: secret))
      }
      return keys.isEmpty ? nil : keys
    }
  }

  /// Writes another file, which takes the place of the last one whole: a reader never sees half of the keys.
  private static func write(_ keys: [Key?], _ path: String) throws(VaultError) {
    var parts = [Secret(utf8: title + "\n")]
    for case let key? in keys {
      parts += [
        Secret(utf8: "\(key.name) \(key.created) "), base64Encode(key.bytes), Secret(utf8: "\n"),
      ]
    }
    let text = Secret(joining: parts)
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let parent = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard parent >= 0 else { throw failed(path) }
    defer { close(parent) }
    var part = sms_part()
    var number = sms_part_begin(&part, parent, 0o600, 0)
    if number != 0 { throw failed(path, number) }
    defer {
      sms_part_end(&part)
      close(part.file)
    }
    let written = text.withBytes { Glibc.write(part.file, $0.baseAddress, $0.count) }
    guard written == text.count, fsync(part.file) == 0 else {
      throw failed(path, written < 0 ? errno : ENOSPC)
    }
    number = sms_part_place(&part, slash.map { String(path[path.index(after: $0)...]) } ?? path, 1)
    if number != 0 { throw failed(path, number) }
    fsync(parent)
  }

  private static func failed(_ path: String, _ number: Int32 = errno) -> VaultError {
    .cannotOpen(path: path, reason: String(cString: strerror(number)))
  }
}

/// Notices that the file of the keys is another one.
struct FileState: Equatable {
  private let inode: UInt64
  private let size: Int64
  private let seconds: Int
  private let nanoseconds: Int

  init?(_ path: String) {
    var facts = stat()
    guard stat(path, &facts) == 0 else { return nil }
    inode = UInt64(facts.st_ino)
    size = Int64(facts.st_size)
    seconds = facts.st_mtim.tv_sec
    nanoseconds = facts.st_mtim.tv_nsec
  }
}
