import Glibc

/// The valid programs of the folder `Programs`, by name.
enum ProgramFiles {
  static let all: [(name: String, bytes: [UInt8])] = names.map { ($0, read(folder + $0)) }

  private static let folder = String(#filePath.dropLast("ProgramFiles.swift".count)) + "Programs/"

  private static var names: [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".sms") { names.append(name) }
    }
    return names.sorted()
  }

  private static func read(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
    return bytes
  }

  /// A long program of functions, loops, conditions, records and calls, about as many lines as asked.
  static func long(lines: Int) -> String {
    var text = ""
    for number in 0..<(lines / 12 + 1) {
      text += """
        def work_\(number) [items limit] {
          # block \(number)
          mut total = 0
          for item in $items {
            if $item.count > $limit and $item.name != "skip-\(number)" {
              $total = $total + $item.count * \(number) % 97
            }
          }
          $total
        }
        let rows_\(number) = [{name: "a\(number)", count: \(number)} {name: "b", count: 7}]
        let result_\(number) = (work_\(number) $rows_\(number) 3) + ($rows_\(number) | length) * 2

        """
    }
    return text
  }
}
