internal import Crypto
internal import Glibc
internal import Interpreter
internal import Vault

/// `KEY=VALUE` of each secret, in one piece of memory that is wiped when it goes.
struct RunVariables {
  private let memory: Secret
  private let starts: [Int]

  init(_ secrets: [RevealedSecret]) throws(Fault) {
    let memory = Secret(count: secrets.reduce(0) { $0 + $1.item.key.utf8.count + $1.value.count + 2 })
    var starts: [Int] = []
    var place = 0
    for secret in secrets {
      if secret.value.withBytes({ $0.contains(0) }) {
        throw Fault(CommandFault.nulInValue(key: secret.item.key))
      }
      if secret.item.key.utf8.count + secret.value.count + 2 > ProgramFile.longestText {
        throw Fault(CommandFault.valueTooLong(key: secret.item.key, limit: ProgramFile.longestText))
      }
      starts.append(place)
      let name = Array(secret.item.key.utf8) + [UInt8(ascii: "=")]
      memory.withMutableBytes { bytes in
        bytes[place...].copyBytes(from: name)
        place += name.count
        secret.value.withBytes { bytes[place...].copyBytes(from: $0) }
        place += secret.value.count + 1
      }
    }
    self.memory = memory
    self.starts = starts
  }

  /// Calls the body with the variables as C wants them: one after the other, then NULL.
  func withPointers<R>(_ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> R) -> R {
    memory.withMutableBytes { bytes in
      var pointers: [UnsafeMutablePointer<CChar>?] = starts.map {
        bytes.baseAddress?.advanced(by: $0).assumingMemoryBound(to: CChar.self)
      }
      pointers.append(nil)
      return body(pointers)
    }
  }
}
