/// A stable merge sort whose order may fail.
struct Sorter {
  /// The keys of each row, beside each other: `width` a row.
  let keys: ListObject
  let width: Int
  /// For each key whether it falls.
  let descending: [Bool]
  let machine: Machine

  /// The numbers of the rows in order.
  func sorted() throws(Fault) -> [Int] {
    let count = width == 0 ? 0 : keys.count / width
    if let order = SortColumns(self, count)?.order() { return order }
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
      let a = keys.cells[first * width + part].value
      let b = keys.cells[second * width + part].value
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
}
