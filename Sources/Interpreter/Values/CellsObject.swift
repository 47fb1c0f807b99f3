internal import Base
import Glibc

/// Values side by side, as the machine keeps them in registers: what lists and records hold.
///
/// Only the holder of the single reference (`Cells.isUnique`) changes it; a holder of a shared one copies it first.
package class CellsObject: HeapObject {
  /// The values; nothing behind `count` is initialized.
  private(set) final var cells: Cells
  /// The number of values.
  package private(set) final var count: Int
  /// The memory that `cells` lies in: its first values may have been taken away.
  private final var memory: Cells
  /// How many cells there is room for, counted from `cells`.
  private final var capacity: Int
  /// A bit for each kind of value that was ever in it: a kind without its bit is surely absent.
  private final var kinds: UInt32 = 0

  /// Makes an empty one with room for so many values.
  package init(capacity: Int) {
    memory = CellsObject.room(max(1, capacity))
    cells = memory
    count = 0
    self.capacity = max(1, capacity)
    super.init(depth: 1)
  }

  deinit {
    if kinds & CellsObject.objects != 0 { release(0..<count) }
    free(memory)
  }

  /// Memory for so many cells from the C library itself: Swift's asks it for an alignment, which costs a split block.
  @inline(__always)
  private static func room(_ capacity: Int) -> Cells {
    guard let memory = malloc(capacity * MemoryLayout<Cell>.stride) else {
      return .allocate(capacity: capacity)
    }
    return memory.assumingMemoryBound(to: Cell.self)
  }

  /// The values, which are made when they are asked for.
  package final var items: CellItems { CellItems(self) }

  // MARK: kinds

  /// The bits of all kinds that are counted objects.
  private static let objects: UInt32 = 0xFFFF_0000

  /// The bit of a cell's kind.
  @inline(__always)
  private static func bit(_ tag: UInt) -> UInt32 { 1 << UInt32(truncatingIfNeeded: tag & 31) }

  /// Whether all values are of certain kinds, as far as is known without looking.
  @inline(__always)
  final func isSurelyOnly(of allowed: UInt32) -> Bool { kinds & ~CellsObject.notes & ~allowed == 0 }

  /// Whether all values are of certain kinds: looked at once, and again only after others came.
  final func isOnly(of allowed: UInt32) -> Bool {
    if isSurelyOnly(of: allowed) { return true }
    let known = kinds & ~CellsObject.notes
    if kinds & CellsObject.mixed != 0 || known & (known - 1) == 0 && count > 0 { return false }
    measure()
    if kinds & (kinds - 1) & ~CellsObject.notes != 0 { kinds |= CellsObject.mixed }
    return isSurelyOnly(of: allowed)
  }

  /// Whether all values are of one kind.
  final func isOnly(_ kind: UInt) -> Bool { isOnly(of: CellsObject.bit(kind)) }

  /// Set once all values were looked at and are of several kinds; a list that stays so is not looked at again.
  private static let mixed: UInt32 = 1 << 15
  /// Set while nothing was changed since a type was looked at.
  private static let checked: UInt32 = 1 << 12
  /// The bits that are no kinds.
  private static let notes = mixed | checked

  /// Whether it is as it was when its values were looked at for a type; any change ends that.
  final var isChecked: Bool {
    get { kinds & CellsObject.checked != 0 }
    set { kinds = newValue ? kinds | CellsObject.checked : kinds & ~CellsObject.checked }
  }

  /// Calculates anew what kinds it holds, and how deep it is.
  final func measure() {
    let wasChecked = isChecked
    kinds = 0
    depth = 1
    for index in 0..<count { note(cells[index]) }
    isChecked = wasChecked
  }

  /// Notes the kind and depth of a value that was put into it.
  @inline(__always)
  final func note(_ cell: Cell) {
    kinds = (kinds | CellsObject.bit(cell.tag)) & ~CellsObject.checked
    if cell.isObject { noteDepth(cell) }
  }

  @inline(__always)
  private final func noteDepth(_ cell: Cell) {
    let inner = cell.depth
    if inner >= depth { depth = inner + 1 }
  }

  // MARK: rows of pages

  /// Where the last value is a row of another page than the one before: keeps only the rows of that page that are in it,
  /// if they are few, so that the page can go.
  @inline(never)
  private final func leavePage() {
    let end = count - 2
    let last = cells[end]
    guard last.tag & 0xFF == Cell.row, last.bits != cells[end + 1].bits else { return }
    var start = end
    while start > 0, cells[start - 1].tag & 0xFF == Cell.row, cells[start - 1].bits == last.bits {
      start -= 1
    }
    let page = last.page
    guard !page.isScattered, (end - start + 1) * 4 < page.count else { return }
    let part = page.part((start...end).map { cells[$0].rowNumber })
    for index in start...end { cells.give(index, Cell(part, index - start)) }
  }

  /// Copies the rows of each page that it holds few rows of, in any order, so that the page can go.
  final func leavePages() {
    var places: [ObjectIdentifier: [Int]] = [:]
    for index in 0..<count where cells[index].tag & 0xFF == Cell.row {
      places[ObjectIdentifier(cells[index].page), default: []].append(index)
    }
    for indices in places.values where indices.count * 4 < cells[indices[0]].page.count {
      let part = cells[indices[0]].page.part(indices.map { cells[$0].rowNumber })
      for (row, index) in indices.enumerated() { cells.give(index, Cell(part, row)) }
    }
  }

  /// Says of the pages whose rows are in it that these are held out of their order.
  final func scatter() {
    for index in 0..<count where cells[index].tag & 0xFF == Cell.row { cells[index].page.isScattered = true }
  }

  // MARK: changing a uniquely referenced one

  /// Adds a value at the end.
  package final func append(_ item: consuming Value) { give(Cell(taking: item)) }

  /// Adds a cell and takes over its reference.
  @inline(__always)
  final func give(_ cell: Cell) {
    if count == capacity { grow(to: count + 1) }
    cells[count] = cell
    count += 1
    note(cell)
    if cell.tag & 0xFF == Cell.row, count > 1 { leavePage() }
  }

  /// Replaces a cell and takes over the new one's reference.
  @inline(__always)
  final func give(_ index: Int, _ cell: Cell) {
    cells.give(index, cell)
    note(cell)
  }

  /// Adds some of the values of another one, which may be this one.
  final func append(_ other: CellsObject, _ range: Range<Int>) {
    if count + range.count > capacity { grow(to: count + range.count) }
    (cells + count).update(from: other.cells + range.lowerBound, count: range.count)
    if other.kinds & CellsObject.objects != 0 {
      for index in count..<(count + range.count) where cells[index].isObject { cells[index].retain() }
    }
    count += range.count
    kinds = (kinds | other.kinds) & ~CellsObject.checked
    depth = max(depth, other.depth)
  }

  /// Moves the values of another one from a number on behind those of this one, which has room for them.
  final func move(from other: CellsObject, _ start: Int) {
    for index in start..<other.count {
      cells[count] = other.cells[index]
      note(cells[count])
      count += 1
    }
    other.count = min(other.count, start)
  }

  /// Takes values at the beginning away.
  final func removeFirst(_ number: Int) {
    if kinds & CellsObject.objects != 0 { release(0..<number) }
    cells += number
    count -= number
    capacity -= number
    isChecked = false
  }

  /// Takes values at the end away.
  final func removeLast(_ number: Int) {
    if kinds & CellsObject.objects != 0 { release((count - number)..<count) }
    count -= number
    isChecked = false
  }

  private final func release(_ range: Range<Int>) {
    for index in range where cells[index].isObject { cells[index].release() }
  }

  @inline(never)
  private final func grow(to wanted: Int) {
    let larger = max(wanted, count * 2, 4)
    let moved = CellsObject.room(larger)
    moved.moveInitialize(from: cells, count: count)
    free(memory)
    (memory, cells, capacity) = (moved, moved, larger)
  }
}

/// The values of a list or record, made when they are asked for.
///
/// It retains their list or record, which therefore does not change during an iteration.
package struct CellItems: RandomAccessCollection {
  private let object: CellsObject

  init(_ object: CellsObject) { self.object = object }

  /// The first index, 0.
  package var startIndex: Int { 0 }
  /// The number of items.
  package var endIndex: Int { object.count }

  /// The item at an index, as a value.
  package subscript(_ index: Int) -> Value {
    precondition(index >= 0 && index < object.count, "no value has this index")
    return object.cells[index].value
  }
}

extension Cell {
  /// How deep the value is.
  var depth: Int { isObject ? object(as: HeapObject.self).depth : 0 }
}

extension UnsafeMutablePointer where Pointee == Cell {
  /// Whether this cell holds the only reference to its object.
  @inline(__always)
  var isUnique: Bool {
    let place = UnsafeMutableRawPointer(self).advanced(by: MemoryLayout<Cell>.offset(of: \Cell.bits) ?? 8)
    return isKnownUniquelyReferenced(&place.assumingMemoryBound(to: HeapObject.self).pointee)
  }
}

/// That a list is of a type.
final class ListCheck {
  /// The type's name, which says all of it.
  let type: String
  /// The list with floats in the place of ints, where the type asks for them.
  let converted: ListObject?

  init(_ type: String, converted: ListObject?) {
    self.type = type
    self.converted = converted
  }
}

/// An ordered list.
///
/// A value: who changes one that is shared copies it first.
package final class ListObject: CellsObject {
  /// The type that it was looked at for last.
  private var check: ListCheck?

  /// A list of these items.
  package init(_ items: [Value]) {
    super.init(capacity: items.count)
    for item in items { append(item) }
  }

  /// An empty list with room for so many items.
  package override init(capacity: Int) { super.init(capacity: capacity) }

  /// What looking at it for a type gave, where nothing was changed since.
  func passed(_ type: String) -> ListCheck? {
    guard isChecked, let check, check.type == type else { return nil }
    return check
  }

  /// Notes that it is of a type.
  func remember(_ check: ListCheck) {
    self.check = check
    isChecked = true
  }

  /// Some of the items as a list of their own.
  package func part(_ range: Range<Int>) -> ListObject {
    let list = ListObject(capacity: range.count)
    list.append(self, range)
    return list
  }

  /// A new list of the items at these places.
  func arranged(_ places: ArraySlice<Int>) -> ListObject {
    let list = ListObject(capacity: places.count)
    for place in places { list.append(self, place..<place + 1) }
    return list
  }

  /// A new list of the items from the last to the first.
  package func reversed() -> ListObject {
    let list = ListObject(capacity: count)
    for index in stride(from: count - 1, through: 0, by: -1) {
      let cell = cells[index]
      if cell.isObject { cell.retain() }
      list.give(cell)
    }
    return list
  }

  /// The items put together with a separator, where all are texts and no more bytes than `most`; nil elsewhere.
  package func joinedTexts(_ separator: String, most: Int) -> String? {
    guard isOnly(Cell.text) || count == 0 else { return nil }
    var size = separator.utf8.count * max(0, count - 1)
    for index in 0..<count {
      size += cells[index].textSize
      if size > most { return nil }
    }
    return String(size: size) { start in
      var end = start
      for index in 0..<count {
        if index > 0 { end = separator.copyBytes(to: end) }
        end = cells[index].copyText(to: end)
      }
    }
  }

  /// Whether some cell is as wanted.
  func contains(where isWanted: (Cell) -> Bool) -> Bool {
    for index in 0..<count where isWanted(cells[index]) { return true }
    return false
  }

  /// A new list: the items of this one and those of another behind them.
  func joined(with other: ListObject) -> ListObject {
    let list = ListObject(capacity: count + other.count)
    list.append(self, 0..<count)
    list.append(other, 0..<other.count)
    return list
  }
}

/// A stream over items that are there already.
package final class ListStream: StreamObject {
  private let list: ListObject
  private var position = 0

  /// A stream over items; `columns` are those of rows, where they are known.
  package convenience init(_ items: [Value], columns: [Column]? = nil) {
    self.init(ListObject(items), columns: columns)
  }

  /// The items of a list.
  package init(_ list: ListObject, columns: [Column]? = nil) {
    self.list = list
    super.init(columns: columns)
  }

  package override func next() throws(Fault) -> Value? {
    guard position < list.count else { return nil }
    position += 1
    return list.cells[position - 1].value
  }

  override func nextCell() throws(Fault) -> Cell {
    guard position < list.count else { return Cell(tag: Cell.absent, bits: 0) }
    position += 1
    let cell = list.cells[position - 1]
    if cell.isObject { cell.retain() }
    return cell
  }
}
