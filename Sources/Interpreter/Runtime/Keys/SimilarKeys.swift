internal import Base
import Syntax

/// Finds keys that equal another one though their bytes differ: where one has an entity, the other a text or record
/// that names it.
///
/// Keys of one form differ in their parts only. A part has few candidates, mostly one: what is asked for is each choice
/// of them, or, where these are more than there are keys, each key.
final class SimilarKeys {
  private var forms: [[UInt8]: Form] = [:]

  /// Adds a key under its number.
  func add(_ key: KeyPiece, number: Int) {
    let form = forms[key.form] ?? Form(places: key.parts.count)
    forms[key.form] = form
    form.add(key.parts, number)
  }

  /// The numbers of the keys that equal one and have other bytes, in order.
  func equals(_ key: KeyPiece) -> [Int] { forms[key.form]?.equals(key.parts) ?? [] }
}

/// Keys that differ only in the parts at some places.
private final class Form {
  private var places: [Place]
  private var numbers: [[Int32]: Int] = [:]

  init(places: Int) { self.places = (0..<places).map { _ in Place() } }

  func add(_ parts: [KeyPiece.Part], _ number: Int) {
    var key: [Int32] = []
    for (place, part) in zip(places, parts) { key.append(place.add(part)) }
    numbers[key] = number
  }

  func equals(_ parts: [KeyPiece.Part]) -> [Int] {
    var choices: [[Int32]] = []
    var own: [Int32] = []
    var count = 1
    for (place, part) in zip(places, parts) {
      let found = place.candidates(part)
      if found.all.isEmpty { return [] }
      choices.append(found.all)
      if let same = found.same { own.append(same) }
      count = min(numbers.count + 1, count.multipliedReportingOverflow(by: found.all.count).partialValue)
    }
    var equal: [Int] = []
    if count > numbers.count {
      for (key, number) in numbers where key != own && zip(key, choices).allSatisfy({ $1.contains($0) }) {
        equal.append(number)
      }
    } else {
      var key: [Int32] = []
      choose(choices, &key) { if $0 != own, let number = numbers[$0] { equal.append(number) } }
    }
    return equal.sorted()
  }

  private func choose(_ choices: [[Int32]], _ key: inout [Int32], _ body: ([Int32]) -> Void) {
    guard key.count < choices.count else { return body(key) }
    for part in choices[key.count] {
      key.append(part)
      choose(choices, &key, body)
      key.removeLast()
    }
  }
}

/// The parts that keys have at one place, numbered, and what names what.
private final class Place {
  private var count: Int32 = 0
  private var texts: [ExactText: Int32] = [:]
  private var namings: [ExactText: Int32] = [:]
  private var entities: [ExactText: Int32] = [:]
  /// The entities that a text names.
  private var named: [ExactText: [Int32]] = [:]
  /// The entities of a kind and name.
  private var called: [ExactText: [Int32]] = [:]
  /// The records that name by id, or where they have none by name.
  private var byID: [ExactText: [Int32]] = [:]
  private var byName: [ExactText: [Int32]] = [:]

  /// The number of a part.
  func add(_ part: KeyPiece.Part) -> Int32 {
    switch part {
    case .text(let text): return number(ExactText(text), &texts) {}
    case .entity(let kind, let id, let name):
      return number(pair(kind, id), &entities) {
        for text in Set(EntityObject.names(kind, id, name).map(ExactText.init)) {
          named[text, default: []].append(count)
        }
        called[pair(kind, name), default: []].append(count)
      }
    case .naming(let kind, let id, let name):
      return number(triple(kind, id, name), &namings) {
        if let id {
          byID[pair(kind, id), default: []].append(count)
        } else {
          byName[pair(kind, name ?? ""), default: []].append(count)
        }
      }
    }
  }

  private func number(_ key: ExactText, _ known: inout [ExactText: Int32], _ add: () -> Void) -> Int32 {
    if let number = known[key] { return number }
    add()
    known[key] = count
    count += 1
    return count - 1
  }

  /// The numbers of the parts that equal one; the same one among them apart, too.
  func candidates(_ part: KeyPiece.Part) -> (all: [Int32], same: Int32?) {
    let same: Int32?
    var others: [Int32] = []
    switch part {
    case .text(let text):
      same = texts[ExactText(text)]
      others = named[ExactText(text)] ?? []
    case .entity(let kind, let id, let name):
      same = entities[pair(kind, id)]
      for text in Set(EntityObject.names(kind, id, name).map(ExactText.init)) {
        if let number = texts[text] { others.append(number) }
      }
      others += byID[pair(kind, id)] ?? []
      others += byName[pair(kind, name)] ?? []
    case .naming(let kind, let id, let name):
      same = namings[triple(kind, id, name)]
      if let id {
        if let number = entities[pair(kind, id)] { others.append(number) }
      } else {
        others = called[pair(kind, name ?? "")] ?? []
      }
    }
    return (same.map { [$0] + others } ?? others, same)
  }

  private func pair(_ kind: String, _ text: String) -> ExactText { ExactText("\(kind)\0\(text)") }

  private func triple(_ kind: String, _ id: String?, _ name: String?) -> ExactText {
    let id = id.map { "\($0.utf8.count) \($0)" } ?? "-"
    return ExactText("\(kind)\0\(id)\0\(name.map { "+\($0)" } ?? "-")")
  }
}
