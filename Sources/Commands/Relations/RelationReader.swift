internal import Base
internal import Interpreter
internal import Vault

/// The state shared by the pages of one reading: references, words, and which columns are in use.
final class RelationReader<R: Relation> {
  let rowContext: RowContext
  /// The columns that were looked at, or that surely will be: pages to come are read with them.
  private(set) var wanted: Set<Int>
  private var references: ReferenceReader
  private var referenceValues: CodedValues
  private var generation: Int
  private var words: [Int: CodedValues] = [:]
  private var texts: [Int: (reader: TextReader, values: CodedValues)] = [:]
  private var owners: [Int: (reader: OwnerReader, values: CodedValues)] = [:]

  /// A reader of pages that begin with these columns.
  init(_ wanted: Set<Int>, _ rowContext: RowContext) {
    self.rowContext = rowContext
    self.wanted = wanted
    references = ReferenceReader(rowContext.session)
    referenceValues = CodedValues(references)
    generation = rowContext.session.nameGeneration
  }

  /// Says that a column is looked at.
  func want(_ index: Int) { wanted.insert(index) }

  /// The columns that a scan can read, of those that are wanted.
  static func scanned(_ wanted: Set<Int>) -> [Int] {
    wanted.sorted().filter { index in
      guard case .stored = R.columns[index].reading else { return false }
      return !R.columns[index].form.columns.isEmpty
    }
  }

  /// How deep the values of the columns are: some are lists.
  static var depth: Int {
    R.columns.contains { if case .list = $0.column.type { true } else { false } } ? 1 : 0
  }

  /// All columns that a scan can read.
  static var allScanned: [Int] { scanned(Set(R.columns.indices)) }

  /// References of earlier pages have the names of their time.
  func forgetOldNames() {
    if generation == rowContext.session.nameGeneration { return }
    generation = rowContext.session.nameGeneration
    references = ReferenceReader(rowContext.session)
    referenceValues = CodedValues(references)
    owners = [:]
  }

  /// What fills a column from the stored columns at some places of a scan; nil where it is read in another way.
  func filler(_ index: Int, _ places: [Int], capacity: Int) throws(VaultError) -> ColumnFiller? {
    switch R.columns[index].form {
    case .date: return .ints(places[0], .dates(capacity, zone: rowContext.context.zone))
    case .number: return .ints(places[0], .ints(capacity))
    case .id: return .ids(places[0], capacity: capacity)
    case .text:
      let text = text(index)
      if text.reader.isDiverse { return .texts(places[0], .texts(capacity)) }
      return .texts(places[0], .coded(capacity, text.values), text.reader)
    case .name: return .names(places[0], .texts(capacity), try rowContext.session.nameOpener())
    case .mention(let kinds, _):
      let sides = places.enumerated().map { (kind: kinds[kinds.count == 1 ? 0 : $0], place: $1) }
      return .references(sides, .coded(capacity, referenceValues), references.table)
    case .owner:
      let owner = owner(index)
      return .owners(places[0], .coded(capacity, owner.values), owner.reader)
    case .word(_, _, let word):
      let values = words[index] ?? CodedValues(WordReader(word))
      words[index] = values
      return .words(places[0], .coded(capacity, values))
    case .made(_, let make): return make(places, capacity)
    case .side, .computed: return nil
    }
  }

  private func text(_ index: Int) -> (reader: TextReader, values: CodedValues) {
    if let known = texts[index] { return known }
    let reader = TextReader()
    let made = (reader, CodedValues(reader))
    texts[index] = made
    return made
  }

  private func owner(_ index: Int) -> (reader: OwnerReader, values: CodedValues) {
    if let known = owners[index] { return known }
    let session = rowContext.session
    let reader = OwnerReader { (number) throws(VaultError) in try session.project(numbered: number) }
    let made = (reader, CodedValues(reader))
    owners[index] = made
    return made
  }
}
