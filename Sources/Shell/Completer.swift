import Builtins
import Console
import Interpreter
import Syntax

/// What Tab offers: commands where one may stand, flags behind `-`, fields of the rows that arrive, variables, and
/// what a parameter or flag takes.
struct Completer {
  let run: Run
  let scopes: Scopes

  func complete(_ line: String, _ cursor: Int) -> [Completion] {
    let place = LinePlace(String(decoding: line.utf8.prefix(cursor), as: UTF8.self))
    let fitting = candidates(place, names: place.name).filter { $0.fits(place.typed) }
    if !fitting.isEmpty || place.typed.isEmpty { return fitting }
    return candidates(place, names: "").filter { Completer.isScattered(place.name, in: $0.display) }
  }

  /// The commands and keywords alone, for a hint.
  func commands(_ line: String, _ cursor: Int) -> [Completion] {
    let place = LinePlace(String(decoding: line.utf8.prefix(cursor), as: UTF8.self))
    guard case .word? = place.current?.kind else { return [] }
    return commands(place).filter { $0.text.hasPrefix(place.typed) }
  }

  /// Everything that may stand at a place, whatever has been typed of it; of entities those whose names begin so.
  private func candidates(_ place: LinePlace, names: String) -> [Completion] {
    if place.isComment { return [] }
    switch place.current?.kind {
    case .variable: return variables(place)
    case .field: return fields(place)
    case .flag: return flags(place)
    case .comment, .number: return []
    default: break
    }
    if place.beginsStage { return place.current?.kind == .text ? [] : commands(place) }
    guard let (command, used) = command(place) else { return commands(place) }
    return arguments(place, command, used, names: names) + (place.stage.count == used ? commands(place) : [])
  }

  /// Whether all letters of `typed` stand in `text` in their order: the second try, when nothing begins so.
  private static func isScattered(_ typed: String, in text: String) -> Bool {
    var rest = text.lowercased().unicodeScalars[...]
    for scalar in typed.lowercased().unicodeScalars {
      guard let place = rest.firstIndex(of: scalar) else { return false }
      rest = rest[rest.index(after: place)...]
    }
    return true
  }

  // MARK: commands and flags

  /// The command whose name the stage begins with, and how many tokens that takes.
  private func command(_ place: LinePlace) -> ((any Command.Type), Int)? {
    let words = place.stage.prefix(3).prefix { $0.kind == .word }.map { place.tokens.text($0) }
    for count in stride(from: words.count, to: 0, by: -1) {
      if let command = run.registry.command(words.prefix(count).joined(separator: " ")) {
        return (command, count)
      }
    }
    return nil
  }

  /// The next words of names of commands, behind those that stand there.
  private func commands(_ place: LinePlace) -> [Completion] {
    guard place.stage.allSatisfy({ $0.kind == .word }) else { return [] }
    let before = place.stage.map { place.tokens.text($0) }
    let prefix = before.map { $0 + " " }.joined()
    var names = run.registry.names.filter { $0.hasPrefix(prefix) }
    if before.isEmpty { names += scopes.names.filter { scopes.isDef($0) && run.registry.command($0) == nil } }
    var seen: Set<String> = []
    return names.compactMap { name in
      let rest = name.dropFirst(prefix.count)
      let word = rest.split(separator: " ").first.map(String.init) ?? String(rest)
      guard seen.insert(word).inserted else { return nil }
      let note = run.registry.command(prefix + word)?.signature.summary ?? ""
      return Completion(word, start: place.start, note: note)
    }
  }

  private func flags(_ place: LinePlace) -> [Completion] {
    guard let (command, _) = command(place) else { return [] }
    return command.signature.flags.map { Completion("--" + $0.name, start: place.start, note: $0.doc) }
  }

  // MARK: names of the language

  private func variables(_ place: LinePlace) -> [Completion] {
    let inner = place.levels.flatMap(\.parameters)
    let outer = scopes.names.filter { !scopes.isDef($0) } + ["now", "env", "args"]
    return (inner + outer).map { Completion("$" + $0, start: place.start, suffix: "") }
  }

  /// The columns of the rows that arrive at the innermost stage that has some, or of the variable before the dot.
  private func fields(_ place: LinePlace) -> [Completion] {
    let index = place.tokens.tokens.count - 1
    if index > 0, place.tokens.tokens[index - 1].bytes.upperBound == place.start {
      let before = place.tokens.tokens[index - 1]
      guard before.kind == .variable else { return [] }
      return columns(of: place.tokens.text(before), place)
    }
    for level in place.levels.reversed() {
      if let columns = rows(arrivingAt: level, place) { return offered(columns, place) }
    }
    return []
  }

  private func columns(of variable: String, _ place: LinePlace) -> [Completion] {
    let name = variable.dropFirst()
    if let depth = place.levels.lastIndex(where: { $0.parameters.contains(String(name)) }) {
      guard depth > 0, let columns = rows(arrivingAt: place.levels[depth - 1], place) else { return [] }
      return offered(columns, place)
    }
    return offered(Lookahead(run.context, scopes).columns(of: variable) ?? [], place)
  }

  private func rows(arrivingAt level: LinePlace.Level, _ place: LinePlace) -> [Column]? {
    place.source(of: level).flatMap { Lookahead(run.context, scopes).columns(of: $0) }
  }

  private func offered(_ columns: [Column], _ place: LinePlace) -> [Completion] {
    columns.map { Completion("." + $0.name, start: place.start, suffix: "", note: $0.type.name) }
  }

  // MARK: what parameters take

  /// What the parameter or flag takes whose turn it is.
  private func arguments(_ place: LinePlace, _ command: any Command.Type, _ used: Int, names: String)
    -> [Completion]
  {
    let signature = command.signature
    let given = place.stage.dropFirst(used)
    var type: Type?
    if let last = given.last, last.kind == .flag {
      let name = place.tokens.text(last)
      type = signature.flags.first { "--" + $0.name == name || $0.short.map { "-\($0)" } == name }?.type
    }
    if type == nil {
      let position = given.filter { $0.kind != .flag }.count
      type =
        position < signature.positional.count ? signature.positional[position].type : signature.rest?.type
    }
    guard case .named(let name)? = type.map(plain) else { return [] }
    if name == "path" { return FileNames.candidates(place.typed, start: place.start) }
    return named(name, place, beginning: names)
  }

  /// The values of a closed set, or the names of entities.
  private func named(_ type: String, _ place: LinePlace, beginning prefix: String) -> [Completion] {
    guard let session = run.session else { return [] }
    let isQuoted = place.current?.kind == .text
    return session.names(of: type, beginning: prefix).map { entity in
      let isWord = entity.utf8.allSatisfy { $0 > 0x20 && !LineTokens.endsWord($0) && $0 != UInt8(ascii: "#") }
      let text = isWord && !isQuoted ? entity : Display.quoted(entity)
      return Completion(text, display: entity, start: place.start)
    }
  }

  private func plain(_ type: Type) -> Type {
    switch type {
    case .optional(let inner): plain(inner)
    case .oneOf(let types): types.first { if case .named = $0 { true } else { false } } ?? type
    default: type
    }
  }
}

extension Completion {
  /// Whether it begins as typed; what is listed counts where what is put in has quotes.
  fileprivate func fits(_ typed: String) -> Bool { text.hasPrefix(typed) || display.hasPrefix(typed) }
}
