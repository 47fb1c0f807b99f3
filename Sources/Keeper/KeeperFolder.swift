package import Base
import CSupport
package import Crypto
import Glibc

/// The folder in which the keepers of a user live.
package struct KeeperFolder: ~Copyable {
  private let descriptor: Int32
  private let path: String

  /// Opens the folder below a runtime folder; `.none` where there is no keeper and `make` is false.
  package init(runtime: String?, make: Bool = false) throws(KeeperError) {
    guard let runtime, runtime.hasPrefix("/") else { throw make ? .noFolder(runtime) : .none }
    let opened = sms_keeper_folder(runtime, make ? 1 : 0)
    switch opened {
    case 0...: descriptor = opened
    case -EPERM: throw .openFolder(runtime)
    case -ENOENT: throw make ? .noFolder(runtime) : .none
    default: throw .system(-opened)
    }
    path = runtime
  }

  deinit { close(descriptor) }

  // MARK: keepers

  /// Starts a keeper, in the place of one that may be there.
  package borrowing func start(_ facts: KeeperFacts, seed: Secret) throws(KeeperError) {
    var channel: Int32 = -1
    let started = sms_keeper_spawn(descriptor, &channel)
    if started < 0 { throw .system(-started) }
    defer { close(channel) }
    let message = Secret(joining: [Secret(copying: facts.bytes), seed])
    let sent = message.withBytes { sms_keeper_send(channel, $0.baseAddress, Int32($0.count)) }
    if sent < 0 { throw .system(-sent) }
    var answer: Int32 = 0
    guard sms_keeper_receive(channel, &answer, 4) == 4 else { throw .system(ECHILD) }
    if answer & 1 << 16 != 0 { throw .unlocked(answer & 0xffff) }
    if answer != 0 { throw .system(answer) }
  }

  /// The keeper of a vault, and of a person where one is named.
  package borrowing func find(_ vault: UUID128, person: UUID128?) throws(KeeperError) -> KeptCredential {
    let names = names(of: vault, person: person)
    guard let name = names.first else { throw .none }
    if names.count > 1 { throw .several }
    let caller = try connect(name)
    let kept = try KeptCredential(caller.socket, process: caller.process)
    guard kept.facts.vault == vault, kept.facts.name == name else { throw .wrong }
    return kept
  }

  /// Ends the keepers of a vault, of one person or of all; without a vault all there are.
  ///
  /// Returns how many it ended. Sockets at which no process answers are removed.
  package borrowing func lock(_ vault: UUID128?, person: UUID128? = nil) throws(KeeperError) -> Int {
    var ended = 0
    for name in names(of: vault, person: person) {
      do throws(KeeperError) {
        try end(name)
        ended += 1
      } catch {
        guard error == .ended else { throw error }
        unlinkat(descriptor, name, 0)
      }
    }
    return ended
  }

  /// Asks the keeper of a socket to end; kills one that does not answer.
  private borrowing func end(_ name: String) throws(KeeperError) {
    do throws(KeeperError) {
      let caller = try connect(name)
      try KeptCredential(caller.socket, process: caller.process).lock()
    } catch .silent {
      // With all places of its queue taken, its process is not known; it ends without its socket, as soon as it runs.
      defer { unlinkat(descriptor, name, 0) }
      let caller = try connect(name)
      defer { close(caller.socket) }
      let killed = sms_keeper_kill(caller.socket, caller.process)
      if killed < 0 { throw .system(-killed) }
    }
  }

  /// A connection to the socket of a name, and the process at its other end.
  private borrowing func connect(_ name: String) throws(KeeperError) -> (socket: Int32, process: Int32) {
    var user: UInt32 = 0
    var process: Int32 = 0
    let socket = sms_keeper_connect(descriptor, name, &user, &process)
    if socket >= 0, user != geteuid() {
      close(socket)
      throw .foreign
    }
    switch socket {
    case 0...: return (socket, process)
    case -ECONNREFUSED: throw .ended
    case -EPERM: throw .foreign
    case -ENOENT: throw .none
    case -EAGAIN: throw .silent(process: nil)
    default: throw .system(-socket)
    }
  }

  /// The names of the sockets there.
  private borrowing func names(of vault: UUID128?, person: UUID128?) -> [String] {
    let copy = dup(descriptor)
    guard copy >= 0, let stream = fdopendir(copy) else { return [] }
    defer { closedir(stream) }
    rewinddir(stream)
    var names: [String] = []
    let prefix = vault.map { KeeperFacts.prefix($0) } ?? ""
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard !name.hasPrefix("."), name.hasPrefix(prefix) else { continue }
      if person.map({ name.hasSuffix("." + $0.text) }) ?? true { names.append(name) }
    }
    return names.sorted()
  }
}

/// A keeper at the other end of a connection.
package final class KeptCredential {
  private let socket: Int32
  private let process: Int32
  /// What it says it keeps.
  package let facts: KeeperFacts

  /// Asks a keeper what it keeps; takes the connection.
  init(_ socket: Int32, process: Int32) throws(KeeperError) {
    self.socket = socket
    self.process = process
    var answer = [UInt8](repeating: 0, count: KeeperFacts.count + 1)
    var question = KeeperQuestion.facts.rawValue
    let sent = sms_keeper_send(socket, &question, 1)
    let count = sent < 0 ? sent : sms_keeper_receive(socket, &answer, Int32(answer.count))
    let read =
      count < 0
      ? nil : answer.withUnsafeBytes { KeeperFacts(UnsafeRawBufferPointer(rebasing: $0[..<Int(count)])) }
    guard let read else {
      close(socket)
      switch count {
      case -EPIPE, -ECONNRESET, 0: throw .ended
      case -EAGAIN: throw .silent(process: process)
      default: throw .wrong
      }
    }
    facts = read
  }

  deinit { close(socket) }

  /// Opens what is sealed to the credential; nil where it does not open.
  package func open(_ sealed: [UInt8]) throws(KeeperError) -> Secret? {
    guard sealed.count < KeeperQuestion.longest else { return nil }
    let question = [KeeperQuestion.open.rawValue] + sealed
    let sent = sms_keeper_send(socket, question, Int32(question.count))
    if sent < 0 { throw failure(sent) }
    let answer = Secret(count: 1 + SymmetricKey.count)
    let count = answer.withMutableBytes { sms_keeper_receive(socket, $0.baseAddress, Int32($0.count)) }
    if count == 1 { return nil }
    guard count == Int32(answer.count) else { throw count <= 0 ? failure(count) : .wrong }
    return answer.withBytes { Secret(copying: UnsafeRawBufferPointer(rebasing: $0[1...])) }
  }

  /// Signs a message with the credential's key: the public key, 32 bytes, and the signature.
  package func sign(_ message: [UInt8]) throws(KeeperError) -> (publicKey: [UInt8], signature: [UInt8]) {
    guard message.count < KeeperQuestion.longest else { throw .wrong }
    let question = [KeeperQuestion.sign.rawValue] + message
    let sent = sms_keeper_send(socket, question, Int32(question.count))
    if sent < 0 { throw failure(sent) }
    var answer = [UInt8](repeating: 0, count: SigningKey.publicKeyCount + SigningKey.signatureCount)
    let count = sms_keeper_receive(socket, &answer, Int32(answer.count))
    guard count == Int32(answer.count) else { throw count <= 0 ? failure(count) : .wrong }
    return (Array(answer[..<SigningKey.publicKeyCount]), Array(answer[SigningKey.publicKeyCount...]))
  }

  /// Asks it to end, and waits until it has.
  func lock() throws(KeeperError) {
    var byte = KeeperQuestion.lock.rawValue
    let sent = sms_keeper_send(socket, &byte, 1)
    let got = sent < 0 ? sent : sms_keeper_receive(socket, &byte, 1)
    if got != 1 { throw failure(got) }
    // The end of the connection is the end of the process.
    if sms_keeper_receive(socket, &byte, 1) == -EAGAIN { throw .silent(process: process) }
  }

  /// Why a message did not go or come.
  private func failure(_ number: Int32) -> KeeperError {
    number == -EAGAIN ? .silent(process: process) : .ended
  }
}
