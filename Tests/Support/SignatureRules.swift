package import Interpreter
import Testing

/// What the requirements of a signature owe: rules name arguments that are there, and a pipe that is taken.
package func checkRequirements(_ signature: Signature) {
  let names =
    signature.positional.map(\.name) + [signature.rest?.name].compactMap { $0 } + signature.flags.map(\.name)
  var takesPipe = false
  if case .optional = signature.input { takesPipe = true }
  for rule in signature.rules {
    #expect(rule.names.count > 1)
    for name in rule.names where name != ArgumentRule.pipe { #expect(names.contains(name), "\(name)") }
    if rule.names.contains(ArgumentRule.pipe) { #expect(takesPipe) }
  }
  // Behind a pipe the arguments begin with the second: only the first may be what the pipe gives.
  for (index, parameter) in signature.positional.enumerated() where parameter.isSubject {
    #expect(index == 0 && takesPipe && !parameter.isOptional, "\(parameter.name)")
  }
  #expect(signature.positional.allSatisfy { $0.least == 0 }, "a positional parameter takes one argument")
}
