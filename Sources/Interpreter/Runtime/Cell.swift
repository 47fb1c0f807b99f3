import CSupport

/// A value in a register: 16 bytes, trivially copyable.
///
/// References are counted by hand, only where the tag says object.
///
/// The low byte of the tag is the kind; a datetime's zone lies in bits 16 to 31, the number of a row in the upper half.
struct Cell {
  var tag: UInt
  var bits: Int

  static let null: UInt = 0
  static let bool: UInt = 1
  static let int: UInt = 2
  static let float: UInt = 3
  static let duration: UInt = 4
  static let datetime: UInt = 5
  /// A key of a place that stands in the source: the number of a `FieldSite` of the running function.
  static let site: UInt = 13
  /// An argument that was not given; a global whose `let` has not run.
  static let absent: UInt = 14
  /// Tags with this bit hold a counted object.
  static let object: UInt = 16
  static let text: UInt = 16
  static let range: UInt = 17
  static let list: UInt = 18
  static let record: UInt = 19
  static let closure: UInt = 20
  static let error: UInt = 21
  static let sealed: UInt = 22
  static let entity: UInt = 23
  static let stream: UInt = 24
  /// A row of a page: the object is the page.
  static let row: UInt = 25
  static let rowShift: UInt = 32

  @inline(__always) init() {
    tag = 0
    bits = 0
  }

  @inline(__always) init(tag: UInt, bits: Int) {
    self.tag = tag
    self.bits = bits
  }

  @inline(__always) init(int: Int) {
    tag = Cell.int
    bits = int
  }

  @inline(__always) init(bool: Bool) {
    tag = Cell.bool
    bits = bool ? 1 : 0
  }

  @inline(__always) init(float: Double) {
    tag = Cell.float
    bits = Int(bitPattern: UInt(float.bitPattern))
  }

  /// Takes one reference of the object.
  init(tag: UInt, owning object: HeapObject) {
    self.tag = tag
    bits = Int(bitPattern: Unmanaged.passRetained(object).toOpaque())
  }

  @inline(__always) var double: Double { Double(bitPattern: UInt64(UInt(bitPattern: bits))) }

  @inline(__always) var isObject: Bool { tag & Cell.object != 0 }

  /// The object; only where the tag says so.
  @inline(__always) func object<T: HeapObject>(as type: T.Type) -> T {
    unsafeBitCast(bits, to: T.self)
  }

  @inline(never) func retain() {
    guard let pointer = UnsafeRawPointer(bitPattern: bits) else { return }
    sms_object_retain(pointer)
  }

  @inline(never) func release() {
    guard let pointer = UnsafeRawPointer(bitPattern: bits) else { return }
    sms_object_release(pointer)
  }

  /// A cell that owns one more reference of the value.
  init(_ value: Value) {
    switch value {
    case .null: self.init()
    case .bool(let value): self.init(bool: value)
    case .int(let value): self.init(int: value)
    case .float(let value): self.init(float: value)
    case .duration(let value): self.init(tag: Cell.duration, bits: value)
    case .datetime(let value):
      self.init(tag: Cell.datetime | UInt(value.zone) << 16, bits: value.microseconds)
    case .text(let object): self.init(tag: Cell.text, owning: object)
    case .range(let object): self.init(tag: Cell.range, owning: object)
    case .list(let object): self.init(tag: Cell.list, owning: object)
    case .record(let object): self.init(tag: Cell.record, owning: object)
    case .closure(let object): self.init(tag: Cell.closure, owning: object)
    case .error(let object): self.init(tag: Cell.error, owning: object)
    case .sealed(let object): self.init(tag: Cell.sealed, owning: object)
    case .entity(let object):
      if let page = object.page {
        self.init(page, object.row)
      } else {
        self.init(tag: Cell.entity, owning: object)
      }
    case .stream(let object): self.init(tag: Cell.stream, owning: object)
    }
  }

  /// A cell that takes over the reference of a value.
  @inline(__always)
  init(taking value: consuming Value) {
    // Texts are what most commands make.
    if case .text(let object) = value {
      self.init(tag: Cell.text, owning: object)
    } else {
      self.init(value)
    }
  }

  /// The value, owning a reference of its own; null for an absent one.
  var value: Value {
    switch tag & 0xFF {
    case Cell.bool: .bool(bits != 0)
    case Cell.int: .int(bits)
    case Cell.float: .float(double)
    case Cell.duration: .duration(bits)
    case Cell.datetime: .datetime(Instant(microseconds: bits, zone: UInt16(truncatingIfNeeded: tag >> 16)))
    case Cell.text: .text(object(as: TextObject.self))
    case Cell.range: .range(object(as: RangeObject.self))
    case Cell.list: .list(object(as: ListObject.self))
    case Cell.record: .record(object(as: RecordObject.self))
    case Cell.closure: .closure(object(as: ClosureObject.self))
    case Cell.error: .error(object(as: ErrorObject.self))
    case Cell.sealed: .sealed(object(as: SealedObject.self))
    case Cell.entity: .entity(object(as: EntityObject.self))
    case Cell.stream: .stream(object(as: StreamObject.self))
    case Cell.row: page.row(rowNumber)
    default: .null
    }
  }
}

extension Cell {
  /// The value of a cell that owns its reference, which goes over to it.
  @inline(__always) var taken: Value {
    if tag == Cell.int { return .int(bits) }
    if tag == Cell.text, let pointer = UnsafeRawPointer(bitPattern: bits) {
      return .text(Unmanaged<TextObject>.fromOpaque(pointer).takeRetainedValue())
    }
    let value = value
    if isObject { release() }
    return value
  }
}

typealias Cells = UnsafeMutablePointer<Cell>

extension UnsafeMutablePointer where Pointee == Cell {
  /// Puts a number where something else may be.
  @inline(__always) func put(_ index: Int, int value: Int) {
    if self[index].isObject { self[index].release() }
    self[index] = Cell(int: value)
  }

  /// Puts a copy of a cell: one more reference of its object.
  @inline(__always) func put(_ index: Int, _ cell: Cell) {
    if cell.isObject { cell.retain() }
    let old = self[index]
    self[index] = cell
    if old.isObject { old.release() }
  }

  /// Puts a cell that brings its own reference.
  @inline(__always) func give(_ index: Int, _ cell: Cell) {
    let old = self[index]
    self[index] = cell
    if old.isObject { old.release() }
  }

  /// Moves a cell, whose register holds null then.
  @inline(__always) func take(_ index: Int, _ from: Int) {
    let cell = self[from]
    self[from] = Cell()
    give(index, cell)
  }

  /// Whether some of the first cells may hold an object: four are looked at in one step, so that up to three behind
  /// them count, too.
  @inline(__always) func holdsObjects(_ count: Int) -> Bool {
    // Word by word: vector instructions would wait for cells that were stored in halves.
    var cell = self
    let end = self + count
    while cell < end {
      if (cell[0].tag | cell[1].tag | cell[2].tag | cell[3].tag) & Cell.object != 0 { return true }
      cell += 4
    }
    return false
  }

  /// Empties registers from an index on.
  @inline(__always) func clear(_ from: Int, _ count: Int) {
    for index in from..<(from + count) {
      let old = self[index]
      if old.isObject { old.release() }
      self[index] = Cell()
    }
  }
}
