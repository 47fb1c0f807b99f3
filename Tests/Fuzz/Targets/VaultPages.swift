import Base
import Crypto
import Glibc
import StoreSQLite
import Support
import Vault

/// A vault in a file, whose bytes each input changes.
private struct SoundVault {
  let folder: TemporaryFolder
  let bytes: [UInt8]
  /// What the passphrase derives to, whatever the file says of the cost.
  let seeds = SeedCache()
  var path: String { folder.file("v.db") }

  init() throws {
    folder = try TemporaryFolder()
    try Self.fill(folder.file("v.db"))
    guard let bytes = folder.bytes("v.db") else { throw FuzzFailure(what: "there is no vault") }
    self.bytes = bytes
  }

  private static func fill(_ path: String) throws {
    let fixture = try VaultFixture(SQLiteStores(), path: path)
    _ = try CommandsFixture.fill(fixture.session)
  }

  func environment() -> VaultEnvironment {
    var environment = VaultEnvironment(
      clock: VaultTestClock(), random: SeededRandomBytes(seed: 7), cost: .floor)
    environment.refusals.duration = 0
    environment.derive = seeds.seed
    return environment
  }
}

nonisolated(unsafe) private var sound: SoundVault?

/// Bytes of a vault's file are changed: four bytes of the input say where, low byte last, and to what.
///
/// It is opened, verified, listed and written: errors, never a crash; untouched it is clean.
func fuzzVault(_ bytes: UnsafeBufferPointer<UInt8>) throws {
  if sound == nil { sound = try SoundVault() }
  guard let sound else { return }
  var changed = sound.bytes
  for start in stride(from: 0, to: bytes.count - 3, by: 4) {
    let place = Int(bytes[start]) << 16 | Int(bytes[start + 1]) << 8 | Int(bytes[start + 2])
    changed[place % changed.count] = bytes[start + 3]
  }
  for ending in ["-wal", "-shm"] { unlink(sound.path + ending) }
  try sound.folder.write(changed, to: "v.db")
  let isSound = changed == sound.bytes
  do {
    let service = try VaultService(
      store: SQLiteStores().open(at: sound.path), environment: sound.environment())
    let session = try service.unlock(
      email: VaultFixture.email, passphrase: Secret(utf8: VaultFixture.passphrase))
    try use(session, mustBeClean: isSound)
  } catch let failure as FuzzFailure {
    throw failure
  } catch {
    try require(!isSound, "an untouched vault does not open: \(error)")
  }
}

/// Does each thing by itself: what one finds broken does not keep the others from being tried.
private func use(_ session: VaultSession, mustBeClean: Bool) throws {
  let report = outcome { try session.verify() }
  if mustBeClean { try require(try report.get().isClean, "an untouched vault is not clean") }
  _ = try? session.accounts()
  _ = try? session.projects()
  _ = try? session.people()
  _ = try? session.groups()
  _ = try? session.grants()
  _ = try? session.tokens()
  _ = try? session.lockedLogins()
  _ = try? session.events(EventQuery())
  if let secrets = try? session.secrets() { _ = try? session.reveal(secrets.map(\.id)) }
  _ = try? session.createProject(name: "new")
  _ = try? session.rekey()
}
