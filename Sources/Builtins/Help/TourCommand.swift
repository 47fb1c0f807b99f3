package import Interpreter

/// `tour`: what the shell walks through.
package enum TourCommand: Command {
  package static var name: String { "tour" }

  package static let signature = Signature(
    "Walks through the main job on a sample organization in memory, step by step.", category: .help,
    effect: [.shows, .waits], output: .null,
    details:
      "At a terminal. Enter runs the line that is shown, `s` skips it, `q` leaves. No vault is touched.",
    examples: [Example("tour", "ten steps, of which nothing stays")])

  package static func run(_ call: Call) throws(Fault) -> Value {
    guard let tour = call.context.tour else {
      throw call.fault(BuiltinFault.tourNeedsTerminal)
    }
    try tour()
    return .null
  }
}
