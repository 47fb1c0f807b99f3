internal import CPCRE2

/// Why a regular expression cannot be used or gave up.
package struct RegexError: Error, Equatable, Sendable {
  /// The kind of mistake.
  package enum Kind: String, Sendable {
    /// The pattern is wrong; `offset` is the byte of it.
    case pattern
    /// The text of a replacement is wrong; `offset` is the byte of it.
    case template
    /// The search needs more steps or memory than it may have.
    case limit
    /// The engine failed in another way.
    case engine
  }

  /// Whether the pattern, the search's cost or the engine is at fault.
  package let kind: Kind
  /// What is wrong, as PCRE2 says it.
  package let message: String
  /// The byte of the pattern at which compiling failed; nil for a failed search.
  package let offset: Int?
}

/// A compiled regular expression; searches reuse its memory, so a thread has its own.
package final class Regex {
  /// What a search may cost.
  package struct Limits: Sendable {
    /// Steps of backtracking.
    package var steps: UInt32 = 5_000_000
    /// Nested backtracking.
    package var depth: UInt32 = 250_000
    /// Memory of a search in KiB.
    package var memory: UInt32 = 65_536

    /// The default limits.
    package init() {}
  }

  /// What was found: byte ranges of the whole and of each group, nil for a group that took no part.
  package struct Match: Equatable, Sendable {
    /// The byte ranges of the numbered groups, from group 1; nil for a group that took no part.
    package let groups: [Range<Int>?]
    /// The range of the whole match.
    package let range: Range<Int>
  }

  /// The names of groups with their numbers, in order of the numbers.
  package let names: [(name: String, group: Int)]
  /// The number of groups, without the whole.
  package let groupCount: Int

  private let code: OpaquePointer
  private let data: OpaquePointer
  private let context: OpaquePointer
  private let stack: OpaquePointer?

  /// Compiles a pattern.
  package init(pattern: String, caseless: Bool = false, limits: Limits = Limits()) throws(RegexError) {
    var options = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C
    if caseless { options |= PCRE2_CASELESS }
    let code = try Self.compile(pattern, options)
    // Where no code may be generated, the interpreter of the library does the work.
    let hasCode = pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE)) == 0
    guard let data = pcre2_match_data_create_from_pattern_8(code, nil),
      let context = pcre2_match_context_create_8(nil)
    else {
      pcre2_code_free_8(code)
      throw RegexError(kind: .engine, message: "there is not enough memory for the pattern", offset: nil)
    }
    pcre2_set_match_limit_8(context, limits.steps)
    pcre2_set_depth_limit_8(context, limits.depth)
    pcre2_set_heap_limit_8(context, limits.memory)
    stack = hasCode ? pcre2_jit_stack_create_8(32 << 10, 16 << 20, nil) : nil
    if let stack { pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack)) }
    self.code = code
    self.data = data
    self.context = context
    groupCount = Int(Self.number(code, PCRE2_INFO_CAPTURECOUNT))
    names = Self.names(code)
  }

  deinit {
    pcre2_match_data_free_8(data)
    pcre2_match_context_free_8(context)
    if let stack { pcre2_jit_stack_free_8(stack) }
    pcre2_code_free_8(code)
  }

  /// The first match at or after a byte of the text.
  package func search(_ text: String, from start: Int = 0) throws(RegexError) -> Match? {
    var text = text
    return try Self.withBytes(&text) { bytes throws(RegexError) in try search(bytes, from: start) }
  }

  /// The first match at or after a byte of valid UTF-8.
  package func search(_ text: UnsafeBufferPointer<UInt8>, from start: Int = 0) throws(RegexError) -> Match? {
    try run(text, from: start, options: 0) ? found(RegexGroups(data, text.count)) : nil
  }

  /// The body's result for the groups of the first match; nil without a match.
  func first<Result>(
    in text: UnsafeBufferPointer<UInt8>, _ body: (RegexGroups) -> Result
  ) throws(RegexError) -> Result? {
    try run(text, from: 0, options: 0) ? body(RegexGroups(data, text.count)) : nil
  }

  /// Whether the text holds a match anywhere.
  package func matches(_ text: String) throws(RegexError) -> Bool {
    var text = text
    return try Self.withBytes(&text) { bytes throws(RegexError) in try run(bytes, from: 0, options: 0) }
  }

  /// All matches, in order, that do not overlap; `limit` ends the search early.
  package func all(in text: UnsafeBufferPointer<UInt8>, limit: Int = .max) throws(RegexError) -> [Match] {
    var list: [Match] = []
    try forEach(in: text, limit: limit) { groups in list.append(found(groups)) }
    return list
  }

  /// Calls the body with the groups of each match, which are there until the next one is searched for.
  func forEach(
    in text: UnsafeBufferPointer<UInt8>, limit: Int, _ body: (RegexGroups) -> Void
  ) throws(RegexError) {
    var position = 0
    var count = 0
    var afterEmpty = false
    while count < limit && position <= text.count {
      // After an empty match something else may begin at the same place; else the search goes on behind it.
      let options = afterEmpty ? PCRE2_NOTEMPTY_ATSTART | PCRE2_ANCHORED : 0
      if try run(text, from: position, options: options) {
        let groups = RegexGroups(data, text.count)
        body(groups)
        count += 1
        afterEmpty = groups.range.isEmpty
        position = groups.range.upperBound
      } else if afterEmpty {
        afterEmpty = false
        position += 1
        while position < text.count && text[position] & 0xC0 == 0x80 { position += 1 }
      } else {
        break
      }
    }
  }

  /// Gives the text's bytes to a function that throws.
  static func withBytes<Result>(
    _ text: inout String, _ body: (UnsafeBufferPointer<UInt8>) throws(RegexError) -> Result
  ) throws(RegexError) -> Result {
    let result = text.withUTF8 { bytes -> Swift.Result<Result, RegexError> in
      do throws(RegexError) { return .success(try body(bytes)) } catch { return .failure(error) }
    }
    return try result.get()
  }

  /// Searches; the ranges are in the match data then.
  private func run(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, options: UInt32
  ) throws(RegexError) -> Bool {
    guard start >= 0 && start <= text.count else { return false }
    guard start == text.count || text[start] & 0xC0 != 0x80 else {
      throw RegexError(kind: .engine, message: "the search begins within a character", offset: start)
    }
    var result = match(text, start, options)
    // Compiled code has a stack of its own that may be too small; the interpreter has the whole memory limit.
    if result == PCRE2_ERROR_JIT_STACKLIMIT { result = match(text, start, options | PCRE2_NO_JIT) }
    if result >= 0 { return true }
    switch result {
    case PCRE2_ERROR_NOMATCH: return false
    case PCRE2_ERROR_MATCHLIMIT, PCRE2_ERROR_DEPTHLIMIT, PCRE2_ERROR_HEAPLIMIT:
      throw RegexError(
        kind: .limit, message: "the search takes too many steps: the pattern can match in too many ways",
        offset: nil)
    default: throw RegexError(kind: .engine, message: Self.message(result), offset: nil)
    }
  }

  private func match(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ options: UInt32) -> Int32 {
    var nothing: UInt8 = 0
    return withUnsafePointer(to: &nothing) { nothing in
      // The text is a Swift text, so its encoding is right.
      pcre2_match_8(
        code, text.baseAddress ?? nothing, text.count, start, options | PCRE2_NO_UTF_CHECK, data, context)
    }
  }

  /// A match that was found, to be kept.
  private func found(_ groups: RegexGroups) -> Match {
    Match(groups: (0..<groups.count).map { groups[$0] }, range: groups.range)
  }

  private static func compile(_ pattern: String, _ options: UInt32) throws(RegexError) -> OpaquePointer {
    var number: Int32 = 0
    var offset = 0
    var pattern = pattern
    let code = pattern.withUTF8 { bytes in
      var nothing: UInt8 = 0
      return withUnsafePointer(to: &nothing) { nothing in
        pcre2_compile_8(bytes.baseAddress ?? nothing, bytes.count, options, &number, &offset, nil)
      }
    }
    guard let code else { throw RegexError(kind: .pattern, message: message(number), offset: offset) }
    return code
  }

  private static func message(_ code: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = pcre2_get_error_message_8(code, &buffer, buffer.count)
    return count > 0
      ? String(decoding: buffer.prefix(Int(count)), as: UTF8.self) : "error \(code) of the engine"
  }

  private static func number(_ code: OpaquePointer, _ what: Int32) -> UInt32 {
    var value: UInt32 = 0
    return pcre2_pattern_info_8(code, UInt32(what), &value) == 0 ? value : 0
  }

  private static func names(_ code: OpaquePointer) -> [(name: String, group: Int)] {
    let count = Int(number(code, PCRE2_INFO_NAMECOUNT))
    let size = Int(number(code, PCRE2_INFO_NAMEENTRYSIZE))
    var table: UnsafePointer<UInt8>?
    guard count > 0, pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table) == 0, let table else {
      return []
    }
    // Each entry: two bytes of group number, then the name up to a NUL.
    let list = (0..<count).map { index in
      let entry = UnsafeBufferPointer(start: table + index * size, count: size)
      let name = String(decoding: entry.dropFirst(2).prefix { $0 != 0 }, as: UTF8.self)
      return (name: name, group: Int(entry[0]) << 8 | Int(entry[1]))
    }
    return list.sorted { $0.group < $1.group }
  }
}

/// Where the groups of the match are that was found last.
struct RegexGroups {
  private let vector: UnsafeMutablePointer<Int>?
  private let size: Int
  /// How many groups the pattern has, the whole match among them.
  let count: Int

  fileprivate init(_ data: OpaquePointer, _ size: Int) {
    vector = pcre2_get_ovector_pointer_8(data)
    count = vector == nil ? 0 : Int(pcre2_get_ovector_count_8(data))
    self.size = size
  }

  /// The whole match.
  var range: Range<Int> { self[0] ?? 0..<0 }

  /// The bytes that a group took; nil for what took no part.
  subscript(_ group: Int) -> Range<Int>? {
    guard group < count, let vector else { return nil }
    let (start, end) = (vector[group * 2], vector[group * 2 + 1])
    // What took no part has PCRE2_UNSET, -1 here, as both; \K may put a start behind its end.
    return start >= 0 && end >= 0 && end <= size ? min(start, end)..<end : nil
  }
}
