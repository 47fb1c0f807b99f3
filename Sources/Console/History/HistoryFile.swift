import Glibc

/// The entries of all sessions in one private file, each appended when it is made.
///
/// Sessions interleave and none loses a line: every writer appends under a lock. Once the file is well over
/// its capacity the newest entries are written to a new file that replaces it. Secrets are the caller's to
/// redact.
package final class HistoryFile {
  /// The file's path; the file may not exist yet.
  package let path: String
  /// How many entries are kept.
  package let capacity: Int
  /// Entries longer than this are not written.
  static let longestEntry = 256 << 10
  /// How much of the end of a file is read; an append cuts a longer file down to half of it.
  static let mostBytes = 16 << 20
  /// About how many entries the file holds; other sessions add to it unseen until the next look.
  private var known: Int?

  /// A history in a file that keeps the newest `capacity` entries, at least one.
  package init(path: String, capacity: Int = 10_000) {
    self.path = path
    self.capacity = max(1, capacity)
  }

  /// The entries, oldest first, at most `capacity`; empty where there is no file yet.
  ///
  /// Broken lines are skipped.
  package func load() throws(HistoryError) -> [String] {
    guard let file = try LockedFile(path: path, create: false, exclusive: false) else { return [] }
    let lines = try lines(of: file)
    known = lines.count
    var entries: [String] = []
    for line in lines.reversed() where entries.count < capacity {
      if let entry = HistoryEntry.decode(line) { entries.append(entry) }
    }
    return entries.reversed()
  }

  /// Appends `entry`; an empty one and one of over 256 KiB are left out.
  package func append(_ entry: String) throws(HistoryError) {
    if entry.isEmpty || entry.utf8.count > Self.longestEntry { return }
    guard let file = try LockedFile(path: path, create: true, exclusive: true) else { return }
    var line = HistoryEntry.encode(entry)
    // A writer that died left half a line: end it, it is skipped when read.
    if try !file.endsWithNewline() { line.insert(UInt8(ascii: "\n"), at: 0) }
    try file.append(line)
    let count: Int
    if let known { count = known + 1 } else { count = try lines(of: file).count }
    known = count
    // A tenth over, so that not every entry of a long life rewrites the file.
    let size = try file.length()
    if count > capacity + capacity / 10 || size > Self.mostBytes { try trim(file) }
  }

  /// Rewrites the entries that `change` makes others; lines of other releases stay as they are.
  package func replace(_ change: (String) -> String) throws(HistoryError) {
    guard let file = try LockedFile(path: path, create: false, exclusive: true) else { return }
    var isChanged = false
    var count = 0
    var bytes: [UInt8] = []
    for line in try lines(of: file) {
      let entry = HistoryEntry.decode(line)
      if entry != nil { count += 1 }
      if let entry, case let changed = change(entry), changed != entry {
        isChanged = true
        bytes += HistoryEntry.encode(changed)
      } else {
        bytes += line
        bytes.append(UInt8(ascii: "\n"))
      }
    }
    if !isChanged { return }
    try file.replace(with: bytes)
    known = count
  }

  private func trim(_ file: borrowing LockedFile) throws(HistoryError) {
    let all = try lines(of: file)
    var (count, size) = (0, 0)
    var first = all.count
    while first > 0, count < capacity, size + all[first - 1].count < Self.mostBytes / 2 {
      first -= 1
      size += all[first].count + 1
      if HistoryEntry.decode(all[first]) != nil { count += 1 }
    }
    try file.replace(with: all[first...].reduce(into: []) { $0 += $1 + [UInt8(ascii: "\n")] })
    known = count
  }

  private func lines(of file: borrowing LockedFile) throws(HistoryError) -> [ArraySlice<UInt8>] {
    try file.contents(most: Self.mostBytes).split(separator: UInt8(ascii: "\n"))
  }
}
