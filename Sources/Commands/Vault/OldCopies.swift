internal import Interpreter
internal import Vault

/// The copies that migrations left beside a vault: they hold it as it was then, purged secrets and ended keys included.
enum OldCopies {
  /// Names each in a line of its own.
  static func tell(_ facts: StoreFacts, _ host: any Host) {
    for path in facts.oldCopies {
      host.writeErrorLine(
        "\(path) is the vault before a new schema, under its key of then: remove it when you do not need it")
    }
  }
}
