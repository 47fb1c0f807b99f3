import Base
import Glibc

/// Some names of one kind in the order of their bytes.
struct NameRun {
  private struct Entry {
    var bytes: Range<Int>
    /// Where the key of a secret begins behind its project.
    var inner: Int
    var id: UUID128
    var owner: String
    var moment: Int64?

    /// The same behind so many bytes more.
    func moved(by shift: Int) -> Entry {
      Entry(
        bytes: bytes.lowerBound + shift..<bytes.upperBound + shift, inner: inner + shift, id: id,
        owner: owner,
        moment: moment)
    }
  }

  private var bytes: [UInt8] = []
  private var entries: [Entry] = []

  /// No names.
  init() {}

  /// The names of two runs that are in their order.
  init(merging left: NameRun, _ right: NameRun) {
    bytes = left.bytes + right.bytes
    entries.reserveCapacity(left.entries.count + right.entries.count)
    var (first, second) = (0, 0)
    let shift = left.bytes.count
    let all = bytes
    all.withUnsafeBufferPointer { all in
      while first < left.entries.count || second < right.entries.count {
        guard second < right.entries.count else {
          entries.append(left.entries[first])
          first += 1
          continue
        }
        let other = right.entries[second].moved(by: shift)
        if first < left.entries.count,
          NameRun.order(all[left.entries[first].bytes], all[other.bytes]) <= 0
        {
          entries.append(left.entries[first])
          first += 1
        } else {
          entries.append(other)
          second += 1
        }
      }
    }
  }

  /// How many names there are.
  var count: Int { entries.count }

  /// Whether one of the names is this.
  func holds(_ name: [UInt8]) -> Bool {
    // Of those that begin so the shortest is the first.
    range(of: name).first.map { entries[$0].bytes.count == name.count } ?? false
  }

  /// Adds a name; `sort` is called behind the last one.
  mutating func add(
    _ name: String, _ id: UUID128, project: String? = nil, owner: String = "", moment: Int64? = nil
  ) {
    let start = bytes.count
    if let project {
      bytes += project.utf8
      bytes.append(UInt8(ascii: "/"))
    }
    let inner = bytes.count
    bytes += name.utf8
    entries.append(Entry(bytes: start..<bytes.count, inner: inner, id: id, owner: owner, moment: moment))
  }

  /// Puts the names into their order.
  mutating func sort() {
    bytes.withUnsafeBufferPointer { all in
      entries.sort { NameRun.order(all[$0.bytes], all[$1.bytes]) < 0 }
    }
  }

  /// How many names are looked at before the clock is.
  private static let stride = 1024

  /// Adds what is found, of what `isNew`; counted is also what `most` leaves out.
  func collect(
    _ search: NameSearch, _ kind: NameIndex.Kind, most: Int, into result: inout NameMatches,
    _ isDue: () -> Bool, isNew: (UUID128) -> Bool
  ) {
    var left = most
    switch search {
    case .beginning(let prefix):
      let wanted = Array(prefix.utf8)
      let range = range(of: wanted)
      if let first = range.first, let last = range.last {
        let common = NameRun.common(text(entries[first]), text(entries[last]))
        result.common = result.common.map { NameRun.common($0, common) } ?? common
      }
      for index in range { take(entries[index], kind, false, &left, &result, isNew) }
      if wanted.isEmpty || wanted.contains(UInt8(ascii: "/")) { return }
      each(&result, isDue) { (index, all, result) in
        let entry = entries[index]
        if entry.inner == entry.bytes.lowerBound || range.contains(index) { return }
        if all[entry.inner..<entry.bytes.upperBound].starts(with: wanted) {
          take(entry, kind, true, &left, &result, isNew)
        }
      }
    case .letters(let letters):
      let wanted = letters.utf8.map(NameRun.small)
      each(&result, isDue) { (index, all, result) in
        if NameRun.holds(all[entries[index].bytes], wanted) {
          take(entries[index], kind, true, &left, &result, isNew)
        }
      }
    }
  }

  /// Looks at all names, until it is due.
  private func each(
    _ result: inout NameMatches, _ isDue: () -> Bool,
    _ look: (Int, UnsafeBufferPointer<UInt8>, inout NameMatches) -> Void
  ) {
    bytes.withUnsafeBufferPointer { all in
      for index in entries.indices {
        if index % NameRun.stride == NameRun.stride - 1, isDue() {
          result.isCut = true
          return
        }
        look(index, all, &result)
      }
    }
  }

  private func take(
    _ entry: Entry, _ kind: NameIndex.Kind, _ isInner: Bool, _ left: inout Int, _ result: inout NameMatches,
    _ isNew: (UUID128) -> Bool
  ) {
    if !isNew(entry.id) { return }
    result.total += 1
    if left == 0 { return }
    left -= 1
    result.found.append(
      NameMatch(
        kind: kind, id: entry.id, text: text(entry), owner: entry.owner, moment: entry.moment,
        isInner: isInner, isBare: kind.entity == .secret && entry.inner == entry.bytes.lowerBound))
  }

  private func text(_ entry: Entry) -> String { String(decoding: bytes[entry.bytes], as: UTF8.self) }

  /// The entries that begin with a text.
  private func range(of prefix: [UInt8]) -> Range<Int> {
    bytes.withUnsafeBufferPointer { all in
      prefix.withUnsafeBufferPointer { prefix in
        let first = partition { NameRun.order(all[$0.bytes].prefix(prefix.count), prefix[...]) < 0 }
        let end = partition { NameRun.order(all[$0.bytes].prefix(prefix.count), prefix[...]) <= 0 }
        return first..<end
      }
    }
  }

  /// How many entries come before the first one for which this does not hold.
  private func partition(_ isBefore: (Entry) -> Bool) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if isBefore(entries[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Whether all letters stand in a name in their order.
  private static func holds(_ name: Slice<UnsafeBufferPointer<UInt8>>, _ letters: [UInt8]) -> Bool {
    var at = 0
    for byte in name where at < letters.count && small(byte) == letters[at] { at += 1 }
    return at == letters.count
  }

  private static func small(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte + 32 : byte }

  private static func order(
    _ left: Slice<UnsafeBufferPointer<UInt8>>, _ right: Slice<UnsafeBufferPointer<UInt8>>
  ) -> Int {
    let count = min(left.count, right.count)
    let a = UnsafeBufferPointer(rebasing: left)
    let b = UnsafeBufferPointer(rebasing: right)
    if count > 0, let first = a.baseAddress, let second = b.baseAddress {
      let order = Int(memcmp(first, second, count))
      if order != 0 { return order }
    }
    return left.count - right.count
  }

  private static func common(_ left: String, _ right: String) -> String {
    var common = String.UnicodeScalarView()
    for (a, b) in zip(left.unicodeScalars, right.unicodeScalars) {
      if a != b { break }
      common.append(a)
    }
    return String(common)
  }
}
