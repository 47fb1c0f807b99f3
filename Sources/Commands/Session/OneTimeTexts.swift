internal import Interpreter

/// A text that is shown once: it is stored nowhere, and lost with the run where nothing takes it.
protocol OneTimeText: Envelope {
  /// Whether something took the text.
  var wasOpened: Bool { get }
  /// What the end of a run says of a text that nothing took.
  var loss: String { get }
}

/// The texts that a run has made and only this run can show, through the transactions that make them.
struct OneTimeTexts {
  private var texts: [any OneTimeText] = []
  /// How many there were when each open transaction began: a rollback drops the later ones.
  private var marks: [Int] = []

  mutating func add(_ text: any OneTimeText) { texts.append(text) }

  mutating func begin() { marks.append(texts.count) }

  mutating func commit() { _ = marks.popLast() }

  mutating func rollback() {
    if let mark = marks.popLast() { texts.removeSubrange(min(mark, texts.count)...) }
  }

  /// What is lost, a line each, and told once.
  mutating func takeLost() -> [String] {
    defer { texts = [] }
    return texts.filter { !$0.wasOpened }.map(\.loss)
  }
}
