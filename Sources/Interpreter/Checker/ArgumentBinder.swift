import Syntax

/// Where an argument's value comes from.
enum ArgumentPlan {
  /// A word, to be read by the type of its parameter.
  case word(String, Span)
  case node(NodeID, Span)
  case spread(NodeID, Span)
  /// A value that the binder itself calculated.
  case constant(Value, Span)

  var isSpread: Bool {
    if case .spread = self { return true }
    return false
  }

  var span: Span {
    switch self {
    case .word(_, let span), .constant(_, let span), .node(_, let span), .spread(_, let span): span
    }
  }
}

/// Gives the arguments of a call to the parameters of a signature: for calls in scripts and for command lines alike.
struct ArgumentBinder {
  typealias Part = ArgumentPlan

  struct Problem {
    let cause: ArgumentFault
    let span: Span

    /// Whether it says that there are more arguments than the call takes.
    var isTooMany: Bool {
      switch cause {
      case .tooMany, .subjectTwice: true
      default: false
      }
    }
  }

  /// The plan that the arguments are added to.
  let plan: CallPlan
  let span: Span
  private(set) var problems: [Problem] = []
  private var next = 0
  private var skipsFirst = false
  private var hasInput = false
  /// A flag that waits for its value: its index and its place.
  private var waiting: (Int, Span)?
  private var flagsEnded = false
  /// Some argument is a word, which must be readable by its parameter's type.
  private(set) var hasWords = false
  /// Switches that hold for rest arguments: which, and how many of those stand before it.
  private var marks: [(flag: Int, count: Int, span: Span)] = []

  init(_ plan: CallPlan, span: Span) {
    self.plan = plan
    self.span = span
  }

  private var name: String { plan.callee.name }
  private var signature: Signature { plan.callee.signature }

  /// What comes through the pipe is the first argument of a `def`, and the subject of a command that has one: true
  /// iff it goes to the first parameter of a `def`.
  mutating func pipesFirst(_ input: Bool) -> Bool {
    hasInput = input
    guard input, let first = signature.positional.first else { return false }
    var isDef = false
    if case .def = plan.target { isDef = true }
    guard isDef || first.isSubject else { return false }
    skipsFirst = true
    next = 1
    return isDef
  }

  /// The type of the parameter that the next argument goes to; nil if there is none.
  private var nextType: Type? {
    if let (index, _) = waiting { return signature.flags[index].type }
    return next < plan.positional.count ? signature.positional[next].type : signature.rest?.type
  }

  /// Behind `--` nothing is a flag.
  mutating func endFlags() { flagsEnded = true }

  mutating func add(_ part: Part) {
    if case .word = part { hasWords = true }
    if let (index, _) = waiting {
      waiting = nil
      plan.flags[index] = part
      return
    }
    let count = plan.positional.count
    if case .spread = part, next < count || plan.spread != nil {
      plan.spread = (plan.spread ?? plan.positional.compactMap { $0 }) + [part]
    } else if plan.spread != nil {
      plan.spread?.append(part)
    } else if next < count {
      plan.positional[next] = part
      next += 1
    } else {
      plan.rest.append(part)
      if signature.rest == nil { tooMany(part) }
    }
  }

  private mutating func tooMany(_ part: Part) {
    let count = signature.positional.count
    // The first one too many says it all.
    if problems.contains(where: \.isTooMany) { return }
    if skipsFirst, let subject = signature.positional.first, subject.isSubject {
      return tell(.subjectTwice(command: name, subject: subject.name, usage: usage), part.span)
    }
    tell(.tooMany(command: name, most: count, list: looseItems(part), usage: usage), part.span)
  }

  @inline(never)
  private mutating func tell(_ cause: ArgumentFault, _ span: Span) {
    problems.append(Problem(cause: cause, span: span))
  }

  /// The words of the one argument, where that is a list and its items stand alone: `exec ls -la`.
  private func looseItems(_ part: Part?) -> [String]? {
    guard plan.positional.count == 1, case .list = signature.positional[0].type else { return nil }
    var words: [String] = []
    for given in [plan.positional[0], part] {
      if case .word(let word, _)? = given { words.append(word) }
    }
    return words
  }

  private var usage: String { Usage.help(name, signature) }

  mutating func addFlag(_ flag: String, isShort: Bool, value: Part?, _ span: Span) {
    closeWaiting()
    let index = signature.flags.firstIndex { isShort ? $0.short.map(String.init) == flag : $0.name == flag }
    guard let index else {
      let names = signature.flags.map(\.name)
      if plan.positional.first.map({ $0 != nil }) ?? false,
        let items = looseItems(.word((isShort ? "-" : "--") + flag, span))
      {
        if !problems.contains(where: \.isTooMany) {
          tell(.tooMany(command: name, most: 1, list: items, usage: usage), span)
        }
        return
      }
      return tell(.unknownFlag(flag, isShort: isShort, command: name, flags: names), span)
    }
    if value == nil, signature.flags[index].isPerKey { return mark(index, span) }
    if plan.flags[index] != nil {
      tell(.flagTwice(signature.flags[index].name), span)
      if value == nil, signature.flags[index].type != nil { waiting = (index, span) }
      return
    }
    hasWords = true
    if let value {
      plan.flags[index] = value
    } else if signature.flags[index].type == nil {
      plan.flags[index] = .word("true", span)
    } else {
      waiting = (index, span)
    }
  }

  private mutating func mark(_ index: Int, _ span: Span) {
    if let last = marks.last, last.count == plan.rest.count {
      let (flag, before) = (signature.flags[index].name, signature.flags[last.flag].name)
      tell(last.flag == index ? .switchTwice(flag) : .switchesContradict(flag, before), span)
    }
    marks.append((index, plan.rest.count, span))
  }

  /// Gives each of those switches its value: true, or a list that says for which arguments it holds.
  private mutating func closeMarks() {
    guard let last = marks.last else { return }
    let total = plan.rest.count
    let first = marks[0].count == 0 ? marks[0].flag : nil
    let owners = (0..<total).map { key in marks.first { $0.count > key }?.flag ?? first }
    let isOpen = plan.rest.contains { if case .spread = $0 { true } else { false } }
    for flag in Set(marks.map(\.flag)) {
      let holds = owners.map { $0 == flag }
      if holds.allSatisfy({ $0 }), total > 0 || first == flag {
        plan.flags[flag] = .word("true", last.span)
        hasWords = true
      } else if isOpen {
        tell(.switchBesideSpread(signature.flags[flag].name), last.span)
      } else if holds.contains(true) {
        plan.flags[flag] = .constant(.list(holds.map { .bool($0) }), last.span)
      }
    }
  }

  private mutating func closeWaiting() {
    guard let (index, span) = waiting else { return }
    waiting = nil
    let flag = signature.flags[index]
    tell(.flagWithoutValue(flag.name, type: flag.type?.name ?? ""), span)
  }

  // MARK: arguments in a tree

  /// Adds the arguments of a call that stands in a tree.
  mutating func bind(_ arguments: ArraySlice<NodeID>, _ tree: CheckedTree) {
    for part in arguments {
      let node = tree[part]
      switch node.kind {
      case .word: add(.word(tree.text(node.a), node.span))
      case .flag: bindFlag(node, tree)
      case .spread: add(.spread(part, node.span))
      case .condition, .rowValue: add(rowPart(part, node, tree))
      default: add(.node(part, node.span))
      }
    }
  }

  private mutating func bindFlag(_ node: Node, _ tree: CheckedTree) {
    let name = tree.text(node.a)
    if name == "--" { return endFlags() }
    var value: Part?
    if node.b != 0 {
      let given = tree[node.b]
      value = given.kind == .word ? .word(tree.text(given.a), given.span) : .node(node.b, given.span)
    }
    addFlag(name, isShort: node.op == 1, value: value, node.span)
  }

  /// What was read over the row, where another parameter takes it: `--message "x"` behind a condition is a text,
  /// `.n` for a name is the name.
  private func rowPart(_ part: NodeID, _ node: Node, _ tree: CheckedTree) -> Part {
    switch nextType {
    case .condition?, .rowValue?, nil: return .node(part, node.span)
    default:
      if let path = path(node.a, tree) { return .word(path, node.span) }
      return .node(node.a, node.span)
    }
  }

  /// `.a.b` as the text of a path; nil for anything else.
  private func path(_ id: NodeID, _ tree: CheckedTree) -> String? {
    let node = tree[id]
    guard node.op == 0 else { return nil }
    switch node.kind {
    case .rowField: return FieldPath.quoted(tree.text(node.a))
    case .field: return path(node.a, tree).map { $0 + "." + FieldPath.quoted(tree.text(node.b)) }
    default: return nil
    }
  }

  /// After the last argument: what is missing.
  mutating func finish() {
    closeWaiting()
    closeMarks()
    let lacksOne = plan.spread == nil && (next..<max(next, plan.positional.count)).contains(where: isMissing)
    guard lacksOne || plan.callee.hasRequirements else { return }
    var requirements = Requirements(plan, hasInput: hasInput)
    if skipsFirst { requirements.positional[0] = .yes }
    if let problem = requirements.problem() { tell(problem, span) }
  }

  private func isMissing(_ index: Int) -> Bool {
    plan.positional[index] == nil && !signature.positional[index].isOptional
  }

  /// Reads the words by the types of their parameters; what cannot be read is a problem.
  mutating func read(_ context: Context) {
    guard hasWords else { return }
    func look(_ part: Part?, _ type: Type, _ what: @autoclosure () -> String) {
      guard case .word(let word, let span)? = part,
        case .failure(let fault) = BareWords.read(word, as: type, context)
      else { return }
      tell(.unreadable(parameter: what(), fault.words), span)
    }
    for index in plan.positional.indices {
      look(plan.positional[index], signature.positional[index].type, signature.positional[index].name)
    }
    if let parameter = signature.rest {
      for part in plan.rest { look(part, parameter.type, parameter.name) }
    }
    for index in plan.flags.indices where plan.flags[index] != nil {
      look(plan.flags[index], signature.flags[index].type ?? .bool, "--" + signature.flags[index].name)
    }
  }
}
