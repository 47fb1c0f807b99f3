import Vault

extension EventCode {
  /// The message with words in the place of ids.
  var words: String { message.text { _ in "ID" } }
}
