import Glibc
import Interpreter

/// The names of time zones as candidates.
enum TimeZones {
  private static let folder = "/usr/share/zoneinfo"
  /// Files of the folder that are not zones, or duplicates.
  private static let others: Set<String> = ["posix", "right", "Etc", "SystemV"]

  /// The zones and regions that may follow a name that begins so.
  static func choices(beginning typed: String) -> [Choice] {
    let slash = typed.utf8.lastIndex(of: UInt8(ascii: "/"))
    let region = slash.map { String(typed[...$0]) } ?? ""
    if region.contains("..") { return [] }
    let names = FileNames.names(in: region.isEmpty ? folder : folder + "/" + region)
    return names.compactMap { name, isFolder in
      guard let first = name.utf8.first, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first),
        !others.contains(name)
      else { return nil }
      return Choice(region + name + (isFolder ? "/" : ""), isFolder ? "a region" : "")
    }
  }
}
