internal import Crypto
internal import Interpreter
internal import Vault

/// The lines of pages that are held.
///
/// While a page is read, another thread writes the lines of the page two before it and prepares the one between.
final class HeldLines {
  /// So many rows are worth a thread.
  private static let fewest = 1024

  private let layout: CellLayout
  /// Room for the lines of one page, of which there is never more than one in the making.
  private let bytes = CellBuffer()
  private var work: HeldWork?
  /// What went wrong, after the lines before it.
  private var failure: VaultError?

  init(_ layout: CellLayout) { self.layout = layout }

  /// The lines of the next page; nil at the end.
  ///
  /// The function reads a page, and gives nil when there is none any more.
  func next(_ read: () throws(VaultError) -> (any HeldRows)?) throws(VaultError) -> [UInt8]? {
    while true {
      var page: (any HeldRows)?
      if failure == nil {
        do throws(VaultError) { page = try read() } catch { failure = error }
      }
      let before = work
      work = nil
      let lines = try before?.finish()
      do throws(VaultError) { try go(on: before, page) } catch { failure = error }
      if let lines { return lines }
      if work == nil { break }
    }
    defer { failure = nil }
    if let failure { throw failure }
    return nil
  }

  /// Begins with the lines of the page that was prepared, and prepares the one that was read.
  private func go(on before: HeldWork?, _ page: (any HeldRows)?) throws(VaultError) {
    if let error = before?.preparing { throw error }
    let prepared = before?.prepared
    try prepared?.complete(layout)
    if page == nil, prepared == nil { return }
    let work = HeldWork(prepared, page, layout, bytes)
    self.work = work
    if work.rowCount >= Self.fewest { work.start() }
  }
}

/// What is done for two pages while the next one is read.
private final class HeldWork {
  private final class Result {
    var lines: [UInt8]?
    var writing: VaultError?
    var preparing: VaultError?
  }

  /// The page that is prepared.
  let prepared: (any HeldRows)?
  let rowCount: Int
  private let result = Result()
  private let thread: HelperThread

  init(_ written: (any HeldRows)?, _ prepared: (any HeldRows)?, _ layout: CellLayout, _ bytes: CellBuffer) {
    self.prepared = prepared
    rowCount = (written?.count ?? 0) + (prepared?.count ?? 0)
    thread = HelperThread { [result] in
      // What a fault left is not written the next time.
      bytes.clear()
      do throws(VaultError) {
        try written?.write(layout, to: bytes)
        if written != nil { result.lines = bytes.take() }
      } catch { result.writing = error }
      do throws(VaultError) { try prepared?.prepare() } catch { result.preparing = error }
    }
  }

  func start() { thread.start() }

  /// Waits for the end; the lines of the page that was written.
  func finish() throws(VaultError) -> [UInt8]? {
    thread.join()
    if let error = result.writing { throw error }
    return result.lines
  }

  /// What went wrong with the page that was prepared.
  var preparing: VaultError? { result.preparing }
}
