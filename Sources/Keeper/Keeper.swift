import CSupport
import Crypto
import Glibc

/// The process that keeps a user signed in.
///
/// It holds the seed of a credential in locked memory, opens data sealed to the credential, and signs, for other
/// processes of the same user. The seed never leaves it. It ends after its lifetime, after its idle time, when it is asked
/// to, when its socket is removed (a logout does this), and by a signal; then the seed is wiped.
package enum Keeper {
  /// The name by which this program is started as a keeper.
  private static let name = "sms-keeper"

  /// Whether this process was started as one.
  package static func isMeant(_ argument: UnsafePointer<CChar>?) -> Bool {
    argument.map { strcmp($0, name) == 0 } ?? false
  }

  /// Keeps until the end; gives the exit status.
  package static func run() -> Int32 {
    ProcessHardening.apply()
    if sms_keeper_detach() != 0 { return 1 }
    guard let (facts, seed) = received() else { return 1 }
    let channel = Int32(SMS_KEEPER_CHANNEL)
    func say(_ number: Int32) {
      var answer = number
      _ = sms_keeper_send(channel, &answer, 4)
    }
    // A hardened process is the least of it: without a lock the seed could be written to a disk.
    let locked = seed.withBytes { sms_keeper_lock($0.baseAddress, Int32($0.count)) }
    if locked != 0 {
      say(-locked | 1 << 16)
      return 1
    }
    let folder = Int32(SMS_KEEPER_FOLDER)
    let listener = sms_keeper_listen(folder, facts.name)
    if listener < 0 {
      say(-listener)
      return 1
    }
    return facts.name.withCString { name in
      var keeper = sms_keeper()
      let begun = sms_keeper_begin(&keeper, listener, folder, name)
      say(-begun)
      close(channel)
      if begun == 0 { serve(&keeper, facts, seed) }
      sms_keeper_end(&keeper)
      seed.shorten(to: 0)
      return 0
    }
  }

  /// What it is to keep, received straight into memory that is wiped.
  private static func received() -> (KeeperFacts, Secret)? {
    let count = KeeperFacts.count + SealingKeyPair.seedCount
    let message = Secret(count: count)
    let got = message.withMutableBytes {
      sms_keeper_receive(Int32(SMS_KEEPER_CHANNEL), $0.baseAddress, Int32(count))
    }
    guard got == Int32(count) else { return nil }
    return message.withBytes { bytes in
      let seed = Secret(copying: UnsafeRawBufferPointer(rebasing: bytes[KeeperFacts.count...]))
      return KeeperFacts(UnsafeRawBufferPointer(rebasing: bytes[..<KeeperFacts.count])).map { ($0, seed) }
    }
  }

  private static func serve(_ keeper: inout sms_keeper, _ facts: KeeperFacts, _ seed: Secret) {
    let end = sms_keeper_clock() + facts.seconds
    var used = sms_keeper_clock()
    while true {
      let caller = sms_keeper_next(&keeper, min(end, used + facts.idle))
      if caller < 0 { return }
      // Its time may have passed while the machine slept.
      let now = sms_keeper_clock()
      if now >= min(end, used + facts.idle) { return }
      var told = facts
      told.seconds = end - now
      switch answer(caller, told, seed) {
      case .opened: used = now
      case .told: break
      case .left: sms_keeper_leave(&keeper, caller)
      case .ends:
        // The seed is wiped before the answer confirms it.
        seed.shorten(to: 0)
        sms_keeper_end(&keeper)
        var done: UInt8 = 1
        _ = sms_keeper_send(caller, &done, 1)
        // The caller waits for the end of the process, and so of the connection.
        _exit(0)
      }
    }
  }

  private enum Use { case opened, told, left, ends }

  /// Answers one question of a caller.
  private static func answer(_ caller: Int32, _ facts: KeeperFacts, _ seed: Secret) -> Use {
    var question = [UInt8](repeating: 0, count: KeeperQuestion.longest)
    let count = sms_keeper_receive(caller, &question, Int32(question.count))
    guard count > 0, let kind = KeeperQuestion(rawValue: question[0]) else { return .left }
    switch kind {
    case .facts: return sms_keeper_send(caller, facts.bytes, Int32(KeeperFacts.count)) < 0 ? .left : .told
    case .open:
      open(Array(question[1..<Int(count)]), seed, caller)
      return .opened
    case .lock: return .ends
    case .sign:
      sign(Array(question[1..<Int(count)]), seed, caller)
      return .opened
    }
  }

  /// Signs a message for a caller: the public key and the signature.
  private static func sign(_ message: [UInt8], _ seed: Secret, _ caller: Int32) {
    defer { wipeStack() }
    guard let key = try? SigningKey(of: seed) else {
      var refused: UInt8 = 0
      _ = sms_keeper_send(caller, &refused, 1)
      return
    }
    let answer = key.publicKey + key.sign(message)
    _ = sms_keeper_send(caller, answer, Int32(answer.count))
  }

  /// Opens a box for a caller: a byte that tells whether it opened, and what was in it.
  private static func open(_ sealed: [UInt8], _ seed: Secret, _ caller: Int32) {
    defer { wipeStack() }
    guard let pair = try? SealingKeyPair(seed: seed), let opened = try? pair.open(sealed) else {
      var refused: UInt8 = 0
      _ = sms_keeper_send(caller, &refused, 1)
      return
    }
    let answer = Secret(joining: [Secret(copying: [1]), opened])
    answer.withBytes { _ = sms_keeper_send(caller, $0.baseAddress, Int32($0.count)) }
  }
}
