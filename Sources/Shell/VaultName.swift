import Interpreter

/// What names a vault: a file, or an address for which `sms` goes on as `sms-net`.
///
/// A name is checked before anything is opened, made or printed: an address never means a file, and the
/// password that may stand in it must not appear on a screen.
enum VaultName: Equatable {
  case file
  case address(scheme: String)

  /// The schemes that `sms-net` knows.
  private static let schemes = ["postgres", "postgresql", "https"]

  /// Reads a name; a fault of status 2 for an address of an unknown scheme, or one that holds a password.
  init(_ name: String) throws(Fault) {
    // A name that begins like a path is one, whatever follows.
    guard let mark = VaultName.mark(in: name), !name.hasPrefix("/"), !name.hasPrefix("./"),
      !name.hasPrefix("../")
    else {
      self = .file
      return
    }
    let scheme = name[..<mark].lowercased()
    let rest = name[mark...].dropFirst(3)
    if VaultName.holdsPassword(rest) {
      throw Fault(ShellFault.passwordInName)
    }
    guard VaultName.schemes.contains(scheme) else {
      // No more of it: what it was meant to be is not known.
      let isWord =
        !scheme.isEmpty && scheme.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) }
      throw Fault(ShellFault.unknownScheme(isWord ? String(scheme) : nil))
    }
    self = .address(scheme: scheme)
  }

  /// Where `://` begins.
  private static func mark(in name: String) -> String.Index? {
    let bytes = name.utf8
    var place = bytes.startIndex
    while place < bytes.endIndex {
      if bytes[place...].starts(with: "://".utf8) { return place }
      place = bytes.index(after: place)
    }
    return nil
  }

  /// Whether what follows `://` holds a password: between a `:` and the last `@` of the host, or by name behind `?`.
  private static func holdsPassword(_ rest: Substring) -> Bool {
    let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count > 1 {
      let query = parts[1].lowercased()
      if ["password=", "passwd=", "pass=", "sslpassword="].contains(where: query.contains) { return true }
    }
    // A password may itself contain / and ?, so everything before an @ is searched.
    guard let at = rest.lastIndex(of: "@") else { return false }
    return rest[..<at].contains(":")
  }
}
