import Builtins
import Console
import Interpreter
import Syntax

/// What Tab offers: commands where one may stand, flags behind `-`, columns of the rows that arrive, variables, and
/// what a parameter or flag takes.
struct Completer {
  let run: Run
  let scopes: Scopes

  func complete(_ line: String, _ cursor: Int) -> CompletionList {
    let place = LinePlace(String(decoding: line.utf8.prefix(cursor), as: UTF8.self))
    let all = candidates(place, loose: false)
    let fitting = all.keeping { $0.isLoose || $0.fits(place.typed) }
    if !fitting.candidates.isEmpty || place.typed.isEmpty { return fitting }
    return scattered(place)
  }

  /// The commands and keywords alone, for a hint.
  func commands(_ line: String, _ cursor: Int) -> [Completion] {
    let place = LinePlace(String(decoding: line.utf8.prefix(cursor), as: UTF8.self))
    guard case .word? = place.current?.kind else { return [] }
    return commands(place).filter { $0.text.hasPrefix(place.typed) }
  }

  /// The second try, when nothing begins as typed: what holds its letters in their order, those at one piece first.
  private func scattered(_ place: LinePlace) -> CompletionList {
    let letters = place.name.lowercased()
    var list = candidates(place, loose: true)
    var found: [(rank: Int, completion: Completion)] = []
    for var candidate in list.candidates {
      guard let rank = Completer.rank(letters, in: candidate.display) else { continue }
      candidate.isLoose = true
      found.append((rank, candidate))
    }
    // Sorting keeps the order of equals only by their places.
    let order = found.indices.sorted { (found[$0].rank, $0) < (found[$1].rank, $1) }
    list.candidates = order.map { found[$0].completion }
    return list
  }

  /// How well `letters` lie in a text: 0 for its beginning, 1 for one piece, more the more lies between them; nil where
  /// they do not.
  private static func rank(_ letters: String, in text: String) -> Int? {
    let text = text.lowercased()
    if text.hasPrefix(letters) { return 0 }
    if text.contains(letters) { return 1 }
    var rest = text.unicodeScalars[...]
    for scalar in letters.unicodeScalars {
      guard let place = rest.firstIndex(of: scalar) else { return nil }
      rest = rest[rest.index(after: place)...]
    }
    return 2 + text.unicodeScalars.count / 8
  }

  /// Everything that may stand at a place, whatever has been typed of it; of entities those whose names begin so, or
  /// with `loose` hold its letters.
  private func candidates(_ place: LinePlace, loose: Bool) -> CompletionList {
    if place.isComment { return CompletionList() }
    let columns = LineColumns(place: place, lookahead: Lookahead(run.context, scopes))
    switch place.current?.kind {
    case .variable: return CompletionList(variables(place))
    case .field where takesPath(place):
      return CompletionList(FileNames.candidates(place.typed, start: place.start))
    case .field: return CompletionList(columns.fields)
    case .flag: return CompletionList(flags(place))
    case .comment: return CompletionList()
    default: break
    }
    if place.isInParameters {
      let types = place.isBehindColon ? LanguageWords.types : []
      return CompletionList(types.map { Completion($0, start: place.start) })
    }
    if let type = columns.comparedType {
      let known = run.registry.type(type)?.choices() ?? []
      return known.isEmpty
        ? names(of: type, place, loose: loose, asText: true)
        : CompletionList(choices(known, place, asText: true))
    }
    if place.beginsStage {
      let isText = place.current?.kind == .text || place.current?.kind == .number
      return CompletionList(isText ? [] : stageWords(place))
    }
    if place.stage.count == 1, place.stage.first.map({ place.tokens.text($0) }) == "use" {
      return CompletionList(FileNames.candidates(place.typed, start: place.start, isText: true))
    }
    guard let (command, used) = command(place) else {
      return CompletionList(place.current?.kind == .number ? [] : commands(place))
    }
    var list = arguments(place, command, used, columns, loose: loose)
    if place.stage.count == used { list.candidates += commands(place) }
    return list
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

  /// What may begin a stage: behind a bar only what takes something from the pipe.
  private func stageWords(_ place: LinePlace) -> [Completion] {
    let all = commands(place)
    guard place.isBehindBar else {
      return all + LineCommands.keywords.sorted().map { Completion($0, start: place.start) }
    }
    return all.filter { candidate in
      run.registry.all.contains { command in
        // The name first: it is read faster than a signature is made.
        guard command.name == candidate.text || command.name.hasPrefix(candidate.text + " ") else {
          return false
        }
        if case .none = command.signature.input { return false }
        return true
      } || scopes.isDef(candidate.text)
    }
  }

  /// The next words of names of commands, behind those that stand there.
  private func commands(_ place: LinePlace) -> [Completion] {
    guard place.stage.allSatisfy({ $0.kind == .word }) else { return [] }
    let before = place.stage.map { place.tokens.text($0) }
    return commands(behind: before, place)
  }

  private func commands(behind before: [String], _ place: LinePlace) -> [Completion] {
    let prefix = before.map { $0 + " " }.joined()
    var names = run.registry.names.filter { $0.hasPrefix(prefix) }
    if before.isEmpty { names += scopes.names.filter { scopes.isDef($0) && run.registry.command($0) == nil } }
    var seen: Set<String> = []
    return names.compactMap { name in
      let rest = name.dropFirst(prefix.count)
      let word = rest.split(separator: " ").first.map(String.init) ?? String(rest)
      guard seen.insert(word).inserted else { return nil }
      let own = before.isEmpty ? scopes.definitions.first { $0.name == word }?.signature.summary : nil
      let note = run.registry.command(prefix + word)?.signature.summary ?? own ?? ""
      return Completion(word, start: place.start, note: note)
    }
  }

  private func flags(_ place: LinePlace) -> [Completion] {
    guard let (command, used) = command(place) else { return [] }
    let given = LineArguments(command.signature, place.stage.dropFirst(used), place).flags
    return command.signature.flags(besides: given).map { flag in
      let value = flag.type.map { " (\($0.name))" } ?? ""
      return Completion("--" + flag.name, start: place.start, note: flag.doc + value)
    }
  }

  private func variables(_ place: LinePlace) -> [Completion] {
    let inner = place.levels.flatMap(\.parameters)
    let outer = scopes.names.filter { !scopes.isDef($0) } + ["now", "env", "args"]
    return (inner + outer).map { Completion("$" + $0, start: place.start, suffix: "") }
  }

  // MARK: what parameters take

  /// What the parameter or flag takes whose turn it is.
  private func arguments(
    _ place: LinePlace, _ command: any Command.Type, _ used: Int, _ columns: LineColumns, loose: Bool
  ) -> CompletionList {
    let due = LineArguments(command.signature, place.stage.dropFirst(used), place)
    switch due.offers {
    case .columns?:
      let names = (columns.arriving ?? []).filter { !due.words.contains($0.name) }
      return CompletionList(names.map { Completion($0.name, start: place.start, note: $0.type.name) })
    case .words(let words)?: return CompletionList(choices(words, place))
    case .topics?:
      let topics = due.words.isEmpty ? Topics.all.map { Choice($0.name, "topic: " + $0.summary) } : []
      let codes = due.words.isEmpty ? FaultCodes.choices(beginning: place.name, run.registry) : []
      return CompletionList(commands(behind: due.words, place) + choices(topics + codes, place))
    case .zones?: return CompletionList(choices(TimeZones.choices(beginning: place.name), place))
    case .options?: return options(place, due.words)
    case nil: break
    }
    switch due.type {
    case .condition?, .rowValue?: return CompletionList(columns.fields)
    default: break
    }
    guard case .named(let name)? = due.type.map(plain) else { return CompletionList() }
    if name == "path" { return CompletionList(FileNames.candidates(place.typed, start: place.start)) }
    if let known = run.registry.type(name)?.choices(), !known.isEmpty {
      return CompletionList(choices(known, place))
    }
    return names(of: name, place, loose: loose)
  }

  /// The options of the dialogue; behind the name of one, its values.
  private func options(_ place: LinePlace, _ words: [String]) -> CompletionList {
    guard let name = words.first else {
      return CompletionList(choices(DialogueOptions.all.map { Choice($0.name, $0.doc) }, place))
    }
    switch DialogueOptions.all.first(where: { $0.name == name })?.offers {
    case .words(let words)?: return CompletionList(choices(words, place))
    case .zones?: return CompletionList(choices(TimeZones.choices(beginning: place.name), place))
    default: return CompletionList()
    }
  }

  /// Whether `help` or `set` would say at a place that there is nothing of a name.
  func isUnknownWord(_ name: String, at place: LinePlace) -> Bool {
    guard let (command, used) = command(place), place.stage.count >= used else { return false }
    let due = LineArguments(command.signature, place.stage.dropFirst(used), place)
    switch due.offers {
    case .options?: return due.words.isEmpty && !DialogueOptions.all.contains { $0.name == name }
    case .topics? where due.flags.isEmpty:
      let words = due.words + [name]
      let beginning = words.joined(separator: " ") + " "
      return !run.registry.names.contains { $0.hasPrefix(beginning) }
        && HelpPage.page(words, run.registry, definitions: scopes.definitions) == nil
    default: return false
    }
  }

  /// Whether the word at the cursor is given to a parameter or flag that takes a path.
  private func takesPath(_ place: LinePlace) -> Bool {
    guard let (command, used) = command(place) else { return false }
    let due = LineArguments(command.signature, place.stage.dropFirst(used), place)
    if due.offers == nil, case .named("path")? = due.type.map(plain) { return true }
    return false
  }

  /// The type of the parameter or flag at a place, where it takes names of the vault.
  func nameType(at place: LinePlace) -> String? {
    guard !place.isComment, let (command, used) = command(place), place.stage.count >= used else {
      return nil
    }
    let due = LineArguments(command.signature, place.stage.dropFirst(used), place)
    guard due.offers == nil, case .named(let name)? = due.type.map(plain) else { return nil }
    return name
  }

  /// Words of a closed set as they are written here: quoted where they are no words.
  private func choices(_ choices: [Choice], _ place: LinePlace, asText: Bool = false) -> [Completion] {
    choices.map { choice in
      let text = asText ? Display.quoted(choice.word) : written(choice.word, place, isName: false)
      return Completion(text, display: choice.word, start: place.start, note: choice.meaning)
    }
  }

  private func names(
    of type: String, _ place: LinePlace, loose: Bool, asText: Bool = false
  ) -> CompletionList {
    guard let names = run.session?.names(of: type, place.name, loose: loose) else { return CompletionList() }
    let candidates = names.first.map { name in
      Completion(
        asText ? Display.quoted(name.text) : written(name.text, place, isName: true), display: name.display,
        start: place.start, note: name.note,
        isLoose: name.isLoose)
    }
    let isPlain = !asText && candidates.allSatisfy { !$0.text.hasPrefix("\"") }
    return CompletionList(
      candidates, common: names.more > 0 && isPlain ? names.common : nil, more: names.more,
      note: names.isCut ? "there may be more: type on" : names.isWhole ? "" : "names are still being read")
  }

  /// A text as the language reads it at a place: in quotes where it is no word, or a word that means something else.
  private func written(_ text: String, _ place: LinePlace, isName: Bool) -> String {
    let isQuoted = place.current?.kind == .text
    let isWord = text.utf8.allSatisfy { $0 > 0x20 && !LineTokens.endsWord($0) && $0 != UInt8(ascii: "#") }
    let isOther = text.utf8.first == UInt8(ascii: "-") || isName && Literal.read(word: text) != nil
    return isWord && !isQuoted && !isOther ? text : Display.quoted(text)
  }

  private func plain(_ type: Type) -> Type {
    switch type {
    case .optional(let inner): plain(inner)
    case .oneOf(let types): types.first { if case .named = $0 { true } else { false } } ?? type
    default: type
    }
  }
}

extension CompletionList {
  /// The same list with some candidates.
  fileprivate func keeping(_ isKept: (Completion) -> Bool) -> CompletionList {
    var list = self
    list.candidates = candidates.filter(isKept)
    return list
  }
}

extension Completion {
  /// Whether it begins as typed; what is listed counts where what is put in has quotes.
  fileprivate func fits(_ typed: String) -> Bool {
    func bare(_ text: String) -> Substring {
      text.first == "\"" || text.first == "'" ? text.dropFirst() : text[...]
    }
    return text.hasPrefix(typed) || display.hasPrefix(bare(typed)) || bare(text).hasPrefix(bare(typed))
  }
}
