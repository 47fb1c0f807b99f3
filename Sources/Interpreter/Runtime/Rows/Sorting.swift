/// A stable merge sort whose order may fail.
struct Sorter {
  /// The keys of each row, beside each other: `width` a row.
  let keys: [Value]
  let width: Int
  /// For each key whether it falls.
  let descending: [Bool]
  let machine: Machine

  /// The numbers of the rows in order.
  func sorted() throws(Fault) -> [Int] {
    let count = width == 0 ? 0 : keys.count / width
    if width == 1, let simple = simpleOrder(count) ?? textOrder(count) { return simple }
    var from = Array(0..<count)
    var to = from
    var run = 1
    while run < count {
      var low = 0
      while low < count {
        let middle = min(low + run, count)
        let high = min(low + 2 * run, count)
        try merge(from, &to, low, middle, high)
        low = high
      }
      swap(&from, &to)
      run *= 2
    }
    return from
  }

  private func merge(_ from: [Int], _ to: inout [Int], _ low: Int, _ middle: Int, _ high: Int) throws(Fault) {
    var left = low
    var right = middle
    for position in low..<high {
      var takesLeft = left < middle
      if takesLeft, right < high { takesLeft = try isInOrder(from[left], from[right]) }
      to[position] = takesLeft ? from[left] : from[right]
      if takesLeft { left += 1 } else { right += 1 }
    }
    try machine.poll()
  }

  /// True iff the first of two rows may stay before the second.
  private func isInOrder(_ first: Int, _ second: Int) throws(Fault) -> Bool {
    for part in 0..<width {
      let a = keys[first * width + part]
      let b = keys[second * width + part]
      if a.isNull || b.isNull {
        if a.isNull, b.isNull { continue }
        return b.isNull
      }
      let order: Int
      do throws(Fault) {
        order = try Comparison.order(a, b)
      } catch {
        throw error.atRow(second)
      }
      if order != 0 { return descending[part] ? order > 0 : order < 0 }
    }
    return true
  }

  /// The order where all keys are ints or dates, which cannot fail; nil for others.
  private func simpleOrder(_ count: Int) -> [Int]? {
    var numbers: [Int] = []
    numbers.reserveCapacity(count)
    var isDate: Bool?
    for key in keys {
      switch key {
      case .int(let number) where isDate != true:
        isDate = false
        numbers.append(number)
      case .datetime(let instant) where isDate != false:
        isDate = true
        numbers.append(instant.microseconds)
      default: return nil
      }
    }
    let isDescending = descending[0]
    return (0..<count).sorted { a, b in
      let (x, y) = (numbers[a], numbers[b])
      if x == y { return a < b }
      return isDescending ? x > y : x < y
    }
  }

  /// The order where all keys are texts, which cannot fail; nil for others.
  ///
  /// The first bytes of each lie beside each other as a number, which decides most comparisons.
  private func textOrder(_ count: Int) -> [Int]? {
    var entries: [(head: UInt64, text: String, row: Int)] = []
    entries.reserveCapacity(count)
    for (row, key) in keys.enumerated() {
      guard case .text(let object) = key else { return nil }
      var head: UInt64 = 0
      for (position, byte) in object.string.utf8.prefix(8).enumerated() {
        head |= UInt64(byte) << UInt64(56 - 8 * position)
      }
      entries.append((head, object.string, row))
    }
    let isDescending = descending[0]
    entries.sort { a, b in
      if a.head != b.head { return isDescending ? a.head > b.head : a.head < b.head }
      let order = Comparison.orderText(a.text, b.text)
      if order == 0 { return a.row < b.row }
      return isDescending ? order > 0 : order < 0
    }
    return entries.map(\.row)
  }
}
