internal import Interpreter
internal import Vault

/// Says on stderr what a call made grow of the subscription: how it was and how it is now.
enum GrowthNote {
  /// One line for all growths of a call, which are of one kind.
  static func tell(_ growths: [Growth], _ call: Call) {
    guard let first = growths.first, let last = growths.last else { return }
    let limit = last.limit.map { "the limit is \($0)" } ?? "there is no limit"
    call.context.host.writeErrorLine(
      "\(first.what.word): \(first.usedBefore) were used of \(first.includedBefore) included, "
        + "now \(last.included) of \(last.included); \(limit)")
  }
}
