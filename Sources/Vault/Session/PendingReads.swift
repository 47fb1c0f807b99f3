/// A listed result that is read on demand: it must show the rows as they were when it was listed.
package protocol PendingRead: AnyObject {
  /// Reads all that was not read yet.
  func settle()
}

/// The listed results of a session that were not read to the end.
///
/// They are read before the session changes their rows.
package final class PendingReads {
  private struct Entry {
    weak var read: (any PendingRead)?
  }

  private var entries: [Entry] = []
  private var most = 16

  /// Makes an empty list.
  package init() {}

  /// Remembers something for as long as it is held elsewhere.
  package func add(_ read: any PendingRead) {
    if entries.count >= most {
      entries.removeAll { $0.read == nil }
      most = max(16, entries.count * 2)
    }
    entries.append(Entry(read: read))
  }

  /// Reads all of it, once.
  package func settle() {
    if entries.isEmpty { return }
    let pending = entries
    entries = []
    for entry in pending { entry.read?.settle() }
  }
}
