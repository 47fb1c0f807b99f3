/// The rules of the texts about people and groups, which are not sealed.
enum PersonTexts {
  /// An address as it is stored.
  static func email(_ email: String) throws(VaultError) -> String {
    let address = Texts.normalizedEmail(email)
    try TextLimit.email.check(address, "the e-mail")
    if address.unicodeScalars.contains(where: { $0.value < 32 || $0.properties.isWhitespace }) {
      throw .invalid(what: "the e-mail", why: "holds a blank")
    }
    guard address.utf8.contains(UInt8(ascii: "@")) else {
      throw .invalid(what: "the e-mail", why: "has no @")
    }
    return address
  }

  /// A name as it is stored; blank: none.
  static func name(_ name: String?) throws(VaultError) -> String? {
    guard let name else { return nil }
    let text = Texts.trimmed(name)
    if text.isEmpty { return nil }
    try TextLimit.personName.check(text, "the name")
    try checkLine(text, "the name")
    return text
  }

  /// A group's name as it is stored.
  static func groupName(_ name: String) throws(VaultError) -> String {
    let name = Texts.trimmed(name)
    try TextLimit.groupName.check(name, "the group's name")
    try checkLine(name, "the group's name")
    return name
  }

  /// Refuses text that does not fit on a line.
  static func checkLine(_ text: String, _ what: String) throws(VaultError) {
    if text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) {
      throw .invalid(what: what, why: "holds a newline or another control character")
    }
  }

  /// Refuses bits for others than custom people, and bits that there are not.
  static func check(_ role: Role, _ permissions: Permissions) throws(VaultError) {
    if role != .custom, !permissions.isEmpty {
      throw .invalid(what: "what is allowed besides", why: "goes with the role custom only")
    }
    if !Permissions.all.isSuperset(of: permissions) {
      throw .invalid(what: "what is allowed besides", why: "is unknown")
    }
  }
}
